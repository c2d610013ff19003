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
    GRAPH_NEIGHBOURS =
        64, /* at most; an article of up to 64 sentences has its whole graph */
    GRAPH_LEAST =
        8, /* in a long text: so many that all lists together hold 2^22 edges, but no fewer than this */
    GRAPH_EDGES = 1 << 22
};

struct edge {
    uint32_t to;
    float weight;
};

/* Edges of sentence i: edges[i * neighbours..], degree[i] of them. */
struct graph {
    size_t neighbours;
    struct edge *edges;
    uint32_t *degree;
};

/**
 * Words of so many sentences that looking at all their pairs would take more than 10^9 steps tie nothing together and
 * are left out: the limit is halved from the number of sentences on until the rest is affordable.
 * @cost O(10^9) steps at most, memory O(sentences * neighbours)
 */
ent_status ent__graph_build(struct graph *graph, ent_arena *arena,
                            const struct source *source, enum graph_kind kind,
                            double threshold, ent_error *err);

#endif
