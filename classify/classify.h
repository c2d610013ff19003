/* SPDX-License-Identifier: MIT */
/* The room's inner door: scoring dense rows by kernel machines. */
#ifndef ENT_CLASSIFY_INNER_H
#define ENT_CLASSIFY_INNER_H

#include "models/models.h"

#include <entente/classify.h>

/**
 * The decisions of a kernel machine on one dense row (formula: ent_kernel_machine).
 * Sums run in the order of the support vectors, in double, as libsvm's do.
 * @param decisions  [M] out, finite
 * @param row        [D] finite
 * @cost  O(S (D + M)), no allocation
 */
void ent__kernel_score(double *decisions, const ent_kernel_machine *machine,
                       const float *row);

/** How unlike the training rows: 1/2 - decision / (2 rho) of a one-class machine, held within 0 and 1. */
double ent__novelty(const ent_kernel_machine *machine, const float *row);

/** The row of ENT_INPUT_LIKENESS. @param squares  |z|^2 of the projected article */
void ent__likeness(float row[2], double squares, const ent_vector_facts *facts);

#endif
