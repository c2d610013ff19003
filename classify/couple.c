/* SPDX-License-Identifier: MIT */
/* Probabilities of labels that exclude each other, from their sigmoids. */
#include "classify.h"

#include <math.h>

static const double tiny = 1e-9; /* a logit of p needs p and 1 - p */

double ent__log_sigmoid(double t)
{
    return t > 0 ? -log1p(exp(-t)) : t - log1p(exp(t));
}

double ent__top_logit(double p)
{
    p = fmax(tiny, fmin(1 - tiny, p));
    return log(p / (1 - p));
}

/* The best p becomes what its logit says; the others share the rest as they did. It stays above the second. */
static void correct_top(double *p, size_t count, const ent_coupling *coupling)
{
    size_t top = 0;
    double second = 0;
    for (size_t k = 1; k < count; k++)
        if (p[k] > p[top])
            top = k;
    for (size_t k = 0; k < count; k++)
        if (k != top)
            second = fmax(second, p[k]);
    double before = p[top], rest = 1 - before;
    if (!(rest > 0))
        return;
    double t = (double)coupling->top_slope * ent__top_logit(before) +
               (double)coupling->top_offset;
    double least = second / (rest + second) * (1 + 1e-6);
    double after = fmin(1, fmax(least, exp(ent__log_sigmoid(t))));
    for (size_t k = 0; k < count; k++)
        p[k] *= (1 - after) / rest;
    p[top] = after;
}

void ent__couple(double *p, size_t count, const ent_coupling *coupling)
{
    double power = coupling->power > 0 ? (double)coupling->power : 1;
    double most = -INFINITY, sum = 0;
    for (size_t k = 0; k < count; k++)
        most = fmax(most, p[k]);
    for (size_t k = 0; k < count; k++)
        sum += p[k] = exp(power * (p[k] - most));
    for (size_t k = 0; k < count; k++)
        p[k] /= sum;
    if (coupling->top_slope > 0)
        correct_top(p, count, coupling);
}
