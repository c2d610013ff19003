/* SPDX-License-Identifier: MIT */
/* Inside the room: finding an earlier text that says nearly the same, by sketches as they arrive. */
#ifndef ENT_STORIES_COPIES_H
#define ENT_STORIES_COPIES_H

#include "datasets/datasets.h"

/** Texts chained by what stands in each band of their sketches. Zero-initialise. */
typedef struct ent_copies {
    ent_map heads; /* by band and its bytes: the latest text */
    ENT_ARRAY(ent_sketch) sketches;
    ENT_ARRAY(uint32_t)
    next; /* [sketches * ENT_SKETCH_BANDS] the text before it in the chain */
} ent_copies;

void ent__copies_dispose(ent_copies *copies);
void ent__copies_clear(ent_copies *copies);

/**
 * The text most similar to a sketch, the earliest among equals; *similarity is 0 where none is at least `least` similar.
 * A chain is followed for 64 texts: common phrases do not cost more.
 */
void ent__copies_find(uint32_t *text, double *similarity, const ent_copies *copies,
                      const ent_sketch *sketch, double least);

/** Add a text; they are numbered from 0. @return false when memory is out */
bool ent__copies_add(ent_copies *copies, const ent_sketch *sketch);

#endif
