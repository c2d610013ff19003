/* SPDX-License-Identifier: MIT */
/* Scoring: an article's vector against a model's weights, margins to probabilities. */
#include <entente/classify.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "classify.h"
#include "scorer.h"

enum { SHORTEST = 3 }; /* tokens that an answer can rest on */
/* ENT_UNKNOWN_LIMIT: English texts of other fields than a model's corpora stay below 0.6 as a rule, texts in languages that it does
 * not know are at 0.8 on average (docs/training.md). */

enum { FEW_LABELS = 64 }; /* are sorted by insertion */

ent_status ent_scorer_new(ent_scorer **out, const ent_model *model, ent_error *err)
{
    ent_scorer *scorer = ent_new_zeroed(1, sizeof *scorer);
    if (!scorer)
        return ent_fail_memory(err);
    scorer->model = model;
    scorer->accumulate =
        ent_cpu_has_avx2() ? ent__accumulate_avx2 : ent__accumulate_plain;
    scorer->sums = aligned_alloc(32, model->weights.stride * sizeof *scorer->sums);
    scorer->decisions = ent_new(model->label_count, sizeof *scorer->decisions);
    bool is_many = model->label_count > FEW_LABELS;
    scorer->keys = is_many ? ent_new(2 * model->label_count, sizeof *scorer->keys) : NULL;
    ent_status status = scorer->sums && scorer->decisions && (scorer->keys || !is_many) &&
                                ent__open_head(scorer) && ent__open_kernels(scorer) &&
                                ent__spoken_open(&scorer->spoken, model->metadata)
                            ? ENT_OK
                            : ent_fail_memory(err);
    if (status == ENT_OK)
        status =
            ent__vectorizer_new(&scorer->vectorizer, &model->settings, &model->vocabulary,
                                ent_language_find(model->language), err);
    if (status != ENT_OK) {
        ent_scorer_free(scorer);
        return status;
    }
    *out = scorer;
    return ENT_OK;
}

void ent_scorer_free(ent_scorer *scorer)
{
    if (!scorer)
        return;
    ent__vectorizer_free(scorer->vectorizer);
    free(scorer->sums);
    free(scorer->head.dense);
    free(scorer->row);
    free(scorer->projected);
    free(scorer->decisions);
    free(scorer->keys);
    ent__spoken_dispose(&scorer->spoken);
    free(scorer);
}

/* Where the model has no calibration the order of the margins is all that is known. */
static bool ranks_before(const ent_label_score *a, const ent_label_score *b)
{
    if (a->probability != b->probability)
        return a->probability > b->probability;
    if (a->margin != b->margin)
        return a->margin > b->margin;
    return a->label < b->label;
}

/* Numbers as integers in the opposite order, and back. Both zeros are one. */
static uint32_t turned(float number)
{
    uint32_t bits;
    number += 0.0F;
    memcpy(&bits, &number, sizeof bits);
    return bits >> 31 ? bits : ~bits & INT32_MAX;
}

static float turned_back(uint32_t bits)
{
    float number;
    bits = bits >> 31 ? bits : ~bits & INT32_MAX;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* The same order by integers, which hold all that a score is; of equal ones the first labels come first. */
static void sort_many(ent_label_score *scores, ent_keyed *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        keys[i] = (ent_keyed){(uint64_t)turned(scores[i].probability) << 32 |
                                  turned(scores[i].margin),
                              scores[i].label};
    ent_sort_keyed_stably(keys, keys + count, count);
    for (size_t i = 0; i < count; i++)
        scores[i] = (ent_label_score){keys[i].value, turned_back((uint32_t)keys[i].key),
                                      turned_back((uint32_t)(keys[i].key >> 32))};
}

static void sort_few(ent_label_score *scores, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        ent_label_score score = scores[i];
        size_t j = i;
        for (; j > 0 && ranks_before(&score, &scores[j - 1]); j--)
            scores[j] = scores[j - 1];
        scores[j] = score;
    }
}

static bool is_chosen(const ent_label_score *score, const ent_model *model)
{
    return score->margin >= model->labels[score->label].threshold;
}

/* Thresholds differ from label to label: the chosen labels go to the front, each part keeps its order. */
static void chosen_first(ent_label_score *scores, const ent_model *model)
{
    size_t front = 0;
    for (size_t i = 0; i < model->label_count; i++) {
        if (!is_chosen(&scores[i], model))
            continue;
        ent_label_score score = scores[i];
        memmove(scores + front + 1, scores + front, (i - front) * sizeof *scores);
        scores[front++] = score;
    }
}

static void find_probabilities(ent_label_score *scores, double *p, const ent_model *model)
{
    for (size_t k = 0; k < model->label_count; k++) {
        const ent_model_label *label = &model->labels[k];
        double t = (double)label->slope * scores[k].margin + label->offset;
        p[k] = !model->calibrated   ? -1
               : model->multi_label ? 1 / (1 + exp(-t))
                                    : ent__log_sigmoid(t);
    }
    if (model->calibrated && !model->multi_label)
        ent__couple(p, model->label_count, &model->coupling);
    for (size_t k = 0; k < model->label_count; k++)
        scores[k].probability = (float)p[k];
}

/* What the vector of an article says: margins in the labels' order. */
static void judge(ent_label_score *scores, ent_verdict *verdict, ent_scorer *scorer,
                  ent_vector vector, const ent_vector_facts *facts,
                  const ent_article *article)
{
    const ent_model *model = scorer->model;
    scorer->novelty = -1;
    scorer->unknown = vector.count ? (double)facts->unknown / (double)facts->terms : 1;
    if (facts->tokens == 0) {
        for (size_t k = 0; k < model->label_count; k++)
            scores[k] = (ent_label_score){(uint32_t)k, 0, 0};
        *verdict = ENT_VERDICT_EMPTY;
        return;
    }
    ent__sum_up(scorer, vector);
    for (size_t k = 0; k < model->label_count; k++) {
        float margin = scorer->sums[k] * model->weights.scales[k] + model->labels[k].bias;
        scores[k] = (ent_label_score){(uint32_t)k, margin, 0};
    }
    ent__run_kernels(scores, scorer, vector, facts);
    bool strange =
        scorer->unknown > ENT_UNKNOWN_LIMIT || scorer->novelty >= ENT_NOVELTY_LIMIT;
    *verdict = !ent__speaks(&scorer->spoken, article->lang)
                   ? ENT_VERDICT_UNSUPPORTED_LANGUAGE
               : vector.count == 0        ? ENT_VERDICT_UNSURE
               : facts->tokens < SHORTEST ? ENT_VERDICT_SHORT
               : strange                  ? ENT_VERDICT_UNSURE
                                          : ENT_VERDICT_OK;
}

void ent__rank(ent_label_score *scores, ent_verdict verdict, ent_scorer *scorer)
{
    const ent_model *model = scorer->model;
    if (verdict == ENT_VERDICT_EMPTY)
        return;
    find_probabilities(scores, scorer->decisions, model);
    if (scorer->keys)
        sort_many(scores, scorer->keys, model->label_count);
    else
        sort_few(scores, model->label_count);
    if (model->multi_label)
        chosen_first(scores, model);
}

ent_status ent__margins(ent_label_score *scores, ent_verdict *verdict, ent_scorer *scorer,
                        const ent_article *article, ent_error *err)
{
    ent_vector vector;
    ent_vector_facts facts;
    ENT_TRY(ent__vectorize(&vector, &facts, scorer->vectorizer, article, err));
    judge(scores, verdict, scorer, vector, &facts, article);
    return ENT_OK;
}

ent_status ent_score(ent_label_score *scores, ent_verdict *verdict, ent_scorer *scorer,
                     const ent_article *article, ent_error *err)
{
    ENT_TRY(ent__margins(scores, verdict, scorer, article, err));
    ent__rank(scores, *verdict, scorer);
    return ENT_OK;
}

ent_status ent_score_together(ent_label_score *const *scores, ent_verdict *verdicts,
                              ent_scorer *const *scorers, size_t count,
                              const ent_article *article, ent_error *err)
{
    ent_vectorizer *vectorizers[ENT_TOGETHER_MAX] = {0};
    ent_vector vectors[ENT_TOGETHER_MAX];
    ent_vector_facts facts[ENT_TOGETHER_MAX];
    if (count > ENT_TOGETHER_MAX)
        return ent_fail(err, ENT_EARG, "at most %d models can score together",
                        ENT_TOGETHER_MAX);
    for (size_t i = 0; i < count; i++)
        vectorizers[i] = scorers[i]->vectorizer;
    ENT_TRY(ent__vectorize_together(vectors, facts, vectorizers, count, article, err));
    for (size_t i = 0; i < count; i++) {
        judge(scores[i], &verdicts[i], scorers[i], vectors[i], &facts[i], article);
        ent__rank(scores[i], verdicts[i], scorers[i]);
    }
    return ENT_OK;
}

double ent_scored_unknown(const ent_scorer *scorer)
{
    return scorer->unknown;
}

size_t ent_chosen(const ent_label_score *scores, const ent_model *model)
{
    if (!model->multi_label)
        return model->label_count ? 1 : 0;
    size_t count = 0;
    while (count < model->label_count && is_chosen(&scores[count], model))
        count++;
    return count;
}
