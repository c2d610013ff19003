/* SPDX-License-Identifier: MIT */
/* A system under test: a model that is asked, or predictions that were made elsewhere. */
#include "evaluate_system.h"

#include <stdlib.h>
#include <string.h>

#include "models/models.h"

static ent_status open_model(struct label_system *system, ent_names *names,
                             ent_error *err)
{
    char path[4096];
    ENT_TRY(ent_model_find(path, sizeof path, system->name, err));
    ENT_TRY(ent_model_open(&system->model, path, err));
    if (ent_string_is(ent_model_kind(system->model), "languages"))
        ENT_TRY(ent_identifier_new(&system->identifier, system->model, err));
    else
        ENT_TRY(ent_scorer_new(&system->scorer, system->model, err));
    size_t labels = ent_model_label_count(system->model);
    system->label_numbers = ent_new(labels, sizeof *system->label_numbers);
    system->scores = ent_new(labels, sizeof *system->scores);
    if (!system->label_numbers || !system->scores)
        return ent_fail_memory(err);
    for (size_t k = 0; k < labels; k++)
        if (!ent_names_add(names, ent_model_label_name(system->model, k),
                           &system->label_numbers[k]))
            return ent_fail_memory(err);
    system->probabilities = system->model->calibrated;
    system->multi_label = system->model->multi_label;
    return ENT_OK;
}

static ent_status open_stance(struct label_system *system, ent_names *names,
                              ent_error *err)
{
    char path[4096];
    ENT_TRY(ent_model_find(path, sizeof path, system->name, err));
    ENT_TRY(ent_stance_model_open(&system->stance, path, err));
    ENT_TRY(ent_stance_scorer_new(&system->stance_scorer, system->stance, err));
    system->names = names;
    system->probabilities = true;
    return ENT_OK;
}

ent_status label_system_open(struct label_system *system, const char *name, bool is_model,
                             ent_names *names, ent_task task, ent_error *err)
{
    *system = (struct label_system){.name = name};
    if (is_model && task == ENT_TASK_STANCE)
        return open_stance(system, names, err);
    if (is_model)
        return open_model(system, names, err);
    ENT_TRY(ent__predictions_read(&system->predictions, names, name, task, err));
    system->probabilities = system->predictions.probabilities;
    return ENT_OK;
}

void label_system_close(struct label_system *system)
{
    ent_scorer_free(system->scorer);
    ent_identifier_free(system->identifier);
    ent_stance_scorer_free(system->stance_scorer);
    ent_stance_model_free(system->stance);
    ent_model_free(system->model);
    free(system->label_numbers);
    free(system->scores);
    free(system->answers.items);
    ent__predictions_dispose(&system->predictions);
    *system = (struct label_system){0};
}

/* An answer need not be the most probable labels (thresholds differ; docs/stance.md); a ranking is by score. */
static int by_score(const void *a, const void *b)
{
    const ent_ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->label > y->label) - (x->label < y->label);
}

/* All labels, best first, under the shared numbers; the first `chosen` of them are the answer. */
static ent_status copy_scores(ent_answer *answer, struct label_system *system,
                              ent_arena *arena, size_t chosen, ent_error *err)
{
    size_t labels = ent_model_label_count(system->model);
    ent_ranked *ranked = ent_arena_alloc(arena, labels, sizeof *ranked);
    uint32_t *numbers = ent_arena_alloc(arena, chosen, sizeof *numbers);
    if (!ranked || !numbers)
        return ent_fail_memory(err);
    for (size_t i = 0; i < labels; i++) {
        const ent_label_score *score = &system->scores[i];
        ranked[i] =
            (ent_ranked){system->label_numbers[score->label],
                         system->probabilities ? score->probability : score->margin};
        if (i < chosen)
            numbers[i] = ranked[i].label;
    }
    qsort(ranked, labels, sizeof *ranked, by_score);
    *answer = (ent_answer){NULL, 0, numbers, chosen, ranked, labels};
    return ENT_OK;
}

/* An unknown language is no answer. */
static ent_status ask_identifier(ent_answer *answer, struct label_system *system,
                                 ent_arena *arena, const ent_article *article,
                                 ent_error *err)
{
    const ent_language *language;
    const ent_label_score *scores;
    double start = ent_seconds();
    ENT_TRY(ent_identify(&language, &scores, system->identifier, article->title,
                         article->text, err));
    system->seconds += ent_seconds() - start;
    *answer = (ent_answer){0};
    if (!language)
        return ENT_OK;
    memcpy(system->scores, scores,
           ent_model_label_count(system->model) * sizeof *system->scores);
    return copy_scores(answer, system, arena, 1, err);
}

static ent_status ask_model(ent_answer *answer, struct label_system *system,
                            ent_arena *arena, const ent_article *article, ent_error *err)
{
    ent_verdict verdict;
    double start = ent_seconds();
    ENT_TRY(ent_score(system->scores, &verdict, system->scorer, article, err));
    system->seconds += ent_seconds() - start;
    if (verdict == ENT_VERDICT_EMPTY) {
        *answer = (ent_answer){0};
        return ENT_OK;
    }
    /* A short or unsure document still has its best label, which is what the other systems answer as well. */
    return copy_scores(answer, system, arena, ent_chosen(system->scores, system->model),
                       err);
}

/* A record is of a claim where its true label is one of theirs, or the model knows nothing else. */
static bool asks_claim(const struct label_system *system, ent_string truth)
{
    static const char *const stances[] = {"unrelated", "agree", "disagree", "discuss"};
    if (!ent_stance_knows_claims(system->stance))
        return false;
    for (size_t i = 0; i < sizeof stances / sizeof *stances; i++)
        if (ent_string_is(truth, stances[i]))
            return true;
    return !ent_stance_knows_targets(system->stance);
}

static ent_status ask_stance(ent_answer *answer, struct label_system *system,
                             ent_arena *arena, const ent_record *record, ent_error *err)
{
    ent_stance stance;
    double start = ent_seconds();
    if (asks_claim(system, record->stance))
        ENT_TRY(ent_stance_on_claim(&stance, system->stance_scorer, record->target,
                                    &record->article, err));
    else
        ENT_TRY(ent_stance_toward(&stance, system->stance_scorer, record->target,
                                  &record->article, err));
    system->seconds += ent_seconds() - start;
    *answer = (ent_answer){0};
    if (!stance.label_count)
        return ENT_OK;
    ent_ranked *ranked = ent_arena_alloc(arena, stance.label_count, sizeof *ranked);
    uint32_t *chosen = ent_arena_alloc(arena, 1, sizeof *chosen);
    if (!ranked || !chosen)
        return ent_fail_memory(err);
    for (size_t i = 0; i < stance.label_count; i++) {
        uint32_t number;
        if (!ent_names_add(system->names, stance.labels[i].name, &number))
            return ent_fail_memory(err);
        ranked[i] = (ent_ranked){number, stance.labels[i].probability};
    }
    *chosen = ranked[0].label;
    qsort(ranked, stance.label_count, sizeof *ranked, by_score);
    *answer = (ent_answer){NULL, 0, chosen, 1, ranked, stance.label_count};
    return ENT_OK;
}

ent_status label_system_answer(struct label_system *system, ent_arena *arena,
                               const ent_record *record, ent_error *err)
{
    const ent_article *article = &record->article;
    ent_answer answer = {0};
    if (system->stance) {
        ENT_TRY(ask_stance(&answer, system, arena, record, err));
    } else if (system->identifier) {
        ENT_TRY(ask_identifier(&answer, system, arena, article, err));
    } else if (system->model) {
        ENT_TRY(ask_model(&answer, system, arena, article, err));
    } else {
        const ent_prediction *found = ent__predictions_find(
            &system->predictions, article->id, system->answers.count);
        if (found) {
            system->matched++;
            answer = (ent_answer){NULL,          0,
                                  found->chosen, found->chosen_count,
                                  found->ranked, found->ranked_count};
        }
    }
    return ent_array_push(&system->answers, answer) ? ENT_OK : ent_fail_memory(err);
}
