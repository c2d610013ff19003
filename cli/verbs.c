/* SPDX-License-Identifier: MIT */
/* The list of verbs, in the order in which help shows them: one line a verb. */
#include "cli.h"

extern const struct cli_verb cli_verb_extract;
extern const struct cli_verb cli_verb_classify;
extern const struct cli_verb cli_verb_help;
extern const struct cli_verb cli_verb_train;

const struct cli_verb *const cli_verbs[] = {
    &cli_verb_extract, &cli_verb_classify, &cli_verb_help, &cli_verb_train, NULL,
};
