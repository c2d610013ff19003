/* SPDX-License-Identifier: MIT */
/* Inside the room: probabilities from held-out margins, and how honest they are. */
#ifndef ENT_TRAIN_HONESTY_H
#define ENT_TRAIN_HONESTY_H

#include "training.h"

/**
 * Sigmoids of every label; thresholds in multi-label models, the coupling in single-label ones. Sets training->labels.
 *
 * Single-label models are calibrated in four ways: sigmoids of the labels' own or one for all, with a last sigmoid for the best
 * label or without. Each fold is calibrated by the others; own sigmoids without a last one are taken
 * unless the Brier score of another way is lower by a standard error of the difference. The report gets that
 * score (sum over labels, mean over documents), the expected calibration error (15 bins of the chosen label's probability),
 * and what the latter would be by chance alone:  sum over bins of sqrt(2 / pi sum p (1 - p)) / documents.
 * The held-out margins become the logits by which such a model decides.
 */
ent_status ent__calibrate(struct ent__training *training, ent__held_out *held,
                          ent_error *err);

#endif
