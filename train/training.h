/* SPDX-License-Identifier: MIT */
/* Inside the room: the state that the stages of a training run hand on. */
#ifndef ENT_TRAIN_TRAINING_H
#define ENT_TRAIN_TRAINING_H

#include <entente/train.h>

#include "base/base.h"
#include "carry.h"
#include "features/features.h"
#include "scores.h"
#include "solve.h"

/** What a model is made with. */
struct ent__recipe {
    ent_feature_settings features;
    bool bayes; /* naive Bayes ratios as prior variances */
    double C;
};
/** What a model says that it was made with; C 1 where it does not say. */
struct ent__recipe ent__recipe_of_model(const ent_model *model);
/** Say it in a line. */
void ent__recipe_text(char *text, size_t capacity, const struct ent__recipe *recipe);

/** What calibration found for a label. */
struct ent__label_fit {
    double slope; /* of the sigmoid over margins */
    double offset;
    float threshold; /* multi-label: chosen when the margin is >= this */
};

struct ent__training {
    const ent_corpus *corpus;
    const ent_train_options *options;
    ent_train_report *report;
    struct ent__recipe recipe;
    const ent_language *language;
    ent_targets targets;
    ent_vocabulary vocabulary;
    ent_matrix matrix;
    struct ent__carry carry; /* of an older model, or empty */
    ent_solve_port start;    /* of every fit: weights near the solution, or nothing */
    ent_solve_port prior;    /* of every fit: weights to stay near, or nothing */
    unsigned bits;           /* of the model's weights */
    double tolerance;        /* of the next fits; 0: the solver's own */
    float *weights;          /* [V][stride] of the final fit */
    float *bias;             /* [stride] */
    struct ent__label_fit *labels; /* [K] */
    float *costs; /* [K] factors on C for documents that carry the label; NULL: 1 */
    ent_coupling coupling; /* of single-label models */
    ent_model *model;      /* with what kernel machines have put into it, or NULL yet */
};

/** Labels side by side in a row of weights: K rounded up to whole SIMD blocks. */
static inline size_t ent__stride(size_t labels)
{
    return (labels + 7) / 8 * 8;
}

/** Can a model have these labels? Told before hours of work, for the file's reader would refuse them after. */
ent_status ent__check_labels(const ent_corpus *corpus, ent_error *err);
/** The language most documents name, or the one that is wished for; NULL: none. */
const ent_language *ent__main_language(const ent_corpus *corpus, const char *wish);

void ent__stage(struct ent__training *training, const char *name, double share);

/** Find a recipe by cross-validation on a sample; the search starts from the present one. */
ent_status ent__select_recipe(struct ent__training *training, ent_error *err);
/** What selection maximises: two parts micro-F1, one part macro-F1. */
double ent__worth(const ent__scores *scores);
/** Factors on C from the options, or NULL; ENT_EARG for a label that the corpus does not have. */
ent_status ent__label_costs(float **costs, const ent_corpus *corpus,
                            const ent_train_options *options, ent_error *err);
/** Settings of the solver for the recipe. */
ent_solve_settings ent__solver_settings(const struct ent__training *training);
/** The vectors of all documents over the present vocabulary. */
ent_status ent__build_matrix(struct ent__training *training, ent_error *err);
/** Do the options choose terms by the labels of the documents: by chi-square, or by what a first fit makes of them? */
bool ent__chooses_terms(const ent_train_options *options);
/**
 * Leave only the terms that rank highest among these rows [count] (NULL: all): options->max_features by chi-square, of those
 * options->keep_features that move margins most in a first, rough fit. Vocabulary and matrix are made anew.
 */
ent_status ent__choose_terms(struct ent__training *training, const uint32_t *rows,
                             size_t count, ent_error *err);
/** The same without fold `f`, whose labels must not choose what they are held out from: the vectors over terms that the others choose. */
ent_status ent__choose_terms_apart(ent_matrix *out, const struct ent__training *training,
                                   const uint8_t *fold, unsigned f, ent_error *err);
/** Models without a fold each, their margins on that fold: calibration, thresholds, the number of bits, scores. */
ent_status ent__fit_out_of_fold(struct ent__training *training, ent_error *err);
/** Without held-out documents: 16 bits instead of 32 where that leaves the decisions on 2000 training documents alone. */
ent_status ent__choose_bits_in_sample(struct ent__training *training, ent_error *err);
/** One fit on `rows` [count] (NULL: all of them): weights and bias, whose memory is got at the first call. */
ent_status ent__fit(struct ent__training *training, const uint32_t *rows, size_t count,
                    ent_solve_report *report, ent_error *err);
/** The fit on everything. */
ent_status ent__fit_final(struct ent__training *training, ent_error *err);
/** A model out of what was fitted; takes the vocabulary over. */
ent_status ent__assemble_model(ent_model **out, struct ent__training *training,
                               ent_error *err);

/** "text.languages": the languages that the corpus teaches. */
void ent__write_languages(ent_json_writer *json, const ent_corpus *corpus);

#endif
