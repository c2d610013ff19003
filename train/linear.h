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
    /* the first articles, those that the model is for: terms and label weights come from them, and they alone are held out.
     * What follows are documents of a kind, from which it may learn a little, and which tell how common a term is (idf) if they
     * are no fewer. 0: all are its own. */
    size_t own;
    /* Of a row; 0: 1. The bias counts as a feature of value 1, so with long rows little is learned from how many documents a
     * label has, and all from their words. */
    double length;
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
    float *row_weights; /* [count] own / (labels * documents of the label) */
    uint32_t *rows;     /* [count] of the present fit */
    float *weights, *bias;
};

/** How to fit. */
struct ent__linear_how {
    double C;   /* for rows of unit length */
    bool bayes; /* naive Bayes ratios as prior variances (bayes.h) */
    double
        others; /* what documents that are not its own weigh beside those that are, 0..1; 0: not learned from */
};

/** Vocabulary and vectors. */
ent_status ent__linear_open(struct ent__linear *linear, ent_error *err);
void ent__linear_close(struct ent__linear *linear);
/** Fit on rows [count] of its own (NULL: all) and on the others, with every label of the same weight in sum. */
ent_status ent__linear_fit(struct ent__linear *linear, const uint32_t *rows, size_t count,
                           const struct ent__linear_how *how, ent_error *err);
/** margins[i * stride + k] of every own row i, from models that did not see its fold. */
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
