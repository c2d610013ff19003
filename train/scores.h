/* SPDX-License-Identifier: MIT */
/* How good held-out margins are: decisions counted against the labels. */
#ifndef ENT_TRAIN_SCORES_H
#define ENT_TRAIN_SCORES_H

#include "held_out.h"

/** Shares, 0..1. Macro-F1 is over labels with a true or predicted document. */
typedef struct ent__scores {
    double accuracy; /* documents decided exactly right */
    double micro_f1;
    double macro_f1;
} ent__scores;

/**
 * Score the margins of width `w`. A single-label model gives the label of the highest margin; a multi-label one every label that
 * reaches its threshold, the thresholds of each fold coming from the other folds.
 * @param multi     several labels a document, or none
 * @param least_f1  see ent__threshold_fit()
 * @cost O(count K), with thresholds O(folds count K log count)
 */
ent_status ent__score_margins(ent__scores *out, const ent__held_out *held, size_t w,
                              bool multi, double least_f1, ent_error *err);

/** Does the row carry the label? */
bool ent__carries(const ent_targets *targets, uint32_t row, size_t label);

#endif
