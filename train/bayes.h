/* SPDX-License-Identifier: MIT */
/* Naive Bayes ratios as the prior of a linear model: what speaks for or against a label may weigh more. */
#ifndef ENT_TRAIN_BAYES_H
#define ENT_TRAIN_BAYES_H

#include "solve.h"

/** What the ratios of all labels share; made once for a set of training rows. */
typedef struct ent__bayes {
    const ent_matrix *matrix;
    const ent_targets *targets;
    const uint32_t *rows; /* [count], borrowed; NULL: all */
    size_t count;
    bool *
        used; /* [V] some row of the matrix holds it: hashing leaves buckets empty, which are no features */
    uint32_t *frequencies; /* [V] rows that hold the feature */
    float *squares;        /* [V] sum of squared values */
    float *logs;           /* [count + 1] ln(n + 1) */
} ent__bayes;

/**
 * With p[j] the rows of the label that hold feature j, and q[j] those of the rest that do,
 *     r[j] = ln((p[j] + 1) / |p + 1|_1) - ln((q[j] + 1) / |q + 1|_1),   v[j] = s max(|r[j]|, 0.01),
 * s such that the rows keep their mean squared length. A linear model under the prior variances v is one over features
 * multiplied by the square root of |r| (its weights brought back to the plain features).
 * @source Wang & Manning 2012, ACL (who multiply by r and count the words of unscaled rows)
 */
ent_status ent__bayes_open(ent__bayes *bayes, const ent_matrix *matrix,
                           const ent_targets *targets, const uint32_t *rows, size_t count,
                           ent_error *err);
void ent__bayes_close(ent__bayes *bayes);
/** For ent_solve_settings.variances. */
ent_solve_port ent__bayes_port(ent__bayes *bayes);

#endif
