/* SPDX-License-Identifier: MIT */
/* Stance: the answer on a target or a claim, from the model that fits it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "classify.h"
#include "spoken.h"

enum { CANDIDATES = 64 }; /* sentences that are looked at for evidence */

struct ent_stance_scorer {
    const ent_stance_model *model;
    ent__beholder *beholder;
    ent_map targets; /* ent__target_key() to target */
    ent_scorer **
        scorers; /* [target_count + 1] made at first use; the last is the pooled model's */
    ent_scorer *words; /* of the claims' linear model */
    float *tables[2];  /* of the claims' kernels */
    ent__spoken spoken;
};

static ent_status index_targets(ent_stance_scorer *scorer, ent_error *err)
{
    const ent_stance_model *model = scorer->model;
    for (size_t t = 0; t < model->target_count; t++) {
        uint32_t *place = ent_map_put(
            &scorer->targets, ent__target_key(scorer->beholder, model->targets[t]));
        if (!place)
            return ent_fail_memory(err);
        if (*place == ENT_MAP_NONE)
            *place = (uint32_t)t;
    }
    return ENT_OK;
}

static ent_status open_claims(ent_stance_scorer *scorer, ent_error *err)
{
    const ent_pair_model *pair = &scorer->model->pair;
    if (!pair->words)
        return ENT_OK;
    scorer->tables[0] = ent__pair_kernel_table(&pair->related);
    scorer->tables[1] = ent__pair_kernel_table(&pair->stance);
    if (!scorer->tables[0] || !scorer->tables[1])
        return ent_fail_memory(err);
    return ent_scorer_new(&scorer->words, pair->words, err);
}

ent_status ent_stance_scorer_new(ent_stance_scorer **out, const ent_stance_model *model,
                                 ent_error *err)
{
    ent_stance_scorer *scorer = ent_new_zeroed(1, sizeof *scorer);
    if (!scorer)
        return ent_fail_memory(err);
    scorer->model = model;
    scorer->scorers = ent_new_zeroed(model->target_count + 1, sizeof *scorer->scorers);
    ent_status status =
        scorer->scorers && ent__spoken_open(&scorer->spoken, model->metadata)
            ? ENT_OK
            : ent_fail_memory(err);
    if (status == ENT_OK)
        status =
            ent__beholder_new(&scorer->beholder, ent_language_find(model->language), err);
    if (status == ENT_OK)
        status = index_targets(scorer, err);
    if (status == ENT_OK)
        status = open_claims(scorer, err);
    if (status == ENT_OK)
        *out = scorer;
    else
        ent_stance_scorer_free(scorer);
    return status;
}

void ent_stance_scorer_free(ent_stance_scorer *scorer)
{
    if (!scorer)
        return;
    for (size_t t = 0; scorer->scorers && t <= scorer->model->target_count; t++)
        ent_scorer_free(scorer->scorers[t]);
    free(scorer->scorers);
    ent_scorer_free(scorer->words);
    ent__beholder_free(scorer->beholder);
    ent_map_dispose(&scorer->targets);
    ent__spoken_dispose(&scorer->spoken);
    free(scorer->tables[0]);
    free(scorer->tables[1]);
    free(scorer);
}

/* ---- targets ---- */

/* The answer is the label of the highest margin: rare labels were given their due in training, which calibrated
 * probabilities rightly take back. */
static void sort_by_margin(ent_label_score *scores, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        ent_label_score score = scores[i];
        size_t j = i;
        for (; j > 0 && (scores[j - 1].margin < score.margin ||
                         (scores[j - 1].margin == score.margin &&
                          scores[j - 1].label > score.label));
             j--)
            scores[j] = scores[j - 1];
        scores[j] = score;
    }
}

static const ent_model *model_of(const ent_stance_scorer *scorer, size_t target)
{
    const ent_stance_model *model = scorer->model;
    return target < model->target_count ? model->target_models[target] : model->pooled;
}

static ent_status score(ent_label_score *scores, ent_stance_scorer *scorer, size_t target,
                        const ent_article *article, ent_error *err)
{
    const ent_model *model = model_of(scorer, target);
    if (!scorer->scorers[target])
        ENT_TRY(ent_scorer_new(&scorer->scorers[target], model, err));
    ent_verdict verdict;
    ENT_TRY(ent_score(scores, &verdict, scorer->scorers[target], article, err));
    sort_by_margin(scores, model->label_count);
    return ENT_OK;
}

/* Of the sentences that speak of the target those that speak most for the label, put back in text order. */
static ent_status find_evidence(ent_stance *out, ent_stance_scorer *scorer, size_t target,
                                uint32_t label, const ent_article *article,
                                ent_error *err)
{
    ent_span spans[CANDIDATES];
    float margins[CANDIDATES];
    size_t count;
    ent__beheld_sentences(spans, &count, CANDIDATES, scorer->beholder);
    for (size_t i = 0; i < count && count > ENT_STANCE_EVIDENCE; i++) {
        ent_label_score scores[ENT_STANCE_LABELS];
        ent_article part = *article;
        ent_string field =
            spans[i].field == ENT_FIELD_TITLE ? article->title : article->text;
        part.title = (ent_string){0};
        part.text =
            (ent_string){field.data + spans[i].start, spans[i].end - spans[i].start};
        ENT_TRY(score(scores, scorer, target, &part, err));
        for (size_t k = 0; k < model_of(scorer, target)->label_count; k++)
            if (scores[k].label == label)
                margins[i] = scores[k].margin;
    }
    while (count >
           ENT_STANCE_EVIDENCE) { /* leave the weakest out, of equal ones the last */
        size_t weakest = 0;
        for (size_t i = 1; i < count; i++)
            if (margins[i] <= margins[weakest])
                weakest = i;
        count--;
        memmove(spans + weakest, spans + weakest + 1, (count - weakest) * sizeof *spans);
        memmove(margins + weakest, margins + weakest + 1,
                (count - weakest) * sizeof *margins);
    }
    memcpy(out->evidence, spans, count * sizeof *spans);
    out->evidence_count = count;
    return ENT_OK;
}

ent_status ent_stance_toward(ent_stance *out, ent_stance_scorer *scorer,
                             ent_string target, const ent_article *article,
                             ent_error *err)
{
    const ent_stance_model *model = scorer->model;
    if (!model->pooled)
        return ent_fail(err, ENT_EARG, "the model knows claims only, no targets");
    ENT_TRY(ent__behold_target(scorer->beholder, target, article, err));
    ent_stance answer = {.status = ENT_STANCE_EMPTY};
    if (ent__beheld_nothing(scorer->beholder)) {
        *out = answer;
        return ENT_OK;
    }
    answer.unsupported_language = !ent__speaks(&scorer->spoken, article->lang);
    if (!ent__beheld_mention(scorer->beholder))
        answer.status = ENT_STANCE_NOT_MENTIONED;
    else
        answer.status = ENT_STANCE_OK;
    uint32_t known =
        ent_map_get(&scorer->targets, ent__target_key(scorer->beholder, target));
    answer.known_target = known != ENT_MAP_NONE;
    size_t which = answer.known_target ? known : model->target_count;
    ent_label_score scores[ENT_STANCE_LABELS];
    ent_article seen = *article;
    if (!answer.known_target)
        ENT_TRY(ent__pooled_article(&seen, scorer->beholder, err));
    ENT_TRY(score(scores, scorer, which, &seen, err));
    const ent_model *linear = model_of(scorer, which);
    answer.label_count = linear->label_count;
    for (size_t k = 0; k < linear->label_count; k++)
        answer.labels[k] = (ent_stance_label){linear->labels[scores[k].label].name,
                                              scores[k].probability};
    ENT_TRY(find_evidence(&answer, scorer, which, scores[0].label, article, err));
    *out = answer;
    return ENT_OK;
}

/* ---- claims ---- */

static double probability_of(const ent_model_label *label, double margin)
{
    return 1 / (1 + exp(-((double)label->slope * margin + label->offset)));
}

/* Related or not, and if so how: p(label) = p(related) p(label | related). */
static void answer_claim(ent_stance *answer, const ent_stance_scorer *scorer,
                         const float *x)
{
    const ent_pair_model *pair = &scorer->model->pair;
    float margins[ENT_STANCE_LABELS];
    int8_t z[ENT_PAIR_FEATURES + ENT_STANCE_LABELS];
    double related = 1, sum = 0, p[ENT_STANCE_LABELS];
    bool is_related = true;
    if (pair->related.labels) {
        ent__pair_kernel_round(z, x, &pair->related);
        ent__pair_kernel_margins(margins, &pair->related, scorer->tables[0], z);
        related = probability_of(&pair->related.label[0], margins[0]);
        is_related = margins[0] >= 0;
    }
    ent__pair_kernel_round(z, x, &pair->stance);
    ent__pair_kernel_margins(margins, &pair->stance, scorer->tables[1], z);
    size_t count = pair->stance.labels;
    ent_label_score order[ENT_STANCE_LABELS];
    for (size_t k = 0; k < count; k++) {
        p[k] = probability_of(&pair->stance.label[k], margins[k]);
        sum += p[k];
        order[k] = (ent_label_score){(uint32_t)k, margins[k], 0};
    }
    sort_by_margin(order, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t k = order[i].label;
        double share = sum > 0 ? p[k] / sum : 1.0 / (double)count;
        answer->labels[i] =
            (ent_stance_label){pair->stance.label[k].name, (float)(related * share)};
    }
    answer->label_count = count;
    if (!pair->related.labels)
        return;
    ent_stance_label unrelated = {ent_string_of("unrelated"), (float)(1 - related)};
    size_t at = is_related ? count : 0;
    memmove(answer->labels + at + 1, answer->labels + at,
            (count - at) * sizeof *answer->labels);
    answer->labels[at] = unrelated;
    answer->label_count++;
    if (!is_related)
        answer->status = ENT_STANCE_NOT_MENTIONED;
}

ent_status ent_stance_on_claim(ent_stance *out, ent_stance_scorer *scorer,
                               ent_string claim, const ent_article *article,
                               ent_error *err)
{
    const ent_pair_model *pair = &scorer->model->pair;
    if (!pair->words)
        return ent_fail(err, ENT_EARG, "the model knows targets only, no claims");
    float x[ENT_PAIR_FEATURES + ENT_STANCE_LABELS];
    ent_article near;
    ENT_TRY(ent__behold_pair(x, &near, scorer->beholder, &pair->words->vocabulary, claim,
                             article, err));
    ent_stance answer = {.status = ENT_STANCE_EMPTY};
    if (ent__beheld_nothing(scorer->beholder)) {
        *out = answer;
        return ENT_OK;
    }
    answer.status = ENT_STANCE_OK;
    answer.unsupported_language = !ent__speaks(&scorer->spoken, article->lang);
    ent_label_score scores[ENT_STANCE_LABELS];
    ent_verdict verdict;
    ENT_TRY(ent_score(scores, &verdict, scorer->words, &near, err));
    for (size_t k = 0; k < pair->words->label_count; k++)
        x[ENT_PAIR_FEATURES + scores[k].label] = scores[k].margin;
    answer_claim(&answer, scorer, x);
    if (answer.status == ENT_STANCE_OK)
        ent__beheld_nearest(answer.evidence, &answer.evidence_count, scorer->beholder);
    *out = answer;
    return ENT_OK;
}
