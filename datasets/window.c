/* SPDX-License-Identifier: MIT */
/* A sliding view of a file. */
#include "window.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE = 1 << 18 };

ent_status ent__window_more(ent_dataset *dataset, ent_window *window, const char *what,
                            ent_error *err)
{
    size_t there = window->stop - window->start;
    if (window->line == 0)
        window->line = 1;
    if (there > dataset->record_limit) {
        ent_status status =
            ent__bad(dataset, err, ENT_SKIP_TOO_LONG, (ent_string){NULL, 0}, window->line,
                     0, "%s is longer than %zu bytes", what, dataset->record_limit);
        dataset->fault.ends_source = true;
        return status;
    }
    /* The view moves to the front only when that makes room for as much as it moves: linear cost over all. */
    if (window->start >= there && window->start > 0) {
        memmove(window->bytes.items, window->bytes.items + window->start, there);
        window->start = 0;
        window->stop = there;
    }
    window->bytes.count = window->stop;
    if (!ent_array_reserve(&window->bytes, PIECE))
        return ent_fail_memory(err);
    size_t size = 0;
    ent_status status = ent_input_read(dataset->input, window->bytes.items + window->stop,
                                       window->bytes.capacity - window->stop, &size, err);
    if (status != ENT_OK)
        return ent__input_fault(dataset, status, err);
    window->stop += size;
    window->end = size == 0;
    return ENT_OK;
}

void ent__window_take(ent_window *window, size_t size)
{
    if (!size)
        return; /* there may be no bytes at all yet */
    const char *at = window->bytes.items + window->start, *end = at + size;
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
        window->line++;
        at++;
    }
    window->start += size;
}

void ent__window_dispose(ent_window *window)
{
    free(window->bytes.items);
    *window = (ent_window){0};
}
