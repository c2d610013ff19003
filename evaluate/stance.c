/* SPDX-License-Identifier: MIT */
/* The stance shared tasks' own scores: mean F1 of favor and against (SemEval-2016 task 6), and the FNC-1 score. */
#include <math.h>

#include "evaluate.h"

static const uint32_t no_label = UINT32_MAX;

static uint32_t find_label(const ent_answers *answers, const char *const *names)
{
    for (size_t k = 0; k < answers->label_count; k++)
        for (const char *const *name = names; *name; name++)
            if (ent_string_is(answers->labels[k], *name))
                return (uint32_t)k;
    return no_label;
}

/* The labels that the two scores are about; no_label where the corpus has none of the name. */
struct sides {
    uint32_t favor, against, unrelated;
    bool fnc; /* the labels are FNC-1's */
};

static struct sides find_sides(const ent_answers *answers)
{
    static const char *const favor[] = {"favor", "favour", "pro", "for", NULL};
    static const char *const against[] = {"against", "con", NULL};
    static const char *const unrelated[] = {"unrelated", NULL};
    static const char *const related[] = {"agree", "discuss", NULL};
    struct sides sides = {find_label(answers, favor), find_label(answers, against),
                          find_label(answers, unrelated), false};
    sides.fnc = sides.unrelated != no_label && find_label(answers, related) != no_label;
    return sides;
}

/* ---- sums ---- */

enum {
    FAVOR_HITS,
    FAVOR_TOTAL, /* true and chosen */
    AGAINST_HITS,
    AGAINST_TOTAL,
    BOTH_SIDES, /* 1 where the corpus has both labels */
    FNC_SCORE,
    FNC_MOST,
    SUMS
};

static void add_side(double *sums, const ent_answer *answer, uint32_t side)
{
    bool chosen = false, truth = false;
    for (size_t i = 0; i < answer->chosen_count; i++)
        chosen |= answer->chosen[i] == side;
    for (size_t i = 0; i < answer->truth_count; i++)
        truth |= answer->truth[i] == side;
    sums[0] = chosen && truth;
    sums[1] = chosen + truth;
}

/* 0.25 for related or not, 0.75 more for the right one of agree, disagree and discuss. */
static void add_fnc(double *sums, const ent_answer *answer, uint32_t unrelated)
{
    if (answer->truth_count != 1)
        return;
    bool related = answer->truth[0] != unrelated;
    sums[FNC_MOST] = related ? 1 : 0.25;
    if (!answer->chosen_count || (answer->chosen[0] != unrelated) != related)
        return;
    sums[FNC_SCORE] = related && answer->chosen[0] == answer->truth[0] ? 1 : 0.25;
}

/* A side that nobody took and nobody was given counts as 0, as in the task's scorer. */
static double side_f1(double hits, double total)
{
    return total > 0 ? 2 * hits / total : 0;
}

static void score(double *scores, const double *sums)
{
    double favor = side_f1(sums[FAVOR_HITS], sums[FAVOR_TOTAL]),
           against = side_f1(sums[AGAINST_HITS], sums[AGAINST_TOTAL]);
    scores[0] = sums[BOTH_SIDES] > 0 ? (favor + against) / 2 : NAN;
    scores[1] = sums[FNC_MOST] > 0 ? sums[FNC_SCORE] / sums[FNC_MOST] : NAN;
}

static void add_answer(double *sums, const ent_answer *answer, const struct sides *sides)
{
    if (sides->favor != no_label && sides->against != no_label) {
        add_side(sums + FAVOR_HITS, answer, sides->favor);
        add_side(sums + AGAINST_HITS, answer, sides->against);
        sums[BOTH_SIDES] = 1;
    }
    if (sides->fnc)
        add_fnc(sums, answer, sides->unrelated);
}

ent_status ent__stance_units(ent_units *out, ent_arena *arena, const ent_answers *answers,
                             ent_error *err)
{
    struct sides sides = find_sides(answers);
    ENT_TRY(ent__units_open(out, arena, answers->count, SUMS, 2, err));
    out->score = score;
    for (size_t i = 0; i < answers->count; i++)
        add_answer(out->values + i * SUMS, &answers->items[i], &sides);
    return ENT_OK;
}

ent_stance_scores ent_score_stance(const ent_answers *answers,
                                   const ent_evaluation *evaluation)
{
    (void)evaluation; /* what it says of the labels is counted anew */
    struct sides sides = find_sides(answers);
    double sums[SUMS] = {0}, scores[2];
    for (size_t i = 0; i < answers->count; i++) {
        double own[SUMS] = {0};
        add_answer(own, &answers->items[i], &sides);
        for (int s = 0; s < SUMS; s++)
            sums[s] += own[s];
    }
    score(scores, sums);
    return (ent_stance_scores){scores[0], scores[1]};
}
