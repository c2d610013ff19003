/* SPDX-License-Identifier: MIT */
/* Stance: is a text for or against a target, and does an article agree with a claim? Training and answering. */
#ifndef ENTENTE_STANCE_H
#define ENTENTE_STANCE_H

#include <stdbool.h>

#include <entente/datasets.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- models -------------------------------------------------------------------------------------------------- */

/** A loaded stance model: immutable, shared by any number of threads. */
typedef struct ent_stance_model ent_stance_model;

/**
 * Load and verify a stance model.
 * @return ENT_EIO when it cannot be read, ENT_EMODEL when it is damaged or of another kind, ENT_EVERSION when it needs
 *         a newer reader
 */
ENT_API ent_status ent_stance_model_open(ent_stance_model **out, const char *path,
                                         ent_error *err);
/** Does the file begin as stance models do? Nothing else is looked at; false where it cannot be read. */
ENT_API bool ent_stance_model_is(const char *path);
ENT_API void ent_stance_model_free(ent_stance_model *model);
ENT_API ent_string ent_stance_model_name(const ent_stance_model *model);
/** XXH128 of the file, 32 hex digits; lives as long as the model. */
ENT_API const char *ent_stance_model_digest(const ent_stance_model *model);
/** Everything the file says about its making, as one JSON object. */
ENT_API ent_string ent_stance_model_metadata(const ent_stance_model *model);
/** Targets that have a model of their own, in byte order. */
ENT_API size_t ent_stance_target_count(const ent_stance_model *model);
ENT_API ent_string ent_stance_target(const ent_stance_model *model, size_t target);
/** Does it answer about claims (pairs), and about targets? */
ENT_API bool ent_stance_knows_claims(const ent_stance_model *model);
ENT_API bool ent_stance_knows_targets(const ent_stance_model *model);

/* ---- answering ----------------------------------------------------------------------------------------------- */

enum {
    ENT_STANCE_EVIDENCE = 3,        /* sentences that an answer rests on, at most */
    ENT_STANCE_LABELS = 16,         /* labels of a stance model, at most */
    ENT_STANCE_TARGET_LIMIT = 10000 /* bytes of a target or claim */
};

typedef enum ent_stance_status {
    ENT_STANCE_OK,
    ENT_STANCE_NOT_MENTIONED, /* the text never speaks of the target: not the same as neutral */
    ENT_STANCE_EMPTY          /* no word in the text */
} ent_stance_status;

typedef struct ent_stance_label {
    ent_string name;   /* lives as long as the model */
    float probability; /* they add up to 1 */
} ent_stance_label;

typedef struct ent_stance {
    ent_stance_status status;
    bool known_target; /* the target had a model of its own */
    bool
        unsupported_language; /* the model was not taught the article's: labels are given for what they are worth */
    ent_stance_label
        labels[ENT_STANCE_LABELS]; /* [label_count] the answer first; none: EMPTY */
    size_t label_count;
    ent_span
        evidence[ENT_STANCE_EVIDENCE]; /* [evidence_count] sentences, in text order */
    size_t evidence_count;
} ent_stance;

/** What a thread needs to answer: lexicons and working memory, reused from article to article. */
typedef struct ent_stance_scorer ent_stance_scorer;
/** @param model borrowed, must outlive the scorer */
ENT_API ent_status ent_stance_scorer_new(ent_stance_scorer **out,
                                         const ent_stance_model *model, ent_error *err);
ENT_API void ent_stance_scorer_free(ent_stance_scorer *scorer);

/**
 * The stance of a text toward a target. A target that was trained (compared without regard to case and spaces) is
 * answered by its own model, any other by the pooled one.
 * The text speaks of a target where one of its sentences holds at least half of the target's content words (as stems, or
 * inside a hashtag), or the target's abbreviation, or what the target abbreviates. A text that does not has the status
 * NOT_MENTIONED; its labels are still given, for what they are worth.
 * @param out      evidence: sentences that speak of the target, of these the ones that speak most for the label
 * @return ENT_OK; ENT_EARG for a target without a word or of more than ENT_STANCE_TARGET_LIMIT bytes, or a model that
 *         knows no targets; ENT_ENOMEM
 * @cost O(bytes)
 */
ENT_API ent_status ent_stance_toward(ent_stance *out, ent_stance_scorer *scorer,
                                     ent_string target, const ent_article *article,
                                     ent_error *err);

/**
 * What an article says to a claim or headline: unrelated, or agree, disagree, discuss (the names are the corpus' own).
 * The status is NOT_MENTIONED where the answer is `unrelated`.
 * @param out      evidence: the sentences nearest to the claim
 * @return as ent_stance_toward()
 * @source docs/stance.md
 */
ENT_API ent_status ent_stance_on_claim(ent_stance *out, ent_stance_scorer *scorer,
                                       ent_string claim, const ent_article *article,
                                       ent_error *err);

/* ---- training ------------------------------------------------------------------------------------------------ */

/** Initialise with ENT_STANCE_OPTIONS_INIT, then change what you need. */
typedef struct ent_stance_options {
    bool
        pairs; /* every record is a claim and an article; else those labelled unrelated, agree, disagree or discuss are */
    double C;  /* cost of a violation for targets; 0: chosen by cross-validation */
    unsigned folds; /* of the cross-validation, 2..10 */
    uint64_t seed;
    int threads; /* <= 0: one a processor; the model does not depend on it */
    const char *
        language; /* of records that name none; NULL: the most frequent one of the others */
    /** Told where the work is, 0..1 of each stage, from the calling thread; may be NULL. */
    void (*progress)(void *context, const char *stage, double share);
    void *context;
} ent_stance_options;

#define ENT_STANCE_OPTIONS_INIT                                                          \
    {                                                                                    \
        .folds = 5, .seed = 1                                                            \
    }

/** What was fitted. Scores are out of fold; -1 where there is nothing to score. */
typedef struct ent_stance_report {
    size_t documents;       /* with a target */
    size_t targets;         /* with a model of their own */
    size_t pairs;           /* claims and articles */
    double target_accuracy; /* of the targets' own models, all documents together */
    double target_macro_f1; /* mean F1 of the labels but none and neutral */
    double pooled_macro_f1; /* of the pooled model on targets held out whole */
    double pair_accuracy;   /* all labels, claims and articles held out whole */
    double pair_macro_f1;
    size_t pair_rows; /* dense feature rows (support vectors) that the pair models hold */
} ent_stance_report;

/**
 * Fit a stance model to records with a target and a stance.
 * @return ENT_EARG for options out of range, ENT_EDATA for a corpus that cannot be learned from
 * @source docs/stance.md
 */
ENT_API ent_status ent_stance_train(ent_stance_model **out, ent_stance_report *report,
                                    const ent_corpus *corpus,
                                    const ent_stance_options *options, ent_error *err);
/** Write a model to a file, atomically; sets its digest. */
ENT_API ent_status ent_stance_model_save(ent_stance_model *model, const char *path,
                                         ent_error *err);

#ifdef __cplusplus
}
#endif
#endif
