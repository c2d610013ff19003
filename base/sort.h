/* SPDX-License-Identifier: MIT */
/* Sorting numbers, several times as fast as qsort(). */
#ifndef ENT_BASE_SORT_H
#define ENT_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

/** A key and what it stands for. */
typedef struct ent_keyed {
    uint64_t key;
    uint32_t value;
} ent_keyed;

/**
 * Sort by key, ascending, in place; equal keys in any order, which is the same each time.
 * @cost O(count) a byte in which keys differ, no memory   @source McIlroy, Bostic & McIlroy 1993, American flag sort
 */
void ent_sort_keyed(ent_keyed *items, size_t count);

/**
 * The same, equal keys in the order in which they come, and faster where items are few enough to stay at hand.
 * @param spare  [count], overwritten   @cost O(count) a byte in which keys differ
 */
void ent_sort_keyed_stably(ent_keyed *items, ent_keyed *spare, size_t count);

#endif
