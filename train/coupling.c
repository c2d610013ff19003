/* SPDX-License-Identifier: MIT */
/* A sigmoid a label, one power for all, and a last sigmoid for the best. */
#include "coupling.h"

#include <math.h>
#include <stdlib.h>

#include "base/base.h"
#include "calibrate.h"
#include "classify/classify.h"

enum { ENOUGH = 20 }; /* documents a label for sigmoids of their own */
static const double least_power = 0.05, most_power = 20;

struct fit {
    struct ent__label_fit *labels;
    const struct ent__couples *couples;
    const uint32_t *rows; /* [count] those that are not left out */
    size_t count;
};

static ent_status fit_label(void *context, size_t k, int worker, ent_error *err)
{
    (void)worker;
    const struct fit *fit = context;
    const struct ent__couples *couples = fit->couples;
    float *margins = ent_new(fit->count, sizeof *margins);
    uint8_t *positive = ent_new(fit->count, 1);
    ent_status status = margins && positive ? ENT_OK : ent_fail_memory(err);
    for (size_t i = 0; status == ENT_OK && i < fit->count; i++) {
        margins[i] = couples->margins[fit->rows[i] * couples->stride + k];
        positive[i] = couples->truth[fit->rows[i]] == k;
    }
    if (status == ENT_OK)
        ent__platt_fit(&fit->labels[k].slope, &fit->labels[k].offset, margins, positive,
                       fit->count);
    free(margins);
    free(positive);
    return status;
}

/* One sigmoid for all labels, from all pairs of a document and a label. */
static ent_status fit_together(const struct fit *fit, ent_error *err)
{
    const struct ent__couples *couples = fit->couples;
    size_t labels = couples->labels, count = fit->count * labels;
    float *margins = ent_new(count, sizeof *margins);
    uint8_t *positive = ent_new(count, 1);
    ent_status status = margins && positive ? ENT_OK : ent_fail_memory(err);
    for (size_t i = 0; status == ENT_OK && i < count; i++) {
        uint32_t row = fit->rows[i / labels];
        margins[i] = couples->margins[row * couples->stride + i % labels];
        positive[i] = couples->truth[row] == i % labels;
    }
    if (status == ENT_OK)
        ent__platt_fit(&fit->labels[0].slope, &fit->labels[0].offset, margins, positive,
                       count);
    for (size_t k = 1; status == ENT_OK && k < labels; k++)
        fit->labels[k] = fit->labels[0];
    free(margins);
    free(positive);
    return status;
}

static double log_sigmoid(const struct ent__label_fit *label, float margin)
{
    return ent__log_sigmoid(label->slope * (double)margin + label->offset);
}

void ent__couple_row(double *probabilities, const float *margins,
                     const struct ent__label_fit *labels, size_t count,
                     const ent_coupling *coupling)
{
    for (size_t k = 0; k < count; k++)
        probabilities[k] = log_sigmoid(&labels[k], margins[k]);
    ent__couple(probabilities, count, coupling);
}

/* First and second derivative of - sum ln p[truth] by the power, which is convex in it. */
static void slope_at(double *first, double *second, const float *logs, double *p,
                     const struct fit *fit, double power)
{
    size_t labels = fit->couples->labels;
    ent_coupling coupling = {.power = (float)power};
    *first = *second = 0;
    for (size_t i = 0; i < fit->count; i++) {
        const float *row = logs + i * labels;
        double mean = 0, square = 0;
        for (size_t k = 0; k < labels; k++)
            p[k] = (double)row[k];
        ent__couple(p, labels, &coupling);
        for (size_t k = 0; k < labels; k++) {
            mean += p[k] * (double)row[k];
            square += p[k] * (double)row[k] * (double)row[k];
        }
        *first += mean - (double)row[fit->couples->truth[fit->rows[i]]];
        *second += square - mean * mean;
    }
}

/* Newton's method within a bracket that closes in on the least. */
static double fit_power(const float *logs, double *p, const struct fit *fit)
{
    double low = least_power, high = most_power, power = 1;
    for (int step = 0; step < 40; step++) {
        double first, second;
        slope_at(&first, &second, logs, p, fit, power);
        first += log(power) / power;
        second += 1 / (power * power);
        if (first > 0)
            high = power;
        else
            low = power;
        double next = power - first / second;
        if (!(next > low && next < high))
            next = (low + high) / 2;
        bool done = fabs(next - power) < 1e-5 * power;
        power = next;
        if (done)
            break;
    }
    return power;
}

/* A sigmoid over the logit of the best label: is it the right one? */
static ent_status fit_top(ent_coupling *coupling, const float *logs, double *p,
                          const struct fit *fit, ent_error *err)
{
    size_t labels = fit->couples->labels;
    float *logits = ent_new(fit->count, sizeof *logits);
    uint8_t *right = ent_new(fit->count, 1);
    ent_status status = logits && right ? ENT_OK : ent_fail_memory(err);
    for (size_t i = 0; status == ENT_OK && i < fit->count; i++) {
        size_t top = 0;
        for (size_t k = 0; k < labels; k++)
            p[k] = (double)logs[i * labels + k];
        ent__couple(p, labels, coupling);
        for (size_t k = 1; k < labels; k++)
            if (p[k] > p[top])
                top = k;
        logits[i] = (float)ent__top_logit(p[top]);
        right[i] = fit->couples->truth[fit->rows[i]] == top;
    }
    if (status == ENT_OK) {
        double slope, offset;
        ent__platt_fit(&slope, &offset, logits, right, fit->count);
        coupling->top_slope = (float)slope;
        coupling->top_offset = (float)offset;
    }
    free(logits);
    free(right);
    return status;
}

static ent_status fit_rows(struct fit *fit, ent_coupling *coupling, bool shared,
                           ent_error *err)
{
    const struct ent__couples *couples = fit->couples;
    if (shared)
        ENT_TRY(fit_together(fit, err));
    else
        ENT_TRY(ent_parallel(couples->labels, couples->threads, fit_label, fit, err));
    float *logs = ent_new(fit->count * couples->labels, sizeof *logs);
    double *p = ent_new(couples->labels, sizeof *p);
    ent_status status = logs && p ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK) {
        for (size_t i = 0; i < fit->count; i++) {
            const float *margins = couples->margins + fit->rows[i] * couples->stride;
            for (size_t k = 0; k < couples->labels; k++)
                logs[i * couples->labels + k] =
                    (float)log_sigmoid(&fit->labels[k], margins[k]);
        }
        *coupling = (ent_coupling){.power = (float)fit_power(logs, p, fit)};
        status = fit_top(coupling, logs, p, fit, err);
    }
    free(logs);
    free(p);
    return status;
}

bool ent__couples_suffice(const struct ent__couples *couples)
{
    return couples->count >= ENOUGH * couples->labels;
}

ent_status ent__couple_fit(struct ent__label_fit *labels, ent_coupling *coupling,
                           const struct ent__couples *couples, int skip, bool shared,
                           ent_error *err)
{
    uint32_t *rows = ent_new(couples->count, sizeof *rows);
    struct fit fit = {labels, couples, rows, 0};
    if (!rows)
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < couples->count; i++)
        if (couples->fold[i] != skip)
            rows[fit.count++] = i;
    ent_status status = fit_rows(&fit, coupling, shared, err);
    free(rows);
    return status;
}
