/* SPDX-License-Identifier: MIT */
/* The sparse graph of sentences: each one's best neighbours, found through an inverted index. Private to summarize/. */
#ifndef ENT_SUMMARIZE_GRAPH_H
#define ENT_SUMMARIZE_GRAPH_H

#include "source.h"

enum graph_kind {
    GRAPH_COSINE, /* an edge of weight 1 where the cosine is at least the threshold */
    GRAPH_OVERLAP /* |common words| / (ln |a| + ln |b|), as TextRank has it */
};

enum {
    GRAPH_NEIGHBOURS = 64, /* an article of up to 65 sentences has its whole graph */
    GRAPH_POSTINGS =
        2048 /* a word of more sentences than this ties nothing together: it is left out */
};

struct edge {
    uint32_t to;
    float weight;
};

/* Edges of sentence i: edges[i * GRAPH_NEIGHBOURS..], degree[i] of them. */
struct graph {
    struct edge *edges;
    uint32_t *degree;
};

/** @cost time O(sum over words of min(sentences with it, 2048)^2), memory O(64 * sentences) */
ent_status ent__graph_build(struct graph *graph, ent_arena *arena,
                            const struct source *source, enum graph_kind kind,
                            double threshold, ent_error *err);

#endif
