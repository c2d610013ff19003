/* SPDX-License-Identifier: MIT */
/* The arena of <entente/base.h>: one reserved range, handed out from the front. */
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "error.h"

enum { ALIGNMENT = 16 };
static const size_t default_limit = (size_t)1 << 30;
static const size_t smallest = (size_t)64 << 20; /* that a rationed arena shrinks to */
static const size_t kept_on_reset = (size_t)64 << 20;

/* Ranges of whole large pages begin at one (Linux, mmap(2)), and so can have them. */
static size_t page_round(size_t size)
{
    const size_t large = (size_t)2 << 20;
    size_t page = size >= large ? large : (size_t)sysconf(_SC_PAGESIZE);
    return (size + page - 1) / page * page;
}

/* Under `ulimit -v` one arena must leave room for the others. */
static size_t fair_limit(size_t limit)
{
    struct rlimit space;
    if (getrlimit(RLIMIT_AS, &space) != 0 || space.rlim_cur == RLIM_INFINITY)
        return limit;
    size_t share = (size_t)space.rlim_cur / 16;
    return limit < share ? limit : share;
}

ent_status ent_arena_open(ent_arena *arena, size_t limit, ent_error *err)
{
    if (limit == 0)
        limit = default_limit;
    if (limit > SIZE_MAX / 2)
        return ent_fail(err, ENT_ELIMIT, "cannot reserve an arena of %zu bytes", limit);
    /* Where address space is rationed (ulimit -v, strict overcommit), a smaller range has to do. */
    limit = fair_limit(limit);
    const size_t least = limit < smallest ? limit : smallest;
    void *range = MAP_FAILED;
    for (size_t wanted = limit; range == MAP_FAILED && wanted >= least; wanted /= 2) {
        limit = page_round(wanted);
        range = mmap(NULL, limit, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }
    if (range == MAP_FAILED)
        return ent_fail(err, ENT_ENOMEM, "cannot reserve an arena of %zu bytes", limit);
    arena->start = arena->next = range;
    arena->end = arena->start + limit;
    return ENT_OK;
}

void ent_arena_close(ent_arena *arena)
{
    if (arena->start)
        munmap(arena->start, (size_t)(arena->end - arena->start));
    *arena = (ent_arena){0};
}

void ent_arena_reset(ent_arena *arena)
{
    /* By-value copies may have used memory beyond `next`, so the whole tail goes back, not only what `next` passed. */
    size_t total = (size_t)(arena->end - arena->start);
    if (total > kept_on_reset)
        madvise(arena->start + kept_on_reset, total - kept_on_reset, MADV_DONTNEED);
    arena->next = arena->start;
}

void *ent_arena_alloc(ent_arena *arena, size_t count, size_t size)
{
    size_t padding = -(uintptr_t)arena->next & (ALIGNMENT - 1);
    size_t available = (size_t)(arena->end - arena->next);
    if (available < padding || (size && count > (available - padding) / size))
        return NULL;
    char *result = arena->next + padding;
    arena->next = result + count * size;
    return memset(result, 0, count * size);
}
