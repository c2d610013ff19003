/* SPDX-License-Identifier: MIT */
/* Results as members of a JSON object. */
#include <math.h>

#include "evaluate.h"

enum { DIGITS = 6 };

void ent__json_score(ent_json_writer *writer, const char *key, double value)
{
    ent_json_key(writer, key);
    ent_json_write_number(writer, value, DIGITS);
}

static void count_member(ent_json_writer *writer, const char *key, uint64_t count)
{
    ent_json_key(writer, key);
    ent_json_write_integer(writer, (int64_t)count);
}

static void average_members(ent_json_writer *writer, ent_average average)
{
    ent__json_score(writer, "precision", average.precision);
    ent__json_score(writer, "recall", average.recall);
    ent__json_score(writer, "f1", average.f1);
}

void ent__json_average(ent_json_writer *writer, const char *key, ent_average average)
{
    ent_json_key(writer, key);
    ent_json_begin_object(writer);
    average_members(writer, average);
    ent_json_end_object(writer);
}

void ent__json_interval(ent_json_writer *writer, const char *key, ent_interval interval)
{
    ent_json_key(writer, key);
    ent_json_begin_array(writer);
    ent_json_write_number(writer, interval.low, DIGITS);
    ent_json_write_number(writer, interval.high, DIGITS);
    ent_json_end_array(writer);
}

static void depth_members(ent_json_writer *writer, const char *key, const double *values)
{
    ent_json_key(writer, key);
    ent_json_begin_object(writer);
    for (size_t d = 0; d < ENT_DEPTHS; d++) {
        char depth[2] = {(char)('0' + ent__depths[d]), '\0'};
        ent__json_score(writer, depth, values[d]);
    }
    ent_json_end_object(writer);
}

static void depth_intervals(ent_json_writer *writer, const char *key,
                            const ent_interval *intervals)
{
    ent_json_key(writer, key);
    ent_json_begin_object(writer);
    for (size_t d = 0; d < ENT_DEPTHS; d++) {
        char depth[2] = {(char)('0' + ent__depths[d]), '\0'};
        ent__json_interval(writer, depth, intervals[d]);
    }
    ent_json_end_object(writer);
}

static void label_members(ent_json_writer *writer, const ent_answers *answers,
                          const ent_evaluation *evaluation)
{
    ent_json_key(writer, "labels");
    ent_json_begin_array(writer);
    for (size_t k = 0; k < answers->label_count; k++) {
        const ent_label_result *result = &evaluation->label_results[k];
        ent_json_begin_object(writer);
        ent_json_key(writer, "label");
        ent_json_write_string(writer, answers->labels[k]);
        count_member(writer, "documents", result->truth);
        count_member(writer, "predicted", result->chosen);
        count_member(writer, "hits", result->hits);
        average_members(writer, result->score);
        ent_json_end_object(writer);
    }
    ent_json_end_array(writer);
}

/* Only the cells that are not empty: most of a large matrix is. */
static void confusion_member(ent_json_writer *writer, const ent_answers *answers,
                             const ent_evaluation *evaluation)
{
    size_t labels = answers->label_count;
    ent_json_key(writer, "confusion");
    if (!evaluation->confusion) {
        ent_json_write_null(writer);
        return;
    }
    ent_json_begin_array(writer);
    for (size_t cell = 0; cell < labels * (labels + 1); cell++) {
        size_t truth = cell / (labels + 1), chosen = cell % (labels + 1);
        if (!evaluation->confusion[cell])
            continue;
        ent_json_begin_object(writer);
        ent_json_key(writer, "truth");
        ent_json_write_string(writer, answers->labels[truth]);
        ent_json_key(writer, "predicted");
        if (chosen < labels)
            ent_json_write_string(writer, answers->labels[chosen]);
        else
            ent_json_write_null(writer);
        count_member(writer, "documents", evaluation->confusion[cell]);
        ent_json_end_object(writer);
    }
    ent_json_end_array(writer);
}

static void coverage_member(ent_json_writer *writer, const ent_evaluation *evaluation)
{
    ent_json_key(writer, "coverage");
    ent_json_begin_array(writer);
    for (size_t i = 0; i < evaluation->coverage_count; i++) {
        ent_json_begin_object(writer);
        ent__json_score(writer, "coverage", evaluation->coverage[i].coverage);
        ent__json_score(writer, "accuracy", evaluation->coverage[i].accuracy);
        ent__json_score(writer, "least_score", evaluation->coverage[i].score);
        ent_json_end_object(writer);
    }
    ent_json_end_array(writer);
}

static void reliability_member(ent_json_writer *writer, const ent_evaluation *evaluation)
{
    ent_json_key(writer, "reliability");
    ent_json_begin_array(writer);
    for (size_t i = 0; i < ENT_CONFIDENCE_BINS; i++) {
        if (!evaluation->bins[i].count)
            continue;
        ent_json_begin_object(writer);
        count_member(writer, "answers", evaluation->bins[i].count);
        ent__json_score(writer, "confidence", evaluation->bins[i].confidence);
        ent__json_score(writer, "accuracy", evaluation->bins[i].accuracy);
        ent_json_end_object(writer);
    }
    ent_json_end_array(writer);
}

static void interval_members(ent_json_writer *writer, const ent_evaluation *evaluation,
                             const ent_score_line *more, size_t more_count)
{
    ent_json_key(writer, "intervals");
    ent_json_begin_object(writer);
    ent__json_interval(writer, "accuracy", evaluation->accuracy_interval);
    ent__json_interval(writer, "micro_f1", evaluation->micro_f1_interval);
    ent__json_interval(writer, "macro_f1", evaluation->macro_f1_interval);
    ent__json_interval(writer, "weighted_f1", evaluation->weighted_f1_interval);
    ent__json_interval(writer, "sample_f1", evaluation->sample_f1_interval);
    ent__json_interval(writer, "accuracy_answered",
                       evaluation->accuracy_answered_interval);
    depth_intervals(writer, "precision_at", evaluation->precision_at_interval);
    depth_intervals(writer, "ndcg_at", evaluation->ndcg_at_interval);
    ent__json_interval(writer, "ndcg", evaluation->ndcg_interval);
    ent__json_interval(writer, "ece", evaluation->ece_interval);
    ent__json_interval(writer, "brier", evaluation->brier_interval);
    ent__json_interval(writer, "log_loss", evaluation->log_loss_interval);
    for (size_t i = 0; i < more_count; i++)
        ent__json_interval(writer, more[i].name, more[i].interval);
    ent_json_end_object(writer);
}

void ent__evaluation_json(ent_json_writer *writer, const ent_answers *answers,
                          const ent_evaluation *evaluation, const ent_score_line *more,
                          size_t more_count)
{
    count_member(writer, "documents", evaluation->documents);
    count_member(writer, "answered", evaluation->answered);
    ent__json_score(writer, "accuracy", evaluation->accuracy);
    ent__json_score(writer, "accuracy_answered", evaluation->accuracy_answered);
    ent__json_score(writer, "micro_f1", evaluation->micro.f1);
    ent__json_score(writer, "macro_f1", evaluation->macro.f1);
    ent__json_score(writer, "ece", evaluation->ece);
    ent__json_score(writer, "brier", evaluation->brier);
    ent__json_score(writer, "log_loss", evaluation->log_loss);
    ent__json_average(writer, "micro", evaluation->micro);
    ent__json_average(writer, "macro", evaluation->macro);
    ent__json_average(writer, "weighted", evaluation->weighted);
    ent__json_average(writer, "sample", evaluation->sample);
    depth_members(writer, "precision_at", evaluation->precision_at);
    depth_members(writer, "ndcg_at", evaluation->ndcg_at);
    ent__json_score(writer, "ndcg", evaluation->ndcg);
    for (size_t i = 0; i < more_count; i++)
        ent__json_score(writer, more[i].name, more[i].value);
    interval_members(writer, evaluation, more, more_count);
    label_members(writer, answers, evaluation);
    confusion_member(writer, answers, evaluation);
    reliability_member(writer, evaluation);
    coverage_member(writer, evaluation);
}

void ent__json_difference(ent_json_writer *writer, const char *key,
                          const ent_difference *difference)
{
    ent_json_key(writer, key);
    ent_json_begin_object(writer);
    ent__json_score(writer, "ours", difference->ours);
    ent__json_score(writer, "theirs", difference->theirs);
    ent__json_score(writer, "difference", difference->difference);
    ent__json_interval(writer, "interval", difference->interval);
    ent__json_score(writer, "p", difference->p);
    ent_json_end_object(writer);
}

void ent__comparison_json(ent_json_writer *writer, const char *key,
                          const ent_comparison *comparison, const ent_score_line *more,
                          size_t more_count)
{
    ent_json_key(writer, key);
    ent_json_begin_object(writer);
    ent__json_difference(writer, "accuracy", &comparison->accuracy);
    ent__json_difference(writer, "micro_f1", &comparison->micro_f1);
    ent__json_difference(writer, "macro_f1", &comparison->macro_f1);
    for (size_t i = 0; i < more_count; i++)
        ent__json_difference(writer, more[i].name, &more[i].difference);
    count_member(writer, "only_ours_right", comparison->only_ours);
    count_member(writer, "only_theirs_right", comparison->only_theirs);
    ent__json_score(writer, "mcnemar_p", comparison->mcnemar_p);
    ent_json_end_object(writer);
}
