/* SPDX-License-Identifier: MIT */
/* Scores of candidates: a linear model over a dozen plain features. */
#include "score.h"

#include <math.h>

enum feature {
    COUNT,     /* ln of the mentions */
    WHOLE,     /* ln of 1 + those that are no part of a longer run */
    SHARE,     /* whole / count */
    POSITION,  /* ln of 2 + words before the first mention */
    SPREAD,    /* from the first mention to the last, of the text */
    ONE_WORD,  /* that is no name */
    ONE_NAME,  /* a name of one word */
    TWO_WORDS, /* and so on */
    THREE_WORDS,
    MORE_WORDS,
    NAME, /* it is a name */
    ACRONYM,
    DESIGNATION,  /* a name with a digit: Entente-4, F-16 */
    FREQUENCY,    /* mean of ln of 1 + each word's count */
    RARITY,       /* mean of each word's rarity in the background, 0..1 */
    LEAST_RARITY, /* the smallest of them */
    LETTERS,      /* ln of 1 + bytes of the longest word */
    FEATURES
};

struct term {
    double frequency;
    double rarity;
};

static double rarity_of(const ent_tag_background *background, uint64_t key)
{
    if (!background || !background->documents)
        return 0;
    double n = (double)background->documents + 1;
    double df = background->frequency(background->context, key);
    return df + 1 < n ? log(n / (df + 1)) / log(n) : 0;
}

static struct term *weigh_terms(const struct tag_words *words,
                                const ent_tag_background *background, ent_arena *arena)
{
    struct term *terms = ent_arena_alloc(arena, words->terms, sizeof *terms);
    if (!terms)
        return NULL;
    for (size_t i = 0; i < words->count; i++) {
        const struct tag_word *word = &words->items[i];
        struct term *term = &terms[word->term];
        if (term->frequency == 0 && ent__tag_is_content(word))
            term->rarity = rarity_of(background, word->key);
        term->frequency++;
    }
    for (size_t i = 0; i < words->terms; i++)
        terms[i].frequency = log(1 + terms[i].frequency);
    return terms;
}

static void measure_words(double *f, const struct tag_candidate *candidate,
                          const struct tag_words *words, const struct term *terms)
{
    uint32_t letters = 0, content = 0;
    double least = 1;
    for (uint32_t i = 0; i < candidate->length; i++) {
        const struct tag_word *word = &words->items[candidate->first + i];
        if (!ent__tag_is_content(word))
            continue;
        const struct term *term = &terms[word->term];
        content++;
        f[FREQUENCY] += term->frequency;
        f[RARITY] += term->rarity;
        least = term->rarity < least ? term->rarity : least;
        letters = word->end - word->start > letters ? word->end - word->start : letters;
        f[ACRONYM] +=
            (word->flags & ENT_TOKEN_ALL_UPPER) && !(word->flags & TAG_WORD_FIRST);
        f[DESIGNATION] +=
            (word->flags & TAG_WORD_DIGIT) && (word->flags & TAG_WORD_PROPER);
    }
    content += content == 0;
    f[FREQUENCY] /= content;
    f[RARITY] /= content;
    f[LEAST_RARITY] = least;
    f[LETTERS] = log(1 + letters);
    f[ACRONYM] = f[ACRONYM] > 0;
    f[DESIGNATION] = f[DESIGNATION] > 0;
    f[ONE_WORD] = content == 1 && !candidate->name;
    f[ONE_NAME] = content == 1 && candidate->name;
    f[TWO_WORDS] = content == 2;
    f[THREE_WORDS] = content == 3;
    f[MORE_WORDS] = content > 3;
}

static void measure(double *f, const struct tag_candidate *candidate,
                    const struct tag_words *words, const struct term *terms)
{
    uint32_t last = candidate->mentions[candidate->count - 1].at;
    for (size_t i = 0; i < FEATURES; i++)
        f[i] = 0;
    f[COUNT] = log(candidate->count);
    f[WHOLE] = log(1 + candidate->whole);
    f[SHARE] = fmin(1, (double)candidate->whole / candidate->count);
    f[POSITION] = log(2 + candidate->first);
    f[SPREAD] = (double)(last - candidate->first) / (double)words->count;
    f[NAME] = candidate->name;
    measure_words(f, candidate, words, terms);
}

/*
 * Weights: logistic regression, documents at the two ends (docs/tags.md says which). Texts that are made of phrases,
 * as abstracts are, want other tags than texts full of names, as news is.
 */
static const double weights[2][2][FEATURES] = {
    {
        /* with a background: phrases, names */
        {0.22, 0.81, 0.07, -0.39, 0.31, -3.68, -2.00, -1.35, -1.20, -1.62, -0.24, -0.01,
         0, 0.10, 1.10, 0.48, 0.86},
        {0.23, 0.77, -0.01, -0.49, 0.24, -0.70, -0.47, -0.56, -0.96, -1.14, 0.79, -0.21,
         1.5, 0.52, 1.04, -0.07, -0.27},
    },
    {
        /* without */
        {0.27, 0.79, 0.13, -0.39, 0.29, -3.49, -1.51, -1.23, -1.10, -1.53, -0.21, 0.20, 0,
         0.06, 0, 0, 1.04},
        {0.25, 0.82, -0.03, -0.49, 0.21, -0.70, -0.41, -0.49, -0.91, -1.10, 0.85, -0.18,
         1.5, 0.45, 0, 0, -0.21},
    },
};

/* Where between the two a text lies: by the share of words of names among the words that phrases are made of. */
#define NAMES_FEW  0.06
#define NAMES_MANY 0.16

static double abundance_of_names(const struct tag_words *words)
{
    size_t content = 0, proper = 0;
    for (size_t i = 0; i < words->count; i++) {
        content += ent__tag_is_content(&words->items[i]);
        proper += (words->items[i].flags & (TAG_WORD_PROPER | ENT_TOKEN_ALL_UPPER)) ==
                  TAG_WORD_PROPER;
    }
    double share = content ? (double)proper / (double)content : 0;
    return fmin(1, fmax(0, (share - NAMES_FEW) / (NAMES_MANY - NAMES_FEW)));
}

ent_status ent__tag_score(struct tag_candidates *candidates,
                          const struct tag_words *words,
                          const ent_tag_background *background, ent_arena scratch,
                          ent_error *err)
{
    struct term *terms = weigh_terms(words, background, &scratch);
    if (!terms)
        return ent_fail_memory(err);
    double names = abundance_of_names(words), weight[FEATURES];
    const double(*ends)[FEATURES] = weights[!background || !background->documents];
    for (size_t j = 0; j < FEATURES; j++)
        weight[j] = (1 - names) * ends[0][j] + names * ends[1][j];
    for (size_t i = 0; i < candidates->count; i++) {
        double f[FEATURES];
        candidates->items[i].score = 0;
        measure(f, &candidates->items[i], words, terms);
        for (size_t j = 0; j < FEATURES; j++)
            candidates->items[i].score += weight[j] * f[j];
    }
    return ENT_OK;
}
