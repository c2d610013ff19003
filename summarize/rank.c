/* SPDX-License-Identifier: MIT */
/* PageRank over sentences: LexRank (continuous, thresholded) and TextRank, as published, for comparison. */
#include <math.h>
#include <string.h>

#include "graph.h"
#include "score.h"

#include "base/base.h"

enum { ITERATIONS_MAX = 100 };
static const double damping = 0.85;
static const double tolerance = 1e-6;

/* One step of the power method: next[j] += sum over i of damping * rank[i] * S[i][j] / (row sum of i). */
typedef void (*step)(double *next, const double *rank, void *context);

struct cosines {
    const struct source *source;
    float *dense; /* [terms] */
    double *
        row_sum; /* [count] over the full cosine matrix, loops and all; 0 for sentences without words */
};

/*
 * The full matrix is S = X X', so that a step is X (X' v) with v[i] = rank[i] / row_sum[i]: two passes over the rows,
 * exact, and no graph.
 */
static void step_over_cosines(double *next, const double *rank, void *context)
{
    const struct cosines *cosines = context;
    const struct source *source = cosines->source;
    memset(cosines->dense, 0, source->terms * sizeof *cosines->dense);
    for (size_t i = 0; i < source->count; i++)
        if (cosines->row_sum[i] > 0)
            ent__row_add(cosines->dense, source, i,
                         (float)(damping * rank[i] / cosines->row_sum[i]));
    for (size_t i = 0; i < source->count; i++)
        next[i] += ent__row_dot(cosines->dense, source, i);
}

struct edges {
    const struct source *source;
    struct graph graph;
};

static void step_over_edges(double *next, const double *rank, void *context)
{
    const struct edges *edges = context;
    for (size_t i = 0; i < edges->source->count; i++) {
        const struct edge *edge = edges->graph.edges + i * edges->graph.neighbours;
        double sum = 0;
        for (size_t k = 0; k < edges->graph.degree[i]; k++)
            sum += edge[k].weight;
        for (size_t k = 0; k < edges->graph.degree[i]; k++)
            next[edge[k].to] += damping * rank[i] * edge[k].weight / sum;
    }
}

/* What sentences without neighbours hold is spread over all, so that the ranks go on summing to 1. */
static ent_status iterate(double *rank, const struct source *source, step take,
                          void *context, ent_arena scratch, ent_error *err)
{
    double *next = ent_arena_alloc(&scratch, source->count, sizeof *next);
    if (!next)
        return ent_fail_memory(err);
    double n = (double)source->fit;
    for (size_t i = 0; i < source->count; i++)
        rank[i] = sentence_is_fit(&source->sentences[i]) ? 1 / n : 0;
    for (int round = 0; round < ITERATIONS_MAX; round++) {
        memset(next, 0, source->count * sizeof *next);
        take(next, rank, context);
        double held = 0, change = 0;
        for (size_t i = 0; i < source->count; i++)
            held += next[i];
        for (size_t i = 0; i < source->count; i++) {
            if (sentence_is_fit(&source->sentences[i]))
                next[i] += (1 - held) / n;
            change += fabs(next[i] - rank[i]);
            rank[i] = next[i];
        }
        if (change < tolerance)
            break;
    }
    return ENT_OK;
}

ent_status ent__rank_sentences(double *rank, const struct source *source,
                               const ent_summary_options *options, ent_arena scratch,
                               ent_error *err)
{
    if (options->method == ENT_SUMMARY_TEXTRANK || options->threshold > 0) {
        struct edges edges = {.source = source};
        enum graph_kind kind =
            options->method == ENT_SUMMARY_TEXTRANK ? GRAPH_OVERLAP : GRAPH_COSINE;
        ENT_TRY(ent__graph_build(&edges.graph, &scratch, source, kind, options->threshold,
                                 err));
        return iterate(rank, source, step_over_edges, &edges, scratch, err);
    }
    struct cosines cosines = {
        .source = source,
        .dense = ent_arena_alloc(&scratch, source->terms, sizeof *cosines.dense),
        .row_sum = ent_arena_alloc(&scratch, source->count, sizeof *cosines.row_sum)};
    if (!cosines.dense || !cosines.row_sum)
        return ent_fail_memory(err);
    for (size_t i = 0; i < source->count; i++)
        ent__row_add(cosines.dense, source, i, 1);
    for (size_t i = 0; i < source->count; i++)
        cosines.row_sum[i] = ent__row_dot(cosines.dense, source, i);
    return iterate(rank, source, step_over_cosines, &cosines, scratch, err);
}
