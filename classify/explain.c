/* SPDX-License-Identifier: MIT */
/* Explanations: which terms of an article made the margin of a label, and where they stand. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "models/models.h"
#include "scorer.h"

/* A term of the vector and its part in the margin. */
struct part {
    uint32_t id;
    float value;
    double contribution;
    size_t rank; /* among the chosen ones */
};

static bool weighs_more(struct part a, struct part b)
{
    double x = fabs(a.contribution), y = fabs(b.contribution);
    return x != y ? x > y : a.id < b.id;
}

/* The `most` parts that weigh most, heaviest first; the sum of the others. */
static size_t choose_parts(struct part *chosen, double *others,
                           const ent_weights *weights, ent_vector vector, uint32_t label,
                           size_t most)
{
    size_t count = 0;
    *others = 0;
    for (size_t i = 0; i < vector.count; i++) {
        ent_feature feature = vector.items[i];
        struct part part = {
            feature.id, feature.value,
            (double)feature.value * (double)ent__weight(weights, feature.id, label), 0};
        size_t at = count;
        while (at > 0 && weighs_more(part, chosen[at - 1]))
            at--;
        if (count == most) {
            *others += at == most ? part.contribution : chosen[most - 1].contribution;
            if (at == most)
                continue;
            count--;
        }
        memmove(chosen + at + 1, chosen + at, (count - at) * sizeof *chosen);
        chosen[at] = part;
        count++;
    }
    return count;
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = ((const struct part *)a)->id, y = ((const struct part *)b)->id;
    return x < y ? -1 : x > y;
}

/* Note a place where a chosen term stands. `parts` [count] are sorted by id: of a long article this is asked for every term. */
static void note(ent_explanation *out, const struct part *parts, uint32_t id,
                 ent_span span)
{
    const struct part wanted = {.id = id};
    const struct part *part = bsearch(&wanted, parts, out->count, sizeof *parts, by_id);
    if (!part)
        return;
    ent_evidence *evidence = &out->terms[part->rank];
    if (evidence->span_count < ENT_EXPLAIN_SPANS)
        evidence->spans[evidence->span_count++] = span;
    evidence->occurrences++;
}

static ent_status find_places(ent_explanation *out, const struct part *parts,
                              ent_scorer *scorer, const ent_article *article,
                              ent_error *err)
{
    ent_extractor *extractor = ent__vectorizer_extractor(scorer->vectorizer);
    ENT_TRY(ent__extract_begin(extractor, article, err));
    for (;;) {
        ent_terms terms;
        ENT_TRY(ent__extract_next(&terms, extractor, err));
        if (!terms.count && !terms.tokens)
            return ENT_OK;
        for (size_t i = 0; i < terms.count; i++) {
            uint32_t id = ent__terms_id(&terms, i, &scorer->model->vocabulary);
            if (id != ENT_NO_TERM)
                note(out, parts, id, ent__extract_span(extractor, i));
        }
    }
}

ent_status ent_explain(ent_explanation *out, ent_arena *arena, ent_scorer *scorer,
                       const ent_article *article, uint32_t label, size_t most,
                       ent_error *err)
{
    const ent_model *model = scorer->model;
    if (label >= model->label_count)
        return ent_fail(err, ENT_EARG, "the model has no label %u", label);
    ent_vector vector;
    ENT_TRY(ent__vectorize(&vector, NULL, scorer->vectorizer, article, err));
    ent_arena kept = *arena;
    ent_explanation result = {.label = label, .bias = model->labels[label].bias};
    struct part *parts = ent_arena_alloc(&kept, most + 1, sizeof *parts);
    if (!parts)
        return ent_fail_memory(err);
    ent__sum_up(scorer, vector);
    result.margin = scorer->sums[label] * model->weights.scales[label] + result.bias;
    result.count =
        most ? choose_parts(parts, &result.others, &model->weights, vector, label, most)
             : 0;
    result.other_count = vector.count - result.count;
    if (!most)
        result.others = (double)result.margin - (double)result.bias;
    result.terms = ent_arena_alloc(&kept, result.count, sizeof *result.terms);
    if (!result.terms)
        return ent_fail_memory(err);
    for (size_t i = 0; i < result.count; i++) {
        result.terms[i] = (ent_evidence){
            .term = ent__vocabulary_term(&model->vocabulary, parts[i].id),
            .tfidf = parts[i].value,
            .weight = ent__weight(&model->weights, parts[i].id, label),
            .contribution = (float)parts[i].contribution,
            .spans = ent_arena_alloc(&kept, ENT_EXPLAIN_SPANS, sizeof(ent_span)),
        };
        if (!result.terms[i].spans)
            return ent_fail_memory(err);
        parts[i].rank = i;
    }
    qsort(parts, result.count, sizeof *parts, by_id);
    ENT_TRY(find_places(&result, parts, scorer, article, err));
    *arena = kept;
    *out = result;
    return ENT_OK;
}
