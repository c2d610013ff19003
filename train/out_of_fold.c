/* SPDX-License-Identifier: MIT */
/* What only held-out documents can tell: probabilities, thresholds, how many bits a weight needs, how good the model is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "calibrate.h"
#include "folds.h"
#include "training.h"

static const double least_f1 = 0.1; /* "fbr": Lewis et al. 2004 */
enum { ROWS_A_PIECE = 128, ROWS_IN_SAMPLE = 2000 };
static const unsigned widths[] = {
    32, 16, 8}; /* bits of a weight, in the order in which margins are made */
enum { WIDTHS = sizeof widths / sizeof *widths };

/* Decisions against the truth, summed over documents. */
struct tally {
    uint64_t right; /* documents decided exactly right */
    uint64_t both, predicted, labelled;
};

struct held_out {
    struct ent__training *training;
    size_t stride;
    const uint32_t *rows; /* [count] held-out rows of this fold */
    size_t count;
    float *scales[WIDTHS]; /* [stride] of one step of a rounded weight; 0: as it is */
    float *margins;        /* [N][stride] of the full-width weights; NULL: not wanted */
    struct tally *tallies; /* [pieces][WIDTHS] */
};

/* margins[k] = bias[k] + sum over the row of value * weight[k], weights rounded to steps of scale[k]. */
static void row_margins(float *margins, const struct held_out *held, uint32_t row,
                        const float *scale)
{
    const struct ent__training *training = held->training;
    size_t stride = held->stride;
    memcpy(margins, training->bias, stride * sizeof *margins);
    const ent_matrix *matrix = &training->matrix;
    for (uint64_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++) {
        const float *weights = training->weights + (size_t)matrix->items[i].id * stride;
        float value = matrix->items[i].value;
        if (!scale) {
            for (size_t k = 0; k < stride; k++)
                margins[k] += value * weights[k];
            continue;
        }
        for (size_t k = 0; k < stride; k++)
            if (scale[k] > 0)
                margins[k] += value * (rintf(weights[k] / scale[k]) * scale[k]);
    }
}

static bool carries(const ent_targets *targets, uint32_t row, size_t label)
{
    for (uint64_t i = targets->starts[row]; i < targets->starts[row + 1]; i++)
        if (targets->ids[i] == label)
            return true;
    return false;
}

static void judge(struct tally *tally, const struct ent__training *training, uint32_t row,
                  const float *margins)
{
    const ent_targets *targets = &training->targets;
    size_t best = 0, predicted = 0, both = 0;
    size_t labelled = (size_t)(targets->starts[row + 1] - targets->starts[row]);
    for (size_t k = 1; k < targets->labels; k++)
        if (margins[k] > margins[best])
            best = k;
    for (size_t k = 0; k < targets->labels; k++) {
        bool chosen = training->corpus->multi_label
                          ? margins[k] >= training->labels[k].threshold
                          : k == best;
        predicted += chosen;
        both += chosen && carries(targets, row, k);
    }
    tally->right += both == predicted && both == labelled;
    tally->both += both;
    tally->predicted += predicted;
    tally->labelled += labelled;
}

static ent_status score_piece(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    struct held_out *held = context;
    float *scratch = ent_new(2 * held->stride, sizeof *scratch);
    if (!scratch)
        return ent_fail_memory(err);
    size_t last = (piece + 1) * ROWS_A_PIECE < held->count ? (piece + 1) * ROWS_A_PIECE
                                                           : held->count;
    for (size_t i = piece * ROWS_A_PIECE; i < last; i++) {
        uint32_t row = held->rows[i];
        float *margins = held->margins ? held->margins + row * held->stride : scratch;
        row_margins(margins, held, row, NULL);
        judge(&held->tallies[piece * WIDTHS], held->training, row, margins);
        for (size_t w = 1; w < WIDTHS && held->scales[w]; w++) {
            row_margins(scratch + held->stride, held, row, held->scales[w]);
            judge(&held->tallies[piece * WIDTHS + w], held->training, row,
                  scratch + held->stride);
        }
    }
    free(scratch);
    return ENT_OK;
}

/* One step of a weight rounded to `bits` bits, for each label. */
static void find_scales(float *scales, const struct ent__training *training,
                        size_t stride, unsigned bits)
{
    memset(scales, 0, stride * sizeof *scales);
    for (size_t id = 0; id < training->vocabulary.size; id++)
        for (size_t k = 0; k < stride; k++) {
            float size = fabsf(training->weights[id * stride + k]);
            scales[k] = size > scales[k] ? size : scales[k];
        }
    float steps = (float)((1u << (bits - 1)) - 1);
    for (size_t k = 0; k < stride; k++)
        scales[k] /= steps;
}

static ent_status score_fold(struct held_out *held, struct tally tallies[WIDTHS],
                             ent_error *err)
{
    for (size_t w = 1; w < WIDTHS && held->scales[w]; w++)
        find_scales(held->scales[w], held->training, held->stride, widths[w]);
    size_t pieces = (held->count + ROWS_A_PIECE - 1) / ROWS_A_PIECE;
    held->tallies = ent_new_zeroed(pieces * WIDTHS, sizeof *held->tallies);
    if (!held->tallies)
        return ent_fail_memory(err);
    ent_status status =
        ent_parallel(pieces, held->training->options->threads, score_piece, held, err);
    for (size_t i = 0; i < pieces * WIDTHS; i++) {
        struct tally *sum = &tallies[i % WIDTHS];
        sum->right += held->tallies[i].right;
        sum->both += held->tallies[i].both;
        sum->predicted += held->tallies[i].predicted;
        sum->labelled += held->tallies[i].labelled;
    }
    free(held->tallies);
    return status;
}

static double micro_f1(const struct tally *tally)
{
    uint64_t sum = tally->predicted + tally->labelled;
    return sum ? 2 * (double)tally->both / (double)sum : 0;
}

/* The fewest bits that cost less than 0.1 point of micro-F1. */
static void choose_bits(struct ent__training *training, const struct tally *tallies,
                        size_t count)
{
    double full = micro_f1(&tallies[0]);
    for (size_t w = 1; w < count && !training->options->weight_bits; w++) {
        double lost = 100 * (full - micro_f1(&tallies[w]));
        if (lost >= 0.1)
            break;
        training->bits = widths[w];
        training->report->quantised_loss = lost;
    }
}

/* Sigmoid and threshold of every label, from the margins of all documents. */
static ent_status calibrate(struct held_out *held, const uint8_t *fold, ent_error *err)
{
    struct ent__training *training = held->training;
    size_t count = training->corpus->count, labels = training->targets.labels;
    float *margins = ent_new(count, sizeof *margins);
    uint8_t *positive = ent_new(count, 1);
    ent_status status = margins && positive ? ENT_OK : ent_fail_memory(err);
    for (size_t k = 0; status == ENT_OK && k < labels; k++) {
        for (uint32_t i = 0; i < count; i++) {
            margins[i] = held->margins[i * held->stride + k];
            positive[i] = carries(&training->targets, i, k);
        }
        struct ent__label_fit *fit = &training->labels[k];
        ent__platt_fit(&fit->slope, &fit->offset, margins, positive, count);
        if (training->corpus->multi_label)
            status = ent__threshold_fit(&fit->threshold, margins, positive, fold, count,
                                        least_f1, err);
    }
    free(margins);
    free(positive);
    return status;
}

static ent_status run_folds(struct held_out *held, const uint8_t *fold,
                            struct tally tallies[WIDTHS], ent_error *err)
{
    struct ent__training *training = held->training;
    size_t count = training->corpus->count;
    unsigned folds = training->options->folds;
    uint32_t *rows = ent_new(count, sizeof *rows);
    if (!rows)
        return ent_fail_memory(err);
    ent_status status = ENT_OK;
    for (unsigned f = 0; status == ENT_OK && f < folds; f++) {
        ent__stage(training, "calibration", (double)f / folds);
        size_t kept = 0,
               out =
                   count; /* training rows from the front, held-out ones from the back */
        for (uint32_t i = 0; i < count; i++)
            rows[fold[i] == f ? --out : kept++] = i;
        status = ent__fit(training, rows, kept, NULL, err);
        held->rows = rows + out;
        held->count = count - out;
        if (status == ENT_OK)
            status = score_fold(held, tallies, err);
    }
    free(rows);
    return status;
}

ent_status ent__fit_out_of_fold(struct ent__training *training, ent_error *err)
{
    size_t count = training->corpus->count;
    struct held_out held = {.training = training,
                            .stride = ent__stride(training->targets.labels)};
    struct tally tallies[WIDTHS] = {0};
    ent_status status = ENT_OK;
    uint8_t *fold = ent_new(count, 1);
    held.margins = ent_new(count * held.stride, sizeof *held.margins);
    bool choose = !training->options->weight_bits;
    for (size_t w = 1; choose && w < WIDTHS; w++)
        held.scales[w] = ent_new(held.stride, sizeof **held.scales);
    if (!fold || !held.margins || (choose && (!held.scales[1] || !held.scales[2])))
        status = ent_fail_memory(err);
    if (status == ENT_OK)
        status = ent__folds(fold, &training->targets, count, NULL,
                            training->options->folds, training->options->seed, err);
    if (status == ENT_OK)
        status = run_folds(&held, fold, tallies, err);
    if (status == ENT_OK)
        status = calibrate(&held, fold, err);
    if (status == ENT_OK) {
        choose_bits(training, tallies, WIDTHS);
        training->report->accuracy = (double)tallies[0].right / (double)count;
        training->report->micro_f1 = micro_f1(&tallies[0]);
    }
    free(fold);
    free(held.margins);
    for (size_t w = 1; w < WIDTHS; w++)
        free(held.scales[w]);
    return status;
}

ent_status ent__choose_bits_in_sample(struct ent__training *training, ent_error *err)
{
    size_t count = training->corpus->count, step = count / ROWS_IN_SAMPLE + 1;
    struct held_out held = {.training = training,
                            .stride = ent__stride(training->targets.labels)};
    struct tally tallies[WIDTHS] = {0};
    uint32_t *rows = ent_new(count / step + 1, sizeof *rows);
    held.scales[1] = ent_new(held.stride, sizeof **held.scales);
    ent_status status = rows && held.scales[1] ? ENT_OK : ent_fail_memory(err);
    for (size_t row = 0; status == ENT_OK && row < count; row += step)
        rows[held.count++] = (uint32_t)row;
    held.rows = rows;
    if (status == ENT_OK)
        status = score_fold(&held, tallies, err);
    if (status == ENT_OK)
        choose_bits(training, tallies,
                    2); /* 8 bits are for those who hold documents out */
    free(rows);
    free(held.scales[1]);
    return status;
}
