/* SPDX-License-Identifier: MIT */
/* Terms chosen by what they tell about labels, or by what a first fit makes of them: a small model that loses little. */
#include <math.h>
#include <stdlib.h>

#include "chi_square.h"
#include "training.h"

/* A rough fit ranks features as well as an exact one. */
static const double rough = 1;

/* moves[j] = sqrt(sum_i x[i][j]^2 * sum_k w[j][k]^2): how far the feature moves the margins of all documents and labels. */
static ent_status rank(float *moves, const struct ent__training *training,
                       const uint32_t *rows, size_t count, ent_error *err)
{
    const ent_matrix *matrix = &training->matrix;
    size_t columns = training->vocabulary.size;
    size_t stride = ent__stride(training->targets.labels);
    double *squares = ent_new_zeroed(columns, sizeof *squares);
    if (!squares)
        return ent_fail_memory(err);
    for (size_t r = 0; r < count; r++) {
        uint32_t row = rows ? rows[r] : (uint32_t)r;
        for (uint64_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++) {
            double value = (double)matrix->items[i].value;
            squares[matrix->items[i].id] += value * value;
        }
    }
    for (size_t j = 0; j < columns; j++) {
        double weights = 0;
        for (size_t k = 0; k < training->targets.labels; k++) {
            double weight = (double)training->weights[j * stride + k];
            weights += weight * weight;
        }
        moves[j] = (float)sqrt(squares[j] * weights);
    }
    free(squares);
    return ENT_OK;
}

static ent_status score_by_chi_square(float *scores, struct ent__training *training,
                                      const uint32_t *rows, size_t count, ent_error *err)
{
    return ent__chi_square(scores, &training->matrix, &training->targets, rows, count,
                           err);
}

static ent_status score_by_fit(float *scores, struct ent__training *training,
                               const uint32_t *rows, size_t count, ent_error *err)
{
    training->tolerance = rough;
    ent_status status = ent__fit(training, rows, count, NULL, err);
    training->tolerance = 0;
    if (status == ENT_OK)
        status = rank(scores, training, rows, count, err);
    free(training->weights); /* of the old vocabulary's size */
    free(training->bias);
    training->weights = training->bias = NULL;
    return status;
}

typedef ent_status score_terms(float *scores, struct ent__training *training,
                               const uint32_t *rows, size_t count, ent_error *err);

/* Only the `most` terms of the highest score stay; the vectors are made anew, for their lengths change. */
static ent_status keep_best(struct ent__training *training, size_t most,
                            score_terms *score, const uint32_t *rows, size_t count,
                            ent_error *err)
{
    size_t size = training->vocabulary.size;
    if (!most || size <= most)
        return ENT_OK;
    float *scores = ent_new(size, sizeof *scores);
    bool *marks = ent_new(size, sizeof *marks);
    ent_status status = scores && marks ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK)
        status = score(scores, training, rows, count, err);
    if (status == ENT_OK)
        status = ent__mark_highest(marks, scores, size, most, err);
    if (status == ENT_OK)
        status = ent__vocabulary_keep(&training->vocabulary, marks, err);
    if (status == ENT_OK) {
        ent__matrix_dispose(&training->matrix);
        status = ent__build_matrix(training, err);
    }
    free(scores);
    free(marks);
    return status;
}

bool ent__chooses_terms(const ent_train_options *options)
{
    return options->by_chi_square || options->keep_features;
}

ent_status ent__choose_terms(struct ent__training *training, const uint32_t *rows,
                             size_t count, ent_error *err)
{
    const ent_train_options *options = training->options;
    if (options->by_chi_square) {
        if (training->vocabulary.size > options->max_features)
            training->recipe.features.max_features = options->max_features;
        ENT_TRY(keep_best(training, options->max_features, score_by_chi_square, rows,
                          count, err));
    }
    return keep_best(training, options->keep_features, score_by_fit, rows, count, err);
}

/* Terms as they were before any were chosen. */
static ent_status make_all_terms(struct ent__training *training, ent_error *err)
{
    const ent_corpus *corpus = training->corpus;
    if (training->options->by_chi_square)
        training->recipe.features.max_features = 0;
    ENT_TRY(ent__vocabulary_build(&training->vocabulary, &training->recipe.features,
                                  corpus->articles, corpus->count, training->language,
                                  training->options->threads, err));
    return ent__build_matrix(training, err);
}

ent_status ent__choose_terms_apart(ent_matrix *out, const struct ent__training *training,
                                   const uint8_t *fold, unsigned f, ent_error *err)
{
    struct ent__training own = *training;
    size_t count = 0;
    uint32_t *rows = ent_new(training->corpus->count, sizeof *rows);
    if (!rows)
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < training->corpus->count; i++)
        if (fold[i] != f)
            rows[count++] = i;
    own.vocabulary = (ent_vocabulary){0};
    own.matrix = (ent_matrix){0};
    own.weights = own.bias = NULL;
    own.start = (ent_solve_port){0};
    ent_status status = make_all_terms(&own, err);
    if (status == ENT_OK)
        status = ent__choose_terms(&own, rows, count, err);
    ent__vocabulary_dispose(&own.vocabulary);
    free(own.weights);
    free(own.bias);
    free(rows);
    if (status == ENT_OK)
        *out = own.matrix;
    else
        ent__matrix_dispose(&own.matrix);
    return status;
}
