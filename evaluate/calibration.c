/* SPDX-License-Identifier: MIT */
/* How honest the probabilities are: reliability diagram, ECE, log loss, Brier score, coverage against accuracy. */
#include "metrics.h"

#include <math.h>
#include <stdlib.h>

#include "base/base.h"

/* ---- reliability ---- */

static struct observation observe(float confidence, bool right)
{
    int bin = (int)ceil((double)confidence * ENT_CONFIDENCE_BINS) - 1;
    return (struct observation){confidence, (uint8_t)(bin < 0 ? 0 : bin), right};
}

static size_t observed_of(const ent_answer *answer, bool multi_label)
{
    return multi_label || !answer->ranked_count ? answer->ranked_count : 1;
}

ent_status ent__observe(struct observations *out, ent_arena *arena,
                        const ent_answers *answers, ent_error *err)
{
    size_t total = 0;
    for (size_t i = 0; i < answers->count; i++)
        total += observed_of(&answers->items[i], answers->multi_label);
    struct observations all = {
        ent_arena_alloc(arena, answers->count + 1, sizeof *all.starts),
        ent_arena_alloc(arena, total, sizeof *all.items)};
    if (!all.starts || !all.items)
        return ent_fail_memory(err);
    size_t at = 0;
    for (size_t i = 0; i < answers->count; i++) {
        const ent_answer *answer = &answers->items[i];
        size_t count = observed_of(answer, answers->multi_label);
        for (size_t j = 0; j < count; j++)
            all.items[at++] = observe(answer->ranked[j].score,
                                      ent__is_true(answer, answer->ranked[j].label));
        all.starts[i + 1] = at;
    }
    *out = all;
    return ENT_OK;
}

double ent__ece(const struct bin_sums *sums)
{
    double gap = 0;
    uint64_t total = 0;
    for (int i = 0; i < ENT_CONFIDENCE_BINS; i++) {
        gap += fabs(sums->confidence[i] - (double)sums->right[i]);
        total += sums->count[i];
    }
    return total ? gap / (double)total : NAN;
}

static void fill_bins(ent_evaluation *out, const struct bin_sums *sums)
{
    for (int i = 0; i < ENT_CONFIDENCE_BINS; i++) {
        double n = sums->count[i] ? (double)sums->count[i] : NAN;
        out->bins[i] = (ent_confidence_bin){sums->count[i], sums->confidence[i] / n,
                                            (double)sums->right[i] / n};
    }
    out->ece = ent__ece(sums);
}

/* ---- log loss and Brier score ---- */

/* A probability of 0 that came true must not make the mean infinite: the bound is scikit-learn's. */
static double minus_log(double p)
{
    return -log(p < 2.220446049250313e-16 ? 2.220446049250313e-16 : p);
}

/* One document's losses over its K probabilities p (as given) against truth y:
 *   single-label  log = -ln(p_true / sum p)               brier = sum (p - y)^2
 *   multi-label   log = mean -(y ln p + (1-y) ln(1-p))    brier = mean (p - y)^2      */
static void document_losses(const ent_answer *answer, bool multi_label, double *log_loss,
                            double *brier)
{
    double sum = 0, squares = 0, cross = 0, of_truth = 0;
    for (size_t i = 0; i < answer->ranked_count; i++) {
        double p = (double)answer->ranked[i].score;
        bool y = ent__is_true(answer, answer->ranked[i].label);
        sum += p;
        of_truth += y ? p : 0;
        squares += (p - y) * (p - y);
        cross += minus_log(y ? p : 1 - p);
    }
    double labels = (double)answer->ranked_count;
    *log_loss = multi_label ? cross / labels : minus_log(sum > 0 ? of_truth / sum : 0);
    *brier = multi_label ? squares / labels : squares;
}

/* Both losses need the whole distribution, and one true label where only one is allowed. */
static bool has_distribution(const ent_answer *answer, const ent_answers *answers)
{
    return answer->ranked_count == answers->label_count &&
           (answers->multi_label || answer->truth_count == 1);
}

void ent__score_probabilities(ent_evaluation *out, ent__document_row *rows,
                              const ent_answers *answers,
                              const struct observations *observations)
{
    struct bin_sums sums = {0};
    double log_loss = 0, brier = 0;
    bool complete = answers->count > 0 && answers->label_count > 0;
    for (size_t i = 0; i < answers->count; i++) {
        for (size_t j = observations->starts[i]; j < observations->starts[i + 1]; j++)
            ent__bin_add(&sums, &observations->items[j], 1);
        complete = complete && has_distribution(&answers->items[i], answers);
        if (!complete)
            continue;
        double document_log, document_brier;
        document_losses(&answers->items[i], answers->multi_label, &document_log,
                        &document_brier);
        log_loss += document_log;
        brier += document_brier;
        rows[i][DOCUMENT_LOG_LOSS] = (float)document_log;
        rows[i][DOCUMENT_BRIER] = (float)document_brier;
    }
    fill_bins(out, &sums);
    out->log_loss = complete ? log_loss / (double)answers->count : NAN;
    out->brier = complete ? brier / (double)answers->count : NAN;
}

/* ---- coverage against accuracy ---- */

struct confident {
    float score;
    bool right;
};

static int by_score_descending(const void *a, const void *b)
{
    float x = ((const struct confident *)a)->score,
          y = ((const struct confident *)b)->score;
    return (x < y) - (x > y);
}

/* Answers of equal confidence are kept or dropped together, so that their order means nothing. */
static void walk_thresholds(ent_evaluation *out, const struct confident *sorted,
                            size_t count, size_t documents)
{
    size_t taken = 0, right = 0, points = 0;
    for (size_t step = 1; step <= ENT_COVERAGE_POINTS; step++) {
        double wanted = (double)documents * (double)step / ENT_COVERAGE_POINTS;
        size_t before = taken;
        while (taken < count &&
               ((double)taken < wanted || sorted[taken].score == sorted[taken - 1].score))
            right += sorted[taken++].right;
        if (taken == before)
            continue;
        out->coverage[points++] = (ent_coverage_point){(double)taken / (double)documents,
                                                       (double)right / (double)taken,
                                                       (double)sorted[taken - 1].score};
    }
    out->coverage_count = points;
}

ent_status ent__score_coverage(ent_evaluation *out, ent_arena scratch,
                               const ent_answers *answers, ent_error *err)
{
    struct confident *sorted = ent_arena_alloc(&scratch, answers->count, sizeof *sorted);
    if (!sorted)
        return ent_fail_memory(err);
    size_t count = 0;
    for (size_t i = 0; i < answers->count; i++) {
        const ent_answer *answer = &answers->items[i];
        if (answer->ranked_count)
            sorted[count++] = (struct confident){
                answer->ranked[0].score, ent__is_true(answer, answer->ranked[0].label)};
    }
    qsort(sorted, count, sizeof *sorted, by_score_descending);
    walk_thresholds(out, sorted, count, answers->count);
    return ENT_OK;
}
