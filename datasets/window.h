/* SPDX-License-Identifier: MIT */
/* Inside the room: a sliding view of a file, for formats whose records are not lines. */
#ifndef ENT_DATASETS_WINDOW_H
#define ENT_DATASETS_WINDOW_H

#include "reader.h"

/** Bytes [start, stop) of `bytes` are there and not yet taken; zero-initialise. */
typedef struct ent_window {
    ENT_ARRAY(char) bytes;
    size_t start, stop;
    uint64_t line; /* of the byte at `start`, from 1 */
    bool end;      /* the file has no more */
} ent_window;

/**
 * More bytes behind `stop`, which may move them all: offsets from `start` stay, pointers do not. A view of more than
 * the record limit is a fault (*what names it) that ends the source. At the end of the file sets `end`.
 */
ent_status ent__window_more(ent_dataset *dataset, ent_window *window, const char *what,
                            ent_error *err);
/** Take `size` bytes from the front and count their lines. */
void ent__window_take(ent_window *window, size_t size);
void ent__window_dispose(ent_window *window);

#endif
