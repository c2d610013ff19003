/* SPDX-License-Identifier: MIT */
/* Margins of documents by models that have not seen them: what selection, calibration and honest scores rest on. */
#ifndef ENT_TRAIN_HELD_OUT_H
#define ENT_TRAIN_HELD_OUT_H

#include "solve.h"

/** Bits of the weights that a set of margins is made with. */
enum { ENT__WIDTHS = 3 };
extern const unsigned ent__widths[ENT__WIDTHS]; /* 32, 16, 8 */

/** Cross-validation over a matrix. Observed rows get margins; all rows are trained on. */
typedef struct ent__held_out {
    const ent_matrix *matrix;
    const ent_targets *targets;
    const uint8_t *fold; /* [N] */
    uint32_t *observed;  /* [count] rows, ascending */
    size_t count;
    size_t stride;               /* K rounded up to ENT_LANES */
    float *margins[ENT__WIDTHS]; /* [count][stride]; NULL: not wanted */
    int threads;
} ent__held_out;

/** Observe at most `limit` margins (0: all), rows evenly spread; `widths` sets of them. */
ent_status ent__held_out_open(ent__held_out *out, const ent_matrix *matrix,
                              const ent_targets *targets, const uint8_t *fold,
                              size_t limit, size_t widths, int threads, ent_error *err);
void ent__held_out_close(ent__held_out *held);

/**
 * Fit on all rows but those of fold `f`, and fill in the margins of that fold's observed rows. The weights go as they
 * come, a block of labels at a time, unless `keep` wants them (for a warm start).
 * @param bayes  weigh features by naive Bayes ratios of the rows trained on
 */
ent_status ent__held_out_fold(ent__held_out *held, unsigned f, bool bayes,
                              const ent_solve_settings *settings, ent_solve_port keep,
                              ent_error *err);

/** The same from weights that are there already. */
ent_status ent__held_out_weights(ent__held_out *held, unsigned f,
                                 ent_dense_weights *dense, ent_error *err);

#endif
