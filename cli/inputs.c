/* SPDX-License-Identifier: MIT */
/* Reading articles as the command line asks. */
#include "inputs.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

bool cli_inputs_option(struct cli_inputs *inputs, struct cli_arguments *arguments,
                       int key)
{
    static const char *const actions[] = {"fail", "skip", "quarantine", NULL};
    static const char *const rules[] = {"auto", "line", "blank", NULL};
    switch (key) {
    case CLI_INPUT_FORMAT:
        inputs->options.format =
            (ent_articles_format)cli_choice(arguments, ent_articles_format_names);
        return true;
    case CLI_INPUT_LANG:
        inputs->options.lang = arguments->value;
        return true;
    case CLI_INPUT_CHARSET:
        inputs->options.charset = arguments->value;
        return true;
    case CLI_INPUT_PARAGRAPHS:
        inputs->options.paragraphs = rules[cli_choice(arguments, rules)];
        return true;
    case CLI_INPUT_TEXT:
        inputs->records.text = arguments->value;
        return true;
    case CLI_INPUT_TITLE:
        inputs->records.title = arguments->value;
        return true;
    case CLI_INPUT_ON_ERROR:
        inputs->options.on_error = (ent_on_error)cli_choice(arguments, actions);
        inputs->fail = inputs->options.on_error == ENT_ON_ERROR_FAIL;
        return true;
    case CLI_INPUT_QUARANTINE:
        inputs->options.quarantine = arguments->value;
        return true;
    default:
        return false;
    }
}

void cli_corpus_format(struct cli_arguments *arguments, ent_format *format)
{
    if (strcmp(arguments->value, "list") == 0) {
        for (int i = 0; i < ENT_FORMAT_COUNT; i++)
            printf("%-12s%s\n", ent_format_name((ent_format)i),
                   ent_format_description((ent_format)i));
        exit(cli_finish(CLI_OK));
    }
    if (strcmp(arguments->value, "ninjs") == 0) {
        *format = ENT_FORMAT_JSON;
    } else if (!ent_format_find(format, arguments->value)) {
        cli_usage(arguments->verb, "'%s' is not a format: 'list' prints them",
                  arguments->value);
        arguments->bad = true;
    }
}

static void say_bad(void *context, const char *message)
{
    (void)context;
    cli_say("entente: %s", message);
}

ent_status cli_inputs_spare(const char *const *paths, size_t count, const char *output,
                            ent_error *err)
{
    struct stat target, input;
    if (!output || stat(output, &target) != 0 || !S_ISREG(target.st_mode))
        return ENT_OK;
    for (size_t i = 0; i < count; i++)
        if (stat(paths[i], &input) == 0 && input.st_dev == target.st_dev &&
            input.st_ino == target.st_ino)
            return ent_fail(err, ENT_EARG, "'%s' is an input and cannot be written to",
                            output);
    return ENT_OK;
}

ent_status cli_inputs_open(ent_articles **out, struct cli_inputs *inputs,
                           const char *const *paths, size_t count, ent_error *err)
{
    if (inputs->options.lang && strcasecmp(inputs->options.lang, "none") == 0) {
        inputs->plain = true;
        inputs->options.lang = NULL;
    }
    if (inputs->options.lang) {
        const ent_language *language =
            ent_language_find(ent_string_of(inputs->options.lang));
        if (!language)
            return ent_fail(err, ENT_EARG,
                            "'%s' is not a language (ISO 639 code or English name)",
                            inputs->options.lang);
        inputs->options.lang = language->code;
    }
    if (!inputs->fail && inputs->options.on_error == ENT_ON_ERROR_FAIL)
        inputs->options.on_error = ENT_ON_ERROR_SKIP;
    if (!inputs->plain) {
        inputs->options.identify = cli_languages_identify;
        inputs->options.identify_context = &inputs->languages;
    }
    ENT_TRY(cli_inputs_spare(paths, count, inputs->options.quarantine, err));
    if (!inputs->options.bad)
        inputs->options.bad = say_bad;
    inputs->options.records = &inputs->records;
    return ent_articles_open(out, paths, count, &inputs->options, err);
}

void cli_inputs_close(struct cli_inputs *inputs)
{
    cli_languages_close(&inputs->languages);
}

int cli_inputs_code(const ent_articles *articles)
{
    uint64_t repaired = ent_articles_get_report(articles).repaired;
    if (repaired)
        cli_say("entente: repaired %llu byte sequences that were not UTF-8",
                (unsigned long long)repaired);
    return ent_articles_get_report(articles).faults ? CLI_SOME_BAD : CLI_OK;
}

const char *const *cli_inputs_paths(size_t *count, const struct cli_arguments *arguments)
{
    static const char *const standard_input[] = {"-"};
    *count = (size_t)(arguments->argc - arguments->at);
    if (*count)
        return (const char *const *)arguments->argv + arguments->at;
    if (isatty(STDIN_FILENO)) {
        cli_usage(arguments->verb, "no article is named");
        return NULL;
    }
    *count = 1;
    return standard_input;
}
