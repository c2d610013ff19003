/* SPDX-License-Identifier: MIT */
/* Variants of one name become one candidate. Private to articles/tags/. */
#ifndef ENT_TAGS_MERGE_H
#define ENT_TAGS_MERGE_H

#include "candidates.h"

/** Merge abbreviations into what they stand for or the other way round, whichever is mentioned more, and names in short into names in full. */
ent_status ent__tag_merge(struct tag_candidates *candidates,
                          const struct tag_words *words, const ent_article *article,
                          ent_arena *arena, ent_error *err);

#endif
