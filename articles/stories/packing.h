/* SPDX-License-Identifier: MIT */
/* Inside the room: what is remembered of an article, as bytes. */
#ifndef ENT_STORIES_PACKING_H
#define ENT_STORIES_PACKING_H

#include "datasets/datasets.h"
#include "terms.h"

/**
 * The bytes: a version, the sketch's 120, then 5 a term, by ascending key: its key (little-endian) and its count.
 * @param out  emptied first; failure is the buffer's
 */
void ent__story_pack(ent_buffer *out, const ent_sketch *sketch,
                     const ent_story_terms *terms);

/** The other way round. @return ENT_EDATA when the bytes are damaged, ENT_EVERSION when they are of another version */
ent_status ent__story_unpack(ent_sketch *sketch, ent_story_terms *terms, ent_string blob,
                             ent_error *err);

#endif
