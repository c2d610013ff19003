/* SPDX-License-Identifier: MIT */
/* The options of `train` that say what to try and what to leave alone: features, their weights, the loss, the search. */
#ifndef ENT_CLI_RECIPE_OPTIONS_H
#define ENT_CLI_RECIPE_OPTIONS_H

#include "cli.h"

#include <entente/train.h>

enum {
    RECIPE_WORDS = CLI_KEY_TRAIN + 64,
    RECIPE_CHARACTERS,
    RECIPE_MIN_DF,
    RECIPE_MAX_DF,
    RECIPE_MAX_FEATURES,
    RECIPE_RANK_FEATURES,
    RECIPE_KEEP_FEATURES,
    RECIPE_HASH_BITS,
    RECIPE_STEM,
    RECIPE_NO_STEM,
    RECIPE_STOP_WORDS,
    RECIPE_CHARACTER_WEIGHT,
    RECIPE_TITLE,
    RECIPE_BAYES,
    RECIPE_WEIGHTING,
    RECIPE_LOSS,
    RECIPE_CLASS_WEIGHT,
    RECIPE_FAST,
    RECIPE_THOROUGH
};

/** Lines for the verb's option table. */
#define RECIPE_OPTIONS                                                                   \
    {RECIPE_FAST, "fast", NULL,                                                          \
     "no search: C = 1, words 1-2, where nothing else is said"},                         \
        {RECIPE_THOROUGH, "thorough", NULL, "search longer, on more documents"},         \
        {RECIPE_WORDS, "word-ngrams", "N", "words 1 to N together, at most 3; 0: none"}, \
        {RECIPE_CHARACTERS, "char-ngrams", "A-B",                                        \
         "character n-grams within words, between 1 and 6; 0: none"},                    \
        {RECIPE_CHARACTER_WEIGHT, "char-weight", "WEIGHT",                               \
         "of the character n-grams beside the words (default: 1)"},                      \
        {RECIPE_MIN_DF, "min-df", "N", "terms must stand in N documents (default: 2)"},  \
        {RECIPE_MAX_DF, "max-df", "SHARE",                                               \
         "and in this share of the documents at most (default: 1)"},                     \
        {RECIPE_MAX_FEATURES, "max-features", "N", "keep the N terms of highest rank"},  \
        {RECIPE_RANK_FEATURES, "rank-features", "BY",                                    \
         "df (document frequency, the default) or chi2 (what they tell about labels)"},  \
        {RECIPE_KEEP_FEATURES, "keep-features", "N",                                     \
         "fit once, keep the N terms that move margins most, fit again: a smaller "      \
         "model"},                                                                       \
        {RECIPE_HASH_BITS, "hash-bits", "N",                                             \
         "hash terms into 2^N features, 8 to 26, instead of keeping a vocabulary"},      \
        {RECIPE_STEM, "stem", NULL, "use stems of words"},                               \
        {RECIPE_NO_STEM, "no-stem", NULL, "use words as they stand, only folded"},       \
        {RECIPE_STOP_WORDS, "stop-words", "WHAT", "keep or drop function words"},        \
        {RECIPE_TITLE, "title-weight", "WEIGHT",                                         \
         "of the title beside the whole article; 0: like any other part"},               \
        {RECIPE_BAYES, "naive-bayes", "SWITCH",                                          \
         "on: weigh features by what they tell about each label; or off"},               \
        {RECIPE_WEIGHTING, "weighting", "NAME", "tfidf (default), bm25 or binary"},      \
        {RECIPE_LOSS, "loss", "NAME", "hinge (squared, the default) or logistic"},       \
    {                                                                                    \
        RECIPE_CLASS_WEIGHT, "class-weight", "WEIGHTS",                                  \
            "balanced, or LABEL=W: what missing one costs; may be given again"           \
    }

/** The weights that --class-weight names; zero-initialise. */
struct recipe_weights {
    ENT_ARRAY(ent_label_weight) items; /* names borrowed from the command line */
};

/** Take an option. @return false when `key` is none of them */
bool recipe_option(ent_train_options *options, struct recipe_weights *weights,
                   struct cli_arguments *arguments, int key);

#endif
