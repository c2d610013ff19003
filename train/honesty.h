/* SPDX-License-Identifier: MIT */
/* Inside the room: probabilities from held-out margins, and how honest they are. */
#ifndef ENT_TRAIN_HONESTY_H
#define ENT_TRAIN_HONESTY_H

#include "training.h"

/** Sigmoids of every label, and thresholds in multi-label models or the power of single-label ones. Sets training->labels. */
ent_status ent__calibrate(struct ent__training *training, const ent__held_out *held,
                          ent_error *err);
/**
 * Expected calibration error (15 bins of the chosen label's probability) and Brier score (sum over labels, mean over documents) in
 * the report, and beside them what the calibration error would be by
 * chance alone:  sum over bins of sqrt(2 / pi sum p (1 - p)) / documents,  p the probabilities of the bin. The probabilities of each fold come from calibration on the other folds. Single-label models only.
 * The held-out margins become the logits by which such a model decides.
 */
ent_status ent__measure_honesty(struct ent__training *training, ent__held_out *held,
                                ent_error *err);

#endif
