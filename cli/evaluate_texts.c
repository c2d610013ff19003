/* SPDX-License-Identifier: MIT */
/* The verb `evaluate` for tags and stories: somebody's predictions against people's. */
#include <math.h>
#include <stdlib.h>

#include "evaluate.h"

/* A corpus and the predictions on it. */
struct matched {
    struct gold_corpus corpus;
    ent_names names;
    ent_predictions predictions;
};

static ent_status open_matched(struct matched *data, const struct evaluate_job *job,
                               ent_error *err)
{
    *data = (struct matched){0};
    ENT_TRY(ent__predictions_read(&data->predictions, &data->names, job->predictions,
                                  job->task, err));
    return gold_read(&data->corpus, job, err);
}

static void close_matched(struct matched *data)
{
    gold_dispose(&data->corpus);
    ent__predictions_dispose(&data->predictions);
    ent_names_dispose(&data->names);
}

/* Tells how many documents have no prediction; none at all is a failure. */
static ent_status check_missing(size_t missing, size_t documents, const char *path,
                                ent_error *err)
{
    if (missing == documents)
        return ent_fail(err, ENT_EDATA,
                        "%s: no prediction belongs to a document of the corpus", path);
    if (missing)
        cli_say("entente: %s: %zu documents have no prediction", path, missing);
    return ENT_OK;
}

static int finish(ent_status status, struct results *results,
                  const struct evaluate_job *job, const ent_error *err)
{
    if (status == ENT_OK)
        return results_end(results, job);
    ent_buffer_dispose(&results->table);
    ent_buffer_dispose(&results->json);
    return cli_fail(err);
}

/* ---- tags ---- */

static const struct {
    size_t k;
    const char *stemmed, *stemmed_mean, *exact, *exact_mean;
} depths[] = {{5, "f1_at_5", "mean_f1_at_5", "exact_f1_at_5", "exact_mean_f1_at_5"},
              {10, "f1_at_10", "mean_f1_at_10", "exact_f1_at_10", "exact_mean_f1_at_10"},
              {15, "f1_at_15", "mean_f1_at_15", "exact_f1_at_15", "exact_mean_f1_at_15"}};

static ent_status tagged_items(ent_tagged **out, struct matched *data, const char *path,
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
            ent__predictions_find(&data->predictions, gold->id, i);
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
    return check_missing(missing, count, path, err);
}

static ent_status score_tags(struct matched *data, struct results *results,
                             const struct evaluate_job *job, ent_error *err)
{
    ent_tagged *items = NULL;
    ENT_TRY(tagged_items(&items, data, job->predictions, err));
    results_count(results, "documents", data->corpus.items.count);
    for (size_t d = 0; d < sizeof depths / sizeof *depths; d++) {
        ent_tag_scores scores;
        ENT_TRY(ent_score_tags(&scores, items, data->corpus.items.count, depths[d].k,
                               data->corpus.arena, err));
        results_score(results, depths[d].stemmed, scores.stemmed.f1);
        results_score(results, depths[d].stemmed_mean, scores.stemmed_mean.f1);
        results_score(results, depths[d].exact, scores.exact.f1);
        results_score(results, depths[d].exact_mean, scores.exact_mean.f1);
    }
    return ENT_OK;
}

int evaluate_tags(const struct evaluate_job *job)
{
    struct matched data;
    struct results results;
    ent_error err = {0};
    results_begin(&results);
    ent_status status = open_matched(&data, job, &err);
    if (status == ENT_OK)
        status = score_tags(&data, &results, job, &err);
    close_matched(&data);
    return finish(status, &results, job, &err);
}

/* ---- stories ---- */

static ent_status score_stories(struct matched *data, struct results *results,
                                const struct evaluate_job *job, ent_error *err)
{
    size_t count = data->corpus.items.count, missing = 0;
    uint32_t *truth = ent_arena_alloc(&data->corpus.arena, count, sizeof *truth);
    uint32_t *found = ent_arena_alloc(&data->corpus.arena, count, sizeof *found);
    if (!truth || !found)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct gold *gold = &data->corpus.items.items[i];
        const ent_prediction *said =
            ent__predictions_find(&data->predictions, gold->id, i);
        if (!ent_names_add(&data->names, gold->truth[0], &truth[i]))
            return ent_fail_memory(err);
        /* A document without a prediction is a story of its own; numbers of names end far below these. */
        bool alone = !said || !said->chosen_count;
        found[i] = alone ? UINT32_MAX - 1 - (uint32_t)i : said->chosen[0];
        missing += alone;
    }
    ENT_TRY(check_missing(missing, count, job->predictions, err));
    ent_story_scores scores;
    ENT_TRY(ent_score_stories(&scores, truth, found, count, err));
    results_count(results, "documents", count);
    results_count(results, "true_stories", scores.truth_stories);
    results_count(results, "found_stories", scores.found_stories);
    results_score(results, "bcubed_f1", scores.bcubed.f1);
    results_score(results, "bcubed_precision", scores.bcubed.precision);
    results_score(results, "bcubed_recall", scores.bcubed.recall);
    results_score(results, "pairwise_f1", scores.pairwise.f1);
    results_score(results, "pairwise_precision", scores.pairwise.precision);
    results_score(results, "pairwise_recall", scores.pairwise.recall);
    return ENT_OK;
}

int evaluate_stories(const struct evaluate_job *job)
{
    struct matched data;
    struct results results;
    ent_error err = {0};
    results_begin(&results);
    ent_status status = open_matched(&data, job, &err);
    if (status == ENT_OK)
        status = score_stories(&data, &results, job, &err);
    close_matched(&data);
    return finish(status, &results, job, &err);
}
