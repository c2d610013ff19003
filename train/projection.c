/* SPDX-License-Identifier: MIT */
/* Subspace iteration over sparse rows. */
#include "projection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { D = ENT__PROJECTION_COLUMNS, ITERATIONS = 5 };

struct basis {
    const ent_matrix *matrix;
    const uint32_t *rows;
    size_t count, features;
    float *columns; /* [features][D] */
    float *next;    /* the same */
};

/* next = X^T X columns, a row at a time. */
static void multiply(struct basis *basis)
{
    const ent_matrix *matrix = basis->matrix;
    memset(basis->next, 0, basis->features * D * sizeof(float));
    for (size_t r = 0; r < basis->count; r++) {
        float sums[D] = {0};
        const ent_feature *x = matrix->items + matrix->starts[basis->rows[r]];
        const ent_feature *end = matrix->items + matrix->starts[basis->rows[r] + 1];
        for (; x < end && x->id < basis->features; x++)
            for (size_t d = 0; d < D; d++)
                sums[d] += x->value * basis->columns[x->id * D + d];
        end = x;
        x = matrix->items + matrix->starts[basis->rows[r]];
        for (; x < end; x++)
            for (size_t d = 0; d < D; d++)
                basis->next[x->id * D + d] += x->value * sums[d];
    }
}

/* Gram-Schmidt, each column twice. A column that adds nothing becomes 0. */
static void orthonormalise(float *columns, size_t features)
{
    for (size_t d = 0; d < D; d++) {
        double before = 0, after = 0;
        for (size_t j = 0; j < features; j++)
            before += (double)columns[j * D + d] * (double)columns[j * D + d];
        for (int pass = 0; pass < 2; pass++) {
            double products[D] = {0};
            for (size_t j = 0; j < features; j++)
                for (size_t e = 0; e < d; e++)
                    products[e] +=
                        (double)columns[j * D + d] * (double)columns[j * D + e];
            for (size_t j = 0; j < features; j++) {
                double value = (double)columns[j * D + d];
                for (size_t e = 0; e < d; e++)
                    value -= products[e] * (double)columns[j * D + e];
                columns[j * D + d] = (float)value;
            }
        }
        for (size_t j = 0; j < features; j++)
            after += (double)columns[j * D + d] * (double)columns[j * D + d];
        double scale = after > 1e-10 * before && after > 1e-30 ? 1 / sqrt(after) : 0;
        for (size_t j = 0; j < features; j++)
            columns[j * D + d] = (float)(scale * (double)columns[j * D + d]);
    }
}

static void iterate(struct basis *basis, uint64_t seed)
{
    ent_random random = {seed};
    for (size_t i = 0; i < basis->features * D; i++)
        basis->columns[i] =
            (float)((double)(ent_random_next(&random) >> 11) * 0x1p-53 - 0.5);
    for (int i = 0; i < ITERATIONS; i++) {
        multiply(basis);
        orthonormalise(basis->next, basis->features);
        float *swapped = basis->columns;
        basis->columns = basis->next;
        basis->next = swapped;
    }
}

ent_status ent__projection_fit(ent_weights *out, ent_arena *arena,
                               const ent_matrix *matrix, const uint32_t *rows,
                               size_t count, uint64_t seed, ent_error *err)
{
    struct basis basis = {.matrix = matrix,
                          .rows = rows,
                          .count =
                              count < ENT__PROJECTION_ROWS ? count : ENT__PROJECTION_ROWS,
                          .features = matrix->columns < ENT__PROJECTION_FEATURES
                                          ? matrix->columns
                                          : ENT__PROJECTION_FEATURES};
    /* What lies behind the features that count is 0. */
    float *all = ent_new_zeroed(matrix->columns * D, sizeof *all);
    basis.columns = ent_new(basis.features * D, sizeof(float));
    basis.next = ent_new(basis.features * D, sizeof(float));
    ent_status status =
        all && basis.columns && basis.next ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK) {
        iterate(&basis, seed);
        memcpy(all, basis.columns, basis.features * D * sizeof(float));
        status = ent__weights_quantise(out, arena, all, matrix->columns, D, D, 8, err);
    }
    free(all);
    free(basis.columns);
    free(basis.next);
    return status;
}

ent_status ent__project(float *out, const ent_weights *projection,
                        const ent_matrix *matrix, const uint32_t *rows, size_t count,
                        ent_error *err)
{
    size_t columns = projection->labels;
    size_t features = matrix->columns < ENT__PROJECTION_FEATURES
                          ? matrix->columns
                          : ENT__PROJECTION_FEATURES;
    float *weights = ent_new(features * columns, sizeof *weights);
    if (!weights)
        return ent_fail_memory(err);
    for (uint32_t j = 0; j < features; j++)
        for (size_t d = 0; d < columns; d++)
            weights[j * columns + d] = ent__weight(projection, j, d);
    for (size_t r = 0; r < count; r++) {
        float *row = out + r * columns;
        memset(row, 0, columns * sizeof *row);
        for (uint64_t i = matrix->starts[rows[r]]; i < matrix->starts[rows[r] + 1]; i++) {
            ent_feature x = matrix->items[i];
            if (x.id >= features)
                break;
            for (size_t d = 0; d < columns; d++)
                row[d] += x.value * weights[x.id * columns + d];
        }
    }
    free(weights);
    return ENT_OK;
}
