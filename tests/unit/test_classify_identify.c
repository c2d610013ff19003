/* SPDX-License-Identifier: MIT */
/* The language identifier: what it reads of a text, what it is trained on, what it answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <entente/classify.h>
#include <entente/train.h>

#include "classify/classify.h"

/* ---- letters ---- */

static void assert_letters(const char *text, size_t limit, const char *expected)
{
    ent_lexicon *lexicon = ent_lexicon_new(NULL, false);
    ent_buffer out = {0};
    assert_non_null(lexicon);
    ent_buffer_text(&out, "");
    ent__letters(&out, lexicon, ent_string_of(text), limit);
    assert_string_equal(out.data, expected);
    ent_buffer_dispose(&out);
    ent_lexicon_free(lexicon);
}

static void letters_are_words_without_numbers_addresses_and_tags(void **state)
{
    (void)state;
    assert_letters("In 1905 -- see https://example.org/a or me@example.org, @you, "
                   "#tag -- l'\xC3\x89tat\n\nfell.",
                   100, "In see or l'\xC3\x89tat fell");
    assert_letters("3.14 + 2 = 5.14 %", 100, "");
}

/* Ni hao, shi jie: two characters, a comma, two characters; bigrams overlap, the run is written once. */
static void runs_without_spaces_stay_whole(void **state)
{
    (void)state;
    assert_letters("\xE4\xBD\xA0\xE5\xA5\xBD\xE4\xB8\x96\xEF\xBC\x8C\xE7\x95\x8C", 100,
                   "\xE4\xBD\xA0\xE5\xA5\xBD\xE4\xB8\x96 \xE7\x95\x8C");
}

static void letters_end_with_the_word_that_reaches_the_limit(void **state)
{
    (void)state;
    assert_letters("one two three four", 6, "one two"); /* 3, then 7 bytes >= 6 */
    assert_letters("one two three four", 7, "one two");
    assert_letters("one two three four", 8, "one two three");
}

static void a_second_text_is_set_off_by_a_space(void **state)
{
    (void)state;
    ent_lexicon *lexicon = ent_lexicon_new(NULL, false);
    ent_buffer out = {0};
    ent__letters(&out, lexicon, ent_string_of("one"), 100);
    ent__letters(&out, lexicon, ent_string_of("\xE4\xBD\xA0\xE5\xA5\xBD"), 100);
    assert_string_equal(out.data, "one \xE4\xBD\xA0\xE5\xA5\xBD");
    ent_buffer_dispose(&out);
    ent_lexicon_free(lexicon);
}

/* 30 words of 4 letters, more than one piece of tokens; 7 and 8 letters end with the second word, 64 with the 13th. */
static void letters_can_be_read_by_and_by(void **state)
{
    (void)state;
    ent_lexicon *lexicon = ent_lexicon_new(NULL, false);
    ent_buffer text = {0}, out = {0};
    struct ent__letters letters;
    for (int i = 0; i < 30; i++)
        ent_buffer_text(&text, "word, ");
    ent__letters_begin(&letters, ent_buffer_view(&text));
    ent__letters_read(&out, &letters, lexicon, 7);
    assert_int_equal(out.size, 9);
    ent__letters_read(&out, &letters, lexicon, 8);
    assert_int_equal(out.size, 9);
    ent__letters_read(&out, &letters, lexicon, 64);
    assert_int_equal(out.size, 13 * 5 - 1);
    ent__letters_read(&out, &letters, lexicon, 1000);
    assert_int_equal(out.size, 30 * 5 - 1);
    assert_memory_equal(out.data + out.size - 9, "word word", 9);
    ent_buffer_dispose(&text);
    ent_buffer_dispose(&out);
    ent_lexicon_free(lexicon);
}

/* ---- training and asking, on four languages of the sample articles ---- */

static ent_model *trained(const char *label, uint32_t keep, const char *kind, int threads)
{
    static const char *const paths[] = {"datasets/samples/topics.jsonl"};
    ent_dataset_options reading = {.label = label};
    ent_train_options options = ENT_TRAIN_OPTIONS_INIT;
    ent_train_report report;
    ent_dataset *dataset;
    ent_corpus corpus;
    ent_model *model;
    options.kind = kind;
    options.search = ENT_SEARCH_NONE;
    options.word_ngrams = 0;
    options.char_min = 1;
    options.char_max = 4;
    options.bayes = true;
    options.weight_bits = 6;
    options.keep_features = keep;
    options.threads = threads;
    options.pieces = kind ? 4 : 0;
    assert_int_equal(ent_dataset_open(&dataset, paths, 1, &reading, NULL), ENT_OK);
    assert_int_equal(ent_corpus_load(&corpus, dataset, 0, NULL), ENT_OK);
    ent_dataset_free(dataset);
    assert_int_equal(ent_train(&model, &report, &corpus, &options, NULL), ENT_OK);
    ent_corpus_dispose(&corpus);
    return model;
}

static void assert_language(ent_identifier *identifier, const char *text,
                            const char *code)
{
    const ent_language *language;
    assert_int_equal(ent_identify(&language, NULL, identifier, (ent_string){NULL, 0},
                                  ent_string_of(text), NULL),
                     ENT_OK);
    if (code)
        assert_string_equal(language->code, code);
    else
        assert_null(language);
}

static void tells_the_languages_that_it_was_taught(void **state)
{
    (void)state;
    ent_model *model = trained("lang", 0, "languages", 0);
    ent_identifier *identifier;
    assert_int_equal(ent_identifier_new(&identifier, model, NULL), ENT_OK);
    assert_language(identifier,
                    "The minister said that the money will be spent on roads.", "en");
    assert_language(identifier, "Der Minister sagte, dass die Stadt das Geld nicht hat.",
                    "de");
    assert_language(identifier, "Le ministre a dit que les routes seront faites.", "fr");
    assert_language(identifier, "El ministro dijo que los caminos son para la ciudad.",
                    "es");
    assert_language(identifier, "", NULL);
    assert_language(identifier, "12 34 -- ?! https://example.org/der/die/das", NULL);
    assert_language(identifier, "\xFF\xFE\x80", NULL);
    ent_identifier_free(identifier);
    ent_model_free(model);
}

/* 150 letters that are in all four languages, or none, then German: the first look cannot tell. */
static void looks_on_until_the_answer_is_clear(void **state)
{
    (void)state;
    ent_model *model = trained("lang", 0, "languages", 0);
    ent_identifier *identifier;
    ent_buffer text = {0};
    assert_int_equal(ent_identifier_new(&identifier, model, NULL), ENT_OK);
    for (int i = 0; i < 50; i++)
        ent_buffer_text(&text, "zz ");
    for (int i = 0; i < 8; i++)
        ent_buffer_text(&text, "Der Minister sagte, dass die Stadt das Geld nicht hat. ");
    ent_buffer_byte(&text, '\0');
    assert_language(identifier, text.data, "de");
    ent_buffer_dispose(&text);
    ent_identifier_free(identifier);
    ent_model_free(model);
}

static void kept_features_are_so_many_whatever_the_threads(void **state)
{
    (void)state;
    ent_model *one = trained("lang", 500, "languages", 1),
              *four = trained("lang", 500, "languages", 4);
    ent_buffer a = {0}, b = {0};
    assert_int_equal(one->vocabulary.size, 500);
    assert_int_equal(ent__model_encode(&a, one, NULL, NULL), ENT_OK);
    assert_int_equal(ent__model_encode(&b, four, NULL, NULL), ENT_OK);
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.data, b.data, a.size);
    ent_buffer_dispose(&a);
    ent_buffer_dispose(&b);
    ent_model_free(one);
    ent_model_free(four);
}

static void models_of_other_kinds_are_refused(void **state)
{
    (void)state;
    ent_model *model = trained("lang", 0, NULL, 0);
    ent_identifier *identifier = NULL;
    ent_error err = {0};
    assert_int_equal(ent_identifier_new(&identifier, model, &err), ENT_EMODEL);
    assert_non_null(strstr(err.msg, "knows topics, not languages"));
    ent_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_are_words_without_numbers_addresses_and_tags),
        cmocka_unit_test(runs_without_spaces_stay_whole),
        cmocka_unit_test(letters_end_with_the_word_that_reaches_the_limit),
        cmocka_unit_test(a_second_text_is_set_off_by_a_space),
        cmocka_unit_test(letters_can_be_read_by_and_by),
        cmocka_unit_test(tells_the_languages_that_it_was_taught),
        cmocka_unit_test(looks_on_until_the_answer_is_clear),
        cmocka_unit_test(kept_features_are_so_many_whatever_the_threads),
        cmocka_unit_test(models_of_other_kinds_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
