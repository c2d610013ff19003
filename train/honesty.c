/* SPDX-License-Identifier: MIT */
/* Calibration of a model's labels from held-out margins. */
#include "honesty.h"

#include <math.h>
#include <stdlib.h>

#include "base/base.h"
#include "calibrate.h"
#include "coupling.h"

enum { BINS = 15 };
static const double least_f1 = 0.1; /* "fbr": Lewis et al. 2004 */
static const size_t cells_most = (size_t)1
                                 << 23; /* margins that a coupling is fitted to */

/* ---- labels by themselves ---- */

struct calibration {
    struct ent__training *training;
    const ent__held_out *held;
    uint8_t *fold; /* [count] of the observed rows */
};

static ent_status calibrate_label(void *context, size_t k, int worker, ent_error *err)
{
    (void)worker;
    const struct calibration *calibration = context;
    struct ent__training *training = calibration->training;
    const ent__held_out *held = calibration->held;
    float *margins = ent_new(held->count, sizeof *margins);
    uint8_t *positive = ent_new(held->count, 1);
    ent_status status = margins && positive ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK) {
        for (size_t i = 0; i < held->count; i++) {
            margins[i] = held->margins[0][i * held->stride + k];
            positive[i] = ent__carries(held->targets, held->observed[i], k);
        }
        struct ent__label_fit *fit = &training->labels[k];
        ent__platt_fit(&fit->slope, &fit->offset, margins, positive, held->count);
        status = ent__threshold_fit(&fit->threshold, margins, positive, calibration->fold,
                                    held->count, least_f1, err);
    }
    free(margins);
    free(positive);
    return status;
}

/* ---- labels that exclude each other ---- */

/* A part of the observed rows, small enough to be gone over many times. */
struct part {
    float *margins; /* [count][stride] */
    uint32_t *truth;
    uint8_t *fold;
    size_t count, stride;
};

static ent_status take_part(struct part *part, const ent__held_out *held, ent_error *err)
{
    size_t step = held->count * held->stride / cells_most + 1;
    *part = (struct part){.stride = held->stride};
    part->margins = ent_new((held->count / step + 1) * held->stride, sizeof(float));
    part->truth = ent_new(held->count / step + 1, sizeof(uint32_t));
    part->fold = ent_new(held->count / step + 1, 1);
    if (!part->margins || !part->truth || !part->fold)
        return ent_fail_memory(err);
    for (size_t i = 0; i < held->count; i += step) {
        uint32_t row = held->observed[i];
        part->truth[part->count] = held->targets->ids[held->targets->starts[row]];
        part->fold[part->count] = held->fold[row];
        for (size_t k = 0; k < held->stride; k++)
            part->margins[part->count * held->stride + k] =
                held->margins[0][i * held->stride + k];
        part->count++;
    }
    return ENT_OK;
}

static void free_part(struct part *part)
{
    free(part->margins);
    free(part->truth);
    free(part->fold);
}

static struct ent__couples couples_of(const struct part *part,
                                      const struct ent__training *training)
{
    return (struct ent__couples){part->margins,
                                 part->truth,
                                 part->fold,
                                 part->count,
                                 part->stride,
                                 training->targets.labels,
                                 training->options->threads};
}

/* ---- how honest ---- */

struct tally {
    double confidence[BINS], right[BINS];
    double variance[BINS]; /* of the number right, were the probabilities exact */
    double brier;
};

/* @return the Brier score of the document */
static double observe(struct tally *tally, const double *p, size_t labels, uint32_t truth)
{
    size_t best = 0;
    double brier = 0;
    for (size_t k = 0; k < labels; k++) {
        double gap = p[k] - (k == truth);
        brier += gap * gap;
        if (p[k] > p[best])
            best = k;
    }
    int bin = (int)ceil(p[best] * BINS) - 1;
    bin = bin < 0 ? 0 : bin < BINS ? bin : BINS - 1;
    tally->confidence[bin] += p[best];
    tally->right[bin] += best == truth;
    tally->variance[bin] += p[best] * (1 - p[best]);
    tally->brier += brier;
    return brier;
}

/* One way to calibrate: each fold by the others. */
struct way {
    bool shared;                 /* one sigmoid for all labels */
    bool topped;                 /* and one for the best label at the end */
    struct ent__label_fit *fits; /* [folds][labels] */
    ent_coupling *couplings;     /* [folds] */
    struct tally tally;
};

static ent_status open_way(struct way *way, const struct ent__couples *couples,
                           unsigned folds, ent_error *err)
{
    way->fits = ent_new_zeroed(folds * couples->labels, sizeof *way->fits);
    way->couplings = ent_new_zeroed(folds, sizeof *way->couplings);
    if (!way->fits || !way->couplings)
        return ent_fail_memory(err);
    for (unsigned f = 0; f < folds; f++)
        ENT_TRY(ent__couple_fit(way->fits + f * couples->labels, &way->couplings[f],
                                couples, (int)f, way->shared, err));
    return ENT_OK;
}

static void close_way(struct way *way)
{
    free(way->fits);
    free(way->couplings);
}

/* @param scores  [held->count] out: Brier scores */
static ent_status observe_way(double *scores, struct way *way, const ent__held_out *held,
                              ent_error *err)
{
    const ent_targets *targets = held->targets;
    double *p = ent_new(targets->labels, sizeof *p);
    if (!p)
        return ent_fail_memory(err);
    way->tally = (struct tally){.brier = 0};
    for (size_t i = 0; i < held->count; i++) {
        uint32_t row = held->observed[i];
        size_t f = held->fold[row];
        ent_coupling coupling = way->couplings[f];
        if (!way->topped)
            coupling.top_slope = 0;
        ent__couple_row(p, held->margins[0] + i * held->stride,
                        way->fits + f * targets->labels, targets->labels, &coupling);
        scores[i] =
            observe(&way->tally, p, targets->labels, targets->ids[targets->starts[row]]);
    }
    free(p);
    return ENT_OK;
}

/* Lower by more than a standard error of the differences: what chance cannot easily do. */
static bool is_lower(const double *scores, const double *others, size_t count)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        double gain = others[i] - scores[i];
        sum += gain;
        squares += gain * gain;
    }
    return sum > sqrt(squares);
}

/*
 * Own sigmoids without a last one, unless another way has a clearly lower Brier score; where there are few documents labels
 * share. @param scores  [2][held->count] room: the chosen way's, and those of the way that is tried
 */
static ent_status choose_way(struct way *chosen, double *scores[2],
                             const struct ent__couples *couples,
                             const ent__held_out *held, unsigned folds, ent_error *err)
{
    ent_status status = ENT_OK;
    *chosen = (struct way){.fits = NULL};
    for (int shared = !ent__couples_suffice(couples); shared < 2; shared++) {
        struct way way = {.shared = shared};
        bool better = false;
        status = open_way(&way, couples, folds, err);
        for (int topped = 0; status == ENT_OK && topped < 2; topped++) {
            way.topped = topped;
            status = observe_way(scores[1], &way, held, err);
            if (status != ENT_OK ||
                (chosen->fits && !is_lower(scores[1], scores[0], held->count)))
                continue;
            if (!better)
                close_way(chosen);
            *chosen = way;
            better = true;
            double *swapped = scores[0];
            scores[0] = scores[1];
            scores[1] = swapped;
        }
        if (!better)
            close_way(&way);
        if (status != ENT_OK)
            break;
    }
    return status;
}

static void report_tally(ent_train_report *report, const struct tally *tally,
                         size_t documents)
{
    /* The mean of |x| is sqrt(2 / pi) deviations where x is normal, as sums of many documents nearly are. */
    static const double two_by_pi = 0.63661977236758134;
    double gap = 0, chance = 0;
    for (int b = 0; b < BINS; b++) {
        gap += fabs(tally->confidence[b] - tally->right[b]);
        chance += sqrt(two_by_pi * tally->variance[b]);
    }
    report->ece = gap / (double)documents;
    report->ece_chance = chance / (double)documents;
    report->brier = tally->brier / (double)documents;
}

/* What calibration on the other folds makes of a fold's margins: the logits, which decisions go by. */
static void turn_into_logits(ent__held_out *held, const struct way *way)
{
    size_t labels = held->targets->labels;
    for (size_t i = 0; i < held->count; i++) {
        float *margins = held->margins[0] + i * held->stride;
        const struct ent__label_fit *fits =
            way->fits + held->fold[held->observed[i]] * labels;
        for (size_t k = 0; k < labels; k++)
            margins[k] = (float)(fits[k].slope * (double)margins[k] + fits[k].offset);
    }
}

static ent_status calibrate_together(struct ent__training *training, ent__held_out *held,
                                     ent_error *err)
{
    struct part part;
    struct way way = {.fits = NULL};
    double *scores[2] = {ent_new(held->count, sizeof(double)),
                         ent_new(held->count, sizeof(double))};
    ent_status status = take_part(&part, held, err);
    if (status == ENT_OK && (!scores[0] || !scores[1]))
        status = ent_fail_memory(err);
    struct ent__couples couples = couples_of(&part, training);
    if (status == ENT_OK)
        status = choose_way(&way, scores, &couples, held, training->options->folds, err);
    if (status == ENT_OK)
        status = ent__couple_fit(training->labels, &training->coupling, &couples, -1,
                                 way.shared, err);
    if (status == ENT_OK) {
        if (!way.topped)
            training->coupling.top_slope = training->coupling.top_offset = 0;
        report_tally(training->report, &way.tally, held->count);
        turn_into_logits(held, &way);
    }
    close_way(&way);
    free_part(&part);
    free(scores[0]);
    free(scores[1]);
    return status;
}

ent_status ent__calibrate(struct ent__training *training, ent__held_out *held,
                          ent_error *err)
{
    if (!training->corpus->multi_label)
        return calibrate_together(training, held, err);
    struct calibration calibration = {training, held, ent_new(held->count, 1)};
    if (!calibration.fold)
        return ent_fail_memory(err);
    for (size_t i = 0; i < held->count; i++)
        calibration.fold[i] = held->fold[held->observed[i]];
    ent_status status = ent_parallel(training->targets.labels, training->options->threads,
                                     calibrate_label, &calibration, err);
    free(calibration.fold);
    return status;
}
