/* SPDX-License-Identifier: MIT */
/* Articles become stories, one at a time. */
#include "stories.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/datasets.h"
#include "terms.h"

#define MIN_SIMILARITY  0.2
#define HALF_LIFE       (7 * 86400.0)
#define COPY_SIMILARITY 0.8

enum { REMEMBERED = 100000 };

/* What is remembered of an article. */
struct memory {
    uint64_t number, story, copy_of;
    int64_t time;
    ent_sketch sketch;
    ent_story_term *terms; /* [count] by key, of unit length */
    size_t count;
};

struct ent_stories {
    ent_stories_options options;
    ent_story_reader *reader;
    ent_sketcher sketcher;
    ENT_ARRAY(struct memory) articles; /* in order of arrival */
    ent_map frequencies;               /* articles remembered that hold a term */
    ent_story_terms terms;             /* of the article at hand */
    ent_buffer blob;
    int64_t last_time;
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
    if (!(settled.min_similarity > 0 && settled.min_similarity <= 1) ||
        isnan(settled.half_life))
        return ent_fail(err, ENT_EARG, "the similarity must lie between 0 and 1");
    ent_stories *stories = ent_new_zeroed(1, sizeof *stories);
    if (!stories)
        return ent_fail_memory(err);
    stories->options = settled;
    stories->last_time = ENT_STORIES_NO_TIME;
    stories->reader = ent__story_reader_new();
    if (!stories->reader || ent__sketcher_open(&stories->sketcher, err) != ENT_OK) {
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
    for (size_t i = 0; i < stories->articles.count; i++)
        free(stories->articles.items[i].terms);
    free(stories->articles.items);
    free(stories->terms.items);
    ent_map_dispose(&stories->frequencies);
    ent_buffer_dispose(&stories->blob);
    ent__sketcher_close(&stories->sketcher);
    ent__story_reader_free(stories->reader);
    free(stories);
}

/* ---- weights ---- */

/* Smooth inverse document frequency over the articles remembered and this one; then unit length. */
static void weigh(ent_stories *stories)
{
    double total = (double)stories->articles.count + 1, length = 0;
    for (size_t i = 0; i < stories->terms.count; i++) {
        ent_story_term *term = &stories->terms.items[i];
        uint32_t found = ent_map_get(&stories->frequencies, term->key);
        double frequency = found == ENT_MAP_NONE ? 1 : found + 1.0;
        term->weight *= (float)(1 + log((1 + total) / (1 + frequency)));
        length += (double)term->weight * term->weight;
    }
    for (size_t i = 0; i < stories->terms.count; i++)
        stories->terms.items[i].weight /= (float)sqrt(length);
}

static double dot(const struct memory *a, const ent_story_terms *b)
{
    double sum = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        uint64_t x = a->terms[i].key, y = b->items[j].key;
        if (x == y)
            sum += (double)a->terms[i].weight * b->items[j].weight;
        i += x <= y;
        j += y <= x;
    }
    return sum > 1 ? 1 : sum;
}

static double age_factor(const ent_stories *stories, int64_t a, int64_t b)
{
    if (stories->options.half_life < 0 || a == ENT_STORIES_NO_TIME ||
        b == ENT_STORIES_NO_TIME)
        return 1;
    return exp2(-fabs((double)a - (double)b) / stories->options.half_life);
}

/* ---- adding ---- */

/* Remember the article at hand at `place`; the oldest one makes room. */
static ent_status remember(ent_stories *stories, uint64_t number,
                           const ent_story_place *place, const ent_sketch *sketch,
                           ent_error *err)
{
    struct memory memory = {.number = number,
                            .story = place->story,
                            .copy_of = place->copy_of,
                            .time = place->time,
                            .sketch = *sketch,
                            .count = stories->terms.count};
    memory.terms = ent_new(memory.count, sizeof *memory.terms);
    if (!memory.terms || !ent_array_reserve(&stories->articles, 1) ||
        !ent_map_reserve(&stories->frequencies,
                         stories->frequencies.count + memory.count)) {
        free(memory.terms);
        return ent_fail_memory(err);
    }
    for (size_t i = 0; i < memory.count; i++) {
        memory.terms[i] = stories->terms.items[i];
        uint32_t *frequency = ent_map_put(&stories->frequencies, memory.terms[i].key);
        *frequency = *frequency == ENT_MAP_NONE ? 1 : *frequency + 1;
    }
    stories->articles.items[stories->articles.count++] = memory;
    stories->last_time = place->time;
    if (stories->articles.count > stories->options.remembered) {
        struct memory *oldest = &stories->articles.items[0];
        for (size_t i = 0; i < oldest->count; i++)
            --*ent_map_put(&stories->frequencies, oldest->terms[i].key);
        free(oldest->terms);
        stories->articles.count--;
        memmove(oldest, oldest + 1, stories->articles.count * sizeof *oldest);
    }
    return ENT_OK;
}

static void choose(ent_story_place *place, const ent_stories *stories,
                   const ent_sketch *sketch)
{
    uint64_t story = place->story;
    for (size_t i = 0; i < stories->articles.count; i++) {
        const struct memory *other = &stories->articles.items[i];
        double similarity =
            dot(other, &stories->terms) * age_factor(stories, place->time, other->time);
        if (similarity > place->similarity) {
            place->similarity = similarity;
            story = other->story;
        }
        if (place->copy_of == ENT_STORIES_NONE && stories->terms.count &&
            ent__sketch_similarity(sketch, &other->sketch) >= COPY_SIMILARITY)
            place->copy_of =
                other->copy_of == ENT_STORIES_NONE ? other->number : other->copy_of;
    }
    if (place->similarity >= stories->options.min_similarity)
        place->story = story;
}

ent_status ent_stories_add(ent_story_place *place, ent_stories *stories, uint64_t number,
                           const ent_article *article, int64_t now, ent_error *err)
{
    ent_sketch sketch;
    ent_story_place chosen = {.story = number, .copy_of = ENT_STORIES_NONE, .time = now};
    if (number == ENT_STORIES_NONE)
        return ent_fail(err, ENT_EARG, "an article needs a number");
    ENT_TRY(ent__story_terms(&stories->terms, stories->reader, article, err));
    ent__sketch(&sketch, &stories->sketcher, article->title, article->text, number);
    weigh(stories);
    choose(&chosen, stories, &sketch);
    ENT_TRY(remember(stories, number, &chosen, &sketch, err));
    *place = chosen;
    return ENT_OK;
}

/* ---- packing ---- */

enum { VERSION = 1 };

ent_status ent_stories_pack(ent_string *blob, ent_stories *stories, ent_error *err)
{
    if (!stories->articles.count)
        return ent_fail(err, ENT_EARG, "no article was added yet");
    const struct memory *last = &stories->articles.items[stories->articles.count - 1];
    ent_buffer_clear(&stories->blob);
    ent_buffer_byte(&stories->blob, VERSION);
    ent_buffer_append(&stories->blob, &last->sketch, sizeof last->sketch);
    for (size_t i = 0; i < last->count; i++) {
        ent_buffer_append(&stories->blob, &last->terms[i].key, sizeof(uint64_t));
        ent_buffer_append(&stories->blob, &last->terms[i].weight, sizeof(float));
    }
    *blob = ent_buffer_view(&stories->blob);
    return stories->blob.failed ? ent_fail_memory(err) : ENT_OK;
}

ent_status ent_stories_restore(ent_stories *stories, uint64_t number,
                               const ent_story_place *place, ent_string blob,
                               ent_error *err)
{
    enum { TERM = sizeof(uint64_t) + sizeof(float) };
    ent_sketch sketch;
    if (blob.size && blob.data[0] != VERSION)
        return ent_fail(err, ENT_EVERSION, "the story's memory is of another version");
    if (blob.size < 1 + sizeof sketch || (blob.size - 1 - sizeof sketch) % TERM)
        return ent_fail(err, ENT_EDATA, "the story's memory is damaged");
    memcpy(&sketch, blob.data + 1, sizeof sketch);
    stories->terms.count = 0;
    for (const char *at = blob.data + 1 + sizeof sketch; at < blob.data + blob.size;
         at += TERM) {
        ent_story_term term;
        memcpy(&term.key, at, sizeof term.key);
        memcpy(&term.weight, at + sizeof term.key, sizeof term.weight);
        size_t count = stories->terms.count;
        if (!(term.weight >= 0 && term.weight <= 1) ||
            (count && stories->terms.items[count - 1].key >= term.key))
            return ent_fail(err, ENT_EDATA, "the story's memory is damaged");
        if (!ent_array_push(&stories->terms, term))
            return ent_fail_memory(err);
    }
    return remember(stories, number, place, &sketch, err);
}
