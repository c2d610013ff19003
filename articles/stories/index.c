/* SPDX-License-Identifier: MIT */
/* Weighing articles, scoring stories, and keeping the lists of stories by term. Finds no copies, forgets nothing. */
#include "index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is added to a story's size: a story of one article must be more similar than one of many. */
#define PRIOR 0.3
/* A term that more than this many stories hold, or this share of them, tells none from another. */
#define COMMON_STORIES 20
#define COMMON_SHARE   0.1
/* From so many stories on they speak for themselves; until then the background stands for those that are missing. */
#define ENOUGH_STORIES 30
/* The share of its terms that the background must know of an article. */
#define KNOWN_SHARE 0.5
/* How similar the best of no stories is by chance, as a share of what it is when there are enough. */
#define CHANCE_LEAST 0.2

void ent__index_dispose(ent_story_index *index)
{
    for (size_t i = 0; i < index->terms.count; i++)
        free(index->terms.items[i].items);
    ent_map_dispose(&index->ids);
    free(index->terms.items);
    free(index->shares.items);
    free(index->stories.items);
    free(index->scores.items);
    free(index->article.items);
    *index = (ent_story_index){0};
}

/* ---- weights ---- */

/* The id of a term, a new one where it was never seen. */
static bool find_term(ent_story_index *index, uint32_t key, uint32_t *id)
{
    uint32_t *place = ent_map_put(&index->ids, key);
    if (!place)
        return false;
    if (*place == ENT_MAP_NONE) {
        double share =
            index->background ? ent__story_background_share(index->background, key) : -1;
        if (!ent_array_push(&index->shares, (float)share) ||
            !ent_array_push(&index->terms, ((ent_postings){0})))
            return false;
        *place = (uint32_t)(index->terms.count - 1);
    }
    *id = *place;
    return true;
}

/* Give the article's terms their ids, and see whether the background knows them. */
static bool find_terms(ent_story_index *index, const ent_story_terms *terms)
{
    size_t known = 0;
    index->article.count = 0;
    if (!ent_array_reserve(&index->article, terms->count))
        return false;
    for (size_t i = 0; i < terms->count; i++) {
        struct ent_weighed_term *term = &index->article.items[i];
        if (!find_term(index, terms->items[i].key, &term->id))
            return false;
        known += index->shares.items[term->id] >= 0;
    }
    index->is_known = (double)known >= KNOWN_SHARE * (double)terms->count && known;
    return true;
}

bool ent__index_weigh(ent_story_index *index, const ent_story_terms *terms)
{
    double stories = (double)index->stories.count, length = 0;
    if (!find_terms(index, terms))
        return false;
    double further = index->is_known ? fmax(0, ENOUGH_STORIES - stories) : 0;
    for (size_t i = 0; i < terms->count; i++) {
        struct ent_weighed_term *term = &index->article.items[i];
        double holding = index->terms.items[term->id].count;
        double share = fmax(0, index->shares.items[term->id]);
        double idf = 1 + log((2 + stories + further) / (1 + holding + further * share));
        bool common = holding > COMMON_STORIES + COMMON_SHARE * stories;
        double weight = (1 + log(terms->items[i].count)) * idf * sqrt(idf);
        if (common)
            weight = 0;
        term->weight = (float)weight;
        length += weight * weight;
    }
    float scale = length > 0 ? (float)(1 / sqrt(length)) : 0;
    for (size_t i = 0; i < terms->count; i++)
        index->article.items[i].weight *= scale;
    index->article.count = terms->count;
    return true;
}

/* ---- scores ---- */

double ent__story_age(const ent_story *story, int64_t time, double half_life)
{
    if (half_life < 0 || time == ENT_STORIES_NO_TIME ||
        story->first == ENT_STORIES_NO_TIME)
        return 1;
    double gap = 0;
    if (time < story->first)
        gap = (double)story->first - (double)time;
    else if (time > story->last)
        gap = (double)time - (double)story->last;
    return exp2(-gap / half_life);
}

/* How similar the best of all stories is by chance, as a share of what it is when there are enough. */
static double chance_of(const ent_story_index *index)
{
    if (!index->is_known || index->stories.count >= ENOUGH_STORIES)
        return 1;
    double grown = log(1 + (double)index->stories.count) / log(1 + ENOUGH_STORIES);
    return CHANCE_LEAST + (1 - CHANCE_LEAST) * grown;
}

bool ent__index_best(ent_story_match *best, ent_story_index *index, int64_t time,
                     double half_life)
{
    size_t count = index->stories.count;
    *best = (ent_story_match){UINT32_MAX, 0};
    index->scores.count = 0;
    if (!ent_array_reserve(&index->scores, count))
        return false;
    float *scores = index->scores.items;
    double chance = chance_of(index);
    for (size_t i = 0; i < count; i++)
        scores[i] = 0;
    for (size_t i = 0; i < index->article.count; i++) {
        float weight = index->article.items[i].weight;
        const ent_postings *list = &index->terms.items[index->article.items[i].id];
        if (weight == 0)
            continue;
        for (uint32_t j = 0; j < list->count; j++)
            scores[list->items[j].story] += weight * list->items[j].weight;
    }
    for (size_t i = 0; i < count; i++) {
        const ent_story *story = &index->stories.items[i];
        double mean = fmin((1 + PRIOR) / (story->articles + PRIOR) * scores[i], 1);
        if (mean <= 0)
            continue;
        double similarity = mean / (mean + (1 - mean) * chance);
        if (similarity <= best->similarity)
            continue;
        similarity *= ent__story_age(story, time, half_life);
        if (similarity > best->similarity)
            *best = (ent_story_match){(uint32_t)i, similarity};
    }
    return true;
}

/* ---- growth ---- */

uint32_t ent__index_begin(ent_story_index *index, uint64_t number)
{
    ent_story story = {number, ENT_STORIES_NO_TIME, ENT_STORIES_NO_TIME, 0};
    if (index->stories.count >= UINT32_MAX || !ent_array_push(&index->stories, story))
        return UINT32_MAX;
    return (uint32_t)(index->stories.count - 1);
}

void ent__index_touch(ent_story_index *index, uint32_t story, int64_t time)
{
    ent_story *touched = &index->stories.items[story];
    if (time == ENT_STORIES_NO_TIME)
        return;
    if (touched->first == ENT_STORIES_NO_TIME || time < touched->first)
        touched->first = time;
    if (touched->last == ENT_STORIES_NO_TIME || time > touched->last)
        touched->last = time;
}

static bool grow(ent_postings *list)
{
    uint32_t capacity = list->capacity ? list->capacity * 2 : 1;
    ent_posting *items = realloc(list->items, capacity * sizeof *items);
    if (!items)
        return false;
    list->items = items;
    list->capacity = capacity;
    return true;
}

/* Where a story stands in a list, or would: lists are sorted, and the latest stories are asked for most. */
static uint32_t find_place(const ent_postings *list, uint32_t story)
{
    uint32_t low = 0, high = list->count;
    if (!high || list->items[high - 1].story < story)
        return high;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->items[middle].story < story)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool ent__index_put(ent_story_index *index, uint32_t story)
{
    for (size_t i = 0; i < index->article.count; i++) {
        struct ent_weighed_term *term = &index->article.items[i];
        ent_postings *list = &index->terms.items[term->id];
        uint32_t place = find_place(list, story);
        if (place < list->count && list->items[place].story == story) {
            list->items[place].weight += term->weight;
            continue;
        }
        if (list->count == list->capacity && !grow(list))
            return false;
        memmove(&list->items[place + 1], &list->items[place],
                (list->count++ - place) * sizeof *list->items);
        list->items[place] = (ent_posting){story, term->weight};
    }
    index->stories.items[story].articles++;
    return true;
}

void ent__index_zero(ent_story_index *index)
{
    for (size_t i = 0; i < index->terms.count; i++)
        for (uint32_t j = 0; j < index->terms.items[i].count; j++)
            index->terms.items[i].items[j].weight = 0;
    for (size_t i = 0; i < index->stories.count; i++)
        index->stories.items[i].articles = 0;
}
