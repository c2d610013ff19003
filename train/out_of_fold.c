/* SPDX-License-Identifier: MIT */
/* What only held-out documents can tell: probabilities, thresholds, how many bits a weight needs, how good the model is. */
#include <stdlib.h>

#include "base/base.h"
#include "datasets/datasets.h"
#include "folds.h"
#include "held_out.h"
#include "honesty.h"
#include "kernel_stage.h"
#include "scores.h"
#include "training.h"

static const double least_f1 = 0.1; /* "fbr": Lewis et al. 2004 */
enum { ROWS_IN_SAMPLE = 2000 };
static const size_t margins_most = (size_t)1
                                   << 25; /* kept for calibration, of each width */

/* The fewest bits that cost less than 0.1 point of micro-F1. */
static void choose_bits(struct ent__training *training, const ent__scores *scores)
{
    for (size_t w = 1; w < ENT__WIDTHS && !training->options->weight_bits; w++) {
        double lost = 100 * (scores[0].micro_f1 - scores[w].micro_f1);
        if (lost >= 0.1)
            break;
        training->bits = ent__widths[w];
        training->report->quantised_loss = lost;
    }
}

/* Where terms are chosen by their labels, a fold has terms of its own, and so a matrix. */
static ent_status run_fold(struct ent__training *training, const ent__held_out *held,
                           unsigned f, const ent_solve_settings *settings, ent_error *err)
{
    ent__held_out part = *held;
    ent_matrix matrix = {0};
    if (ent__chooses_terms(training->options)) {
        ENT_TRY(ent__choose_terms_apart(&matrix, training, held->fold, f, err));
        part.matrix = &matrix;
    }
    ent_status status = ent__held_out_fold(&part, f, training->recipe.bayes, settings,
                                           (ent_solve_port){0}, err);
    ent__matrix_dispose(&matrix);
    return status;
}

static ent_status run_folds(struct ent__training *training, const ent__held_out *held,
                            ent_error *err)
{
    ent_solve_settings settings = ent__solver_settings(training);
    settings.start =
        (ent_solve_port){0}; /* an older model may have learned what is held out */
    for (unsigned f = 0; f < training->options->folds; f++) {
        ent__stage(training, "calibration", (double)f / training->options->folds);
        ENT_TRY(run_fold(training, held, f, &settings, err));
    }
    return ENT_OK;
}

static ent_status try_widths(struct ent__training *training, const ent__held_out *held,
                             ent_error *err)
{
    ent__scores scores[ENT__WIDTHS];
    if (!held->margins[1])
        return ENT_OK;
    for (size_t w = 0; w < ENT__WIDTHS; w++)
        ENT_TRY(ent__score_margins(&scores[w], held, w, training->corpus->multi_label,
                                   least_f1, err));
    choose_bits(training, scores);
    return ENT_OK;
}

static ent_status judge(struct ent__training *training, const ent__held_out *held,
                        ent_error *err)
{
    ent__scores scores;
    ENT_TRY(ent__score_margins(&scores, held, 0, training->corpus->multi_label, least_f1,
                               err));
    training->report->folds = training->options->folds;
    training->report->accuracy = scores.accuracy;
    training->report->micro_f1 = scores.micro_f1;
    training->report->macro_f1 = scores.macro_f1;
    return ENT_OK;
}

/* Near-duplicates stay in one fold, unless a quick answer is wanted; documents of one group always do. */
static ent_status divide(uint8_t *fold, const struct ent__training *training,
                         ent_error *err)
{
    const ent_corpus *corpus = training->corpus;
    const ent_train_options *options = training->options;
    bool alike = options->search != ENT_SEARCH_NONE;
    uint32_t *groups = ent_new(corpus->count, sizeof *groups);
    ent_status status = groups ? ent__groups(groups, corpus->articles, corpus->groups,
                                             corpus->count, alike, options->threads, err)
                               : ent_fail_memory(err);
    if (status == ENT_OK) {
        training->report->one_group = !ent__divisible(groups, corpus->count);
        status = ent__folds(fold, &training->targets, corpus->count,
                            training->report->one_group ? NULL : groups, options->folds,
                            options->seed, err);
    }
    if (status == ENT_OK)
        status = ent__unseen_labels(&training->report->unseen_labels, fold,
                                    &training->targets, corpus->count, err);
    free(groups);
    return status;
}

ent_status ent__fit_out_of_fold(struct ent__training *training, ent_error *err)
{
    bool kernel = training->options->kernel.kernel != ENT_TRAIN_NO_KERNEL;
    size_t widths = training->options->weight_bits || kernel ? 1 : ENT__WIDTHS;
    ent__held_out held = {0};
    if (kernel && !training->options->weight_bits)
        training->bits = 16; /* the machine's margins do not tell what fewer would cost */
    uint8_t *fold = ent_new(training->corpus->count, 1);
    ent_status status = fold ? divide(fold, training, err) : ent_fail_memory(err);
    if (status == ENT_OK)
        status =
            ent__held_out_open(&held, &training->matrix, &training->targets, fold,
                               margins_most, widths, training->options->threads, err);
    if (status == ENT_OK)
        status = run_folds(training, &held, err);
    if (status == ENT_OK && kernel)
        status = ent__fit_kernel(training, &held, err);
    for (size_t i = 0; status == ENT_OK && training->options->held_out && i < held.count;
         i++)
        training->options->held_out(training->options->held_out_context, training->corpus,
                                    held.observed[i], held.margins[0] + i * held.stride);
    if (status == ENT_OK)
        status = try_widths(training, &held, err);
    if (status == ENT_OK)
        status = ent__calibrate(training, &held, err);
    if (status == ENT_OK)
        status = judge(training, &held, err);
    ent__held_out_close(&held);
    free(fold);
    return status;
}

ent_status ent__choose_bits_in_sample(struct ent__training *training, ent_error *err)
{
    size_t stride = ent__stride(training->targets.labels);
    ent__held_out held = {0};
    ent_dense_weights dense = {training->weights, training->bias,
                               training->matrix.columns, stride};
    ent__scores scores[ENT__WIDTHS];
    uint8_t *fold = ent_new_zeroed(training->corpus->count, 1);
    /* 8 bits are for those who hold documents out */
    ent_status status =
        fold ? ent__held_out_open(&held, &training->matrix, &training->targets, fold,
                                  ROWS_IN_SAMPLE * stride, 2, training->options->threads,
                                  err)
             : ent_fail_memory(err);
    if (status == ENT_OK)
        status = ent__held_out_weights(&held, 0, &dense, err);
    for (size_t w = 0; status == ENT_OK && w < 2; w++)
        status = ent__score_margins(&scores[w], &held, w, training->corpus->multi_label,
                                    least_f1, err);
    scores[2].micro_f1 = -1;
    if (status == ENT_OK)
        choose_bits(training, scores);
    ent__held_out_close(&held);
    free(fold);
    return status;
}
