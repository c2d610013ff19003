/* SPDX-License-Identifier: MIT */
/* How good the order of the labels is: precision at k and normalised discounted cumulative gain. */
#include "metrics.h"

#include <math.h>

#include "evaluate.h"

const size_t ent__depths[ENT_DEPTHS] = {1, 3, 5};

/* The label at rank `i` (from 0): of the ranking, or of the chosen labels where nothing was ranked. */
static bool hit_at(const ent_answer *answer, size_t i)
{
    return ent__is_true(answer, answer->ranked_count ? answer->ranked[i].label
                                                     : answer->chosen[i]);
}

static double gain_at(size_t rank)
{
    return 1 / log2((double)rank + 2);
}

/* One document's P@k and NDCG@k for k = depth; depth 0 stands for the whole ranking. */
static void score_document(const ent_answer *answer, size_t depth, double *precision,
                           double *ndcg)
{
    size_t listed = answer->ranked_count ? answer->ranked_count : answer->chosen_count;
    size_t k = depth && depth < listed ? depth : listed;
    size_t ideal_k = depth && depth < answer->truth_count ? depth : answer->truth_count;
    double gain = 0, ideal = 0;
    size_t hits = 0;
    for (size_t i = 0; i < k; i++) {
        if (!hit_at(answer, i))
            continue;
        hits++;
        gain += gain_at(i);
    }
    for (size_t i = 0; i < ideal_k; i++)
        ideal += gain_at(i);
    *precision = depth ? (double)hits / (double)depth : NAN;
    *ndcg = gain / ideal;
}

void ent__score_ranking(ent_evaluation *out, ent__document_row *rows,
                        const ent_answers *answers)
{
    double precision[ENT_DEPTHS + 1] = {0}, ndcg[ENT_DEPTHS + 1] = {0};
    size_t counted = 0;
    for (size_t i = 0; i < answers->count; i++) {
        if (!answers->items[i].truth_count)
            continue;
        counted++;
        rows[i][DOCUMENT_HAS_TRUTH] = 1;
        for (size_t d = 0; d <= ENT_DEPTHS; d++) {
            double p, n;
            score_document(&answers->items[i], d < ENT_DEPTHS ? ent__depths[d] : 0, &p,
                           &n);
            precision[d] += p;
            ndcg[d] += n;
            if (d < ENT_DEPTHS)
                rows[i][DOCUMENT_PRECISION_AT + d] = (float)p;
            rows[i][DOCUMENT_NDCG_AT + d] = (float)n; /* the whole ranking's comes last */
        }
    }
    double n = counted ? (double)counted : NAN;
    for (size_t d = 0; d < ENT_DEPTHS; d++) {
        out->precision_at[d] = precision[d] / n;
        out->ndcg_at[d] = ndcg[d] / n;
    }
    out->ndcg = ndcg[ENT_DEPTHS] / n;
}
