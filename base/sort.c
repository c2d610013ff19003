/* SPDX-License-Identifier: MIT */
/* Two radix sorts: in place by the highest byte first, and by the lowest byte first, which keeps the order of equals. */
#include "sort.h"

#include <string.h>

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

void ent_sort_keyed_stably(ent_keyed *items, ent_keyed *spare, size_t count)
{
    size_t starts[sizeof(uint64_t)][BYTES] = {0};
    ent_keyed *from = items, *to = spare;
    for (size_t i = 0; i < count; i++)
        for (unsigned b = 0; b < sizeof(uint64_t); b++)
            starts[b][byte_of(items[i], 8 * b)]++;
    for (unsigned b = 0; b < sizeof(uint64_t) && count; b++) {
        size_t *next = starts[b], start = 0;
        if (next[byte_of(from[0], 8 * b)] == count)
            continue; /* all have the same */
        for (unsigned value = 0; value < BYTES; value++) {
            size_t here = next[value];
            next[value] = start;
            start += here;
        }
        for (size_t i = 0; i < count; i++)
            to[next[byte_of(from[i], 8 * b)]++] = from[i];
        ent_keyed *other = from;
        from = to;
        to = other;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
}
