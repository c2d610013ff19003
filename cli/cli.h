/* SPDX-License-Identifier: MIT */
/* The command line: one table a verb, from which the parser, --help, the man page and the README's tables are made. */
#ifndef ENT_CLI_H
#define ENT_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "base/base.h"

/* Exit codes, the same for every verb. */
#define CLI_EXIT_LIST(X)                                                                 \
    X(CLI_OK, 0, "ok")                                                                   \
    X(CLI_FAILED, 1, "failed: nothing, or not everything, was done")                     \
    X(CLI_USAGE, 2, "the command line is wrong")                                         \
    X(CLI_SOME_BAD, 3, "done, but some records were bad and left out")                   \
    X(CLI_BAD_MODEL, 4, "a model is damaged, of the wrong kind, or of a newer version")
#define CLI_AS_ENUM(name, value, text) name = value,
enum cli_exit { CLI_EXIT_LIST(CLI_AS_ENUM) };

/** One option of a verb. A list ends with a zeroed entry. */
struct cli_option {
    int key; /* the letter, or a number from 256 up where there is none; unique in the verb */
    const char *name;     /* long name without dashes */
    const char *argument; /* "N", "FILE"...; NULL: a flag */
    const char *help;     /* one sentence without a full stop */
};

struct cli_verb {
    const char *name;
    const char *synopsis; /* what follows the name: "-m MODEL [FILE…|-]" */
    const char *summary;  /* one line */
    const char *details;  /* paragraphs for the man page and `help VERB`, or NULL */
    const struct cli_option *options;
    int (*run)(const struct cli_verb *verb, int argc,
               char **argv); /* argv[0] is the verb's name */
};

/* The verbs, each defined in its cmd_*.c and listed in verbs.c. */
extern const struct cli_verb *const cli_verbs[]; /* ends with NULL */

/** The verb's --help on stdout. */
void cli_help_verb(const struct cli_verb *verb);

/** Walks over the options of one command line; afterwards argv[at..argc) are the operands. */
struct cli_arguments {
    const struct cli_verb *verb;
    int argc;
    char **argv;
    int at;            /* index of the first operand, once the options are done */
    const char *value; /* argument of the last option */
    bool bad;          /* the command line was wrong and the person has been told */
    void *state;       /* getopt's tables */
};

void cli_begin(struct cli_arguments *arguments, const struct cli_verb *verb, int argc,
               char **argv);
/** The next option's key; 0 when the options are done or the command line is wrong (`bad`). Handles --help itself by
 *  printing to stdout and leaving with 0. */
int cli_next(struct cli_arguments *arguments);

/** Numbers with end, range and finiteness checked; a wrong one is reported and sets `bad`. */
long cli_integer(struct cli_arguments *arguments, long least, long most);
double cli_real(struct cli_arguments *arguments, double least, double most);
/** Index of the option's argument in `choices` (NULL-terminated); the value "list" prints them and exits 0. */
int cli_choice(struct cli_arguments *arguments, const char *const *choices);

/** "entente: …" on stderr, then the hint to --help; @return CLI_USAGE. */
int cli_usage(const struct cli_verb *verb, const char *format, ...) ENT_PRINTF(2, 3);
/** "entente: MESSAGE" on stderr; @return the exit code that belongs to the status. */
int cli_fail(const ent_error *err);
/** A line for a person on stderr. */
void cli_say(const char *format, ...) ENT_PRINTF(1, 2);
/** The end of a counted noun: "" for one, else "s". */
static inline const char *cli_s(uint64_t count)
{
    return count == 1 ? "" : "s";
}
/** Flush and check stdout: a full disk or closed pipe is an error. @return `code`, or CLI_FAILED. */
int cli_finish(int code);

/** How results are printed: a table on a terminal, JSON Lines elsewhere, unless the person chose. */
enum cli_output {
    CLI_OUTPUT_AUTO,
    CLI_OUTPUT_TABLE,
    CLI_OUTPUT_JSONL,
    CLI_OUTPUT_TSV,
    CLI_OUTPUT_FASTTEXT
};
extern const char
    *const cli_output_names[]; /* "auto", "table", "jsonl", "tsv", "fasttext" */
/** The option's argument among those from "auto" up to `last`, which is the most that the verb prints. */
enum cli_output cli_output_choice(struct cli_arguments *arguments, enum cli_output last);
enum cli_output cli_output_resolve(enum cli_output wish);
/** A cell of a row: tabs, line breaks and other control characters of ASCII would end it, and become spaces. */
void cli_put_cell(ent_buffer *out, ent_string text);
/** Names come from outside: what breaks a line or steers a terminal becomes '?', from byte `start` of the buffer on. */
void cli_disarm(ent_buffer *out, size_t start);
/** Write a buffer to stdout and clear it. @return false when stdout is broken. */
bool cli_print(ent_buffer *out);

/** A bar on stderr, only on a terminal: `done` of `total` (0: unknown) and the time left. NULL label ends it. */
void cli_progress(const char *label, uint64_t done, uint64_t total);

/** Options that several verbs share: their keys, and their lines in a verb's table. */
enum {
    CLI_KEY_OUTPUT = 1024,
    CLI_KEY_JSON,
    CLI_KEY_THREADS,
    CLI_KEY_INPUTS,
    CLI_KEY_TRAIN = 2048
};
#define CLI_OPTION_OUTPUT_OF(names)                                                      \
    {                                                                                    \
        CLI_KEY_OUTPUT, "output", "FORMAT",                                              \
            "print " names " (default: a table on a terminal, jsonl elsewhere)"          \
    }
#define CLI_OPTION_OUTPUT CLI_OPTION_OUTPUT_OF("table, jsonl, tsv or fasttext")
#define CLI_OPTION_JSON                                                                  \
    {                                                                                    \
        CLI_KEY_JSON, "json", NULL, "the same as --output=jsonl"                         \
    }
#define CLI_OPTION_THREADS                                                               \
    {                                                                                    \
        CLI_KEY_THREADS, "threads", "N",                                                 \
            "use N threads (default: one a processor); the output is the same"           \
    }

#endif
