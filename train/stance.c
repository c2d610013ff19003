/* SPDX-License-Identifier: MIT */
/* Training a stance model: which records are of targets and which of claims, and the account of the whole. */
#include "stance.h"

#include <stdlib.h>
#include <string.h>

#include "training.h"

static ent_status check(const ent_corpus *corpus, const ent_stance_options *options,
                        ent_error *err)
{
    if (options->folds < 2 || options->folds > 10)
        return ent_fail(err, ENT_EARG, "folds must be 2 to 10");
    if (!(options->C >= 0 && options->C <= 1e6))
        return ent_fail(err, ENT_EARG, "C must be a positive number");
    if (!corpus->count)
        return ent_fail(err, ENT_EDATA, "cannot train: the corpus has no documents");
    if (!corpus->targets || !corpus->stances)
        return ent_fail(err, ENT_EDATA,
                        "cannot train: the corpus has no members 'target' and 'stance'");
    return ENT_OK;
}

void ent__stance_stage(const struct ent__stance_training *training, const char *name,
                       double share)
{
    if (training->options->progress)
        training->options->progress(training->options->context, name, share);
}

static bool is_pair(const struct ent__stance_training *training, size_t row)
{
    static const char *const stances[] = {"unrelated", "agree", "disagree", "discuss"};
    for (size_t i = 0; i < sizeof stances / sizeof *stances; i++)
        if (ent_string_is(training->corpus->stances[row], stances[i]))
            return true;
    return training->options->pairs;
}

/* Records without a target or stance are of no use here; neither are targets without a word. */
static ent_status divide_rows(struct ent__stance_training *training, ent_error *err)
{
    const ent_corpus *corpus = training->corpus;
    training->target_rows = ent_arena_alloc(&training->arena, corpus->count, 4);
    training->pair_rows = ent_arena_alloc(&training->arena, corpus->count, 4);
    if (!training->target_rows || !training->pair_rows)
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < corpus->count; i++) {
        if (!corpus->stances[i].size ||
            corpus->targets[i].size > ENT_STANCE_TARGET_LIMIT ||
            !ent__target_key(training->beholder, corpus->targets[i]))
            continue;
        if (is_pair(training, i))
            training->pair_rows[training->pair_row_count++] = i;
        else
            training->target_rows[training->target_row_count++] = i;
    }
    if (!training->pair_row_count && !training->target_row_count)
        return ent_fail(err, ENT_EDATA,
                        "cannot train: no document has a target and a stance");
    return ENT_OK;
}

ent_status ent__stance_labels_of(struct ent__stance_labels *labels,
                                 struct ent__stance_training *training,
                                 const uint32_t *rows, size_t count, ent_error *err)
{
    const ent_string *stances = training->corpus->stances;
    labels->count = 0;
    labels->of = ent_arena_alloc(&training->arena, count, sizeof *labels->of);
    if (!labels->of)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < labels->count &&
               ent_string_compare(labels->names[k], stances[rows[i]]) < 0)
            k++;
        if (k < labels->count && ent_string_equal(labels->names[k], stances[rows[i]]))
            continue;
        if (labels->count == ENT_STANCE_LABELS - 1)
            return ent_fail(err, ENT_EDATA, "the corpus has more than %d stances",
                            ENT_STANCE_LABELS - 1);
        memmove(labels->names + k + 1, labels->names + k,
                (labels->count - k) * sizeof *labels->names);
        labels->names[k] = stances[rows[i]];
        labels->count++;
    }
    for (size_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < labels->count; k++)
            if (ent_string_equal(labels->names[k], stances[rows[i]]))
                labels->of[i] = k;
    return ENT_OK;
}

/* ---- the account ---- */

static void add_score(ent_json_writer *json, const char *key, double score)
{
    if (score < 0)
        return;
    ent_json_key(json, key);
    ent_json_write_number(json, score, 6);
}

static ent_status write_metadata(struct ent__stance_training *training, ent_error *err)
{
    const ent_stance_report *report = training->report;
    ent_buffer text = {0};
    ent_json_writer json = {.out = &text};
    ent_json_begin_object(&json);
    ent_json_key(&json, "data.xxh128");
    ent_json_write_text(&json, training->corpus->digest);
    ent_json_key(&json, "data.documents");
    ent_json_write_integer(&json, (int64_t)report->documents);
    ent_json_key(&json, "data.pairs");
    ent_json_write_integer(&json, (int64_t)report->pairs);
    ent__write_languages(&json, training->corpus);
    ent_json_key(&json, "train.seed");
    ent_json_write_integer(&json, (int64_t)training->options->seed);
    ent_json_key(&json, "train.folds");
    ent_json_write_integer(&json, training->options->folds);
    if (training->how.C > 0) {
        ent_json_key(&json, "train.C");
        ent_json_write_number(&json, training->how.C, -1);
        ent_json_key(&json, "train.bayes");
        ent_json_write_bool(&json, training->how.bayes);
        ent_json_key(&json, "train.others");
        ent_json_write_number(&json, training->how.others, -1);
    }
    add_score(&json, "scores.target_accuracy", report->target_accuracy);
    add_score(&json, "scores.target_macro_f1", report->target_macro_f1);
    add_score(&json, "scores.pooled_macro_f1", report->pooled_macro_f1);
    add_score(&json, "scores.pair_accuracy", report->pair_accuracy);
    add_score(&json, "scores.pair_macro_f1", report->pair_macro_f1);
    ent_json_key(&json, "made.entente");
    ent_json_write_text(&json, ent_version());
    ent_json_end_object(&json);
    ent_stance_model *model = training->model;
    if (!text.failed)
        model->metadata = ent_string_copy(&model->arena, ent_buffer_view(&text));
    ent_buffer_dispose(&text);
    return model->metadata.data ? ENT_OK : ent_fail_memory(err);
}

/* ---- the run ---- */

static ent_status run(struct ent__stance_training *training, ent_error *err)
{
    ent_stance_report *report = training->report;
    training->language =
        ent__main_language(training->corpus, training->options->language);
    ENT_TRY(ent_arena_open(&training->arena, (size_t)16 << 30, err));
    ENT_TRY(ent__beholder_new(&training->beholder, training->language, err));
    ENT_TRY(divide_rows(training, err));
    report->documents = training->target_row_count;
    report->pairs = training->pair_row_count;
    ENT_TRY(ent__stance_model_new(&training->model, err));
    training->model->language =
        ent_string_of(training->language ? training->language->code : "");
    if (training->target_row_count)
        ENT_TRY(ent__train_targets(training, err));
    if (training->pair_row_count)
        ENT_TRY(ent__train_pairs(training, err));
    return write_metadata(training, err);
}

ent_status ent_stance_train(ent_stance_model **out, ent_stance_report *report,
                            const ent_corpus *corpus, const ent_stance_options *options,
                            ent_error *err)
{
    ENT_TRY(check(corpus, options, err));
    *report = (ent_stance_report){.target_accuracy = -1,
                                  .target_macro_f1 = -1,
                                  .pooled_macro_f1 = -1,
                                  .pair_accuracy = -1,
                                  .pair_macro_f1 = -1};
    struct ent__stance_training training = {
        .corpus = corpus, .options = options, .report = report};
    ent_status status = run(&training, err);
    ent__beholder_free(training.beholder);
    ent_arena_close(&training.arena);
    if (status == ENT_OK)
        *out = training.model;
    else
        ent_stance_model_free(training.model);
    return status;
}
