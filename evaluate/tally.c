/* SPDX-License-Identifier: MIT */
/* Counting: documents fold into distinct outcomes, outcomes sum into per-label counts, counts turn into averages. */
#include "tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

bool ent__is_true(const ent_answer *answer, uint32_t label)
{
    size_t low = 0, high = answer->truth_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (answer->truth[middle] < label)
            low = middle + 1;
        else
            high = middle;
    }
    return low < answer->truth_count && answer->truth[low] == label;
}

size_t ent__count_hits(const ent_answer *answer)
{
    size_t hits = 0;
    for (size_t i = 0; i < answer->chosen_count; i++)
        hits += ent__is_true(answer, answer->chosen[i]);
    return hits;
}

static bool is_exact(const ent_answer *answer)
{
    return answer->truth_count == answer->chosen_count &&
           ent__count_hits(answer) == answer->truth_count;
}

/* ---- folding ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The document's two sets as one canonical list: truth, a mark, chosen in ascending order. */
static bool canonical_key(ent_buffer *key, const ent_answer *answer)
{
    uint32_t mark = UINT32_MAX;
    ent_buffer_clear(key);
    ent_buffer_append(key, answer->truth, answer->truth_count * sizeof *answer->truth);
    ent_buffer_append(key, &mark, sizeof mark);
    size_t chosen_at = key->size;
    ent_buffer_append(key, answer->chosen, answer->chosen_count * sizeof *answer->chosen);
    if (key->failed)
        return false;
    if (answer->chosen_count > 1)
        qsort(key->data + chosen_at, answer->chosen_count, sizeof *answer->chosen,
              by_number);
    return true;
}

ent_status ent__outcomes_fold(struct outcomes *out, ent_arena *arena,
                              const ent_answers *answers, ent_error *err)
{
    struct outcomes outcomes = {
        .documents = answers->count,
        .outcome_of = ent_arena_alloc(arena, answers->count, sizeof *outcomes.outcome_of),
        .items = ent_arena_alloc(arena, answers->count, sizeof *outcomes.items),
        .label_count = answers->label_count,
    };
    if (!outcomes.outcome_of || !outcomes.items)
        return ent_fail_memory(err);
    ent_names seen = {0};
    ent_buffer key = {0};
    ent_status status = ENT_OK;
    for (size_t i = 0; i < answers->count; i++) {
        const ent_answer *answer = &answers->items[i];
        if (!canonical_key(&key, answer) ||
            !ent_names_add(&seen, ent_buffer_view(&key), &outcomes.outcome_of[i])) {
            status = ent_fail_memory(err);
            goto out;
        }
        if (outcomes.outcome_of[i] == outcomes.count)
            outcomes.items[outcomes.count++] = (struct outcome){answer, is_exact(answer)};
    }
    *out = outcomes;
out:
    ent_names_dispose(&seen);
    ent_buffer_dispose(&key);
    return status;
}

/* ---- counting ---- */

bool ent__tally_alloc(struct tally *tally, ent_arena *arena, size_t label_count)
{
    *tally = (struct tally){
        .label_count = label_count,
        .labels = ent_arena_alloc(arena, label_count, sizeof *tally->labels),
    };
    return tally->labels != NULL;
}

static void add_outcome(struct tally *tally, const struct outcome *outcome,
                        uint32_t weight)
{
    const ent_answer *answer = outcome->answer;
    tally->documents += weight;
    tally->exact += outcome->exact ? weight : 0;
    tally->answered += answer->chosen_count ? weight : 0;
    tally->answered_exact += outcome->exact && answer->chosen_count ? weight : 0;
    for (size_t i = 0; i < answer->truth_count; i++)
        tally->labels[answer->truth[i]].truth += weight;
    for (size_t i = 0; i < answer->chosen_count; i++) {
        ent_label_result *label = &tally->labels[answer->chosen[i]];
        label->chosen += weight;
        label->hits += ent__is_true(answer, answer->chosen[i]) ? weight : 0;
    }
}

void ent__tally_count(struct tally *tally, const struct outcomes *outcomes,
                      const uint32_t *weights)
{
    struct tally empty = {.label_count = tally->label_count, .labels = tally->labels};
    *tally = empty;
    if (tally->label_count)
        memset(tally->labels, 0, tally->label_count * sizeof *tally->labels);
    for (size_t i = 0; i < outcomes->count; i++)
        if (weights[i])
            add_outcome(tally, &outcomes->items[i], weights[i]);
    for (size_t k = 0; k < tally->label_count; k++) {
        tally->hits += tally->labels[k].hits;
        tally->truth += tally->labels[k].truth;
        tally->chosen += tally->labels[k].chosen;
    }
}

ent_status ent__tally_corpus(struct tally *tally, ent_arena *arena,
                             const struct outcomes *outcomes, ent_error *err)
{
    uint32_t *weights = ent_arena_alloc(arena, outcomes->count, sizeof *weights);
    if (!weights || !ent__tally_alloc(tally, arena, outcomes->label_count))
        return ent_fail_memory(err);
    for (size_t i = 0; i < outcomes->documents; i++)
        weights[outcomes->outcome_of[i]]++;
    ent__tally_count(tally, outcomes, weights);
    return ENT_OK;
}

/* ---- averages ---- */

ent_average ent__score_counts(uint64_t hits, uint64_t truth, uint64_t chosen)
{
    if (!truth && !chosen)
        return (ent_average){NAN, NAN, NAN};
    return (ent_average){
        .precision = chosen ? (double)hits / (double)chosen : 0,
        .recall = truth ? (double)hits / (double)truth : 0,
        .f1 = 2 * (double)hits / (double)(truth + chosen),
    };
}

double ent__accuracy(const struct tally *tally)
{
    return tally->documents ? (double)tally->exact / (double)tally->documents : NAN;
}

double ent__micro_f1(const struct tally *tally)
{
    return ent__score_counts(tally->hits, tally->truth, tally->chosen).f1;
}

ent_average ent__macro_average(const struct tally *tally)
{
    ent_average sum = {0, 0, 0};
    size_t counted = 0;
    for (size_t k = 0; k < tally->label_count; k++) {
        const ent_label_result *label = &tally->labels[k];
        if (!label->truth && !label->chosen)
            continue;
        ent_average score = ent__score_counts(label->hits, label->truth, label->chosen);
        sum.precision += score.precision;
        sum.recall += score.recall;
        sum.f1 += score.f1;
        counted++;
    }
    double n = counted ? (double)counted : NAN;
    return (ent_average){sum.precision / n, sum.recall / n, sum.f1 / n};
}

ent_average ent__weighted_average(const struct tally *tally)
{
    ent_average sum = {0, 0, 0};
    double total = 0;
    for (size_t k = 0; k < tally->label_count; k++) {
        const ent_label_result *label = &tally->labels[k];
        double weight = (double)label->truth;
        if (!label->truth)
            continue;
        ent_average score = ent__score_counts(label->hits, label->truth, label->chosen);
        sum.precision += weight * score.precision;
        sum.recall += weight * score.recall;
        sum.f1 += weight * score.f1;
        total += weight;
    }
    total = total > 0 ? total : NAN;
    return (ent_average){sum.precision / total, sum.recall / total, sum.f1 / total};
}

double ent__macro_f1(const struct tally *tally)
{
    return ent__macro_average(tally).f1;
}

/* ---- the caller's data ---- */

static const char *fault_of(const ent_answer *answer, const ent_answers *answers)
{
    for (size_t i = 0; i < answer->truth_count; i++) {
        if (answer->truth[i] >= answers->label_count)
            return "a true label is out of range";
        if (i && answer->truth[i] <= answer->truth[i - 1])
            return "the true labels are not in ascending order";
    }
    for (size_t i = 0; i < answer->chosen_count; i++)
        if (answer->chosen[i] >= answers->label_count)
            return "a chosen label is out of range";
    for (size_t i = 0; i < answer->ranked_count; i++) {
        float score = answer->ranked[i].score;
        if (answer->ranked[i].label >= answers->label_count)
            return "a ranked label is out of range";
        if (!isfinite(score) || (answers->probabilities && (score < 0 || score > 1)))
            return "a score is out of range";
        if (i && score > answer->ranked[i - 1].score)
            return "the ranking is not best first";
    }
    return NULL;
}

/* A label that stands twice in one list would be counted twice. */
static bool has_repeat(const ent_answer *answer, uint32_t *last_seen, uint32_t *stamp)
{
    ++*stamp;
    for (size_t i = 0; i < answer->chosen_count; i++) {
        if (last_seen[answer->chosen[i]] == *stamp)
            return true;
        last_seen[answer->chosen[i]] = *stamp;
    }
    ++*stamp;
    for (size_t i = 0; i < answer->ranked_count; i++) {
        if (last_seen[answer->ranked[i].label] == *stamp)
            return true;
        last_seen[answer->ranked[i].label] = *stamp;
    }
    return false;
}

ent_status ent__answers_check(const ent_answers *answers, ent_error *err)
{
    if (answers->count >= UINT32_MAX / 2 || answers->label_count >= UINT32_MAX)
        return ent_fail(err, ENT_ELIMIT, "too many documents or labels to evaluate");
    uint32_t *last_seen = ent_new_zeroed(answers->label_count, sizeof *last_seen);
    if (!last_seen)
        return ent_fail_memory(err);
    uint32_t stamp = 0;
    ent_status status = ENT_OK;
    for (size_t i = 0; i < answers->count && status == ENT_OK; i++) {
        const char *fault = fault_of(&answers->items[i], answers);
        if (!fault && has_repeat(&answers->items[i], last_seen, &stamp))
            fault = "a label is given twice";
        if (fault)
            status = ent_fail(err, ENT_EARG, "document %zu: %s", i + 1, fault);
    }
    free(last_seen);
    return status;
}
