/* SPDX-License-Identifier: MIT */
/* The verb `evaluate` for tags and stories: somebody's predictions against people's. */
#include <stdlib.h>

#include "evaluate.h"

/* A corpus and the predictions on it, ours and those that they are compared with. */
struct matched {
    const struct evaluate_job *job;
    struct gold_corpus corpus;
    ent_names names;
    const char *paths[2];
    ent_predictions predictions[2];
    size_t system_count;
};

static ent_status open_matched(struct matched *data, ent_error *err)
{
    const struct evaluate_job *job = data->job;
    data->paths[0] = job->predictions;
    data->paths[1] = job->against;
    data->system_count = job->against ? 2 : 1;
    for (size_t s = 0; s < data->system_count; s++)
        ENT_TRY(ent__predictions_read(&data->predictions[s], &data->names, data->paths[s],
                                      job->task, err));
    return gold_read(&data->corpus, job, err);
}

static void close_matched(struct matched *data)
{
    gold_dispose(&data->corpus);
    for (size_t s = 0; s < data->system_count; s++)
        ent__predictions_dispose(&data->predictions[s]);
    ent_names_dispose(&data->names);
}

/* Tells how many documents have no prediction; none at all is a failure. */
static ent_status check_missing(size_t missing, const struct matched *data, size_t system,
                                ent_error *err)
{
    const char *path = data->paths[system];
    if (missing == data->corpus.items.count)
        return ent_fail(err, ENT_EDATA,
                        "%s: no prediction belongs to a document of the corpus", path);
    if (missing)
        cli_say("entente: %s: %zu documents have no prediction", path, missing);
    return ENT_OK;
}

static int evaluate(const struct evaluate_job *job,
                    ent_status (*score)(struct matched *, struct results *, ent_error *))
{
    struct matched data = {.job = job};
    struct results results;
    ent_error err = {0};
    results_begin(&results, job);
    ent_status status = open_matched(&data, &err);
    if (status == ENT_OK) {
        results_count(&results, "documents", data.corpus.items.count);
        status = score(&data, &results, &err);
    }
    if (status == ENT_OK) {
        results_write_scores(&results);
        status = results_page(&results, job, data.corpus.items.count, &err);
    }
    close_matched(&data);
    if (status == ENT_OK)
        return results_end(&results, job);
    results_dispose(&results);
    return cli_fail(&err);
}

/* ---- tags ---- */

enum { TAGS_TOLD = 4, DEPTHS = 3 };

static const size_t depths[DEPTHS] = {5, 10, 15};

/* F1 of each average at each depth. */
static const struct told_score tags_told[DEPTHS][TAGS_TOLD] = {
#define TAGS_AT(k)                                                                       \
    {                                                                                    \
        {3 * ENT_TAGS_STEMMED + 2, "f1_at_" #k, "stems, counts summed over documents"},  \
            {3 * ENT_TAGS_STEMMED_MEAN + 2, "mean_f1_at_" #k,                            \
             "stems, mean over documents"},                                              \
            {3 * ENT_TAGS_EXACT + 2, "exact_f1_at_" #k,                                  \
             "words, counts summed over documents"},                                     \
        {                                                                                \
            3 * ENT_TAGS_EXACT_MEAN + 2, "exact_mean_f1_at_" #k,                         \
                "words, mean over documents"                                             \
        }                                                                                \
    }
    TAGS_AT(5), TAGS_AT(10), TAGS_AT(15)};

static ent_status tagged_items(ent_tagged **out, struct matched *data, size_t system,
                               ent_error *err)
{
    ent_arena *arena = &data->corpus.arena;
    size_t count = data->corpus.items.count, missing = 0;
    ent_tagged *items = ent_arena_alloc(arena, count, sizeof *items);
    if (!items)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct gold *gold = &data->corpus.items.items[i];
        const ent_prediction *said =
            ent__predictions_find(&data->predictions[system], gold->id, i);
        size_t found_count = said ? said->chosen_count : 0;
        ent_string *found = ent_arena_alloc(arena, found_count, sizeof *found);
        if (!found)
            return ent_fail_memory(err);
        missing += !said;
        for (size_t j = 0; j < found_count; j++)
            found[j] = ent_names_get(&data->names, said->chosen[j]);
        items[i] =
            (ent_tagged){gold->lang, gold->truth, gold->truth_count, found, found_count};
    }
    *out = items;
    return check_missing(missing, data, system, err);
}

static ent_status score_tags(struct matched *data, struct results *results,
                             ent_error *err)
{
    ent_tagged *items[2] = {NULL, NULL};
    for (size_t s = 0; s < data->system_count; s++)
        ENT_TRY(tagged_items(&items[s], data, s, err));
    for (size_t d = 0; d < DEPTHS; d++) {
        ent_arena arena = data->corpus.arena; /* by value: taken anew for each depth */
        ent_units units[2];
        for (size_t s = 0; s < data->system_count; s++)
            ENT_TRY(ent__tag_units(&units[s], &arena, items[s], data->corpus.items.count,
                                   depths[d], err));
        ENT_TRY(results_units(results, tags_told[d], TAGS_TOLD, &units[0],
                              data->system_count > 1 ? &units[1] : NULL,
                              &data->job->options, arena, err));
    }
    return ENT_OK;
}

int evaluate_tags(const struct evaluate_job *job)
{
    return evaluate(job, score_tags);
}

/* ---- stories ---- */

static const struct told_score stories_told[] = {
    {2, "bcubed_f1", "of the two below"},
    {0, "bcubed_precision", "share of a found story that is of the same true one"},
    {1, "bcubed_recall", "share of a true story that was found together"},
    {5, "pairwise_f1", "of the two below"},
    {3, "pairwise_precision", "share of the pairs found together that belong together"},
    {4, "pairwise_recall", "share of the pairs that belong together that were found"}};

static ent_status number_truth(uint32_t *truth, struct matched *data, ent_error *err)
{
    for (size_t i = 0; i < data->corpus.items.count; i++)
        if (!ent_names_add(&data->names, data->corpus.items.items[i].truth[0], &truth[i]))
            return ent_fail_memory(err);
    return ENT_OK;
}

static ent_status number_found(uint32_t *found, struct matched *data, size_t system,
                               ent_error *err)
{
    size_t missing = 0;
    for (size_t i = 0; i < data->corpus.items.count; i++) {
        const ent_prediction *said = ent__predictions_find(
            &data->predictions[system], data->corpus.items.items[i].id, i);
        /* A document without a prediction is a story of its own; numbers of names end far below these. */
        bool alone = !said || !said->chosen_count;
        found[i] = alone ? UINT32_MAX - 1 - (uint32_t)i : said->chosen[0];
        missing += alone;
    }
    return check_missing(missing, data, system, err);
}

static ent_status score_stories(struct matched *data, struct results *results,
                                ent_error *err)
{
    static const char *const counts[] = {"found_stories", "their_stories"};
    ent_arena arena = data->corpus.arena;
    size_t count = data->corpus.items.count;
    uint32_t *truth = ent_arena_alloc(&arena, count, sizeof *truth);
    uint32_t *found = ent_arena_alloc(&arena, count, sizeof *found);
    ent_units units[2];
    ent_story_scores scores;
    if (!truth || !found)
        return ent_fail_memory(err);
    ENT_TRY(number_truth(truth, data, err));
    for (size_t s = 0; s < data->system_count; s++) {
        ENT_TRY(number_found(found, data, s, err));
        ENT_TRY(ent_score_stories(&scores, truth, found, count, err));
        ENT_TRY(ent__story_units(&units[s], &arena, truth, found, count, err));
        if (!s)
            results_count(results, "true_stories", scores.truth_stories);
        results_count(results, counts[s], scores.found_stories);
    }
    return results_units(
        results, stories_told, sizeof stories_told / sizeof *stories_told, &units[0],
        data->system_count > 1 ? &units[1] : NULL, &data->job->options, arena, err);
}

int evaluate_stories(const struct evaluate_job *job)
{
    return evaluate(job, score_stories);
}
