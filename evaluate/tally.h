/* SPDX-License-Identifier: MIT */
/* Counting: documents fold into distinct outcomes, outcomes sum into per-label counts, counts turn into averages. */
#ifndef ENT_EVALUATE_TALLY_H
#define ENT_EVALUATE_TALLY_H

#include <entente/evaluate.h>

/** One distinct (true set, chosen set) pair. */
struct outcome {
    const ent_answer *answer; /* the first document that has it */
    bool exact;               /* the sets are equal */
};

/**
 * The distinct outcomes of a corpus. A resampled corpus is a weight for each of them, so that a bootstrap replicate
 * costs one table look-up a document.
 */
struct outcomes {
    size_t documents;
    uint32_t *outcome_of; /* [documents] */
    size_t count;
    struct outcome *items; /* [count] */
    size_t label_count;
};

/** Fold the answers; the arena owns the result, the answers must outlive it. */
ent_status ent__outcomes_fold(struct outcomes *out, ent_arena *arena,
                              const ent_answers *answers, ent_error *err);

struct tally {
    uint64_t documents, exact, answered, answered_exact;
    uint64_t hits, truth, chosen; /* summed over labels */
    size_t label_count;
    ent_label_result *labels; /* [K]; score is not filled */
};

bool ent__tally_alloc(struct tally *tally, ent_arena *arena, size_t label_count);
/** Count everything anew with `weights[outcome]` documents for each outcome. */
void ent__tally_count(struct tally *tally, const struct outcomes *outcomes,
                      const uint32_t *weights);

/** The counts of the corpus itself: every document once. */
ent_status ent__tally_corpus(struct tally *tally, ent_arena *arena,
                             const struct outcomes *outcomes, ent_error *err);

/** P, R, F1 of one set of counts: all NAN without true and chosen documents, else 0 for a denominator of 0. */
ent_average ent__score_counts(uint64_t hits, uint64_t truth, uint64_t chosen);

/* NAN without documents. */
double ent__accuracy(const struct tally *tally);
double ent__micro_f1(const struct tally *tally);
/** Mean over the labels with a true or a chosen document. */
ent_average ent__macro_average(const struct tally *tally);
/** Means of the labels' scores, each weighted by its true documents. */
ent_average ent__weighted_average(const struct tally *tally);
double ent__macro_f1(const struct tally *tally);

/** Is `label` among the document's true labels? */
bool ent__is_true(const ent_answer *answer, uint32_t label);
/** How many chosen labels are true. */
size_t ent__count_hits(const ent_answer *answer);

/** ENT_EARG where the answers break the rules of the header. */
ent_status ent__answers_check(const ent_answers *answers, ent_error *err);

#endif
