/* SPDX-License-Identifier: MIT */
/* Top-k neighbours through an inverted index; for the published methods that need edges one by one. */
#include "graph.h"

#include <math.h>

#include "base/base.h"

/* Which sentences have a term: postings[start[t]..start[t + 1]), ascending; empty for terms that are too common. */
struct index {
    size_t *start;
    struct posting {
        uint32_t sentence;
        float weight;
    } * postings;
};

static float entry_weight(const struct source *source, struct entry entry, size_t row,
                          enum graph_kind kind)
{
    if (kind == GRAPH_OVERLAP)
        return 1; /* words are counted once: TextRank intersects sets */
    return source->tf_weight[entry.tf] * source->idf[entry.term] * source->norm[row];
}

/* The greatest number of sentences that a word may have: see graph.h. */
static size_t affordable_postings(const size_t *count, const struct source *source)
{
    static const double steps_max = 1e9;
    size_t most = source->count;
    for (; most > 1; most /= 2) {
        double steps = 0;
        for (size_t t = 0; t < source->terms; t++)
            if (count[t] <= most)
                steps += (double)count[t] * (double)count[t];
        if (steps <= steps_max)
            break;
    }
    return most;
}

static ent_status build_index(struct index *index, ent_arena *arena,
                              const struct source *source, enum graph_kind kind,
                              ent_error *err)
{
    size_t *start = ent_arena_alloc(arena, source->terms + 2, sizeof *start);
    if (!start)
        return ent_fail_memory(err);
    size_t entries = source->row[source->count];
    for (size_t e = 0; e < entries; e++)
        start[source->entries[e].term + 2]++;
    size_t most = affordable_postings(start + 2, source);
    for (size_t t = 0; t < source->terms; t++) {
        size_t postings = start[t + 2] <= most ? start[t + 2] : 0;
        start[t + 2] = start[t + 1] + postings;
    }
    index->postings =
        ent_arena_alloc(arena, start[source->terms + 1] + 1, sizeof *index->postings);
    if (!index->postings)
        return ent_fail_memory(err);
    /* start[t + 1] is where term t goes on; when all are placed it is where t + 1 begins. */
    ent_arena scratch = *arena;
    size_t *limit = ent_arena_alloc(&scratch, source->terms + 1, sizeof *limit);
    if (!limit)
        return ent_fail_memory(err);
    for (size_t t = 0; t < source->terms; t++)
        limit[t] = start[t + 2];
    for (size_t r = 0; r < source->count; r++)
        for (size_t e = source->row[r]; e < source->row[r + 1]; e++) {
            size_t t = source->entries[e].term;
            if (start[t + 1] < limit[t])
                index->postings[start[t + 1]++] = (struct posting){
                    (uint32_t)r, entry_weight(source, source->entries[e], r, kind)};
        }
    index->start = start;
    return ENT_OK;
}

/* Is a worse than b? Ties: the later sentence is. */
static bool is_worse(struct edge a, struct edge b)
{
    return a.weight != b.weight ? a.weight < b.weight : a.to > b.to;
}

/* A heap of the best edges, the worst on top. */
static void sift_down(struct edge *heap, size_t count, size_t at)
{
    for (;;) {
        size_t worst = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
            if (is_worse(heap[child], heap[worst]))
                worst = child;
        if (worst == at)
            return;
        struct edge swapped = heap[at];
        heap[at] = heap[worst];
        heap[worst] = swapped;
        at = worst;
    }
}

static void keep_best(struct edge *heap, uint32_t *count, size_t most, struct edge edge)
{
    if (*count < most) {
        heap[(*count)++] = edge;
        for (size_t at = *count == most ? most / 2 : 0; at-- > 0;)
            sift_down(heap, most, at);
    } else if (is_worse(heap[0], edge)) {
        heap[0] = edge;
        sift_down(heap, most, 0);
    }
}

/* Sums of common weights with one sentence, and which places were touched. */
struct sums {
    float *sum;
    uint32_t *touched;
    size_t count;
};

static void add_common(struct sums *sums, const struct index *index,
                       const struct source *source, size_t row, enum graph_kind kind)
{
    for (size_t e = source->row[row]; e < source->row[row + 1]; e++) {
        size_t t = source->entries[e].term;
        float weight = entry_weight(source, source->entries[e], row, kind);
        for (size_t p = index->start[t]; p < index->start[t + 1]; p++) {
            struct posting posting = index->postings[p];
            if (sums->sum[posting.sentence] == 0)
                sums->touched[sums->count++] = posting.sentence;
            sums->sum[posting.sentence] += weight * posting.weight;
        }
    }
}

static float edge_weight(float sum, const struct source *source, size_t a, size_t b,
                         enum graph_kind kind, double threshold)
{
    if (kind == GRAPH_COSINE)
        return sum >= (float)threshold ? 1 : 0;
    double scale = log((double)(source->row[a + 1] - source->row[a])) +
                   log((double)(source->row[b + 1] - source->row[b]));
    return scale > 0 ? (float)(sum / scale) : 0;
}

ent_status ent__graph_build(struct graph *graph, ent_arena *arena,
                            const struct source *source, enum graph_kind kind,
                            double threshold, ent_error *err)
{
    size_t most = GRAPH_EDGES / (source->count + 1);
    most = most > GRAPH_NEIGHBOURS ? GRAPH_NEIGHBOURS
           : most < GRAPH_LEAST    ? GRAPH_LEAST
                                   : most;
    graph->neighbours = most;
    graph->edges = ent_arena_alloc(arena, source->count, most * sizeof *graph->edges);
    graph->degree = ent_arena_alloc(arena, source->count, sizeof *graph->degree);
    ent_arena scratch = *arena;
    struct sums sums = {
        .sum = ent_arena_alloc(&scratch, source->count, sizeof *sums.sum),
        .touched = ent_arena_alloc(&scratch, source->count, sizeof *sums.touched)};
    if (!graph->edges || !graph->degree || !sums.sum || !sums.touched)
        return ent_fail_memory(err);
    struct index index = {0};
    ENT_TRY(build_index(&index, &scratch, source, kind, err));
    for (size_t i = 0; i < source->count; i++) {
        sums.count = 0;
        add_common(&sums, &index, source, i, kind);
        for (size_t k = 0; k < sums.count; k++) {
            uint32_t j = sums.touched[k];
            float weight = edge_weight(sums.sum[j], source, i, j, kind, threshold);
            sums.sum[j] = 0;
            /* LexRank's graph has loops, TextRank's has none. */
            if (weight > 0 && (j != i || kind == GRAPH_COSINE))
                keep_best(graph->edges + i * most, &graph->degree[i], most,
                          (struct edge){j, weight});
        }
    }
    return ENT_OK;
}
