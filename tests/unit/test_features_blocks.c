/* SPDX-License-Identifier: MIT */
/* Blocks of features, the title's weight, hashed features, chosen terms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "features/blocks.h"

#define assert_near(a, b, epsilon)                                                       \
    assert_true(fabs((double)(a) - (double)(b)) <= (epsilon))

/*
 * Words (3, 4), title (3, 0): unit(w) = (0.6, 0.8), with half of unit(title) = (1.1, 0.8), length 1.360147.
 * Characters (5): 1. Word weight 1, character weight 0.5: / sqrt(1.25) = 1.118034.
 * (1.1 / 1.360147, 0.8 / 1.360147, 0.5) / 1.118034 = (0.723364, 0.526083, 0.447214).
 */
static void blocks_are_as_worked_by_hand(void **state)
{
    (void)state;
    ent_feature all[] = {{0, 3}, {1, 5}, {2, 4}};
    const ent_feature title[] = {{0, 3}};
    const uint32_t counts[] = {2, 1 | ENT__CHARACTERS, 1};
    ent_feature_settings settings = ent__feature_defaults();
    settings.title_weight = 0.5F;
    settings.char_weight = 0.5F;
    ent__combine_blocks(all, 3, title, 1, counts, &settings);
    assert_near(all[0].value, 0.723364, 1e-5);
    assert_near(all[2].value, 0.526083, 1e-5);
    assert_near(all[1].value, 0.447214, 1e-5);
}

static void an_empty_block_takes_no_share(void **state)
{
    (void)state;
    ent_feature all[] = {{0, 3}, {1, 4}};
    const uint32_t counts[] = {1, 1};
    ent_feature_settings settings = ent__feature_defaults();
    ent__combine_blocks(all, 2, NULL, 0, counts, &settings);
    assert_near(all[0].value, 0.6, 1e-6);
    assert_near(all[1].value, 0.8, 1e-6);
    ent__combine_blocks(all, 0, NULL, 0, counts, &settings); /* nothing is legal */
}

static ent_article article_of(const char *title, const char *text)
{
    return (ent_article){.title = ent_string_of(title), .text = ent_string_of(text)};
}

static ent_matrix matrix_of(ent_vocabulary *vocabulary, ent_feature_settings *settings,
                            const ent_article *articles, size_t count, int threads)
{
    ent_matrix matrix;
    assert_int_equal(
        ent__vocabulary_build(vocabulary, settings, articles, count, NULL, threads, NULL),
        ENT_OK);
    assert_int_equal(ent__matrix_build(&matrix, settings, vocabulary, articles, count,
                                       NULL, threads, NULL),
                     ENT_OK);
    return matrix;
}

/* The same words, once with "storm" in the title: there it weighs more than the others, which are as rare. */
static void a_title_weighs_more(void **state)
{
    (void)state;
    ent_article articles[] = {article_of("storm", "calm night"),
                              article_of(NULL, "storm calm night")};
    ent_feature_settings settings = ent__feature_defaults();
    settings.word_max = 1;
    settings.min_df = 1;
    settings.unit_blocks = true;
    settings.title_weight = 1;
    ent_vocabulary vocabulary;
    ent_matrix matrix = matrix_of(&vocabulary, &settings, articles, 2, 1);
    uint32_t storm =
        ent__vocabulary_find(&vocabulary, ent__term_key(ent_string_of("storm")));
    assert_int_equal(matrix.starts[2], 6);
    /* unit (1,1,1)/sqrt(3) + (1,0,0) = (1.57735, 0.57735, 0.57735), length 1.776148 */
    for (uint64_t i = 0; i < 3; i++)
        assert_near(matrix.items[i].value,
                    matrix.items[i].id == storm ? 0.888074 : 0.325058, 1e-5);
    for (uint64_t i = 3; i < 6; i++)
        assert_near(matrix.items[i].value, 1 / sqrt(3), 1e-6);
    ent__matrix_dispose(&matrix);
    ent__vocabulary_dispose(&vocabulary);
}

/* 300 different words in 256 buckets: some bucket holds two, whatever the hash. */
static void collisions_are_counted(void **state)
{
    (void)state;
    static char text[300 * 8];
    size_t size = 0;
    for (unsigned i = 0; i < 300; i++)
        size += (size_t)sprintf(text + size, "w%03uq ", i);
    ent_article articles[] = {article_of(NULL, text), article_of(NULL, "w001q w001q")};
    ent_feature_settings settings = ent__feature_defaults();
    settings.word_max = 1;
    settings.hash_bits = 8;
    ent_vocabulary one, four;
    ent_matrix matrix = matrix_of(&one, &settings, articles, 2, 1);
    assert_int_equal(one.size, 256);
    assert_null(one.keys);
    size_t used = 0;
    for (size_t i = 0; i < one.size; i++) {
        used += one.frequencies[i] > 0;
        assert_true(one.frequencies[i] <= 2);
    }
    assert_true(one.collisions > 0 && one.collisions <= used);
    assert_true(300 - used >= 44); /* that many words came second */
    assert_int_equal(matrix.starts[1], used);
    assert_int_equal(matrix.starts[2] - matrix.starts[1], 1);
    ent__matrix_dispose(&matrix);
    matrix = matrix_of(&four, &settings, articles, 2, 4);
    assert_int_equal(four.collisions, one.collisions);
    assert_memory_equal(four.frequencies, one.frequencies, 256 * sizeof(uint32_t));
    ent__matrix_dispose(&matrix);
    ent__vocabulary_dispose(&one);
    ent__vocabulary_dispose(&four);
}

static void many_buckets_hardly_collide(void **state)
{
    (void)state;
    ent_article articles[] = {article_of(NULL, "one two three four")};
    ent_feature_settings settings = ent__feature_defaults();
    settings.hash_bits = 20;
    ent_vocabulary vocabulary;
    ent_matrix matrix = matrix_of(&vocabulary, &settings, articles, 1, 2);
    assert_int_equal(vocabulary.collisions, 0); /* 7 terms in a million buckets */
    assert_int_equal(matrix.starts[1], 7);
    ent__matrix_dispose(&matrix);
    ent__vocabulary_dispose(&vocabulary);
    settings.hash_bits = 30;
    assert_int_equal(
        ent__vocabulary_build(&vocabulary, &settings, articles, 1, NULL, 1, NULL),
        ENT_EARG);
}

static void chosen_terms_stay_in_order(void **state)
{
    (void)state;
    ent_article articles[] = {article_of(NULL, "rain wind sun"),
                              article_of(NULL, "rain wind"), article_of(NULL, "rain")};
    ent_feature_settings settings = ent__feature_defaults();
    settings.word_max = 1;
    settings.min_df = 1;
    ent_vocabulary vocabulary;
    ent_matrix matrix = matrix_of(&vocabulary, &settings, articles, 3, 1);
    ent__matrix_dispose(&matrix);
    const bool kept[] = {true, false, true}; /* by frequency: rain, wind, sun */
    assert_int_equal(ent__vocabulary_keep(&vocabulary, kept, NULL), ENT_OK);
    assert_int_equal(vocabulary.size, 2);
    assert_int_equal(
        ent__vocabulary_find(&vocabulary, ent__term_key(ent_string_of("rain"))), 0);
    assert_int_equal(
        ent__vocabulary_find(&vocabulary, ent__term_key(ent_string_of("sun"))), 1);
    assert_int_equal(
        ent__vocabulary_find(&vocabulary, ent__term_key(ent_string_of("wind"))),
        ENT_NO_TERM);
    assert_int_equal(
        ent__matrix_build(&matrix, &settings, &vocabulary, articles, 3, NULL, 1, NULL),
        ENT_OK);
    assert_true(ent_string_is(ent__vocabulary_term(&vocabulary, 1), "sun"));
    ent__matrix_dispose(&matrix);
    ent__vocabulary_dispose(&vocabulary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_as_worked_by_hand),
        cmocka_unit_test(an_empty_block_takes_no_share),
        cmocka_unit_test(a_title_weighs_more),
        cmocka_unit_test(collisions_are_counted),
        cmocka_unit_test(many_buckets_hardly_collide),
        cmocka_unit_test(chosen_terms_stay_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
