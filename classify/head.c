/* SPDX-License-Identifier: MIT */
/* The sums of a vector, and the first rows of sparse weights as dense ones, which the kernel adds some ten times as fast. */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "scorer.h"

static const size_t head_bytes = (size_t)1 << 20; /* what a processor keeps at hand */
enum { LEAST_FULL = 8 }; /* one weight in so many of a dense row must be there */

bool ent__open_head(ent_scorer *scorer)
{
    const ent_weights *weights = &scorer->model->weights;
    if (weights->dense || !weights->features)
        return true;
    size_t size = weights->bits / 8, row_bytes = weights->stride * size;
    size_t rows = head_bytes / row_bytes;
    rows = rows < weights->features ? rows : weights->features;
    /* Features come by frequency, so rows get emptier. */
    while (rows &&
           weights->row_starts[rows] * (uint64_t)LEAST_FULL < rows * weights->stride)
        rows /= 2;
    ent_weights head = *weights;
    head.features = rows;
    head.dense = ent_new_zeroed(rows, row_bytes);
    if (!head.dense)
        return false;
    for (size_t j = 0; j < rows; j++)
        for (size_t i = weights->row_starts[j]; i < weights->row_starts[j + 1]; i++)
            memcpy((char *)head.dense + j * row_bytes + weights->columns[i] * size,
                   (const char *)weights->values + i * size, size);
    scorer->head = head;
    return true;
}

void ent__sum_up(ent_scorer *scorer, ent_vector vector)
{
    const ent_weights *weights = &scorer->model->weights;
    size_t front = 0;
    while (front < vector.count && vector.items[front].id < scorer->head.features)
        front++;
    memset(scorer->sums, 0, weights->stride * sizeof *scorer->sums);
    if (front)
        scorer->accumulate(scorer->sums, &scorer->head,
                           (ent_vector){vector.items, front});
    scorer->accumulate(scorer->sums, weights,
                       (ent_vector){vector.items + front, vector.count - front});
}
