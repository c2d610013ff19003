/* SPDX-License-Identifier: MIT */
/* How likely a candidate is to be a tag. Private to articles/tags/. */
#ifndef ENT_TAGS_SCORE_H
#define ENT_TAGS_SCORE_H

#include "candidates.h"
#include "tags.h"

/**
 * Set every candidate's score: a weighted sum of what docs/tags.md lists.
 * @param background  may be NULL
 */
ent_status ent__tag_score(struct tag_candidates *candidates,
                          const struct tag_words *words,
                          const ent_tag_background *background, ent_arena scratch,
                          ent_error *err);

#endif
