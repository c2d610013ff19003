/* SPDX-License-Identifier: MIT */
/* Classification scores against values worked by hand. */
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

static const ent_string names[] = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}};
static const uint32_t zero[] = {0}, one[] = {1}, two[] = {2}, zero_one[] = {0, 1},
                      one_zero[] = {1, 0};

static ent_evaluation evaluate(const ent_answers *answers)
{
    ent_evaluate_options options = ENT_EVALUATE_OPTIONS_INIT;
    ent_evaluation result;
    ent_error err = {0};
    if (ent_evaluate(&result, &arena, answers, &options, &err) != ENT_OK)
        fail_msg("%s", err.msg);
    return result;
}

/* truth a a a b b; chosen a a b b c; label d never occurs.
 *   a: 2 hits of 3 true, 2 chosen: P 1,   R 2/3, F 4/5
 *   b: 1 hit of 2 true, 2 chosen:  P 1/2, R 1/2, F 1/2
 *   c: 0 true, 1 chosen:           P 0,   R 0,   F 0          macro over a, b, c */
static const ent_answer five[] = {
    {zero, 1, zero, 1, NULL, 0}, {zero, 1, zero, 1, NULL, 0}, {zero, 1, one, 1, NULL, 0},
    {one, 1, one, 1, NULL, 0},   {one, 1, two, 1, NULL, 0},
};
static const ent_answers five_answers = {five, 5, names, 4, false, false};

static void averages_count_each_label_as_defined(void **state)
{
    (void)state;
    ent_evaluation e = evaluate(&five_answers);
    NEAR(e.accuracy, 3.0 / 5);
    NEAR(e.micro.f1, 3.0 / 5);
    NEAR(e.macro.precision, (1 + 0.5 + 0) / 3);
    NEAR(e.macro.recall, (2.0 / 3 + 0.5 + 0) / 3);
    NEAR(e.macro.f1, (0.8 + 0.5 + 0) / 3);
    NEAR(e.weighted.f1, (3 * 0.8 + 2 * 0.5) / 5);
    NEAR(e.sample.f1, 3.0 / 5);
    assert_true(isnan(e.label_results[3].score.f1));
    assert_int_equal(e.label_results[0].hits, 2);
    assert_int_equal(e.confusion[0 * 5 + 1], 1); /* a taken for b */
    assert_int_equal(e.confusion[1 * 5 + 2], 1);
    assert_true(isnan(e.ece) && isnan(e.log_loss) && isnan(e.brier));
}

static void abstaining_is_a_miss_but_not_a_wrong_label(void **state)
{
    (void)state;
    ent_answer items[] = {{zero, 1, zero, 1, NULL, 0}, {zero, 1, NULL, 0, NULL, 0}};
    ent_answers answers = {items, 2, names, 2, false, false};
    ent_evaluation e = evaluate(&answers);
    NEAR(e.accuracy, 0.5);
    NEAR(e.accuracy_answered, 1);
    assert_int_equal(e.answered, 1);
    assert_int_equal(e.confusion[2], 1); /* last column: no answer */
    NEAR(e.micro.precision, 1);
    NEAR(e.micro.recall, 0.5);
}

/* Documents {a,b} -> {b,a}; {a} -> {a,b}; {} -> {}; {c} -> {}.
 *   exact: 1st and 3rd = 2/4; hits 3, true 4, chosen 4: micro 3/4
 *   a: P 1 R 1 F 1; b: P 1/2 R 1 F 2/3; c: 0.  samples F: 1, 2/3, 1, 0 */
static void several_labels_need_the_whole_set(void **state)
{
    (void)state;
    ent_answer items[] = {{zero_one, 2, one_zero, 2, NULL, 0},
                          {zero, 1, zero_one, 2, NULL, 0},
                          {NULL, 0, NULL, 0, NULL, 0},
                          {two, 1, NULL, 0, NULL, 0}};
    ent_answers answers = {items, 4, names, 3, true, false};
    ent_evaluation e = evaluate(&answers);
    NEAR(e.accuracy, 0.5);
    NEAR(e.micro.f1, 0.75);
    NEAR(e.macro.f1, (1 + 2.0 / 3 + 0) / 3);
    NEAR(e.sample.f1, (1 + 2.0 / 3 + 1 + 0) / 4);
    assert_null(e.confusion);
}

static void nothing_at_all_is_undefined(void **state)
{
    (void)state;
    ent_answers answers = {NULL, 0, names, 4, false, true};
    ent_evaluation e = evaluate(&answers);
    assert_true(isnan(e.accuracy) && isnan(e.micro.f1) && isnan(e.macro.f1) &&
                isnan(e.ndcg));
    assert_true(isnan(e.ece) && isnan(e.accuracy_interval.low));
    assert_int_equal(e.coverage_count, 0);
}

/* Truth {a,c}; ranking b a c: hits at ranks 2 and 3.
 *   P@1 0, P@3 2/3, P@5 2/5
 *   DCG = 1/log2(3) + 1/log2(4) = 0.63093 + 0.5; ideal = 1 + 1/log2(3); NDCG@1 = 0 */
static void ranking_scores_discount_by_rank(void **state)
{
    (void)state;
    uint32_t truth[] = {0, 2};
    ent_ranked ranked[] = {{1, 3.0f}, {0, 2.0f}, {2, 1.0f}};
    ent_answer item = {truth, 2, one, 1, ranked, 3};
    ent_answers answers = {&item, 1, names, 3, true, false};
    ent_evaluation e = evaluate(&answers);
    double third = 1 / log2(3);
    NEAR(e.precision_at[0], 0);
    NEAR(e.precision_at[1], 2.0 / 3);
    NEAR(e.precision_at[2], 2.0 / 5);
    NEAR(e.ndcg_at[0], 0);
    NEAR(e.ndcg, (third + 0.5) / (1 + third));
}

/* Two documents of truth a, b = 0.75/0.25 and 0.5/0.5 with a on top (right, wrong).
 *   ECE: bins of 0.75 (12th) and 0.5 (8th): (|0.75 - 1| + |0.5 - 0|) / 2 = 0.375
 *   log loss: (ln 4/3 + ln 2) / 2      Brier: (2/16 + 1/2) / 2 = 0.3125 */
static void calibration_of_two_documents(void **state)
{
    (void)state;
    ent_ranked first[] = {{0, 0.75f}, {1, 0.25f}}, second[] = {{0, 0.5f}, {1, 0.5f}};
    ent_answer items[] = {{zero, 1, zero, 1, first, 2}, {one, 1, zero, 1, second, 2}};
    ent_answers answers = {items, 2, names, 2, false, true};
    ent_evaluation e = evaluate(&answers);
    NEAR(e.ece, 0.375);
    NEAR(e.log_loss, (log(4.0 / 3) + log(2)) / 2);
    NEAR(e.brier, 0.3125);
    assert_int_equal(e.bins[11].count, 1);
    assert_int_equal(e.bins[7].count, 1);
    NEAR(e.bins[11].accuracy, 1);
    /* the surer half is right, all of them half right */
    assert_int_equal(e.coverage_count, 2);
    NEAR(e.coverage[0].coverage, 0.5);
    NEAR(e.coverage[0].accuracy, 1);
    NEAR(e.coverage[1].accuracy, 0.5);
}

static void part_of_a_distribution_has_no_log_loss(void **state)
{
    (void)state;
    ent_ranked ranked[] = {{0, 0.75f}};
    ent_answer item = {zero, 1, zero, 1, ranked, 1};
    ent_answers answers = {&item, 1, names, 2, false, true};
    ent_evaluation e = evaluate(&answers);
    assert_true(isnan(e.log_loss) && isnan(e.brier));
    NEAR(e.ece, 0.25);
}

static void equal_confidences_are_kept_together(void **state)
{
    (void)state;
    ent_ranked ranked[] = {{0, 0.5f}};
    ent_answer items[] = {{zero, 1, zero, 1, ranked, 1}, {one, 1, zero, 1, ranked, 1}};
    ent_answers answers = {items, 2, names, 2, false, true};
    ent_evaluation e = evaluate(&answers);
    assert_int_equal(e.coverage_count, 1);
    NEAR(e.coverage[0].coverage, 1);
    NEAR(e.coverage[0].accuracy, 0.5);
}

static void bad_answers_are_refused_by_number(void **state)
{
    (void)state;
    ent_evaluate_options options = ENT_EVALUATE_OPTIONS_INIT;
    ent_evaluation e;
    ent_ranked nan_score[] = {{0, NAN}}, above_one[] = {{0, 1.5f}},
               rising[] = {{0, 0.1f}, {1, 0.2f}};
    uint32_t twice[] = {1, 1}, falling[] = {1, 0}, beyond[] = {4};
    ent_answer bad[] = {
        {zero, 1, twice, 2, NULL, 0},     {falling, 2, zero, 1, NULL, 0},
        {beyond, 1, NULL, 0, NULL, 0},    {zero, 1, beyond, 1, NULL, 0},
        {zero, 1, zero, 1, nan_score, 1}, {zero, 1, zero, 1, above_one, 1},
        {zero, 1, zero, 1, rising, 2}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ent_answer items[] = {{zero, 1, zero, 1, NULL, 0}, bad[i]};
        ent_answers answers = {items, 2, names, 4, true, true};
        ent_error err;
        assert_int_equal(ent_evaluate(&e, &arena, &answers, &options, &err), ENT_EARG);
        assert_non_null(strstr(err.msg, "document 2"));
    }
}

/* ---- intervals ---- */

enum { MANY = 400 };
static ent_answer many_items[MANY];

/* The first `right` documents are right. */
static ent_answers many(size_t right)
{
    for (size_t i = 0; i < MANY; i++)
        many_items[i] = (ent_answer){zero, 1, i < right ? zero : one, 1, NULL, 0};
    return (ent_answers){many_items, MANY, names, 2, false, false};
}

/* Accuracy 0.8 of 400: normal approximation 0.8 +- 1.96 sqrt(0.8 * 0.2 / 400) = 0.8 +- 0.0392. */
static void interval_is_that_of_a_proportion(void **state)
{
    (void)state;
    ent_answers answers = many(320);
    ent_evaluation e = evaluate(&answers);
    assert_true(fabs(e.accuracy_interval.low - 0.7608) < 0.008);
    assert_true(fabs(e.accuracy_interval.high - 0.8392) < 0.008);
}

/*
 * Half of 400 documents are certain and right, half certain and wrong, labels a and b by turns:
 *   P@1 a proportion of 0.5: 0.5 +- 1.96 sqrt(0.25 / 400) = 0.5 +- 0.049
 *   NDCG 1 or 1/log2(3) = 0.63093: mean 0.81546, deviation (1 - 0.63093) / 2: +- 1.96 * 0.18454 / 20 = 0.01808
 *   Brier 0 or 1 + 1 = 2: mean 1 +- 1.96 * 1 / 20 = 0.098;  log loss 0 or -ln 2.22e-16 = 36.0437: 18.0218 +- 1.7661
 *   sample F1 0 or 1, as P@1; weighted F1 about 0.5 as well
 */
static void means_over_documents_have_intervals(void **state)
{
    (void)state;
    static const ent_ranked sure_of_a[] = {{0, 1}, {1, 0}},
                            sure_of_b[] = {{1, 1}, {0, 0}};
    for (size_t i = 0; i < MANY; i++) {
        bool b = i % 2, said_b = i < MANY / 2 ? b : !b;
        many_items[i] = (ent_answer){
            b ? one : zero, 1, said_b ? one : zero, 1, said_b ? sure_of_b : sure_of_a, 2};
    }
    ent_answers answers = {many_items, MANY, names, 2, false, true};
    ent_evaluation e = evaluate(&answers);
    const struct {
        double value, mean, half;
        ent_interval interval;
    } scores[] = {
        {e.precision_at[0], 0.5, 0.049, e.precision_at_interval[0]},
        {e.precision_at[1], 1.0 / 3, 0, e.precision_at_interval[1]},
        {e.ndcg_at[0], 0.5, 0.049, e.ndcg_at_interval[0]},
        {e.ndcg, 0.815465, 0.01808, e.ndcg_interval},
        {e.brier, 1, 0.098, e.brier_interval},
        {e.log_loss, 18.021827, 1.7661, e.log_loss_interval},
        {e.sample.f1, 0.5, 0.049, e.sample_f1_interval},
        {e.weighted.f1, 0.5, 0.049, e.weighted_f1_interval},
        {e.accuracy_answered, 0.5, 0.049, e.accuracy_answered_interval},
    };
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
        assert_true(fabs(scores[i].value - scores[i].mean) < 1e-5);
        double slack = 0.15 * scores[i].half + 1e-6; /* of 1000 replicates */
        assert_true(fabs(scores[i].interval.low - scores[i].mean + scores[i].half) <
                    slack);
        assert_true(fabs(scores[i].interval.high - scores[i].mean - scores[i].half) <
                    slack);
    }
}

static void what_is_not_defined_has_no_interval(void **state)
{
    (void)state;
    ent_answers answers = many(320); /* without probabilities */
    ent_evaluation e = evaluate(&answers);
    assert_true(isnan(e.brier_interval.low) && isnan(e.log_loss_interval.high));
    assert_true(isnan(e.ece_interval.low) && isfinite(e.ndcg_interval.low));
    ent_evaluate_options none = {.replicates = 0};
    assert_int_equal(ent_evaluate(&e, &arena, &answers, &none, NULL), ENT_OK);
    assert_true(isnan(e.ndcg_interval.low) && isnan(e.precision_at_interval[2].low));
}

static void intervals_are_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    ent_answers answers = many(300);
    ent_evaluate_options options = ENT_EVALUATE_OPTIONS_INIT;
    ent_evaluation first, other;
    options.threads = 1;
    assert_int_equal(ent_evaluate(&first, &arena, &answers, &options, NULL), ENT_OK);
    for (options.threads = 2; options.threads <= 4; options.threads++) {
        assert_int_equal(ent_evaluate(&other, &arena, &answers, &options, NULL), ENT_OK);
        assert_memory_equal(&first.accuracy_interval, &other.accuracy_interval,
                            sizeof first.accuracy_interval);
        assert_memory_equal(&first.macro_f1_interval, &other.macro_f1_interval,
                            sizeof first.macro_f1_interval);
        assert_memory_equal(first.ndcg_at_interval, other.ndcg_at_interval,
                            sizeof first.ndcg_at_interval);
    }
}

/* Exact: n = 10, b = 1: 2 (C(10,0) + C(10,1)) / 2^10 = 22/1024; b = c: 1; none: 1. */
static void mcnemar_is_the_exact_binomial(void **state)
{
    (void)state;
    NEAR(ent_mcnemar(1, 9), 22.0 / 1024);
    NEAR(ent_mcnemar(9, 1), 22.0 / 1024);
    NEAR(ent_mcnemar(0, 3), 0.25);
    NEAR(ent_mcnemar(5, 5), 1);
    NEAR(ent_mcnemar(0, 0), 1);
    assert_true(ent_mcnemar(0, 1000000) >= 0);
    /* 2 P[Bin(1000, 1/2) <= 450] = 0.001730536... (scipy.stats.binomtest(450, 1000)) */
    assert_true(fabs(ent_mcnemar(450, 550) - 0.0017305360849) < 1e-10);
}

static void comparing_finds_the_better_system(void **state)
{
    (void)state;
    ent_answer theirs_items[MANY];
    ent_answers answers = many(320);
    for (size_t i = 0; i < MANY; i++) /* right on the first 280 only */
        theirs_items[i] = (ent_answer){zero, 1, i < 280 ? zero : one, 1, NULL, 0};
    ent_answers theirs = {theirs_items, MANY, names, 2, false, false};
    ent_evaluate_options options = ENT_EVALUATE_OPTIONS_INIT;
    ent_comparison c;
    assert_int_equal(ent_compare(&c, arena, &answers, &theirs, &options, NULL), ENT_OK);
    NEAR(c.accuracy.difference, 0.1);
    assert_int_equal(c.only_ours, 40);
    assert_int_equal(c.only_theirs, 0);
    assert_true(c.accuracy.interval.low > 0.05 && c.accuracy.interval.high < 0.15);
    assert_true(c.accuracy.p < 0.01 && c.mcnemar_p < 1e-10);
    assert_int_equal(ent_compare(&c, arena, &answers, &answers, &options, NULL), ENT_OK);
    NEAR(c.accuracy.p, 1);
    NEAR(c.accuracy.interval.low, 0);
}

static void comparing_refuses_other_truths(void **state)
{
    (void)state;
    ent_answer a = {zero, 1, zero, 1, NULL, 0}, b = {one, 1, zero, 1, NULL, 0};
    ent_answers ours = {&a, 1, names, 2, false, false},
                theirs = {&b, 1, names, 2, false, false};
    ent_evaluate_options options = ENT_EVALUATE_OPTIONS_INIT;
    ent_comparison c;
    assert_int_equal(ent_compare(&c, arena, &ours, &theirs, &options, NULL), ENT_EARG);
}

/* ---- stance ---- */

/* against against favor none -> against none favor favor:
 *   favor: 1 hit, 1 true, 2 chosen: F 2/3; against: 1 hit, 2 true, 1 chosen: F 2/3; mean 2/3 */
static void stance_score_is_the_mean_of_two_sides(void **state)
{
    (void)state;
    ent_string stances[] = {{"against", 7}, {"favor", 5}, {"none", 4}};
    ent_answer items[] = {{zero, 1, zero, 1, NULL, 0},
                          {zero, 1, two, 1, NULL, 0},
                          {one, 1, one, 1, NULL, 0},
                          {two, 1, one, 1, NULL, 0}};
    ent_answers answers = {items, 4, stances, 3, false, false};
    ent_evaluation e = evaluate(&answers);
    ent_stance_scores s = ent_score_stance(&answers, &e);
    NEAR(s.favor_against_f1, 2.0 / 3);
    assert_true(isnan(s.fnc));
}

/* agree->agree 1; agree->discuss 0.25; unrelated->unrelated 0.25; unrelated->agree 0; of 1 + 1 + 0.25 + 0.25 */
static void fnc_score_weighs_related_first(void **state)
{
    (void)state;
    ent_string stances[] = {{"agree", 5}, {"discuss", 7}, {"unrelated", 9}};
    ent_answer items[] = {{zero, 1, zero, 1, NULL, 0},
                          {zero, 1, one, 1, NULL, 0},
                          {two, 1, two, 1, NULL, 0},
                          {two, 1, zero, 1, NULL, 0}};
    ent_answers answers = {items, 4, stances, 3, false, false};
    ent_evaluation e = evaluate(&answers);
    ent_stance_scores s = ent_score_stance(&answers, &e);
    NEAR(s.fnc, 1.5 / 2.5);
    assert_true(isnan(s.favor_against_f1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(averages_count_each_label_as_defined),
        cmocka_unit_test(abstaining_is_a_miss_but_not_a_wrong_label),
        cmocka_unit_test(several_labels_need_the_whole_set),
        cmocka_unit_test(nothing_at_all_is_undefined),
        cmocka_unit_test(ranking_scores_discount_by_rank),
        cmocka_unit_test(calibration_of_two_documents),
        cmocka_unit_test(part_of_a_distribution_has_no_log_loss),
        cmocka_unit_test(equal_confidences_are_kept_together),
        cmocka_unit_test(bad_answers_are_refused_by_number),
        cmocka_unit_test(interval_is_that_of_a_proportion),
        cmocka_unit_test(means_over_documents_have_intervals),
        cmocka_unit_test(what_is_not_defined_has_no_interval),
        cmocka_unit_test(intervals_are_the_same_for_any_number_of_threads),
        cmocka_unit_test(mcnemar_is_the_exact_binomial),
        cmocka_unit_test(comparing_finds_the_better_system),
        cmocka_unit_test(comparing_refuses_other_truths),
        cmocka_unit_test(stance_score_is_the_mean_of_two_sides),
        cmocka_unit_test(fnc_score_weighs_related_first),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
