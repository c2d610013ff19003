/* SPDX-License-Identifier: MIT */
/* The kernel machines of claims, fitted by libsvm over rows rounded to bytes, so that they are scored as they were fitted. */
#include "pair_kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "columns.h"
#include "svm.h"

enum { CACHE_MB = 400 };

struct fitting {
    const struct ent__pair_rows *rows;
    const uint32_t *chosen; /* [count] */
    size_t count, machines;
    int8_t *z;              /* [count][features] */
    struct svm_node *nodes; /* [count][features + 1] */
    struct svm_node **x;
    double *y;
    double *coefficients; /* [machines][count] */
};

/* Mean 0 and variance 1; what never changes counts nothing. */
static void find_scales(ent_pair_kernel *kernel, const struct fitting *fitting,
                        size_t unused)
{
    size_t features = fitting->rows->features;
    for (size_t j = 0; j < features; j++) {
        struct ent__spread spread = ent__column_spread(fitting->rows->x + j, features,
                                                       fitting->chosen, fitting->count);
        kernel->shift[j] = (float)spread.mean;
        kernel->scale[j] = j < unused ? ent__unit_scale(spread.variance) : 0;
    }
}

static bool open_fitting(struct fitting *fitting)
{
    size_t n = fitting->count, features = fitting->rows->features;
    fitting->z = ent_new(n * features, 1);
    fitting->nodes = ent_new(n * (features + 1), sizeof *fitting->nodes);
    fitting->x = ent_new(n, sizeof *fitting->x);
    fitting->y = ent_new(n, sizeof *fitting->y);
    fitting->coefficients =
        ent_new_zeroed(n * fitting->machines, sizeof *fitting->coefficients);
    return fitting->z && fitting->nodes && fitting->x && fitting->y &&
           fitting->coefficients;
}

static void close_fitting(struct fitting *fitting)
{
    free(fitting->z);
    free(fitting->nodes);
    free(fitting->x);
    free(fitting->y);
    free(fitting->coefficients);
}

static void round_rows(const ent_pair_kernel *kernel, struct fitting *fitting)
{
    size_t features = fitting->rows->features;
    for (size_t i = 0; i < fitting->count; i++) {
        int8_t *z = fitting->z + i * features;
        struct svm_node *node = fitting->nodes + i * (features + 1);
        fitting->x[i] = node;
        ent__pair_kernel_round(z, fitting->rows->x + fitting->chosen[i] * features,
                               kernel);
        for (size_t j = 0; j < features; j++)
            if (z[j])
                *node++ =
                    (struct svm_node){(int)j + 1, (double)z[j] / ENT__PAIR_KERNEL_SCALE};
        node->index = -1;
    }
}

static ent_status fit_machine(ent_pair_kernel *kernel, struct fitting *fitting, size_t m,
                              uint32_t label, const struct ent__pair_settings *settings,
                              ent_error *err)
{
    size_t positive = 0, n = fitting->count;
    for (size_t i = 0; i < n; i++) {
        bool carries = fitting->rows->labels[fitting->chosen[i]] == label;
        fitting->y[i] = carries ? 1 : -1;
        positive += carries;
    }
    if (positive == 0 || positive == n) { /* nothing to tell apart */
        kernel->label[m].bias = positive ? 1 : -1;
        return ENT_OK;
    }
    int classes[] = {1, -1};
    double weights[] = {pow((double)n / (2 * (double)positive), settings->balance),
                        pow((double)n / (2 * (double)(n - positive)), settings->balance)};
    struct svm_parameter parameter = {.svm_type = C_SVC,
                                      .kernel_type = RBF,
                                      .gamma = settings->gamma,
                                      .C = settings->C,
                                      .cache_size = CACHE_MB,
                                      .eps = 1e-2,
                                      .shrinking = 1,
                                      .nr_weight = 2,
                                      .weight_label = classes,
                                      .weight = weights};
    struct svm_problem problem = {(int)n, fitting->y, fitting->x};
    double rho;
    ENT_TRY(ent__svm_fit(fitting->coefficients + m * n, &rho, &problem, &parameter, err));
    kernel->label[m].bias = (float)-rho;
    return ENT_OK;
}

/* Rows that some machine rests on. */
static ent_status keep_support(ent_pair_kernel *kernel, ent_arena *arena,
                               const struct fitting *fitting, ent_error *err)
{
    size_t n = fitting->count, features = fitting->rows->features, kept = 0;
    uint32_t *support = ent_new(n, sizeof *support);
    if (!support)
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < n; i++) {
        bool used = false;
        for (size_t m = 0; m < fitting->machines; m++)
            used = used || fitting->coefficients[m * n + i] != 0;
        if (used)
            support[kept++] = i;
    }
    kernel->rows = kept;
    kernel->vectors = ent_arena_alloc(arena, kept * features, 1);
    kernel->coefficients =
        ent_arena_alloc(arena, kept * fitting->machines, sizeof(float));
    bool good = kernel->vectors && kernel->coefficients;
    for (size_t s = 0; good && s < kept; s++) {
        memcpy(kernel->vectors + s * features, fitting->z + support[s] * features,
               features);
        for (size_t m = 0; m < fitting->machines; m++)
            kernel->coefficients[m * kept + s] =
                (float)fitting->coefficients[m * n + support[s]];
    }
    free(support);
    return good ? ENT_OK : ent_fail_memory(err);
}

ent_status ent__pair_kernel_fit(ent_pair_kernel *kernel, ent_arena *arena,
                                const struct ent__pair_rows *rows, const uint32_t *chosen,
                                size_t count, size_t unused,
                                const struct ent__pair_settings *settings, ent_error *err)
{
    size_t machines =
        rows->label_count == 2 && unused < rows->features ? 1 : rows->label_count;
    struct fitting fitting = {
        .rows = rows, .chosen = chosen, .count = count, .machines = machines};
    *kernel = (ent_pair_kernel){
        .features = rows->features, .labels = machines, .gamma = (float)settings->gamma};
    kernel->shift = ent_arena_alloc(arena, rows->features, sizeof(float));
    kernel->scale = ent_arena_alloc(arena, rows->features, sizeof(float));
    kernel->label = ent_arena_alloc(arena, machines, sizeof *kernel->label);
    if (!kernel->shift || !kernel->scale || !kernel->label)
        return ent_fail_memory(err);
    ent_status status = open_fitting(&fitting) ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK) {
        find_scales(kernel, &fitting, unused);
        round_rows(kernel, &fitting);
    }
    for (size_t m = 0; status == ENT_OK && m < machines; m++)
        status = fit_machine(kernel, &fitting, m, (uint32_t)(machines == 1 ? 1 : m),
                             settings, err);
    if (status == ENT_OK)
        status = keep_support(kernel, arena, &fitting, err);
    close_fitting(&fitting);
    return status;
}
