/* SPDX-License-Identifier: MIT */
/* Kernel machines, projections and stances in model files: what is written is read, and what breaks a rule is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "models_sample.h"

static const float shifts[] = {1, -2, 0.5F}, scales[] = {1, 2, 0};
static const float vectors[] = {1, 2, 3, -1, -2, -3};
static const double coefficients[] = {0.5, 0, -0.25, -0.5, 1.0 / 3, 0};
static const double rho[] = {0.1, -0.2, 1e-9};

static ent_kernel_machine *add_kernel(struct ent_model *model, ent_kernel_input input,
                                      size_t d, size_t m)
{
    ent_kernel_machine *machine = ent_arena_alloc(&model->arena, 1, sizeof *machine);
    *machine = (ent_kernel_machine){.kind = ENT_KERNEL_RBF,
                                    .degree = 3,
                                    .gamma = 0.25,
                                    .coef0 = -1,
                                    .input = input,
                                    .dimensions = d,
                                    .outputs = m,
                                    .vector_count = 2};
    assert_true(ent__kernel_open(machine, &model->arena));
    memcpy(machine->shift, shifts, d * sizeof(float));
    memcpy(machine->scale, scales, d * sizeof(float));
    memcpy(machine->vectors, vectors, 2 * d * sizeof(float));
    memcpy(machine->coefficients, coefficients, 2 * m * sizeof(double));
    memcpy(machine->rho, rho, m * sizeof(double));
    return machine;
}

/* K = 3 machine behind the margins, a projection of two columns, novelty over likeness. */
static struct ent_model *model_with_kernels(void)
{
    struct ent_model *model = sample_model(8);
    static const float basis[SAMPLE_FEATURES][8] = {
        {127, 0}, {0, 254}, {0, 0}, {1, -2}, {-127, 2}};
    assert_int_equal(ent__weights_quantise(&model->projection, &model->arena,
                                           &basis[0][0], SAMPLE_FEATURES, 2, 8, 8, NULL),
                     ENT_OK);
    model->kernel = add_kernel(model, ENT_INPUT_MARGINS, 3, 3);
    model->novelty = add_kernel(model, ENT_INPUT_LIKENESS, 2, 1);
    return model;
}

static ent_status decode_of(struct ent_model **out, struct ent_model *model,
                            ent_error *err)
{
    ent_buffer bytes = {0};
    assert_int_equal(ent__model_encode(&bytes, model, NULL, NULL), ENT_OK);
    ent_status status = ent__model_decode(out, ent_buffer_view(&bytes), err);
    ent_buffer_dispose(&bytes);
    return status;
}

static void machines_and_projection_come_back(void **state)
{
    (void)state;
    struct ent_model *model = model_with_kernels(), *copy;
    ent_error err = {0};
    assert_int_equal(decode_of(&copy, model, &err), ENT_OK);
    const ent_kernel_machine *kernel = copy->kernel;
    assert_non_null(kernel);
    assert_non_null(copy->novelty);
    assert_int_equal(kernel->kind, ENT_KERNEL_RBF);
    assert_int_equal(kernel->degree, 3);
    assert_true(kernel->gamma == 0.25 && kernel->coef0 == -1);
    assert_int_equal(kernel->vector_count, 2);
    assert_memory_equal(kernel->shift, shifts, sizeof shifts);
    assert_memory_equal(kernel->scale, scales, sizeof scales);
    assert_memory_equal(kernel->vectors, vectors, sizeof vectors);
    assert_memory_equal(kernel->coefficients, coefficients, sizeof coefficients);
    assert_memory_equal(kernel->rho, rho, sizeof rho);
    assert_int_equal(copy->novelty->input, ENT_INPUT_LIKENESS);
    assert_int_equal(copy->projection.labels, 2);
    assert_true(ent__weight(&copy->projection, 1, 1) == 254);
    assert_true(ent__weight(&copy->projection, 4, 0) == -127);
    assert_true(ent__weight(&copy->projection, 2, 0) == 0);
    ent_model_free(model);
    ent_model_free(copy);
}

static void refuse(void (*spoil)(struct ent_model *))
{
    struct ent_model *model = model_with_kernels(), *copy;
    ent_error err = {0};
    spoil(model);
    assert_int_equal(decode_of(&copy, model, &err), ENT_EMODEL);
    assert_true(err.msg[0]);
    ent_model_free(model);
}

static void nan_rho(struct ent_model *model)
{
    model->kernel->rho[1] = NAN;
}
static void endless_coefficient(struct ent_model *model)
{
    model->kernel->coefficients[3] = INFINITY;
}
static void huge_vector(struct ent_model *model)
{
    model->novelty->vectors[0] = 2e6F;
}
static void negative_scale(struct ent_model *model)
{
    model->kernel->scale[0] = -1;
}
static void nan_gamma(struct ent_model *model)
{
    model->kernel->gamma = NAN;
}
static void degree_of_zero(struct ent_model *model)
{
    model->kernel->degree = 0;
}
static void outputs_that_are_not_labels(struct ent_model *model)
{
    model->kernel->outputs = 2;
}
static void dimensions_that_are_not_labels(struct ent_model *model)
{
    model->kernel->dimensions = 2;
}
static void likeness_without_a_projection(struct ent_model *model)
{
    model->projection.features = 0;
}
static void fingerprints_that_fall(struct ent_model *model)
{
    static uint64_t learned[] = {5, 5};
    model->learned = learned;
    model->learned_count = 2;
}

static void what_breaks_a_rule_is_refused(void **state)
{
    (void)state;
    refuse(nan_rho);
    refuse(endless_coefficient);
    refuse(huge_vector);
    refuse(negative_scale);
    refuse(nan_gamma);
    refuse(degree_of_zero);
    refuse(outputs_that_are_not_labels);
    refuse(dimensions_that_are_not_labels);
    refuse(likeness_without_a_projection);
    refuse(fingerprints_that_fall);
}

static void fingerprints_come_back(void **state)
{
    (void)state;
    static uint64_t learned[] = {0, 7, UINT64_MAX};
    struct ent_model *model = sample_model(8), *copy;
    model->learned = learned;
    model->learned_count = 3;
    assert_int_equal(decode_of(&copy, model, NULL), ENT_OK);
    assert_int_equal(copy->learned_count, 3);
    assert_memory_equal(copy->learned, learned, sizeof learned);
    ent_model_free(model);
    ent_model_free(copy);
}

/* A model of claims: related or not, then so many stances, whose kernels have one row. */
static ent_status decode_of_stances(size_t stances, ent_error *err)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h",
                                        "i", "j", "k", "l", "m", "n", "o", "p"};
    enum { FEATURES = ENT_PAIR_FEATURES + SAMPLE_LABELS };
    float zeros[FEATURES] = {0}, weights[ENT_STANCE_LABELS] = {0};
    int8_t row[FEATURES] = {0};
    ent_model_label labels[ENT_STANCE_LABELS];
    for (size_t k = 0; k < stances; k++)
        labels[k] = (ent_model_label){.name = ent_string_of(names[k]), .slope = 1};
    ent_pair_kernel related = {FEATURES, 1, 1, 1, zeros, zeros, row, weights, labels};
    struct ent_stance_model *model, *copy = NULL;
    ent_buffer bytes = {0};
    assert_int_equal(ent__stance_model_new(&model, NULL), ENT_OK);
    model->pair = (ent_pair_model){sample_model(8), related, related};
    model->pair.stance.labels = stances;
    assert_int_equal(ent__stance_encode(&bytes, model, NULL), ENT_OK);
    ent_status status = ent__stance_decode(&copy, ent_buffer_view(&bytes), err);
    ent_buffer_dispose(&bytes);
    ent_stance_model_free(copy);
    ent_stance_model_free(model);
    return status;
}

/* An answer has room for 16 labels, of which "unrelated" is one. */
static void an_answer_has_room_for_all_stances(void **state)
{
    (void)state;
    ent_error err;
    assert_int_equal(ENT_STANCE_LABELS, 16);
    assert_int_equal(decode_of_stances(15, NULL), ENT_OK);
    assert_int_equal(decode_of_stances(16, &err), ENT_EMODEL);
    assert_string_equal(err.msg, "section KERN is damaged");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(machines_and_projection_come_back),
        cmocka_unit_test(what_breaks_a_rule_is_refused),
        cmocka_unit_test(fingerprints_come_back),
        cmocka_unit_test(an_answer_has_room_for_all_stances),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
