/* SPDX-License-Identifier: MIT */
/* An array that grows at the end of an arena, without copying: nothing else may take from that arena meanwhile. */
#ifndef ENT_SUMMARIZE_TAIL_H
#define ENT_SUMMARIZE_TAIL_H

#include <entente/base.h>

struct tail {
    ent_arena *arena;
    char *items;
    size_t count;
    size_t capacity;
};
/* A multiple of 16 bytes whatever the item: so that one block follows the other without a gap. */
enum { TAIL_BLOCK = 64 };

/** The place of a new zeroed item; NULL when the arena is full. */
static inline void *tail_push(struct tail *tail, size_t size)
{
    if (tail->count == tail->capacity) {
        char *block = ent_arena_alloc(tail->arena, TAIL_BLOCK, size);
        if (!block)
            return NULL;
        if (!tail->items)
            tail->items = block;
        tail->capacity += TAIL_BLOCK;
    }
    return tail->items + size * tail->count++;
}

/** The upper half of what an arena has left, as an arena of its own; until arena_rejoin() the first has the lower. */
static inline ent_arena arena_split(ent_arena *arena)
{
    ent_arena upper = *arena;
    upper.start = upper.next = arena->next + (arena->end - arena->next) / 2;
    arena->end = upper.start;
    return upper;
}

/** Undo arena_split(): what was taken from the upper half is gone. */
static inline void arena_rejoin(ent_arena *arena, const ent_arena *upper)
{
    arena->end = upper->end;
}

#endif
