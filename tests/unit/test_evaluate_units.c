/* SPDX-License-Identifier: MIT */
/* Scores that are functions of sums: their bootstrap intervals, and the differences of two systems. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "evaluate/evaluate.h"

#define NEAR(a, b) assert_true(fabs((a) - (b)) < 1e-12)

static ent_arena arena;

static int open_arena(void **state)
{
    (void)state;
    return ent_arena_open(&arena, 1 << 26, NULL) == ENT_OK ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    ent_arena_close(&arena);
    return 0;
}

static ent_units means_of(const double *values, size_t count)
{
    ent_units units;
    assert_int_equal(ent__mean_units(&units, &arena, values, count, 1, NULL), ENT_OK);
    return units;
}

static ent_interval interval_of(const ent_units *units, int threads)
{
    ent_evaluate_options options = ENT_EVALUATE_OPTIONS_INIT;
    ent_interval intervals[ENT_UNITS_SCORES];
    options.threads = threads;
    assert_int_equal(ent__units_intervals(intervals, units, &options, arena, NULL),
                     ENT_OK);
    return intervals[0];
}

static void equal_units_leave_no_doubt(void **state)
{
    (void)state;
    double values[5] = {0.25, 0.25, 0.25, 0.25, 0.25}, score[ENT_UNITS_SCORES];
    ent_units units = means_of(values, 5);
    ent__units_score(score, &units);
    NEAR(score[0], 0.25);
    NEAR(interval_of(&units, 1).low, 0.25);
    NEAR(interval_of(&units, 1).high, 0.25);
}

/* Two draws from {0, 1} have the mean 0 or 1 in a quarter of the cases each, far more than 2.5 in 100. */
static void two_units_tell_little(void **state)
{
    (void)state;
    double values[2] = {0, 1};
    ent_units units = means_of(values, 2);
    NEAR(interval_of(&units, 1).low, 0);
    NEAR(interval_of(&units, 1).high, 1);
}

/* 200 throws of a coin: 0.5 -+ 1.96 sqrt(0.25 / 200) = 0.4307 to 0.5693; steps are 0.005. */
static void many_units_follow_the_normal_law(void **state)
{
    (void)state;
    double values[200];
    for (int i = 0; i < 200; i++)
        values[i] = i % 2;
    ent_units units = means_of(values, 200);
    ent_interval one = interval_of(&units, 1), three = interval_of(&units, 3);
    assert_true(fabs(one.low - 0.4307) < 0.011 && fabs(one.high - 0.5693) < 0.011);
    assert_memory_equal(&one, &three, sizeof one); /* whatever the threads */
}

static void without_replicates_there_is_no_interval(void **state)
{
    (void)state;
    double values[2] = {0, 1};
    ent_units units = means_of(values, 2), none = means_of(values, 0);
    ent_evaluate_options options = {.replicates = 0};
    ent_interval intervals[ENT_UNITS_SCORES];
    assert_int_equal(ent__units_intervals(intervals, &units, &options, arena, NULL),
                     ENT_OK);
    assert_true(isnan(intervals[0].low) && isnan(intervals[0].high));
    assert_true(isnan(interval_of(&none, 1).low));
}

static void systems_are_resampled_together(void **state)
{
    (void)state;
    double theirs[4] = {0, 0.5, 0.25, 0.125}, ours[4];
    for (int i = 0; i < 4; i++)
        ours[i] = theirs[i] + 0.25; /* better by as much wherever one looks */
    ent_units a = means_of(ours, 4), b = means_of(theirs, 4), fewer = means_of(ours, 3);
    ent_evaluate_options options = ENT_EVALUATE_OPTIONS_INIT;
    ent_difference d[ENT_UNITS_SCORES];
    assert_int_equal(ent__units_compare(d, &a, &b, &options, arena, NULL), ENT_OK);
    NEAR(d[0].difference, 0.25);
    NEAR(d[0].interval.low, 0.25);
    NEAR(d[0].interval.high, 0.25);
    NEAR(d[0].p, 2.0 / 1001); /* no replicate of 1000 on the other side of 0 */
    assert_int_equal(ent__units_compare(d, &a, &a, &options, arena, NULL), ENT_OK);
    NEAR(d[0].difference, 0);
    NEAR(d[0].p, 1);
    assert_int_equal(ent__units_compare(d, &a, &fewer, &options, arena, NULL), ENT_EARG);
}

static void stories_are_the_units_of_their_documents(void **state)
{
    (void)state;
    uint32_t truth[] = {7, 7, 7, 3, 3}, found[] = {1, 1, 2, 2, 2};
    ent_units units;
    double scores[ENT_UNITS_SCORES];
    assert_int_equal(ent__story_units(&units, &arena, truth, found, 5, NULL), ENT_OK);
    assert_int_equal(units.count, 2);
    ent__units_score(scores, &units);
    NEAR(scores[2], 11.0 / 15); /* worked out in test_evaluate_texts.c */
    /* Pairs together: truth 3 + 1, found 1 + 3, both 1 + 1. */
    NEAR(scores[3], 0.5);
    NEAR(scores[4], 0.5);
    uint32_t alone[] = {1, 2, 3};
    assert_int_equal(ent__story_units(&units, &arena, alone, alone, 3, NULL), ENT_OK);
    ent__units_score(scores, &units);
    NEAR(scores[2], 1);
    assert_true(isnan(scores[5])); /* no pairs at all */
}

static void stance_scores_are_sums_over_documents(void **state)
{
    (void)state;
    static const uint32_t favor[] = {0}, against[] = {1}, none[] = {2};
    const ent_string names[] = {ent_string_of("favor"), ent_string_of("against"),
                                ent_string_of("none")};
    const ent_answer items[] = {{favor, 1, favor, 1, NULL, 0},
                                {against, 1, against, 1, NULL, 0},
                                {against, 1, none, 1, NULL, 0}};
    ent_answers answers = {items, 3, names, 3, false, false};
    ent_units units;
    double scores[ENT_UNITS_SCORES];
    assert_int_equal(ent__stance_units(&units, &arena, &answers, NULL), ENT_OK);
    ent__units_score(scores, &units);
    NEAR(scores[0], 5.0 / 6); /* favor 1, against 2 * 1 / (2 + 1) */
    assert_true(isnan(scores[1]));
    NEAR(ent_score_stance(&answers, NULL).favor_against_f1, 5.0 / 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_units_leave_no_doubt),
        cmocka_unit_test(two_units_tell_little),
        cmocka_unit_test(many_units_follow_the_normal_law),
        cmocka_unit_test(without_replicates_there_is_no_interval),
        cmocka_unit_test(systems_are_resampled_together),
        cmocka_unit_test(stories_are_the_units_of_their_documents),
        cmocka_unit_test(stance_scores_are_sums_over_documents),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
