/* SPDX-License-Identifier: MIT */
/* Kernel machines: our scores against libsvm's own, the same bytes every time, what a projection keeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libsvm/svm.h>

#include "classify/classify.h"
#include "train/columns.h"
#include "train/kernel.h"
#include "train/projection.h"

enum { N = 90, D = 5, K = 3, STRIDE = 8 };

static float rows[N][STRIDE];
static uint64_t starts[N + 1];
static uint32_t ids[2 * N];

/* Three clouds that overlap, labels 0 to 2, every tenth row with a second label. */
static ent_targets make_problem(void)
{
    ent_random random = {5};
    uint64_t at = 0;
    for (uint32_t i = 0; i < N; i++) {
        for (size_t d = 0; d < STRIDE; d++)
            rows[i][d] = (float)ent_random_below(&random, 1000) / 300.0F +
                         (d % K == i % K ? 1.5F : 0) + (d == 2 ? 50 : 0);
        ids[at++] = i % K;
        if (i % 10 == 0 && i % K != 2)
            ids[at++] = 2;
        starts[i + 1] = at;
    }
    return (ent_targets){K, starts, ids};
}

static void quiet(const char *text)
{
    (void)text;
}

/* libsvm on the same scaled rows, its own prediction for every row and label. */
static void compare_with_libsvm(const ent__kernel_settings *settings)
{
    ent_targets targets = make_problem();
    ent_arena arena;
    ent_kernel_machine *machine;
    ent_error err = {0};
    assert_int_equal(ent_arena_open(&arena, 1 << 24, NULL), ENT_OK);
    assert_int_equal(ent__kernel_fit(&machine, &arena, &rows[0][0], STRIDE, N, D,
                                     &targets, NULL, settings, &err),
                     ENT_OK);
    struct svm_node nodes[N][D + 1], *pointers[N];
    double y[N];
    for (size_t i = 0; i < N; i++) {
        for (size_t d = 0; d < D; d++)
            nodes[i][d] =
                (struct svm_node){(int)d + 1, (double)((rows[i][d] - machine->shift[d]) *
                                                       machine->scale[d])};
        nodes[i][D].index = -1;
        pointers[i] = nodes[i];
    }
    svm_set_print_string_function(quiet);
    for (uint32_t k = 0; k < K; k++) {
        size_t positive = 0;
        for (size_t i = 0; i < N; i++) {
            bool is = false;
            for (uint64_t t = starts[i]; t < starts[i + 1]; t++)
                is |= ids[t] == k;
            y[i] = is ? 1 : -1;
            positive += is;
        }
        struct svm_problem problem = {N, y, pointers};
        struct svm_parameter parameter = {.svm_type = settings->nu > 0 ? NU_SVC : C_SVC,
                                          .kernel_type = (int)settings->kind,
                                          .degree = (int)settings->degree,
                                          .gamma = machine->gamma,
                                          .coef0 = settings->coef0,
                                          .cache_size = 10,
                                          .eps = 1e-3,
                                          .C = settings->C,
                                          .nu = settings->nu,
                                          .shrinking = 1};
        assert_true(positive > 0 && positive < N);
        struct svm_model *model = svm_train(&problem, &parameter);
        for (size_t i = 0; i < N; i++) {
            double theirs, ours[K];
            svm_predict_values(model, nodes[i], &theirs);
            ent__kernel_score(ours, machine, rows[i]);
            theirs = model->label[0] > 0 ? theirs : -theirs;
            assert_true(fabs(ours[k] - theirs) < 1e-6 * fmax(1, fabs(theirs)));
        }
        svm_free_and_destroy_model(&model);
    }
    ent_arena_close(&arena);
}

static void scores_are_those_of_libsvm(void **state)
{
    (void)state;
    for (int kind = 0; kind < ENT_KERNEL_COUNT; kind++) {
        ent__kernel_settings settings = ent__kernel_defaults((ent_kernel_kind)kind);
        compare_with_libsvm(&settings);
        settings.coef0 = 0.5;
        settings.gamma = 0.1;
        settings.degree = 2;
        settings.C = 10;
        compare_with_libsvm(&settings);
        settings.nu = 0.3;
        compare_with_libsvm(&settings);
    }
}

static void the_same_rows_give_the_same_bytes(void **state)
{
    (void)state;
    ent_targets targets = make_problem();
    ent__kernel_settings settings = ent__kernel_defaults(ENT_KERNEL_RBF);
    ent_arena arena;
    ent_kernel_machine *a, *b;
    assert_int_equal(ent_arena_open(&arena, 1 << 24, NULL), ENT_OK);
    assert_int_equal(ent__kernel_fit(&a, &arena, &rows[0][0], STRIDE, N, D, &targets,
                                     NULL, &settings, NULL),
                     ENT_OK);
    for (int i = 0; i < 7; i++)
        (void)rand();
    assert_int_equal(ent__kernel_fit(&b, &arena, &rows[0][0], STRIDE, N, D, &targets,
                                     NULL, &settings, NULL),
                     ENT_OK);
    assert_int_equal(a->vector_count, b->vector_count);
    assert_memory_equal(a->vectors, b->vectors, a->vector_count * D * sizeof(float));
    assert_memory_equal(a->coefficients, b->coefficients,
                        a->vector_count * K * sizeof(double));
    assert_memory_equal(a->rho, b->rho, K * sizeof(double));
    ent_arena_close(&arena);
}

static void libsvm_prints_nothing(void **state)
{
    (void)state;
    ent_targets targets = make_problem();
    ent__kernel_settings settings = ent__kernel_defaults(ENT_KERNEL_LINEAR);
    ent_arena arena;
    ent_kernel_machine *machine;
    char path[] = "/tmp/entente-test-XXXXXX", byte;
    fflush(stdout);
    int kept = dup(1), file = mkstemp(path);
    assert_int_equal(ent_arena_open(&arena, 1 << 24, NULL), ENT_OK);
    dup2(file, 1);
    ent_status status = ent__kernel_fit(&machine, &arena, &rows[0][0], STRIDE, N, D,
                                        &targets, NULL, &settings, NULL);
    fflush(stdout);
    dup2(kept, 1);
    assert_int_equal(status, ENT_OK);
    assert_int_equal(lseek(file, 0, SEEK_END), 0);
    assert_int_equal(pread(file, &byte, 1, 0), 0);
    close(file);
    close(kept);
    unlink(path);
    ent_arena_close(&arena);
}

/* Label 1 is carried by nobody, label 0 by all. */
static void one_sided_labels_say_so(void **state)
{
    (void)state;
    static const uint64_t one_start[] = {0, 1, 2};
    static const uint32_t zeros[] = {0, 0};
    static const float two[2][2] = {{1, 2}, {3, 1}};
    ent_targets targets = {2, one_start, zeros};
    ent__kernel_settings settings = ent__kernel_defaults(ENT_KERNEL_RBF);
    ent_arena arena;
    ent_kernel_machine *machine;
    double decisions[2];
    assert_int_equal(ent_arena_open(&arena, 1 << 20, NULL), ENT_OK);
    assert_int_equal(ent__kernel_fit(&machine, &arena, &two[0][0], 2, 2, 2, &targets,
                                     NULL, &settings, NULL),
                     ENT_OK);
    ent__kernel_score(decisions, machine, two[0]);
    assert_true(decisions[0] == 1 && decisions[1] == -1);
    ent_arena_close(&arena);
}

/* One-class: a row in the midst of a cloud is like it, one far out is not; about nu of the rows fall out. */
static void novelty_grows_outward(void **state)
{
    (void)state;
    make_problem();
    ent__kernel_settings settings = ent__kernel_defaults(ENT_KERNEL_RBF);
    settings.nu = 0.1;
    ent_arena arena;
    ent_kernel_machine *machine;
    assert_int_equal(ent_arena_open(&arena, 1 << 22, NULL), ENT_OK);
    assert_int_equal(ent__kernel_fit_one_class(&machine, &arena, &rows[0][0], STRIDE, N,
                                               D, &settings, NULL),
                     ENT_OK);
    size_t outside = 0;
    for (size_t i = 0; i < N; i++)
        outside += ent__novelty(machine, rows[i]) > 0.5;
    assert_in_range(outside, 1, N / 5);
    float far[D];
    for (size_t d = 0; d < D; d++)
        far[d] = machine->shift[d];
    assert_true(ent__novelty(machine, far) < 0.5);
    far[0] += 100;
    assert_true(ent__novelty(machine, far) > 0.99);
    ent_arena_close(&arena);
}

static void bad_settings_are_refused(void **state)
{
    (void)state;
    ent_targets targets = make_problem();
    ent_arena arena;
    ent_kernel_machine *machine;
    assert_int_equal(ent_arena_open(&arena, 1 << 22, NULL), ENT_OK);
    ent__kernel_settings wrong[] = {{.kind = ENT_KERNEL_COUNT, .degree = 3, .C = 1},
                                    {.degree = 0, .C = 1},
                                    {.degree = 3, .C = 0},
                                    {.degree = 3, .C = NAN},
                                    {.degree = 3, .C = 1, .nu = 2},
                                    {.degree = 3, .C = 1, .gamma = -1},
                                    {.degree = 3, .C = 1, .coef0 = INFINITY}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(ent__kernel_fit(&machine, &arena, &rows[0][0], STRIDE, N, D,
                                         &targets, NULL, &wrong[i], NULL),
                         ENT_EARG);
    ent__kernel_settings right = ent__kernel_defaults(ENT_KERNEL_RBF);
    assert_int_equal(ent__kernel_fit_one_class(&machine, &arena, &rows[0][0], STRIDE, N,
                                               D, &right, NULL),
                     ENT_EARG);
    rows[3][1] = NAN;
    assert_int_equal(ent__kernel_fit(&machine, &arena, &rows[0][0], STRIDE, N, D,
                                     &targets, NULL, &right, NULL),
                     ENT_EARG);
    ent_arena_close(&arena);
}

/* 1, 2 and 6 have the mean 3 and the variance (4 + 1 + 9) / 3; of the first and the last alone 3.5 and 6.25. */
static void columns_are_as_worked_by_hand(void **state)
{
    (void)state;
    float pairs[] = {1, 7, 2, 7, 6, 7};
    uint32_t ends[] = {0, 2};
    struct ent__spread spread = ent__column_spread(pairs, 2, NULL, 3);
    assert_true(fabs(spread.mean - 3) < 1e-12 &&
                fabs(spread.variance - 14.0 / 3) < 1e-12);
    spread = ent__column_spread(pairs, 2, ends, 2);
    assert_true(fabs(spread.mean - 3.5) < 1e-12 && fabs(spread.variance - 6.25) < 1e-12);
    assert_true(fabs((double)ent__unit_scale(spread.variance) - 0.4) < 1e-7);
    assert_true(ent__unit_scale(ent__column_spread(pairs + 1, 2, NULL, 3).variance) <= 0);
}

/* (1e5)^3 is the limit; degrees and offsets count. */
static void a_polynomial_that_overflows_is_refused(void **state)
{
    (void)state;
    ent_error err;
    ent__kernel_settings settings = ent__kernel_defaults(ENT_KERNEL_POLYNOMIAL);
    assert_int_equal(ent__kernel_reach(&settings, 0.99e5, &err), ENT_OK);
    assert_int_equal(ent__kernel_reach(&settings, 1.01e5, &err), ENT_EARG);
    settings.coef0 = -2e5;
    assert_int_equal(ent__kernel_reach(&settings, 1, &err), ENT_EARG);
    settings.degree = 2;
    assert_int_equal(ent__kernel_reach(&settings, 3, &err), ENT_OK);
    settings.kind = ENT_KERNEL_RBF;
    assert_int_equal(ent__kernel_reach(&settings, 1e30, &err), ENT_OK);
}

/*
 * Rows (1, 0, 0), (0, 1, 0), (0, 0.6, 0.8) span three dimensions: their projection keeps lengths and products, up to the
 * 8 bits of a value.
 */
static void a_projection_keeps_products(void **state)
{
    (void)state;
    ent_feature items[] = {{0, 1}, {1, 1}, {1, 0.6F}, {2, 0.8F}};
    uint64_t row_starts[] = {0, 1, 2, 4};
    uint32_t numbers[] = {0, 1, 2};
    ent_matrix matrix = {3, 3, row_starts, items};
    ent_weights projection;
    ent_arena arena;
    float z[3][ENT__PROJECTION_COLUMNS];
    assert_int_equal(ent_arena_open(&arena, 1 << 20, NULL), ENT_OK);
    assert_int_equal(
        ent__projection_fit(&projection, &arena, &matrix, numbers, 3, 1, NULL), ENT_OK);
    assert_int_equal(ent__project(&z[0][0], &projection, &matrix, numbers, 3, NULL),
                     ENT_OK);
    static const double products[3][3] = {{1, 0, 0}, {0, 1, 0.6}, {0, 0.6, 1}};
    for (size_t a = 0; a < 3; a++)
        for (size_t b = 0; b < 3; b++) {
            double sum = 0;
            for (size_t d = 0; d < ENT__PROJECTION_COLUMNS; d++)
                sum += (double)z[a][d] * (double)z[b][d];
            assert_true(fabs(sum - products[a][b]) < 0.03);
        }
    ent_arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_are_those_of_libsvm),
        cmocka_unit_test(the_same_rows_give_the_same_bytes),
        cmocka_unit_test(libsvm_prints_nothing),
        cmocka_unit_test(one_sided_labels_say_so),
        cmocka_unit_test(novelty_grows_outward),
        cmocka_unit_test(bad_settings_are_refused),
        cmocka_unit_test(a_projection_keeps_products),
        cmocka_unit_test(columns_are_as_worked_by_hand),
        cmocka_unit_test(a_polynomial_that_overflows_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
