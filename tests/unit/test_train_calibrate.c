/* SPDX-License-Identifier: MIT */
/* Platt scaling, thresholds and folds: answers worked by hand, conditions of the optimum, degenerate input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/hash.h"

#include "train/calibrate.h"
#include "train/folds.h"

#define assert_near(a, b, epsilon)                                                       \
    assert_true(fabs((double)(a) - (double)(b)) <= (epsilon))

/* ---- Platt scaling ---- */

/*
 * Two positives at 1, two negatives at -1: targets 3/4 and 1/4. The curve can pass through both: slope + offset = ln 3,
 * -slope + offset = -ln 3.
 */
static void a_curve_through_two_points_is_found(void **state)
{
    (void)state;
    float margins[] = {1, 1, -1, -1};
    uint8_t positive[] = {1, 1, 0, 0};
    double slope, offset;
    ent__platt_fit(&slope, &offset, margins, positive, 4);
    assert_near(slope, log(3), 1e-5);
    assert_near(offset, 0, 1e-5);
    /* One positive at 2, three negatives at 0: targets 2/3 and 1/5, logits ln 2 and -ln 4. */
    float other[] = {2, 0, 0, 0};
    uint8_t one[] = {1, 0, 0, 0};
    ent__platt_fit(&slope, &offset, other, one, 4);
    assert_near(offset, -log(4), 1e-4);
    assert_near(slope, (log(2) + log(4)) / 2, 1e-4);
}

/* At the optimum  sum (p - t) = 0  and  sum m (p - t) = 0. */
static void the_optimum_is_stationary(void **state)
{
    (void)state;
    enum { N = 2000 };
    static float margins[N];
    static uint8_t positive[N];
    ent_random random = {7};
    double positives = 0;
    for (int i = 0; i < N; i++) {
        margins[i] = (float)ent_random_below(&random, 4000) / 1000 - 2.5F;
        double p = 1 / (1 + exp(-(3 * (double)margins[i] + 0.5)));
        positive[i] = (double)ent_random_below(&random, 1000000) / 1e6 < p;
        positives += positive[i];
    }
    double slope, offset, sum = 0, moment = 0;
    ent__platt_fit(&slope, &offset, margins, positive, N);
    for (int i = 0; i < N; i++) {
        double p = 1 / (1 + exp(-(slope * (double)margins[i] + offset)));
        double t =
            positive[i] ? (positives + 1) / (positives + 2) : 1 / (N - positives + 2);
        sum += p - t;
        moment += (double)margins[i] * (p - t);
    }
    assert_near(sum, 0, 1e-4);
    assert_near(moment, 0, 1e-4);
    assert_near(slope, 3, 0.4); /* what the data were drawn with */
    assert_near(offset, 0.5, 0.3);
}

static void degenerate_margins_have_a_finite_answer(void **state)
{
    (void)state;
    double slope, offset;
    float margins[] = {-1, 0, 1, 2};
    uint8_t none[4] = {0}, all[] = {1, 1, 1, 1}, wrong[] = {1, 1, 0, 0},
            half[] = {1, 0, 1, 0};
    ent__platt_fit(&slope, &offset, NULL, NULL, 0);
    assert_true(slope > 0.99 && slope < 1.01 && fabs(offset) < 1e-12);
    ent__platt_fit(&slope, &offset, margins, none,
                   4); /* target 1/6 throughout: logit -ln 5 */
    assert_near(slope, ENT_PLATT_LEAST_SLOPE, 1e-12);
    assert_near(offset, -log(5), 1e-9);
    ent__platt_fit(&slope, &offset, margins, all, 4); /* target 5/6 */
    assert_near(offset, log(5), 1e-9);
    ent__platt_fit(&slope, &offset, margins, wrong, 4); /* targets 3/4 and 1/4 even out */
    assert_near(slope, ENT_PLATT_LEAST_SLOPE, 1e-12);
    assert_near(offset, 0, 1e-9);
    float equal[] = {3, 3, 3, 3};
    ent__platt_fit(&slope, &offset, equal, half, 4);
    assert_near(slope, ENT_PLATT_LEAST_SLOPE, 1e-12);
    assert_near(offset, 0, 1e-9);
    float huge[] = {-1e30F, -1e30F, 1e30F, 1e30F};
    uint8_t right[] = {0, 0, 1, 1};
    ent__platt_fit(&slope, &offset, huge, right, 4);
    assert_true(isfinite(slope) && isfinite(offset) && slope > 0);
}

/* ---- thresholds ---- */

static float threshold_of(const float *margins, const uint8_t *positive,
                          const uint8_t *fold, size_t n, double least_f1)
{
    float threshold = NAN;
    ent_error err;
    assert_int_equal(
        ent__threshold_fit(&threshold, margins, positive, fold, n, least_f1, &err),
        ENT_OK);
    return threshold;
}

static void the_cut_of_best_f1_is_found(void **state)
{
    (void)state;
    /* From the top: F1 = 2/(1+2), 2/(2+2), 4/(3+2), 4/(4+2): best between -1 and -2. */
    float margins[] = {-1, 2, -2, 1};
    uint8_t positive[] = {1, 1, 0, 0};
    assert_near(threshold_of(margins, positive, NULL, 4, 0.1), -1.5, 1e-6);
    /* Equal margins are not cut apart: 2/(2+1) for both at 1. */
    float tied[] = {1, 1, 0};
    uint8_t first[] = {1, 0, 0};
    assert_near(threshold_of(tied, first, NULL, 3, 0.1), 0.5, 1e-6);
    /* All are positive: everything is chosen. */
    uint8_t all[] = {1, 1, 1, 1};
    assert_near(threshold_of(margins, all, NULL, 4, 0.1), -2, 1e-6);
}

static void a_hopeless_label_is_hardly_given(void **state)
{
    (void)state;
    /* The one positive is last of four: F1 = 2/(4+1) = 0.4. */
    float margins[] = {3, 2, 1, 0};
    uint8_t positive[] = {0, 0, 0, 1}, none[4] = {0};
    assert_near(threshold_of(margins, positive, NULL, 4, 0.39), 0, 1e-6);
    assert_near(threshold_of(margins, positive, NULL, 4, 0.41), 3, 1e-6);
    assert_near(threshold_of(margins, none, NULL, 4, 0.1), 3, 1e-6);
    assert_near(threshold_of(NULL, NULL, NULL, 0, 0.1), 0, 0);
}

static void thresholds_of_folds_are_averaged(void **state)
{
    (void)state;
    /* Fold 0 cuts between 2 and 0 at 1, fold 7 between 8 and 4 at 6. */
    float margins[] = {2, 8, 0, 4};
    uint8_t positive[] = {1, 1, 0, 0}, fold[] = {0, 7, 0, 7};
    assert_near(threshold_of(margins, positive, fold, 4, 0.1), 3.5, 1e-6);
}

/* ---- folds ---- */

enum { ROWS = 1003, LABELS = 7, K = 5 };
static uint64_t starts[ROWS + 1];
static uint32_t ids[ROWS * LABELS];
static uint8_t folds[2][ROWS];

static ent_targets make_targets(bool multi)
{
    ent_random random = {11};
    uint64_t at = 0;
    for (size_t i = 0; i < ROWS; i++) {
        starts[i] = at;
        /* Label j is carried by about one row in 2^(j + 1). */
        for (uint32_t j = 0; j < LABELS; j++)
            if ((multi || at == starts[i]) && ent_random_below(&random, 2ULL << j) == 0)
                ids[at++] = j;
    }
    starts[ROWS] = at;
    return (ent_targets){LABELS, starts, ids};
}

static void count(int rows[K], int of_label[LABELS][K], const uint8_t *fold)
{
    memset(rows, 0, K * sizeof *rows);
    memset(of_label, 0, LABELS * sizeof *of_label);
    for (size_t i = 0; i < ROWS; i++) {
        assert_true(fold[i] < K);
        rows[fold[i]]++;
        for (uint64_t t = starts[i]; t < starts[i + 1]; t++)
            of_label[ids[t]][fold[i]]++;
    }
}

static int spread(const int *counts)
{
    int least = counts[0], most = counts[0];
    for (int f = 1; f < K; f++) {
        least = counts[f] < least ? counts[f] : least;
        most = counts[f] > most ? counts[f] : most;
    }
    return most - least;
}

static void single_labels_are_spread_to_within_one(void **state)
{
    (void)state;
    ent_targets targets = make_targets(false);
    ent_error err;
    int rows[K], of_label[LABELS][K];
    assert_int_equal(ent__folds(folds[0], &targets, ROWS, NULL, K, 1, &err), ENT_OK);
    count(rows, of_label, folds[0]);
    for (int j = 0; j < LABELS; j++)
        assert_true(spread(of_label[j]) <= 1);
    assert_true(spread(rows) <= 1);
    assert_int_equal(ent__folds(folds[1], &targets, ROWS, NULL, K, 1, &err), ENT_OK);
    assert_memory_equal(folds[0], folds[1], ROWS);
    assert_int_equal(ent__folds(folds[1], &targets, ROWS, NULL, K, 2, &err), ENT_OK);
    assert_memory_not_equal(folds[0], folds[1], ROWS);
}

static void several_labels_are_spread_evenly(void **state)
{
    (void)state;
    ent_targets targets = make_targets(true);
    ent_error err;
    int rows[K], of_label[LABELS][K];
    assert_int_equal(ent__folds(folds[0], &targets, ROWS, NULL, K, 1, &err), ENT_OK);
    count(rows, of_label, folds[0]);
    /* By chance the most frequent label, 500 rows, would spread by about 20. */
    for (int j = 0; j < LABELS; j++)
        assert_true(spread(of_label[j]) <= 4);
    assert_true(spread(rows) <= 4);
}

static void groups_stay_together(void **state)
{
    (void)state;
    ent_targets targets = make_targets(true);
    ent_error err;
    static uint32_t groups[ROWS];
    int rows[K], of_label[LABELS][K];
    for (uint32_t i = 0; i < ROWS; i++)
        groups[i] = i % 3 ? i : i / 12; /* a third of the rows in groups of about five */
    assert_int_equal(ent__folds(folds[0], &targets, ROWS, groups, K, 1, &err), ENT_OK);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < i; j++)
            if (groups[i] == groups[j])
                assert_int_equal(folds[0][i], folds[0][j]);
    count(rows, of_label, folds[0]);
    for (int j = 0; j < LABELS; j++)
        assert_true(spread(of_label[j]) <= 8);
}

static void odd_folds_are_answered(void **state)
{
    (void)state;
    ent_targets targets = make_targets(false);
    ent_error err;
    uint32_t out_of_range = 1;
    assert_int_equal(ent__folds(folds[0], &targets, ROWS, NULL, 1, 1, &err), ENT_EARG);
    assert_int_equal(ent__folds(folds[0], &targets, ROWS, NULL, 255, 1, &err), ENT_EARG);
    assert_int_equal(ent__folds(folds[0], &targets, 1, &out_of_range, K, 1, &err),
                     ENT_EARG);
    assert_int_equal(ent__folds(folds[0], &targets, 0, NULL, K, 1, &err), ENT_OK);
    targets.labels = 0; /* rows without labels */
    memset(starts, 0, sizeof starts);
    int rows[K], of_label[LABELS][K];
    assert_int_equal(ent__folds(folds[0], &targets, ROWS, NULL, K, 1, &err), ENT_OK);
    count(rows, of_label, folds[0]);
    assert_true(spread(rows) <= 1);
}

/* Labels 0 in folds 0 and 1, 1 in fold 1 twice, 2 in fold 0 once, 3 nowhere: two are in one fold only. */
static void labels_that_were_never_learned_are_counted(void **state)
{
    (void)state;
    uint64_t first[] = {0, 2, 4, 5};
    uint32_t carried[] = {0, 2, 0, 1, 1};
    uint8_t fold[] = {0, 1, 1};
    ent_targets targets = {4, first, carried};
    size_t count;
    assert_int_equal(ent__unseen_labels(&count, fold, &targets, 3, NULL), ENT_OK);
    assert_int_equal(count, 2);
    uint32_t groups[] = {2, 2, 2, 0};
    assert_false(ent__divisible(groups, 3));
    assert_true(ent__divisible(groups, 4));
    assert_false(ent__divisible(groups, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_curve_through_two_points_is_found),
        cmocka_unit_test(the_optimum_is_stationary),
        cmocka_unit_test(degenerate_margins_have_a_finite_answer),
        cmocka_unit_test(the_cut_of_best_f1_is_found),
        cmocka_unit_test(a_hopeless_label_is_hardly_given),
        cmocka_unit_test(thresholds_of_folds_are_averaged),
        cmocka_unit_test(single_labels_are_spread_to_within_one),
        cmocka_unit_test(several_labels_are_spread_evenly),
        cmocka_unit_test(groups_stay_together),
        cmocka_unit_test(odd_folds_are_answered),
        cmocka_unit_test(labels_that_were_never_learned_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
