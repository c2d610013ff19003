/* SPDX-License-Identifier: MIT */
/* Inside the room: words that tell how a text stands to what it speaks of, from lists of our own (English). */
#ifndef ENT_CLASSIFY_CUES_H
#define ENT_CLASSIFY_CUES_H

#include "base/base.h"

#include <entente/text.h>

enum ent__cue {
    ENT__CUE_NEGATE, /* not, never, without */
    ENT__CUE_REFUTE, /* hoax, debunk, deny */
    ENT__CUE_HEDGE,  /* alleged, reportedly, might */
    ENT__CUE_REPORT, /* say, tell, according */
    ENT__CUE_ASSERT, /* confirm, prove, official */
    ENT__CUE_DOUBT,  /* question, unclear, unverified */
    ENT__CUE_GOOD,   /* benefit, protect, right */
    ENT__CUE_BAD,    /* harm, violate, danger */
    ENT__CUE_SHIFT,  /* ban, reduce, prevent: turn good into bad */
    ENT__CUES
};

/** Stem keys to sets of cues: bit 1 << ent__cue. */
struct ent__cues {
    ent_map sets;
};

/** Fill with the lists of a language, as its lexicon stems them; those of other languages than English are empty. */
ent_status ent__cues_open(struct ent__cues *cues, ent_lexicon *lexicon,
                          const ent_language *language, ent_error *err);
void ent__cues_close(struct ent__cues *cues);

static inline unsigned ent__cues_of(const struct ent__cues *cues, uint64_t key)
{
    uint32_t set = ent_map_get(&cues->sets, key);
    return set == ENT_MAP_NONE ? 0 : set;
}

#endif
