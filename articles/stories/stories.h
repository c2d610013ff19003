/* SPDX-License-Identifier: MIT */
/* Door of articles/stories/: articles on one event are put together as they arrive, copies of one text are found. */
#ifndef ENT_ARTICLES_STORIES_H
#define ENT_ARTICLES_STORIES_H

#include <entente/models.h>
#include <entente/text.h>

#include "base/base.h"

/** No article, no time. */
#define ENT_STORIES_NONE    UINT64_MAX
#define ENT_STORIES_NO_TIME INT64_MIN

/** How to group; all zero is a good default. */
typedef struct ent_stories_options {
    double
        min_similarity; /* from here on an article belongs to a story, 0..1; 0: the default */
    double
        half_life; /* seconds after which a story is half as similar; 0: the default; below 0: stories never age */
    size_t
        remembered; /* articles that are compared with, the last to arrive; 0: 50,000 */
    /* tells how rare words are while few stories have come; read by ent_stories_new() alone; NULL: none */
    const ent_model *background;
} ent_stories_options;

/** The options with the defaults filled in. */
ent_stories_options ent_stories_settled(const ent_stories_options *options);

/**
 * Seconds behind which no article can join another (INFINITY: stories never age):
 *     half_life * log2(1 / min_similarity)
 * An archive need not restore older ones.
 */
double ent_stories_horizon(const ent_stories_options *options);

/** The stories so far: what is remembered of the articles that came last. Not for several threads at once. */
typedef struct ent_stories ent_stories;
/** @param options  may be NULL */
ent_status ent_stories_new(ent_stories **out, const ent_stories_options *options,
                           ent_error *err);
void ent_stories_free(ent_stories *stories);

/** Where an article was put. */
typedef struct ent_story_place {
    uint64_t story; /* the number of the story's first article; its own: a new story */
    uint64_t
        copy_of; /* the number of the first article with the same text, or nearly; ENT_STORIES_NONE: none */
    double
        similarity; /* to the story that it was put into, 0..1; of a new story: to the one most like it */
    int64_t
        time; /* what it was taken to be from: seconds since 1970, or ENT_STORIES_NO_TIME */
} ent_story_place;

/**
 * Put one article into the story it belongs to, or begin a new one, and remember it. What was said of earlier articles
 * never changes. The same articles in the same order give the same places.
 * @param number  the caller's name for the article, such as a row of a database; not ENT_STORIES_NONE; not given before
 * @param now     seconds since 1970: a later time (or none) becomes this one; ENT_STORIES_NO_TIME: times are believed,
 *                and an article without one has that of the article before it
 * @cost  O(bytes) and a look at the articles that share its rarest terms
 */
ent_status ent_stories_add(ent_story_place *place, ent_stories *stories, uint64_t number,
                           const ent_article *article, int64_t now, ent_error *err);

/**
 * What is remembered of the article that was added last, to be restored in another process: about 1 KB, at most 3, the
 * same bytes on every machine; empty for an article without words. Lent until the next call.
 */
ent_string ent_stories_pack(const ent_stories *stories);

/**
 * Remember an article that was packed. When all are restored in the order in which they were added, with what their places
 * say, adding goes on as if it had never stopped; where older ones are left out, the frequencies of words are those of
 * the articles that were restored.
 * @return ENT_EDATA when the blob is damaged, ENT_EVERSION when it is of another version (nothing has changed then);
 *         ENT_EARG
 */
ent_status ent_stories_restore(ent_stories *stories, uint64_t number,
                               const ent_story_place *place, ent_string blob,
                               ent_error *err);

#endif
