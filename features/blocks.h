/* SPDX-License-Identifier: MIT */
/* Inside the room: putting a vector together from blocks of features and from the title. */
#ifndef ENT_FEATURES_BLOCKS_H
#define ENT_FEATURES_BLOCKS_H

#include "features.h"

/** Marks, in a count of occurrences, a character n-gram. */
#define ENT__CHARACTERS 0x80000000u

/**
 * A vector of unit length out of a word block w and a character block c, each with what the title holds of it:
 *     x = word_weight unit(unit(w) + title_weight unit(w_title)) + char_weight unit(unit(c) + title_weight unit(c_title)),
 * then unit(x); unit(v) = v / |v|_2, and 0 where v is 0.
 * @param items   [count] in, out: weighted counts of the whole article, ids ascending
 * @param title   [title_count] those of the title, whose ids are among items; ids ascending
 * @param counts  by id: tells the blocks apart by ENT__CHARACTERS
 */
void ent__combine_blocks(ent_feature *items, size_t count, const ent_feature *title,
                         size_t title_count, const uint32_t *counts,
                         const ent_feature_settings *settings);

#endif
