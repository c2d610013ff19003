/* SPDX-License-Identifier: MIT */
/* ROUGE, key phrases and stories against values worked by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include <entente/evaluate.h>

#include "base/base.h"

#define NEAR(a, b) assert_true(fabs((a) - (b)) < 1e-12)

static ent_arena arena;

static int open_arena(void **state)
{
    (void)state;
    return ent_arena_open(&arena, 64 << 20, NULL) == ENT_OK ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    ent_arena_close(&arena);
    return 0;
}

static ent_rouge_scores rouge(const char *summary, const char *reference,
                              const char *lang)
{
    ent_string references[] = {ent_string_of(reference)};
    ent_rouge_scores scores;
    ent_error err = {0};
    if (ent_score_rouge(&scores, ent_string_of(summary), references, 1,
                        ent_string_of(lang), arena, &err) != ENT_OK)
        fail_msg("%s", err.msg);
    return scores;
}

/* Lin's example: reference "police killed the gunman", summary "the gunman police killed".
 *   R1: 4 of 4.  R2: "the gunman", "police killed" of 3 each: 2/3.  LCS: "the gunman" or "police killed": 2/4. */
static void rouge_of_lins_example(void **state)
{
    (void)state;
    ent_rouge_scores s =
        rouge("The gunman police killed.", "police killed the gunman", "en");
    NEAR(s.r1.f1, 1);
    NEAR(s.r2.f1, 2.0 / 3);
    NEAR(s.l.f1, 0.5);
    NEAR(s.lsum.f1, 0.5);
}

/* "the the cat" against "the cat": words in common: the, cat = 2; P 2/3, R 1. */
static void a_word_counts_as_often_as_it_stands_in_both(void **state)
{
    (void)state;
    ent_rouge_scores s = rouge("the the cat", "the cat", "en");
    NEAR(s.r1.precision, 2.0 / 3);
    NEAR(s.r1.recall, 1);
    NEAR(s.r1.f1, 0.8);
}

/* Lin 2004, 3.2: reference w1 w2 w3 w4 w5; summary lines w1 w2 w6 w7 w8 and w1 w3 w8 w9 w5: the union of the two LCS is
 * w1 w2 w3 w5, so R = 4/5 and P = 4/10; the plain LCS over the lines joined is w1 w2 w3 w5 = 4 as well. */
static void lsum_is_the_union_over_lines(void **state)
{
    (void)state;
    ent_rouge_scores s = rouge("w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", "w1 w2 w3 w4 w5", "xx");
    NEAR(s.lsum.recall, 0.8);
    NEAR(s.lsum.precision, 0.4);
}

/* Lines in another order: the plain LCS is one line (3 of 6), Lsum takes both. */
static void lsum_forgives_the_order_of_lines(void **state)
{
    (void)state;
    ent_rouge_scores s = rouge("d e f\na b c", "a b c\nd e f", "xx");
    NEAR(s.l.f1, 0.5);
    NEAR(s.lsum.f1, 1);
}

static void english_is_stemmed_over_three_letters(void **state)
{
    (void)state;
    NEAR(rouge("elections voting", "election vote", "en").r1.f1, 1);
    NEAR(rouge("as is", "a i", "en").r1.f1, 0);
    NEAR(rouge("elections", "election", "fr").r1.f1, 0); /* other languages are not */
    NEAR(rouge("elections voting", "election vote", "eng_Latn").r1.f1, 1);
}

/* English keeps [a-z0-9] only: caf|caf; elsewhere the accent counts. */
static void letters_of_other_scripts_make_words_outside_english(void **state)
{
    (void)state;
    NEAR(rouge("café", "caf\xc3\xa8", "en").r1.f1, 1);
    NEAR(rouge("café", "caf\xc3\xa8", "fr").r1.f1, 0);
    NEAR(rouge("ÉTÉ", "été", "fr").r1.f1, 1);
    /* Bengali: a vowel sign belongs to its word */
    NEAR(rouge("কা খ", "কা খ", "bn").r2.f1, 1);
    NEAR(rouge("কি", "কা", "bn").r1.f1, 0);
}

/* Without spaces each character is a word: 3 of 4 in common. */
static void unspaced_scripts_count_characters(void **state)
{
    (void)state;
    NEAR(rouge("北京大学", "北京大楼", "zh").r1.f1, 0.75);
    NEAR(rouge("abc北京", "北京abc", "zh").r1.f1, 1);
}

/* Means over the references: F 1 and F 0. */
static void several_references_are_averaged(void **state)
{
    (void)state;
    ent_string references[] = {ent_string_of("a b"), ent_string_of("c d")};
    ent_rouge_scores s;
    assert_int_equal(ent_score_rouge(&s, ent_string_of("a b"), references, 2,
                                     ent_string_of("en"), arena, NULL),
                     ENT_OK);
    NEAR(s.r1.f1, 0.5);
    NEAR(s.lsum.f1, 0.5);
}

static void empty_summaries_score_nothing(void **state)
{
    (void)state;
    NEAR(rouge("", "a b", "en").r1.f1, 0);
    NEAR(rouge("a", "", "en").lsum.f1, 0);
    NEAR(rouge("\n\n", "\n", "en").l.f1, 0);
    NEAR(rouge("a", "a", "en").r2.f1, 0); /* no bigram */
    ent_rouge_scores s;
    ent_error err;
    assert_int_equal(ent_score_rouge(&s, ent_string_of("a"), NULL, 0, ent_string_of("en"),
                                     arena, &err),
                     ENT_EARG);
}

/* 2, 4, 6: mean 4, deviation 2, error 2 / sqrt 3. */
static void mean_and_its_error(void **state)
{
    (void)state;
    ent_mean m = ent_mean_of((double[]){2, 4, 6}, 3);
    NEAR(m.mean, 4);
    NEAR(m.error, 2 / sqrt(3));
    assert_true(isnan(ent_mean_of(NULL, 0).mean));
    assert_true(isnan(ent_mean_of((double[]){1}, 1).error));
}

/* ---- tags ---- */

/* Truth: "fiber networks", "Xi Jinping"; found: "Fiber Network", "xi  jinping", "budget".
 *   exact at 3: 1 hit of 2 true, 3 found: F 2/5; stemmed: 2 hits: F 4/5; stemmed at 1: 1 hit, 1 found: F 2/3 */
static void phrases_match_as_words_or_stems(void **state)
{
    (void)state;
    ent_string truth[] = {ent_string_of("fiber networks"), ent_string_of("Xi Jinping")};
    ent_string found[] = {ent_string_of("Fiber Network"), ent_string_of("xi  jinping"),
                          ent_string_of("budget")};
    ent_tagged item = {ent_string_of("en"), truth, 2, found, 3};
    ent_tag_scores s;
    assert_int_equal(ent_score_tags(&s, &item, 1, 3, arena, NULL), ENT_OK);
    NEAR(s.exact.f1, 0.4);
    NEAR(s.stemmed.f1, 0.8);
    assert_int_equal(ent_score_tags(&s, &item, 1, 1, arena, NULL), ENT_OK);
    NEAR(s.stemmed.f1, 2.0 / 3);
    NEAR(s.exact.f1, 0);
}

static void phrases_that_become_equal_count_once(void **state)
{
    (void)state;
    ent_string truth[] = {ent_string_of("network"), ent_string_of("Networks")};
    ent_string found[] = {ent_string_of("networks"), ent_string_of("network"),
                          ent_string_of("...")};
    ent_tagged item = {ent_string_of("en"), truth, 2, found, 3};
    ent_tag_scores s;
    assert_int_equal(ent_score_tags(&s, &item, 1, 5, arena, NULL), ENT_OK);
    NEAR(s.stemmed.f1, 1);
    NEAR(s.exact.f1, 1);
}

/* Documents with 1/1 and 0/3 found, 1 true each: summed P 1/4, R 1/2, F 1/3; mean F 1/2; one without truth is out. */
static void summed_and_mean_scores_differ(void **state)
{
    (void)state;
    ent_string a = ent_string_of("a"),
               xyz[] = {ent_string_of("x"), ent_string_of("y"), ent_string_of("z")};
    ent_tagged items[] = {{ent_string_of("fr"), &a, 1, &a, 1},
                          {ent_string_of("fr"), &a, 1, xyz, 3},
                          {ent_string_of("fr"), NULL, 0, xyz, 3}};
    ent_tag_scores s;
    assert_int_equal(ent_score_tags(&s, items, 3, 5, arena, NULL), ENT_OK);
    NEAR(s.exact.precision, 0.25);
    NEAR(s.exact.f1, 1.0 / 3);
    NEAR(s.exact_mean.f1, 0.5);
}

/* ---- stories ---- */

/* Truth {0 1 2}{3 4}, found {0 1}{2 3 4}.
 *   precision: 1, 1, 1/3, 2/3, 2/3 -> 11/15; recall: 2/3, 2/3, 1/3, 1, 1 -> 11/15
 *   pairs: truth 3 + 1 = 4, found 1 + 3 = 4, both {0 1} {3 4} = 2: P = R = 1/2 */
static void bcubed_of_two_clusterings(void **state)
{
    (void)state;
    uint32_t truth[] = {7, 7, 7, 9, 9}, found[] = {1, 1, 4, 4, 4};
    ent_story_scores s;
    assert_int_equal(ent_score_stories(&s, truth, found, 5, NULL), ENT_OK);
    NEAR(s.bcubed.precision, 11.0 / 15);
    NEAR(s.bcubed.recall, 11.0 / 15);
    NEAR(s.bcubed.f1, 11.0 / 15);
    NEAR(s.pairwise.f1, 0.5);
    assert_int_equal(s.truth_stories, 2);
    assert_int_equal(s.found_stories, 2);
}

static void clusterings_without_pairs_have_no_pairwise_score(void **state)
{
    (void)state;
    uint32_t alone[] = {1, 2, 3};
    ent_story_scores s;
    assert_int_equal(ent_score_stories(&s, alone, alone, 3, NULL), ENT_OK);
    NEAR(s.bcubed.f1, 1);
    assert_true(isnan(s.pairwise.f1));
    assert_int_equal(ent_score_stories(&s, NULL, NULL, 0, NULL), ENT_OK);
    assert_true(isnan(s.bcubed.f1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rouge_of_lins_example),
        cmocka_unit_test(a_word_counts_as_often_as_it_stands_in_both),
        cmocka_unit_test(lsum_is_the_union_over_lines),
        cmocka_unit_test(lsum_forgives_the_order_of_lines),
        cmocka_unit_test(english_is_stemmed_over_three_letters),
        cmocka_unit_test(letters_of_other_scripts_make_words_outside_english),
        cmocka_unit_test(unspaced_scripts_count_characters),
        cmocka_unit_test(several_references_are_averaged),
        cmocka_unit_test(empty_summaries_score_nothing),
        cmocka_unit_test(mean_and_its_error),
        cmocka_unit_test(phrases_match_as_words_or_stems),
        cmocka_unit_test(phrases_that_become_equal_count_once),
        cmocka_unit_test(summed_and_mean_scores_differ),
        cmocka_unit_test(bcubed_of_two_clusterings),
        cmocka_unit_test(clusterings_without_pairs_have_no_pairwise_score),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
