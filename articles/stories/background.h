/* SPDX-License-Identifier: MIT */
/* Inside the room: how rare words are elsewhere, for as long as too few stories have come to tell. */
#ifndef ENT_STORIES_BACKGROUND_H
#define ENT_STORIES_BACKGROUND_H

#include <entente/models.h>

#include "base/base.h"

/** Document frequencies of a model's corpus, by the keys of ent_story_term. Zero-initialise: it knows nothing. */
typedef struct ent_story_background {
    ent_map frequencies;
    double documents; /* of the corpus; 0: nothing is known */
} ent_story_background;

/**
 * Copy the frequencies of a model's words; one that does not count stems leaves the background empty.
 * @return false when memory is out
 */
bool ent__story_background_take(ent_story_background *background, const ent_model *model);
void ent__story_background_dispose(ent_story_background *background);

/** The share of the corpus's documents that hold a term, 0..1; below 0: a word that it does not know. */
double ent__story_background_share(const ent_story_background *background, uint32_t key);

#endif
