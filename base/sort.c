/* SPDX-License-Identifier: MIT */
/* A radix sort by the highest byte first, each item moved straight to where its byte's items go. */
#include "sort.h"

enum { FEW = 32, BYTES = 256 };

static void sort_few(ent_keyed *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        ent_keyed item = items[i];
        size_t j = i;
        for (; j > 0 && items[j - 1].key > item.key; j--)
            items[j] = items[j - 1];
        items[j] = item;
    }
}

static unsigned byte_of(ent_keyed item, unsigned shift)
{
    return (unsigned)(item.key >> shift) & (BYTES - 1);
}

/* By the byte at `shift` and those below it. */
static void sort_by_byte(ent_keyed *items, size_t count, unsigned shift)
{
    size_t next[BYTES] = {0}, ends[BYTES], end = 0;
    if (count <= FEW) {
        sort_few(items, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        next[byte_of(items[i], shift)]++;
    for (unsigned b = 0; b < BYTES; b++) {
        size_t here = next[b];
        next[b] = end;
        ends[b] = end += here;
    }
    for (unsigned b = 0; b < BYTES; b++)
        while (next[b] < ends[b]) {
            ent_keyed item = items[next[b]];
            unsigned home = byte_of(item, shift);
            if (home == b) {
                next[b]++;
                continue;
            }
            items[next[b]] = items[next[home]];
            items[next[home]++] = item;
        }
    for (unsigned b = 0; shift && b < BYTES; b++) {
        size_t first = b ? ends[b - 1] : 0;
        if (ends[b] - first > 1)
            sort_by_byte(items + first, ends[b] - first, shift - 8);
    }
}

void ent_sort_keyed(ent_keyed *items, size_t count)
{
    sort_by_byte(items, count, 56);
}
