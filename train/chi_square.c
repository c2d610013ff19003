/* SPDX-License-Identifier: MIT */
/* Chi-square of features against labels, a label at a time. */
#include "chi_square.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* Rows that are looked at; NULL: the first `count`. */
struct choice {
    const uint32_t *rows;
    size_t count;
};

static uint32_t row_of(struct choice choice, size_t i)
{
    return choice.rows ? choice.rows[i] : (uint32_t)i;
}

/* Rows by label: the targets, turned round. */
struct rows_of {
    uint64_t *starts; /* [K + 1] */
    uint32_t *rows;
};

static bool turn_round(struct rows_of *out, const ent_targets *targets,
                       struct choice choice)
{
    out->starts = ent_new_zeroed(targets->labels + 2, sizeof *out->starts);
    if (!out->starts)
        return false;
    for (size_t i = 0; i < choice.count; i++) {
        uint32_t row = row_of(choice, i);
        for (uint64_t t = targets->starts[row]; t < targets->starts[row + 1]; t++)
            out->starts[targets->ids[t] + 2]++;
    }
    for (size_t k = 2; k <= targets->labels + 1; k++)
        out->starts[k] += out->starts[k - 1];
    out->rows = ent_new((size_t)out->starts[targets->labels + 1], sizeof *out->rows);
    for (size_t i = 0; out->rows && i < choice.count; i++) {
        uint32_t row = row_of(choice, i);
        for (uint64_t t = targets->starts[row]; t < targets->starts[row + 1]; t++)
            out->rows[out->starts[targets->ids[t] + 1]++] = row;
    }
    return out->rows != NULL;
}

/* In how many of the rows each feature stands. */
static void count_rows(uint32_t *counts, const ent_matrix *matrix, struct choice choice)
{
    memset(counts, 0, matrix->columns * sizeof *counts);
    for (size_t i = 0; i < choice.count; i++) {
        uint32_t row = row_of(choice, i);
        for (uint64_t at = matrix->starts[row]; at < matrix->starts[row + 1]; at++)
            counts[matrix->items[at].id]++;
    }
}

static double statistic(double both, double feature, double label, double all)
{
    double b = feature - both, c = label - both, d = all - feature - label + both;
    double product = feature * (all - feature) * label * (all - label);
    double difference = both * d - b * c;
    return product > 0 ? all * difference * difference / product : 0;
}

ent_status ent__chi_square(float *scores, const ent_matrix *matrix,
                           const ent_targets *targets, const uint32_t *rows, size_t count,
                           ent_error *err)
{
    size_t columns = matrix->columns;
    struct choice choice = {rows, count};
    struct rows_of turned = {NULL, NULL};
    uint32_t *all = ent_new(columns, sizeof *all);
    uint32_t *both = ent_new(columns, sizeof *both);
    ent_status status = all && both && turn_round(&turned, targets, choice)
                            ? ENT_OK
                            : ent_fail_memory(err);
    if (status == ENT_OK) {
        memset(scores, 0, columns * sizeof *scores);
        count_rows(all, matrix, choice);
    }
    for (size_t k = 0; status == ENT_OK && k < targets->labels; k++) {
        size_t label = turned.starts[k + 1] - turned.starts[k];
        count_rows(both, matrix, (struct choice){turned.rows + turned.starts[k], label});
        for (size_t j = 0; j < columns; j++) {
            float score = (float)statistic(both[j], all[j], (double)label, (double)count);
            scores[j] = score > scores[j] ? score : scores[j];
        }
    }
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
