/* SPDX-License-Identifier: MIT */
/* Inside the room: how far the columns of dense rows spread, from which kernel machines scale them. */
#ifndef ENT_TRAIN_COLUMNS_H
#define ENT_TRAIN_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

struct ent__spread {
    double mean, variance;
};

/**
 * Mean and variance (divided by the count) of a column.
 * @param column  its value in row 0; that of row i stands i * stride later
 * @param rows    [count] which rows; NULL: the first `count`
 * @param count   at least 1
 */
struct ent__spread ent__column_spread(const float *column, size_t stride,
                                      const uint32_t *rows, size_t count);

/** The factor that makes a variance 1; 0 for a column that never changes, which counts nothing. */
float ent__unit_scale(double variance);

#endif
