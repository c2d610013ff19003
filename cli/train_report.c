/* SPDX-License-Identifier: MIT */
/* The report of a training run: what is gathered, and the files that are written. */
#include "train_report.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "classify/classify.h"
#include "cli.h"
#include "models/models.h"
#include "train_card.h"

enum { RANKED_MOST = 100 }; /* labels of which all probabilities are scored */

/* ---- gathering ---- */

static bool take_names(struct train_report *report, const ent_corpus *corpus)
{
    for (size_t k = report->names.count; k < corpus->label_count; k++) {
        ent_string code, name;
        uint32_t number;
        ent__label_split(&code, &name, corpus->labels[k]);
        if (!ent_names_add(&report->names, name, &number))
            return false;
    }
    return true;
}

static void take_held_out(void *context, const ent_corpus *corpus, size_t document,
                          const float *margins)
{
    struct train_report *report = context;
    size_t start = corpus->label_starts[document];
    struct held_document held = {.truth_count =
                                     corpus->label_starts[document + 1] - start};
    held.truth = ent_arena_alloc(&report->arena, held.truth_count, sizeof(uint32_t));
    held.margins = ent_arena_alloc(&report->arena, corpus->label_count, sizeof(float));
    if (!held.truth || !held.margins || !take_names(report, corpus) ||
        !ent_array_push(&report->held, held)) {
        report->failed = true;
        return;
    }
    memcpy(held.margins, margins, corpus->label_count * sizeof *margins);
    for (size_t i = 0; i < held.truth_count; i++)
        held.truth[i] = corpus->label_ids[start + i];
}

ent_status train_report_open(struct train_report *report, ent_train_options *training,
                             ent_error *err)
{
    if (!report->directory)
        return ENT_OK;
    if (mkdir(report->directory, 0777) != 0 && errno != EEXIST)
        return ent_fail(err, ENT_EIO, "cannot make folder '%s': %s", report->directory,
                        strerror(errno));
    if (!ent_is_directory(report->directory))
        return ent_fail(err, ENT_EIO, "'%s' is not a folder", report->directory);
    training->held_out = take_held_out;
    training->held_out_context = report;
    return ent_arena_open(&report->arena, (size_t)4 << 30, err);
}

/* ---- studying the corpus ---- */

static ent_status add_corpus(ent_survey *survey, const ent_corpus *corpus, ent_error *err)
{
    ENT_ARRAY(ent_string) labels = {0};
    ent_status status = ENT_OK;
    for (size_t i = 0; status == ENT_OK && i < corpus->count; i++) {
        labels.count = 0;
        for (size_t l = corpus->label_starts[i]; l < corpus->label_starts[i + 1]; l++)
            if (!ent_array_push(&labels, corpus->labels[corpus->label_ids[l]]))
                status = ent_fail_memory(err);
        ent_record record = {.article = corpus->articles[i],
                             .labels = labels.items,
                             .label_count = labels.count};
        if (status == ENT_OK)
            status = ent_survey_add(survey, &record, err);
    }
    free(labels.items);
    return status;
}

static ent_status add_file(ent_survey *survey, const char *path,
                           const ent_dataset_options *reading, ent_error *err)
{
    ent_dataset *dataset;
    ent_record record;
    bool end = false;
    ENT_TRY(ent_dataset_open(&dataset, &path, 1, reading, err));
    ent_status status = ENT_OK;
    while (status == ENT_OK && !end) {
        status = ent_dataset_next(dataset, &record, &end, err);
        if (status == ENT_OK && !end)
            status = ent_survey_add(survey, &record, err);
    }
    ent_dataset_free(dataset);
    return status;
}

static ent_status find_repeats(struct train_report *report, size_t trained,
                               ent_error *err)
{
    size_t count = ent_survey_count(report->survey);
    uint32_t *groups = ent_new(count, sizeof *groups);
    if (!groups)
        return ent_fail_memory(err);
    ent_status status = ent_survey_groups(groups, report->survey, 0.8, err);
    for (size_t i = 0; status == ENT_OK && i < count; i++) {
        report->duplicates += i < trained && groups[i] < i;
        report->leaked += i >= trained && groups[i] < trained;
    }
    report->validated = count - trained;
    free(groups);
    return status;
}

ent_status train_report_study(struct train_report *report, const ent_model *model,
                              const ent_corpus *corpus, bool whole, const char *validate,
                              const ent_dataset_options *reading,
                              const ent_train_options *training, ent_error *err)
{
    if (!report->directory)
        return ENT_OK;
    if (report->failed)
        return ent_fail_memory(err);
    if (whole && model)
        ENT_TRY(ent_learning_curve(report->curve, &report->curve_count, model, corpus,
                                   training, err));
    ENT_TRY(ent_survey_new(&report->survey, ENT_SURVEY_SKETCHES, err));
    ENT_TRY(add_corpus(report->survey, corpus, err));
    ENT_TRY(ent_survey_twins(&report->twins, &report->twin_count, report->survey, err));
    if (validate)
        ENT_TRY(add_file(report->survey, validate, reading, err));
    return find_repeats(report, corpus->count, err);
}

/* ---- answers on held-out documents ---- */

static bool ranks_before(const ent_ranked *a, const ent_ranked *b)
{
    return a->score != b->score ? a->score > b->score : a->label < b->label;
}

static int by_rank(const void *a, const void *b)
{
    return ranks_before(a, b) ? -1 : ranks_before(b, a);
}

/* As ent_score() does it. @param p  [count] room */
static void rank(ent_ranked *ranked, double *p, const float *margins,
                 const ent_model_label *const *labels, size_t count,
                 const ent_model *model)
{
    for (size_t k = 0; k < count; k++)
        p[k] = ent__log_sigmoid((double)labels[k]->slope * (double)margins[k] +
                                (double)labels[k]->offset);
    if (!model->multi_label)
        ent__couple(p, count, &model->coupling);
    for (size_t k = 0; k < count; k++)
        ranked[k] =
            (ent_ranked){(uint32_t)k, (float)(model->multi_label ? exp(p[k]) : p[k])};
    qsort(ranked, count, sizeof *ranked, by_rank);
}

static ent_status answer(ent_answer *out, struct train_report *report,
                         const struct held_document *held,
                         const ent_model_label *const *labels, const ent_model *model,
                         ent_error *err)
{
    size_t count = report->names.count;
    ent_ranked *ranked = ent_arena_alloc(&report->arena, count, sizeof *ranked);
    uint32_t *chosen = ent_arena_alloc(&report->arena, count, sizeof *chosen);
    double *p = ent_arena_alloc(&report->arena, count, sizeof *p);
    if (!ranked || !chosen || !p)
        return ent_fail_memory(err);
    rank(ranked, p, held->margins, labels, count, model);
    size_t given = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t k = ranked[i].label;
        if (model->multi_label ? held->margins[k] >= labels[k]->threshold : i == 0)
            chosen[given++] = k;
    }
    *out = (ent_answer){held->truth, held->truth_count,
                        chosen,      given,
                        ranked,      count < RANKED_MOST ? count : RANKED_MOST};
    return ENT_OK;
}

static ent_status make_answers(ent_answers *out, struct train_report *report,
                               const ent_model *model, ent_error *err)
{
    size_t count = report->names.count;
    ent_answer *items =
        ent_arena_alloc(&report->arena, report->held.count, sizeof *items);
    ent_string *names = ent_arena_alloc(&report->arena, count, sizeof *names);
    const ent_model_label **labels =
        ent_arena_alloc(&report->arena, count, sizeof *labels);
    if (!items || !names || !labels)
        return ent_fail_memory(err);
    for (uint32_t k = 0; k < count; k++) {
        names[k] = ent_names_get(&report->names, k);
        for (size_t l = 0; l < model->label_count; l++)
            if (ent_string_equal(model->labels[l].name, names[k]))
                labels[k] = &model->labels[l];
        if (!labels[k])
            return ent_fail(err, ENT_EARG, "a held-out label is not in the model");
    }
    for (size_t i = 0; i < report->held.count; i++)
        ENT_TRY(answer(&items[i], report, &report->held.items[i], labels, model, err));
    *out = (ent_answers){.items = items,
                         .count = report->held.count,
                         .labels = names,
                         .label_count = count,
                         .multi_label = model->multi_label,
                         .probabilities = true};
    return ENT_OK;
}

/* ---- files ---- */

static ent_status write_file(const struct train_report *report, const char *name,
                             ent_buffer *content, ent_error *err)
{
    ent_buffer path = {0};
    ent_buffer_format(&path, "%s/%s", report->directory, name);
    ent_status status = path.failed || content->failed ? ent_fail_memory(err) : ENT_OK;
    if (status == ENT_OK)
        status = ent_file_write(path.data, ent_buffer_view(content), err);
    ent_buffer_dispose(&path);
    ent_buffer_clear(content);
    return status;
}

static ent_status write_all(struct train_report *report, const ent_model *model,
                            const ent_answers *answers, const ent_evaluation *evaluation,
                            ent_buffer *text, ent_error *err)
{
    train_card_markdown(text, report, model, answers, evaluation);
    ENT_TRY(write_file(report, "card.md", text, err));
    train_card_json(text, report, model, answers, evaluation);
    ENT_TRY(write_file(report, "card.json", text, err));
    if (report->curve_count) {
        train_plot_curve(text, report, model);
        ENT_TRY(write_file(report, "learning-curve.svg", text, err));
    }
    if (!evaluation)
        return ENT_OK;
    train_plot_calibration(text, evaluation);
    ENT_TRY(write_file(report, "calibration.svg", text, err));
    ent__evaluation_page(text, "Held-out documents", answers, evaluation, NULL, 0, NULL,
                         NULL);
    return write_file(report, "evaluation.html", text, err);
}

ent_status train_report_write(struct train_report *report, const ent_model *model,

                              const ent_train_options *training, ent_error *err)
{
    if (!report->directory || !model)
        return ENT_OK;
    ent_answers answers;
    ent_evaluation evaluation;
    ent_evaluate_options options = {
        .replicates = 200, .seed = training->seed, .threads = training->threads};
    bool held = report->held.count > 0;
    if (held) {
        ENT_TRY(make_answers(&answers, report, model, err));
        ENT_TRY(ent_evaluate(&evaluation, &report->arena, &answers, &options, err));
    }
    ent_buffer text = {0};
    ent_status status = write_all(report, model, held ? &answers : NULL,
                                  held ? &evaluation : NULL, &text, err);
    ent_buffer_dispose(&text);
    if (status == ENT_OK)
        cli_say("report    '%s/card.md'", report->directory);
    return status;
}

void train_report_close(struct train_report *report)
{
    ent_names_dispose(&report->names);
    free(report->held.items);
    ent_survey_free(report->survey);
    if (report->directory)
        ent_arena_close(&report->arena);
}
