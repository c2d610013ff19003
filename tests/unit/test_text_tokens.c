/* SPDX-License-Identifier: MIT */
/* Token boundaries, kinds, flags, folding and stems; expected values by hand from docs/text.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <entente/text.h>

#include "base/hash.h"

enum { MOST = 256 };

typedef struct tokens {
    ent_lexicon *lexicon;
    ent_token items[MOST];
    size_t count;
    ent_string text;
} tokens;

static ent_string string_of(const char *text)
{
    return (ent_string){text, strlen(text)};
}

static tokens tokens_of(const char *language, const char *text)
{
    tokens result = {.text = string_of(text)};
    result.lexicon = ent_lexicon_new(ent_language_find(string_of(language)), true);
    assert_non_null(result.lexicon);
    size_t at = 0;
    result.count = ent_tokenize(result.items, MOST, result.lexicon, result.text, &at);
    assert_int_equal(at, result.text.size);
    return result;
}

/* The tokens of a text as "wword nnumber ttag hhandle llink bbigram", one kind letter before each. */
static void assert_tokens(const char *text, const char *expected)
{
    tokens found = tokens_of("", text);
    char seen[2048] = "";
    size_t size = 0;
    for (size_t i = 0; i < found.count; i++) {
        const ent_token *token = &found.items[i];
        size += (size_t)snprintf(seen + size, sizeof seen - size, "%s%c%.*s",
                                 i ? " " : "", "wnthlb"[token->kind],
                                 (int)(token->end - token->start), text + token->start);
    }
    assert_string_equal(seen, expected);
    ent_lexicon_free(found.lexicon);
}

static void assert_one(const char *language, const char *text, const char *folded,
                       const char *stem)
{
    tokens found = tokens_of(language, text);
    assert_int_equal(found.count, 1);
    ent_string is_folded = ent_lexicon_folded(found.lexicon, found.items[0].form);
    ent_string is_stem = ent_lexicon_stem(found.lexicon, found.items[0].form);
    assert_int_equal(found.items[0].end - found.items[0].start, strlen(text));
    assert_int_equal(is_folded.size, strlen(folded));
    assert_memory_equal(is_folded.data, folded, is_folded.size);
    assert_int_equal(is_stem.size, strlen(stem));
    assert_memory_equal(is_stem.data, stem, is_stem.size);
    assert_true(found.items[0].key == ent_hash(stem, strlen(stem)));
    ent_lexicon_free(found.lexicon);
}

static void assert_folded(const char *language, const char *text, const char *folded)
{
    tokens found = tokens_of(language, text);
    assert_int_equal(found.count, 1);
    ent_string is_folded = ent_lexicon_folded(found.lexicon, found.items[0].form);
    assert_int_equal(is_folded.size, strlen(folded));
    assert_memory_equal(is_folded.data, folded, is_folded.size);
    ent_lexicon_free(found.lexicon);
}

static bool have_one_stem(const char *language, const char *one, const char *other)
{
    tokens first = tokens_of(language, one), second = tokens_of(language, other);
    assert_int_equal(first.count, 1);
    assert_int_equal(second.count, 1);
    ent_lexicon_free(first.lexicon);
    ent_lexicon_free(second.lexicon);
    return first.items[0].key == second.items[0].key;
}

/* ---- boundaries ---- */

static void white_space_and_punctuation_separate_words(void **state)
{
    (void)state;
    assert_tokens("", "");
    assert_tokens(" \t\n...!? -- ''", "");
    assert_tokens("The quick (\"brown\") fox.", "wThe wquick wbrown wfox");
    assert_tokens("no\xC2\xA0"
                  "break\xE2\x80\xAFspaces",
                  "wno wbreak wspaces");
    assert_tokens("word\xE2\x80\x94word\xE2\x80\x93word", "wword wword wword");
    assert_tokens("half/half a:b", "whalf whalf wa wb");
    assert_tokens(u8"zero\u200Bwidth\u200Bspace", "wzero wwidth wspace");
}

static void inner_apostrophes_and_hyphens_stay_in_the_word(void **state)
{
    (void)state;
    assert_tokens("Entente-4 no-limits d'État", u8"wEntente-4 wno-limits wd'État");
    assert_tokens(u8"d’État O’Neill can't", u8"wd’État wO’Neill wcan't");
    assert_tokens("state-of-the-art 9-year-old COVID-19",
                  "wstate-of-the-art w9-year-old wCOVID-19");
    assert_tokens(u8"co\u2011op co\u2010op", u8"wco\u2011op wco\u2010op");
    assert_tokens("'quoted' -dash- dogs' rock'n'roll",
                  "wquoted wdash wdogs wrock'n'roll");
    assert_tokens("a--b a''b a-'b", "wa wb wa wb wa wb");
    assert_tokens(u8"soft\u00ADhyphen", u8"wsoft\u00ADhyphen");
    assert_tokens(u8"col·lecció", u8"wcol·lecció");
    assert_tokens("snake_case _emphasis_ __init__", "wsnake_case wemphasis winit");
}

static void numbers_keep_their_separators(void **state)
{
    (void)state;
    assert_tokens("3,840 2.5 1.234.567,89", "n3,840 n2.5 n1.234.567,89");
    assert_tokens("In 2022, 5. 2-1 1'000", "wIn n2022 n5 n2-1 n1'000");
    assert_tokens("$3,840 50% -5 10:30", "n3,840 n50 n5 n10 n30");
    assert_tokens("3rd 4K v2.0 1,x", "w3rd w4K wv2.0 n1 wx");
    assert_tokens(u8"٣٫١٤ १२३", u8"n٣٫١٤ n१२३");
}

static void full_stops_join_letters_as_in_uax_29(void **state)
{
    (void)state;
    assert_tokens("U.S. end.Next e.g. this", "wU.S wend.Next we.g wthis");
}

static void hashtags_and_mentions_are_one_token(void **state)
{
    (void)state;
    assert_tokens("news with #Entente-4, @user_1.", "wnews wwith t#Entente-4 h@user_1");
    assert_tokens("#1 ##x C# a#b &#39; # @ @@", "n1 wx wC wa wb n39");
    assert_tokens(u8"#日本 #été", u8"t#日本 t#été");
    assert_tokens("(@_x1) @user@host.org @12", "h@_x1 h@user@host.org n12");
}

static void links_and_addresses_are_one_token(void **state)
{
    (void)state;
    assert_tokens("See https://a.example/x?y=1#z. Then",
                  "wSee lhttps://a.example/x?y=1#z wThen");
    assert_tokens("(http://en.example/A_(b)) www.example.com/x,",
                  "lhttp://en.example/A_(b) lwww.example.com/x");
    assert_tokens("me@example.com, first.last+tag@mail.example.org",
                  "lme@example.com lfirst.last+tag@mail.example.org");
    assert_tokens("me@home c++ a+b x://", "wme whome wc wa wb wx");
    assert_tokens(u8"https://t.example/abc转发", u8"lhttps://t.example/abc b转发");
}

static void scripts_without_spaces_give_character_bigrams(void **state)
{
    (void)state;
    assert_tokens(u8"中", u8"b中");
    assert_tokens(u8"中国人。我", u8"b中国 b国人 b我");
    assert_tokens(u8"iPhone手机3个", u8"wiPhone b手机 n3 b个");
    assert_tokens(u8"カタカナ", u8"bカタ bタカ bカナ");
    /* ko kai with sara aa; the mark U+0E49 belongs to the character before it */
    assert_tokens(u8"ก้าน", u8"bก้า bาน");
    assert_tokens(u8"한국어 단어", u8"w한국어 w단어");
}

static void words_of_other_scripts_are_whole(void **state)
{
    (void)state;
    assert_tokens(u8"Привет, мир!", u8"wПривет wмир");
    assert_tokens(u8"हिन्दी में", u8"wहिन्दी wमें");
    assert_tokens(u8"می\u200Cخواهم", u8"wمی\u200Cخواهم");
    assert_tokens(u8"צה\"ל \"שלום\"", u8"wצה\"ל wשלום");
    assert_tokens("e\xCC\x81t\xCC\x81 \xCC\x81x", "we\xCC\x81t\xCC\x81 wx");
}

static void invalid_bytes_separate_tokens(void **state)
{
    (void)state;
    assert_tokens("ab\xFF"
                  "cd\xE2\x82 \xC3",
                  "wab wcd");
}

/* Whatever the capacity, the same tokens come out. */
static void tokens_do_not_depend_on_the_capacity(void **state)
{
    (void)state;
    tokens whole = tokens_of("en", u8"One #two 中国人民 @three x@y.org 五 www.a.b ก้าน");
    ent_token one;
    size_t at = 0, i = 0;
    while (ent_tokenize(&one, 1, whole.lexicon, whole.text, &at)) {
        assert_true(i < whole.count);
        assert_memory_equal(&one, &whole.items[i], sizeof one);
        i++;
    }
    assert_int_equal(i, whole.count);
    assert_int_equal(at, whole.text.size);
    ent_lexicon_free(whole.lexicon);
}

/* ---- folding and stems ---- */

static void folding_follows_unicode_in_full(void **state)
{
    (void)state;
    assert_one("", "HELLO", "hello", "hello");
    assert_one("", u8"Straße", "strasse", "strasse");
    assert_one("", u8"ÉTÉ", u8"été", u8"été");
    assert_one("", u8"ΟΔΟΣ", u8"οδοσ", u8"οδοσ");
    assert_one("", u8"οδος", u8"οδοσ", u8"οδοσ");
    assert_one("", u8"ПРИВЕТ", u8"привет", u8"привет");
    assert_one("", u8"\uFB01n", "fin", "fin"); /* the ligature fi */
}

static void forms_are_composed(void **state)
{
    (void)state;
    assert_one("", "e\xCC\x81t\x65\xCC\x81", u8"été", u8"été");
    assert_one("", "E\xCC\x81", u8"é", u8"é");
    /* Hangul jamo U+1112 U+1161 U+11AB compose to U+D55C */
    assert_one("", u8"\u1112\u1161\u11AB", u8"\uD55C", u8"\uD55C");
    /* ccc 230 before ccc 220: reordered, then composed: a U+0323 U+0302 is U+1EAD */
    assert_one("", "a\xCC\x82\xCC\xA3", u8"\u1EAD", u8"\u1EAD");
}

static void typographic_variants_fold_to_plain_ones(void **state)
{
    (void)state;
    assert_one("", u8"O’Neill", "o'neill", "o'neill");
    assert_one("", u8"co\u2011op", "co-op", "co-op");
    assert_one("", u8"soft\u00ADhyphen", "softhyphen", "softhyphen");
    assert_one("", u8"می\u200Cخواهم", u8"میخواهم", u8"میخواهم");
    assert_one("", u8"ＡＢＣ１", "abc1", "abc1");
    assert_one("", u8"Մի՛", u8"մի", u8"մի");
    assert_one("", u8"كتـــاب", u8"كتاب", u8"كتاب");
}

static void the_turkish_letters_i_are_told_apart(void **state)
{
    (void)state;
    assert_folded("tr", "ISPARTA", u8"ısparta");
    assert_folded("az", u8"İI", u8"iı");
    assert_folded("tr", "I\xCC\x87", "i");
    assert_folded("en", u8"İzmir", "izmir");
    assert_folded("en", "I\xCC\x87zmir", "izmir");
    assert_folded("en", "IF", "if");
}

static void the_stemmer_is_chosen_by_language(void **state)
{
    (void)state;
    assert_one("en", "Elections", "elections", "elect");
    assert_one("de", u8"Häuser", u8"häuser", u8"haus");
    assert_one("", "Elections", "elections", "elections");
    assert_one("cs", "Elections", "elections", "elections");
}

static void elided_articles_are_cut_off_the_stem_only(void **state)
{
    (void)state;
    assert_folded("fr", u8"l’homme", "l'homme");
    assert_true(have_one_stem("fr", u8"L’Homme", "hommes"));
    assert_true(have_one_stem("it", "dell'anno", "anno"));
    assert_true(have_one_stem("tr", "Ankara'nın", "ANKARA"));
    assert_false(have_one_stem("fr", "aujourd'hui", "hui"));
    assert_false(have_one_stem("en", "l'homme", "homme"));
}

static void a_lexicon_without_stemming_gives_folded_forms(void **state)
{
    (void)state;
    ent_lexicon *lexicon = ent_lexicon_new(ent_language_find(string_of("fr")), false);
    ent_token token;
    size_t at = 0;
    assert_int_equal(ent_tokenize(&token, 1, lexicon, string_of("L'Hommes"), &at), 1);
    assert_true(token.key == ent_hash("l'hommes", 8));
    ent_lexicon_free(lexicon);
}

static void flags_tell_case_and_function_words(void **state)
{
    (void)state;
    tokens found = tokens_of("en", "The NATO cat iPhone X don't #Up");
    static const uint8_t flags[] = {ENT_TOKEN_UPPER | ENT_TOKEN_STOP,
                                    ENT_TOKEN_UPPER | ENT_TOKEN_ALL_UPPER,
                                    0,
                                    0,
                                    ENT_TOKEN_UPPER,
                                    ENT_TOKEN_STOP,
                                    ENT_TOKEN_UPPER};
    assert_int_equal(found.count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(found.items[i].flags, flags[i]);
    ent_lexicon_free(found.lexicon);
    found = tokens_of("fr", "L'on parle");
    assert_int_equal(found.items[0].flags, ENT_TOKEN_UPPER | ENT_TOKEN_STOP);
    assert_int_equal(found.items[1].flags, 0);
    ent_lexicon_free(found.lexicon);
}

/* ---- the cache ---- */

/* Offsets and keys are right where the 16-byte read would pass the end of the text, and for long forms. */
static void forms_of_every_length_are_told_apart(void **state)
{
    (void)state;
    ent_lexicon *lexicon = ent_lexicon_new(NULL, false);
    uint32_t known[300];
    for (int round = 0; round < 2; round++) {
        for (size_t size = 1; size < 300; size++) {
            char *text = malloc(size);
            memset(text, 'x', size);
            ent_token token;
            size_t at = 0;
            assert_int_equal(
                ent_tokenize(&token, 1, lexicon, (ent_string){text, size}, &at), 1);
            assert_int_equal(token.end, size);
            if (round == 0)
                known[size] = token.form;
            assert_int_equal(token.form, known[size]);
            /* Of a token longer than 255 bytes the first 255 count. */
            assert_int_equal(ent_lexicon_folded(lexicon, token.form).size,
                             size < 255 ? size : 255);
            if (size > 1)
                assert_int_equal(token.form == known[size - 1], size > 255);
            free(text);
        }
    }
    ent_lexicon_free(lexicon);
}

/* A million distinct forms: the cache is emptied, the numbers of a call stay right, keys never change. */
static void the_cache_is_bounded(void **state)
{
    (void)state;
    ent_lexicon *lexicon = ent_lexicon_new(NULL, false);
    enum { FORMS = 1000000, WIDTH = 8 };
    char *text = malloc((size_t)FORMS * WIDTH + 1);
    for (size_t i = 0; i < FORMS; i++)
        snprintf(text + i * WIDTH, WIDTH + 1, "%07zu ", i);
    static ent_token tokens_found[1000];
    size_t at = 0, seen = 0, count;
    uint32_t most = 0;
    ent_string whole = {text, (size_t)FORMS * WIDTH};
    while ((count = ent_tokenize(tokens_found, 1000, lexicon, whole, &at)) > 0) {
        for (size_t i = 0; i < count; i++, seen++) {
            const ent_token *token = &tokens_found[i];
            ent_string folded = ent_lexicon_folded(lexicon, token->form);
            assert_int_equal(token->start, seen * WIDTH);
            assert_int_equal(folded.size, 7);
            assert_memory_equal(folded.data, text + token->start, 7);
            assert_true(token->key == ent_hash(folded.data, 7));
            most = token->form > most ? token->form : most;
        }
    }
    assert_int_equal(seen, FORMS);
    assert_true(ent_lexicon_generation(lexicon) >= 3);
    assert_true(most < 1 << 18);
    free(text);
    ent_lexicon_free(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_space_and_punctuation_separate_words),
        cmocka_unit_test(inner_apostrophes_and_hyphens_stay_in_the_word),
        cmocka_unit_test(numbers_keep_their_separators),
        cmocka_unit_test(full_stops_join_letters_as_in_uax_29),
        cmocka_unit_test(hashtags_and_mentions_are_one_token),
        cmocka_unit_test(links_and_addresses_are_one_token),
        cmocka_unit_test(scripts_without_spaces_give_character_bigrams),
        cmocka_unit_test(words_of_other_scripts_are_whole),
        cmocka_unit_test(invalid_bytes_separate_tokens),
        cmocka_unit_test(tokens_do_not_depend_on_the_capacity),
        cmocka_unit_test(folding_follows_unicode_in_full),
        cmocka_unit_test(forms_are_composed),
        cmocka_unit_test(typographic_variants_fold_to_plain_ones),
        cmocka_unit_test(the_turkish_letters_i_are_told_apart),
        cmocka_unit_test(the_stemmer_is_chosen_by_language),
        cmocka_unit_test(elided_articles_are_cut_off_the_stem_only),
        cmocka_unit_test(a_lexicon_without_stemming_gives_folded_forms),
        cmocka_unit_test(flags_tell_case_and_function_words),
        cmocka_unit_test(forms_of_every_length_are_told_apart),
        cmocka_unit_test(the_cache_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
