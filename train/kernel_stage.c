/* SPDX-License-Identifier: MIT */
/* Kernel machines as stages of a training run. */
#include "kernel_stage.h"

#include <stdlib.h>
#include <string.h>

#include "classify/classify.h"
#include "kernel.h"
#include "models/models.h"
#include "projection.h"

enum { ROWS_LEARNED = 10000, ROWS_NOVELTY = 5000, HALVES_FROM = 40, ROWS_A_PIECE = 64 };
static const double usual_nu = 0.05; /* of the one-class machine */

/* Dense rows and the documents that they are of. */
struct dense {
    float *rows; /* [count][columns] */
    size_t count, columns;
    const uint32_t *documents; /* [count] */
};

static ent__kernel_settings settings_of(const ent_kernel_options *options)
{
    ent__kernel_settings settings = ent__kernel_defaults(
        (ent_kernel_kind)(options->kernel - ENT_TRAIN_KERNEL_LINEAR));
    settings.gamma = options->gamma;
    settings.coef0 = options->coef0;
    settings.nu = options->nu;
    if (options->degree)
        settings.degree = options->degree;
    if (options->cost > 0)
        settings.C = options->cost;
    settings.common_scale = options->projection;
    return settings;
}

ent_status ent__check_kernel(const ent_kernel_options *options, size_t labels,
                             ent_error *err)
{
    if (!options->kernel)
        return ENT_OK;
    ent__kernel_settings settings = settings_of(options);
    size_t columns = options->projection ? ENT__PROJECTION_COLUMNS : labels;
    double product = settings.gamma > 0 ? settings.gamma * (double)columns : 1;
    return ent__kernel_reach(&settings, product, err);
}

static ent_status open_model(struct ent__training *training, ent_error *err)
{
    return training->model ? ENT_OK : ent__model_new(&training->model, 0, err);
}

static ent_status open_projection(struct ent__training *training, const uint32_t *rows,
                                  size_t count, ent_error *err)
{
    if (training->model->projection.features)
        return ENT_OK;
    return ent__projection_fit(&training->model->projection, &training->model->arena,
                               &training->matrix, rows, count, training->options->seed,
                               err);
}

/* ---- the machine behind the linear model ---- */

static ent_status make_dense(struct dense *dense, struct ent__training *training,
                             const ent__held_out *held, ent_error *err)
{
    dense->count = held->count;
    dense->documents = held->observed;
    bool projected = training->options->kernel.projection;
    if (projected)
        ENT_TRY(open_projection(training, held->observed, held->count, err));
    dense->columns =
        projected ? training->model->projection.labels : training->targets.labels;
    dense->rows = ent_new(dense->count * dense->columns, sizeof *dense->rows);
    if (!dense->rows)
        return ent_fail_memory(err);
    if (projected)
        return ent__project(dense->rows, &training->model->projection, &training->matrix,
                            held->observed, held->count, err);
    for (size_t i = 0; i < dense->count; i++)
        memcpy(dense->rows + i * dense->columns, held->margins[0] + i * held->stride,
               dense->columns * sizeof *dense->rows);
    return ENT_OK;
}

/* Evenly spread rows that are not of fold `left_out`. @return how many, at most ROWS_LEARNED */
static size_t choose_rows(uint32_t *chosen, const ent__held_out *held, unsigned left_out)
{
    size_t step = held->count / ROWS_LEARNED + 1, count = 0;
    for (size_t i = 0; i < held->count; i += step)
        if (held->fold[held->observed[i]] != left_out)
            chosen[count++] = (uint32_t)i;
    return count;
}

static ent_status fit_on(ent_kernel_machine **out, ent_arena *arena,
                         const struct dense *dense, const ent__held_out *held,
                         unsigned left_out, const ent__kernel_settings *settings,
                         ent_error *err)
{
    uint32_t *chosen = ent_new(dense->count, sizeof *chosen);
    float *rows = NULL;
    size_t count = chosen ? choose_rows(chosen, held, left_out) : 0;
    if (chosen)
        rows = ent_new(count * dense->columns, sizeof *rows);
    ent_status status = rows ? ENT_OK : ent_fail_memory(err);
    for (size_t i = 0; status == ENT_OK && i < count; i++) {
        memcpy(rows + i * dense->columns, dense->rows + chosen[i] * dense->columns,
               dense->columns * sizeof *rows);
        chosen[i] = dense->documents[chosen[i]];
    }
    if (status == ENT_OK)
        status = ent__kernel_fit(out, arena, rows, dense->columns, count, dense->columns,
                                 held->targets, chosen, settings, err);
    free(chosen);
    free(rows);
    return status;
}

struct scoring {
    const struct dense *dense;
    const ent__held_out *held;
    const ent_kernel_machine *machine;
    unsigned fold;
};

/* Margins of the rows of one fold, over those of the linear model. */
static ent_status score_piece(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    const struct scoring *scoring = context;
    const struct dense *dense = scoring->dense;
    size_t labels = scoring->machine->outputs;
    double *decisions = ent_new(labels, sizeof *decisions);
    if (!decisions)
        return ent_fail_memory(err);
    size_t end = (piece + 1) * ROWS_A_PIECE;
    for (size_t i = piece * ROWS_A_PIECE; i < end && i < dense->count; i++) {
        if (scoring->held->fold[dense->documents[i]] != scoring->fold)
            continue;
        ent__kernel_score(decisions, scoring->machine, dense->rows + i * dense->columns);
        for (size_t k = 0; k < labels; k++)
            scoring->held->margins[0][i * scoring->held->stride + k] =
                (float)decisions[k];
    }
    free(decisions);
    return ENT_OK;
}

static ent_status run_fold(struct ent__training *training, const struct dense *dense,
                           ent__held_out *held, unsigned fold,
                           const ent__kernel_settings *settings, ent_error *err)
{
    ent_arena scratch;
    ent_kernel_machine *machine;
    ENT_TRY(ent_arena_open(&scratch, 0, err));
    ent_status status = fit_on(&machine, &scratch, dense, held, fold, settings, err);
    struct scoring scoring = {dense, held, machine, fold};
    if (status == ENT_OK)
        status = ent_parallel((dense->count + ROWS_A_PIECE - 1) / ROWS_A_PIECE,
                              training->options->threads, score_piece, &scoring, err);
    ent_arena_close(&scratch);
    return status;
}

ent_status ent__fit_kernel(struct ent__training *training, ent__held_out *held,
                           ent_error *err)
{
    const ent_kernel_options *options = &training->options->kernel;
    ent__kernel_settings settings = settings_of(options);
    struct dense dense = {0};
    unsigned folds = training->options->folds;
    ENT_TRY(open_model(training, err));
    ent_model *model = training->model;
    ent_status status = make_dense(&dense, training, held, err);
    if (status == ENT_OK)
        status =
            fit_on(&model->kernel, &model->arena, &dense, held, folds, &settings, err);
    if (status == ENT_OK)
        model->kernel->input =
            options->projection ? ENT_INPUT_PROJECTION : ENT_INPUT_MARGINS;
    for (unsigned f = 0; status == ENT_OK && f < folds; f++) {
        ent__stage(training, "kernel", (double)(f + 1) / (folds + 1));
        status = run_fold(training, &dense, held, f, &settings, err);
    }
    free(dense.rows);
    return status;
}

/* ---- novelty ---- */

/* Every `step`-th document from `first` on that has a term. @return how many, at most `most` */
static size_t spread_rows(uint32_t *out, const ent_matrix *matrix, size_t first,
                          size_t step, size_t most)
{
    size_t count = 0;
    for (size_t i = first; i < matrix->rows && count < most; i += step)
        if (matrix->starts[i + 1] > matrix->starts[i])
            out[count++] = (uint32_t)i;
    return count;
}

/*
 * Rows of likeness. A document of the corpus knows all its terms, so those that it would not share with another are
 * counted as unknown: they would be, had it come later.
 */
static ent_status likeness(float *out, const struct ent__training *training,
                           const uint32_t *rows, size_t count, ent_error *err)
{
    const ent_vocabulary *vocabulary = &training->vocabulary;
    const ent_weights *projection = &training->model->projection;
    uint32_t rare =
        training->recipe.features.min_df ? training->recipe.features.min_df : 1;
    ent_vectorizer *vectorizer;
    float *projected = ent_new(count * projection->labels, sizeof *projected);
    if (!projected)
        return ent_fail_memory(err);
    ent_status status =
        ent__project(projected, projection, &training->matrix, rows, count, err);
    if (status == ENT_OK)
        status = ent__vectorizer_new(&vectorizer, &training->recipe.features, vocabulary,
                                     training->language, err);
    if (status != ENT_OK) {
        free(projected);
        return status;
    }
    for (size_t i = 0; status == ENT_OK && i < count; i++) {
        ent_vector vector;
        ent_vector_facts facts;
        double squares = 0;
        status = ent__vectorize(&vector, &facts, vectorizer,
                                &training->corpus->articles[rows[i]], err);
        for (size_t d = 0; d < projection->labels; d++) {
            double z = (double)projected[i * projection->labels + d];
            squares += z * z;
        }
        for (size_t j = 0; status == ENT_OK && j < vector.count; j++)
            facts.unknown += vocabulary->frequencies[vector.items[j].id] <= rare;
        if (status == ENT_OK)
            ent__likeness(out + 2 * i, squares, &facts);
    }
    ent__vectorizer_free(vectorizer);
    free(projected);
    return status;
}

/* A half-plane: the more of an article the corpus explains and knows, the more it is like it. */
static ent_status fit_one_class(struct ent__training *training, const uint32_t *rows,
                                size_t count, ent_error *err)
{
    ent_model *model = training->model;
    ent__kernel_settings settings = ent__kernel_defaults(ENT_KERNEL_LINEAR);
    settings.origin = 4;
    settings.nu = training->options->kernel.novelty_nu > 0
                      ? training->options->kernel.novelty_nu
                      : usual_nu;
    float *dense = ent_new(count * 2, sizeof *dense);
    ent_status status = dense ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK)
        status = likeness(dense, training, rows, count, err);
    if (status == ENT_OK)
        status = ent__kernel_fit_one_class(&model->novelty, &model->arena, dense, 2,
                                           count, 2, &settings, err);
    if (status == ENT_OK)
        model->novelty->input = ENT_INPUT_LIKENESS;
    free(dense);
    return status;
}

ent_status ent__fit_novelty(struct ent__training *training, ent_error *err)
{
    const ent_matrix *matrix = &training->matrix;
    uint32_t *rows = ent_new(matrix->rows, sizeof *rows);
    bool halves = matrix->rows >= HALVES_FROM;
    size_t step = matrix->rows / (2 * ROWS_NOVELTY) + 1;
    ent_status status = rows ? open_model(training, err) : ent_fail_memory(err);
    ent__stage(training, "novelty", 0);
    if (status == ENT_OK) {
        size_t count =
            spread_rows(rows, matrix, 0, halves ? 2 * step : 1, ENT__PROJECTION_ROWS);
        status = open_projection(training, rows, count, err);
    }
    if (status == ENT_OK) {
        size_t count = spread_rows(rows, matrix, halves ? step : 0, halves ? 2 * step : 1,
                                   ROWS_NOVELTY);
        status = fit_one_class(training, rows, count, err);
    }
    free(rows);
    return status;
}

/* ---- labels and features in a new order ---- */

ent_status ent__kernel_reorder(ent_kernel_machine *machine, const size_t *columns,
                               ent_error *err)
{
    size_t k = machine->outputs;
    double *outputs = ent_new(k, sizeof *outputs);
    float *inputs = ent_new(k, sizeof *inputs);
    if (!outputs || !inputs) {
        free(outputs);
        free(inputs);
        return ent_fail_memory(err);
    }
    for (size_t s = 0; s <= machine->vector_count; s++) {
        double *row = s ? machine->coefficients + (s - 1) * k : machine->rho;
        memcpy(outputs, row, k * sizeof *row);
        for (size_t i = 0; i < k; i++)
            row[i] = outputs[columns[i]];
    }
    bool margins = machine->input == ENT_INPUT_MARGINS;
    for (size_t s = 0; margins && s < machine->vector_count + 2; s++) {
        float *row = s == 0   ? machine->shift
                     : s == 1 ? machine->scale
                              : machine->vectors + (s - 2) * k;
        memcpy(inputs, row, k * sizeof *row);
        for (size_t i = 0; i < k; i++)
            row[i] = inputs[columns[i]];
    }
    free(outputs);
    free(inputs);
    return ENT_OK;
}

static ent_status carry_projection(ent_model *model, const struct ent__carry *carry,
                                   ent_error *err)
{
    const ent_model *old = carry->model;
    size_t stride = old->projection.stride, features = model->vocabulary.size;
    float *source = ent_new_zeroed(features * stride, sizeof *source);
    if (!source)
        return ent_fail_memory(err);
    for (size_t j = 0; j < features; j++) {
        uint32_t feature = carry->features[j];
        for (size_t d = 0; feature != ENT_NO_TERM && d < old->projection.labels; d++)
            source[j * stride + d] =
                ent__weight(&old->projection, feature, d) *
                (old->vocabulary.idf[feature] / model->vocabulary.idf[j]);
    }
    ent_status status =
        ent__weights_quantise(&model->projection, &model->arena, source, features,
                              old->projection.labels, stride, 16, err);
    free(source);
    return status;
}

ent_status ent__novelty_carry(ent_model *model, const struct ent__carry *carry,
                              ent_error *err)
{
    const ent_kernel_machine *old = carry->model->novelty;
    if (!old || old->input == ENT_INPUT_MARGINS)
        return ENT_OK;
    ENT_TRY(carry_projection(model, carry, err));
    ent_kernel_machine *machine = ent_arena_alloc(&model->arena, 1, sizeof *machine);
    if (!machine)
        return ent_fail_memory(err);
    *machine = *old;
    if (!ent__kernel_open(machine, &model->arena))
        return ent_fail_memory(err);
    size_t d = old->dimensions, s = old->vector_count;
    memcpy(machine->shift, old->shift, d * sizeof(float));
    memcpy(machine->scale, old->scale, d * sizeof(float));
    if (s) {
        memcpy(machine->vectors, old->vectors, s * d * sizeof(float));
        memcpy(machine->coefficients, old->coefficients, s * sizeof(double));
    }
    machine->rho[0] = old->rho[0];
    model->novelty = machine;
    return ENT_OK;
}
