/* SPDX-License-Identifier: MIT */
/* Weights between memory and file: layout, bitmap and planes. Private to the room. */
#ifndef ENT_MODELS_WEIGHTS_H
#define ENT_MODELS_WEIGHTS_H

#include "models.h"

static inline size_t ent__lanes(size_t labels)
{
    return (labels + 7) / 8 * 8;
}

/** Bytes of an arena that ent__weights_open() takes; features, labels, bits and non_zero are set. */
size_t ent__weights_room(const ent_weights *weights);
/** Choose the layout and make room, all zero. Sets stride too. @return false when the arena is full */
bool ent__weights_open(ent_weights *weights, ent_arena *arena);

/** Append the bitmap of non-zero weights and the planes of their values, rows in the order `order` [features]. */
void ent__weights_put(ent_buffer *bitmap, ent_buffer *planes, const ent_weights *weights,
                      const uint32_t *order);
/** The reverse, into opened weights; ENT_EMODEL when bitmap and values disagree with each other or with the rules. */
ent_status ent__weights_take(ent_weights *weights, ent_string bitmap, ent_string planes,
                             ent_error *err);

#endif
