/* SPDX-License-Identifier: MIT */
/* Chi-square of features against labels, a label at a time. */
#include "chi_square.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* Rows by label: the targets, turned round. */
struct rows_of {
    uint64_t *starts; /* [K + 1] */
    uint32_t *rows;
};

static bool turn_round(struct rows_of *out, const ent_targets *targets, size_t rows)
{
    out->starts = ent_new_zeroed(targets->labels + 2, sizeof *out->starts);
    out->rows = ent_new((size_t)targets->starts[rows], sizeof *out->rows);
    if (!out->starts || !out->rows)
        return false;
    for (uint64_t t = 0; t < targets->starts[rows]; t++)
        out->starts[targets->ids[t] + 2]++;
    for (size_t k = 2; k <= targets->labels + 1; k++)
        out->starts[k] += out->starts[k - 1];
    for (uint32_t row = 0; row < rows; row++)
        for (uint64_t t = targets->starts[row]; t < targets->starts[row + 1]; t++)
            out->rows[out->starts[targets->ids[t] + 1]++] = row;
    return true;
}

static double statistic(double both, double feature, double label, double all)
{
    double b = feature - both, c = label - both, d = all - feature - label + both;
    double product = feature * (all - feature) * label * (all - label);
    double difference = both * d - b * c;
    return product > 0 ? all * difference * difference / product : 0;
}

ent_status ent__chi_square(float *scores, const ent_matrix *matrix,
                           const ent_targets *targets, ent_error *err)
{
    size_t columns = matrix->columns;
    struct rows_of turned = {NULL, NULL};
    uint32_t *all = ent_new_zeroed(columns, sizeof *all);
    uint32_t *both = ent_new(columns, sizeof *both);
    ent_status status = ENT_OK;
    if (!all || !both || !turn_round(&turned, targets, matrix->rows)) {
        status = ent_fail_memory(err);
        goto out;
    }
    memset(scores, 0, columns * sizeof *scores);
    for (uint64_t i = 0; i < matrix->starts[matrix->rows]; i++)
        all[matrix->items[i].id]++;
    for (size_t k = 0; k < targets->labels; k++) {
        memset(both, 0, columns * sizeof *both);
        for (uint64_t r = turned.starts[k]; r < turned.starts[k + 1]; r++) {
            uint32_t row = turned.rows[r];
            for (uint64_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++)
                both[matrix->items[i].id]++;
        }
        double label = (double)(turned.starts[k + 1] - turned.starts[k]);
        for (size_t j = 0; j < columns; j++) {
            float score = (float)statistic(both[j], all[j], label, (double)matrix->rows);
            scores[j] = score > scores[j] ? score : scores[j];
        }
    }
out:
    free(turned.starts);
    free(turned.rows);
    free(all);
    free(both);
    return status;
}

struct ranked {
    float score;
    uint32_t index;
};

static int by_score(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

ent_status ent__mark_highest(bool *marks, const float *scores, size_t size, size_t count,
                             ent_error *err)
{
    struct ranked *ranked = ent_new(size, sizeof *ranked);
    if (!ranked)
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < size; i++)
        ranked[i] = (struct ranked){scores[i], i};
    if (size)
        qsort(ranked, size, sizeof *ranked, by_score);
    for (size_t i = 0; i < size; i++)
        marks[ranked[i].index] = i < count;
    free(ranked);
    return ENT_OK;
}
