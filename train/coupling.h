/* SPDX-License-Identifier: MIT */
/* Probabilities of labels that exclude each other: sigmoids of one-against-rest margins, sharpened and scaled to add up to 1. */
#ifndef ENT_TRAIN_COUPLING_H
#define ENT_TRAIN_COUPLING_H

#include <stddef.h>
#include <stdint.h>

#include <entente/base.h>

#include "training.h"

/** Margins of documents with one label each, none of them seen by the model that made them. */
struct ent__couples {
    const float *margins;  /* [count][stride] finite */
    const uint32_t *truth; /* [count] each < labels */
    const uint8_t *fold;   /* [count] */
    size_t count, stride, labels;
    int threads;
};

/**
 * Fit, with s[k] = 1 / (1 + exp(-(slope[k] m[k] + offset[k]))) by Platt scaling,
 *     p[k] = s[k]^power / sum_l s[l]^power,   power by maximum likelihood, with ln(power)^2 / 2 as a penalty.
 * Where there are fewer than 20 documents a label, all labels share one sigmoid, so that the order of the margins stays.
 * Sigmoids fitted one by one are too timid or too bold together, by how many labels there are and how alike: the power
 * mends that, and leaves the order of the labels alone.
 * @param labels  [labels] out: slope and offset
 * @param power   out, 0.05..20
 * @param skip    documents of this fold are left out; -1: none
 * @cost  O(labels count) about 20 times
 * @source Lin, Lin & Weng 2007 (sigmoid); Guo et al. 2017, ICML (one temperature for all)
 */
ent_status ent__couple_fit(struct ent__label_fit *labels, double *power,
                           const struct ent__couples *couples, int skip, ent_error *err);

/** The probabilities [count] of one row of margins. */
void ent__couple(double *probabilities, const float *margins,
                 const struct ent__label_fit *labels, size_t count, double power);

#endif
