/* SPDX-License-Identifier: MIT */
/* Growth of arrays and overflow-checked allocation. */
#include "array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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
static const size_t worth_asking = (size_t)1
                                   << 17; /* below it a few pages come one by one */

/* Whole units within [data, data + size). */
static void advise(void *data, size_t size, size_t unit, int advice)
{
    size_t skipped = -(uintptr_t)data & (unit - 1);
    if (size >= skipped + unit)
        (void)madvise((char *)data + skipped, (size - skipped) & ~(unit - 1), advice);
}

void ent_want_pages(void *data, size_t size)
{
    if (size < worth_asking)
        return;
    advise(data, size, large_page, MADV_HUGEPAGE);
#ifdef MADV_POPULATE_WRITE
    advise(data, size, (size_t)sysconf(_SC_PAGESIZE), MADV_POPULATE_WRITE);
#endif
}

void *ent_new_large(size_t count, size_t size)
{
    void *data;
    if (size && count > SIZE_MAX / 2 / size)
        return NULL;
    if (count * size < large_page)
        data = ent_new(count, size);
    else if (posix_memalign(&data, large_page, count * size) != 0)
        return NULL;
    if (data)
        ent_want_pages(data, count * size);
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
