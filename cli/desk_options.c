/* SPDX-License-Identifier: MIT */
/* Opening the desk as the command line asks. */
#include "desk_options.h"

#include <time.h>

static void one_more(const char **names, size_t *count, size_t most,
                     struct cli_arguments *arguments)
{
    if (*count == most) {
        cli_usage(arguments->verb, "more than %zu of them", most);
        arguments->bad = true;
        return;
    }
    names[(*count)++] = arguments->value;
}

static void take_now(struct cli_desk *desk, struct cli_arguments *arguments)
{
    if (!ent_time_read(&desk->options.now, ent_string_of(arguments->value))) {
        cli_usage(arguments->verb, "'%s' is not a time (RFC 3339)", arguments->value);
        arguments->bad = true;
    }
    desk->now = arguments->value;
}

bool cli_desk_option(struct cli_desk *desk, struct cli_arguments *arguments, int key)
{
    ent_desk_options *options = &desk->options;
    switch (key) {
    case CLI_DESK_MODEL:
        one_more(desk->models, &options->model_count, CLI_DESK_MODELS, arguments);
        return true;
    case CLI_DESK_STANCE:
        one_more(desk->targets, &options->target_count, CLI_DESK_TARGETS, arguments);
        return true;
    case CLI_DESK_STANCE_MODEL:
        options->stance_model = arguments->value;
        return true;
    case CLI_DESK_VOCABULARY:
        options->vocabulary = arguments->value;
        return true;
    case CLI_DESK_TAGS:
        options->tags = (size_t)cli_integer(arguments, 1, 1000);
        return true;
    case CLI_DESK_WORDS:
        options->words = (size_t)cli_integer(arguments, 5, 10000);
        return true;
    case CLI_DESK_NOW:
        take_now(desk, arguments);
        return true;
    default:
        return false;
    }
}

void cli_desk_set_clock(struct cli_desk *desk, struct cli_inputs *inputs)
{
    if (!desk->now)
        desk->options.now = (int64_t)time(NULL);
    ent_time_write(desk->clock, desk->options.now);
    inputs->options.now = desk->clock;
}

ent_status cli_desk_open(ent_desk **out, struct cli_desk *desk, ent_error *err)
{
    desk->options.models = desk->models;
    desk->options.targets = desk->targets;
    return ent_desk_open(out, &desk->options, err);
}
