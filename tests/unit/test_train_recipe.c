/* SPDX-License-Identifier: MIT */
/* What a recipe is made of: naive Bayes ratios as variances, chi-square, coupled probabilities; values worked by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "classify/classify.h"
#include "solve_problem.h"
#include "train/bayes.h"
#include "train/chi_square.h"
#include "train/coupling.h"

/* ---- variances ---- */

enum { STRIDE = 24 };

static ent_status give_variances(void *context, ent_solve_block *block, ent_error *err)
{
    (void)err;
    const float *variances = context; /* [columns], the same for all labels */
    for (size_t j = 0; j < block->columns; j++)
        for (size_t l = 0; l < block->count; l++)
            block->weights[j * block->lanes + l] = variances[j];
    return ENT_OK;
}

/* min 1/2 sum w^2 / v + loss(w . x)  is  min 1/2 sum u^2 + loss(u . (sqrt(v) x))  with w = sqrt(v) u. */
static void variances_are_features_made_larger(void **state)
{
    (void)state;
    static struct problem_data data, scaled;
    static float variances[PROBLEM_COLUMNS], w[PROBLEM_COLUMNS * STRIDE], b[STRIDE];
    static float u[PROBLEM_COLUMNS * STRIDE], c[STRIDE];
    problem_make(&data, PROBLEM_LABELS);
    problem_make(&scaled, PROBLEM_LABELS);
    for (size_t j = 0; j < PROBLEM_COLUMNS; j++)
        variances[j] = 0.25F + (float)(j % 7) / 2;
    for (size_t i = 0; i < scaled.starts[PROBLEM_ROWS]; i++)
        scaled.items[i].value *= sqrtf(variances[scaled.items[i].id]);
    for (int loss = 0; loss < 2; loss++) {
        ent_solve_settings settings = ent__solve_defaults();
        ent_solve_report plain, same;
        settings.tolerance = 1e-3;
        settings.loss = (ent_loss)loss;
        assert_int_equal(ent__solve(u, c, &plain, &scaled.matrix, &scaled.targets, NULL,
                                    PROBLEM_ROWS, &settings, NULL),
                         ENT_OK);
        settings.variances = (ent_solve_port){give_variances, variances};
        assert_int_equal(ent__solve(w, b, &same, &data.matrix, &data.targets, NULL,
                                    PROBLEM_ROWS, &settings, NULL),
                         ENT_OK);
        assert_near(same.objective, plain.objective, 1e-4 * plain.objective);
        for (size_t j = 0; j < PROBLEM_COLUMNS; j++)
            for (size_t k = 0; k < PROBLEM_LABELS; k++)
                assert_near(w[j * STRIDE + k], sqrtf(variances[j]) * u[j * STRIDE + k],
                            5e-3);
    }
}

static void variances_must_be_positive(void **state)
{
    (void)state;
    static struct problem_data data;
    static float variances[PROBLEM_COLUMNS], w[PROBLEM_COLUMNS * STRIDE], b[STRIDE];
    const float bad[] = {0, -1, NAN, INFINITY};
    problem_make(&data, PROBLEM_LABELS);
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < PROBLEM_COLUMNS; j++)
            variances[j] = 1;
        variances[17] = bad[i];
        ent_solve_settings settings = ent__solve_defaults();
        settings.variances = (ent_solve_port){give_variances, variances};
        assert_int_equal(ent__solve(w, b, NULL, &data.matrix, &data.targets, NULL,
                                    PROBLEM_ROWS, &settings, NULL),
                         ENT_EARG);
    }
}

/* ---- four documents over two features, two labels ----
 *          feature 0   feature 1   label
 *   row 0      1                     0
 *   row 1      0.6         0.8       0
 *   row 2                  1         1
 *   row 3                  1         1
 */
static const uint64_t starts[] = {0, 1, 3, 4, 5};
static ent_feature items[] = {{0, 1}, {0, 0.6F}, {1, 0.8F}, {1, 1}, {1, 1}};
static const uint64_t label_starts[] = {0, 1, 2, 3, 4};
static const uint32_t label_ids[] = {0, 0, 1, 1};
static const ent_matrix four = {4, 2, (uint64_t *)starts, items};
static const ent_targets two = {2, label_starts, label_ids};

/*
 * Label 0: p = (2, 1), q = (0, 2); |p + 1| = 5, |q + 1| = 4, shift = ln(5 / 4).
 * r0 = ln(3 / 1) - ln(5 / 4) = 0.875469, r1 = ln(2 / 3) - ln(5 / 4) = -0.628609.
 * Squares: feature 0: 1.36, feature 1: 2.64; scale = 4 / (1.36 * 0.875469 + 2.64 * 0.628609) = 4 / 2.850166 = 1.403427.
 */
static void ratios_are_as_worked_by_hand(void **state)
{
    (void)state;
    float weights[2 * ENT_LANES] = {0}, bias[ENT_LANES] = {0};
    ent_solve_block block = {0, 2, 2, ENT_LANES, 2, weights, bias};
    ent__bayes bayes;
    assert_int_equal(ent__bayes_open(&bayes, &four, &two, NULL, 4, NULL), ENT_OK);
    ent_solve_port port = ent__bayes_port(&bayes);
    assert_int_equal(port.call(port.context, &block, NULL), ENT_OK);
    assert_near(weights[0], 1.403427 * 0.875469, 1e-5);
    assert_near(weights[ENT_LANES], 1.403427 * 0.628609, 1e-5);
    /* with two labels what speaks for one speaks against the other, as much */
    assert_near(weights[1], weights[0], 1e-5);
    assert_near(weights[ENT_LANES + 1], weights[ENT_LANES], 1e-5);
    ent__bayes_close(&bayes);
}

/* Buckets of hashed features that nothing fell into are no features: |p + 1| stays 5, |q + 1| stays 4, as above. */
static void empty_columns_do_not_count(void **state)
{
    (void)state;
    float weights[64 * ENT_LANES] = {0}, bias[ENT_LANES] = {0};
    ent_matrix wide = four;
    wide.columns = 64;
    ent_solve_block block = {0, 2, 2, ENT_LANES, wide.columns, weights, bias};
    ent__bayes bayes;
    assert_int_equal(ent__bayes_open(&bayes, &wide, &two, NULL, 4, NULL), ENT_OK);
    ent_solve_port port = ent__bayes_port(&bayes);
    assert_int_equal(port.call(port.context, &block, NULL), ENT_OK);
    assert_near(weights[0], 1.403427 * 0.875469, 1e-5);
    assert_near(weights[ENT_LANES], 1.403427 * 0.628609, 1e-5);
    for (size_t j = 2; j < wide.columns; j++) /* the solver takes none of 0 */
        assert_true(weights[j * ENT_LANES] > 0);
    ent__bayes_close(&bayes);
}

/* Feature 0 against label 0: A 2, B 0, C 0, D 2: 4 * 16 / 16 = 4. Feature 1: A 1, B 2, C 1, D 0: 4 * 4 / (3*1*2*2) = 4/3. */
static void chi_square_is_as_worked_by_hand(void **state)
{
    (void)state;
    float scores[2];
    bool marks[2];
    assert_int_equal(ent__chi_square(scores, &four, &two, NULL, 4, NULL), ENT_OK);
    assert_near(scores[0], 4, 1e-6);
    assert_near(scores[1], 4.0 / 3, 1e-6);
    assert_int_equal(ent__mark_highest(marks, scores, 2, 1, NULL), ENT_OK);
    assert_true(marks[0] && !marks[1]);
    /* Without row 0: feature 0 has A 1, B 0, C 0, D 2: 3 * 4 / (1*2*1*2) = 3; feature 1 stands in all rows. */
    const uint32_t rest[] = {1, 2, 3};
    assert_int_equal(ent__chi_square(scores, &four, &two, rest, 3, NULL), ENT_OK);
    assert_near(scores[0], 3, 1e-6);
    assert_near(scores[1], 0, 1e-6);
    scores[0] = 4;
    scores[1] = 4; /* ties go to the lower index */
    assert_int_equal(ent__mark_highest(marks, scores, 2, 1, NULL), ENT_OK);
    assert_true(marks[0] && !marks[1]);
}

/* ---- coupling ---- */

/* s = 1/2 and 1/5 (logits 0 and -ln 4): p = 5/7, 2/7; to the power 2: 25/29. */
static void powers_sharpen(void **state)
{
    (void)state;
    const struct ent__label_fit labels[] = {{1, 0, 0}, {1, 0, 0}};
    const float margins[] = {0, -1.3862944F};
    double p[2];
    ent__couple_row(p, margins, labels, 2, &(ent_coupling){.power = 1});
    assert_near(p[0], 5.0 / 7, 1e-6);
    ent__couple_row(p, margins, labels, 2, &(ent_coupling){.power = 2});
    assert_near(p[0], 25.0 / 29, 1e-6);
    assert_near(p[0] + p[1], 1, 1e-12);
    ent__couple_row(p, (const float[]){-3000, -3001}, labels, 2,
                    &(ent_coupling){.power = 0}); /* nothing vanishes */
    assert_near(p[0], 1 / (1 + exp(-1)), 1e-6);
}

/*
 * p = 0.6, 0.3, 0.1: the logit of the best is ln 1.5. Twice it is ln 2.25: 9/13 for the best, and 3/13, 1/13. With the
 * offset -10 the best would fall behind: it keeps what the second then has, 3 to 3 to 1.
 */
static void the_best_is_corrected_last(void **state)
{
    (void)state;
    const double s[] = {0.3, 0.6, 0.1};
    double p[3];
    for (size_t k = 0; k < 3; k++)
        p[k] = log(s[k]);
    ent__couple(p, 3, &(ent_coupling){1, 2, 0});
    assert_near(p[0], 3.0 / 13, 1e-6);
    assert_near(p[1], 9.0 / 13, 1e-6);
    assert_near(p[2], 1.0 / 13, 1e-6);
    for (size_t k = 0; k < 3; k++)
        p[k] = log(s[k]);
    ent__couple(p, 3, &(ent_coupling){1, 2, -10});
    assert_near(p[1], 3.0 / 7, 1e-5);
    assert_near(p[0], 3.0 / 7, 1e-5);
    assert_true(p[1] > p[0]);
    double sure[] = {0, -INFINITY};
    ent__couple(sure, 2, &(ent_coupling){1, 1, 0});
    assert_near(sure[0], 1, 0);
}

/* The power must be where - sum ln p + ln(power)^2 / 2 is least: lower than at its neighbours. */
static double likelihood(const struct ent__couples *couples,
                         const struct ent__label_fit *labels, double power)
{
    double sum = log(power) * log(power) / 2, p[3];
    for (size_t i = 0; i < couples->count; i++) {
        ent__couple_row(p, couples->margins + i * couples->stride, labels,
                        couples->labels, &(ent_coupling){.power = (float)power});
        sum -= log(p[couples->truth[i]]);
    }
    return sum;
}

static void the_power_is_the_likeliest(void **state)
{
    (void)state;
    enum { COUNT = 90 };
    float margins[COUNT * 8] = {0};
    uint32_t truth[COUNT];
    uint8_t fold[COUNT];
    ent_random random = {7};
    for (size_t i = 0; i < COUNT; i++) {
        truth[i] = (uint32_t)(i % 3);
        fold[i] = (uint8_t)(i % 2);
        for (size_t k = 0; k < 3; k++)
            margins[i * 8 + k] = (float)ent_random_below(&random, 1000) / 500 - 1.6F +
                                 (k == truth[i] ? 0.9F : 0);
    }
    struct ent__couples couples = {margins, truth, fold, COUNT, 8, 3, 1};
    struct ent__label_fit labels[3] = {{0, 0, 0}};
    ent_coupling coupling;
    assert_int_equal(ent__couple_fit(labels, &coupling, &couples, -1, false, NULL),
                     ENT_OK);
    double power = (double)coupling.power;
    assert_true(power > 0.05 && power < 20);
    double best = likelihood(&couples, labels, power);
    assert_true(best < likelihood(&couples, labels, power * 1.02));
    assert_true(best < likelihood(&couples, labels, power / 1.02));
    assert_true(labels[0].slope != labels[1].slope); /* 30 documents a label: their own */
    /* What is left out must not matter. */
    ent_coupling before;
    assert_int_equal(ent__couple_fit(labels, &before, &couples, 1, false, NULL), ENT_OK);
    for (size_t i = 0; i < COUNT; i++)
        if (fold[i] == 1)
            truth[i] = 0;
    assert_int_equal(ent__couple_fit(labels, &coupling, &couples, 1, false, NULL),
                     ENT_OK);
    assert_memory_equal(&coupling, &before, sizeof before);
}

static void labels_share_a_sigmoid(void **state)
{
    (void)state;
    const float margins[] = {0.5F,  -0.8F, 0, 0, 0, 0, 0, 0,
                             -0.9F, 0.1F,  0, 0, 0, 0, 0, 0};
    const uint32_t truth[] = {0, 1};
    const uint8_t fold[] = {0, 1};
    struct ent__couples couples = {margins, truth, fold, 2, 8, 2, 1};
    struct ent__label_fit labels[2] = {{0, 0, 0}};
    ent_coupling coupling;
    assert_false(ent__couples_suffice(&couples)); /* one document a label */
    assert_int_equal(ent__couple_fit(labels, &coupling, &couples, -1, true, NULL),
                     ENT_OK);
    assert_true(labels[0].slope == labels[1].slope &&
                labels[0].offset == labels[1].offset);
    assert_true(labels[0].slope > 0 && isfinite(coupling.power));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variances_are_features_made_larger),
        cmocka_unit_test(variances_must_be_positive),
        cmocka_unit_test(ratios_are_as_worked_by_hand),
        cmocka_unit_test(empty_columns_do_not_count),
        cmocka_unit_test(chi_square_is_as_worked_by_hand),
        cmocka_unit_test(powers_sharpen),
        cmocka_unit_test(the_best_is_corrected_last),
        cmocka_unit_test(the_power_is_the_likeliest),
        cmocka_unit_test(labels_share_a_sigmoid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
