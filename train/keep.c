/* SPDX-License-Identifier: MIT */
/* Choosing features by what a first fit makes of them: a small model that loses little. */
#include <math.h>
#include <stdlib.h>

#include "chi_square.h"
#include "training.h"

/* A rough fit ranks features as well as an exact one. */
static const double rough = 1;

/* moves[j] = sqrt(sum_i x[i][j]^2 * sum_k w[j][k]^2): how far the feature moves the margins of all documents and labels. */
static ent_status rank(float *moves, const struct ent__training *training, ent_error *err)
{
    size_t columns = training->vocabulary.size;
    size_t stride = ent__stride(training->targets.labels);
    double *squares = ent_new_zeroed(columns, sizeof *squares);
    if (!squares)
        return ent_fail_memory(err);
    for (uint64_t i = 0; i < training->matrix.starts[training->matrix.rows]; i++) {
        ent_feature item = training->matrix.items[i];
        squares[item.id] += (double)item.value * item.value;
    }
    for (size_t j = 0; j < columns; j++) {
        double weights = 0;
        for (size_t k = 0; k < training->targets.labels; k++) {
            double weight = training->weights[j * stride + k];
            weights += weight * weight;
        }
        moves[j] = (float)sqrt(squares[j] * weights);
    }
    free(squares);
    return ENT_OK;
}

ent_status ent__keep_features(struct ent__training *training, ent_error *err)
{
    size_t size = training->vocabulary.size, most = training->options->keep_features;
    if (!most || size <= most)
        return ENT_OK;
    float *moves = ent_new(size, sizeof *moves);
    bool *marks = ent_new(size, sizeof *marks);
    ent_status status = moves && marks ? ENT_OK : ent_fail_memory(err);
    training->tolerance = rough;
    if (status == ENT_OK)
        status = ent__fit(training, NULL, training->matrix.rows, NULL, err);
    training->tolerance = 0;
    if (status == ENT_OK)
        status = rank(moves, training, err);
    if (status == ENT_OK)
        status = ent__mark_highest(marks, moves, size, most, err);
    if (status == ENT_OK)
        status = ent__vocabulary_keep(&training->vocabulary, marks, err);
    free(moves);
    free(marks);
    free(training->weights); /* of the old vocabulary's size */
    free(training->bias);
    training->weights = training->bias = NULL;
    return status;
}
