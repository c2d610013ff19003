/* SPDX-License-Identifier: MIT */
/* Documents that say nearly the same: they belong in one fold, or the model is asked what it was told. */
#ifndef ENT_TRAIN_GROUPS_H
#define ENT_TRAIN_GROUPS_H

#include <entente/text.h>

/**
 * Number the documents [count] so that near-duplicates (Jaccard similarity of word triples 0.8 or more) have one number.
 * @param groups  [count] out: the smallest index of the group
 * @cost O(bytes); 120 bytes a document
 */
ent_status ent__near_duplicates(uint32_t *groups, const ent_article *articles,
                                size_t count, int threads, ent_error *err);

#endif
