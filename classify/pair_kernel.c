/* SPDX-License-Identifier: MIT */
/* Kernel machines over rounded features: whole-number distances, so every machine gives the same margins. */
#include <math.h>
#include <stdlib.h>

#include "base/base.h"
#include "classify.h"

void ent__pair_kernel_round(int8_t *z, const float *x, const ent_pair_kernel *kernel)
{
    for (size_t j = 0; j < kernel->features; j++) {
        float value = roundf((x[j] - kernel->shift[j]) * kernel->scale[j] *
                             (float)ENT__PAIR_KERNEL_SCALE);
        z[j] = (int8_t)(value > 127 ? 127 : value < -127 ? -127 : value);
    }
}

float *ent__pair_kernel_table(const ent_pair_kernel *kernel)
{
    float *table = ent_new(ENT__PAIR_KERNEL_TABLE, sizeof *table);
    const double unit = (double)ENT__PAIR_KERNEL_SCALE * ENT__PAIR_KERNEL_SCALE;
    for (size_t i = 0; table && i < ENT__PAIR_KERNEL_TABLE; i++) {
        double distance = ((double)i + 0.5) * (1 << ENT__PAIR_KERNEL_SHIFT) -
                          0.5; /* the middle of a step */
        table[i] = (float)exp(-(double)kernel->gamma * distance / unit);
    }
    return table;
}

static uint32_t squared_distance(const int8_t *restrict a, const int8_t *restrict b,
                                 size_t count)
{
    int32_t sum = 0;
    for (size_t j = 0; j < count; j++) {
        int16_t difference = (int16_t)(a[j] - b[j]);
        sum += difference * difference;
    }
    return (uint32_t)sum;
}

void ent__pair_kernel_margins(float *margins, const ent_pair_kernel *kernel,
                              const float *table, const int8_t *z)
{
    double sums[ENT_STANCE_LABELS] = {0};
    for (size_t s = 0; s < kernel->rows; s++) {
        const int8_t *row = kernel->vectors + s * kernel->features;
        uint32_t step =
            squared_distance(z, row, kernel->features) >> ENT__PAIR_KERNEL_SHIFT;
        if (step >= ENT__PAIR_KERNEL_TABLE)
            continue; /* farther away than counts */
        for (size_t k = 0; k < kernel->labels; k++)
            sums[k] += (double)kernel->coefficients[k * kernel->rows + s] * table[step];
    }
    for (size_t k = 0; k < kernel->labels; k++)
        margins[k] = (float)(sums[k] + kernel->label[k].bias);
}
