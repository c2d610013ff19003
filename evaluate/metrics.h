/* SPDX-License-Identifier: MIT */
/* The parts of ent_evaluate(), one a file. */
#ifndef ENT_EVALUATE_METRICS_H
#define ENT_EVALUATE_METRICS_H

#include "tally.h"

/** P@k, NDCG@k, NDCG: means over the documents with a true label. */
void ent__score_ranking(ent_evaluation *out, const ent_answers *answers);

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
static inline void ent__bin_add(struct bin_sums *sums,
                                const struct observation *observation)
{
    sums->count[observation->bin]++;
    sums->right[observation->bin] += observation->right;
    sums->confidence[observation->bin] += (double)observation->confidence;
}
/** Sum over bins of (share of the observations) * |mean confidence - share right|; NAN without observations. */
double ent__ece(const struct bin_sums *sums);

/** Reliability diagram, ECE, log loss and Brier score; all NAN without probabilities. */
void ent__score_probabilities(ent_evaluation *out, const ent_answers *answers,
                              const struct observations *observations);

/** Accuracy of the most confident answers, from all of them down to a twentieth. */
ent_status ent__score_coverage(ent_evaluation *out, ent_arena scratch,
                               const ent_answers *answers, ent_error *err);

/** Fill the intervals. @param observations  NULL: none for the ECE */
ent_status ent__bootstrap(ent_evaluation *out, ent_arena scratch,
                          const struct outcomes *outcomes,
                          const struct observations *observations,
                          const ent_evaluate_options *options, ent_error *err);

#endif
