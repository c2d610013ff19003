/* SPDX-License-Identifier: MIT */
/* One linear model of exactly one label a document, labels of equal weight: the parts of a stance model. */
#include "linear.h"

#include <stdlib.h>
#include <string.h>

#include "bayes.h"
#include "calibrate.h"
#include "training.h"

enum { WEIGHT_BITS = 8, ALIGNMENT = 64 };

/* ---- vectors ---- */

static bool copy_vocabulary(ent_vocabulary *out, const ent_vocabulary *source)
{
    *out = (ent_vocabulary){.size = source->size, .documents = source->documents};
    out->keys = ent_new(source->size, sizeof *out->keys);
    out->frequencies = ent_new(source->size, sizeof *out->frequencies);
    if (!out->keys || !out->frequencies)
        return false;
    memcpy(out->keys, source->keys, source->size * sizeof *out->keys);
    memcpy(out->frequencies, source->frequencies,
           source->size * sizeof *out->frequencies);
    return ent__vocabulary_lock(out, NULL) == ENT_OK;
}

static ent_status make_vocabulary(struct ent__linear *linear, ent_error *err)
{
    if (linear->frequencies)
        return copy_vocabulary(&linear->vocabulary, linear->frequencies)
                   ? ENT_OK
                   : ent_fail_memory(err);
    ENT_TRY(ent__vocabulary_build(&linear->vocabulary, &linear->settings,
                                  linear->articles, linear->own, linear->language,
                                  linear->threads, err));
    if (!linear->vocabulary.size)
        return ent_fail(err, ENT_EDATA, "cannot train: no term stands in %u documents",
                        linear->settings.min_df);
    return ENT_OK;
}

static ent_status make_matrix(struct ent__linear *linear, ent_error *err)
{
    return ent__matrix_build(&linear->matrix, &linear->settings, &linear->vocabulary,
                             linear->articles, linear->count, linear->language,
                             linear->threads, err);
}

/*
 * Count the terms in the others instead of its own documents. What stands in most of these and in few of the others is the
 * very talk of the subject, and so no stop word. Every term counts once more than it is found, for frequencies are positive.
 */
static ent_status weigh_by_others(struct ent__linear *linear, ent_error *err)
{
    ent_vocabulary *vocabulary = &linear->vocabulary;
    const ent_matrix *matrix = &linear->matrix;
    for (size_t id = 0; id < vocabulary->size; id++)
        vocabulary->frequencies[id] = 1;
    for (uint64_t j = matrix->starts[linear->own]; j < matrix->starts[linear->count]; j++)
        vocabulary->frequencies[matrix->items[j].id]++;
    vocabulary->documents = linear->count - linear->own + 1;
    ENT_TRY(ent__vocabulary_lock(vocabulary, err));
    ent__matrix_dispose(&linear->matrix);
    return make_matrix(linear, err);
}

static bool get_memory(struct ent__linear *linear)
{
    size_t row = linear->stride * sizeof(float);
    size_t bytes =
        (linear->vocabulary.size * row + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    linear->weights = aligned_alloc(ALIGNMENT, bytes ? bytes : ALIGNMENT);
    linear->bias =
        aligned_alloc(ALIGNMENT, (row + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    linear->starts = ent_new(linear->count + 1, sizeof *linear->starts);
    linear->row_weights = ent_new(linear->count, sizeof *linear->row_weights);
    linear->rows = ent_new(linear->count, sizeof *linear->rows);
    for (size_t i = 0; linear->starts && i <= linear->count; i++)
        linear->starts[i] = i;
    return linear->rows && linear->weights && linear->bias && linear->starts &&
           linear->row_weights;
}

/* Rows from..end: every label weighs the same in sum, each row `weight` on average. */
static void weigh_rows(struct ent__linear *linear, size_t from, size_t end, double weight)
{
    size_t documents[ENT_STANCE_LABELS] = {0};
    for (size_t i = from; i < end; i++)
        documents[linear->labels[i]]++;
    for (size_t i = from; i < end; i++)
        linear->row_weights[i] =
            (float)(weight * (double)(end - from) /
                    ((double)linear->label_count * (double)documents[linear->labels[i]]));
}

ent_status ent__linear_open(struct ent__linear *linear, ent_error *err)
{
    linear->stride = ent__stride(linear->label_count);
    linear->own = linear->own ? linear->own : linear->count;
    linear->length = linear->length > 0 ? linear->length : 1;
    ENT_TRY(make_vocabulary(linear, err));
    ENT_TRY(make_matrix(linear, err));
    /* As many others at least: fewer say less of a language than its own do. */
    if (!linear->frequencies && linear->count - linear->own >= linear->own)
        ENT_TRY(weigh_by_others(linear, err));
    if (linear
            ->frequencies) { /* terms that stand in no article here would lack their text */
        free(linear->vocabulary.term_starts);
        free(linear->vocabulary.terms);
        linear->vocabulary.term_starts = NULL;
        linear->vocabulary.terms = NULL;
    }
    for (uint64_t j = 0; j < linear->matrix.starts[linear->count]; j++)
        linear->matrix.items[j].value *= (float)linear->length;
    return get_memory(linear) ? ENT_OK : ent_fail_memory(err);
}

void ent__linear_close(struct ent__linear *linear)
{
    ent__vocabulary_dispose(&linear->vocabulary);
    ent__matrix_dispose(&linear->matrix);
    free(linear->starts);
    free(linear->row_weights);
    free(linear->rows);
    free(linear->weights);
    free(linear->bias);
}

/* ---- fitting ---- */

ent_status ent__linear_fit(struct ent__linear *linear, const uint32_t *rows, size_t count,
                           const struct ent__linear_how *how, ent_error *err)
{
    ent_targets targets = {linear->label_count, linear->starts, linear->labels};
    ent_solve_settings settings = ent__solve_defaults();
    settings.C = how->C / (linear->length * linear->length);
    settings.seed = linear->seed;
    settings.threads = linear->threads;
    settings.row_weights = linear->row_weights;
    settings.skip_objective = true;
    size_t all = 0;
    for (size_t i = 0; i < (rows ? count : linear->own); i++)
        linear->rows[all++] = rows ? rows[i] : (uint32_t)i;
    weigh_rows(linear, 0, linear->own, 1);
    weigh_rows(linear, linear->own, linear->count, how->others);
    ent__bayes bayes = {0};
    if (how->bayes) {
        ENT_TRY(
            ent__bayes_open(&bayes, &linear->matrix, &targets, linear->rows, all, err));
        settings.variances = ent__bayes_port(&bayes);
    }
    for (size_t i = linear->own; i < linear->count && how->others > 0; i++)
        linear->rows[all++] = (uint32_t)i;
    ent_status status = ent__solve(linear->weights, linear->bias, NULL, &linear->matrix,
                                   &targets, linear->rows, all, &settings, err);
    if (how->bayes)
        ent__bayes_close(&bayes);
    return status;
}

static void score_row(float *margins, const struct ent__linear *linear, size_t row)
{
    double sums[ENT_STANCE_LABELS] = {0};
    for (uint64_t j = linear->matrix.starts[row]; j < linear->matrix.starts[row + 1];
         j++) {
        ent_feature item = linear->matrix.items[j];
        const float *weights = linear->weights + item.id * linear->stride;
        for (size_t k = 0; k < linear->label_count; k++)
            sums[k] += (double)weights[k] * item.value;
    }
    for (size_t k = 0; k < linear->label_count; k++)
        margins[k] = (float)(sums[k] + linear->bias[k]);
}

ent_status ent__linear_out_of_fold(float *margins, struct ent__linear *linear,
                                   const uint8_t *fold, unsigned folds,
                                   const struct ent__linear_how *how, ent_error *err)
{
    uint32_t *rows = ent_new(linear->own, sizeof *rows);
    ent_status status = rows ? ENT_OK : ent_fail_memory(err);
    for (unsigned f = 0; status == ENT_OK && f < folds; f++) {
        size_t kept = 0;
        for (uint32_t i = 0; i < linear->own; i++)
            if (fold[i] != f)
                rows[kept++] = i;
        status = ent__linear_fit(linear, rows, kept, how, err);
        for (size_t i = 0; status == ENT_OK && i < linear->own; i++)
            if (fold[i] == f)
                score_row(margins + i * linear->stride, linear, i);
    }
    free(rows);
    return status;
}

/* ---- the model ---- */

static ent_status make_labels(ent_model *model, const struct ent__linear *linear,
                              const float *margins, ent_error *err)
{
    size_t count = linear->own;
    model->label_count = linear->label_count;
    model->labels =
        ent_arena_alloc(&model->arena, model->label_count, sizeof *model->labels);
    float *column = ent_new(count, sizeof *column);
    uint8_t *positive = ent_new(count, 1);
    ent_status status =
        model->labels && column && positive ? ENT_OK : ent_fail_memory(err);
    for (size_t k = 0; status == ENT_OK && k < model->label_count; k++) {
        ent_model_label *label = &model->labels[k];
        double slope, offset;
        for (size_t i = 0; i < count; i++) {
            column[i] = margins[i * linear->stride + k];
            positive[i] = linear->labels[i] == k;
            label->documents += positive[i];
        }
        ent__platt_fit(&slope, &offset, column, positive, count);
        label->name = ent_string_copy(&model->arena, linear->names[k]);
        label->bias = linear->bias[k];
        label->slope = (float)slope;
        label->offset = (float)offset;
        if (!label->name.data)
            status = ent_fail_memory(err);
    }
    free(column);
    free(positive);
    return status;
}

ent_status ent__linear_model(ent_model **out, struct ent__linear *linear,
                             const float *margins, const struct ent__linear_how *how,
                             ent_error *err)
{
    ent_model *model;
    ENT_TRY(ent__linear_fit(linear, NULL, 0, how, err));
    ENT_TRY(ent__model_new(&model, 0, err));
    model->kind = ent_string_of("stance");
    model->calibrated = true;
    model->language = ent_string_of(linear->language ? linear->language->code : "");
    model->settings = linear->settings;
    ent_status status = make_labels(model, linear, margins, err);
    for (size_t j = 0; j < linear->vocabulary.size * linear->stride; j++)
        linear->weights[j] *= (float)linear->length; /* articles have unit length */
    if (status == ENT_OK)
        status = ent__weights_quantise(&model->weights, &model->arena, linear->weights,
                                       linear->vocabulary.size, linear->label_count,
                                       linear->stride, WEIGHT_BITS, err);
    if (status != ENT_OK) {
        ent_model_free(model);
        return status;
    }
    model->vocabulary = linear->vocabulary;
    linear->vocabulary = (ent_vocabulary){0};
    *out = model;
    return ENT_OK;
}

/* ---- scores ---- */

double ent__tally_accuracy(const struct ent__tally *tally)
{
    uint64_t both = 0, all = 0;
    for (size_t k = 0; k < ENT__TALLY_LABELS; k++) {
        both += tally->both[k];
        all += tally->truth[k];
    }
    return all ? (double)both / (double)all : -1;
}

double ent__tally_macro_f1(const struct ent__tally *tally, const bool *counts,
                           size_t count)
{
    double sum = 0;
    size_t labels = 0;
    for (size_t k = 0; k < count; k++) {
        uint64_t all = tally->truth[k] + tally->given[k];
        if (!counts[k] || !all)
            continue;
        sum += 2 * (double)tally->both[k] / (double)all;
        labels++;
    }
    return labels ? sum / (double)labels : -1;
}

uint32_t ent__best_label(const float *margins, size_t count)
{
    size_t best = 0;
    for (size_t k = 1; k < count; k++)
        if (margins[k] > margins[best])
            best = k;
    return (uint32_t)best;
}
