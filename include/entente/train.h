/* SPDX-License-Identifier: MIT */
/* Training: a labelled corpus becomes a model. */
#ifndef ENTENTE_TRAIN_H
#define ENTENTE_TRAIN_H

#include <entente/datasets.h>
#include <entente/evaluate.h>
#include <entente/models.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Up to so many documents a corpus is small: more folds, drawn again and again, rare terms kept, a warning in place. */
enum { ENT_SMALL_CORPUS = 200 };

/** How much to try before fitting (docs/training.md). */
typedef enum ent_search {
    ENT_SEARCH_USUAL,   /* C and a short list of features by cross-validation */
    ENT_SEARCH_NONE,    /* take the options as they are */
    ENT_SEARCH_THOROUGH /* a longer list on more documents */
} ent_search;

/** Options that selection must leave alone. */
enum {
    ENT_PIN_COST = 1,
    ENT_PIN_WORDS = 2,
    ENT_PIN_CHARACTERS = 4,
    ENT_PIN_STEMS = 8,
    ENT_PIN_STOP_WORDS = 16,
    ENT_PIN_TITLE = 32,
    ENT_PIN_BAYES = 64,
    ENT_PIN_WEIGHTING = 128,
    ENT_PIN_MIN_DF = 256,
    ENT_PIN_FOLDS = 512,
    ENT_PIN_CHARACTER_WEIGHT = 1024
};

typedef enum ent_train_weighting {
    ENT_TRAIN_TFIDF,
    ENT_TRAIN_BM25,
    ENT_TRAIN_BINARY
} ent_train_weighting;

typedef enum ent_train_kernel {
    ENT_TRAIN_NO_KERNEL, /* the linear model alone */
    ENT_TRAIN_KERNEL_LINEAR,
    ENT_TRAIN_KERNEL_POLYNOMIAL,
    ENT_TRAIN_KERNEL_RBF,
    ENT_TRAIN_KERNEL_SIGMOID
} ent_train_kernel;

/** A kernel machine over dense features behind the linear model, and what is unlike the corpus; all zero: neither. */
typedef struct ent_kernel_options {
    ent_train_kernel kernel;
    bool
        projection; /* it reads a projection of 48 columns; else the margins of the linear model */
    double cost;  /* C of the machine; 0: 1 */
    double nu;    /* 0: C-SVM; else nu-SVM, at most 1 */
    double gamma; /* 0: 1 / number of dense features */
    double coef0;
    unsigned degree;   /* 0: 3; at most 8 */
    bool novelty;      /* a one-class machine over the corpus */
    double novelty_nu; /* share of the corpus that may count as novel, below 1; 0: 0.05 */
} ent_kernel_options;

/** What missing a document of a label costs, beside C: for labels that matter more, or that are rare. */
typedef struct ent_label_weight {
    ent_string label; /* as the corpus writes it, or its code or name alone */
    double weight;    /* > 0 */
} ent_label_weight;

/** What to fit. Initialise with ENT_TRAIN_OPTIONS_INIT, then change what you need and pin it. */
typedef struct ent_train_options {
    ent_search search;
    unsigned pinned;      /* ENT_PIN_*: the rest is where the search starts */
    double C;             /* cost of a violation of the margin, > 0 */
    unsigned word_ngrams; /* longest word n-gram, 1..3; 0: none */
    unsigned char_min;    /* character n-grams within words, 1..6; char_max 0: none */
    unsigned char_max;
    double char_weight; /* of the character n-grams beside the words, > 0, at most 100 */
    double
        title_weight; /* of the title beside the whole article, 0..100; 0: like any other part */
    bool no_stem;
    bool stop_words; /* leave function words out */
    bool bayes;      /* weigh features by their naive Bayes ratio, label by label */
    ent_train_weighting weighting;
    bool logistic; /* logistic loss instead of the squared hinge */
    bool
        balanced; /* a label of n documents out of N, K labels in all, weighs N / (K n) */
    const ent_label_weight
        *label_weights; /* [label_weight_count] over what balanced says; borrowed */
    size_t label_weight_count;
    uint32_t min_df; /* documents that a term must stand in */
    double
        max_df; /* largest share of documents that a term may stand in, > 0, at most 1 */
    bool
        by_chi_square; /* max_features keeps those of the highest chi-square against a label instead */
    unsigned
        hash_bits; /* 0: a vocabulary; 8..26: terms are hashed into 2^hash_bits features */
    uint32_t max_features; /* 0: no limit; else the terms of highest document frequency */
    /* 0: all; else a first fit chooses this many of them: those that move margins most (docs/training.md) */
    uint32_t keep_features;
    bool no_calibration; /* no probabilities: saves the out-of-fold models */
    unsigned folds;      /* of the out-of-fold models, 2..10 */
    unsigned
        weight_bits; /* 4 to 8, 16, 32; 0: the fewest that cost less than 0.1 point out of fold, 32 without folds */
    const char *
        kind; /* of the model: "topics" (NULL) or "languages", whose documents are read alike in any language */
    unsigned
        pieces; /* of languages: short pieces of each document as further documents (docs/languages.md) */
    uint64_t seed;
    const ent_model *
        start; /* an older model to start from: its recipe, the same optimum, sooner; borrowed; NULL: none */
    bool
        no_fingerprints; /* do not keep the hashes by which a document that was learned is known again */
    ent_kernel_options kernel;
    int threads; /* <= 0: one a processor; the model does not depend on it */
    const char *
        language; /* of documents that name none; NULL: the most frequent one of the others */
    /** Told where the work is, 0..1 of each stage, from the calling thread; may be NULL. */
    void (*progress)(void *context, const char *stage, double share);
    void *context;
    /**
     * Told the margins [label_count of the corpus] of every document that was held out, by a model that has not seen it,
     * from the calling thread; everything is lent for the call. May be NULL.
     */
    void (*held_out)(void *context, const ent_corpus *corpus, size_t document,
                     const float *margins);
    void *held_out_context;
} ent_train_options;

#define ENT_TRAIN_OPTIONS_INIT                                                           \
    {                                                                                    \
        .C = 1, .word_ngrams = 2, .char_weight = 1, .title_weight = 0.5, .min_df = 2,    \
        .max_df = 1, .folds = 3, .seed = 1                                               \
    }

/** A stage of the work and the time that it took. */
typedef struct ent_train_stage {
    const char *name; /* static */
    double seconds;
} ent_train_stage;

/** A recipe that was tried, and its cross-validated scores. */
typedef struct ent_train_trial {
    char recipe[120]; /* "words 1-2 + characters 3-5, stems" */
    double C;
    size_t documents; /* of the sample that it was tried on */
    double accuracy, micro_f1, macro_f1;
} ent_train_trial;
enum { ENT_TRIALS_MOST = 128 };

/** What was fitted. Scores are out of fold; they are -1 where nothing was held out. */
typedef struct ent_train_report {
    size_t documents;
    size_t labels;
    size_t features;     /* with a weight other than 0 for some label */
    size_t vocabulary;   /* terms that were fitted */
    uint64_t collisions; /* hashed features that stand for more than one term */
    size_t nonzeros;     /* of the document-term matrix */
    unsigned weight_bits;
    unsigned epochs;
    bool converged;
    double objective; /* primal, summed over labels */
    double
        accuracy; /* single-label: share of documents whose best label is right; multi-label: exact match */
    double micro_f1;
    double macro_f1;
    double ece; /* of single-label models: expected calibration error, 15 bins */
    double
        ece_chance; /* what it would be on the average were the probabilities exact: its noise on so many documents */
    double brier;   /* the same: sum over labels of (p - truth)^2, mean over documents */
    size_t solver_bytes; /* scratch memory of the solver, an upper bound */
    size_t weight_bytes; /* of the float weights of the last fit */
    unsigned folds;      /* of the out-of-fold models */
    bool
        one_group; /* documents are of one group, or nearly equal, all of them: they were held out without regard to it */
    size_t
        unseen_labels; /* labels all of whose documents are in one fold: held out, they were never learned from */
    double quantised_loss; /* points of micro-F1 that the chosen bits cost */
    char recipe[120];      /* what was chosen */
    double C;
    ent_train_trial trials[ENT_TRIALS_MOST];
    size_t trial_count;
    ent_train_stage stages[8];
    size_t stage_count;
} ent_train_report;

/** Are the options within their ranges? @return ENT_OK or ENT_EARG; ent_train() asks it too. */
ENT_API ent_status ent_train_check(const ent_train_options *options, ent_error *err);

/**
 * Fit a model: vocabulary, TF-IDF, a linear SVM a label, probabilities.
 * @param corpus  at least two labels, each with a document, and a document with text
 * @return ENT_EARG for options out of range, ENT_EDATA for a corpus that cannot be learned from
 * @source docs/training.md
 */
ENT_API ent_status ent_train(ent_model **out, ent_train_report *report,
                             const ent_corpus *corpus, const ent_train_options *options,
                             ent_error *err);

/* ---- retraining -------------------------------------------------------------------------------------------------- */

/** What retraining found. */
typedef struct ent_retrain_report {
    ent_train_report training; /* of the fit; scores are -1 without the old corpus */
    bool
        complete; /* the old corpus was there: the model is that of training from scratch on all documents */
    size_t learned;   /* new documents that the old model had not seen */
    size_t corrected; /* documents that it had seen with other labels */
    size_t known;     /* documents that it had learned already: left out */
    size_t new_labels;
    size_t new_terms;
} ent_retrain_report;

/**
 * Teach an older model new documents.
 *
 * With the old corpus: both are merged (a document with the id of an old one replaces it), and a model with the features
 * and C of the old one is fitted to all of it, starting from the old weights: the optimum is that of training from scratch.
 *
 * Without it: the new documents that the old model has not learned are vectors of a vocabulary that grows by them
 * (document frequencies add up), and each label minimises
 *     1/2 |w - w_old|^2 + 1/2 (b - b_old)^2 + C sum_i max(0, 1 - y_i (w . x_i + b))^2   over the new documents,
 * w_old carried over by weight * idf_old / idf_new. A new label has w_old = 0, b_old = -1. A correction is one more
 * document. Probabilities and thresholds of labels stay; a new label gets the mean of the others'. Weights have 16 bits at
 * least, so that small steps add up.
 *
 * @param out      a new model, or NULL where there is nothing to learn: `from` is what it would be
 * @param from     an older model of topics
 * @param fresh    the new documents
 * @param old      the old corpus, or NULL
 * @param options  C 0: as in the old model; what shapes features is taken from the old model
 * @return ENT_EMODEL where the old model is of another kind; else as ent_train()
 * @source docs/retraining.md
 */
ENT_API ent_status ent_retrain(ent_model **out, ent_retrain_report *report,
                               const ent_model *from, const ent_corpus *fresh,
                               const ent_corpus *old, const ent_train_options *options,
                               ent_error *err);

/**
 * Champion and challenger: two models on the same held-out documents, labels told apart by name.
 * @param out   ours: the challenger; with a paired bootstrap interval
 * @param worse out: the challenger scores less (accuracy; micro-F1 where either model is multi-label)
 */
ENT_API ent_status ent_challenge(ent_comparison *out, bool *worse,
                                 const ent_model *challenger, const ent_model *champion,
                                 const ent_corpus *held,
                                 const ent_evaluate_options *options, ent_error *err);

/* ---- learning curve ---------------------------------------------------------------------------------------------- */

typedef struct ent_curve_point {
    size_t documents; /* trained on */
    double
        score; /* on documents held out: accuracy; micro-F1 where the model is multi-label */
} ent_curve_point;
enum { ENT_CURVE_POINTS = 6 };

/**
 * How the score of a model of this recipe grows with the corpus: a fifth of the documents is held out (near-duplicates on
 * one side), 1/32, 1/16 ... of the others are trained on. Of ENT_SMALL_CORPUS documents or fewer it is the mean over five such
 * divisions.
 * @param out    [ENT_CURVE_POINTS] out
 * @param count  out: points; fewer for small corpora, of which parts lack a label
 * @param model  gives features, C and thresholds; its weights are not looked at
 * @cost about two fits a division
 */
ENT_API ent_status ent_learning_curve(ent_curve_point *out, size_t *count,
                                      const ent_model *model, const ent_corpus *corpus,
                                      const ent_train_options *options, ent_error *err);

/* ---- what to label next ------------------------------------------------------------------------------------------ */

typedef struct ent_suggestion {
    size_t document;    /* of the pool */
    uint32_t label;     /* the model's best guess */
    float probability;  /* of it; -1 where the model has none */
    double uncertainty; /* 0..1 */
    double
        novelty; /* 1 - largest cosine to what was suggested before it; 1 for the first */
} ent_suggestion;

typedef struct ent_suggest_options {
    size_t count; /* documents to suggest */
    int threads;
} ent_suggest_options;

/**
 * The documents of a pool that would teach the model most: picked one by one, each the one with the largest
 *     uncertainty * (1 - largest cosine to a document picked before),   ties to the earlier document.
 * Uncertainty is 1 - (p1 - p2), p1 and p2 the probabilities of the two best labels (of a multi-label model: 1 - |2 p - 1| of the label
 * nearest to its threshold in probability, averaged with the best label's; of a model without probabilities: exp(-(m1 - m2)) of the two
 * best margins). Documents without text, and those that the model has learned, are passed over.
 * @param out    [options->count] out
 * @param found  out: how many there are; fewer where the pool is small or all alike
 * @cost  O(bytes) to score, O(count * non-zeros of the 100 * count + 1000 most uncertain) to pick
 * @source Lewis & Gale 1994 (uncertainty); Brinker 2003 (diversity by the largest cosine)
 */
ENT_API ent_status ent_suggest(ent_suggestion *out, size_t *found, const ent_model *model,
                               const ent_corpus *pool, const ent_suggest_options *options,
                               ent_error *err);

/** Write a model to a file, atomically; sets its name and digest. */
ENT_API ent_status ent_model_save(ent_model *model, const char *path, ent_error *err);

#ifdef __cplusplus
}
#endif
#endif
