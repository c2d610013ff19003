/* SPDX-License-Identifier: MIT */
/* Inside the room: the inverted index from terms to stories, by which an article finds the story most like it. */
#ifndef ENT_STORIES_INDEX_H
#define ENT_STORIES_INDEX_H

#include "background.h"
#include "stories.h"
#include "terms.h"

/** A story as long as articles of it are remembered. */
typedef struct ent_story {
    uint64_t number;
    int64_t first, last; /* times of its articles; ENT_STORIES_NO_TIME: none has one */
    uint32_t articles;   /* that are in the index */
} ent_story;

/** A story that holds a term, and the sum of the weights that the term has in its articles. */
typedef struct ent_posting {
    uint32_t story;
    float weight;
} ent_posting;

/** The stories that hold a term. */
typedef struct ent_postings {
    ent_posting *items;
    uint32_t count, capacity;
} ent_postings;

/** Zero-initialise. */
typedef struct ent_story_index {
    ent_map ids; /* of terms, by key */
    ENT_ARRAY(ent_postings) terms;
    ENT_ARRAY(float)
    shares; /* by term: of the background's documents that hold it; below 0: not known */
    const ent_story_background *background; /* borrowed; NULL: none */
    ENT_ARRAY(ent_story) stories;
    ENT_ARRAY(float) scores;                    /* by story: scratch */
    ENT_ARRAY(struct ent_weighed_term) article; /* the article at hand */
    bool is_known; /* the background knows half of its terms: it is of that language */
} ent_story_index;

/** A term of the article at hand. */
struct ent_weighed_term {
    uint32_t id;
    float weight;
};

void ent__index_dispose(ent_story_index *index);

/**
 * Make an article the one at hand: its terms get ids, and weights by the frequencies of now, of unit length together.
 *     w[t] = (1 + ln count[t]) * idf[t]^1.5,  idf[t] = 1 + ln((2 + S + a) / (1 + s[t] + a * p[t])),  then  w /= |w|
 * with S stories, of which s[t] hold the term: fifty articles on one event do not make its words common. Where the
 * background knows the article's language, a = max(0, 30 - S) further stories are taken to be like its documents, of which
 * the share p[t] holds the term; else a = 0. What more than 20 + S / 10 stories hold weighs nothing, which also bounds the
 * lists that are gone through.
 * @return false when memory is out
 */
bool ent__index_weigh(ent_story_index *index, const ent_story_terms *terms);

/** A story and how similar the article at hand is to it. */
typedef struct ent_story_match {
    uint32_t story; /* UINT32_MAX: none has a term in common with the article */
    double similarity;
} ent_story_match;

/**
 * The story most similar to the article at hand, among equals the oldest:
 *     mean / (mean + (1 - mean) * chance) * age,  mean = min(1, (1 + a) / (a + n) * sum of the cosines with its n articles)
 * with a = 0.3. The best of few stories is less similar by chance than the best of many: where the background knows the
 * article's language, the odds of the mean are raised,
 *     chance = 0.2 + 0.8 * min(1, ln(1 + S) / ln(31)),  else 1
 * @param time       of the article, or ENT_STORIES_NO_TIME
 * @param half_life  age = 2^(-gap / half_life), gap: seconds between the article and the story's time from first to last
 * @return false when memory is out
 */
bool ent__index_best(ent_story_match *best, ent_story_index *index, int64_t time,
                     double half_life);

/** The factor for a story's age, 0..1; 1 where a time is not known. */
double ent__story_age(const ent_story *story, int64_t time, double half_life);

/** Begin a story. @return its place, or UINT32_MAX when memory is out */
uint32_t ent__index_begin(ent_story_index *index, uint64_t number);
/** A story has an article of that time, be it a copy that the index need not know. */
void ent__index_touch(ent_story_index *index, uint32_t story, int64_t time);
/** Put the article at hand into a story. @return false when memory is out */
bool ent__index_put(ent_story_index *index, uint32_t story);
/** Take all articles out, but let every story keep its terms: they are to be put in again with the weights of now. */
void ent__index_zero(ent_story_index *index);

#endif
