/* SPDX-License-Identifier: MIT */
/* Retraining: an older model and new documents become a newer model, with the old documents or without. */
#include <entente/train.h>

#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "extend.h"
#include "kernel_stage.h"
#include "learned.h"
#include "merge.h"
#include "models/models.h"
#include "training.h"

/* A number of the model's account; 0 where it has none. */
static double number_of(const ent_model *model, const char *key)
{
    struct json_object *object = NULL, *value = NULL;
    ent_json_parser *parser = ent_json_parser_new();
    double number = 0;
    if (parser && model->metadata.size &&
        ent_json_parse(&object, parser, model->metadata, NULL, NULL) == ENT_OK &&
        json_object_object_get_ex(object, key, &value))
        number = json_object_get_double(value);
    json_object_put(object);
    ent_json_parser_free(parser);
    return number;
}

/* The kernel machine of the old model again, unless another one is asked for. */
static void take_kernel(ent_kernel_options *options, const ent_model *from)
{
    const ent_kernel_machine *kernel = from->kernel;
    options->novelty |= from->novelty != NULL;
    if (!kernel || options->kernel)
        return;
    options->kernel = (ent_train_kernel)(ENT_TRAIN_KERNEL_LINEAR + (int)kernel->kind);
    options->projection = kernel->input == ENT_INPUT_PROJECTION;
    options->degree = kernel->degree;
    options->coef0 = kernel->coef0;
    options->gamma = kernel->gamma == 1 / (double)kernel->dimensions ? 0 : kernel->gamma;
    options->cost = number_of(from, "kernel.C");
    options->nu = number_of(from, "kernel.nu");
}

static void take_settings(ent_train_options *options, const ent_model *from)
{
    struct ent__recipe recipe = ent__recipe_of_model(from);
    options->search = ENT_SEARCH_NONE;
    options->no_calibration |= !from->calibrated;
    if (options->C == 0)
        options->C = recipe.C;
    options->start = from;
    take_kernel(&options->kernel, from);
}

static ent_status check_model(const ent_model *from, ent_error *err)
{
    if (!ent_string_is(from->kind, "topics"))
        return ent_fail(err, ENT_EMODEL,
                        "cannot retrain '%.*s': it is a model of %.*s, not of topics",
                        (int)from->name.size, from->name.data, (int)from->kind.size,
                        from->kind.data);
    return ENT_OK;
}

/* ---- with the old corpus ---- */

static bool knows_all(const ent_model *from, const ent_corpus *corpus, bool *failed)
{
    struct ent_model probe = {0};
    *failed = ent_arena_open(&probe.arena, (corpus->count + 64) * sizeof(uint64_t),
                             NULL) != ENT_OK ||
              ent__remember(&probe, NULL, corpus, NULL) != ENT_OK;
    bool same =
        !*failed && probe.learned_count > 0 &&
        probe.learned_count == from->learned_count &&
        memcmp(probe.learned, from->learned, probe.learned_count * sizeof(uint64_t)) == 0;
    ent_arena_close(&probe.arena);
    return same;
}

static size_t labels_new_to(const ent_model *from, const ent_corpus *corpus)
{
    size_t count = 0;
    for (size_t k = 0; k < corpus->label_count; k++) {
        ent_string code, name;
        ent__label_split(&code, &name, corpus->labels[k]);
        count += ent__find_label(from, name) == ENT_NO_TERM;
    }
    return count;
}

static ent_status with_old(ent_model **out, ent_retrain_report *report,
                           const ent_model *from, const ent_corpus *fresh,
                           const ent_corpus *old, const ent_train_options *options,
                           ent_error *err)
{
    struct ent__merge merge;
    bool failed;
    ENT_TRY(ent__merge(&merge, old, fresh, from, err));
    report->complete = true;
    report->learned = merge.added;
    report->corrected = merge.corrected;
    report->known = merge.known;
    report->new_labels = labels_new_to(from, &merge.corpus);
    ent_status status = ENT_OK;
    bool unchanged = knows_all(from, &merge.corpus, &failed);
    if (failed)
        status = ent_fail_memory(err);
    else if (!unchanged)
        status = ent_train(out, &report->training, &merge.corpus, options, err);
    if (status == ENT_OK && !unchanged)
        for (size_t j = 0; from->vocabulary.keys && j < (*out)->vocabulary.size; j++)
            report->new_terms +=
                ent__vocabulary_find(&from->vocabulary, (*out)->vocabulary.keys[j]) ==
                ENT_NO_TERM;
    ent_corpus_dispose(&merge.corpus);
    return status;
}

/* ---- without it ---- */

static ent_status choose_rows(struct ent__merged *rows, size_t *count,
                              ent_retrain_report *report, const ent_model *from,
                              const ent_corpus *fresh, ent_error *err)
{
    ent_map seen = {0};
    ent_status status = ENT_OK;
    for (size_t i = 0; status == ENT_OK && i < fresh->count; i++) {
        uint64_t print = ent__fingerprint(fresh, i);
        ent__acquaintance acquaintance = ent__recall(from, print);
        uint32_t *row = ent_map_put(&seen, print);
        if (!row) {
            status = ent_fail_memory(err);
        } else if (acquaintance == ENT__KNOWN || *row != ENT_MAP_NONE) {
            report->known++;
        } else {
            *row = 0;
            rows[(*count)++] = (struct ent__merged){fresh, i};
            report->learned += acquaintance == ENT__UNKNOWN;
            report->corrected += acquaintance == ENT__CORRECTED;
        }
    }
    ent_map_dispose(&seen);
    return status;
}

/* "medtop:11000000 politics", as a corpus names a label with a code. */
static ent_status label_texts(ent_string *texts, ent_arena *arena, const ent_model *from,
                              ent_error *err)
{
    for (size_t k = 0; k < from->label_count; k++) {
        const ent_model_label *label = &from->labels[k];
        ent_buffer text = {0};
        ent_buffer_string(&text, label->code);
        if (label->code.size)
            ent_buffer_byte(&text, ' ');
        ent_buffer_string(&text, label->name);
        texts[k] = ent_string_copy(arena, ent_buffer_view(&text));
        bool failed = text.failed || !texts[k].data;
        ent_buffer_dispose(&text);
        if (failed)
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

/* The documents to learn, under the labels of the old model and their own. */
static ent_status lesson(ent_corpus *out, ent_retrain_report *report,
                         const ent_model *from, const ent_corpus *fresh, ent_error *err)
{
    size_t count = 0;
    ent_arena scratch;
    struct ent__merged *rows = ent_new(fresh->count, sizeof *rows);
    ent_string *texts = ent_new(from->label_count, sizeof *texts);
    ent_status status =
        rows && texts ? ent_arena_open(&scratch, 0, err) : ent_fail_memory(err);
    if (status == ENT_OK) {
        status = choose_rows(rows, &count, report, from, fresh, err);
        if (status == ENT_OK)
            status = label_texts(texts, &scratch, from, err);
        if (status == ENT_OK)
            status = ent__corpus_of(out, rows, count, texts, from->label_count, err);
        ent_arena_close(&scratch);
    }
    free(rows);
    free(texts);
    return status;
}

/* What calibration knew stays; a new label is treated as the labels are on the average. */
static void keep_calibration(struct ent__training *training, const ent_model *from)
{
    struct ent__label_fit mean = {0};
    double threshold = 0, share = 1 / (double)from->label_count;
    for (size_t k = 0; k < from->label_count; k++) {
        mean.slope += share * (double)from->labels[k].slope;
        mean.offset += share * (double)from->labels[k].offset;
        threshold += share * (double)from->labels[k].threshold;
    }
    mean.threshold = (float)threshold;
    for (size_t k = 0; k < training->targets.labels; k++) {
        uint32_t label = training->carry.labels[k];
        training->labels[k] = mean;
        if (label != ENT_NO_TERM)
            training->labels[k] = (struct ent__label_fit){from->labels[label].slope,
                                                          from->labels[label].offset,
                                                          from->labels[label].threshold};
    }
}

static ent_status make_matrix(struct ent__training *training, ent_retrain_report *report,
                              const ent_model *from, ent_error *err)
{
    const ent_corpus *corpus = training->corpus;
    int threads = training->options->threads;
    ENT_TRY(ent__vocabulary_extend(&training->vocabulary, &report->new_terms,
                                   &training->recipe.features, &from->vocabulary,
                                   corpus->articles, corpus->count, training->language,
                                   threads, err));
    ENT_TRY(ent__matrix_build(&training->matrix, &training->recipe.features,
                              &training->vocabulary, corpus->articles, corpus->count,
                              training->language, threads, err));
    if (!from->vocabulary.term_starts) {
        /* Named are only the terms of the new documents: all or none. */
        free(training->vocabulary.terms);
        free(training->vocabulary.term_starts);
        training->vocabulary.terms = NULL;
        training->vocabulary.term_starts = NULL;
    }
    training->report->vocabulary = training->vocabulary.size;
    training->report->nonzeros = training->matrix.starts[training->matrix.rows];
    return ENT_OK;
}

static ent_status learn(ent_model **out, struct ent__training *training,
                        ent_retrain_report *report, const ent_model *from, ent_error *err)
{
    double began = ent_seconds();
    ENT_TRY(make_matrix(training, report, from, err));
    ENT_TRY(ent__carry_open(&training->carry, from, &training->vocabulary,
                            training->corpus, err));
    training->prior = ent__carry_port(&training->carry);
    training->labels = ent_new_zeroed(training->targets.labels, sizeof *training->labels);
    if (!training->labels)
        return ent_fail_memory(err);
    if (!training->options->no_calibration) {
        keep_calibration(training, from);
        training->coupling = from->coupling;
    }
    ENT_TRY(ent__fit_final(training, err));
    for (size_t k = 0; k < training->targets.labels; k++)
        if (training->carry.labels[k] != ENT_NO_TERM)
            training->corpus->label_counts[k] +=
                from->labels[training->carry.labels[k]].documents;
    ENT_TRY(ent__assemble_model(out, training, err));
    ENT_TRY(ent__novelty_carry(*out, &training->carry, err));
    report->training.C = training->recipe.C;
    ent__recipe_text(report->training.recipe, sizeof report->training.recipe,
                     &training->recipe);
    report->training.stages[0] = (ent_train_stage){"learning", ent_seconds() - began};
    report->training.stage_count = 1;
    return ENT_OK;
}

static ent_status check_lesson(const ent_corpus *corpus, const ent_model *from,
                               ent_error *err)
{
    if (from->kernel)
        return ent_fail(err, ENT_EDATA,
                        "a kernel machine is only retrained with its corpus (--with)");
    if (corpus->multi_label && !from->multi_label)
        return ent_fail(err, ENT_EDATA,
                        "the old model gives each document one label, and some new "
                        "document has several or none: learn it with the old corpus");
    return ENT_OK;
}

static ent_status without_old(ent_model **out, ent_retrain_report *report,
                              const ent_model *from, const ent_corpus *fresh,
                              const ent_train_options *options, ent_error *err)
{
    ent_corpus corpus;
    ENT_TRY(lesson(&corpus, report, from, fresh, err));
    ent_status status = check_lesson(&corpus, from, err);
    corpus.multi_label = from->multi_label;
    report->new_labels = corpus.label_count - from->label_count;
    report->training.documents = corpus.count;
    report->training.labels = corpus.label_count;
    struct ent__training training = {
        .corpus = &corpus,
        .options = options,
        .report = &report->training,
        .recipe = {from->settings, false, options->C},
        .language = from->language.size ? ent_language_find(from->language) : NULL,
        .targets = {corpus.label_count, corpus.label_starts, corpus.label_ids},
        .bits = options->weight_bits      ? options->weight_bits
                : from->weights.bits > 16 ? from->weights.bits
                                          : 16,
    };
    ent_model *model = NULL;
    if (status == ENT_OK && corpus.count)
        status = ent__label_costs(&training.costs, &corpus, options, err);
    if (status == ENT_OK && corpus.count)
        status = learn(&model, &training, report, from, err);
    if (status == ENT_OK && model && !options->no_fingerprints)
        status = ent__remember(model, from, &corpus, err);
    ent__vocabulary_dispose(&training.vocabulary);
    ent__matrix_dispose(&training.matrix);
    ent__carry_close(&training.carry);
    free(training.weights);
    free(training.bias);
    free(training.labels);
    free(training.costs);
    ent_corpus_dispose(&corpus);
    if (status == ENT_OK)
        *out = model;
    else
        ent_model_free(model);
    return status;
}

ent_status ent_retrain(ent_model **out, ent_retrain_report *report, const ent_model *from,
                       const ent_corpus *fresh, const ent_corpus *old,
                       const ent_train_options *options, ent_error *err)
{
    ent_train_options own = *options;
    ENT_TRY(check_model(from, err));
    ENT_TRY(ent__check_labels(fresh, err));
    take_settings(&own, from);
    *report =
        (ent_retrain_report){.training = {.accuracy = -1, .micro_f1 = -1, .ece = -1}};
    if (!old)
        return without_old(out, report, from, fresh, &own, err);
    ent_model *model = NULL;
    ENT_TRY(with_old(&model, report, from, fresh, old, &own, err));
    *out = model;
    return ENT_OK;
}
