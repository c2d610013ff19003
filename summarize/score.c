/* SPDX-License-Identifier: MIT */
/* The parts of a sentence's score. Which sentences go together is the business of select.c. */
#include "score.h"

#include <math.h>

#include "base/base.h"

#define PART(name) ENT_SUMMARY_PART_##name

/*
 * Row sums of the full cosine matrix without the matrix: the sum over j of cos(i, j) is x[i] . (sum of x[j]), and the
 * sum over the sentences further up or down is the same with a running sum. One pass over the rows each.
 */

/* Every sentence's cosine to all others. */
static void add_centrality(struct score *scores, float *all, const struct source *source)
{
    for (size_t k = 0; k < source->fit; k++)
        ent__row_add(all, source, source->order[k], 1);
    for (size_t k = 0; k < source->fit; k++) {
        size_t i = source->order[k];
        float own = source->row[i + 1] > source->row[i] ? 1 : 0;
        scores[i].part[PART(CENTRALITY)] = ent__row_dot(all, source, i) - own;
    }
}

/* To those further up and further down in their articles: `order` goes by position, equal positions are neither. */
static void add_directions(struct score *scores, const float *all, float *above,
                           const struct source *source)
{
    for (size_t from = 0, to; from < source->fit; from = to) {
        uint32_t position = source->sentences[source->order[from]].position;
        for (to = from; to < source->fit &&
                        source->sentences[source->order[to]].position == position;
             to++)
            scores[source->order[to]].part[PART(BACKWARD)] =
                ent__row_dot(above, source, source->order[to]);
        for (size_t k = from; k < to; k++)
            ent__row_add(above, source, source->order[k], 1);
        for (size_t k = from; k < to; k++) {
            size_t i = source->order[k];
            scores[i].part[PART(FORWARD)] =
                ent__row_dot(all, source, i) - ent__row_dot(above, source, i);
        }
    }
}

/* To sentences of other articles: all less those of its own. */
static void add_others(struct score *scores, float *own, const struct source *source)
{
    for (size_t from = 0, to; from < source->count; from = to) {
        uint32_t document = source->sentences[from].document;
        for (to = from; to < source->count && source->sentences[to].document == document;
             to++)
            ent__row_add(own, source, to, 1);
        for (size_t i = from; i < to; i++)
            if (source->row[i + 1] > source->row[i])
                scores[i].part[PART(OTHERS)] =
                    scores[i].part[PART(CENTRALITY)] + 1 - ent__row_dot(own, source, i);
        for (size_t i = from; i < to; i++)
            ent__row_clear(own, source, i);
    }
}

/* Cosines of every sentence to one row. */
static void add_cosines(struct score *scores, unsigned part, float *dense,
                        const struct source *source, size_t row)
{
    if (source->row[row + 1] == source->row[row])
        return;
    ent__row_add(dense, source, row, 1);
    for (size_t k = 0; k < source->fit; k++)
        scores[source->order[k]].part[part] =
            ent__row_dot(dense, source, source->order[k]);
    ent__row_clear(dense, source, row);
}

static void divide_by_greatest(struct score *scores, unsigned part,
                               const struct source *source)
{
    float greatest = 0;
    for (size_t i = 0; i < source->count; i++)
        greatest = scores[i].part[part] > greatest ? scores[i].part[part] : greatest;
    /* What is left of rounding is no centrality. */
    for (size_t i = 0; i < source->count; i++)
        scores[i].part[part] = greatest > 1e-4f && scores[i].part[part] > 0
                                   ? scores[i].part[part] / greatest
                                   : 0;
}

static ent_status add_graph_parts(struct score *scores, const struct source *source,
                                  ent_arena scratch, ent_error *err)
{
    float *all = ent_arena_alloc(&scratch, source->terms, sizeof *all);
    float *some = ent_arena_alloc(&scratch, source->terms, sizeof *some);
    if (!all || !some)
        return ent_fail_memory(err);
    add_centrality(scores, all, source);
    add_directions(scores, all, some, source);
    for (size_t t = 0; t < source->terms; t++)
        some[t] = 0;
    if (source->article_count > 1)
        add_others(scores, some, source);
    add_cosines(scores, PART(TITLE), some, source, source_title_row(source));
    add_cosines(scores, PART(QUERY), some, source, source_query_row(source));
    add_cosines(scores, PART(FIRST), some, source, source->order[0]);
    divide_by_greatest(scores, PART(CENTRALITY), source);
    divide_by_greatest(scores, PART(FORWARD), source);
    divide_by_greatest(scores, PART(BACKWARD), source);
    divide_by_greatest(scores, PART(OTHERS), source);
    divide_by_greatest(scores, PART(QUERY), source);
    return ENT_OK;
}

static void add_own_parts(float part[ENT_SUMMARY_PARTS], const struct sentence *sentence,
                          const ent_summary_weights *weights)
{
    enum { SHORT_WORDS = 6 };
    double length = sentence->words / (double)weights->enough;
    part[PART(LEAD)] = (float)pow(1.0 + sentence->position, -(double)weights->falloff);
    if (sentence->position == 0)
        part[PART(FIRST)] = 1;
    part[PART(LENGTH)] = length < 1 ? (float)length : 1;
    part[PART(PARAGRAPH)] = (sentence->flags & SENTENCE_PARAGRAPH) != 0;
    part[PART(SHORT)] = sentence->words < SHORT_WORDS;
    part[PART(QUOTE)] = (sentence->flags & SENTENCE_QUOTE) != 0;
    part[PART(REFERENCE)] = (sentence->flags & SENTENCE_REFERENCE) != 0;
}

/* A few short sentences make too short a digest: where all are short, length counts. */
static float length_weight(const struct source *source,
                           const ent_summary_weights *weights)
{
    double terse = (18 - source->mean_words) / 6;
    terse = terse < 0 ? 0 : terse > 1 ? 1 : terse;
    return weights->part[PART(LENGTH)] + weights->terse * (float)terse;
}

static ent_status score_by_centrality(struct score *scores, const struct source *source,
                                      const ent_summary_weights *weights,
                                      ent_arena scratch, ent_error *err)
{
    ENT_TRY(add_graph_parts(scores, source, scratch, err));
    float length = length_weight(source, weights);
    for (size_t k = 0; k < source->fit; k++) {
        struct score *score = &scores[source->order[k]];
        add_own_parts(score->part, &source->sentences[source->order[k]], weights);
        for (unsigned p = 0; p < ENT_SUMMARY_PARTS; p++) {
            score->part[p] *= p == PART(LENGTH) ? length : weights->part[p];
            score->total += score->part[p];
        }
    }
    return ENT_OK;
}

static ent_status score_by_rank(struct score *scores, const struct source *source,
                                const ent_summary_options *options,
                                const ent_summary_weights *weights, ent_arena scratch,
                                ent_error *err)
{
    double *rank = ent_arena_alloc(&scratch, source->count, sizeof *rank);
    float *dense = ent_arena_alloc(&scratch, source->terms, sizeof *dense);
    if (!rank || !dense)
        return ent_fail_memory(err);
    ENT_TRY(ent__rank_sentences(rank, source, options, scratch, err));
    double greatest = 0;
    for (size_t i = 0; i < source->count; i++)
        greatest = rank[i] > greatest ? rank[i] : greatest;
    add_cosines(scores, PART(QUERY), dense, source, source_query_row(source));
    divide_by_greatest(scores, PART(QUERY), source);
    for (size_t i = 0; i < source->count; i++) {
        scores[i].part[PART(RANK)] = greatest > 0 ? (float)(rank[i] / greatest) : 0;
        scores[i].part[PART(QUERY)] *= weights->part[PART(QUERY)];
        scores[i].total = scores[i].part[PART(RANK)] + scores[i].part[PART(QUERY)];
    }
    return ENT_OK;
}

/* The order is the score: 1 for the first, falling evenly. */
static void score_by_order(struct score *scores, const struct source *source)
{
    for (size_t k = 0; k < source->fit; k++) {
        struct score *score = &scores[source->order[k]];
        score->part[PART(LEAD)] = score->total =
            (float)(source->fit - k) / (float)source->fit;
    }
}

ent_status ent__score(struct score *scores, const struct source *source,
                      const ent_summary_options *options,
                      const ent_summary_weights *weights, ent_arena scratch,
                      ent_error *err)
{
    switch (options->method) {
    case ENT_SUMMARY_LEAD:
        score_by_order(scores, source);
        return ENT_OK;
    case ENT_SUMMARY_LEXRANK:
    case ENT_SUMMARY_TEXTRANK:
        return score_by_rank(scores, source, options, weights, scratch, err);
    case ENT_SUMMARY_CENTRALITY:
        break;
    }
    return score_by_centrality(scores, source, weights, scratch, err);
}

/* ---- articles ---- */

/* A dense vector times the sum of rows from..to; rare words, which tell stories apart, count by their idf once more. */
static double weighed_dot(const float *dense, const struct source *source, size_t from,
                          size_t to)
{
    double sum = 0;
    for (size_t i = from; i < to; i++)
        for (size_t e = source->row[i]; e < source->row[i + 1]; e++) {
            struct entry entry = source->entries[e];
            float idf = source->idf[entry.term];
            sum += (double)dense[entry.term] * source->tf_weight[entry.tf] * idf * idf *
                   source->norm[i];
        }
    return sum;
}

/* With a the sum of an article's rows and s the sum of all: a . (s - a) / (|a| |s - a|), from a . a, a . s and s . s. */
ent_status ent__relate(float *related, const struct source *source, ent_arena scratch,
                       ent_error *err)
{
    float *all = ent_arena_alloc(&scratch, source->terms, sizeof *all);
    float *own = ent_arena_alloc(&scratch, source->terms, sizeof *own);
    if (!all || !own)
        return ent_fail_memory(err);
    for (size_t i = 0; i < source->count; i++)
        ent__row_add(all, source, i, 1);
    double all_all = weighed_dot(all, source, 0, source->count);
    for (size_t from = 0, to; from < source->count; from = to) {
        uint32_t document = source->sentences[from].document;
        for (to = from; to < source->count && source->sentences[to].document == document;
             to++)
            ent__row_add(own, source, to, 1);
        double own_own = weighed_dot(own, source, from, to);
        double own_all = weighed_dot(all, source, from, to);
        for (size_t i = from; i < to; i++)
            ent__row_clear(own, source, i);
        double rest = all_all - 2 * own_all + own_own;
        if (own_own > 0 && rest > 1e-6 && own_all > own_own)
            related[document] = (float)((own_all - own_own) / sqrt(own_own * rest));
    }
    return ENT_OK;
}
