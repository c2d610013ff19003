/* SPDX-License-Identifier: MIT */
/* A system under test: a model that is asked, or predictions that were made elsewhere. */
#include "evaluate_system.h"

#include <stdlib.h>

#include "models/models.h"

/* ---- opening ---- */

static ent_status open_workers(struct label_system *system, int threads, ent_error *err)
{
    system->workers = ent_new_zeroed((size_t)threads, sizeof *system->workers);
    if (!system->workers)
        return ent_fail_memory(err);
    system->threads = threads;
    for (int t = 0; t < threads; t++) {
        struct label_worker *worker = &system->workers[t];
        if (system->stance) {
            ENT_TRY(ent_stance_scorer_new(&worker->stance, system->stance, err));
            continue;
        }
        if (ent_string_is(ent_model_kind(system->model), "languages")) {
            ENT_TRY(ent_identifier_new(&worker->identifier, system->model, err));
            continue;
        }
        ENT_TRY(ent_scorer_new(&worker->scorer, system->model, err));
        worker->scores =
            ent_new(ent_model_label_count(system->model), sizeof *worker->scores);
        if (!worker->scores)
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

/* A model of languages knows no topics, though it would answer. */
static ent_status check_kind(const struct label_system *system, ent_task task,
                             ent_error *err)
{
    bool languages = ent_string_is(ent_model_kind(system->model), "languages");
    if (languages == (task == ENT_TASK_LANGUAGES))
        return ENT_OK;
    return ent_fail(err, ENT_EMODEL,
                    "%s: a model of %s cannot be asked for %s: --task says what for",
                    system->name, languages ? "languages" : "topics",
                    languages ? "topics" : "languages");
}

static ent_status open_model(struct label_system *system, ent_task task, ent_error *err)
{
    char path[4096];
    ENT_TRY(ent_model_find(path, sizeof path, system->name, err));
    ENT_TRY(ent_model_open(&system->model, path, err));
    ENT_TRY(check_kind(system, task, err));
    size_t labels = ent_model_label_count(system->model);
    system->label_numbers = ent_new(labels, sizeof *system->label_numbers);
    if (!system->label_numbers)
        return ent_fail_memory(err);
    for (size_t k = 0; k < labels; k++)
        if (!ent_names_add(system->names, ent_model_label_name(system->model, k),
                           &system->label_numbers[k]))
            return ent_fail_memory(err);
    system->probabilities = system->model->calibrated;
    system->multi_label = system->model->multi_label;
    return ENT_OK;
}

static ent_status open_stance(struct label_system *system, ent_error *err)
{
    char path[4096];
    ENT_TRY(ent_model_find(path, sizeof path, system->name, err));
    ENT_TRY(ent_stance_model_open(&system->stance, path, err));
    system->probabilities = true;
    return ENT_OK;
}

ent_status label_system_open(struct label_system *system, const char *name, bool is_model,
                             ent_names *names, ent_task task, int threads, ent_error *err)
{
    *system = (struct label_system){.name = name, .names = names};
    if (is_model) {
        ENT_TRY(task == ENT_TASK_STANCE ? open_stance(system, err)
                                        : open_model(system, task, err));
        return open_workers(system, threads, err);
    }
    ENT_TRY(ent__predictions_read(&system->predictions, names, name, task, err));
    system->probabilities = system->predictions.probabilities;
    return ENT_OK;
}

void label_system_close(struct label_system *system)
{
    for (int t = 0; t < system->threads; t++) {
        ent_scorer_free(system->workers[t].scorer);
        ent_identifier_free(system->workers[t].identifier);
        free(system->workers[t].scores);
        ent_stance_scorer_free(system->workers[t].stance);
    }
    free(system->workers);
    ent_stance_model_free(system->stance);
    ent_model_free(system->model);
    free(system->label_numbers);
    free(system->answers.items);
    ent__predictions_dispose(&system->predictions);
    *system = (struct label_system){0};
}

/* ---- asking a model ---- */

/* Documents that the threads share, and the room for what is said of each. */
struct batch {
    struct label_system *system;
    const ent_record *records;
    ent_answer *
        answers; /* of topics and languages: room for all labels, and for the chosen ones */
    ent_stance *stances; /* of stance: names become numbers when all have answered */
};

/* An answer need not be the most probable labels (thresholds differ; docs/stance.md); a ranking is by score. */
static int by_score(const void *a, const void *b)
{
    const ent_ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->label > y->label) - (x->label < y->label);
}

/* All labels, best first, under the shared numbers; the first `chosen` of them are the answer. */
static void take_scores(ent_answer *answer, const struct label_system *system,
                        const ent_label_score *scores, size_t chosen_count)
{
    size_t labels = ent_model_label_count(system->model);
    /* Ours, in the arena. */
    ent_ranked *ranked = (ent_ranked *)(uintptr_t)answer->ranked;
    uint32_t *chosen = (uint32_t *)(uintptr_t)answer->chosen;
    for (size_t i = 0; i < labels; i++) {
        const ent_label_score *score = &scores[i];
        ranked[i] =
            (ent_ranked){system->label_numbers[score->label],
                         system->probabilities ? score->probability : score->margin};
        if (i < chosen_count)
            chosen[i] = ranked[i].label;
    }
    qsort(ranked, labels, sizeof *ranked, by_score);
    answer->chosen_count = chosen_count;
    answer->ranked_count = labels;
}

static ent_status ask_scorer(ent_answer *answer, const struct label_system *system,
                             struct label_worker *worker, const ent_article *article,
                             ent_error *err)
{
    ent_verdict verdict;
    ENT_TRY(ent_score(worker->scores, &verdict, worker->scorer, article, err));
    /* A short or unsure document still has its best label, which is what the other systems answer as well. */
    if (verdict == ENT_VERDICT_EMPTY)
        *answer = (ent_answer){0};
    else
        take_scores(answer, system, worker->scores,
                    ent_chosen(worker->scores, system->model));
    return ENT_OK;
}

/* An unknown language is no answer. */
static ent_status ask_identifier(ent_answer *answer, const struct label_system *system,
                                 struct label_worker *worker, const ent_article *article,
                                 ent_error *err)
{
    const ent_language *language;
    const ent_label_score *scores;
    ENT_TRY(ent_identify(&language, &scores, worker->identifier, article->title,
                         article->text, err));
    if (language)
        take_scores(answer, system, scores, 1);
    else
        *answer = (ent_answer){0};
    return ENT_OK;
}

static ent_status ask_model(void *context, size_t document, int thread, ent_error *err)
{
    struct batch *batch = context;
    struct label_worker *worker = &batch->system->workers[thread];
    return (worker->identifier ? ask_identifier : ask_scorer)(
        &batch->answers[document], batch->system, worker,
        &batch->records[document].article, err);
}

static ent_status ask_all(struct batch *batch, ent_arena *arena, size_t count,
                          ent_error *err)
{
    const struct label_system *system = batch->system;
    size_t labels = ent_model_label_count(system->model);
    size_t most = system->multi_label ? labels : 1;
    for (size_t i = 0; i < count; i++) {
        ent_answer *answer = &batch->answers[i];
        *answer =
            (ent_answer){.chosen = ent_arena_alloc(arena, most, sizeof(uint32_t)),
                         .ranked = ent_arena_alloc(arena, labels, sizeof(ent_ranked))};
        if (!answer->chosen || !answer->ranked)
            return ent_fail_memory(err);
    }
    return ent_parallel(count, system->threads, ask_model, batch, err);
}

/* ---- asking a stance model ---- */

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

static ent_status ask_stance(void *context, size_t document, int thread, ent_error *err)
{
    struct batch *batch = context;
    ent_stance_scorer *scorer = batch->system->workers[thread].stance;
    const ent_record *record = &batch->records[document];
    ent_stance *stance = &batch->stances[document];
    return asks_claim(batch->system, record->stance)
               ? ent_stance_on_claim(stance, scorer, record->target, &record->article,
                                     err)
               : ent_stance_toward(stance, scorer, record->target, &record->article, err);
}

static ent_status take_stance(ent_answer *answer, ent_arena *arena, ent_names *names,
                              const ent_stance *stance, ent_error *err)
{
    *answer = (ent_answer){0};
    if (!stance->label_count)
        return ENT_OK;
    ent_ranked *ranked = ent_arena_alloc(arena, stance->label_count, sizeof *ranked);
    uint32_t *chosen = ent_arena_alloc(arena, 1, sizeof *chosen);
    if (!ranked || !chosen)
        return ent_fail_memory(err);
    for (size_t i = 0; i < stance->label_count; i++) {
        uint32_t number;
        if (!ent_names_add(names, stance->labels[i].name, &number))
            return ent_fail_memory(err);
        ranked[i] = (ent_ranked){number, stance->labels[i].probability};
    }
    *chosen = ranked[0].label;
    qsort(ranked, stance->label_count, sizeof *ranked, by_score);
    *answer = (ent_answer){NULL, 0, chosen, 1, ranked, stance->label_count};
    return ENT_OK;
}

static ent_status ask_stances(struct batch *batch, ent_arena *arena, size_t count,
                              ent_error *err)
{
    batch->stances = ent_new(count, sizeof *batch->stances);
    if (!batch->stances)
        return ent_fail_memory(err);
    ent_status status =
        ent_parallel(count, batch->system->threads, ask_stance, batch, err);
    for (size_t i = 0; status == ENT_OK && i < count; i++)
        status = take_stance(&batch->answers[i], arena, batch->system->names,
                             &batch->stances[i], err);
    free(batch->stances);
    return status;
}

/* ---- answers ---- */

static void look_up(struct label_system *system, ent_answer *answers,
                    const ent_record *records, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const ent_prediction *found = ent__predictions_find(
            &system->predictions, records[i].article.id, system->answers.count + i);
        answers[i] = (ent_answer){0};
        if (!found)
            continue;
        system->matched++;
        answers[i] = (ent_answer){NULL,          0,
                                  found->chosen, found->chosen_count,
                                  found->ranked, found->ranked_count};
    }
}

ent_status label_system_answer(struct label_system *system, ent_arena *arena,
                               const ent_record *records, size_t count, ent_error *err)
{
    if (!ent_array_reserve(&system->answers, count))
        return ent_fail_memory(err);
    struct batch batch = {.system = system,
                          .records = records,
                          .answers = system->answers.items + system->answers.count};
    if (system->stance)
        ENT_TRY(ask_stances(&batch, arena, count, err));
    else if (system->model)
        ENT_TRY(ask_all(&batch, arena, count, err));
    else
        look_up(system, batch.answers, records, count);
    system->answers.count += count;
    return ENT_OK;
}
