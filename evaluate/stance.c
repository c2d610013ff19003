/* SPDX-License-Identifier: MIT */
/* The stance shared tasks' own scores: mean F1 of favor and against (SemEval-2016 task 6), and the FNC-1 score. */
#include <math.h>

#include <entente/evaluate.h>

#include "base/base.h"

static const uint32_t no_label = UINT32_MAX;

static uint32_t find_label(const ent_answers *answers, const char *const *names)
{
    for (size_t k = 0; k < answers->label_count; k++)
        for (const char *const *name = names; *name; name++)
            if (ent_string_is(answers->labels[k], *name))
                return (uint32_t)k;
    return no_label;
}

static double favor_against(const ent_answers *answers, const ent_evaluation *evaluation)
{
    static const char *const favor_names[] = {"favor", "favour", "pro", "for", NULL};
    static const char *const against_names[] = {"against", "con", NULL};
    uint32_t favor = find_label(answers, favor_names);
    uint32_t against = find_label(answers, against_names);
    if (favor == no_label || against == no_label)
        return NAN;
    /* A side that nobody took and nobody was given counts as 0, as in the task's scorer. */
    double f = evaluation->label_results[favor].score.f1;
    double a = evaluation->label_results[against].score.f1;
    return ((isnan(f) ? 0 : f) + (isnan(a) ? 0 : a)) / 2;
}

/* 0.25 for related or not, 0.75 more for the right one of agree, disagree and discuss, over the greatest sum. */
static double fnc_score(const ent_answers *answers)
{
    static const char *const unrelated_names[] = {"unrelated", NULL};
    static const char *const agree_names[] = {"agree", NULL};
    static const char *const discuss_names[] = {"discuss", NULL};
    uint32_t unrelated = find_label(answers, unrelated_names);
    if (unrelated == no_label || (find_label(answers, agree_names) == no_label &&
                                  find_label(answers, discuss_names) == no_label))
        return NAN;
    double score = 0, most = 0;
    for (size_t i = 0; i < answers->count; i++) {
        const ent_answer *answer = &answers->items[i];
        if (answer->truth_count != 1)
            continue;
        bool related = answer->truth[0] != unrelated;
        most += related ? 1 : 0.25;
        if (!answer->chosen_count || (answer->chosen[0] != unrelated) != related)
            continue;
        score += 0.25;
        score += related && answer->chosen[0] == answer->truth[0] ? 0.75 : 0;
    }
    return most > 0 ? score / most : NAN;
}

ent_stance_scores ent_score_stance(const ent_answers *answers,
                                   const ent_evaluation *evaluation)
{
    return (ent_stance_scores){favor_against(answers, evaluation), fnc_score(answers)};
}
