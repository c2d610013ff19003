/* SPDX-License-Identifier: MIT */
/* How a long computation tells its caller how far it is, and is told to stop. */
#ifndef ENT_BASE_PROGRESS_H
#define ENT_BASE_PROGRESS_H

#include <stdint.h>
#include <time.h>

#include <entente/base.h>

/** Seconds of a monotonic clock, for reports of time spent. */
static inline double ent_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

#endif
