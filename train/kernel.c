/* SPDX-License-Identifier: MIT */
/* Kernel machines through libsvm. */
#include "kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "svm.h"

enum { CACHE_MB = 100, DIMENSIONS_MAX = 4096, ROWS_MAX = 1 << 20 };
static const double number_max = 1e15; /* models/FORMAT.md */

/* A support vector of one machine. */
struct support {
    uint32_t row, machine;
    double coefficient;
};

struct fitting {
    const ent__kernel_settings *settings;
    const ent_targets *targets;
    const uint32_t *documents;
    size_t count, dimensions, outputs;
    double gamma;
    float *shift, *scale; /* [D] */
    float *scaled;        /* [count][D] */
    struct svm_node *nodes;
    struct svm_problem problem;
    double *coefficients; /* [count] of the present machine */
    ENT_ARRAY(struct support) supports;
    double *rho; /* [outputs] */
};

ent__kernel_settings ent__kernel_defaults(ent_kernel_kind kind)
{
    return (ent__kernel_settings){.kind = kind, .degree = 3, .C = 1};
}

ent_status ent__kernel_reach(const ent__kernel_settings *settings, double product,
                             ent_error *err)
{
    double value = pow(product + fabs(settings->coef0), settings->degree);
    if (settings->kind != ENT_KERNEL_POLYNOMIAL || value <= number_max)
        return ENT_OK;
    return ent_fail(
        err, ENT_EARG,
        "the polynomial kernel comes to %.0e on this corpus, which no machine "
        "can add up: --gamma, --coef0 (%g) or --degree (%u) must be smaller",
        value, settings->coef0, settings->degree);
}

static ent_status check(const struct fitting *fitting, ent_error *err)
{
    const ent__kernel_settings *settings = fitting->settings;
    if (settings->kind >= ENT_KERNEL_COUNT || settings->degree < 1 ||
        settings->degree > 8 || !(settings->gamma >= 0 && settings->gamma <= 1e6) ||
        !(fabs(settings->coef0) <= 1e6) || !(settings->C > 0 && settings->C <= 1e9) ||
        !(settings->nu >= 0 && settings->nu <= 1) || !(fabs(settings->origin) <= 1e3))
        return ent_fail(err, ENT_EARG, "the settings of the kernel are out of range");
    if (fitting->dimensions < 1 || fitting->dimensions > DIMENSIONS_MAX ||
        fitting->count > ROWS_MAX || fitting->outputs > UINT16_MAX)
        return ent_fail(err, ENT_EARG, "a kernel machine cannot have %zu rows of %zu",
                        fitting->count, fitting->dimensions);
    if (fitting->count == 0)
        return ent_fail(err, ENT_EDATA, "there are no rows for a kernel machine");
    return ENT_OK;
}

/* ---- rows ---- */

static ent_status open(struct fitting *fitting, ent_error *err)
{
    size_t n = fitting->count, d = fitting->dimensions;
    fitting->shift = ent_new(d, sizeof(float));
    fitting->scale = ent_new(d, sizeof(float));
    fitting->scaled = ent_new(n * d, sizeof(float));
    fitting->nodes = ent_new(n * (d + 1), sizeof *fitting->nodes);
    fitting->problem.x = ent_new(n, sizeof *fitting->problem.x);
    fitting->problem.y = ent_new(n, sizeof *fitting->problem.y);
    fitting->coefficients = ent_new(n, sizeof *fitting->coefficients);
    fitting->rho = ent_new_zeroed(fitting->outputs, sizeof *fitting->rho);
    bool ok = fitting->shift && fitting->scale && fitting->scaled && fitting->nodes &&
              fitting->problem.x && fitting->problem.y && fitting->coefficients &&
              fitting->rho;
    return ok ? ENT_OK : ent_fail_memory(err);
}

static void close(struct fitting *fitting)
{
    free(fitting->shift);
    free(fitting->scale);
    free(fitting->scaled);
    free(fitting->nodes);
    free(fitting->problem.x);
    free(fitting->problem.y);
    free(fitting->coefficients);
    free(fitting->rho);
    free(fitting->supports.items);
}

/* Shift to mean 0, scale to variance 1: column by column, or all columns alike. */
static void find_scales(struct fitting *fitting, const float *rows, size_t stride)
{
    double all = 0, origin = fitting->settings->origin;
    for (size_t d = 0; d < fitting->dimensions; d++) {
        struct ent__spread spread =
            ent__column_spread(rows + d, stride, NULL, fitting->count);
        fitting->shift[d] = (float)(spread.mean - origin * sqrt(spread.variance));
        fitting->scale[d] = ent__unit_scale(spread.variance);
        all += spread.variance;
    }
    for (size_t d = 0; fitting->settings->common_scale && d < fitting->dimensions; d++)
        fitting->scale[d] = ent__unit_scale(all / (double)fitting->dimensions);
}

static ent_status take_rows(struct fitting *fitting, const float *rows, size_t stride,
                            ent_error *err)
{
    size_t dimensions = fitting->dimensions;
    find_scales(fitting, rows, stride);
    for (size_t i = 0; i < fitting->count; i++) {
        struct svm_node *nodes = fitting->nodes + i * (dimensions + 1);
        for (size_t d = 0; d < dimensions; d++) {
            float value = (rows[i * stride + d] - fitting->shift[d]) * fitting->scale[d];
            if (!isfinite(value))
                return ent_fail(err, ENT_EARG, "a row of dense features is not finite");
            fitting->scaled[i * dimensions + d] = value;
            nodes[d] = (struct svm_node){(int)d + 1, (double)value};
        }
        nodes[dimensions].index = -1;
        fitting->problem.x[i] = nodes;
    }
    fitting->problem.l = (int)fitting->count;
    fitting->gamma =
        fitting->settings->gamma > 0 ? fitting->settings->gamma : 1 / (double)dimensions;
    return ENT_OK;
}

/* No product of two rows exceeds that of the longest row with itself. */
static ent_status check_values(const struct fitting *fitting, ent_error *err)
{
    double longest = 0;
    for (size_t i = 0; i < fitting->count; i++) {
        double square = 0;
        for (size_t d = 0; d < fitting->dimensions; d++)
            square += pow((double)fitting->scaled[i * fitting->dimensions + d], 2);
        longest = fmax(longest, square);
    }
    return ent__kernel_reach(fitting->settings, fitting->gamma * longest, err);
}

/* ---- fitting ---- */

static ent_status run(struct fitting *fitting, size_t machine, int type, double nu,
                      ent_error *err)
{
    const ent__kernel_settings *settings = fitting->settings;
    struct svm_parameter parameter = {.svm_type = type,
                                      .kernel_type = (int)settings->kind,
                                      .degree = (int)settings->degree,
                                      .gamma = fitting->gamma,
                                      .coef0 = settings->coef0,
                                      .cache_size = CACHE_MB,
                                      .eps = 1e-3,
                                      .C = settings->C,
                                      .nu = nu,
                                      .shrinking = 1};
    ENT_TRY(ent__svm_fit(fitting->coefficients, &fitting->rho[machine], &fitting->problem,
                         &parameter, err));
    bool usable = fabs(fitting->rho[machine]) <= number_max;
    for (size_t i = 0; i < fitting->count; i++)
        usable = usable && fabs(fitting->coefficients[i]) <= number_max;
    if (!usable)
        return ent_fail(err, ENT_EDATA,
                        "the kernel machine did not settle on usable numbers: choose a "
                        "smaller --gamma, --coef0, --degree or --kernel-cost");
    for (size_t i = 0; i < fitting->count; i++) {
        struct support support = {(uint32_t)i, (uint32_t)machine,
                                  fitting->coefficients[i]};
        if (support.coefficient != 0 && !ent_array_push(&fitting->supports, support))
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

static bool carries(const ent_targets *targets, uint32_t document, size_t label)
{
    for (uint64_t i = targets->starts[document]; i < targets->starts[document + 1]; i++)
        if (targets->ids[i] == label)
            return true;
    return false;
}

static ent_status fit_label(struct fitting *fitting, size_t label, ent_error *err)
{
    size_t positive = 0;
    for (size_t i = 0; i < fitting->count; i++) {
        uint32_t document = fitting->documents ? fitting->documents[i] : (uint32_t)i;
        bool is = carries(fitting->targets, document, label);
        fitting->problem.y[i] = is ? 1 : -1;
        positive += is;
    }
    size_t negative = fitting->count - positive;
    if (!positive || !negative) {
        fitting->rho[label] = positive ? -1 : 1;
        return ENT_OK;
    }
    double fewer = (double)(positive < negative ? positive : negative);
    double most = 0.99 * 2 * fewer / (double)fitting->count;
    double nu = fitting->settings->nu;
    return run(fitting, label, nu > 0 ? NU_SVC : C_SVC, nu > most ? most : nu, err);
}

/* ---- the machine ---- */

/* Support vectors in the order of their rows. */
static ent_status assemble(ent_kernel_machine **out, ent_arena *arena,
                           const struct fitting *fitting, ent_error *err)
{
    size_t d = fitting->dimensions, m = fitting->outputs;
    uint32_t *place = ent_new_zeroed(fitting->count, sizeof *place);
    ent_kernel_machine *machine = ent_arena_alloc(arena, 1, sizeof *machine);
    if (!place || !machine) {
        free(place);
        return ent_fail_memory(err);
    }
    *machine = (ent_kernel_machine){.kind = fitting->settings->kind,
                                    .degree = fitting->settings->degree,
                                    .gamma = fitting->gamma,
                                    .coef0 = fitting->settings->coef0,
                                    .dimensions = d,
                                    .outputs = m};
    for (size_t i = 0; i < fitting->supports.count; i++)
        place[fitting->supports.items[i].row] = 1;
    for (size_t i = 0; i < fitting->count; i++)
        place[i] = place[i] ? (uint32_t)machine->vector_count++ : UINT32_MAX;
    if (!ent__kernel_open(machine, arena)) {
        free(place);
        return ent_fail_memory(err);
    }
    memcpy(machine->shift, fitting->shift, d * sizeof(float));
    memcpy(machine->scale, fitting->scale, d * sizeof(float));
    memcpy(machine->rho, fitting->rho, m * sizeof(double));
    for (size_t i = 0; i < fitting->count; i++)
        if (place[i] != UINT32_MAX)
            memcpy(machine->vectors + place[i] * d, fitting->scaled + i * d,
                   d * sizeof(float));
    for (size_t i = 0; i < fitting->supports.count; i++) {
        const struct support *support = &fitting->supports.items[i];
        machine->coefficients[place[support->row] * m + support->machine] =
            support->coefficient;
    }
    free(place);
    *out = machine;
    return ENT_OK;
}

static ent_status fit(ent_kernel_machine **out, ent_arena *arena, struct fitting *fitting,
                      const float *rows, size_t stride, ent_error *err)
{
    ENT_TRY(check(fitting, err));
    ent_status status = open(fitting, err);
    if (status == ENT_OK)
        status = take_rows(fitting, rows, stride, err);
    if (status == ENT_OK)
        status = check_values(fitting, err);
    for (size_t k = 0; status == ENT_OK && fitting->targets && k < fitting->outputs; k++)
        status = fit_label(fitting, k, err);
    if (status == ENT_OK && !fitting->targets)
        status = run(fitting, 0, ONE_CLASS, fitting->settings->nu, err);
    if (status == ENT_OK)
        status = assemble(out, arena, fitting, err);
    close(fitting);
    return status;
}

ent_status ent__kernel_fit(ent_kernel_machine **out, ent_arena *arena, const float *rows,
                           size_t stride, size_t count, size_t dimensions,
                           const ent_targets *targets, const uint32_t *documents,
                           const ent__kernel_settings *settings, ent_error *err)
{
    struct fitting fitting = {.settings = settings,
                              .targets = targets,
                              .documents = documents,
                              .count = count,
                              .dimensions = dimensions,
                              .outputs = targets->labels};
    return fit(out, arena, &fitting, rows, stride, err);
}

ent_status ent__kernel_fit_one_class(ent_kernel_machine **out, ent_arena *arena,
                                     const float *rows, size_t stride, size_t count,
                                     size_t dimensions,
                                     const ent__kernel_settings *settings, ent_error *err)
{
    struct fitting fitting = {
        .settings = settings, .count = count, .dimensions = dimensions, .outputs = 1};
    if (!(settings->nu > 0))
        return ent_fail(err, ENT_EARG, "a one-class machine needs nu");
    return fit(out, arena, &fitting, rows, stride, err);
}
