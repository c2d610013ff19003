/* SPDX-License-Identifier: MIT */
/* Inside the room: drawing bootstrap samples, and reading intervals and differences off their scores. */
#ifndef ENT_EVALUATE_RESAMPLE_H
#define ENT_EVALUATE_RESAMPLE_H

#include <entente/evaluate.h>

#include "base/base.h"

/** Every replicate has a stream of its own, so that threads may share the work in any way. */
static inline ent_random ent__replicate_stream(uint64_t seed, size_t replicate)
{
    return (ent_random){ent_mix(ent_mix(seed) + replicate)};
}

/** Uniform below `bound` < 2^32 by one multiplication; the bias, bound / 2^32, is far below the bootstrap's own noise. */
static inline size_t ent__draw(ent_random *random, size_t bound)
{
    return (size_t)(((ent_random_next(random) >> 32) * bound) >> 32);
}

/** The percentiles 2.5 and 97.5; sorts the values. A score that some replicate leaves undefined has no interval. */
ent_interval ent__middle_95(double *values, size_t count);

/** The difference of a score, from [replicates] values of both systems on the same samples; `ours` is overwritten. */
ent_difference ent__difference(double our_score, double their_score, double *ours,
                               const double *theirs, size_t replicates);

#endif
