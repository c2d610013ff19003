/* SPDX-License-Identifier: MIT */
/* Dividing rows into folds of like make-up for cross-validation. */
#ifndef ENT_TRAIN_FOLDS_H
#define ENT_TRAIN_FOLDS_H

#include "solve.h"

/**
 * Iterative stratification: the label with the fewest rows left is served first, each of its rows going to the fold that lacks most of it,
 * of those the one that lacks most rows. With one label a row this is stratified k-fold: every label is spread to within one row (where
 * groups allow), and so are all rows nearly. Rows without labels fill up last.
 * @param fold     [rows] out, each < k
 * @param targets  labels of the rows
 * @param groups   [rows] rows of one number (each < rows) stay in one fold, as near-duplicates must; NULL: every row alone
 * @param k        folds, 2..254; more than rows leaves folds empty
 * @param seed     order and ties follow from it
 * @return ENT_OK; ENT_EARG for k or a group out of range; ENT_ENOMEM
 * @cost  O(rows + label assignments * (k + log K)) time, O(rows + assignments + k K) memory
 * @source Sechidis, Tsoumakas & Vlahavas 2011, ECML PKDD, algorithm 1
 */
ent_status ent__folds(uint8_t *fold, const ent_targets *targets, size_t rows,
                      const uint32_t *groups, unsigned k, uint64_t seed, ent_error *err);

/** Can rows of these groups be held out at all: are they more than one? What is one group is divided as if it had none. */
bool ent__divisible(const uint32_t *groups, size_t rows);

/** How many labels have all their rows in one fold: the model that is to answer for it has never seen them. */
ent_status ent__unseen_labels(size_t *count, const uint8_t *fold,
                              const ent_targets *targets, size_t rows, ent_error *err);

#endif
