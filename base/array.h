/* SPDX-License-Identifier: MIT */
/* Growable arrays of any type: a struct of {items, count, capacity}. */
#ifndef ENT_BASE_ARRAY_H
#define ENT_BASE_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

/** Declare with `ENT_ARRAY(uint32_t) ids = {0};`, release with free(ids.items). */
#define ENT_ARRAY(type)                                                                  \
    struct {                                                                             \
        type *items;                                                                     \
        size_t count;                                                                    \
        size_t capacity;                                                                 \
    }

/** Make room for `extra` more items. @return false when memory is out (the array is unchanged). */
#define ent_array_reserve(array, extra)                                                  \
    ent__array_reserve((void **)&(array)->items, &(array)->capacity, (array)->count,     \
                       (extra), sizeof *(array)->items)

/** Append one item. @return false when memory is out. */
#define ent_array_push(array, item)                                                      \
    (ent_array_reserve((array), 1) ? ((array)->items[(array)->count++] = (item), true)   \
                                   : false)

bool ent__array_reserve(void **items, size_t *capacity, size_t count, size_t extra,
                        size_t size);

/** malloc/calloc of an array with the product checked; NULL on overflow. Zero counts give a freeable pointer. */
void *ent_new(size_t count, size_t size);
void *ent_new_zeroed(size_t count, size_t size);
/**
 * The same for a table that is read all over before it is written: its pages are written at once. Else every one of them is
 * the kernel's page of zeros first, and its first write makes all processors forget that (a third of the time of filling a
 * hash map on two threads).
 */
void *ent_new_table(size_t count, size_t size);
/**
 * malloc for what is large, and will be used all over at once: its pages are given by one call instead of one by one at their first
 * touch, large ones where the system has them, which also spare a look-up at random a second one in the page tables. Not zeroed;
 * free() releases it; NULL on overflow.
 */
void *ent_new_large(size_t count, size_t size);
/** The same wish for memory that is there already, and not touched yet. A hint: where it is not heard nothing changes. */
void ent_want_pages(void *data, size_t size);

#endif
