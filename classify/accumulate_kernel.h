/* SPDX-License-Identifier: MIT */
/* The kernel's body, compiled once a build (ACCUMULATE names it): eight labels a lane, each label's sum in vector order. */
#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "accumulate.h"

enum {
    LANES = 8,
    PANEL = 8, /* groups of lanes whose sums are held in registers */
    AHEAD = 6
};

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
static inline __attribute__((always_inline)) void
add_panel(float *sums, const char *panel, size_t row_bytes, ent_vector vector,
          unsigned bits, size_t groups)
{
    floats total[PANEL];
    memcpy(total, sums, groups * sizeof *total);
    for (size_t i = 0; i < vector.count; i++) {
        if (i + AHEAD < vector.count)
            __builtin_prefetch(panel + vector.items[i + AHEAD].id * row_bytes);
        const char *row = panel + vector.items[i].id * row_bytes;
        float value = vector.items[i].value;
#pragma GCC unroll 8
        for (size_t g = 0; g < groups; g++) {
            floats weight;
            load(&weight, row, g, bits);
            total[g] += weight * value;
        }
    }
    memcpy(sums, total, groups * sizeof *total);
}

/* Rows of many labels are read a panel at a time. */
static inline __attribute__((always_inline)) void
add_dense(float *sums, const ent_weights *weights, ent_vector vector, unsigned bits)
{
    const size_t row_bytes = weights->stride * bits / 8;
    const char *panel = weights->dense;
    for (size_t left = weights->stride / LANES, groups; left; left -= groups) {
        groups = left < PANEL ? left : PANEL;
        switch (groups) {
        case 1:
            add_panel(sums, panel, row_bytes, vector, bits, 1);
            break;
        case 2:
            add_panel(sums, panel, row_bytes, vector, bits, 2);
            break;
        case 3:
            add_panel(sums, panel, row_bytes, vector, bits, 3);
            break;
        case 4:
            add_panel(sums, panel, row_bytes, vector, bits, 4);
            break;
        case 5:
            add_panel(sums, panel, row_bytes, vector, bits, 5);
            break;
        case 6:
            add_panel(sums, panel, row_bytes, vector, bits, 6);
            break;
        case 7:
            add_panel(sums, panel, row_bytes, vector, bits, 7);
            break;
        default:
            add_panel(sums, panel, row_bytes, vector, bits, PANEL);
            break;
        }
        sums += groups * LANES;
        panel += groups * LANES * bits / 8;
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
