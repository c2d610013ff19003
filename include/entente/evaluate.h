/* SPDX-License-Identifier: MIT */
/* Evaluation: scores pairs (true, predicted) with the field's standard metrics. Runs no model and reads no corpus. */
#ifndef ENTENTE_EVALUATE_H
#define ENTENTE_EVALUATE_H

#include <stdbool.h>

#include <entente/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Conventions of this header. A score that is not defined (0/0, no probabilities, no documents) is NAN here and null in
 * JSON. Sums run in document order in double, so equal input gives equal bytes for any number of threads. The formulas,
 * with their sources, stand in docs/evaluation.md.
 */

/* ---- labels: topics, stance, languages ----------------------------------------------------------------------- */

/** A label with the system's belief in it. */
typedef struct ent_ranked {
    uint32_t label;
    float score; /* a probability, 0..1, or any finite number that grows with belief */
} ent_ranked;

/** One document: what it carries and what the system said. Arrays are borrowed. */
typedef struct ent_answer {
    const uint32_t
        *truth; /* [truth_count] labels it carries, strictly ascending; none is legal */
    size_t truth_count;
    const uint32_t *
        chosen; /* [chosen_count] the system's answer, distinct; none: no label, or it abstained */
    size_t chosen_count;
    const ent_ranked *
        ranked; /* [ranked_count] labels it scored, best first; may be fewer than all, or none */
    size_t ranked_count;
} ent_answer;

/** All documents of a corpus. */
typedef struct ent_answers {
    const ent_answer *items; /* [count] */
    size_t count;
    const ent_string *labels; /* [label_count] names */
    size_t label_count;       /* K */
    bool multi_label;
    bool probabilities; /* ranked[].score are probabilities */
} ent_answers;

typedef struct ent_evaluate_options {
    size_t replicates; /* of the bootstrap; 0: no intervals */
    uint64_t seed;
    int threads; /* <= 0: one a processor; the result does not depend on it */
} ent_evaluate_options;
#define ENT_EVALUATE_OPTIONS_INIT                                                        \
    {                                                                                    \
        1000, 1, 0                                                                       \
    }

typedef struct ent_average {
    double precision, recall, f1;
} ent_average;

/** A 95 % interval; both NAN where it was not asked for. */
typedef struct ent_interval {
    double low, high;
} ent_interval;

typedef struct ent_label_result {
    uint64_t truth;  /* documents that carry it */
    uint64_t chosen; /* documents that were given it */
    uint64_t hits;   /* both */
    ent_average score;
} ent_label_result;

/** One bar of a reliability diagram: answers whose confidence lies in (i/15, (i+1)/15]. */
typedef struct ent_confidence_bin {
    uint64_t count;
    double confidence; /* mean, 0..1 */
    double accuracy;   /* share that was right */
} ent_confidence_bin;
#define ENT_CONFIDENCE_BINS 15

/** What accuracy remains when only the most confident answers are kept. */
typedef struct ent_coverage_point {
    double coverage; /* share of the documents that is answered */
    double accuracy; /* among them */
    double score;    /* the least confidence that is answered */
} ent_coverage_point;
#define ENT_COVERAGE_POINTS 20

/** P@k and NDCG@k are given for k = 1, 3, 5. */
#define ENT_DEPTHS 3

typedef struct ent_evaluation {
    uint64_t documents;
    uint64_t answered; /* documents with at least one chosen label */
    double accuracy;   /* share whose chosen set equals the true set */
    double accuracy_answered;
    ent_average micro, weighted, sample;
    ent_average
        macro; /* over labels with a true or a chosen document; no hit counts as 0 */
    ent_label_result *label_results; /* [K], in the arena */
    uint64_t *
        confusion; /* [K][K + 1] true x chosen, last column: no answer; NULL when multi-label or K > 2000 */
    double precision_at[ENT_DEPTHS];
    double ndcg_at[ENT_DEPTHS];
    double ndcg;
    double log_loss,
        brier; /* NAN unless every document has a probability for every label */
    double ece;
    ent_confidence_bin bins[ENT_CONFIDENCE_BINS];
    ent_coverage_point coverage[ENT_COVERAGE_POINTS];
    size_t coverage_count; /* 0 where nothing was ranked */
    ent_interval accuracy_interval, micro_f1_interval, macro_f1_interval, ece_interval;
    ent_interval accuracy_answered_interval, weighted_f1_interval, sample_f1_interval;
    ent_interval precision_at_interval[ENT_DEPTHS], ndcg_at_interval[ENT_DEPTHS];
    ent_interval ndcg_interval, log_loss_interval, brier_interval;
} ent_evaluation;

/**
 * Score a corpus of answers.
 * @param out    its arrays live in the arena
 * @return ENT_OK; ENT_EARG where a label number, an order or a score breaks the rules above (the message names the
 *         document's number); ENT_ENOMEM
 * @cost O(documents * (labels of a document + replicates / threads) + ranked log ranked)
 */
ENT_API ent_status ent_evaluate(ent_evaluation *out, ent_arena *arena,
                                const ent_answers *answers,
                                const ent_evaluate_options *options, ent_error *err);

/** The same metric of two systems. */
typedef struct ent_difference {
    double ours, theirs;
    double difference;     /* ours - theirs */
    ent_interval interval; /* of the difference, paired bootstrap */
    double
        p; /* two-sided, paired bootstrap: 2 * min share of replicates on the other side of 0 */
} ent_difference;

typedef struct ent_comparison {
    ent_difference accuracy, micro_f1, macro_f1;
    uint64_t only_ours,
        only_theirs;  /* documents that only one of the two got exactly right */
    double mcnemar_p; /* exact, two-sided */
} ent_comparison;

/**
 * Compare two systems on the same documents in the same order, with the same label numbers.
 * @return ENT_OK; ENT_EARG also where the truths differ
 * @source Efron and Tibshirani 1993, ch. 16 (bootstrap); McNemar 1947, exact binomial form
 */
ENT_API ent_status ent_compare(ent_comparison *out, ent_arena scratch,
                               const ent_answers *ours, const ent_answers *theirs,
                               const ent_evaluate_options *options, ent_error *err);

/** Exact two-sided McNemar test on the discordant counts: min(1, 2 P[Binomial(b + c, 1/2) <= min(b, c)]). */
ENT_API double ent_mcnemar(uint64_t b, uint64_t c);

/* ---- stance -------------------------------------------------------------------------------------------------- */

typedef struct ent_stance_scores {
    double
        favor_against_f1; /* mean of F(favor) and F(against) over all documents; SemEval-2016 task 6 */
    double fnc; /* FNC-1 score over its maximum; NAN unless the labels are FNC-1's */
} ent_stance_scores;

/** @param evaluation  of the same answers, whose labels are names of stances ("favor"/"pro"/"for", "against"/"con") */
ENT_API ent_stance_scores ent_score_stance(const ent_answers *answers,
                                           const ent_evaluation *evaluation);

/* ---- stories ------------------------------------------------------------------------------------------------- */

typedef struct ent_story_scores {
    ent_average bcubed;   /* F1 of the two means (Amigo et al. 2009) */
    ent_average pairwise; /* pairs of documents in one story; NAN where there are none */
    uint64_t truth_stories, found_stories;
} ent_story_scores;

/**
 * Compare two clusterings.
 * @param truth, found  [count] any numbers that name the clusters
 * @cost O(count)
 */
ENT_API ent_status ent_score_stories(ent_story_scores *out, const uint32_t *truth,
                                     const uint32_t *found, size_t count, ent_error *err);

/* ---- tags ---------------------------------------------------------------------------------------------------- */

/** One document's key phrases. */
typedef struct ent_tagged {
    ent_string lang;
    const ent_string *truth; /* [truth_count] phrases that people gave */
    size_t truth_count;
    const ent_string *found; /* [found_count] the system's, best first */
    size_t found_count;
} ent_tagged;

typedef struct ent_tag_scores {
    ent_average exact, stemmed; /* counts summed over documents, then P, R, F1 */
    ent_average exact_mean, stemmed_mean; /* means of the documents' own P, R, F1 */
} ent_tag_scores;

/**
 * P, R and F1 of the first k phrases found. Phrases are compared as folded words (exact) or as stems of them; phrases
 * that become equal count once. Documents without a true phrase are left out.
 */
ENT_API ent_status ent_score_tags(ent_tag_scores *out, const ent_tagged *items,
                                  size_t count, size_t k, ent_arena scratch,
                                  ent_error *err);

/* ---- summaries ----------------------------------------------------------------------------------------------- */

typedef struct ent_rouge_scores {
    ent_average r1, r2, l, lsum;
} ent_rouge_scores;

/**
 * ROUGE of one summary against its references: each score is the mean over the references.
 * English: lower case, [a-z0-9]+, Porter stems of words over three letters (the rules of google-research's
 * rouge_score); other languages: lower-cased runs of letters, marks and digits, no stems; scripts written without
 * spaces give one word a character.
 * @param summary     sentences on lines of their own, for Lsum; an empty one scores 0
 * @param references  [reference_count] the same, at least one
 * @return ENT_OK; ENT_ELIMIT where a comparison exceeds 2^32 steps
 * @source Lin 2004
 */
ENT_API ent_status ent_score_rouge(ent_rouge_scores *out, ent_string summary,
                                   const ent_string *references, size_t reference_count,
                                   ent_string lang, ent_arena scratch, ent_error *err);

/** Mean and standard error (sample deviation / sqrt(count)); NAN for no values, no error for one. */
typedef struct ent_mean {
    double mean, error;
} ent_mean;
ENT_API ent_mean ent_mean_of(const double *values, size_t count);

#ifdef __cplusplus
}
#endif
#endif
