/* SPDX-License-Identifier: MIT */
/* Champion and challenger: two models answer the same held-out documents and are compared. */
#include <entente/classify.h>
#include <entente/train.h>

#include <stdlib.h>

#include "base/base.h"
#include "models/models.h"

/* Answers of a model under numbers that both models and the corpus share. */
struct contestant {
    const ent_model *model;
    uint32_t *numbers; /* [labels of the model] */
    ent_answer *answers;
};

struct contest {
    const ent_corpus *held;
    ent_names names;
    uint32_t *truths; /* [assignments] shared numbers, ascending within a document */
    struct contestant sides[2];
    ent_scorer **scorers; /* [workers] of the side that answers */
    ent_label_score **scores;
    struct contestant *answering;
};

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static ent_status name_labels(struct contest *contest, ent_arena *arena, ent_error *err)
{
    const ent_corpus *held = contest->held;
    size_t assignments = held->label_starts[held->count];
    for (int s = 0; s < 2; s++) {
        struct contestant *side = &contest->sides[s];
        side->numbers =
            ent_arena_alloc(arena, side->model->label_count, sizeof *side->numbers);
        for (size_t k = 0; side->numbers && k < side->model->label_count; k++)
            if (!ent_names_add(&contest->names, side->model->labels[k].name,
                               &side->numbers[k]))
                return ent_fail_memory(err);
        if (!side->numbers)
            return ent_fail_memory(err);
    }
    contest->truths = ent_arena_alloc(arena, assignments, sizeof *contest->truths);
    if (!contest->truths)
        return ent_fail_memory(err);
    for (size_t i = 0; i < assignments; i++) {
        ent_string code, name;
        ent__label_split(&code, &name, held->labels[held->label_ids[i]]);
        if (!ent_names_add(&contest->names, name, &contest->truths[i]))
            return ent_fail_memory(err);
    }
    for (size_t d = 0; d < held->count; d++) {
        size_t start = held->label_starts[d], count = held->label_starts[d + 1] - start;
        if (count > 1)
            qsort(contest->truths + start, count, sizeof *contest->truths, by_number);
    }
    return ENT_OK;
}

static ent_status answer(void *context, size_t document, int worker, ent_error *err)
{
    struct contest *contest = context;
    struct contestant *side = contest->answering;
    ent_label_score *scores = contest->scores[worker];
    ent_verdict verdict;
    ENT_TRY(ent_score(scores, &verdict, contest->scorers[worker],
                      &contest->held->articles[document], err));
    ent_answer *own = &side->answers[document];
    uint32_t *chosen = (uint32_t *)(uintptr_t)own->chosen;
    own->chosen_count =
        verdict == ENT_VERDICT_EMPTY ? 0 : ent_chosen(scores, side->model);
    for (size_t i = 0; i < own->chosen_count; i++)
        chosen[i] = side->numbers[scores[i].label];
    return ENT_OK;
}

/* Room for the answers, with the truth filled in. */
static ent_status open_side(struct contestant *side, const struct contest *contest,
                            ent_arena *arena, ent_error *err)
{
    const ent_corpus *held = contest->held;
    side->answers = ent_arena_alloc(arena, held->count, sizeof *side->answers);
    if (!side->answers)
        return ent_fail_memory(err);
    size_t most = side->model->multi_label ? side->model->label_count : 1;
    for (size_t d = 0; d < held->count; d++) {
        size_t start = held->label_starts[d];
        side->answers[d] =
            (ent_answer){.truth = contest->truths + start,
                         .truth_count = held->label_starts[d + 1] - start,
                         .chosen = ent_arena_alloc(arena, most, sizeof(uint32_t))};
        if (!side->answers[d].chosen)
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

static ent_status run_side(struct contest *contest, int s, ent_arena *arena, int threads,
                           ent_error *err)
{
    struct contestant *side = &contest->sides[s];
    contest->answering = side;
    threads = ent_parallel_threads(contest->held->count, threads);
    ENT_TRY(open_side(side, contest, arena, err));
    contest->scorers = ent_new_zeroed((size_t)threads, sizeof(ent_scorer *));
    contest->scores = ent_new_zeroed((size_t)threads, sizeof(ent_label_score *));
    ent_status status =
        contest->scorers && contest->scores ? ENT_OK : ent_fail_memory(err);
    for (int t = 0; status == ENT_OK && t < threads; t++) {
        status = ent_scorer_new(&contest->scorers[t], side->model, err);
        contest->scores[t] = ent_new(side->model->label_count, sizeof(ent_label_score));
        if (status == ENT_OK && !contest->scores[t])
            status = ent_fail_memory(err);
    }
    if (status == ENT_OK)
        status = ent_parallel(contest->held->count, threads, answer, contest, err);
    for (int t = 0; t < threads; t++) {
        if (contest->scorers)
            ent_scorer_free(contest->scorers[t]);
        if (contest->scores)
            free(contest->scores[t]);
    }
    free(contest->scorers);
    free(contest->scores);
    return status;
}

static ent_status compare(ent_comparison *out, bool *worse, struct contest *contest,
                          ent_arena *arena, const ent_evaluate_options *options,
                          ent_error *err)
{
    ENT_TRY(name_labels(contest, arena, err));
    ENT_TRY(run_side(contest, 0, arena, options->threads, err));
    ENT_TRY(run_side(contest, 1, arena, options->threads, err));
    size_t labels = contest->names.count;
    ent_string *names = ent_arena_alloc(arena, labels, sizeof *names);
    if (!names)
        return ent_fail_memory(err);
    for (uint32_t k = 0; k < labels; k++)
        names[k] = ent_names_get(&contest->names, k);
    ent_answers sides[2];
    for (int s = 0; s < 2; s++)
        sides[s] = (ent_answers){.items = contest->sides[s].answers,
                                 .count = contest->held->count,
                                 .labels = names,
                                 .label_count = labels};
    bool multi = contest->sides[0].model->multi_label ||
                 contest->sides[1].model->multi_label || contest->held->multi_label;
    sides[0].multi_label = sides[1].multi_label = multi;
    ENT_TRY(ent_compare(out, *arena, &sides[0], &sides[1], options, err));
    const ent_difference *decides = multi ? &out->micro_f1 : &out->accuracy;
    *worse = decides->ours < decides->theirs;
    return ENT_OK;
}

ent_status ent_challenge(ent_comparison *out, bool *worse, const ent_model *challenger,
                         const ent_model *champion, const ent_corpus *held,
                         const ent_evaluate_options *options, ent_error *err)
{
    if (held->count == 0)
        return ent_fail(err, ENT_EDATA, "there are no held-out documents to compare on");
    struct contest contest = {.held = held,
                              .sides = {{.model = challenger}, {.model = champion}}};
    ent_arena arena;
    size_t room = (size_t)1 << 30; /* of the comparison itself, which takes far less */
    for (int s = 0; s < 2; s++)
        room += held->count * (sizeof(ent_answer) + 16 +
                               sizeof(uint32_t) * contest.sides[s].model->label_count);
    ENT_TRY(ent_arena_open(&arena, room, err));
    ent_status status = compare(out, worse, &contest, &arena, options, err);
    ent_names_dispose(&contest.names);
    ent_arena_close(&arena);
    return status;
}
