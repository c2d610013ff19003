/* SPDX-License-Identifier: MIT */
/* The linear solver: L2-regularised squared-hinge SVM, one against the rest, labels side by side in SIMD lanes. */
#ifndef ENT_TRAIN_SOLVE_H
#define ENT_TRAIN_SOLVE_H

#include "features/features.h"

/** Which labels each row carries: CSR of label numbers, ascending within a row; none is legal. */
typedef struct ent_targets {
    size_t labels;         /* K */
    const uint64_t *starts; /* [N + 1] into ids */
    const uint32_t *ids;   /* [starts[N]] each < K */
} ent_targets;

typedef struct ent_solve_settings {
    double C;            /* cost of a violation, > 0 */
    double tolerance;    /* stop when the projected gradient spans less than this (liblinear's -e); 0.1 by default */
    unsigned max_epochs; /* 1000 */
    uint64_t seed;
    int threads;         /* <= 0: one a processor; the result does not depend on it */
} ent_solve_settings;

/** What a run did, for reports and tests. */
typedef struct ent_solve_report {
    double objective;    /* sum over labels of the primal 1/2 |w|^2 + 1/2 b^2 + C sum max(0, 1 - y (w x + b))^2 */
    unsigned epochs;     /* most epochs of any block */
    bool converged;      /* every block met the tolerance */
    double seconds;
} ent_solve_report;

/**
 * Solve all K problems   min_w 1/2 |w|^2 + 1/2 b^2 + C sum_i max(0, 1 - y_i (w . x_i + b))^2
 * by dual coordinate descent (Hsieh et al. 2008, ICML, algorithm 1 with L2 loss and shrinking).
 * @param weights  [columns][stride] out, label k of feature j at weights[j * stride + k], stride = K rounded up to 8;
 *                 64-byte aligned, caller's
 * @param bias     [stride] out
 * @param rows     NULL: all rows; else [row_count] the rows to train on (cross-validation without copying)
 * @return ENT_OK; ENT_EARG for settings that are not finite or positive; ENT_ENOMEM
 * @cost  O(epochs * nnz * K / 8)
 */
ent_status ent__solve(float *weights, float *bias, ent_solve_report *report, const ent_matrix *matrix,
                      const ent_targets *targets, const uint32_t *rows, size_t row_count,
                      const ent_solve_settings *settings, ent_error *err);

#endif
