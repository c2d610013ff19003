/* SPDX-License-Identifier: MIT */
/* The solver's inner loops: the body of solve_plain.c, solve_avx2.c and solve_avx512.c, which differ in LANES and in the
 * compiler's flags alone. */

/* A vector holds one value a lane. All arithmetic is within lanes, so neither their number nor the width of the registers
 * changes a bit. */

#include <string.h>

#include "solve_kernel.h"

#ifndef LANES
#define LANES 8 /* where the header is looked at by itself */
#endif
typedef float vec __attribute__((vector_size(4 * LANES)));
typedef int32_t mask __attribute__((vector_size(4 * LANES))); /* -1 or 0 a lane */

#if LANES == 8
#define LANE_BITS ((mask){1, 2, 4, 8, 16, 32, 64, 128})
#else
#define LANE_BITS                                                                        \
    ((mask){1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768})
#endif
#define ALL_LANES       ((1U << LANES) - 1)
#define LANES_OF(bits)  ((LANE_BITS & (int32_t)(bits)) != 0)
#define WHERE(m, a)     ((vec)((mask)(a) & (m))) /* a or 0 */
#define SELECT(m, a, b) ((vec)(((mask)(a) & (m)) | ((mask)(b) & ~(m))))
#define SPLAT(a)        ((a) - (vec){0}) /* a - 0 keeps -0 too */
#define MAXIMUM(a, b)   SELECT((a) > (b), a, b)
#define MINIMUM(a, b)   SELECT((a) < (b), a, b)

static inline bool any(const mask *m)
{
    uint64_t words[LANES / 2], all = 0;
    memcpy(words, m, sizeof words);
    for (int i = 0; i < LANES / 2; i++)
        all |= words[i];
    return all != 0;
}

static inline uint16_t bits_of(const mask *m)
{
    int bits = 0;
    for (int l = 0; l < LANES; l++)
        bits |= (*m)[l] & (1 << l);
    return (uint16_t)bits;
}

/* ---- rows ---- */

/* Inner loops exist with and without variances: `scaled` is a constant wherever they are called. */
#define SPECIALISED static inline __attribute__((always_inline))

/* The weights of a row lie all over the array: ask for those of the next row while this one is worked on, no nearer than
 * the second cache, since two rows together are more than the first one holds. */
SPECIALISED void fetch_ahead(const struct ent_solve_lanes *lanes, const uint32_t *order,
                             size_t at, bool scaled)
{
    size_t left = lanes->row_count - at;
    if (left > 4)
        __builtin_prefetch(&lanes->rows[order[at + 4]]);
    if (left > 2) {
        size_t i = order[at + 2];
        const ent_feature *items = lanes->rows[i].items;
        __builtin_prefetch(items);
        __builtin_prefetch(items + 8);
        __builtin_prefetch(items + 16);
        __builtin_prefetch(lanes->duals + i * LANES, 1);
        __builtin_prefetch(lanes->positive + i);
        __builtin_prefetch(lanes->shrunk + i, 1);
    }
    if (left > 1) {
        const struct ent_solve_row *row = &lanes->rows[order[at + 1]];
        for (uint32_t k = 0; k < row->count; k++)
            __builtin_prefetch(lanes->weights + (size_t)row->items[k].id * LANES, 1, 2);
        for (uint32_t k = 0; scaled && k < row->count; k++)
            __builtin_prefetch(lanes->variances + (size_t)row->items[k].id * LANES, 0, 2);
    }
}

static inline void dot(vec *restrict sum, const vec *restrict weights,
                       const struct ent_solve_row *row)
{
    const ent_feature *x = row->items, *end = x + row->count;
    vec even = *sum, odd = {0};
    for (; end - x >= 2; x += 2) {
        even += weights[x[0].id] * x[0].value;
        odd += weights[x[1].id] * x[1].value;
    }
    if (x < end)
        even += weights[x->id] * x->value;
    *sum = even + odd;
}

SPECIALISED void add_row(const struct ent_solve_lanes *lanes,
                         const struct ent_solve_row *row, const vec *restrict step,
                         bool scaled)
{
    vec *restrict weights = (vec *)(void *)lanes->weights;
    const vec *restrict variances = (const vec *)(const void *)lanes->variances;
    const vec s = *step;
    const ent_feature *end = row->items + row->count;
    for (const ent_feature *x = row->items; x < end; x++)
        weights[x->id] += scaled ? s * x->value * variances[x->id] : s * x->value;
}

/* |x|^2 in the metric of the variances, the bias included, lane by lane. */
SPECIALISED void norm_of(vec *norm, const struct ent_solve_lanes *lanes, size_t i,
                         bool scaled)
{
    if (scaled)
        memcpy(norm, lanes->norms + i * LANES, sizeof *norm);
    else
        *norm = SPLAT(lanes->rows[i].norm);
}

static void find_norms(struct ent_solve_lanes *lanes)
{
    const vec *variances = (const vec *)(const void *)lanes->variances;
    for (size_t i = 0; i < lanes->row_count; i++) {
        const struct ent_solve_row *row = &lanes->rows[i];
        vec norm = SPLAT(1.0F);
        for (uint32_t k = 0; k < row->count; k++)
            norm +=
                variances[row->items[k].id] * (row->items[k].value * row->items[k].value);
        memcpy(lanes->norms + i * LANES, &norm, sizeof norm);
    }
}

static void margins(const struct ent_solve_lanes *lanes, float *out)
{
    const vec *weights = (const vec *)(const void *)lanes->weights;
    vec bias;
    memcpy(&bias, lanes->bias, sizeof bias);
    for (size_t i = 0; i < lanes->row_count; i++) {
        vec sum = bias;
        dot(&sum, weights, &lanes->rows[i]);
        memcpy(out + i * LANES, &sum, sizeof sum);
    }
}

static void add_rows(struct ent_solve_lanes *lanes, const float *steps)
{
    vec bias;
    memcpy(&bias, lanes->bias, sizeof bias);
    for (size_t i = 0; i < lanes->row_count; i++) {
        vec step;
        memcpy(&step, steps + i * LANES, sizeof step);
        mask moved = step != 0.0F;
        if (!any(&moved))
            continue;
        bias += step;
        if (lanes->variances)
            add_row(lanes, &lanes->rows[i], &step, true);
        else
            add_row(lanes, &lanes->rows[i], &step, false);
    }
    memcpy(lanes->bias, &bias, sizeof bias);
}

/* ---- squared hinge ---- */

/*
 * The dual of one label is  min_a 1/2 |sum_i a_i y_i x_i|^2 + sum_i a_i^2 / (4 C_i) - sum_i a_i,  a_i >= 0.
 * One coordinate: gradient g = y (w . x) - 1 + a / (2 C_i), curvature h = |x|^2 + 1 / (2 C_i), a' = max(0, a - g / h).
 */
SPECIALISED void hinge_rows(struct ent_solve_lanes *lanes, const uint32_t *order,
                            bool scaled)
{
    vec *weights = (vec *)(void *)lanes->weights;
    vec bias, above, slope_positive, slope_negative, highest = {0}, lowest = {0};
    memcpy(&bias, lanes->bias, sizeof bias);
    memcpy(&above, lanes->shrink_above, sizeof above);
    memcpy(&slope_positive, lanes->positive_cost, sizeof bias);
    memcpy(&slope_negative, lanes->negative_cost, sizeof bias);
    slope_positive = 0.5F / slope_positive;
    slope_negative = 0.5F / slope_negative;

    for (size_t at = 0; at < lanes->row_count; at++) {
        size_t i = order[at];
        fetch_ahead(lanes, order, at, scaled);
        unsigned resting = lanes->shrunk[i] | lanes->finished;
        if (resting == ALL_LANES)
            continue;
        const struct ent_solve_row *row = &lanes->rows[i];
        mask working = ~LANES_OF(resting), positive = LANES_OF(lanes->positive[i]);
        vec sign = SELECT(positive, SPLAT(1.0F), SPLAT(-1.0F));
        vec slope = SELECT(positive, slope_positive, slope_negative) / row->weight;
        vec alpha, margin = bias;
        memcpy(&alpha, lanes->duals + i * LANES, sizeof alpha);
        dot(&margin, weights, row);
        vec gradient = margin * sign - 1.0F + slope * alpha;

        mask bound = (alpha <= 0.0F) & (gradient > 0.0F);
        mask leaves = bound & (gradient > above) & working;
        if (any(&leaves))
            lanes->shrunk[i] |= bits_of(&leaves);
        mask moves = working & ~bound;
        vec projected = WHERE(moves, gradient);
        highest = MAXIMUM(projected, highest);
        lowest = MINIMUM(projected, lowest);

        vec norm, better;
        norm_of(&norm, lanes, i, scaled);
        better = alpha - projected / (norm + slope);
        better = WHERE(better > 0.0F, better);
        vec step = WHERE(moves, better - alpha) * sign;
        mask moved = step != 0.0F;
        if (!any(&moved))
            continue;
        better = SELECT(moves, better, alpha);
        memcpy(lanes->duals + i * LANES, &better, sizeof better);
        bias += step;
        add_row(lanes, row, &step, scaled);
    }
    memcpy(lanes->bias, &bias, sizeof bias);
    memcpy(lanes->highest, &highest, sizeof highest);
    memcpy(lanes->lowest, &lowest, sizeof lowest);
}

static void hinge_epoch(struct ent_solve_lanes *lanes, const uint32_t *order)
{
    if (lanes->variances)
        hinge_rows(lanes, order, true);
    else
        hinge_rows(lanes, order, false);
}

/* ---- logistic ---- */

/* 1 / (1 + exp(-t)) for |t| <= 80, to about 1e-7: exp by 2^n times a Taylor polynomial on [-ln 2 / 2, ln 2 / 2]. */
static inline void logistic(vec *out, const vec *t)
{
    const float shift = 12582912.0F; /* 1.5 * 2^23: adding it rounds to an integer */
    vec x = MAXIMUM(MINIMUM(-*t, SPLAT(80.0F)), SPLAT(-80.0F));
    vec rounded = x * 1.44269504F + shift;
    mask n = (mask)rounded - 0x4B400000; /* the bits of `shift` */
    vec whole = rounded - shift;
    vec f = x - whole * 0.693359375F + whole * 2.12194440e-4F; /* ln 2 in two pieces */
    vec p = f * (1.0F / 720) + 1.0F / 120;
    p = p * f + 1.0F / 24;
    p = p * f + 1.0F / 6;
    p = p * f + 0.5F;
    p = p * f + 1.0F;
    p = p * f + 1.0F;
    vec e = (vec)((mask)p + (n << 23));
    *out = 1.0F / (1.0F + e);
}

/*
 * Solve  t + a s(t) = r  for t, s the logistic function, a > 0: the left side climbs with a slope of at least 1, so the root lies in
 * [r - a, r]; Newton steps that would leave the bracket become halvings.
 */
static inline void logistic_root(vec *t, const vec *a, const vec *r)
{
    vec low = *r - *a, high = *r;
    vec x = MAXIMUM(MINIMUM(*t, high), low);
    for (int i = 0; i < 20; i++) {
        vec s;
        logistic(&s, &x);
        vec value = x + *a * s - *r;
        low = SELECT(value < 0.0F, x, low);
        high = SELECT(value > 0.0F, x, high);
        vec next = x - value / (1.0F + *a * s * (1.0F - s));
        mask outside = (next < low) | (next > high);
        next = SELECT(outside, low + 0.5F * (high - low), next);
        vec change = next - x;
        mask still = (change > 1e-4F) | (change < -1e-4F);
        x = next;
        if (!any(&still))
            break;
    }
    *t = x;
}

/*
 * The dual has, instead of the squares, sum_i a ln a + (C_i - a) ln (C_i - a). With a = C_i s(t) its gradient is g = y (w . x) + t, and
 * the best t' of one coordinate solves  t' + C_i |x|^2 s(t') = C_i |x|^2 s(t) - y (w . x).
 */
SPECIALISED void logistic_rows(struct ent_solve_lanes *lanes, const uint32_t *order,
                               bool scaled)
{
    vec *weights = (vec *)(void *)lanes->weights;
    vec bias, cost_positive, cost_negative, highest = {0};
    memcpy(&bias, lanes->bias, sizeof bias);
    memcpy(&cost_positive, lanes->positive_cost, sizeof bias);
    memcpy(&cost_negative, lanes->negative_cost, sizeof bias);

    for (size_t at = 0; at < lanes->row_count; at++) {
        size_t i = order[at];
        fetch_ahead(lanes, order, at, scaled);
        const struct ent_solve_row *row = &lanes->rows[i];
        mask working = ~LANES_OF(lanes->finished),
             positive = LANES_OF(lanes->positive[i]);
        vec sign = SELECT(positive, SPLAT(1.0F), SPLAT(-1.0F));
        vec cost = SELECT(positive, cost_positive, cost_negative) * row->weight;
        vec t, margin = bias, before, after;
        memcpy(&t, lanes->duals + i * LANES, sizeof t);
        dot(&margin, weights, row);
        margin *= sign;
        vec gradient = WHERE(working, margin + t);
        highest = MAXIMUM(MAXIMUM(gradient, -gradient), highest);

        vec curvature, better = t;
        norm_of(&curvature, lanes, i, scaled);
        curvature *= cost;
        logistic(&before, &t);
        before = WHERE(t > ENT_LOGIT_OF_ZERO, before);
        vec target = curvature * before - margin;
        logistic_root(&better, &curvature, &target);
        better = MAXIMUM(better, SPLAT(ENT_LOGIT_OF_ZERO));
        logistic(&after, &better);
        after = WHERE(better > ENT_LOGIT_OF_ZERO, after);
        vec step = WHERE(working, (after - before) * cost) * sign;
        better = SELECT(working, better, t);
        memcpy(lanes->duals + i * LANES, &better, sizeof better);
        bias += step;
        add_row(lanes, row, &step, scaled);
    }
    memcpy(lanes->bias, &bias, sizeof bias);
    memcpy(lanes->highest, &highest, sizeof highest);
    memset(lanes->lowest, 0, sizeof lanes->lowest);
}

static void logistic_epoch(struct ent_solve_lanes *lanes, const uint32_t *order)
{
    if (lanes->variances)
        logistic_rows(lanes, order, true);
    else
        logistic_rows(lanes, order, false);
}
