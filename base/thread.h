/* SPDX-License-Identifier: MIT */
/* Running independent pieces of work on several threads. */
#ifndef ENT_BASE_THREAD_H
#define ENT_BASE_THREAD_H

#include <stddef.h>

#include <entente/base.h>

/** One piece of work. `worker` is 0..threads-1: which thread runs it, for scratch space of one's own. */
typedef ent_status (*ent_work)(void *context, size_t piece, int worker, ent_error *err);

/**
 * Run pieces 0..pieces-1, each once, on at most `threads` threads (<= 0: one a processor), taken in ascending order.
 * Pieces must write to places of their own, so that the result does not depend on the number of threads.
 * @return ENT_OK, or the failure of the lowest-numbered failing piece; after a failure no new pieces are begun.
 */
ent_status ent_parallel(size_t pieces, int threads, ent_work work, void *context,
                        ent_error *err);

/** The number of threads that ent_parallel() will use: size per-worker scratch by it. */
int ent_parallel_threads(size_t pieces, int threads);

#endif
