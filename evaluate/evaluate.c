/* SPDX-License-Identifier: MIT */
/* Scoring a corpus of answers: puts counts, averages, ranking, calibration and intervals together. */
#include <math.h>

#include "base/base.h"

#include "metrics.h"

static ent_status fill_labels(ent_evaluation *out, ent_arena *arena,
                              const struct tally *tally, ent_error *err)
{
    out->label_results =
        ent_arena_alloc(arena, tally->label_count, sizeof *out->label_results);
    if (!out->label_results)
        return ent_fail_memory(err);
    for (size_t k = 0; k < tally->label_count; k++) {
        ent_label_result label = tally->labels[k];
        label.score = ent__score_counts(label.hits, label.truth, label.chosen);
        out->label_results[k] = label;
    }
    return ENT_OK;
}

/* Means of the documents' own P, R, F1; no label given where none is due is right. */
static ent_average sample_average(ent__document_row *rows, const ent_answers *answers)
{
    ent_average sum = {0, 0, 0};
    for (size_t i = 0; i < answers->count; i++) {
        const ent_answer *answer = &answers->items[i];
        ent_average own = {1, 1, 1};
        if (answer->truth_count || answer->chosen_count)
            own = ent__score_counts(ent__count_hits(answer), answer->truth_count,
                                    answer->chosen_count);
        sum.precision += own.precision;
        sum.recall += own.recall;
        sum.f1 += own.f1;
        rows[i][DOCUMENT_F1] = (float)own.f1;
    }
    double n = answers->count ? (double)answers->count : NAN;
    return (ent_average){sum.precision / n, sum.recall / n, sum.f1 / n};
}

static ent_status fill_confusion(ent_evaluation *out, ent_arena *arena,
                                 const ent_answers *answers, ent_error *err)
{
    size_t labels = answers->label_count;
    out->confusion = NULL;
    if (answers->multi_label || labels > 2000)
        return ENT_OK;
    out->confusion =
        ent_arena_alloc(arena, labels * (labels + 1), sizeof *out->confusion);
    if (!out->confusion)
        return ent_fail_memory(err);
    for (size_t i = 0; i < answers->count; i++) {
        const ent_answer *answer = &answers->items[i];
        if (answer->truth_count != 1)
            continue;
        size_t column = answer->chosen_count ? answer->chosen[0] : labels;
        out->confusion[answer->truth[0] * (labels + 1) + column]++;
    }
    return ENT_OK;
}

static void leave_probabilities_undefined(ent_evaluation *out)
{
    out->log_loss = out->brier = out->ece = NAN;
    for (int i = 0; i < ENT_CONFIDENCE_BINS; i++)
        out->bins[i] = (ent_confidence_bin){0, NAN, NAN};
}

static ent_status count_documents(ent_evaluation *out, ent_arena *arena,
                                  const struct outcomes *outcomes, ent_error *err)
{
    struct tally tally;
    ENT_TRY(ent__tally_corpus(&tally, arena, outcomes, err));
    out->documents = tally.documents;
    out->answered = tally.answered;
    out->accuracy = ent__accuracy(&tally);
    out->accuracy_answered =
        tally.answered ? (double)tally.answered_exact / (double)tally.answered : NAN;
    out->micro = ent__score_counts(tally.hits, tally.truth, tally.chosen);
    out->macro = ent__macro_average(&tally);
    out->weighted = ent__weighted_average(&tally);
    return fill_labels(out, arena, &tally, err);
}

ent_status ent_evaluate(ent_evaluation *out, ent_arena *arena, const ent_answers *answers,
                        const ent_evaluate_options *options, ent_error *err)
{
    ENT_TRY(ent__answers_check(answers, err));
    ent_evaluation result = {0};
    struct outcomes outcomes;
    ent__document_row *rows;
    struct observations observations;
    const struct observations *observed = NULL;
    ENT_TRY(ent__outcomes_fold(&outcomes, arena, answers, err));
    ENT_TRY(count_documents(&result, arena, &outcomes, err));
    ENT_TRY(fill_confusion(&result, arena, answers, err));
    rows = ent_arena_alloc(arena, answers->count, sizeof *rows);
    if (!rows)
        return ent_fail_memory(err);
    result.sample = sample_average(rows, answers);
    ent__score_ranking(&result, rows, answers);
    leave_probabilities_undefined(&result);
    if (answers->probabilities) {
        ENT_TRY(ent__observe(&observations, arena, answers, err));
        ent__score_probabilities(&result, rows, answers, &observations);
        observed = &observations;
    }
    ENT_TRY(ent__score_coverage(&result, *arena, answers, err));
    ENT_TRY(ent__bootstrap(&result, *arena, &outcomes, observed, rows, options, err));
    *out = result;
    return ENT_OK;
}
