/* SPDX-License-Identifier: MIT */
/* Which features depend on labels: the chi-square statistic. */
#ifndef ENT_TRAIN_CHI_SQUARE_H
#define ENT_TRAIN_CHI_SQUARE_H

#include "solve.h"

/**
 * For each feature the largest chi-square statistic of its presence against a label's, over all labels:
 *     N (A D - B C)^2 / ((A + B) (C + D) (A + C) (B + D)),   A rows with both, B with the feature alone, C the label alone, D neither.
 * @param scores  [V] out, >= 0
 * @param rows    [count] the rows that are counted; NULL: the first `count`
 * @cost O(nnz labels a row + V K)
 * @source Yang & Pedersen 1997, ICML
 */
ent_status ent__chi_square(float *scores, const ent_matrix *matrix,
                           const ent_targets *targets, const uint32_t *rows, size_t count,
                           ent_error *err);

/** Mark the `count` highest scores [size]; ties go to the lower index. */
ent_status ent__mark_highest(bool *marks, const float *scores, size_t size, size_t count,
                             ent_error *err);

#endif
