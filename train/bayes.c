/* SPDX-License-Identifier: MIT */
/* Naive Bayes ratios, a block of labels at a time as the solver asks for them. */
#include "bayes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

static const float least_ratio = 0.01F;

static size_t row_at(const ent__bayes *bayes, size_t i)
{
    return bayes->rows ? bayes->rows[i] : i;
}

ent_status ent__bayes_open(ent__bayes *bayes, const ent_matrix *matrix,
                           const ent_targets *targets, const uint32_t *rows, size_t count,
                           ent_error *err)
{
    *bayes =
        (ent__bayes){.matrix = matrix, .targets = targets, .rows = rows, .count = count};
    bayes->used = ent_new_zeroed(matrix->columns, sizeof *bayes->used);
    bayes->frequencies = ent_new_zeroed(matrix->columns, sizeof *bayes->frequencies);
    bayes->squares = ent_new_zeroed(matrix->columns, sizeof *bayes->squares);
    bayes->logs = ent_new(count + 1, sizeof *bayes->logs);
    if (!bayes->used || !bayes->frequencies || !bayes->squares || !bayes->logs) {
        ent__bayes_close(bayes);
        return ent_fail_memory(err);
    }
    for (uint64_t at = 0; at < matrix->starts[matrix->rows]; at++)
        bayes->used[matrix->items[at].id] = true;
    for (size_t i = 0; i < count; i++) {
        size_t row = row_at(bayes, i);
        for (uint64_t at = matrix->starts[row]; at < matrix->starts[row + 1]; at++) {
            ent_feature x = matrix->items[at];
            bayes->frequencies[x.id]++;
            bayes->squares[x.id] += x.value * x.value;
        }
    }
    for (size_t n = 0; n <= count; n++)
        bayes->logs[n] = (float)log((double)n + 1);
    return ENT_OK;
}

void ent__bayes_close(ent__bayes *bayes)
{
    free(bayes->used);
    free(bayes->frequencies);
    free(bayes->squares);
    free(bayes->logs);
    *bayes = (ent__bayes){0};
}

/* weights[j][lane] = rows that hold feature j and carry the lane's label. */
static void count_positives(ent_solve_block *block, const ent__bayes *bayes)
{
    const ent_matrix *matrix = bayes->matrix;
    const ent_targets *targets = bayes->targets;
    for (size_t i = 0; i < bayes->count; i++) {
        size_t row = row_at(bayes, i);
        for (uint64_t t = targets->starts[row]; t < targets->starts[row + 1]; t++) {
            size_t lane = targets->ids[t] - block->first; /* wraps below `first` */
            if (lane >= block->count)
                continue;
            for (uint64_t at = matrix->starts[row]; at < matrix->starts[row + 1]; at++)
                block->weights[(size_t)matrix->items[at].id * block->lanes + lane] += 1;
        }
    }
}

/* Of the lane whose first weight is *lane; `lanes` to the next. */
static void find_variances(float *lane, size_t lanes, const ent__bayes *bayes,
                           size_t columns)
{
    double positive = 0, negative = 0, before = 0, after = 0;
    for (size_t j = 0; j < columns; j++) {
        double p = (double)lane[j * lanes];
        if (!bayes->used[j])
            continue;
        positive += p + 1;
        negative += bayes->frequencies[j] - p + 1;
    }
    float shift = (float)log(positive / negative);
    for (size_t j = 0; j < columns; j++) {
        uint32_t p = (uint32_t)lane[j * lanes];
        float ratio =
            fabsf(bayes->logs[p] - bayes->logs[bayes->frequencies[j] - p] - shift);
        ratio = ratio > least_ratio ? ratio : least_ratio;
        lane[j * lanes] = ratio;
        before += (double)bayes->squares[j];
        after += (double)bayes->squares[j] * (double)ratio;
    }
    float scale = after > 0 ? (float)(before / after) : 1;
    for (size_t j = 0; j < columns; j++)
        lane[j * lanes] *= scale;
}

static ent_status fill(void *context, ent_solve_block *block, ent_error *err)
{
    (void)err;
    const ent__bayes *bayes = context;
    count_positives(block, bayes);
    for (size_t l = 0; l < block->count; l++)
        find_variances(block->weights + l, block->lanes, bayes, block->columns);
    return ENT_OK;
}

ent_solve_port ent__bayes_port(ent__bayes *bayes)
{
    return (ent_solve_port){fill, bayes};
}
