/* SPDX-License-Identifier: MIT */
/* Growth of arrays and overflow-checked allocation. */
#include "array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void *ent_new(size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 2 / size)
        return NULL;
    size_t bytes = count * size;
    return malloc(bytes ? bytes : 1);
}

void *ent_new_zeroed(size_t count, size_t size)
{
    if (count == 0 || size == 0)
        count = size = 1;
    return calloc(count, size);
}

static const size_t large_page = (size_t)2 << 20;

void ent_want_large_pages(void *data, size_t size)
{
    size_t skipped = -(uintptr_t)data & (large_page - 1);
    if (size >= skipped + large_page)
        (void)madvise((char *)data + skipped, (size - skipped) & ~(large_page - 1),
                      MADV_HUGEPAGE);
}

void *ent_new_large(size_t count, size_t size)
{
    void *data;
    if ((size && count > SIZE_MAX / 2 / size) || count * size < large_page)
        return ent_new(count, size);
    if (posix_memalign(&data, large_page, count * size) != 0)
        return NULL;
    ent_want_large_pages(data, count * size);
    return data;
}

void *ent_new_table(size_t count, size_t size)
{
    void *table = ent_new_large(count, size);
    if (table)
        explicit_bzero(table, count * size); /* malloc and memset may become calloc */
    return table;
}

bool ent__array_reserve(void **items, size_t *capacity, size_t count, size_t extra,
                        size_t size)
{
    if (extra <= *capacity - count)
        return true;
    if (extra > SIZE_MAX / 2 / size - count)
        return false;
    size_t wanted = count + extra;
    size_t grown = *capacity + *capacity / 2 + 16;
    if (grown < wanted)
        grown = wanted;
    if (grown > SIZE_MAX / 2 / size)
        grown = wanted;
    void *moved = realloc(*items, grown * size);
    if (!moved)
        return false;
    *items = moved;
    *capacity = grown;
    return true;
}
