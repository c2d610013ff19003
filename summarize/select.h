/* SPDX-License-Identifier: MIT */
/* Which sentences go into the digest. Private to summarize/. */
#ifndef ENT_SUMMARIZE_SELECT_H
#define ENT_SUMMARIZE_SELECT_H

#include "score.h"
#include "source.h"

struct selection {
    uint32_t *rank;        /* [count] 1 was taken first; 0: not ranked */
    float *redundancy;     /* [count] greatest cosine to what was taken before it */
    size_t chosen;         /* ranks 1..chosen are in the digest */
    bool cut;              /* the one that was chosen is over the budget */
    ent_summary_unit unit; /* words, sentences or characters: a ratio has become words */
    size_t limit;
    size_t used;
};

ent_status ent__select(struct selection *selection, ent_arena *arena,
                       const struct source *source, const struct score *scores,
                       const ent_summary_options *options,
                       const ent_summary_weights *weights, ent_error *err);

#endif
