/* SPDX-License-Identifier: MIT */
/* What to label next: documents that the model is unsure of, and that are unlike each other. */
#include <entente/classify.h>
#include <entente/train.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "learned.h"
#include "models/models.h"

struct pool {
    const ent_model *model;
    const ent_corpus *corpus;
    ent_scorer **scorers;      /* [workers] */
    ent_label_score **scores;  /* [workers][K] */
    ent_suggestion *documents; /* [N] uncertainty -1: passed over */
    ent_matrix vectors;        /* of the candidates */
    float *picked;             /* [V] the vector picked last, spread out */
};

/* ---- uncertainty ---- */

/* How near a probability is to one half: 1 at 0.5, 0 at 0 and 1. */
static double doubt(double probability)
{
    return 1 - fabs(2 * probability - 1);
}

static double probability_at(const ent_model_label *label, double margin)
{
    return 1 / (1 + exp(-((double)label->slope * margin + (double)label->offset)));
}

/* The label that might as well have been decided the other way. */
static double closest_call(const ent_model *model, const ent_label_score *scores)
{
    double most = 0;
    for (size_t i = 0; i < model->label_count; i++) {
        const ent_model_label *label = &model->labels[scores[i].label];
        double away =
            model->calibrated
                ? fabs((double)scores[i].probability -
                       probability_at(label, (double)label->threshold))
                : 1 - exp(-fabs((double)scores[i].margin - (double)label->threshold));
        most = fmax(most, 1 - away);
    }
    return most;
}

static double uncertainty_of(const ent_model *model, const ent_label_score *scores)
{
    const ent_label_score *first = &scores[0], *second = &scores[1];
    if (model->multi_label && model->calibrated)
        return (closest_call(model, scores) + doubt((double)first->probability)) / 2;
    if (model->multi_label)
        return closest_call(model, scores);
    if (model->calibrated)
        return 1 - ((double)first->probability - (double)second->probability);
    return exp(-((double)first->margin - (double)second->margin));
}

static bool was_learned(const struct pool *pool, size_t document)
{
    return ent__recall(pool->model, ent__fingerprint(pool->corpus, document)) !=
           ENT__UNKNOWN;
}

static ent_status judge(void *context, size_t document, int worker, ent_error *err)
{
    struct pool *pool = context;
    ent_label_score *scores = pool->scores[worker];
    ent_suggestion *about = &pool->documents[document];
    ent_verdict verdict;
    *about = (ent_suggestion){.document = document, .uncertainty = -1};
    ENT_TRY(ent_score(scores, &verdict, pool->scorers[worker],
                      &pool->corpus->articles[document], err));
    about->label = scores[0].label;
    about->probability = scores[0].probability;
    if (verdict != ENT_VERDICT_EMPTY && !was_learned(pool, document))
        about->uncertainty = uncertainty_of(pool->model, scores);
    return ENT_OK;
}

static ent_status judge_all(struct pool *pool, int threads, ent_error *err)
{
    threads = ent_parallel_threads(pool->corpus->count, threads);
    pool->scorers = ent_new_zeroed((size_t)threads, sizeof(ent_scorer *));
    pool->scores = ent_new_zeroed((size_t)threads, sizeof(ent_label_score *));
    pool->documents = ent_new(pool->corpus->count, sizeof *pool->documents);
    ent_status status =
        pool->scorers && pool->scores && pool->documents ? ENT_OK : ent_fail_memory(err);
    for (int t = 0; status == ENT_OK && t < threads; t++) {
        status = ent_scorer_new(&pool->scorers[t], pool->model, err);
        pool->scores[t] = ent_new(pool->model->label_count, sizeof(ent_label_score));
        if (status == ENT_OK && !pool->scores[t])
            status = ent_fail_memory(err);
    }
    if (status == ENT_OK)
        status = ent_parallel(pool->corpus->count, threads, judge, pool, err);
    for (int t = 0; t < threads; t++) {
        if (pool->scorers)
            ent_scorer_free(pool->scorers[t]);
        if (pool->scores)
            free(pool->scores[t]);
    }
    free(pool->scorers);
    free(pool->scores);
    return status;
}

/* ---- picking ---- */

static int by_uncertainty(const void *a, const void *b)
{
    const ent_suggestion *x = a, *y = b;
    if (x->uncertainty != y->uncertainty)
        return x->uncertainty > y->uncertainty ? -1 : 1;
    return (x->document > y->document) - (x->document < y->document);
}

/* The most uncertain documents come to the front; @return how many are worth a vector. */
static size_t shortlist(struct pool *pool, size_t wanted)
{
    size_t count = pool->corpus->count, kept = 0;
    qsort(pool->documents, count, sizeof *pool->documents, by_uncertainty);
    while (kept < count && pool->documents[kept].uncertainty >= 0 &&
           kept < 100 * wanted + 1000)
        kept++;
    return kept;
}

static ent_status make_vectors(struct pool *pool, size_t count, int threads,
                               ent_error *err)
{
    const ent_model *model = pool->model;
    ent_article *articles = ent_new(count, sizeof *articles);
    if (!articles)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        articles[i] = pool->corpus->articles[pool->documents[i].document];
    /* A vocabulary without texts would be given some in passing: it belongs to the model, so a copy takes them. */
    ent_vocabulary vocabulary = model->vocabulary;
    ent_status status = ent__matrix_build(
        &pool->vectors, &model->settings, &vocabulary, articles, count,
        model->language.size ? ent_language_find(model->language) : NULL, threads, err);
    if (vocabulary.term_starts != model->vocabulary.term_starts) {
        free(vocabulary.term_starts);
        free(vocabulary.terms);
    }
    free(articles);
    return status;
}

static double cosine_to_picked(const struct pool *pool, size_t i)
{
    double sum = 0;
    for (uint64_t at = pool->vectors.starts[i]; at < pool->vectors.starts[i + 1]; at++)
        sum += (double)pool->vectors.items[at].value *
               (double)pool->picked[pool->vectors.items[at].id];
    return sum;
}

static void spread(struct pool *pool, size_t i, bool there)
{
    for (uint64_t at = pool->vectors.starts[i]; at < pool->vectors.starts[i + 1]; at++)
        pool->picked[pool->vectors.items[at].id] =
            there ? pool->vectors.items[at].value : 0;
}

/* Candidates further down the list than the best that can still win are not looked at. */
static size_t pick_best(struct pool *pool, size_t count)
{
    size_t best = count;
    double most =
        1e-6; /* what is as good as a copy of something picked is not worth a person's time */
    for (size_t i = 0; i < count && pool->documents[i].uncertainty > most; i++) {
        double worth = pool->documents[i].uncertainty * pool->documents[i].novelty;
        if (worth > most) {
            most = worth;
            best = i;
        }
    }
    return best;
}

static void pick(ent_suggestion *out, size_t *found, struct pool *pool, size_t count,
                 size_t wanted)
{
    for (size_t i = 0; i < count; i++)
        pool->documents[i].novelty = 1;
    while (*found < wanted) {
        size_t best = pick_best(pool, count);
        if (best == count)
            return;
        out[(*found)++] = pool->documents[best];
        spread(pool, best, true);
        for (size_t i = 0; i < count; i++)
            pool->documents[i].novelty =
                fmin(pool->documents[i].novelty, fmax(0, 1 - cosine_to_picked(pool, i)));
        spread(pool, best, false);
        pool->documents[best].novelty = 0;
    }
}

ent_status ent_suggest(ent_suggestion *out, size_t *found, const ent_model *model,
                       const ent_corpus *corpus, const ent_suggest_options *options,
                       ent_error *err)
{
    struct pool pool = {.model = model, .corpus = corpus};
    size_t count = 0;
    *found = 0;
    if (options->count > SIZE_MAX / 200)
        return ent_fail(err, ENT_EARG, "so many suggestions are too many");
    ent_status status = judge_all(&pool, options->threads, err);
    if (status == ENT_OK) {
        count = shortlist(&pool, options->count);
        status = make_vectors(&pool, count, options->threads, err);
    }
    if (status == ENT_OK) {
        pool.picked = ent_new_zeroed(model->vocabulary.size, sizeof *pool.picked);
        if (pool.picked)
            pick(out, found, &pool, count, options->count);
        else
            status = ent_fail_memory(err);
    }
    ent__matrix_dispose(&pool.vectors);
    free(pool.picked);
    free(pool.documents);
    return status;
}
