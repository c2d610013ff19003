/* SPDX-License-Identifier: MIT */
/* The stages of a training run that make kernel machines: behind the linear model, and beside it for novelty. */
#ifndef ENT_TRAIN_KERNEL_STAGE_H
#define ENT_TRAIN_KERNEL_STAGE_H

#include "held_out.h"
#include "training.h"

/**
 * A kernel machine over dense features of the held-out rows, put into training->model. The held-out margins of the linear
 * models become those of machines that have not seen the rows either: what comes after calibrates and scores the machine.
 * At most 10,000 rows, evenly spread, are learned from.
 */
ent_status ent__fit_kernel(struct ent__training *training, ent__held_out *held,
                           ent_error *err);

/** Do the options make a machine that can be fitted to a corpus of so many labels? Else ENT_EARG, before any work. */
ent_status ent__check_kernel(const ent_kernel_options *options, size_t labels,
                             ent_error *err);

/**
 * A projection and a one-class machine over rows of likeness, put into training->model. Where there are enough
 * documents the two come from different halves, so that the machine learns how new documents of the same kind look.
 */
ent_status ent__fit_novelty(struct ent__training *training, ent_error *err);

/** Labels of a model's kernel machine in a new order: label k was columns[k] [K]. */
ent_status ent__kernel_reorder(ent_kernel_machine *machine, const size_t *columns,
                               ent_error *err);

/** Novelty of an older model, by the features of a new one. */
ent_status ent__novelty_carry(ent_model *model, const struct ent__carry *carry,
                              ent_error *err);

#endif
