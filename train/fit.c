/* SPDX-License-Identifier: MIT */
/* Calls of the solver, and the model that its weights become. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json_c_version.h>
#include <xxhash.h>
#include <zlib.h>

#include "base/base.h"
#include "bayes.h"
#include "kernel_stage.h"
#include "learned.h"
#include "models/models.h"
#include "training.h"

enum { WEIGHT_ALIGNMENT = 64 };

static ent_status get_memory(struct ent__training *training, ent_error *err)
{
    size_t stride = ent__stride(training->targets.labels);
    size_t row = stride * sizeof(float);
    if (training->vocabulary.size > SIZE_MAX / 2 / row)
        return ent_fail_memory(err);
    size_t bytes = (training->vocabulary.size * row + WEIGHT_ALIGNMENT - 1) /
                   WEIGHT_ALIGNMENT * WEIGHT_ALIGNMENT;
    training->weights = aligned_alloc(WEIGHT_ALIGNMENT, bytes);
    training->bias =
        aligned_alloc(WEIGHT_ALIGNMENT,
                      (row + WEIGHT_ALIGNMENT - 1) / WEIGHT_ALIGNMENT * WEIGHT_ALIGNMENT);
    return training->weights && training->bias ? ENT_OK : ent_fail_memory(err);
}

ent_solve_settings ent__solver_settings(const struct ent__training *training)
{
    ent_solve_settings settings = ent__solve_defaults();
    settings.C = training->recipe.C;
    settings.seed = training->options->seed;
    settings.threads = training->options->threads;
    settings.loss =
        training->options->logistic ? ENT_LOSS_LOGISTIC : ENT_LOSS_SQUARED_HINGE;
    settings.positive_costs = training->costs;
    settings.row_weights = training->corpus->weights;
    settings.start = training->start;
    settings.prior = training->prior;
    if (training->tolerance > 0)
        settings.tolerance = training->tolerance;
    return settings;
}

ent_status ent__fit(struct ent__training *training, const uint32_t *rows, size_t count,
                    ent_solve_report *report, ent_error *err)
{
    if (!training->weights)
        ENT_TRY(get_memory(training, err));
    ent_solve_settings settings = ent__solver_settings(training);
    ent__bayes bayes = {0};
    ent_status status = ENT_OK;
    settings.skip_objective = !report;
    if (training->recipe.bayes && !training->prior.call) {
        status = ent__bayes_open(&bayes, &training->matrix, &training->targets, rows,
                                 count, err);
        settings.variances = ent__bayes_port(&bayes);
    }
    if (status == ENT_OK)
        status = ent__solve(training->weights, training->bias, report, &training->matrix,
                            &training->targets, rows, count, &settings, err);
    ent__bayes_close(&bayes);
    return status;
}

ent_status ent__fit_final(struct ent__training *training, ent_error *err)
{
    ent_solve_report report;
    ENT_TRY(ent__fit(training, NULL, training->matrix.rows, &report, err));
    ent_solve_settings settings = ent__solver_settings(training);
    training->report->solver_bytes =
        ent__solve_memory(training->matrix.columns, training->matrix.rows,
                          training->targets.labels, &settings);
    training->report->weight_bytes =
        training->matrix.columns * ent__stride(training->targets.labels) * sizeof(float);
    training->report->epochs = report.epochs;
    training->report->converged = report.converged;
    training->report->objective = report.objective;
    return ENT_OK;
}

/* ---- the model ---- */

struct order {
    ent_model_label label;
    size_t column;
};

static int by_name(const void *a, const void *b)
{
    const struct order *x = a, *y = b;
    int names = ent_string_compare(x->label.name, y->label.name);
    return names ? names : ent_string_compare(x->label.code, y->label.code);
}

/* Labels sorted by name as the model file wants them; `order` tells which column of the weights each one is. */
static void order_labels(struct order *order, const struct ent__training *training)
{
    size_t count = training->targets.labels;
    for (size_t k = 0; k < count; k++) {
        const struct ent__label_fit *fit = &training->labels[k];
        ent_model_label *label = &order[k].label;
        *label = (ent_model_label){0};
        ent__label_split(&label->code, &label->name, training->corpus->labels[k]);
        label->bias = training->bias[k];
        label->slope = (float)fit->slope;
        label->offset = (float)fit->offset;
        label->threshold = fit->threshold;
        label->documents = training->corpus->label_counts[k];
        order[k].column = k;
    }
    qsort(order, count, sizeof *order, by_name);
}

/* Columns of the weights into label order, row by row in place. */
static ent_status permute_columns(struct ent__training *training,
                                  const struct order *order, ent_error *err)
{
    size_t count = training->targets.labels, stride = ent__stride(count);
    bool sorted = true;
    for (size_t k = 0; k < count; k++)
        sorted = sorted && order[k].column == k;
    if (sorted)
        return ENT_OK;
    float *row = ent_new(stride, sizeof *row);
    if (!row)
        return ent_fail_memory(err);
    for (size_t id = 0; id < training->vocabulary.size; id++) {
        float *weights = training->weights + id * stride;
        memcpy(row, weights, stride * sizeof *row);
        for (size_t k = 0; k < count; k++)
            weights[k] = row[order[k].column];
    }
    free(row);
    return ENT_OK;
}

/* What selection tried, one object each. */
static void add_trials(ent_json_writer *json, const ent_train_report *report)
{
    if (!report->trial_count)
        return;
    ent_json_key(json, "selection");
    ent_json_begin_array(json);
    for (size_t i = 0; i < report->trial_count; i++) {
        const ent_train_trial *trial = &report->trials[i];
        ent_json_begin_object(json);
        ent_json_key(json, "recipe");
        ent_json_write_text(json, trial->recipe);
        ent_json_key(json, "C");
        ent_json_write_number(json, trial->C, -1);
        ent_json_key(json, "documents");
        ent_json_write_integer(json, (int64_t)trial->documents);
        ent_json_key(json, "micro_f1");
        ent_json_write_number(json, trial->micro_f1, 4);
        ent_json_key(json, "macro_f1");
        ent_json_write_number(json, trial->macro_f1, 4);
        ent_json_end_object(json);
    }
    ent_json_end_array(json);
}

static ent_status permute_kernel(ent_kernel_machine *kernel, const struct order *order,
                                 ent_error *err)
{
    size_t *columns = ent_new(kernel->outputs, sizeof *columns);
    if (!columns)
        return ent_fail_memory(err);
    for (size_t k = 0; k < kernel->outputs; k++)
        columns[k] = order[k].column;
    ent_status status = ent__kernel_reorder(kernel, columns, err);
    free(columns);
    return status;
}

static void add_kernel(ent_json_writer *json, const ent_model *model,
                       const ent_kernel_options *options)
{
    static const char *const kinds[] = {"linear", "poly", "rbf", "sigmoid"};
    if (model->kernel) {
        ent_json_key(json, "kernel");
        ent_json_write_text(json, kinds[model->kernel->kind]);
        ent_json_key(json, "kernel.input");
        ent_json_write_text(json, options->projection ? "projection" : "margins");
        ent_json_key(json, "kernel.gamma");
        ent_json_write_number(json, model->kernel->gamma, -1);
        ent_json_key(json, options->nu > 0 ? "kernel.nu" : "kernel.C");
        ent_json_write_number(json,
                              options->nu > 0     ? options->nu
                              : options->cost > 0 ? options->cost
                                                  : 1,
                              -1);
        ent_json_key(json, "kernel.vectors");
        ent_json_write_integer(json, (int64_t)model->kernel->vector_count);
    }
    if (model->novelty) {
        ent_json_key(json, "novelty.vectors");
        ent_json_write_integer(json, (int64_t)model->novelty->vector_count);
    }
}

static void add_solver(ent_json_writer *json, const struct ent__training *training)
{
    const ent_train_report *report = training->report;
    ent_json_key(json, "train.C");
    ent_json_write_number(json, training->recipe.C, -1);
    ent_json_key(json, "train.naive_bayes");
    ent_json_write_bool(json, training->recipe.bayes);
    ent_json_key(json, "train.recipe");
    ent_json_write_text(json, report->recipe);
    ent_json_key(json, "train.seed");
    ent_json_write_integer(json, (int64_t)training->options->seed);
    ent_json_key(json, "train.folds");
    ent_json_write_integer(
        json, training->options->no_calibration ? 0 : training->options->folds);
    ent_json_key(json, "train.loss");
    ent_json_write_text(json, training->options->logistic ? "logistic" : "squared hinge");
    if (training->costs) {
        ent_json_key(json, "train.class_weight");
        ent_json_write_text(json, training->options->balanced ? "balanced" : "given");
    }
    ent_json_key(json, "train.epochs");
    ent_json_write_integer(json, report->epochs);
    ent_json_key(json, "train.objective");
    ent_json_write_number(json, report->objective, -1);
    if (report->accuracy >= 0) {
        ent_json_key(json, "scores.accuracy");
        ent_json_write_number(json, report->accuracy, 6);
        ent_json_key(json, "scores.micro_f1");
        ent_json_write_number(json, report->micro_f1, 6);
        ent_json_key(json, "scores.macro_f1");
        ent_json_write_number(json, report->macro_f1, 6);
    }
    if (report->ece >= 0) {
        ent_json_key(json, "scores.ece");
        ent_json_write_number(json, report->ece, 6);
        ent_json_key(json, "scores.brier");
        ent_json_write_number(json, report->brier, 6);
    }
    add_trials(json, report);
}

static void add_libraries(ent_json_writer *json)
{
    ent_json_key(json, "made.entente");
    ent_json_write_text(json, ent_version());
    ent_json_key(json, "made.zlib");
    ent_json_write_text(json, zlibVersion());
    ent_json_key(json, "made.json-c");
    ent_json_write_text(json, json_c_version());
    ent_json_key(json, "made.xxhash");
    ent_json_write_integer(json, XXH_versionNumber());
}

static ent_status write_metadata(ent_model *model, const struct ent__training *training,
                                 ent_error *err)
{
    ent_buffer text = {0};
    ent_json_writer json = {.out = &text};
    ent_json_begin_object(&json);
    ent_json_key(&json, "data.xxh128");
    ent_json_write_text(&json, training->corpus->digest);
    ent_json_key(&json, "data.documents");
    ent_json_write_integer(&json, (int64_t)training->corpus->count);
    ent__write_languages(&json, training->corpus);
    if (training->options->start) {
        ent_json_key(&json, "train.from");
        ent_json_write_text(&json, training->options->start->digest);
    }
    add_solver(&json, training);
    add_kernel(&json, model, &training->options->kernel);
    add_libraries(&json);
    ent_json_end_object(&json);
    if (!text.failed)
        model->metadata = ent_string_copy(&model->arena, ent_buffer_view(&text));
    ent_buffer_dispose(&text);
    return model->metadata.data ? ENT_OK : ent_fail_memory(err);
}

/* Names and codes outlive the corpus. */
static bool copy_labels(ent_model *model, const struct order *order, size_t count)
{
    model->labels = ent_arena_alloc(&model->arena, count, sizeof *model->labels);
    for (size_t k = 0; model->labels && k < count; k++) {
        model->labels[k] = order[k].label;
        model->labels[k].name = ent_string_copy(&model->arena, order[k].label.name);
        model->labels[k].code = ent_string_copy(&model->arena, order[k].label.code);
        if (!model->labels[k].name.data || !model->labels[k].code.data)
            return false;
    }
    model->label_count = count;
    return model->labels != NULL;
}

static ent_status fill_model(ent_model *model, struct ent__training *training,
                             const struct order *order, ent_error *err)
{
    size_t count = training->targets.labels;
    model->kind =
        ent_string_of(training->options->kind ? training->options->kind : "topics");
    model->multi_label = training->corpus->multi_label;
    model->calibrated = !training->options->no_calibration;
    model->coupling = training->coupling;
    model->language = ent_string_of(training->language ? training->language->code : "");
    model->settings = training->recipe.features;
    if (!copy_labels(model, order, count))
        return ent_fail_memory(err);
    ENT_TRY(permute_columns(training, order, err));
    if (model->kernel)
        ENT_TRY(permute_kernel(model->kernel, order, err));
    ENT_TRY(ent__weights_quantise(&model->weights, &model->arena, training->weights,
                                  training->vocabulary.size, count, ent__stride(count),
                                  training->bits, err));
    training->report->weight_bits = training->bits;
    training->report->features = training->vocabulary.size;
    if (!training->options->no_fingerprints)
        ENT_TRY(ent__remember(model, NULL, training->corpus, err));
    ENT_TRY(write_metadata(model, training, err));
    model->vocabulary = training->vocabulary;
    training->vocabulary = (ent_vocabulary){0};
    return ENT_OK;
}

ent_status ent__assemble_model(ent_model **out, struct ent__training *training,
                               ent_error *err)
{
    ent_model *model = training->model;
    struct order *order = ent_new(training->targets.labels, sizeof *order);
    ent_status status = order ? ENT_OK : ent_fail_memory(err);
    if (order)
        order_labels(order, training);
    if (status == ENT_OK && !model)
        status = ent__model_new(&model, 0, err);
    training->model = NULL;
    if (status == ENT_OK)
        status = fill_model(model, training, order, err);
    free(order);
    if (status == ENT_OK)
        *out = model;
    else
        ent_model_free(model);
    return status;
}

ent_status ent_model_save(ent_model *model, const char *path, ent_error *err)
{
    return ent__model_write(model, path, NULL, err);
}
