/* SPDX-License-Identifier: MIT */
/* The list of verbs, in the order in which help shows them: one line a verb. */
#include "cli.h"

extern const struct cli_verb cli_verb_dataset;
extern const struct cli_verb cli_verb_evaluate;
extern const struct cli_verb cli_verb_extract;
extern const struct cli_verb cli_verb_classify;
extern const struct cli_verb cli_verb_summarize;
extern const struct cli_verb cli_verb_tags;
extern const struct cli_verb cli_verb_stories;
extern const struct cli_verb cli_verb_train;
extern const struct cli_verb cli_verb_archive;
extern const struct cli_verb cli_verb_watch;
extern const struct cli_verb cli_verb_page;
extern const struct cli_verb cli_verb_language;
extern const struct cli_verb cli_verb_model;
extern const struct cli_verb cli_verb_suggest;
extern const struct cli_verb cli_verb_help;

/* clang-format off: a line a verb, so that two people can add one each */
const struct cli_verb *const cli_verbs[] = {
    &cli_verb_dataset,   &cli_verb_evaluate, &cli_verb_extract, &cli_verb_classify,
    &cli_verb_summarize, &cli_verb_tags,     &cli_verb_stories, &cli_verb_archive,
    &cli_verb_watch,     &cli_verb_page,     &cli_verb_train,   &cli_verb_language,
    &cli_verb_suggest,   &cli_verb_model,    &cli_verb_help,    NULL,
};
/* clang-format on */
