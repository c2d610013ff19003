/* SPDX-License-Identifier: MIT */
/* The options of the verbs that put articles over the desk, and the clock. */
#ifndef ENT_CLI_DESK_OPTIONS_H
#define ENT_CLI_DESK_OPTIONS_H

#include "articles/desk/desk.h"
#include "cli.h"
#include "inputs.h"

enum { CLI_DESK_MODELS = 16, CLI_DESK_TARGETS = 16 };

/** What the person asked for; zero-initialise. Must stay where it is while a desk lives that was opened with it. */
struct cli_desk {
    const char *models[CLI_DESK_MODELS];
    const char *targets[CLI_DESK_TARGETS];
    ent_desk_options options;
    const char *now; /* RFC 3339, or NULL: the clock */
    char clock[ENT_TIME_SIZE];
};

enum {
    CLI_DESK_MODEL = 'm',
    CLI_DESK_STANCE = CLI_KEY_INPUTS + 256,
    CLI_DESK_STANCE_MODEL,
    CLI_DESK_VOCABULARY,
    CLI_DESK_TAGS,
    CLI_DESK_WORDS,
    CLI_DESK_NOW
};

/** Lines for a verb's option table. */
#define CLI_DESK_MODEL_OPTION                                                            \
    {                                                                                    \
        CLI_DESK_MODEL, "model", "MODEL",                                                \
            "a model of topics (default: topics-en for English, topics-world for all "   \
            "other languages); repeat it for several"                                    \
    }
#define CLI_DESK_NOW_OPTION                                                              \
    {                                                                                    \
        CLI_DESK_NOW, "now", "TIME",                                                     \
            "what time it is, as RFC 3339 (default: the clock): ages such as '7 hours "  \
            "ago' are counted from it"                                                   \
    }
#define CLI_DESK_OPTIONS                                                                 \
    CLI_DESK_MODEL_OPTION,                                                               \
        {CLI_DESK_STANCE, "stance", "TARGET",                                            \
         "ask for the stance toward TARGET, too; repeat it for several"},                \
        {CLI_DESK_STANCE_MODEL, "stance-model", "MODEL",                                 \
         "the model that is asked (default: stance-en)"},                                \
        {CLI_DESK_VOCABULARY, "vocabulary", "FILE",                                      \
         "give only the tags of FILE: tag, tab, other names separated by '|'"},          \
        {CLI_DESK_TAGS, "tags", "N", "tags an article, at most (default: 10)"},          \
        {CLI_DESK_WORDS, "words", "N", "words of a summary, at most (default: 60)"},     \
        CLI_DESK_NOW_OPTION

/** Take an option that belongs to the desk. @return false when `key` is none of them. */
bool cli_desk_option(struct cli_desk *desk, struct cli_arguments *arguments, int key);
/** Settle the time, for the desk and for the reader of the inputs; again whenever it may have changed. */
void cli_desk_set_clock(struct cli_desk *desk, struct cli_inputs *inputs);
/** Open the desk that was asked for. */
ent_status cli_desk_open(ent_desk **out, struct cli_desk *desk, ent_error *err);

#endif
