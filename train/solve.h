/* SPDX-License-Identifier: MIT */
/* The linear solver: L2-regularised SVM or logistic regression, one label against the rest, labels side by side in SIMD lanes. */
#ifndef ENT_TRAIN_SOLVE_H
#define ENT_TRAIN_SOLVE_H

#include "features/features.h"

/** Which labels each row carries: CSR of label numbers, ascending within a row; none is legal. */
typedef struct ent_targets {
    size_t labels;          /* K */
    const uint64_t *starts; /* [N + 1] into ids */
    const uint32_t *ids;    /* [starts[N]] each < K */
} ent_targets;

typedef enum ent_loss {
    ENT_LOSS_SQUARED_HINGE, /* max(0, 1 - m)^2 */
    ENT_LOSS_LOGISTIC       /* ln(1 + exp(-m)) */
} ent_loss;

/* ---- weights travel in blocks ------------------------------------------------------------------------------------- */

#define ENT_LANES 8 /* labels of a row of dense weights come in multiples of this */
#define ENT_LANES_MOST                                                                   \
    16 /* labels of a block, where the processor has registers for them */

/** The weights of some labels; all labels together need not fit in memory. */
typedef struct ent_solve_block {
    size_t first;   /* lane l is label first + l */
    size_t count;   /* 1..lanes; further lanes are zero */
    size_t labels;  /* K of the whole problem */
    size_t lanes;   /* ENT_LANES or ENT_LANES_MOST */
    size_t columns; /* V */
    float *weights; /* [V][lanes], aligned to 64; lent for the call */
    float *bias;    /* [lanes] */
} ent_solve_block;

/**
 * Takes a finished block, or fills one in (weights and bias are zero then). Blocks come in no certain order, each once,
 * several at a time on different threads.
 */
typedef struct ent_solve_port {
    ent_status (*call)(void *context, ent_solve_block *block,
                       ent_error *err); /* NULL: nothing there */
    void *context;
} ent_solve_port;

/** All weights in one array, label k of feature j at weights[j * stride + k]. */
typedef struct ent_dense_weights {
    /* [V][stride]; rows that are not there (columns < V when reading) count as zero */
    float *weights;
    float *bias;    /* [stride] */
    size_t columns; /* rows of `weights` */
    size_t stride;  /* labels there are; when reading, labels behind them count as zero */
} ent_dense_weights;

/** Ports of a dense array: to receive a solution, and to start from one or hold to one. `dense` is borrowed. */
ent_solve_port ent__dense_sink(ent_dense_weights *dense);
ent_solve_port ent__dense_source(ent_dense_weights *dense);

/* ---- solving ------------------------------------------------------------------------------------------------------ */

typedef struct ent_solve_settings {
    double C; /* cost of a violation, > 0 */
    /* when a label is done, see ent__solve_blocks(); 0.1 is liblinear's -e 0.1 */
    double tolerance;
    unsigned max_epochs; /* 1000 */
    uint64_t seed;
    int threads; /* <= 0: one a processor; the result does not depend on it */

    /* What is zero or NULL from here on is the plain problem. */
    ent_loss loss;
    /* [K] factors on C for rows that carry the label; > 0; NULL: 1 */
    const float *positive_costs;
    const float *negative_costs; /* [K] the same for rows that do not */
    /* [N] factors on C by matrix row, >= 0 (0 leaves the row out); NULL: 1 */
    const float *row_weights;
    /* weights near the solution (a smaller C, an older model): fewer epochs, same optimum */
    ent_solve_port start;
    /* w_old: minimise 1/2 |w - w_old|^2 + 1/2 (b - b_old)^2 + loss instead */
    ent_solve_port prior;
    /* v > 0 by feature and label: minimise 1/2 sum (w - w_old)^2 / v instead; fills in weights, its bias is not looked at */
    ent_solve_port variances;
    /* save the pass over the rows that the report's objective costs (it is 0 then) */
    bool skip_objective;
} ent_solve_settings;

/** C 1, tolerance 0.08 (no worse than liblinear with -e 0.1: docs/solver.md), 1000 epochs, squared hinge, all processors. */
ent_solve_settings ent__solve_defaults(void);

/** What a run did, for reports and tests. */
typedef struct ent_solve_report {
    /* sum over labels of the primal: 1/2 |w|^2 + 1/2 b^2 + sum of the costs times the losses */
    double objective;
    unsigned epochs; /* most epochs of any block */
    bool converged;  /* every label met the tolerance */
    double seconds;  /* by the wall */
} ent_solve_report;

/**
 * Solve all K problems   min 1/2 |w|^2 + 1/2 b^2 + sum_i C_i loss(y_i (w . x_i + b)),  y_i = +1 where row i carries the label
 * by dual coordinate descent with shrinking, 8 or 16 labels at a time, and hand the weights on block by block.
 * C_i = C * row weight * positive or negative cost. The bias is a feature of value 1 (liblinear's -B 1).
 *
 * A label stops by itself: after an epoch in which the projected gradients of its dual variables, taken before each
 * step, spanned at most `tolerance` (squared hinge: liblinear's -e rule, rows left out by shrinking looked at again first), or
 * had at most that magnitude (logistic). No label's result depends on which others share its block, on the number of
 * threads or on the instruction set: row order follows from (seed, epoch) alone.
 *
 * @param sink     receives every block
 * @param report   out, may be NULL
 * @param rows     NULL: all rows; else [row_count] the rows to train on (cross-validation without copying)
 * @return ENT_OK; ENT_EARG for settings that are not finite or positive, or C beyond 1e-9..1e9; ENT_ENOMEM; what a port returned
 * @cost   O(epochs * nnz * K / 8) time; scratch as ent__solve_memory() says
 * @source Hsieh et al. 2008, ICML (algorithm 3 with L2 loss); Yu, Huang & Lin 2011, Machine Learning 85 (logistic dual)
 */
ent_status ent__solve_blocks(ent_solve_port sink, ent_solve_report *report,
                             const ent_matrix *matrix, const ent_targets *targets,
                             const uint32_t *rows, size_t row_count,
                             const ent_solve_settings *settings, ent_error *err);

/**
 * The same into dense arrays.
 * @param weights  [columns][stride] out, label k of feature j at weights[j * stride + k], stride = K rounded up to
 *                 ENT_LANES; caller's; labels behind K are zero
 * @param bias     [stride] out
 */
ent_status ent__solve(float *weights, float *bias, ent_solve_report *report,
                      const ent_matrix *matrix, const ent_targets *targets,
                      const uint32_t *rows, size_t row_count,
                      const ent_solve_settings *settings, ent_error *err);

/** Bytes of scratch memory that a run takes beside its inputs and what the ports keep; an upper bound. */
size_t ent__solve_memory(size_t columns, size_t row_count, size_t labels,
                         const ent_solve_settings *settings);

#endif
