/* SPDX-License-Identifier: MIT */
/* The linear solver reaches the optimum that liblinear reaches. Nothing else links liblinear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <linear.h>

#include "solve_problem.h"

enum { LABELS = 5, NODES = PROBLEM_ROWS * (PROBLEM_MOST_ITEMS + 2) };
static struct problem_data problem_data;

static void say_nothing(const char *text)
{
    (void)text;
}

static double loss_of(ent_loss loss, double margin)
{
    if (loss == ENT_LOSS_LOGISTIC)
        return log1p(exp(-margin));
    return margin < 1 ? (1 - margin) * (1 - margin) : 0;
}

/* The primal of liblinear's weights for label `wanted` against the rest, summed into *sum. */
static double oracle(uint32_t wanted, ent_loss loss, double C, double positive_cost)
{
    static struct feature_node nodes[NODES];
    static struct feature_node *rows[PROBLEM_ROWS];
    static double signs[PROBLEM_ROWS];
    struct feature_node *node = nodes;
    for (int i = 0; i < PROBLEM_ROWS; i++) {
        rows[i] = node;
        signs[i] = problem_data.labels[i] == wanted ? 1 : -1;
        for (uint64_t k = problem_data.starts[i]; k < problem_data.starts[i + 1]; k++)
            *node++ = (struct feature_node){(int)problem_data.items[k].id + 1,
                                            (double)problem_data.items[k].value};
        *node++ = (struct feature_node){PROBLEM_COLUMNS + 1, 1};
        *node++ = (struct feature_node){-1, 0};
    }
    int weight_label = 1;
    struct problem problem = {
        .l = PROBLEM_ROWS, .n = PROBLEM_COLUMNS + 1, .y = signs, .x = rows, .bias = 1};
    struct parameter parameter = {
        .solver_type = loss == ENT_LOSS_LOGISTIC ? L2R_LR_DUAL : L2R_L2LOSS_SVC_DUAL,
        .C = C,
        .eps = 1e-4,
        .nr_weight = 1,
        .weight_label = &weight_label,
        .weight = &positive_cost};
    struct model *model = train(&problem, &parameter);
    double first = model->label[0] == 1 ? 1 : -1, sum = 0;
    for (int j = 0; j <= PROBLEM_COLUMNS; j++)
        sum += model->w[j] * model->w[j] / 2;
    for (int i = 0; i < PROBLEM_ROWS; i++) {
        double margin;
        predict_values(model, rows[i], &margin);
        sum += C * (signs[i] > 0 ? positive_cost : 1) *
               loss_of(loss, signs[i] * first * margin);
    }
    free_and_destroy_model(&model);
    return sum;
}

static void compare(ent_loss loss, double C, float positive_cost)
{
    problem_make(&problem_data, LABELS);
    static float weights[PROBLEM_COLUMNS][ENT_LANES], bias[ENT_LANES];
    float costs[LABELS];
    double wanted = 0;
    for (uint32_t k = 0; k < LABELS; k++) {
        costs[k] = positive_cost;
        wanted += oracle(k, loss, C, (double)positive_cost);
    }
    ent_solve_settings settings = ent__solve_defaults();
    settings.C = C;
    settings.tolerance = 1e-4;
    settings.loss = loss;
    settings.positive_costs = costs;
    ent_solve_report report;
    ent_error err;
    assert_int_equal(ent__solve(weights[0], bias, &report, &problem_data.matrix,
                                &problem_data.targets, NULL, 0, &settings, &err),
                     ENT_OK);
    assert_true(report.converged);
    assert_near(report.objective / wanted, 1, 1e-3);
}

static void squared_hinge_reaches_the_same_objective(void **state)
{
    (void)state;
    compare(ENT_LOSS_SQUARED_HINGE, 1, 1);
    compare(ENT_LOSS_SQUARED_HINGE, 0.01, 1);
    compare(ENT_LOSS_SQUARED_HINGE, 100, 1);
    compare(ENT_LOSS_SQUARED_HINGE, 1, 5);
}

static void logistic_loss_reaches_the_same_objective(void **state)
{
    (void)state;
    compare(ENT_LOSS_LOGISTIC, 1, 1);
    compare(ENT_LOSS_LOGISTIC, 0.01, 1);
    compare(ENT_LOSS_LOGISTIC, 100, 1);
    compare(ENT_LOSS_LOGISTIC, 1, 5);
}

int main(void)
{
    set_print_string_function(say_nothing);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(squared_hinge_reaches_the_same_objective),
        cmocka_unit_test(logistic_loss_reaches_the_same_objective),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
