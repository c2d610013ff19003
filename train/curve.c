/* SPDX-License-Identifier: MIT */
/* The learning curve: the same recipe on parts of the corpus, judged on documents held out. */
#include <stdlib.h>

#include "datasets/datasets.h"
#include "folds.h"
#include "models/models.h"
#include "training.h"

enum { HELD_OUT_FOLDS = 5, LEAST_DOCUMENTS = 10, SMALL_DIVISIONS = 5 };

/* Fold 0 is held out, the others' rows come in the order in which the curve takes them. */
struct curve {
    struct ent__training training;
    const ent_model *model;
    uint64_t seed; /* of the division */
    uint8_t *fold;
    uint32_t *rows; /* [count] to learn from */
    size_t count;
};

static ent_status divide(struct curve *curve, ent_error *err)
{
    const ent_corpus *corpus = curve->training.corpus;
    uint32_t *groups = ent_new(corpus->count, sizeof *groups);
    ent_random random = {curve->seed};
    ent_status status = groups ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK)
        status = ent__groups(groups, corpus->articles, corpus->groups, corpus->count,
                             true, curve->training.options->threads, err);
    if (status == ENT_OK)
        status = ent__folds(curve->fold, &curve->training.targets, corpus->count,
                            ent__divisible(groups, corpus->count) ? groups : NULL,
                            HELD_OUT_FOLDS, curve->seed, err);
    free(groups);
    if (status != ENT_OK)
        return status;
    curve->count = 0;
    for (uint32_t i = 0; i < corpus->count; i++)
        if (curve->fold[i])
            curve->rows[curve->count++] = i;
    for (size_t i = curve->count; i > 1; i--) {
        size_t j = (size_t)ent_random_below(&random, i);
        uint32_t swapped = curve->rows[i - 1];
        curve->rows[i - 1] = curve->rows[j];
        curve->rows[j] = swapped;
    }
    return ENT_OK;
}

static double margin_of(const struct ent__training *training, uint32_t row, size_t label)
{
    const ent_matrix *matrix = &training->matrix;
    size_t stride = ent__stride(training->targets.labels);
    double sum = (double)training->bias[label];
    for (uint64_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++)
        sum += (double)matrix->items[i].value *
               (double)training->weights[matrix->items[i].id * stride + label];
    return sum;
}

/* Accuracy of the best labels, or micro-F1 of those above the model's thresholds. */
static double score(const struct curve *curve)
{
    const struct ent__training *training = &curve->training;
    const ent_targets *targets = &training->targets;
    uint64_t hits = 0, given = 0, wanted = 0;
    for (uint32_t row = 0; row < training->corpus->count; row++) {
        if (curve->fold[row])
            continue;
        size_t best = 0;
        double most = -1e300;
        for (size_t k = 0; k < targets->labels; k++) {
            double margin = margin_of(training, row, k);
            if (curve->model->multi_label) {
                bool chosen = margin >= (double)training->labels[k].threshold;
                given += chosen;
                hits += chosen && ent__carries(targets, row, k);
            } else if (margin > most) {
                most = margin;
                best = k;
            }
        }
        wanted += targets->starts[row + 1] - targets->starts[row];
        if (!curve->model->multi_label) {
            given++;
            hits += ent__carries(targets, row, best);
        }
    }
    return given + wanted ? 2 * (double)hits / (double)(given + wanted) : 0;
}

static ent_status make_matrix(struct ent__training *training, ent_error *err)
{
    const ent_corpus *corpus = training->corpus;
    int threads = training->options->threads;
    ENT_TRY(ent__vocabulary_build(&training->vocabulary, &training->recipe.features,
                                  corpus->articles, corpus->count, training->language,
                                  threads, err));
    return ent__matrix_build(&training->matrix, &training->recipe.features,
                             &training->vocabulary, corpus->articles, corpus->count,
                             training->language, threads, err);
}

static ent_status take_thresholds(struct ent__training *training, const ent_model *model,
                                  ent_error *err)
{
    size_t labels = training->targets.labels;
    training->labels = ent_new_zeroed(labels, sizeof *training->labels);
    if (!training->labels)
        return ent_fail_memory(err);
    for (size_t k = 0; k < labels; k++) {
        ent_string code, name;
        ent__label_split(&code, &name, training->corpus->labels[k]);
        uint32_t label = ent__find_label(model, name);
        if (label != ENT_NO_TERM && !model->kernel)
            training->labels[k].threshold = model->labels[label].threshold;
    }
    return ENT_OK;
}

/* Points of one division are added up, the one of all documents first; *points is lowered to those it has. */
static ent_status add_division(ent_curve_point *sums, size_t *points, struct curve *curve,
                               ent_error *err)
{
    size_t part = 0;
    ENT_TRY(divide(curve, err));
    for (; part < *points && curve->count >> part >= LEAST_DOCUMENTS; part++) {
        size_t documents = curve->count >> part;
        ent__stage(&curve->training, "learning curve",
                   (double)part / (double)ENT_CURVE_POINTS);
        ENT_TRY(ent__fit(&curve->training, curve->rows, documents, NULL, err));
        sums[part] = (ent_curve_point){documents, sums[part].score + score(curve)};
    }
    *points = part;
    return ENT_OK;
}

static ent_status run(ent_curve_point *out, size_t *count, struct curve *curve,
                      ent_error *err)
{
    struct ent__training *training = &curve->training;
    size_t documents = training->corpus->count;
    unsigned divisions = documents <= ENT_SMALL_CORPUS ? SMALL_DIVISIONS : 1;
    ent_curve_point sums[ENT_CURVE_POINTS] = {{0, 0}};
    size_t points = ENT_CURVE_POINTS;
    curve->fold = ent_new(documents, 1);
    curve->rows = ent_new(documents, sizeof *curve->rows);
    if (!curve->fold || !curve->rows)
        return ent_fail_memory(err);
    ENT_TRY(take_thresholds(training, curve->model, err));
    ENT_TRY(make_matrix(training, err));
    for (unsigned d = 0; d < divisions; d++) {
        curve->seed = training->options->seed + d;
        ENT_TRY(add_division(sums, &points, curve, err));
    }
    for (size_t i = points; i-- > 0;)
        out[(*count)++] = (ent_curve_point){sums[i].documents, sums[i].score / divisions};
    return ENT_OK;
}

ent_status ent_learning_curve(ent_curve_point *out, size_t *count, const ent_model *model,
                              const ent_corpus *corpus, const ent_train_options *options,
                              ent_error *err)
{
    struct curve curve = {
        .model = model,
        .training = {
            .corpus = corpus,
            .options = options,
            .recipe = ent__recipe_of_model(model),
            .language = ent_language_find(model->language),
            .targets = {corpus->label_count, corpus->label_starts, corpus->label_ids}}};
    *count = 0;
    ent_status status = run(out, count, &curve, err);
    ent__vocabulary_dispose(&curve.training.vocabulary);
    ent__matrix_dispose(&curve.training.matrix);
    free(curve.training.weights);
    free(curve.training.bias);
    free(curve.training.labels);
    free(curve.fold);
    free(curve.rows);
    return status;
}
