/* SPDX-License-Identifier: MIT */
/* Inside the room: what an article is compared by. */
#ifndef ENT_STORIES_TERMS_H
#define ENT_STORIES_TERMS_H

#include <entente/text.h>

#include "base/base.h"

enum {
    ENT_STORY_TITLE = 100,  /* tokens of the title that are looked at */
    ENT_STORY_TOKENS = 400, /* tokens of the text */
    ENT_STORY_TERMS = ENT_STORY_TITLE + ENT_STORY_TOKENS,
    ENT_STORY_COUNT_MOST = 255
};

/** A term of an article: a stem, and how often it stands there. */
typedef struct ent_story_term {
    uint32_t key;   /* the upper half of ent_token.key */
    uint32_t count; /* 1..255, a word of the title or lead counted more than once */
} ent_story_term;

/** Distinct, by ascending key. */
typedef ENT_ARRAY(ent_story_term) ent_story_terms;

/** Reads articles in any language; one a thread. */
typedef struct ent_story_reader ent_story_reader;
ent_story_reader *ent__story_reader_new(void);
void ent__story_reader_free(ent_story_reader *reader);

/**
 * The terms of an article: stems of its language, function words left out, of the beginning of title and text.
 * @param out  emptied first
 */
ent_status ent__story_terms(ent_story_terms *out, ent_story_reader *reader,
                            const ent_article *article, ent_error *err);

#endif
