/* SPDX-License-Identifier: MIT */
/* Languages by name, and the counting of words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <libstemmer.h>

#include <entente/text.h>

static ent_string string_of(const char *text)
{
    return (ent_string){text, strlen(text)};
}

static void assert_code(const char *name, const char *code)
{
    const ent_language *language = ent_language_find(string_of(name));
    assert_non_null(language);
    assert_string_equal(language->code, code);
}

static void codes_names_and_tags_are_found_in_any_case(void **state)
{
    (void)state;
    static const char *const english[] = {"en",      "EN",    "eng",         "English",
                                          "ENGLISH", "en-GB", "en_US.UTF-8", "eng_Latn"};
    for (size_t i = 0; i < sizeof english / sizeof *english; i++)
        assert_code(english[i], "en");
    assert_code("ger", "de");
    assert_code("zho_Hant", "zh");
    assert_code("Farsi", "fa");
    assert_code("haitian creole", "ht");
}

static void flores_codes_of_single_languages_lead_to_their_macrolanguage(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"arb_Arab", "ar"}, {"lvs_Latn", "lv"}, {"zsm_Latn", "ms"}, {"swh_Latn", "sw"},
        {"pes_Arab", "fa"}, {"npi_Deva", "ne"}, {"als_Latn", "sq"}, {"nob_Latn", "nb"},
        {"gaz_Latn", "om"}, {"khk_Cyrl", "mn"}, {"kmr_Latn", "ku"}, {"yue_Hant", "yue"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_code(pairs[i][0], pairs[i][1]);
}

static void unknown_names_are_not_found(void **state)
{
    (void)state;
    static const char *const names[] = {"",    "x", "klingon", "q-", "english-",
                                        "-en", "|", "xx_Latn", "e"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_null(ent_language_find(string_of(names[i])));
    assert_null(ent_language_find((ent_string){NULL, 0}));
    assert_null(ent_language_find((ent_string){"en\0", 3}));
}

static void every_stemmer_of_libstemmer_has_a_language(void **state)
{
    (void)state;
    static const char *const codes[] = {"ar", "hy", "eu", "ca", "da", "nl", "en",
                                        "fi", "fr", "de", "el", "hi", "hu", "id",
                                        "ga", "it", "lt", "ne", "nb", "pt", "ro",
                                        "ru", "sr", "es", "sv", "ta", "tr", "yi"};
    for (const char **name = sb_stemmer_list(); *name; name++) {
        bool found = strcmp(*name, "porter") == 0; /* the older English one */
        for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
            found |= strcmp(ent_language_find(string_of(codes[i]))->stemmer, *name) == 0;
        assert_true(found);
    }
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        ent_lexicon *lexicon =
            ent_lexicon_new(ent_language_find(string_of(codes[i])), true);
        assert_non_null(lexicon);
        ent_lexicon_free(lexicon);
    }
}

static void budgets_count_white_space_words(void **state)
{
    (void)state;
    assert_int_equal(ent_count_words(string_of("")), 0);
    assert_int_equal(ent_count_words(string_of(" \n ")), 0);
    assert_int_equal(ent_count_words(string_of(" one  two-three, four ")), 3);
    assert_int_equal(ent_count_words(string_of(u8"Привет,\u00A0мир")), 2);
}

static void two_characters_of_han_kana_and_thai_count_as_one_word(void **state)
{
    (void)state;
    assert_int_equal(ent_count_words(string_of(u8"我爱北京")), 2);
    assert_int_equal(ent_count_words(string_of(u8"我爱北京。我")), 3); /* 5 characters */
    assert_int_equal(ent_count_words(string_of(u8"iPhone手机 is new")), 4);
    assert_int_equal(ent_count_words(string_of(u8"ก้าน")), 2); /* 3 letters, a mark */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_names_and_tags_are_found_in_any_case),
        cmocka_unit_test(flores_codes_of_single_languages_lead_to_their_macrolanguage),
        cmocka_unit_test(unknown_names_are_not_found),
        cmocka_unit_test(every_stemmer_of_libstemmer_has_a_language),
        cmocka_unit_test(budgets_count_white_space_words),
        cmocka_unit_test(two_characters_of_han_kana_and_thai_count_as_one_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
