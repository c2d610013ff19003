/* SPDX-License-Identifier: MIT */
/* The kernel's body, compiled once a build (ACCUMULATE names it): eight labels a lane, each label's sum in vector order. */
#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "accumulate.h"

enum { LANES = 8, AHEAD = 6 };

typedef float floats __attribute__((vector_size(4 * LANES)));
#ifndef __AVX2__
typedef int8_t bytes __attribute__((vector_size(LANES)));
#endif
typedef int16_t shorts __attribute__((vector_size(2 * LANES)));

/* The weights of labels 8 g to 8 g + 7 in a row. */
static inline __attribute__((always_inline)) void load(floats *weights, const char *row,
                                                       size_t g, unsigned bits)
{
    if (bits == 8) {
#ifdef __AVX2__ /* what gcc 12 makes of the other converts byte by byte */
        __m128i q = _mm_loadl_epi64((const __m128i *)(const void *)(row + g * LANES));
        *weights = (floats)_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(q));
#else
        bytes q;
        memcpy(&q, row + g * sizeof q, sizeof q);
        *weights = __builtin_convertvector(q, floats);
#endif
    } else if (bits == 16) {
        shorts q;
        memcpy(&q, row + g * sizeof q, sizeof q);
        *weights = __builtin_convertvector(q, floats);
    } else {
        memcpy(weights, row + g * sizeof *weights, sizeof *weights);
    }
}

/* `bits` and `groups` are constants where this is inlined, so that the sums stay in registers. */
static inline __attribute__((always_inline)) void add_rows(float *sums,
                                                           const ent_weights *weights,
                                                           ent_vector vector,
                                                           unsigned bits, size_t groups)
{
    const size_t row_bytes = groups * LANES * bits / 8;
    const char *dense = weights->dense;
    floats total[8];
    memcpy(total, sums, groups * sizeof *total);
    for (size_t i = 0; i < vector.count; i++) {
        if (i + AHEAD < vector.count)
            __builtin_prefetch(dense + vector.items[i + AHEAD].id * row_bytes);
        const char *row = dense + vector.items[i].id * row_bytes;
        float value = vector.items[i].value;
        for (size_t g = 0; g < groups; g++) {
            floats weight;
            load(&weight, row, g, bits);
            total[g] += weight * value;
        }
    }
    memcpy(sums, total, groups * sizeof *total);
}

static inline __attribute__((always_inline)) void
add_dense(float *sums, const ent_weights *weights, ent_vector vector, unsigned bits)
{
    size_t groups = weights->stride / LANES;
    switch (groups) {
    case 1:
        add_rows(sums, weights, vector, bits, 1);
        return;
    case 2:
        add_rows(sums, weights, vector, bits, 2);
        return;
    case 3:
        add_rows(sums, weights, vector, bits, 3);
        return;
    case 4:
        add_rows(sums, weights, vector, bits, 4);
        return;
    default:
        break;
    }
    /* Many labels: eight groups at a time would read a row in pieces, so the sums stay in memory. */
    const size_t row_bytes = groups * LANES * bits / 8;
    for (size_t i = 0; i < vector.count; i++) {
        const char *row = (const char *)weights->dense + vector.items[i].id * row_bytes;
        for (size_t g = 0; g < groups; g++) {
            floats sum, weight;
            load(&weight, row, g, bits);
            memcpy(&sum, sums + g * LANES, sizeof sum);
            sum += weight * vector.items[i].value;
            memcpy(sums + g * LANES, &sum, sizeof sum);
        }
    }
}

static void add_sparse(float *sums, const ent_weights *weights, ent_vector vector)
{
    const size_t bytes_a_value = weights->bits / 8;
    for (size_t i = 0; i < vector.count; i++) {
        uint32_t id = vector.items[i].id;
        float value = vector.items[i].value;
        if (i + 2 * AHEAD < vector.count)
            __builtin_prefetch(&weights->row_starts[vector.items[i + 2 * AHEAD].id]);
        if (i + AHEAD < vector.count) {
            uint32_t start = weights->row_starts[vector.items[i + AHEAD].id];
            __builtin_prefetch(weights->columns + start);
            __builtin_prefetch((const char *)weights->values + start * bytes_a_value);
        }
        for (uint32_t j = weights->row_starts[id]; j < weights->row_starts[id + 1]; j++) {
            float weight =
                weights->bits == 8    ? (float)((const int8_t *)weights->values)[j]
                : weights->bits == 16 ? (float)((const int16_t *)weights->values)[j]
                                      : ((const float *)weights->values)[j];
            sums[weights->columns[j]] += weight * value;
        }
    }
}

void ACCUMULATE(float *sums, const ent_weights *weights, ent_vector vector)
{
    if (!weights->dense)
        add_sparse(sums, weights, vector);
    else if (weights->bits == 8)
        add_dense(sums, weights, vector, 8);
    else if (weights->bits == 16)
        add_dense(sums, weights, vector, 16);
    else
        add_dense(sums, weights, vector, 32);
}
