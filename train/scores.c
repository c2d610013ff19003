/* SPDX-License-Identifier: MIT */
/* Counting decisions, label by label. */
#include "scores.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "calibrate.h"

/* Decisions on one label. */
struct label_tally {
    uint64_t both, predicted, labelled;
};

/* What was decided for one row. */
struct row_tally {
    uint32_t both, predicted;
};

struct scoring {
    const ent__held_out *held;
    size_t width;
    double least_f1;
    struct label_tally *labels; /* [K] */
    struct row_tally *rows;     /* [count] */
};

bool ent__carries(const ent_targets *targets, uint32_t row, size_t label)
{
    for (uint64_t i = targets->starts[row]; i < targets->starts[row + 1]; i++)
        if (targets->ids[i] == label)
            return true;
    return false;
}

static void note(struct scoring *scoring, size_t i, size_t label, bool chosen,
                 bool true_label)
{
    struct label_tally *tally = &scoring->labels[label];
    tally->both += chosen && true_label;
    tally->predicted += chosen;
    tally->labelled += true_label;
    scoring->rows[i].both += chosen && true_label;
    scoring->rows[i].predicted += chosen;
}

/* ---- one label a document ---- */

static void decide_single(struct scoring *scoring)
{
    const ent__held_out *held = scoring->held;
    const ent_targets *targets = held->targets;
    for (size_t i = 0; i < held->count; i++) {
        const float *margins = held->margins[scoring->width] + i * held->stride;
        uint32_t row = held->observed[i];
        size_t best = 0;
        for (size_t k = 1; k < targets->labels; k++)
            if (margins[k] > margins[best])
                best = k;
        note(scoring, i, best, true, ent__carries(targets, row, best));
        for (uint64_t t = targets->starts[row]; t < targets->starts[row + 1]; t++)
            if (targets->ids[t] != best)
                note(scoring, i, targets->ids[t], false, true);
    }
}

/* ---- any number of labels ---- */

struct label_column {
    float *margins;    /* [count] of the rows that thresholds come from */
    uint8_t *positive; /* [count] */
    uint8_t *fold;     /* [count] */
    uint8_t *truth;    /* [count] of all observed rows */
};

static ent_status decide_label(struct scoring *scoring, struct label_column *column,
                               size_t label, ent_error *err)
{
    const ent__held_out *held = scoring->held;
    const float *margins = held->margins[scoring->width] + label;
    unsigned folds = 0;
    for (size_t i = 0; i < held->count; i++) {
        uint32_t row = held->observed[i];
        column->truth[i] = ent__carries(held->targets, row, label);
        if (held->fold[row] >= folds)
            folds = held->fold[row] + 1u;
    }
    for (unsigned f = 0; f < folds; f++) {
        size_t count = 0;
        for (size_t i = 0; i < held->count; i++) {
            uint8_t fold = held->fold[held->observed[i]];
            if (fold == f)
                continue;
            column->margins[count] = margins[i * held->stride];
            column->positive[count] = column->truth[i];
            column->fold[count++] = fold;
        }
        float threshold;
        ENT_TRY(ent__threshold_fit(&threshold, column->margins, column->positive,
                                   column->fold, count, scoring->least_f1, err));
        for (size_t i = 0; i < held->count; i++)
            if (held->fold[held->observed[i]] == f)
                note(scoring, i, label, margins[i * held->stride] >= threshold,
                     column->truth[i]);
    }
    return ENT_OK;
}

static ent_status decide_multi(struct scoring *scoring, ent_error *err)
{
    size_t count = scoring->held->count;
    struct label_column column = {ent_new(count, sizeof(float)), ent_new(count, 1),
                                  ent_new(count, 1), ent_new(count, 1)};
    ent_status status = column.margins && column.positive && column.fold && column.truth
                            ? ENT_OK
                            : ent_fail_memory(err);
    for (size_t k = 0; status == ENT_OK && k < scoring->held->targets->labels; k++)
        status = decide_label(scoring, &column, k, err);
    free(column.margins);
    free(column.positive);
    free(column.fold);
    free(column.truth);
    return status;
}

/* ---- sums ---- */

static void sum_up(ent__scores *out, const struct scoring *scoring)
{
    const ent__held_out *held = scoring->held;
    const ent_targets *targets = held->targets;
    struct label_tally all = {0, 0, 0};
    double f1 = 0;
    size_t seen = 0, right = 0;
    for (size_t k = 0; k < targets->labels; k++) {
        const struct label_tally *tally = &scoring->labels[k];
        uint64_t sum = tally->predicted + tally->labelled;
        seen += sum > 0;
        f1 += sum ? 2 * (double)tally->both / (double)sum : 0;
        all.both += tally->both;
        all.predicted += tally->predicted;
        all.labelled += tally->labelled;
    }
    for (size_t i = 0; i < held->count; i++) {
        uint32_t row = held->observed[i];
        const struct row_tally *tally = &scoring->rows[i];
        right += tally->both == tally->predicted &&
                 tally->both == targets->starts[row + 1] - targets->starts[row];
    }
    uint64_t sum = all.predicted + all.labelled;
    out->accuracy = held->count ? (double)right / (double)held->count : 0;
    out->micro_f1 = sum ? 2 * (double)all.both / (double)sum : 0;
    out->macro_f1 = seen ? f1 / (double)seen : 0;
}

ent_status ent__score_margins(ent__scores *out, const ent__held_out *held, size_t w,
                              bool multi, double least_f1, ent_error *err)
{
    struct scoring scoring = {
        .held = held,
        .width = w,
        .least_f1 = least_f1,
        .labels = ent_new_zeroed(held->targets->labels, sizeof *scoring.labels),
        .rows = ent_new_zeroed(held->count, sizeof *scoring.rows),
    };
    ent_status status = scoring.labels && scoring.rows ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK && multi)
        status = decide_multi(&scoring, err);
    else if (status == ENT_OK)
        decide_single(&scoring);
    if (status == ENT_OK)
        sum_up(out, &scoring);
    free(scoring.labels);
    free(scoring.rows);
    return status;
}
