/* SPDX-License-Identifier: MIT */
/* Platt scaling by Newton's method with backtracking, and thresholds by one pass over sorted margins. */
#include "calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/error.h"

/* ---- Platt scaling ---- */

struct sigmoid_data {
    const float *margins;
    const uint8_t *positive;
    size_t n;
    double high, low; /* targets of positives and negatives */
};

static double target_of(const struct sigmoid_data *data, size_t i)
{
    return data->positive[i] ? data->high : data->low;
}

/* -sum t ln p + (1 - t) ln (1 - p), written so that no exponential overflows. */
static double sigmoid_loss(const struct sigmoid_data *data, double slope, double offset)
{
    double sum = 0;
    for (size_t i = 0; i < data->n; i++) {
        double z = slope * (double)data->margins[i] + offset, t = target_of(data, i);
        sum += z >= 0 ? (1 - t) * z + log1p(exp(-z)) : -t * z + log1p(exp(z));
    }
    return sum;
}

struct newton {
    double gradient_slope, gradient_offset;
    double h11, h12, h22; /* of the Hessian: slope slope, slope offset, offset offset */
};

static struct newton derivatives(const struct sigmoid_data *data, double slope,
                                 double offset)
{
    struct newton at = {.h11 = 1e-12,
                        .h22 = 1e-12}; /* keeps the Hessian positive definite */
    for (size_t i = 0; i < data->n; i++) {
        double m = (double)data->margins[i], z = slope * m + offset;
        double e = exp(-fabs(z)), p = z >= 0 ? 1 / (1 + e) : e / (1 + e);
        double curvature = e / ((1 + e) * (1 + e)), error = p - target_of(data, i);
        at.gradient_slope += m * error;
        at.gradient_offset += error;
        at.h11 += m * m * curvature;
        at.h12 += m * curvature;
        at.h22 += curvature;
    }
    return at;
}

/* One step along Newton's direction, halved until the loss falls. @return did it? */
static bool newton_step(const struct sigmoid_data *data, double *slope, double *offset,
                        double *loss, const struct newton *at)
{
    double determinant = at->h11 * at->h22 - at->h12 * at->h12;
    double move_slope =
        -(at->h22 * at->gradient_slope - at->h12 * at->gradient_offset) / determinant;
    double move_offset =
        -(at->h11 * at->gradient_offset - at->h12 * at->gradient_slope) / determinant;
    double descent = at->gradient_slope * move_slope + at->gradient_offset * move_offset;
    for (double step = 1; step >= 1e-10; step /= 2) {
        double new_slope = *slope + step * move_slope,
               new_offset = *offset + step * move_offset;
        double new_loss = sigmoid_loss(data, new_slope, new_offset);
        if (new_loss < *loss + 1e-4 * step * descent) {
            *slope = new_slope;
            *offset = new_offset;
            *loss = new_loss;
            return true;
        }
    }
    return false;
}

void ent__platt_fit(double *slope, double *offset, const float *margins,
                    const uint8_t *positive, size_t n)
{
    *slope = 1;
    *offset = 0;
    if (n == 0)
        return;
    double positives = 0;
    bool equal = true;
    for (size_t i = 0; i < n; i++) {
        positives += positive[i] != 0;
        equal &= !(margins[i] < margins[0]) && !(margins[i] > margins[0]);
    }
    double negatives = (double)n - positives;
    struct sigmoid_data data = {.margins = margins, .positive = positive, .n = n};
    data.high = (positives + 1) / (positives + 2);
    data.low = 1 / (negatives + 2);

    double a = 0, b = log((positives + 1) / (negatives + 1));
    double loss = sigmoid_loss(&data, a, b);
    bool falling = !equal && positives > 0 && negatives > 0;
    for (int i = 0; i < 100 && falling; i++) {
        struct newton at = derivatives(&data, a, b);
        falling = (fabs(at.gradient_slope) >= 1e-5 || fabs(at.gradient_offset) >= 1e-5) &&
                  newton_step(&data, &a, &b, &loss, &at);
    }
    if (!(a > ENT_PLATT_LEAST_SLOPE) || !isfinite(a) || !isfinite(b)) {
        double mean = (positives * data.high + negatives * data.low) / (double)n;
        a = ENT_PLATT_LEAST_SLOPE;
        b = log(mean / (1 - mean));
    }
    *slope = a;
    *offset = b;
}

/* ---- thresholds ---- */

struct scored {
    float margin;
    uint8_t positive;
    uint8_t fold;
};

/* By fold, then the highest margin first. Order among equal margins does not matter: no cut lies between them. */
static int scored_compare(const void *left, const void *right)
{
    const struct scored *a = left, *b = right;
    if (a->fold != b->fold)
        return a->fold < b->fold ? -1 : 1;
    return (a->margin < b->margin) - (a->margin > b->margin);
}

/* The cut of best F1 = 2 hits / (chosen + positives) through one fold. */
static double best_cut(const struct scored *scored, size_t n, double least_f1)
{
    size_t positives = 0, hits = 0;
    for (size_t i = 0; i < n; i++)
        positives += scored[i].positive;
    double best_f1 = 0, cut = (double)scored[0].margin;
    for (size_t i = 0; i < n; i++) {
        double margin = (double)scored[i].margin;
        hits += scored[i].positive;
        if (i + 1 < n && !(scored[i + 1].margin < scored[i].margin))
            continue;
        double f1 = 2 * (double)hits / (double)(i + 1 + positives);
        if (f1 > best_f1) {
            best_f1 = f1;
            cut = i + 1 < n ? (margin + (double)scored[i + 1].margin) / 2 : margin;
        }
    }
    return best_f1 < least_f1 ? (double)scored[0].margin : cut;
}

ent_status ent__threshold_fit(float *threshold, const float *margins,
                              const uint8_t *positive, const uint8_t *fold, size_t n,
                              double least_f1, ent_error *err)
{
    *threshold = 0;
    if (n == 0)
        return ENT_OK;
    struct scored *scored = ent_new(n, sizeof *scored);
    if (!scored)
        return ent_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        scored[i] = (struct scored){margins[i], positive[i] != 0, fold ? fold[i] : 0};
    qsort(scored, n, sizeof *scored, scored_compare);
    double sum = 0;
    size_t parts = 0;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && scored[end].fold == scored[i].fold;)
            end++;
        sum += best_cut(scored + i, end - i, least_f1);
        parts++;
    }
    free(scored);
    *threshold = (float)(sum / (double)parts);
    return ENT_OK;
}
