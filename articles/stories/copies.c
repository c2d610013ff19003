/* SPDX-License-Identifier: MIT */
/* Banding of sketches (locality-sensitive hashing) for texts that arrive one at a time. */
#include "copies.h"

#include <string.h>

enum { COMPARED = 64 };

void ent__copies_dispose(ent_copies *copies)
{
    ent_map_dispose(&copies->heads);
    free(copies->sketches.items);
    free(copies->next.items);
    *copies = (ent_copies){0};
}

void ent__copies_clear(ent_copies *copies)
{
    ent_map_dispose(&copies->heads);
    copies->sketches.count = copies->next.count = 0;
}

static uint64_t band_key(const ent_sketch *sketch, size_t band)
{
    uint64_t key = 0;
    memcpy(&key, &sketch->bins[band * ENT_SKETCH_ROWS], ENT_SKETCH_ROWS);
    return key << 8 | band;
}

void ent__copies_find(uint32_t *text, double *similarity, const ent_copies *copies,
                      const ent_sketch *sketch, double least)
{
    *similarity = 0;
    for (size_t band = 0; band < ENT_SKETCH_BANDS; band++) {
        uint32_t other = ent_map_get(&copies->heads, band_key(sketch, band));
        for (int left = COMPARED; other != ENT_MAP_NONE && left > 0; left--) {
            double found = ent__sketch_similarity(sketch, &copies->sketches.items[other]);
            if (found >= least &&
                (found > *similarity || (found == *similarity && other < *text))) {
                *similarity = found;
                *text = other;
            }
            other = copies->next.items[(size_t)other * ENT_SKETCH_BANDS + band];
        }
    }
}

bool ent__copies_add(ent_copies *copies, const ent_sketch *sketch)
{
    uint32_t text = (uint32_t)copies->sketches.count;
    if (!ent_array_reserve(&copies->next, ENT_SKETCH_BANDS) ||
        !ent_array_push(&copies->sketches, *sketch))
        return false;
    for (size_t band = 0; band < ENT_SKETCH_BANDS; band++) {
        uint32_t *head = ent_map_put(&copies->heads, band_key(sketch, band));
        if (!head)
            return false;
        copies->next.items[copies->next.count++] = *head;
        *head = text;
    }
    return true;
}
