/* SPDX-License-Identifier: MIT */
/* One block of labels as the solver's inner loops see it; the loops exist twice, plain and for AVX2, with equal results. */
#ifndef ENT_TRAIN_SOLVE_KERNEL_H
#define ENT_TRAIN_SOLVE_KERNEL_H

#include "solve.h"

/** What the inner loops need of a row, in one place so that a visit costs one cache line. */
struct ent_solve_row {
    const ent_feature *items;
    uint32_t count;
    uint32_t number; /* in the matrix */
    float norm;      /* |x|^2 + 1, the 1 being the bias's */
    float weight;    /* factor on C, > 0 */
};

/** As many one-against-rest problems over the same rows as a block has lanes; where an array holds lanes it is aligned to 64. */
struct ent_solve_lanes {
    const struct ent_solve_row *rows; /* [row_count] */
    size_t row_count;
    size_t lanes;           /* of the kernels */
    const float *variances; /* [columns][lanes] of the weights' prior; NULL: 1 */
    float *
        norms; /* [row_count][lanes] sum x^2 v + 1 of each row where there are variances */
    const uint16_t *positive; /* [row_count] bit l: the row carries the label of lane l */
    uint16_t *shrunk; /* [row_count] bit l: the row is out of lane l's active set */
    /* bit l: lane l is done (or has no label) and is not to be touched */
    uint16_t finished;
    float *weights; /* [columns][lanes] */
    /* [row_count][lanes] hinge: alpha >= 0; logistic: t with alpha = C_i / (1 + exp(-t)) */
    float *duals;
    _Alignas(64) float bias[ENT_LANES_MOST];
    _Alignas(64) float positive_cost[ENT_LANES_MOST]; /* C with the label's factor */
    _Alignas(64) float negative_cost[ENT_LANES_MOST];
    _Alignas(64) float shrink_above
        [ENT_LANES_MOST]; /* a variable at 0 with a gradient above this leaves the active set */
    _Alignas(64) float highest
        [ENT_LANES_MOST]; /* out: the epoch's projected gradients and 0 lie between these */
    _Alignas(64) float lowest[ENT_LANES_MOST];
};

/** The dual variable of a logistic problem that stands for alpha = 0. */
#define ENT_LOGIT_OF_ZERO (-30.0F)

struct ent_solve_kernels {
    size_t lanes;
    /* One pass of coordinate descent over the rows in the given order [row_count]. */
    void (*hinge_epoch)(struct ent_solve_lanes *lanes, const uint32_t *order);
    void (*logistic_epoch)(struct ent_solve_lanes *lanes, const uint32_t *order);
    /* margins[i] = w . x_i + b, [row_count][lanes] */
    void (*margins)(const struct ent_solve_lanes *lanes, float *margins);
    /* w += sum_i steps[i] v x_i, b += sum_i steps[i], steps [row_count][lanes] */
    void (*add_rows)(struct ent_solve_lanes *lanes, const float *steps);
    /* norms from the variances */
    void (*find_norms)(struct ent_solve_lanes *lanes);
};
extern const struct ent_solve_kernels ent__solve_plain, ent__solve_avx2,
    ent__solve_avx512;

#endif
