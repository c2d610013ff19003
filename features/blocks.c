/* SPDX-License-Identifier: MIT */
/* Blocks of features that get unit length each before they are joined: neither drowns the other, whatever their sizes. */
#include "blocks.h"

#include <math.h>

enum { WORDS, CHARACTERS, BLOCKS };

static int block_of(const uint32_t *counts, uint32_t id)
{
    return counts[id] & ENT__CHARACTERS ? CHARACTERS : WORDS;
}

/* 1 / |v|_2 of each block, 0 for an empty one. */
static void find_scales(double scales[BLOCKS], const ent_feature *items, size_t count,
                        const uint32_t *counts)
{
    double squares[BLOCKS] = {0};
    for (size_t i = 0; i < count; i++)
        squares[block_of(counts, items[i].id)] +=
            (double)items[i].value * (double)items[i].value;
    for (int b = 0; b < BLOCKS; b++)
        scales[b] = squares[b] > 0 ? 1 / sqrt(squares[b]) : 0;
}

/* items = unit(items) + title_weight unit(title), block by block. */
static void add_title(ent_feature *items, size_t count, const ent_feature *title,
                      size_t title_count, const uint32_t *counts, double title_weight)
{
    double all[BLOCKS], heads[BLOCKS];
    find_scales(all, items, count, counts);
    find_scales(heads, title, title_count, counts);
    size_t t = 0;
    for (size_t i = 0; i < count; i++) {
        int block = block_of(counts, items[i].id);
        double value = (double)items[i].value * all[block];
        if (t < title_count && title[t].id == items[i].id)
            value += title_weight * (double)title[t++].value * heads[block];
        items[i].value = (float)value;
    }
}

void ent__combine_blocks(ent_feature *items, size_t count, const ent_feature *title,
                         size_t title_count, const uint32_t *counts,
                         const ent_feature_settings *settings)
{
    double weights[BLOCKS] = {settings->word_weight, settings->char_weight};
    double scales[BLOCKS], square = 0;
    if (title_count)
        add_title(items, count, title, title_count, counts,
                  (double)settings->title_weight);
    find_scales(scales, items, count, counts);
    for (int b = 0; b < BLOCKS; b++) {
        weights[b] = scales[b] > 0 ? weights[b] : 0;
        square += weights[b] * weights[b];
    }
    double whole = square > 0 ? 1 / sqrt(square) : 0;
    for (size_t i = 0; i < count; i++) {
        int block = block_of(counts, items[i].id);
        items[i].value =
            (float)((double)items[i].value * scales[block] * weights[block] * whole);
    }
}
