/* SPDX-License-Identifier: MIT */
/* Selection: maximal marginal relevance within a budget (Carbonell & Goldstein 1998), references kept whole. */
#include "select.h"

#include <math.h>
#include <string.h>

#include "base/base.h"

/* More alike than this is the same sentence again. */
static const float repeat = 0.95f;
/* Exact redundancy costs a pass over the rows for each sentence taken; beyond this much work the order is frozen. */
static const double work_max = 3e8;

struct selector {
    struct selection *selection;
    const struct source *source;
    const struct score *scores;
    float *dense;     /* [terms] zero between uses */
    float redundancy; /* weight of it */
    bool in_order;    /* the lead: what does not fit ends it */
    bool whole;       /* references go with their antecedents, repeats are left out */
    bool
        in_part; /* a quotation whose speaker is named before it may be left before its end */
    bool bounded; /* by the budget; not when the rest is ranked */
    size_t used;  /* of the budget */
    size_t taken;
    size_t rounds, rounds_max;
};

static bool is_free(const struct selector *s, size_t i)
{
    return sentence_is_fit(&s->source->sentences[i]) && s->selection->rank[i] == 0;
}

/* What one more sentence takes from the budget. */
static size_t cost(const struct selector *s, size_t i)
{
    const struct sentence *sentence = &s->source->sentences[i];
    switch (s->selection->unit) {
    case ENT_SUMMARY_SENTENCES:
        return 1;
    case ENT_SUMMARY_CHARS:
        return sentence->chars + 1; /* and the space before it */
    case ENT_SUMMARY_WORDS:
    case ENT_SUMMARY_RATIO:
        break;
    }
    return sentence->words;
}

/* Does sentence i lean on one that is not in the digest? Then *antecedent is that one. */
static bool leans(const struct selector *s, size_t i, size_t *antecedent)
{
    const struct sentence *sentence = &s->source->sentences[i];
    if (!(sentence->flags & SENTENCE_REFERENCE) || sentence->position == 0)
        return false;
    for (size_t k = i; k-- > 0;)
        if (sentence_is_fit(&s->source->sentences[k])) {
            *antecedent = k;
            return s->selection->rank[k] == 0;
        }
    return false;
}

/* Sentences that are taken together: the first to the last, those that are not free left out. */
struct together {
    size_t first, last;
};

/*
 * What has to come along with sentence i: the quotation that it is a part of, as a whole, and the sentence that the first
 * of these leans on. @return false where that would lean or be a quotation in its turn (a chain makes another article), and
 * for a question that only comes along with its answer
 */
static bool find_together(struct together *with, const struct selector *s, size_t i)
{
    const struct sentence *sentence = &s->source->sentences[i];
    *with = (struct together){i, i};
    if (sentence->flags & SENTENCE_QUESTION)
        return false;
    if (sentence->flags & SENTENCE_INSIDE) {
        *with = (struct together){i - sentence->quoted_back, i + sentence->quoted_ahead};
        if (s->in_part && !(s->source->sentences[with->first].flags & SENTENCE_INSIDE))
            with->last = i;
    }
    size_t antecedent, further;
    if (!leans(s, with->first, &antecedent))
        return true;
    with->first = antecedent;
    uint32_t flags = s->source->sentences[antecedent].flags;
    return flags & SENTENCE_QUESTION ||
           (!(flags & SENTENCE_INSIDE) && !leans(s, antecedent, &further));
}

static bool stands_alone(const struct selector *s, size_t i)
{
    struct together with;
    return find_together(&with, s, i) && with.first == i && with.last == i;
}

static float value(const struct selector *s, size_t i)
{
    return s->scores[i].total - s->redundancy * s->selection->redundancy[i];
}

static void update_redundancy(struct selector *s, size_t taken)
{
    const struct source *source = s->source;
    if (s->rounds++ >= s->rounds_max || !(s->redundancy > 0 || s->whole))
        return;
    ent__row_add(s->dense, source, taken, 1);
    for (size_t k = 0; k < source->fit; k++) {
        size_t i = source->order[k];
        if (s->selection->rank[i] != 0)
            continue;
        float cosine = ent__row_dot(s->dense, source, i);
        if (cosine > s->selection->redundancy[i])
            s->selection->redundancy[i] = cosine < 1 ? cosine : 1;
    }
    ent__row_clear(s->dense, source, taken);
}

static void take(struct selector *s, size_t i)
{
    s->used += s->bounded ? cost(s, i) : 0;
    s->selection->rank[i] = (uint32_t)++s->taken;
    update_redundancy(s, i);
}

static void take_together(struct selector *s, struct together with)
{
    for (size_t k = with.first; k <= with.last; k++)
        if (is_free(s, k))
            take(s, k);
}

/* Could i be in the digest, whatever the budget has left? Then *with is what would be taken. */
static bool is_candidate(const struct selector *s, size_t i, struct together *with)
{
    *with = (struct together){i, i};
    if (!is_free(s, i))
        return false;
    return !s->bounded || !s->whole ||
           (s->selection->redundancy[i] < repeat && find_together(with, s, i));
}

static bool fits(const struct selector *s, struct together with)
{
    size_t left = s->selection->limit - s->used;
    for (size_t k = with.first; s->bounded && k <= with.last; k++) {
        size_t needed = is_free(s, k) ? cost(s, k) : 0;
        if (needed > left)
            return false;
        left -= needed;
    }
    return true;
}

/* What is taken together is worth its mean, where that is less than the one that it is taken for. */
static float worth(const struct selector *s, size_t i, struct together with)
{
    float own = value(s, i), sum = 0;
    size_t count = 0;
    if (with.first == with.last)
        return own;
    for (size_t k = with.first; k <= with.last; k++)
        if (is_free(s, k)) {
            sum += value(s, k);
            count++;
        }
    return sum < own * (float)count ? sum / (float)count : own;
}

/*
 * How much worse than the best that does not fit a sentence may be that fills up the budget: the part of the budget that is
 * left. A budget in sentences is filled whatever is left, and so is any of which less than half is used.
 */
static float slack(const struct selector *s)
{
    const struct selection *selection = s->selection;
    if (!s->bounded || !s->whole || selection->unit == ENT_SUMMARY_SENTENCES ||
        2 * s->used <= selection->limit)
        return INFINITY;
    return (float)(selection->limit - s->used) / (float)selection->limit;
}

/* The best possible sentence, the earlier one on a tie; false when none is possible that is good enough. */
static bool find_best(const struct selector *s, struct together *best)
{
    bool found = false;
    float best_value = 0, best_of_all = -1e30f;
    *best = (struct together){0, 0};
    for (size_t k = 0; k < s->source->fit; k++) {
        size_t i = s->source->order[k];
        struct together with;
        /* No worth is above the value: most sentences end here. */
        float own = value(s, i);
        if ((own <= best_of_all && found && own <= best_value) ||
            !is_candidate(s, i, &with))
            continue;
        own = worth(s, i, with);
        best_of_all = own > best_of_all ? own : best_of_all;
        if (!fits(s, with)) {
            if (s->in_order && s->taken > 0)
                break;
            continue;
        }
        if (found && own <= best_value)
            continue;
        found = true;
        best_value = own;
        *best = with;
    }
    return found && best_value >= best_of_all - slack(s);
}

/* ---- the frozen order: a heap ---- */

static bool is_better(const struct selector *s, uint32_t a, uint32_t b)
{
    float x = value(s, a), y = value(s, b);
    return x != y ? x > y : a < b;
}

static void sift_down(const struct selector *s, uint32_t *heap, size_t count, size_t at)
{
    for (;;) {
        size_t best = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
            if (is_better(s, heap[child], heap[best]))
                best = child;
        if (best == at)
            return;
        uint32_t swapped = heap[at];
        heap[at] = heap[best];
        heap[best] = swapped;
        at = best;
    }
}

static ent_status take_in_frozen_order(struct selector *s, ent_arena scratch,
                                       ent_error *err)
{
    uint32_t *heap = ent_arena_alloc(&scratch, s->source->fit, sizeof *heap);
    if (!heap)
        return ent_fail_memory(err);
    size_t count = 0;
    for (size_t k = 0; k < s->source->fit; k++)
        if (is_free(s, s->source->order[k]))
            heap[count++] = s->source->order[k];
    for (size_t at = count / 2; at-- > 0;)
        sift_down(s, heap, count, at);
    while (count) {
        size_t best = heap[0];
        struct together with;
        heap[0] = heap[--count];
        sift_down(s, heap, count, 0);
        if (is_candidate(s, best, &with) && fits(s, with))
            take_together(s, with);
    }
    return ENT_OK;
}

static ent_status take_while_possible(struct selector *s, ent_arena scratch,
                                      ent_error *err)
{
    for (struct together best; s->rounds < s->rounds_max;) {
        if ((s->bounded && s->used >= s->selection->limit) || !find_best(s, &best))
            return ENT_OK;
        take_together(s, best);
    }
    return take_in_frozen_order(s, scratch, err);
}

/* ---- budgets ---- */

static size_t total_words(const struct source *source)
{
    size_t words = 0;
    for (size_t i = 0; i < source->count; i++)
        words += source->sentences[i].words;
    return words;
}

static void set_limit(struct selection *selection, const struct source *source,
                      const ent_summary_options *options)
{
    enum { DEFAULT_WORDS = 60 };
    double budget = options->budget;
    selection->unit = options->unit;
    if (options->unit == ENT_SUMMARY_RATIO) {
        selection->unit = ENT_SUMMARY_WORDS;
        budget = floor(budget * (double)total_words(source));
    } else if (budget == 0) {
        budget = DEFAULT_WORDS;
    }
    /* More than any text has is all of it. */
    selection->limit = budget < 1 ? 1 : budget < 1e15 ? (size_t)budget : (size_t)1e15;
    if (selection->unit == ENT_SUMMARY_CHARS)
        selection->limit++; /* the first sentence has no space before it */
}

/* The best sentence of all, or of those that stand alone; SIZE_MAX: there is none. */
static size_t best_of_any_length(const struct selector *s, bool alone)
{
    size_t best = SIZE_MAX;
    for (size_t k = 0; k < s->source->fit; k++) {
        size_t i = s->source->order[k];
        if (alone && !stands_alone(s, i))
            continue;
        if (best == SIZE_MAX || value(s, i) > value(s, best))
            best = i;
    }
    return best;
}

/*
 * Nothing that is fit to stand alone fits the budget: the best that is, is cut. Where there is none, any that fits; at last
 * the best of all, cut.
 */
static ent_status take_something(struct selector *s, ent_arena scratch, ent_error *err)
{
    size_t best = best_of_any_length(s, s->whole);
    if (best == SIZE_MAX && s->whole) {
        s->whole = false;
        ENT_TRY(take_while_possible(s, scratch, err));
        best = best_of_any_length(s, false);
    }
    if (s->taken || best == SIZE_MAX)
        return ENT_OK;
    s->bounded = false;
    take(s, best);
    s->selection->cut = true;
    return ENT_OK;
}

ent_status ent__select(struct selection *selection, ent_arena *arena,
                       const struct source *source, const struct score *scores,
                       const ent_summary_options *options,
                       const ent_summary_weights *weights, ent_error *err)
{
    bool ours = options->method == ENT_SUMMARY_CENTRALITY;
    selection->rank = ent_arena_alloc(arena, source->count, sizeof *selection->rank);
    selection->redundancy =
        ent_arena_alloc(arena, source->count, sizeof *selection->redundancy);
    ent_arena scratch = *arena;
    struct selector s = {.selection = selection,
                         .source = source,
                         .scores = scores,
                         .dense =
                             ent_arena_alloc(&scratch, source->terms, sizeof *s.dense),
                         .redundancy = ours ? weights->redundancy : 0,
                         .in_order = options->method == ENT_SUMMARY_LEAD,
                         .whole = ours && !source->raw,
                         .bounded = true};
    if (!selection->rank || !selection->redundancy || !s.dense)
        return ent_fail_memory(err);
    s.rounds_max =
        64 +
        (size_t)(work_max / (double)(source->row[source->count] + source->count + 1));
    set_limit(selection, source, options);
    ENT_TRY(take_while_possible(&s, scratch, err));
    if (s.whole && selection->unit == ENT_SUMMARY_SENTENCES &&
        s.used < selection->limit) {
        s.in_part = true; /* rather than fewer sentences than were asked for */
        ENT_TRY(take_while_possible(&s, scratch, err));
    }
    if (s.taken == 0)
        ENT_TRY(take_something(&s, scratch, err));
    selection->chosen = s.taken;
    selection->used = s.used;
    s.bounded = s.in_order = false;
    return options->all ? take_while_possible(&s, scratch, err) : ENT_OK;
}
