/* SPDX-License-Identifier: MIT */
/* Phrases that may become tags, and where they stand. Private to articles/tags/. */
#ifndef ENT_TAGS_CANDIDATES_H
#define ENT_TAGS_CANDIDATES_H

#include "words.h"

/** A distinct row of stems. */
struct tag_candidate {
    uint32_t first;  /* word where it stands first */
    uint32_t length; /* words */
    uint32_t *at;    /* [count] first words of its mentions, ascending */
    uint32_t count;
    double score;
};

struct tag_candidates {
    struct tag_candidate *items; /* [count] in order of first appearance */
    size_t count;
};

enum { TAG_PHRASE_MOST = 5 }; /* words of a phrase */

ent_status ent__tag_candidates(struct tag_candidates *out, ent_arena *arena,
                               const struct tag_words *words, ent_error *err);

#endif
