/* SPDX-License-Identifier: MIT */
/* A short dense row of a document: its vector on the main directions of a corpus. */
#ifndef ENT_TRAIN_PROJECTION_H
#define ENT_TRAIN_PROJECTION_H

#include "models/models.h"

enum {
    ENT__PROJECTION_COLUMNS = 48,
    ENT__PROJECTION_FEATURES =
        20000, /* the most frequent ones: the projection stays small */
    ENT__PROJECTION_ROWS = 5000
};

/**
 * An orthonormal basis of the directions in which the rows spread most: subspace iteration on X^T X from a start that
 * the seed gives, over the first ENT__PROJECTION_FEATURES columns. Which basis of that space it is does not matter to
 * distances and products.
 * @param out   in the arena, [V][D] at 8 bits, D at most ENT__PROJECTION_COLUMNS
 * @param rows  [count] rows of the matrix to look at; the first ENT__PROJECTION_ROWS
 * @cost  O(non-zeros of the rows * D + features * D^2), a few times
 * @source Halko, Martinsson & Tropp 2011, SIAM Review 53, algorithm 4.4
 */
ent_status ent__projection_fit(ent_weights *out, ent_arena *arena,
                               const ent_matrix *matrix, const uint32_t *rows,
                               size_t count, uint64_t seed, ent_error *err);

/** z = P^T x of rows [count] of the matrix, as a scorer finds it. @param out [count][D] */
ent_status ent__project(float *out, const ent_weights *projection,
                        const ent_matrix *matrix, const uint32_t *rows, size_t count,
                        ent_error *err);

#endif
