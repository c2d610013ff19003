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

/** Are there 20 documents a label, enough for sigmoids of their own? */
bool ent__couples_suffice(const struct ent__couples *couples);

/**
 * Fit the sigmoids s[k] = 1 / (1 + exp(-(slope[k] m[k] + offset[k]))) by Platt scaling, then what ent__couple() makes of them:
 * the power by maximum likelihood, with ln(power)^2 / 2 as a penalty, and the sigmoid of the best label by Platt scaling of its
 * logit against whether it is right. Sigmoids fitted one by one are too timid or too bold together, by how many labels there are
 * and how alike: the power mends that, and leaves the order of the labels alone. What is best of many was lucky as a rule: the
 * last sigmoid takes that back.
 * @param labels    [labels] out: slope and offset
 * @param coupling  out; power 0.05..20. With top_slope made 0 it goes without the last sigmoid
 * @param skip      documents of this fold are left out; -1: none
 * @param shared    one sigmoid for all labels, from all pairs of a document and a label: the order of the margins stays
 * @cost  O(labels count) about 20 times
 * @source Lin, Lin & Weng 2007 (sigmoid); Guo et al. 2017, ICML (one temperature for all)
 */
ent_status ent__couple_fit(struct ent__label_fit *labels, ent_coupling *coupling,
                           const struct ent__couples *couples, int skip, bool shared,
                           ent_error *err);

/** The probabilities [count] of one row of margins. */
void ent__couple_row(double *probabilities, const float *margins,
                     const struct ent__label_fit *labels, size_t count,
                     const ent_coupling *coupling);

#endif
