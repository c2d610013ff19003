/* SPDX-License-Identifier: MIT */
/* The part of the verb `classify` that answers on a target or a claim. */
#ifndef ENT_CLI_CLASSIFY_STANCE_H
#define ENT_CLI_CLASSIFY_STANCE_H

#include "cli.h"
#include "inputs.h"

struct cli_stance_request {
    struct cli_inputs *inputs;
    const char *model;  /* NULL: stance-en */
    const char *target; /* either this */
    const char *claim;  /* or this */
    enum cli_output output;
    int threads;
    bool line_buffered;
};

/** Answer on every article of the paths [count]. @return an exit code, the person having been told of any fault */
int cli_classify_stance(const struct cli_stance_request *request,
                        const char *const *paths, size_t count);

#endif
