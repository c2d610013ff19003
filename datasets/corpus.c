/* SPDX-License-Identifier: MIT */
/* A whole corpus in memory: articles in an arena, labels as ids in byte order of their names. */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

#include <entente/datasets.h>

/* What grows while the corpus is read; copied into the arena at the end. */
struct building {
    ent_arena arena;
    ent_names labels;
    ENT_ARRAY(ent_article) articles;
    ENT_ARRAY(size_t) starts;
    ENT_ARRAY(uint32_t) ids;
    ENT_ARRAY(ent_string) targets;
    ENT_ARRAY(ent_string) stances;
    ENT_ARRAY(ent_string) groups;
    ENT_ARRAY(float) weights;
    bool has_targets, has_stances, has_groups, has_weights, multi_label;
};

static void dispose(struct building *building)
{
    ent_names_dispose(&building->labels);
    free(building->articles.items);
    free(building->starts.items);
    free(building->ids.items);
    free(building->targets.items);
    free(building->stances.items);
    free(building->groups.items);
    free(building->weights.items);
}

static ent_status keep(ent_string *to, struct building *building, ent_string from,
                       ent_error *err)
{
    *to = (ent_string){NULL, 0};
    if (from.size == 0)
        return ENT_OK;
    *to = ent_string_copy(&building->arena, from);
    return to->data ? ENT_OK
                    : ent_fail(err, ENT_ELIMIT, "the corpus does not fit in memory");
}

static ent_status keep_article(struct building *building, const ent_article *from,
                               ent_error *err)
{
    ent_article article = {.paragraphs = from->paragraphs};
    ENT_TRY(keep(&article.id, building, from->id, err));
    ENT_TRY(keep(&article.url, building, from->url, err));
    ENT_TRY(keep(&article.source, building, from->source, err));
    ENT_TRY(keep(&article.time, building, from->time, err));
    ENT_TRY(keep(&article.lang, building, from->lang, err));
    ENT_TRY(keep(&article.title, building, from->title, err));
    ENT_TRY(keep(&article.text, building, from->text, err));
    return ent_array_push(&building->articles, article) ? ENT_OK : ent_fail_memory(err);
}

static ent_status add_record(struct building *building, const ent_record *record,
                             ent_error *err)
{
    ENT_TRY(keep_article(building, &record->article, err));
    ent_string target, stance, group;
    ENT_TRY(keep(&target, building, record->target, err));
    ENT_TRY(keep(&stance, building, record->stance, err));
    ENT_TRY(keep(&group, building, record->group, err));
    building->has_targets |= target.size > 0;
    building->has_stances |= stance.size > 0;
    building->has_groups |= group.size > 0;
    building->has_weights |= record->weight > 0;
    building->multi_label |= record->label_count != 1;
    for (size_t i = 0; i < record->label_count; i++) {
        uint32_t id;
        if (!ent_names_add(&building->labels, record->labels[i], &id) ||
            !ent_array_push(&building->ids, id))
            return ent_fail_memory(err);
    }
    if (!ent_array_push(&building->targets, target) ||
        !ent_array_push(&building->stances, stance) ||
        !ent_array_push(&building->groups, group) ||
        !ent_array_push(&building->weights,
                        record->weight > 0 ? (float)record->weight : 1) ||
        !ent_array_push(&building->starts, building->ids.count))
        return ent_fail_memory(err);
    return ENT_OK;
}

/* ---- labels in byte order ---- */

struct named {
    ent_string name;
    uint32_t old;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return ent_string_compare(x->name, y->name);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Number the labels in byte order and rewrite the documents' ids. */
static ent_status sort_labels(ent_corpus *corpus, struct building *building,
                              ent_error *err)
{
    size_t count = building->labels.count;
    ent_arena *arena = &building->arena;
    struct named *sorted = ent_new(count, sizeof *sorted);
    uint32_t *number = ent_new(count, sizeof *number);
    corpus->label_count = count;
    corpus->labels = ent_arena_alloc(arena, count, sizeof *corpus->labels);
    corpus->label_counts = ent_arena_alloc(arena, count, sizeof *corpus->label_counts);
    bool failed = !sorted || !number || !corpus->labels || !corpus->label_counts;
    for (uint32_t i = 0; !failed && i < count; i++)
        sorted[i] = (struct named){ent_names_get(&building->labels, i), i};
    if (!failed && count)
        qsort(sorted, count, sizeof *sorted, by_name);
    for (uint32_t i = 0; !failed && i < count; i++) {
        number[sorted[i].old] = i;
        corpus->labels[i] = ent_string_copy(arena, sorted[i].name);
        failed = !corpus->labels[i].data;
    }
    for (size_t i = 0; !failed && i < building->ids.count; i++) {
        building->ids.items[i] = number[building->ids.items[i]];
        corpus->label_counts[building->ids.items[i]]++;
    }
    free(sorted);
    free(number);
    return failed ? ent_fail_memory(err) : ENT_OK;
}

/* ---- the finished corpus ---- */

static void *settle(ent_arena *arena, const void *items, size_t count, size_t size)
{
    void *copy = ent_arena_alloc(arena, count, size);
    if (copy && count)
        memcpy(copy, items, count * size);
    return copy;
}

static ent_status finish(ent_corpus *out, struct building *building, ent_error *err)
{
    ent_corpus corpus = {.count = building->articles.count,
                         .multi_label = building->multi_label};
    ENT_TRY(sort_labels(&corpus, building, err));
    ent_arena *arena = &building->arena;
    size_t count = corpus.count;
    size_t *starts = building->starts.items;
    for (size_t i = 0; i < count; i++)
        if (starts[i + 1] - starts[i] > 1)
            qsort(building->ids.items + starts[i], starts[i + 1] - starts[i],
                  sizeof(uint32_t), by_number);
    corpus.articles = settle(arena, building->articles.items, count, sizeof(ent_article));
    corpus.label_starts = settle(arena, starts, count + 1, sizeof *starts);
    corpus.label_ids =
        settle(arena, building->ids.items, building->ids.count, sizeof(uint32_t));
    bool failed = !corpus.articles || !corpus.label_starts || !corpus.label_ids;
    if (building->has_targets)
        failed |= !(corpus.targets = settle(arena, building->targets.items, count,
                                            sizeof(ent_string)));
    if (building->has_stances)
        failed |= !(corpus.stances = settle(arena, building->stances.items, count,
                                            sizeof(ent_string)));
    if (building->has_groups)
        failed |= !(corpus.groups =
                        settle(arena, building->groups.items, count, sizeof(ent_string)));
    if (building->has_weights)
        failed |= !(corpus.weights =
                        settle(arena, building->weights.items, count, sizeof(float)));
    if (failed)
        return ent_fail_memory(err);
    corpus.arena = *arena;
    *out = corpus;
    return ENT_OK;
}

/* As much address space as there is to be had: pages cost nothing before they are used. */
static ent_status reserve(ent_arena *arena, size_t limit, ent_error *err)
{
    if (limit)
        return ent_arena_open(arena, limit, err);
    ent_status status = ENT_ENOMEM;
    for (size_t size = (size_t)1 << 42; status != ENT_OK && size >= (size_t)1 << 28;
         size /= 2)
        status = ent_arena_open(arena, size, err);
    return status;
}

ent_status ent_corpus_load(ent_corpus *out, ent_dataset *dataset, size_t memory_limit,
                           ent_error *err)
{
    struct building building = {0};
    ENT_TRY(reserve(&building.arena, memory_limit, err));
    ent_status status = ENT_OK;
    if (!ent_array_push(&building.starts, 0))
        status = ent_fail_memory(err);
    while (status == ENT_OK) {
        ent_record record;
        bool end;
        status = ent_dataset_next(dataset, &record, &end, err);
        if (status != ENT_OK || end)
            break;
        status = add_record(&building, &record, err);
    }
    ent_dataset_report report;
    ent_corpus corpus;
    if (status == ENT_OK)
        status = ent_dataset_get_report(&report, dataset, err);
    if (status == ENT_OK)
        status = finish(&corpus, &building, err);
    dispose(&building);
    if (status != ENT_OK) {
        ent_arena_close(&building.arena);
        return status;
    }
    memcpy(corpus.digest, report.digest, sizeof corpus.digest);
    *out = corpus;
    return ENT_OK;
}

void ent_corpus_dispose(ent_corpus *corpus)
{
    ent_arena_close(&corpus->arena);
    *corpus = (ent_corpus){0};
}
