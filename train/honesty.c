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

static ent_status calibrate_together(struct ent__training *training,
                                     const ent__held_out *held, ent_error *err)
{
    struct part part;
    ent_status status = take_part(&part, held, err);
    struct ent__couples couples = couples_of(&part, training);
    if (status == ENT_OK)
        status = ent__couple_fit(training->labels, &training->power, &couples, -1, err);
    free_part(&part);
    return status;
}

ent_status ent__calibrate(struct ent__training *training, const ent__held_out *held,
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

/* ---- how honest ---- */

struct tally {
    double confidence[BINS], right[BINS];
    double variance[BINS]; /* of the number right, were the probabilities exact */
    double brier;
};

static void observe(struct tally *tally, const double *p, size_t labels, uint32_t truth)
{
    size_t best = 0;
    for (size_t k = 0; k < labels; k++) {
        double gap = p[k] - (k == truth);
        tally->brier += gap * gap;
        if (p[k] > p[best])
            best = k;
    }
    int bin = (int)ceil(p[best] * BINS) - 1;
    bin = bin < 0 ? 0 : bin < BINS ? bin : BINS - 1;
    tally->confidence[bin] += p[best];
    tally->right[bin] += best == truth;
    tally->variance[bin] += p[best] * (1 - p[best]);
}

/* What calibration on the other folds makes of a fold's margins, which become logits: what decisions go by. */
static void observe_fold(struct tally *tally, double *p, ent__held_out *held, unsigned f,
                         const struct ent__label_fit *fits, double power)
{
    const ent_targets *targets = held->targets;
    for (size_t i = 0; i < held->count; i++) {
        uint32_t row = held->observed[i];
        float *margins = held->margins[0] + i * held->stride;
        if (held->fold[row] != f)
            continue;
        ent__couple(p, margins, fits, targets->labels, power);
        observe(tally, p, targets->labels, targets->ids[targets->starts[row]]);
        for (size_t k = 0; k < targets->labels; k++)
            margins[k] = (float)(fits[k].slope * (double)margins[k] + fits[k].offset);
    }
}

static ent_status observe_folds(struct tally *tally, const struct ent__couples *couples,
                                ent__held_out *held, unsigned folds, ent_error *err)
{
    struct ent__label_fit *fits = ent_new_zeroed(couples->labels, sizeof *fits);
    double power, *p = ent_new(couples->labels, sizeof *p);
    ent_status status = fits && p ? ENT_OK : ent_fail_memory(err);
    for (unsigned f = 0; status == ENT_OK && f < folds; f++) {
        status = ent__couple_fit(fits, &power, couples, (int)f, err);
        if (status == ENT_OK)
            observe_fold(tally, p, held, f, fits, power);
    }
    free(fits);
    free(p);
    return status;
}

ent_status ent__measure_honesty(struct ent__training *training, ent__held_out *held,
                                ent_error *err)
{
    struct part part;
    struct tally tally = {.brier = 0};
    if (training->corpus->multi_label)
        return ENT_OK;
    ent_status status = take_part(&part, held, err);
    struct ent__couples couples = couples_of(&part, training);
    if (status == ENT_OK)
        status = observe_folds(&tally, &couples, held, training->options->folds, err);
    if (status == ENT_OK && held->count) {
        /* The mean of |x| is sqrt(2 / pi) deviations where x is normal, as sums of many documents nearly are. */
        static const double two_by_pi = 0.63661977236758134;
        double gap = 0, chance = 0;
        for (int b = 0; b < BINS; b++) {
            gap += fabs(tally.confidence[b] - tally.right[b]);
            chance += sqrt(two_by_pi * tally.variance[b]);
        }
        training->report->ece = gap / (double)held->count;
        training->report->ece_chance = chance / (double)held->count;
        training->report->brier = tally.brier / (double)held->count;
    }
    free_part(&part);
    return status;
}
