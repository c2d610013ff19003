/* SPDX-License-Identifier: MIT */
/* From margins to probabilities and decisions, label by label: Platt scaling and thresholds. Both want out-of-fold margins. */
#ifndef ENT_TRAIN_CALIBRATE_H
#define ENT_TRAIN_CALIBRATE_H

#include <stddef.h>
#include <stdint.h>

#include <entente/base.h>

/** The least slope: probabilities climb with the margin even where the data say otherwise or nothing. */
#define ENT_PLATT_LEAST_SLOPE 1e-6

/**
 * Fit  p(m) = 1 / (1 + exp(-(slope m + offset)))  by maximum likelihood against the targets (P + 1) / (P + 2) for the
 * P positives and 1 / (Q + 2) for the Q negatives.
 * @param slope     out, >= ENT_PLATT_LEAST_SLOPE and finite. Where the best slope is not positive (one side only, equal
 *                  margins, margins that mislead), the least slope and the offset of the mean target
 * @param offset    out, finite
 * @param margins   [n] finite
 * @param positive  [n] 0 or 1
 * @param n         0 gives slope 1, offset 0
 * @cost  O(n) a Newton step, at most 100 of them, about 10 as a rule
 * @source Lin, Lin & Weng 2007, Machine Learning 68, algorithm 1
 */
void ent__platt_fit(double *slope, double *offset, const float *margins,
                    const uint8_t *positive, size_t n);

/**
 * The threshold of best F1 (SCutFBR.1): in each fold the margin that cuts best, or, where the best F1 is below `least_f1`, the highest
 * margin of the fold, so that a label that cannot be told is hardly ever given; then the mean over the folds.
 * Of equally good cuts the highest is taken; a cut lies half way between two margins.
 * @param threshold  out, finite: the label is chosen where margin >= threshold; 0 for n = 0
 * @param margins    [n] finite
 * @param positive   [n] 0 or 1
 * @param fold       [n] any numbers; NULL: all in one
 * @param least_f1   "fbr", 0..1; Lewis et al. use 0.1
 * @return ENT_OK or ENT_ENOMEM
 * @cost  O(n log n)
 * @source Lewis et al. 2004, JMLR 5, section 6; Fan & Lin 2007, A study on threshold selection
 */
ent_status ent__threshold_fit(float *threshold, const float *margins,
                              const uint8_t *positive, const uint8_t *fold, size_t n,
                              double least_f1, ent_error *err);

#endif
