/* SPDX-License-Identifier: MIT */
/* A system under test: a model that is asked, or predictions that were made elsewhere. */
#include "evaluate_system.h"

#include <stdlib.h>

#include "models/models.h"

static ent_status open_model(struct label_system *system, ent_names *names,
                             ent_error *err)
{
    char path[4096];
    ENT_TRY(ent_model_find(path, sizeof path, system->name, err));
    ENT_TRY(ent_model_open(&system->model, path, err));
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

ent_status label_system_open(struct label_system *system, const char *name, bool is_model,
                             ent_names *names, ent_task task, ent_error *err)
{
    *system = (struct label_system){.name = name};
    if (is_model)
        return open_model(system, names, err);
    ENT_TRY(ent__predictions_read(&system->predictions, names, name, task, err));
    system->probabilities = system->predictions.probabilities;
    return ENT_OK;
}

void label_system_close(struct label_system *system)
{
    ent_scorer_free(system->scorer);
    ent_model_free(system->model);
    free(system->label_numbers);
    free(system->scores);
    free(system->answers.items);
    ent__predictions_dispose(&system->predictions);
    *system = (struct label_system){0};
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
    *answer = (ent_answer){NULL, 0, numbers, chosen, ranked, labels};
    return ENT_OK;
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

ent_status label_system_answer(struct label_system *system, ent_arena *arena,
                               const ent_article *article, ent_error *err)
{
    ent_answer answer = {0};
    if (system->model) {
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
