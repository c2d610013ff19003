/* SPDX-License-Identifier: MIT */
/* The parts of ent_evaluate(), one a file. */
#ifndef ENT_EVALUATE_METRICS_H
#define ENT_EVALUATE_METRICS_H

#include "tally.h"

/** Scores that are means over documents: the columns of a table with a row a document, which the bootstrap resamples. */
enum document_score {
    DOCUMENT_HAS_TRUTH, /* 1: has a true label; P@k and NDCG are means over these */
    DOCUMENT_F1,
    DOCUMENT_PRECISION_AT,
    DOCUMENT_NDCG_AT = DOCUMENT_PRECISION_AT + ENT_DEPTHS,
    DOCUMENT_NDCG = DOCUMENT_NDCG_AT + ENT_DEPTHS,
    DOCUMENT_LOG_LOSS, /* this and the next are 0 where they are not defined */
    DOCUMENT_BRIER,
    DOCUMENT_SCORES
};
typedef float ent__document_row[DOCUMENT_SCORES];

/** P@k, NDCG@k, NDCG: means over the documents with a true label. @param rows  [documents] */
void ent__score_ranking(ent_evaluation *out, ent__document_row *rows,
                        const ent_answers *answers);

/** What a probability claimed and whether it came true. */
struct observation {
    float confidence; /* 0..1 */
    uint8_t bin;      /* of the reliability diagram */
    bool right;
};

/** All observations: one a document (its best label) where a document has one label, else one a ranked label. */
struct observations {
    size_t *starts; /* [documents + 1] into items */
    struct observation *items;
};

/** Sums of a reliability diagram. */
struct bin_sums {
    uint64_t count[ENT_CONFIDENCE_BINS], right[ENT_CONFIDENCE_BINS];
    double confidence[ENT_CONFIDENCE_BINS];
};

ent_status ent__observe(struct observations *out, ent_arena *arena,
                        const ent_answers *answers, ent_error *err);
/** Add an observation that was made so many times. */
static inline void ent__bin_add(struct bin_sums *sums,
                                const struct observation *observation, uint32_t times)
{
    sums->count[observation->bin] += times;
    sums->right[observation->bin] += observation->right ? times : 0;
    sums->confidence[observation->bin] += times * (double)observation->confidence;
}
/** Sum over bins of (share of the observations) * |mean confidence - share right|; NAN without observations. */
double ent__ece(const struct bin_sums *sums);

/** Reliability diagram, ECE, log loss and Brier score; all NAN without probabilities. @param rows  [documents] */
void ent__score_probabilities(ent_evaluation *out, ent__document_row *rows,
                              const ent_answers *answers,
                              const struct observations *observations);

/** Accuracy of the most confident answers, from all of them down to a twentieth. */
ent_status ent__score_coverage(ent_evaluation *out, ent_arena scratch,
                               const ent_answers *answers, ent_error *err);

/** Fill the intervals. @param observations  NULL: none for the ECE   @param rows  [documents] */
ent_status ent__bootstrap(ent_evaluation *out, ent_arena scratch,
                          const struct outcomes *outcomes,
                          const struct observations *observations,
                          const ent__document_row *rows,
                          const ent_evaluate_options *options, ent_error *err);

#endif
