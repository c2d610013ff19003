/* SPDX-License-Identifier: MIT */
/* The handle: each article gets its place, is remembered, and is forgotten when there are too many. */
#include "stories.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "articles/open/open.h"
#include "background.h"
#include "copies.h"
#include "index.h"
#include "packing.h"

#define MIN_SIMILARITY  0.22
#define HALF_LIFE       (7 * 86400.0)
#define COPY_SIMILARITY 0.8

enum { REMEMBERED = 50000 };

/* What is remembered of an article that copies none. */
struct memory {
    uint64_t number;
    uint64_t copy_of; /* its original was forgotten, or was not restored */
    uint64_t used;    /* when it or a copy of it arrived: the count of articles then */
    uint32_t story;   /* its place in the index */
    uint32_t size;    /* of the blob */
    char *blob;
};

struct ent_stories {
    ent_stories_options options;
    ent_story_reader *reader;
    ent_sketcher sketcher;
    ent_story_background background;
    ent_story_index index;
    ent_map places;                    /* of stories in the index, by number */
    ent_copies texts;                  /* the memories' sketches, in their order */
    ENT_ARRAY(struct memory) memories; /* in order of arrival */
    size_t weighed;                    /* memories when all were weighed anew */
    uint64_t arrived;
    int64_t last_time;
    /* the article at hand */
    ent_story_terms terms;
    ent_sketch sketch;
    ent_buffer blob;
};

/* ---- options ---- */

ent_stories_options ent_stories_settled(const ent_stories_options *options)
{
    ent_stories_options settled = {0};
    if (options)
        settled = *options;
    if (settled.min_similarity == 0)
        settled.min_similarity = MIN_SIMILARITY;
    if (settled.half_life == 0)
        settled.half_life = HALF_LIFE;
    if (settled.remembered == 0)
        settled.remembered = REMEMBERED;
    return settled;
}

double ent_stories_horizon(const ent_stories_options *options)
{
    ent_stories_options settled = ent_stories_settled(options);
    if (settled.half_life < 0)
        return INFINITY;
    return settled.half_life * log2(1 / settled.min_similarity);
}

/* ---- the handle ---- */

ent_status ent_stories_new(ent_stories **out, const ent_stories_options *options,
                           ent_error *err)
{
    ent_stories_options settled = ent_stories_settled(options);
    if (!(settled.min_similarity > 0 && settled.min_similarity <= 1))
        return ent_fail(err, ENT_EARG, "a similarity lies between 0 and 1");
    if (isnan(settled.half_life))
        return ent_fail(err, ENT_EARG, "a half-life is a number of seconds");
    ent_stories *stories = ent_new_zeroed(1, sizeof *stories);
    if (!stories)
        return ent_fail_memory(err);
    stories->options = settled;
    stories->options.background = NULL;
    stories->index.background = &stories->background;
    stories->last_time = ENT_STORIES_NO_TIME;
    stories->reader = ent__story_reader_new();
    if (!stories->reader || ent__sketcher_open(&stories->sketcher, err) != ENT_OK) {
        ent_stories_free(stories);
        return ent_fail_memory(err);
    }
    if (settled.background &&
        !ent__story_background_take(&stories->background, settled.background)) {
        ent_stories_free(stories);
        return ent_fail_memory(err);
    }
    *out = stories;
    return ENT_OK;
}

void ent_stories_free(ent_stories *stories)
{
    if (!stories)
        return;
    for (size_t i = 0; i < stories->memories.count; i++)
        free(stories->memories.items[i].blob);
    free(stories->memories.items);
    free(stories->terms.items);
    ent_buffer_dispose(&stories->blob);
    ent__copies_dispose(&stories->texts);
    ent_map_dispose(&stories->places);
    ent__index_dispose(&stories->index);
    ent__story_background_dispose(&stories->background);
    ent__sketcher_close(&stories->sketcher);
    ent__story_reader_free(stories->reader);
    free(stories);
}

/* ---- remembering and forgetting ---- */

/* The place of a story in the index, which begins where there is none. @return false when memory is out */
static bool find_story(ent_stories *stories, uint32_t *story, uint64_t number)
{
    uint32_t *place = ent_map_put(&stories->places, number);
    if (place && *place == ENT_MAP_NONE)
        *place = ent__index_begin(&stories->index, number);
    if (!place || *place == UINT32_MAX)
        return false;
    *story = *place;
    return true;
}

/* Make a memory the article at hand. */
static bool recall(ent_stories *stories, const struct memory *memory)
{
    ent_error ignored;
    ent_string blob = {memory->blob, memory->size};
    return ent__story_unpack(&stories->sketch, &stories->terms, blob, &ignored) ==
               ENT_OK &&
           ent__index_weigh(&stories->index, &stories->terms);
}

/* Words that were rare when there were few articles may have become common. */
static bool weigh_all(ent_stories *stories)
{
    ent__index_zero(&stories->index);
    for (size_t i = 0; i < stories->memories.count; i++)
        if (!recall(stories, &stories->memories.items[i]) ||
            !ent__index_put(&stories->index, stories->memories.items[i].story))
            return false;
    stories->weighed = stories->memories.count;
    return true;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Drop the third that was used least lately; the others keep their order. @return false when memory is out */
static bool drop_oldest(ent_stories *stories)
{
    size_t count = stories->memories.count, kept = 0;
    uint64_t *used = ent_new(count, sizeof *used);
    if (!used)
        return false;
    for (size_t i = 0; i < count; i++)
        used[i] = stories->memories.items[i].used;
    qsort(used, count, sizeof *used, by_number);
    uint64_t oldest = used[(count + 2) / 3];
    free(used);
    for (size_t i = 0; i < count; i++) {
        struct memory *memory = &stories->memories.items[i];
        if (memory->used >= oldest)
            stories->memories.items[kept++] = *memory;
        else
            free(memory->blob);
    }
    stories->memories.count = kept;
    return true;
}

/* Forget articles, and with them the stories and terms that no other has. */
static bool forget(ent_stories *stories)
{
    ent_story_index old = stories->index;
    bool good = drop_oldest(stories);
    stories->index = (ent_story_index){.background = old.background};
    ent_map_dispose(&stories->places);
    ent__copies_clear(&stories->texts);
    for (size_t i = 0; good && i < stories->memories.count; i++) {
        struct memory *memory = &stories->memories.items[i];
        ent_story story = old.stories.items[memory->story];
        good = find_story(stories, &memory->story, story.number) &&
               recall(stories, memory) &&
               ent__index_put(&stories->index, memory->story) &&
               ent__copies_add(&stories->texts, &stories->sketch);
        if (!good)
            break;
        ent__index_touch(&stories->index, memory->story, story.first);
        ent__index_touch(&stories->index, memory->story, story.last);
    }
    ent__index_dispose(&old);
    return good && weigh_all(stories);
}

/* Put the article at hand, weighed and packed, where it belongs, and remember it. */
static bool remember(ent_stories *stories, uint64_t number, const ent_story_place *place)
{
    struct memory memory = {.number = number,
                            .copy_of = place->copy_of,
                            .used = stories->arrived,
                            .size = (uint32_t)stories->blob.size};
    if (!find_story(stories, &memory.story, place->story) ||
        !ent_array_reserve(&stories->memories, 1) ||
        !ent__index_put(&stories->index, memory.story) ||
        !ent__copies_add(&stories->texts, &stories->sketch))
        return false;
    memory.blob = ent_new(memory.size, 1);
    if (!memory.blob)
        return false;
    memcpy(memory.blob, stories->blob.data, memory.size);
    stories->memories.items[stories->memories.count++] = memory;
    ent__index_touch(&stories->index, memory.story, place->time);
    if (stories->memories.count > stories->options.remembered)
        return forget(stories);
    return stories->memories.count < 2 * stories->weighed || weigh_all(stories);
}

/* ---- the place of an article ---- */

static int64_t settle_time(const ent_stories *stories, ent_string found, int64_t now)
{
    int64_t time;
    if (!ent_time_read(&time, found))
        return now == ENT_STORIES_NO_TIME ? stories->last_time : now;
    return now != ENT_STORIES_NO_TIME && time > now ? now : time;
}

/* The memory that the article at hand is a copy of; NULL: none. */
static struct memory *find_original(const ent_stories *stories, double *similarity,
                                    int64_t time)
{
    uint32_t text;
    double found;
    ent__copies_find(&text, &found, &stories->texts, &stories->sketch, COPY_SIMILARITY);
    if (found == 0)
        return NULL;
    struct memory *original = &stories->memories.items[text];
    found *= ent__story_age(&stories->index.stories.items[original->story], time,
                            stories->options.half_life);
    if (found < stories->options.min_similarity)
        return NULL;
    *similarity = found;
    return original;
}

/* A copy teaches nothing new, but keeps its original and the story alive. */
static void use_again(ent_stories *stories, struct memory *original, int64_t time)
{
    original->used = stories->arrived;
    ent__index_touch(&stories->index, original->story, time);
}

/* Find the place of the article at hand. @return false when memory is out */
static bool choose(ent_story_place *place, ent_stories *stories, uint64_t number)
{
    ent_story_match best;
    struct memory *original = find_original(stories, &place->similarity, place->time);
    if (original) {
        place->story = stories->index.stories.items[original->story].number;
        place->copy_of =
            original->copy_of == ENT_STORIES_NONE ? original->number : original->copy_of;
        use_again(stories, original, place->time);
        return true;
    }
    if (!ent__index_weigh(&stories->index, &stories->terms) ||
        !ent__index_best(&best, &stories->index, place->time, stories->options.half_life))
        return false;
    place->similarity = best.similarity;
    if (best.similarity >= stories->options.min_similarity)
        place->story = stories->index.stories.items[best.story].number;
    return remember(stories, number, place);
}

ent_status ent_stories_add(ent_story_place *place, ent_stories *stories, uint64_t number,
                           const ent_article *article, int64_t now, ent_error *err)
{
    ent_story_place chosen = {.story = number,
                              .copy_of = ENT_STORIES_NONE,
                              .time = settle_time(stories, article->time, now)};
    if (number == ENT_STORIES_NONE)
        return ent_fail(err, ENT_EARG, "an article needs a number");
    ENT_TRY(ent__story_terms(&stories->terms, stories->reader, article, err));
    ent_buffer_clear(&stories->blob);
    if (stories->terms.count) {
        ent__sketch(&stories->sketch, &stories->sketcher, article->title, article->text,
                    number);
        ent__story_pack(&stories->blob, &stories->sketch, &stories->terms);
        if (stories->blob.failed || !choose(&chosen, stories, number))
            return ent_fail_memory(err);
    }
    stories->arrived++;
    stories->last_time = chosen.time;
    *place = chosen;
    return ENT_OK;
}

/* ---- other processes ---- */

ent_string ent_stories_pack(const ent_stories *stories)
{
    return ent_buffer_view(&stories->blob);
}

ent_status ent_stories_restore(ent_stories *stories, uint64_t number,
                               const ent_story_place *place, ent_string blob,
                               ent_error *err)
{
    double similarity;
    if (number == ENT_STORIES_NONE || place->story == ENT_STORIES_NONE)
        return ent_fail(err, ENT_EARG, "an article and its story need numbers");
    if (blob.size) {
        ENT_TRY(ent__story_unpack(&stories->sketch, &stories->terms, blob, err));
        ent__story_pack(&stories->blob, &stories->sketch, &stories->terms);
        struct memory *original = NULL;
        if (place->copy_of != ENT_STORIES_NONE)
            original = find_original(stories, &similarity, place->time);
        if (original)
            use_again(stories, original, place->time);
        else if (stories->blob.failed ||
                 !ent__index_weigh(&stories->index, &stories->terms) ||
                 !remember(stories, number, place))
            return ent_fail_memory(err);
    }
    stories->arrived++;
    stories->last_time = place->time;
    return ENT_OK;
}
