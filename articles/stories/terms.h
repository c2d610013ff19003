/* SPDX-License-Identifier: MIT */
/* Inside the room: what an article is compared by. */
#ifndef ENT_STORIES_TERMS_H
#define ENT_STORIES_TERMS_H

#include "features/features.h"

/** A term of an article: how often it stands there, where it stands counted in (the title more than the end). */
typedef struct ent_story_term {
    uint64_t key;
    float weight;
} ent_story_term;

typedef ENT_ARRAY(ent_story_term) ent_story_terms;

/** Reads articles; one a thread. */
typedef struct ent_story_reader ent_story_reader;
ent_story_reader *ent__story_reader_new(void);
void ent__story_reader_free(ent_story_reader *reader);

/** The distinct terms of an article by ascending key; `out` is emptied first. */
ent_status ent__story_terms(ent_story_terms *out, ent_story_reader *reader,
                            const ent_article *article, ent_error *err);

#endif
