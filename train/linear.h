/* SPDX-License-Identifier: MIT */
/* Inside the room: one linear model of exactly one label a document, labels of equal weight: the parts of a stance model. */
#ifndef ENT_TRAIN_LINEAR_H
#define ENT_TRAIN_LINEAR_H

#include "features/features.h"
#include "models/models.h"
#include "solve.h"

struct ent__linear {
    /* to be filled before ent__linear_open() */
    const ent_article *articles; /* [count] */
    const uint32_t *labels;      /* [count] each < label_count */
    size_t count;
    const ent_string *names; /* [label_count] ascending in byte order */
    size_t label_count;
    ent_feature_settings settings;
    const ent_language *language;
    uint64_t seed;
    int threads;
    const ent_vocabulary
        *frequencies; /* a vocabulary to use (copied) instead of counting one; or NULL */
    /* ours */
    size_t stride;
    ent_vocabulary vocabulary;
    ent_matrix matrix;
    uint64_t *starts;   /* targets of the solver */
    float *row_weights; /* [count] count / (labels * documents of the label) */
    float *weights, *bias;
};

/** How to fit. */
struct ent__linear_how {
    double C;
    bool bayes; /* naive Bayes ratios as prior variances (bayes.h) */
};

/** Vocabulary and vectors. */
ent_status ent__linear_open(struct ent__linear *linear, ent_error *err);
void ent__linear_close(struct ent__linear *linear);
/** Fit on rows [count] (NULL: all) with every label of the same weight in sum. */
ent_status ent__linear_fit(struct ent__linear *linear, const uint32_t *rows, size_t count,
                           const struct ent__linear_how *how, ent_error *err);
/** margins[i * stride + k] of every row i, from models that did not see its fold. */
ent_status ent__linear_out_of_fold(float *margins, struct ent__linear *linear,
                                   const uint8_t *fold, unsigned folds,
                                   const struct ent__linear_how *how, ent_error *err);
/** Fit on everything, with sigmoids from the out-of-fold margins; takes the vocabulary over. */
ent_status ent__linear_model(ent_model **out, struct ent__linear *linear,
                             const float *margins, const struct ent__linear_how *how,
                             ent_error *err);

/** Hits and misses of single labels, for scores over many models. */
enum { ENT__TALLY_LABELS = ENT_STANCE_LABELS };
struct ent__tally {
    uint64_t truth[ENT__TALLY_LABELS], given[ENT__TALLY_LABELS], both[ENT__TALLY_LABELS];
};
double ent__tally_accuracy(const struct ent__tally *tally);
/** Mean F1 of the labels [count] for which `counts` is true and that occur. */
double ent__tally_macro_f1(const struct ent__tally *tally, const bool *counts,
                           size_t count);
/** The label of the highest margin, of equal ones the first. */
uint32_t ent__best_label(const float *margins, size_t count);

#endif
