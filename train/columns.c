/* SPDX-License-Identifier: MIT */
/* Means and variances in two passes, which lose no digits. */
#include "columns.h"

#include <math.h>

static const double least_variance = 1e-12; /* below it there is only rounding */

struct ent__spread ent__column_spread(const float *column, size_t stride,
                                      const uint32_t *rows, size_t count)
{
    double sum = 0, squares = 0, n = (double)count;
    for (size_t i = 0; i < count; i++)
        sum += (double)column[(rows ? rows[i] : i) * stride];
    double mean = sum / n;
    for (size_t i = 0; i < count; i++) {
        double x = (double)column[(rows ? rows[i] : i) * stride] - mean;
        squares += x * x;
    }
    return (struct ent__spread){mean, squares / n};
}

float ent__unit_scale(double variance)
{
    return variance > least_variance ? (float)(1 / sqrt(variance)) : 0;
}
