/* SPDX-License-Identifier: MIT */
/* The linear solver: answers worked by hand, and what must not change them. The yardstick is in test_liblinear_objective.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "solve_problem.h"

/* ---- one row, one feature of value 1: by symmetry w = b ---- */

struct single {
    uint64_t starts[2];
    ent_feature items[1];
    uint64_t label_starts[2];
    uint32_t labels[1];
    ent_matrix matrix;
    ent_targets targets;
};

static void single_make(struct single *single, bool positive)
{
    *single = (struct single){
        .starts = {0, 1}, .items = {{0, 1}}, .label_starts = {0, positive}};
    single->matrix = (ent_matrix){1, 1, single->starts, single->items};
    single->targets = (ent_targets){1, single->label_starts, single->labels};
}

static ent_solve_settings tight(void)
{
    ent_solve_settings settings = ent__solve_defaults();
    settings.tolerance = 1e-5;
    settings.threads = 1;
    return settings;
}

static ent_solve_report solve_single(float weights[ENT_LANES], float bias[ENT_LANES],
                                     bool positive, const ent_solve_settings *settings)
{
    struct single single;
    ent_solve_report report;
    ent_error err;
    single_make(&single, positive);
    assert_int_equal(ent__solve(weights, bias, &report, &single.matrix, &single.targets,
                                NULL, 0, settings, &err),
                     ENT_OK);
    return report;
}

static void one_row_is_solved_as_by_hand(void **state)
{
    (void)state;
    float w[ENT_LANES], b[ENT_LANES];
    ent_solve_settings settings = tight();
    /* min w^2 + (1 - 2w)^2: 2w = 4 (1 - 2w), w = 0.4, objective 0.16 + 0.04 */
    ent_solve_report report = solve_single(w, b, true, &settings);
    assert_near(w[0], 0.4, 1e-5);
    assert_near(b[0], 0.4, 1e-5);
    assert_near(report.objective, 0.2, 1e-5);
    assert_true(report.converged);
    solve_single(w, b, false, &settings);
    assert_near(w[0], -0.4, 1e-5);
    assert_near(b[0], -0.4, 1e-5);
    for (int l = 1; l < ENT_LANES; l++)
        assert_true(w[l] == 0 && b[l] == 0); /* lanes without a label */
}

static void costs_multiply(void **state)
{
    (void)state;
    float w[ENT_LANES], b[ENT_LANES], two = 2, nothing = 0;
    ent_solve_settings settings = tight();
    /* min w^2 + 2 (1 - 2w)^2: 2w = 8 (1 - 2w), w = 4/9; from any of the three factors */
    settings.positive_costs = &two;
    solve_single(w, b, true, &settings);
    assert_near(w[0], 4.0 / 9, 1e-5);
    solve_single(w, b, false, &settings); /* not a positive row: w = -0.4 */
    assert_near(w[0], -0.4, 1e-5);
    settings.positive_costs = NULL;
    settings.negative_costs = &two;
    solve_single(w, b, false, &settings);
    assert_near(w[0], -4.0 / 9, 1e-5);
    settings.negative_costs = NULL;
    settings.row_weights = &two;
    ent_solve_report report = solve_single(w, b, true, &settings);
    assert_near(w[0], 4.0 / 9, 1e-5);
    assert_near(report.objective, 16.0 / 81 + 2.0 / 81, 1e-5);
    settings.row_weights = &nothing; /* the row is left out */
    report = solve_single(w, b, true, &settings);
    assert_true(w[0] == 0 && b[0] == 0 && report.objective == 0 && report.converged);
}

static void a_prior_is_held_to(void **state)
{
    (void)state;
    float w[ENT_LANES], b[ENT_LANES], old = 0.1F, nothing = 0;
    ent_dense_weights dense = {&old, &old, 1, 1};
    ent_solve_settings settings = tight();
    settings.prior = ent__dense_source(&dense);
    /* min (w - 0.1)^2 + (1 - 2w)^2: 2w - 0.2 = 4 (1 - 2w), w = 0.42; objective 0.32^2 + 0.16^2 */
    ent_solve_report report = solve_single(w, b, true, &settings);
    assert_near(w[0], 0.42, 1e-5);
    assert_near(b[0], 0.42, 1e-5);
    assert_near(report.objective, 0.128, 1e-5);
    settings.row_weights = &nothing; /* nothing new: the old weights */
    solve_single(w, b, true, &settings);
    assert_true(w[0] == old && b[0] == old);
}

static void logistic_loss_is_stationary(void **state)
{
    (void)state;
    float w[ENT_LANES], b[ENT_LANES];
    ent_solve_settings settings = tight();
    settings.loss = ENT_LOSS_LOGISTIC;
    /* min w^2 + C ln(1 + exp(-2w)): w = C / (1 + exp(2w)), also where C makes the Newton steps overshoot */
    double costs[] = {0.01, 1, 1000};
    for (int i = 0; i < 3; i++) {
        settings.C = costs[i];
        ent_solve_report report = solve_single(w, b, true, &settings);
        double x = (double)w[0];
        assert_true(report.converged);
        assert_near(x / (settings.C / (1 + exp(2 * x))), 1, 1e-3);
        assert_near(report.objective, x * x + settings.C * log1p(exp(-2 * x)), 1e-4);
        assert_true(w[0] == b[0]);
    }
}

/* ---- a larger problem ---- */

enum { STRIDE = 24 };
static struct problem_data problem;
static float weights[2][PROBLEM_COLUMNS][STRIDE], biases[2][STRIDE];

static ent_solve_report solve(int slot, const ent_targets *targets,
                              const ent_solve_settings *settings)
{
    ent_solve_report report;
    ent_error err;
    memset(weights[slot], 0xFF, sizeof weights[slot]);
    assert_int_equal(ent__solve(weights[slot][0], biases[slot], &report, &problem.matrix,
                                targets, NULL, 0, settings, &err),
                     ENT_OK);
    return report;
}

static void assert_same_bytes(void)
{
    assert_memory_equal(weights[0], weights[1], sizeof weights[0]);
    assert_memory_equal(biases[0], biases[1], sizeof biases[0]);
}

static void threads_and_instruction_sets_change_no_byte(void **state)
{
    (void)state;
    problem_make(&problem, PROBLEM_LABELS);
    ent_solve_settings settings = ent__solve_defaults();
    for (int loss = 0; loss < 2; loss++) {
        settings.loss = (ent_loss)loss;
        settings.threads = 1;
        setenv("ENTENTE_SIMD", "plain", 1);
        double objective = solve(0, &problem.targets, &settings).objective;
        unsetenv("ENTENTE_SIMD");
        for (settings.threads = 1; settings.threads <= 4; settings.threads *= 2) {
            ent_solve_report report = solve(1, &problem.targets, &settings);
            assert_same_bytes();
            assert_true(report.objective == objective);
        }
        settings.seed++;
        solve(1, &problem.targets, &settings); /* this test can fail */
        assert_memory_not_equal(weights[0], weights[1], sizeof weights[0]);
    }
}

/* The first three labels alone come out as they do among twenty. */
static void a_label_does_not_depend_on_its_neighbours(void **state)
{
    (void)state;
    problem_make(&problem, PROBLEM_LABELS);
    ent_solve_settings settings = ent__solve_defaults();
    solve(0, &problem.targets, &settings);
    static uint64_t starts[PROBLEM_ROWS + 1];
    static uint32_t ids[PROBLEM_ROWS];
    for (size_t i = 0; i < PROBLEM_ROWS; i++) {
        ids[starts[i]] = problem.labels[i];
        starts[i + 1] = starts[i] + (problem.labels[i] < 3);
    }
    static float few[PROBLEM_COLUMNS][ENT_LANES], few_bias[ENT_LANES];
    ent_targets three = {3, starts, ids};
    ent_error err;
    assert_int_equal(ent__solve(few[0], few_bias, NULL, &problem.matrix, &three, NULL, 0,
                                &settings, &err),
                     ENT_OK);
    for (size_t j = 0; j < PROBLEM_COLUMNS; j++) {
        assert_memory_equal(few[j], weights[0][j], 3 * sizeof(float));
        for (size_t l = 3; l < ENT_LANES; l++)
            assert_true(few[j][l] == 0);
    }
}

static void rows_can_be_chosen(void **state)
{
    (void)state;
    problem_make(&problem, PROBLEM_LABELS);
    static uint32_t rows[PROBLEM_ROWS];
    static float row_weights[PROBLEM_ROWS];
    size_t count = 0;
    for (uint32_t i = 0; i < PROBLEM_ROWS; i++) {
        row_weights[i] = i % 3 ? 1 : 0;
        if (i % 3)
            rows[count++] = i;
    }
    ent_error err;
    ent_solve_settings settings = ent__solve_defaults();
    assert_int_equal(ent__solve(weights[0][0], biases[0], NULL, &problem.matrix,
                                &problem.targets, rows, count, &settings, &err),
                     ENT_OK);
    settings.row_weights = row_weights;
    solve(1, &problem.targets, &settings);
    assert_same_bytes();
}

static void a_start_near_the_end_saves_epochs(void **state)
{
    (void)state;
    problem_make(&problem, PROBLEM_LABELS);
    ent_dense_weights dense = {weights[0][0], biases[0], PROBLEM_COLUMNS, STRIDE};
    for (int loss = 0; loss < 2; loss++) {
        ent_solve_settings settings = ent__solve_defaults();
        settings.loss = (ent_loss)loss;
        settings.tolerance = 1e-3;
        ent_solve_report cold = solve(0, &problem.targets, &settings);
        settings.start = ent__dense_source(&dense);
        ent_solve_report warm = solve(1, &problem.targets, &settings);
        assert_true(warm.epochs * 2 <= cold.epochs);
        assert_near(warm.objective / cold.objective, 1, 1e-4);
        settings.C = 4; /* along the path of C */
        warm = solve(1, &problem.targets, &settings);
        settings.start.call = NULL;
        cold = solve(0, &problem.targets, &settings);
        assert_near(warm.objective / cold.objective, 1, 1e-4);
    }
}

/* ---- blocks, and bad input ---- */

struct seen {
    unsigned blocks[PROBLEM_LABELS];
    ent_status answer;
};

static ent_status see(void *context, ent_solve_block *block, ent_error *err)
{
    (void)err;
    struct seen *seen = context;
    assert_int_equal(block->columns, PROBLEM_COLUMNS);
    for (size_t l = 0; l < block->count; l++)
        seen->blocks[block->first + l]++;
    return seen->answer;
}

static void every_label_reaches_the_sink_once(void **state)
{
    (void)state;
    problem_make(&problem, PROBLEM_LABELS);
    ent_error err;
    ent_solve_settings settings = ent__solve_defaults();
    struct seen seen = {{0}, ENT_OK};
    ent_solve_port sink = {see, &seen};
    assert_int_equal(ent__solve_blocks(sink, NULL, &problem.matrix, &problem.targets,
                                       NULL, 0, &settings, &err),
                     ENT_OK);
    for (size_t k = 0; k < PROBLEM_LABELS; k++)
        assert_int_equal(seen.blocks[k], 1);
    seen.answer = ENT_EIO;
    assert_int_equal(ent__solve_blocks(sink, NULL, &problem.matrix, &problem.targets,
                                       NULL, 0, &settings, &err),
                     ENT_EIO);
}

static void bad_settings_are_refused(void **state)
{
    (void)state;
    problem_make(&problem, 2);
    float bad_factors[] = {1, 0};
    double bad_costs[] = {0, -1, NAN, INFINITY};
    ent_error err;
    for (int i = 0; i < 4; i++) {
        ent_solve_settings settings = ent__solve_defaults();
        settings.C = bad_costs[i];
        assert_int_equal(ent__solve(NULL, NULL, NULL, &problem.matrix, &problem.targets,
                                    NULL, 0, &settings, &err),
                         ENT_EARG);
        settings.C = 1;
        settings.tolerance = bad_costs[i];
        assert_int_equal(ent__solve(NULL, NULL, NULL, &problem.matrix, &problem.targets,
                                    NULL, 0, &settings, &err),
                         ENT_EARG);
    }
    ent_solve_settings settings = ent__solve_defaults();
    settings.positive_costs = bad_factors;
    assert_int_equal(ent__solve(NULL, NULL, NULL, &problem.matrix, &problem.targets, NULL,
                                0, &settings, &err),
                     ENT_EARG);
}

static void nothing_to_learn_gives_zero(void **state)
{
    (void)state;
    problem_make(&problem, PROBLEM_LABELS);
    ent_matrix empty = {0, PROBLEM_COLUMNS, problem.starts, NULL};
    ent_solve_settings settings = ent__solve_defaults();
    ent_solve_report report;
    ent_error err;
    for (int loss = 0; loss < 2; loss++) {
        settings.loss = (ent_loss)loss;
        assert_int_equal(ent__solve(weights[0][0], biases[0], &report, &empty,
                                    &problem.targets, NULL, 0, &settings, &err),
                         ENT_OK);
        assert_true(report.converged && report.objective == 0);
        for (size_t j = 0; j < PROBLEM_COLUMNS; j++)
            for (size_t l = 0; l < STRIDE; l++)
                assert_true(weights[0][j][l] == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_row_is_solved_as_by_hand),
        cmocka_unit_test(costs_multiply),
        cmocka_unit_test(a_prior_is_held_to),
        cmocka_unit_test(logistic_loss_is_stationary),
        cmocka_unit_test(threads_and_instruction_sets_change_no_byte),
        cmocka_unit_test(a_label_does_not_depend_on_its_neighbours),
        cmocka_unit_test(rows_can_be_chosen),
        cmocka_unit_test(a_start_near_the_end_saves_epochs),
        cmocka_unit_test(every_label_reaches_the_sink_once),
        cmocka_unit_test(bad_settings_are_refused),
        cmocka_unit_test(nothing_to_learn_gives_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
