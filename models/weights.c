/* SPDX-License-Identifier: MIT */
/* Weights in memory: quantising, dense and sparse layout. Their form in the file is weights_file.c. */
#include "weights.h"

#include <math.h>
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

/* Walks over the places of non-zero values in row order, in either layout. */
struct cursor {
    ent_weights *weights;
    char *values;
    size_t size;
    size_t at; /* sparse: next value */
};

static char *next_place(struct cursor *cursor, size_t feature, size_t label)
{
    ent_weights *weights = cursor->weights;
    if (weights->dense)
        return cursor->values + (feature * weights->stride + label) * cursor->size;
    weights->columns[cursor->at] = (uint16_t)label;
    weights->row_starts[feature + 1] = (uint32_t)(cursor->at + 1);
    return cursor->values + cursor->at++ * cursor->size;
}

/* Rows without a value end where the row before ended. */
static void close_rows(ent_weights *weights)
{
    for (size_t j = 0; weights->row_starts && j < weights->features; j++)
        if (weights->row_starts[j + 1] < weights->row_starts[j])
            weights->row_starts[j + 1] = weights->row_starts[j];
}

static struct cursor cursor_of(ent_weights *weights)
{
    return (struct cursor){weights, weights->dense ? weights->dense : weights->values,
                           value_size(weights), 0};
}

/* ---- quantising ---- */

/* Largest size of a quantised value; 0: they stay as they are. */
static int32_t steps_of(unsigned bits)
{
    return bits == 32 ? 0 : (1 << (bits - 1)) - 1;
}

static int32_t quantised(float weight, float scale, int32_t most)
{
    double steps = (double)weight / (double)scale;
    int32_t q = (int32_t)(steps < 0 ? steps - 0.5 : steps + 0.5);
    return q > most ? most : q < -most ? -most : q;
}

static bool find_scales(float *scales, const float *source, const ent_weights *weights,
                        size_t stride, int32_t most)
{
    for (size_t j = 0; j < weights->features; j++)
        for (size_t k = 0; k < weights->labels; k++) {
            float size = fabsf(source[j * stride + k]);
            if (!isfinite(size))
                return false;
            if (size > scales[k])
                scales[k] = size;
        }
    for (size_t k = 0; k < weights->labels; k++) {
        scales[k] = most ? scales[k] / (float)most : 1;
        if (scales[k] < 1e-30f) /* no weights worth the name, and no division by 0 */
            scales[k] = 1;
    }
    return true;
}

static void store(char *place, const ent_weights *weights, float weight, int32_t q)
{
    if (weights->bits == 8)
        *(int8_t *)place = (int8_t)q;
    else if (weights->bits == 16)
        memcpy(place, &(int16_t){(int16_t)q}, 2);
    else
        memcpy(place, &weight, 4);
}

/* Hand every non-zero value to the cursor, or only count them. */
static uint64_t quantise(struct cursor *cursor, const ent_weights *weights,
                         const float *scales, const float *source, size_t stride,
                         int32_t most)
{
    float nothing = most ? 0.49f : 0; /* rounds to 0 for sure: most weights do */
    uint64_t count = 0;
    for (size_t j = 0; j < weights->features; j++)
        for (size_t k = 0; k < weights->labels; k++) {
            float weight = source[j * stride + k];
            if (fabsf(weight) <= nothing * scales[k])
                continue;
            int32_t q = most ? quantised(weight, scales[k], most) : 1;
            if (q == 0)
                continue;
            count++;
            if (cursor)
                store(next_place(cursor, j, k), weights, weight, q);
        }
    return count;
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
    float *scales = ent_new_zeroed(labels, sizeof *scales);
    if (!scales)
        return ent_fail_memory(err);
    int32_t most = steps_of(bits);
    ent_weights made = {.features = features,
                        .labels = labels,
                        .bits = bits < 8     ? 8
                                : bits == 12 ? 16
                                             : bits};
    ent_status status = ENT_OK;
    if (!find_scales(scales, source, &made, stride, most))
        status = ent_fail(err, ENT_EARG, "the weights are not finite");
    else
        made.non_zero = quantise(NULL, &made, scales, source, stride, most);
    if (status == ENT_OK && made.non_zero > UINT32_MAX)
        status = ent_fail(err, ENT_ELIMIT, "the model has more than 2^32 weights");
    if (status == ENT_OK && !ent__weights_open(&made, arena))
        status = ent_fail_memory(err);
    if (status == ENT_OK) {
        memcpy(made.scales, scales, labels * sizeof *scales);
        struct cursor cursor = cursor_of(&made);
        quantise(&cursor, &made, scales, source, stride, most);
        close_rows(&made);
        *weights = made;
    }
    free(scales);
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
