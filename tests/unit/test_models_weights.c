/* SPDX-License-Identifier: MIT */
/* Weights: quantising and the two layouts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "models/weights.h"
#include "models_sample.h"

static void quantising_rounds_halves_away_from_zero(void **state)
{
    (void)state;
    struct ent_model *model = sample_model(8);
    static const float scales[] = {1, 2, 0.5f}; /* 127/127, 254/127, 63.5/127 */
    assert_int_equal(model->weights.non_zero, 9);
    assert_non_null(model->weights.dense); /* 40 bytes against 9 * 3 + 24 */
    for (uint32_t j = 0; j < SAMPLE_FEATURES; j++)
        for (size_t k = 0; k < SAMPLE_LABELS; k++)
            assert_true(ent__weight(&model->weights, j, k) ==
                        scales[k] * (float)sample_quantised[j][k]);
    const int8_t *rows = model->weights.dense;
    assert_int_equal((uintptr_t)rows % 64, 0);
    assert_int_equal(model->weights.stride, 8);
    for (size_t k = SAMPLE_LABELS; k < 8; k++)
        assert_int_equal(rows[k], 0);
    ent_model_free(model);
}

/* A weight in 200: sparse. The bound is the documented one. */
static void no_weight_is_off_by_more_than_half_a_step(void **state)
{
    (void)state;
    enum { FEATURES = 1000, LABELS = 100, STRIDE = 104 };
    for (int every = 1; every <= 200; every += 199)
        for (size_t b = 0; b < 5; b++) {
            static const unsigned widths[] = {6, 8, 12, 16, 32};
            unsigned bits = widths[b];
            float *source = ent_new_zeroed(FEATURES * STRIDE, sizeof *source);
            float largest[LABELS] = {0};
            ent_random random = {42};
            for (size_t i = 0; i < FEATURES * STRIDE; i++)
                if (i % STRIDE < LABELS &&
                    ent_random_below(&random, (uint64_t)every) == 0) {
                    source[i] = (float)ent_random_below(&random, 2000001) / 1e6f - 1;
                    largest[i % STRIDE] = fmaxf(largest[i % STRIDE], fabsf(source[i]));
                }
            ent_arena arena;
            ent_weights weights;
            assert_int_equal(ent_arena_open(&arena, 0, NULL), ENT_OK);
            assert_int_equal(ent__weights_quantise(&weights, &arena, source, FEATURES,
                                                   LABELS, STRIDE, bits, NULL),
                             ENT_OK);
            assert_true((weights.dense == NULL) == (every == 200));
            static const double steps[] = {62, 254, 4094, 65534, 1e9};
            for (uint32_t j = 0; j < FEATURES; j++)
                for (size_t k = 0; k < LABELS; k++)
                    assert_true(fabs((double)ent__weight(&weights, j, k) -
                                     (double)source[j * STRIDE + k]) <=
                                (double)largest[k] / steps[b] * 1.01);
            ent_arena_close(&arena);
            free(source);
        }
}

static void both_layouts_pack_and_unpack(void **state)
{
    (void)state;
    enum { FEATURES = 37, LABELS = 70, STRIDE = 72 };
    for (int every = 1; every <= 60; every += 59) {
        float source[FEATURES * STRIDE] = {0};
        uint32_t order[FEATURES];
        for (size_t i = 0; i < FEATURES * STRIDE; i += (size_t)every)
            source[i] = i % STRIDE < LABELS ? 1 + (float)(i % 7) : 0;
        for (uint32_t j = 0; j < FEATURES; j++)
            order[j] = FEATURES - 1 - j;
        ent_arena arena;
        ent_weights weights, copy;
        ent_buffer bitmap = {0}, planes = {0};
        assert_int_equal(ent_arena_open(&arena, 0, NULL), ENT_OK);
        assert_int_equal(ent__weights_quantise(&weights, &arena, source, FEATURES, LABELS,
                                               STRIDE, 16, NULL),
                         ENT_OK);
        assert_true((weights.dense == NULL) == (every == 60));
        ent__weights_put(&bitmap, &planes, &weights, order);
        copy = weights;
        assert_true(ent__weights_open(&copy, &arena));
        memcpy(copy.scales, weights.scales, LABELS * sizeof(float));
        assert_int_equal(ent__weights_take(&copy, ent_buffer_view(&bitmap),
                                           ent_buffer_view(&planes), NULL),
                         ENT_OK);
        for (uint32_t j = 0; j < FEATURES; j++)
            for (size_t k = 0; k < LABELS; k++)
                assert_true(ent__weight(&copy, FEATURES - 1 - j, k) ==
                            ent__weight(&weights, j, k));
        ent_buffer_dispose(&bitmap);
        ent_buffer_dispose(&planes);
        ent_arena_close(&arena);
    }
}

static void what_is_not_finite_is_refused(void **state)
{
    (void)state;
    float source[2][SAMPLE_STRIDE] = {{1, 2}, {3, INFINITY}};
    ent_arena arena;
    ent_weights weights;
    assert_int_equal(ent_arena_open(&arena, 1 << 16, NULL), ENT_OK);
    assert_int_equal(
        ent__weights_quantise(&weights, &arena, &source[0][0], 2, 2, 8, 8, NULL),
        ENT_EARG);
    source[1][1] = NAN;
    assert_int_equal(
        ent__weights_quantise(&weights, &arena, &source[0][0], 2, 2, 8, 8, NULL),
        ENT_EARG);
    source[1][1] = 0;
    assert_int_equal(
        ent__weights_quantise(&weights, &arena, &source[0][0], 2, 2, 8, 3, NULL),
        ENT_EARG);
    ent_arena_close(&arena);
}

/* A label that learnt nothing, and one whose weights are too small to be numbers. */
static void vanishing_weights_become_zero(void **state)
{
    (void)state;
    float source[1][SAMPLE_STRIDE] = {{0, 1e-40f, 1}};
    ent_arena arena;
    ent_weights weights;
    assert_int_equal(ent_arena_open(&arena, 1 << 16, NULL), ENT_OK);
    assert_int_equal(
        ent__weights_quantise(&weights, &arena, &source[0][0], 1, 3, 8, 8, NULL), ENT_OK);
    assert_true(weights.scales[0] == 1 && weights.scales[1] == 1);
    assert_true(ent__weight(&weights, 0, 0) == 0 && ent__weight(&weights, 0, 1) == 0);
    assert_int_equal(weights.non_zero, 1);
    ent_arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantising_rounds_halves_away_from_zero),
        cmocka_unit_test(no_weight_is_off_by_more_than_half_a_step),
        cmocka_unit_test(both_layouts_pack_and_unpack),
        cmocka_unit_test(what_is_not_finite_is_refused),
        cmocka_unit_test(vanishing_weights_become_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
