/* SPDX-License-Identifier: MIT */
/* Phrases that may become tags, and where they stand. Private to articles/tags/. */
#ifndef ENT_TAGS_CANDIDATES_H
#define ENT_TAGS_CANDIDATES_H

#include "words.h"

enum {
    TAG_PHRASE_MOST = 5, /* words of a phrase, but for two parts joined by particles */
    TAG_BIGRAMS_MOST = 8 /* bigrams of a phrase: nine characters */
};

struct tag_mention {
    uint32_t at; /* first word */
    uint32_t length;
};

/** A distinct row of stems, with its variants once they are merged. */
struct tag_candidate {
    uint32_t first;               /* word where it stands first */
    uint32_t length;              /* words */
    struct tag_mention *mentions; /* [count] in the order of the source */
    uint32_t count;
    uint32_t whole; /* mentions that are no part of a longer run of words */
    bool name;      /* written with capitals where they are not due */
    bool merged;    /* into another candidate: no tag of its own */
    uint32_t tag;   /* of a fixed vocabulary, where there is one */
    double score;
};

struct tag_candidates {
    struct tag_candidate *items; /* [count] in order of first appearance */
    size_t count;
};

/**
 * Candidates are: the runs of words that no function word, cut word or sign interrupts; shorter rows that stand somewhere
 * as a run of their own, are written as names, or stand twice in different surroundings; names joined by particles (Bank of
 * England), and other such joints that stand twice.
 */
ent_status ent__tag_candidates(struct tag_candidates *out, ent_arena *arena,
                               const struct tag_words *words, ent_error *err);

#endif
