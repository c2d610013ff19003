/* SPDX-License-Identifier: MIT */
/* A stream of bytes made on a thread of its own, some pieces ahead of whoever takes them. */
#ifndef ENT_BASE_AHEAD_H
#define ENT_BASE_AHEAD_H

#include <entente/base.h>

/** Makes up to `capacity` further bytes; *size 0 only at the end, behind which it is not called again, nor after a failure. */
typedef ent_status (*ent_make)(void *context, char *data, size_t capacity, size_t *size,
                               ent_error *err);

typedef struct ent_ahead ent_ahead;
/** @return NULL where there is no memory or no thread to be had: the caller makes the bytes himself then */
ent_ahead *ent_ahead_new(ent_make make, void *context);
/** Stops; `context` is the caller's own again. NULL is allowed. */
void ent_ahead_free(ent_ahead *ahead);

/** As `make` itself: up to `capacity` bytes, *size 0 at the end; a failure comes behind the bytes made before it, and again. */
ent_status ent_ahead_take(ent_ahead *ahead, char *data, size_t capacity, size_t *size,
                          ent_error *err);

#endif
