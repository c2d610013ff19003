/* SPDX-License-Identifier: MIT */
/* Weights in memory: quantising, dense and sparse layout. Their form in the file is weights_file.c. */
#include "weights.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t value_size(const ent_weights *weights)
{
    return weights->bits / 8;
}

/* ---- layout ---- */

static size_t dense_size(const ent_weights *weights)
{
    return weights->features * ent__lanes(weights->labels) * value_size(weights);
}

static size_t sparse_size(const ent_weights *weights)
{
    return (size_t)weights->non_zero * (sizeof(uint16_t) + value_size(weights)) +
           (weights->features + 1) * sizeof(uint32_t);
}

/* Dense rows are read 8 lanes at a time without a look at columns: worth up to three times the memory. */
static bool is_dense(const ent_weights *weights)
{
    return dense_size(weights) <= 3 * sparse_size(weights);
}

size_t ent__weights_room(const ent_weights *weights)
{
    return (is_dense(weights) ? dense_size(weights) : sparse_size(weights)) +
           ent__lanes(weights->labels) * sizeof(float) + 256;
}

bool ent__weights_open(ent_weights *weights, ent_arena *arena)
{
    weights->stride = ent__lanes(weights->labels);
    weights->scales = ent_arena_alloc(arena, weights->stride, sizeof(float));
    weights->dense = weights->values = NULL;
    weights->row_starts = NULL;
    weights->columns = NULL;
    if (is_dense(weights)) {
        char *room = ent_arena_alloc(arena, dense_size(weights) + 64, 1);
        weights->dense = room ? room + (-(uintptr_t)room & 63) : NULL;
        return weights->scales && weights->dense;
    }
    size_t count = (size_t)weights->non_zero;
    weights->row_starts = ent_arena_alloc(arena, weights->features + 1, sizeof(uint32_t));
    weights->columns = ent_arena_alloc(arena, count, sizeof(uint16_t));
    weights->values = ent_arena_alloc(arena, count, value_size(weights));
    return weights->scales && weights->row_starts && weights->columns && weights->values;
}

/* ---- quantising ---- */

/* Largest size of a quantised value; 0: they stay as they are. */
static int32_t steps_of(unsigned bits)
{
    return bits == 32 ? 0 : (1 << (bits - 1)) - 1;
}

/* Rounds half away from zero. No branch depends on the sign, which nothing foretells. */
static inline int32_t quantised(float weight, float scale, int32_t most)
{
    double steps = (double)weight / (double)scale;
    int32_t q = (int32_t)(steps + copysign(0.5, steps));
    return q > most ? most : q < -most ? -most : q;
}

/* Is that other than 0? */
static inline bool is_there(float weight, float scale, int32_t most)
{
    return most ? 2 * fabsf(weight) >= scale : weight != 0;
}

/* The features are quantised in pieces, on all processors; what pieces find out does not depend on who works on them. */
enum { FEATURES_A_PIECE = 1 << 14 };

struct piece {
    float *largest;    /* [labels] size of a weight */
    bool finite;       /* all weights */
    uint64_t non_zero; /* its values */
    uint64_t before;   /* those of the pieces before */
};

struct quantising {
    ent_weights *weights;
    const float *source; /* [features][stride] */
    size_t stride;
    int32_t most; /* 0: weights stay as they are */
    float *scales;
    struct piece *pieces;
};

static size_t piece_end(const struct quantising *quantising, size_t piece)
{
    size_t end = (piece + 1) * FEATURES_A_PIECE, features = quantising->weights->features;
    return end < features ? end : features;
}

static ent_status find_largest(void *context, size_t number, int worker, ent_error *err)
{
    (void)worker, (void)err;
    const struct quantising *quantising = context;
    struct piece *piece = &quantising->pieces[number];
    bool finite = true;
    for (size_t j = number * FEATURES_A_PIECE; j < piece_end(quantising, number); j++) {
        const float *row = quantising->source + j * quantising->stride;
        for (size_t k = 0; k < quantising->weights->labels; k++) {
            float size = fabsf(row[k]);
            finite &= size <= FLT_MAX;
            piece->largest[k] = size > piece->largest[k] ? size : piece->largest[k];
        }
    }
    piece->finite = finite;
    return ENT_OK;
}

/* A label's scale by its largest weight. @return false: some weight is not finite */
static bool find_scales(struct quantising *quantising, size_t pieces)
{
    float *scales = quantising->scales;
    for (size_t k = 0; k < quantising->weights->labels; k++) {
        for (size_t p = 0; p < pieces; p++)
            if (quantising->pieces[p].largest[k] > scales[k])
                scales[k] = quantising->pieces[p].largest[k];
        scales[k] = quantising->most ? scales[k] / (float)quantising->most : 1;
        if (scales[k] < 1e-30f) /* no weights worth the name, and no division by 0 */
            scales[k] = 1;
    }
    for (size_t p = 0; p < pieces; p++)
        if (!quantising->pieces[p].finite)
            return false;
    return true;
}

static ent_status count_values(void *context, size_t number, int worker, ent_error *err)
{
    (void)worker, (void)err;
    const struct quantising *quantising = context;
    uint64_t count = 0;
    for (size_t j = number * FEATURES_A_PIECE; j < piece_end(quantising, number); j++) {
        const float *row = quantising->source + j * quantising->stride;
        for (size_t k = 0; k < quantising->weights->labels; k++)
            count += is_there(row[k], quantising->scales[k], quantising->most);
    }
    quantising->pieces[number].non_zero = count;
    return ENT_OK;
}

static void store(void *values, size_t at, unsigned bits, float weight, int32_t q)
{
    if (bits == 8)
        ((int8_t *)values)[at] = (int8_t)q;
    else if (bits == 16)
        ((int16_t *)values)[at] = (int16_t)q;
    else
        ((float *)values)[at] = weight;
}

static ent_status store_values(void *context, size_t number, int worker, ent_error *err)
{
    (void)worker, (void)err;
    const struct quantising *quantising = context;
    ent_weights *weights = quantising->weights;
    size_t next = (size_t)quantising->pieces[number].before;
    for (size_t j = number * FEATURES_A_PIECE; j < piece_end(quantising, number); j++) {
        const float *row = quantising->source + j * quantising->stride;
        for (size_t k = 0; k < weights->labels; k++) {
            int32_t q = quantising->most
                            ? quantised(row[k], quantising->scales[k], quantising->most)
                            : row[k] != 0;
            if (weights->dense) {
                store(weights->dense, j * weights->stride + k, weights->bits, row[k], q);
            } else if (q) {
                weights->columns[next] = (uint16_t)k;
                store(weights->values, next++, weights->bits, row[k], q);
            }
        }
        if (!weights->dense)
            weights->row_starts[j + 1] = (uint32_t)next;
    }
    return ENT_OK;
}

static ent_status quantise(struct quantising *quantising, ent_arena *arena, size_t pieces,
                           ent_error *err)
{
    ent_weights *weights = quantising->weights;
    ENT_TRY(ent_parallel(pieces, 0, find_largest, quantising, err));
    if (!find_scales(quantising, pieces))
        return ent_fail(err, ENT_EARG, "the weights are not finite");
    ENT_TRY(ent_parallel(pieces, 0, count_values, quantising, err));
    for (size_t p = 0; p < pieces; p++) {
        quantising->pieces[p].before = weights->non_zero;
        weights->non_zero += quantising->pieces[p].non_zero;
    }
    if (weights->non_zero > UINT32_MAX)
        return ent_fail(err, ENT_ELIMIT, "the model has more than 2^32 weights");
    if (!ent__weights_open(weights, arena))
        return ent_fail_memory(err);
    memcpy(weights->scales, quantising->scales, weights->labels * sizeof(float));
    return ent_parallel(pieces, 0, store_values, quantising, err);
}

ent_status ent__weights_quantise(ent_weights *weights, ent_arena *arena,
                                 const float *source, size_t features, size_t labels,
                                 size_t stride, unsigned bits, ent_error *err)
{
    if ((bits < 4 || bits > 8) && bits != 12 && bits != 16 && bits != 32)
        return ent_fail(err, ENT_EARG, "weights have 4 to 8, 12, 16 or 32 bits, not %u",
                        bits);
    if (labels == 0 || labels > UINT16_MAX || stride < labels || features >= ENT_NO_TERM)
        return ent_fail(err, ENT_EARG, "a model cannot have %zu features and %zu labels",
                        features, labels);
    ent_weights made = {.features = features,
                        .labels = labels,
                        .bits = bits < 8     ? 8
                                : bits == 12 ? 16
                                             : bits};
    size_t pieces = (features + FEATURES_A_PIECE - 1) / FEATURES_A_PIECE;
    struct quantising quantising = {&made, source, stride, steps_of(bits), NULL, NULL};
    quantising.scales = ent_new_zeroed((pieces + 1) * labels, sizeof(float));
    quantising.pieces = ent_new_zeroed(pieces, sizeof *quantising.pieces);
    ent_status status = ENT_OK;
    if (!quantising.scales || !quantising.pieces)
        status = ent_fail_memory(err);
    for (size_t p = 0; status == ENT_OK && p < pieces; p++)
        quantising.pieces[p].largest = quantising.scales + (p + 1) * labels;
    if (status == ENT_OK)
        status = quantise(&quantising, arena, pieces, err);
    if (status == ENT_OK)
        *weights = made;
    free(quantising.scales);
    free(quantising.pieces);
    return status;
}

/* ---- reading single values ---- */

static float value_at(const ent_weights *weights, const void *values, size_t at)
{
    if (weights->bits == 8)
        return ((const int8_t *)values)[at];
    if (weights->bits == 16)
        return ((const int16_t *)values)[at];
    return ((const float *)values)[at];
}

float ent__weight(const ent_weights *weights, uint32_t feature, size_t label)
{
    float scale = weights->scales[label];
    if (weights->dense)
        return scale *
               value_at(weights, weights->dense, feature * weights->stride + label);
    size_t low = weights->row_starts[feature], end = weights->row_starts[feature + 1];
    for (size_t high = end; low < high;) {
        size_t middle = (low + high) / 2;
        if (weights->columns[middle] < label)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < end && weights->columns[low] == label;
    return found ? scale * value_at(weights, weights->values, low) : 0;
}
