/* SPDX-License-Identifier: MIT */
/* The options of `train` that say what to try and what to leave alone; what is said is pinned. */
#include "recipe_options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "2-5", or "0" */
static void read_characters(ent_train_options *options, struct cli_arguments *arguments)
{
    unsigned least = 0, most = 0;
    char rest;
    if (strcmp(arguments->value, "0") != 0 &&
        (sscanf(arguments->value, "%1u-%1u%c", &least, &most, &rest) != 2 || least < 1 ||
         most > 6 || least > most)) {
        cli_usage(arguments->verb, "'%s' is not a range within 1-6", arguments->value);
        arguments->bad = true;
        return;
    }
    options->char_min = least;
    options->char_max = most;
}

/* "balanced", or "sport=2.5" */
static void read_class_weight(ent_train_options *options, struct recipe_weights *weights,
                              struct cli_arguments *arguments)
{
    const char *sign = strrchr(arguments->value, '=');
    if (strcmp(arguments->value, "balanced") == 0) {
        options->balanced = true;
        return;
    }
    if (!sign || sign == arguments->value) {
        cli_usage(arguments->verb, "'%s' is neither 'balanced' nor LABEL=WEIGHT",
                  arguments->value);
        arguments->bad = true;
        return;
    }
    struct cli_arguments number = *arguments;
    number.value = sign + 1;
    ent_label_weight weight = {{arguments->value, (size_t)(sign - arguments->value)},
                               cli_real(&number, 1e-6, 1e6)};
    arguments->bad |= number.bad;
    if (number.bad)
        return;
    if (!ent_array_push(&weights->items, weight))
        arguments->bad = true;
    options->label_weights = weights->items.items;
    options->label_weight_count = weights->items.count;
}

static bool feature_option(ent_train_options *options, struct cli_arguments *arguments,
                           int key)
{
    static const char *const ranks[] = {"df", "chi2", NULL};
    switch (key) {
    case RECIPE_WORDS:
        options->word_ngrams = (unsigned)cli_integer(arguments, 0, 3);
        options->pinned |= ENT_PIN_WORDS;
        return true;
    case RECIPE_CHARACTERS:
        read_characters(options, arguments);
        options->pinned |= ENT_PIN_CHARACTERS;
        return true;
    case RECIPE_MIN_DF:
        options->min_df = (uint32_t)cli_integer(arguments, 1, 1000000);
        options->pinned |= ENT_PIN_MIN_DF;
        return true;
    case RECIPE_MAX_DF:
        options->max_df = cli_real(arguments, 1e-9, 1);
        return true;
    case RECIPE_MAX_FEATURES:
        options->max_features = (uint32_t)cli_integer(arguments, 1, 100000000);
        return true;
    case RECIPE_KEEP_FEATURES:
        options->keep_features = (uint32_t)cli_integer(arguments, 1, 100000000);
        return true;
    case RECIPE_RANK_FEATURES:
        options->by_chi_square = cli_choice(arguments, ranks) == 1;
        return true;
    case RECIPE_HASH_BITS:
        options->hash_bits = (unsigned)cli_integer(arguments, 8, 26);
        return true;
    case RECIPE_STEM:
    case RECIPE_NO_STEM:
        options->no_stem = key == RECIPE_NO_STEM;
        options->pinned |= ENT_PIN_STEMS;
        return true;
    case RECIPE_CHARACTER_WEIGHT:
        options->char_weight = cli_real(arguments, 0.01, 100);
        options->pinned |= ENT_PIN_CHARACTER_WEIGHT;
        return true;
    case RECIPE_TITLE:
        options->title_weight = cli_real(arguments, 0, 100);
        options->pinned |= ENT_PIN_TITLE;
        return true;
    default:
        return false;
    }
}

bool recipe_option(ent_train_options *options, struct recipe_weights *weights,
                   struct cli_arguments *arguments, int key)
{
    static const char *const stop_words[] = {"keep", "drop", NULL};
    static const char *const switches[] = {"off", "on", NULL};
    static const char *const weightings[] = {"tfidf", "bm25", "binary", NULL};
    static const char *const losses[] = {"hinge", "logistic", NULL};
    switch (key) {
    case RECIPE_STOP_WORDS:
        options->stop_words = cli_choice(arguments, stop_words) == 1;
        options->pinned |= ENT_PIN_STOP_WORDS;
        return true;
    case RECIPE_BAYES:
        options->bayes = cli_choice(arguments, switches) == 1;
        options->pinned |= ENT_PIN_BAYES;
        return true;
    case RECIPE_WEIGHTING:
        options->weighting = (ent_train_weighting)cli_choice(arguments, weightings);
        options->pinned |= ENT_PIN_WEIGHTING;
        return true;
    case RECIPE_LOSS:
        options->logistic = cli_choice(arguments, losses) == 1;
        return true;
    case RECIPE_CLASS_WEIGHT:
        read_class_weight(options, weights, arguments);
        return true;
    case RECIPE_FAST:
        options->search = ENT_SEARCH_NONE;
        return true;
    case RECIPE_THOROUGH:
        options->search = ENT_SEARCH_THOROUGH;
        return true;
    default:
        return feature_option(options, arguments, key);
    }
}
