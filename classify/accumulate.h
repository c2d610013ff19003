/* SPDX-License-Identifier: MIT */
/* Inside the room: the scoring kernel, in a plain build and one for AVX2 that give the same bytes. */
#ifndef ENT_CLASSIFY_ACCUMULATE_H
#define ENT_CLASSIFY_ACCUMULATE_H

#include "models/models.h"

/**
 * sums[k] += value * q[feature][k] for all of the vector, in its order: from 0, margins without scale and bias.
 * @param sums  [stride] in and out, aligned to 32
 */
typedef void ent__accumulate_kernel(float *sums, const ent_weights *weights,
                                    ent_vector vector);

ent__accumulate_kernel ent__accumulate_plain;
ent__accumulate_kernel ent__accumulate_avx2;

#endif
