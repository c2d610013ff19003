/* SPDX-License-Identifier: MIT */
/* The options by which verbs read articles, the same for all of them. */
#ifndef ENT_CLI_INPUTS_H
#define ENT_CLI_INPUTS_H

#include "articles/open/open.h"
#include "cli.h"
#include "languages.h"

/** What the person asked for; zero-initialise. */
struct cli_inputs {
    ent_articles_options options;
    ent_dataset_options records;
    bool fail; /* --on-error=fail; the default here is skip */
    bool
        plain; /* nobody is asked for the language of articles that name none (--lang none) */
    struct cli_languages languages; /* who is asked otherwise */
};

enum {
    CLI_INPUT_FORMAT = CLI_KEY_INPUTS,
    CLI_INPUT_LANG,
    CLI_INPUT_CHARSET,
    CLI_INPUT_PARAGRAPHS,
    CLI_INPUT_TEXT,
    CLI_INPUT_TITLE,
    CLI_INPUT_ON_ERROR,
    CLI_INPUT_QUARANTINE
};

/** A line for the option table of a verb that asks what language an article is in. */
#define CLI_OPTION_LANG                                                                  \
    {                                                                                    \
        CLI_INPUT_LANG, "lang", "LANGUAGE",                                              \
            "language of articles that name none (default: identified; none: left open)" \
    }

/** Lines for a verb's option table. */
#define CLI_INPUT_OPTIONS                                                                \
    {CLI_INPUT_FORMAT, "format", "NAME",                                                 \
     "format of the input (default: recognised by looking; 'list' prints them)"},        \
        {CLI_INPUT_CHARSET, "charset", "NAME",                                           \
         "charset of text that does not tell its own"},                                  \
        {CLI_INPUT_PARAGRAPHS, "paragraphs", "RULE",                                     \
         "in plain text a paragraph ends at a line, a blank line, or auto"},             \
        {CLI_INPUT_TEXT, "text", "FIELDS",                                               \
         "fields that make the text, joined by commas (default: text)"},                 \
        {CLI_INPUT_TITLE, "title", "FIELD", "field of the title (default: title)"},      \
        {CLI_INPUT_ON_ERROR, "on-error", "ACTION",                                       \
         "at a bad record: skip (default), fail, or quarantine"},                        \
    {                                                                                    \
        CLI_INPUT_QUARANTINE, "quarantine", "FILE",                                      \
            "where --on-error=quarantine puts bad records"                               \
    }

/** Take an option that belongs to reading. @return false when `key` is none of them. */
bool cli_inputs_option(struct cli_inputs *inputs, struct cli_arguments *arguments,
                       int key);

/** The argument of an option as a format of labelled corpora; "list" prints them and exits 0. */
void cli_corpus_format(struct cli_arguments *arguments, ent_format *format);

/** Open what the person named; bad records are told on stderr, unless options.bad is set. `inputs` must outlive the reader. */
ent_status cli_inputs_open(ent_articles **out, struct cli_inputs *inputs,
                           const char *const *paths, size_t count, ent_error *err);

/** @return ENT_EARG when `output` (may be NULL) is one of the inputs: writing it would destroy what is to be read. */
ent_status cli_inputs_spare(const char *const *paths, size_t count, const char *output,
                            ent_error *err);

/** Release what the inputs hold, after the reader is closed. */
void cli_inputs_close(struct cli_inputs *inputs);

/** The exit code when all was read: CLI_SOME_BAD when records were left out. */
int cli_inputs_code(const ent_articles *articles);

/** The operands, or standard input where there are none and it is not a terminal; NULL (and told) otherwise. */
const char *const *cli_inputs_paths(size_t *count, const struct cli_arguments *arguments);

#endif
