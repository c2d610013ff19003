/* SPDX-License-Identifier: MIT */
/* How good each sentence is by itself, part by part. Private to summarize/. */
#ifndef ENT_SUMMARIZE_SCORE_H
#define ENT_SUMMARIZE_SCORE_H

#include "source.h"

struct score {
    float part[ENT_SUMMARY_PARTS];
    float total;
};

/** scores: [source->count], zeroed; those of unfit sentences stay zero. Working memory from `scratch`. */
ent_status ent__score(struct score *scores, const struct source *source,
                      const ent_summary_options *options,
                      const ent_summary_weights *weights, ent_arena scratch,
                      ent_error *err);

/** The cosine of each article's sum of rows to that of all other articles, [source->article_count], zeroed. */
ent_status ent__relate(float *related, const struct source *source, ent_arena scratch,
                       ent_error *err);

/** LexRank and TextRank: the PageRank of each sentence, [source->count], summing to 1 over the fit ones. */
ent_status ent__rank_sentences(double *rank, const struct source *source,
                               const ent_summary_options *options, ent_arena scratch,
                               ent_error *err);

#endif
