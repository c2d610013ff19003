/* SPDX-License-Identifier: MIT */
/* What every verb needs: options from its table, messages, output. Knows no verb. */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- messages ---- */

static void say(const char *format, va_list arguments)
{
    ent_buffer line = {0};
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = size < 0 ? NULL : malloc((size_t)size + 1);
    if (text) {
        vsnprintf(text, (size_t)size + 1, format, arguments);
        /* Names come from outside: nothing in them may steer a terminal. */
        for (char *c = text; *c; c++)
            if (((unsigned char)*c < 0x20 && *c != '\n' && *c != '\t') || *c == 0x7f)
                *c = '?';
        ent_buffer_text(&line, text);
        free(text);
    }
    cli_progress(NULL, 0, 0);
    fprintf(stderr, "%s\n", line.data ? line.data : format);
    ent_buffer_dispose(&line);
}

void cli_say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

int cli_usage(const struct cli_verb *verb, const char *format, ...)
{
    fputs("entente: ", stderr);
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    if (verb)
        fprintf(stderr, "try 'entente %s --help'\n", verb->name);
    else
        fputs("try 'entente --help'\n", stderr);
    return CLI_USAGE;
}

/* What broke standard output, at the first failed write; 0: nothing. */
static int output_error;

int cli_fail(const ent_error *err)
{
    if (output_error) /* cli_finish() says it, once */
        return CLI_FAILED;
    cli_say("entente: %s", err->msg);
    switch (err->code) {
    case ENT_EMODEL:
    case ENT_EVERSION:
        return CLI_BAD_MODEL;
    case ENT_EARG:
        return CLI_USAGE;
    default:
        return CLI_FAILED;
    }
}

int cli_finish(int code)
{
    cli_progress(NULL, 0, 0);
    if (fflush(stdout) != 0 && !output_error)
        output_error = errno;
    if (!output_error && !ferror(stdout))
        return code;
    cli_say("entente: cannot write standard output: %s",
            strerror(output_error ? output_error : EIO));
    return CLI_FAILED;
}

/* ---- options ---- */

struct getopt_tables {
    struct option *long_options;
    char *letters;
};

void cli_begin(struct cli_arguments *arguments, const struct cli_verb *verb, int argc,
               char **argv)
{
    size_t count = 0;
    while (verb->options[count].name)
        count++;
    struct getopt_tables *tables = calloc(1, sizeof *tables);
    struct option *long_options = calloc(count + 2, sizeof *long_options);
    char *letters = calloc(2 * count + 4, 1);
    if (!tables || !long_options || !letters)
        abort(); /* before anything was done, for want of some hundred bytes */
    char *letter = letters;
    *letter++ = ':'; /* tell a missing argument from an unknown option */
    for (size_t i = 0; i < count; i++) {
        const struct cli_option *option = &verb->options[i];
        long_options[i] = (struct option){
            option->name, option->argument ? required_argument : no_argument, NULL,
            option->key};
        if (option->key < 256) {
            *letter++ = (char)option->key;
            if (option->argument)
                *letter++ = ':';
        }
    }
    long_options[count] = (struct option){"help", no_argument, NULL, 'h'};
    *letter = 'h';
    *tables = (struct getopt_tables){long_options, letters};
    *arguments =
        (struct cli_arguments){.verb = verb, .argc = argc, .argv = argv, .state = tables};
    optind = 1;
    opterr = 0;
}

static void end_options(struct cli_arguments *arguments)
{
    struct getopt_tables *tables = arguments->state;
    if (tables) {
        free(tables->long_options);
        free(tables->letters);
        free(tables);
    }
    arguments->state = NULL;
    arguments->at = optind;
}

int cli_next(struct cli_arguments *arguments)
{
    if (!arguments->state || arguments->bad) {
        if (arguments->state)
            end_options(arguments);
        return 0;
    }
    struct getopt_tables *tables = arguments->state;
    int key = getopt_long(arguments->argc, arguments->argv, tables->letters,
                          tables->long_options, NULL);
    arguments->value = optarg;
    if (key == 'h') {
        cli_help_verb(arguments->verb);
        end_options(arguments);
        exit(cli_finish(CLI_OK));
    }
    if (key == '?' || key == ':') {
        const char *word = arguments->argv[optind - 1];
        cli_usage(arguments->verb,
                  key == ':' ? "option '%s' needs an argument" : "unknown option '%s'",
                  word);
        arguments->bad = true;
        key = -1;
    }
    if (key == -1) {
        end_options(arguments);
        return 0;
    }
    return key;
}

static void wrong_value(struct cli_arguments *arguments, const char *what)
{
    cli_usage(arguments->verb, "'%s' is not %s", arguments->value, what);
    arguments->bad = true;
}

long cli_integer(struct cli_arguments *arguments, long least, long most)
{
    char *end;
    errno = 0;
    long number = strtol(arguments->value, &end, 10);
    if (end == arguments->value || *end || errno || number < least || number > most) {
        char what[96];
        snprintf(what, sizeof what, "a whole number from %ld to %ld", least, most);
        wrong_value(arguments, what);
        return least;
    }
    return number;
}

double cli_real(struct cli_arguments *arguments, double least, double most)
{
    char *end;
    double number = strtod(arguments->value, &end);
    if (end == arguments->value || *end || !isfinite(number) || number < least ||
        number > most) {
        char what[96];
        snprintf(what, sizeof what, "a number from %g to %g", least, most);
        wrong_value(arguments, what);
        return least;
    }
    return number;
}

int cli_choice(struct cli_arguments *arguments, const char *const *choices)
{
    for (int i = 0; choices[i]; i++)
        if (strcmp(arguments->value, choices[i]) == 0)
            return i;
    if (strcmp(arguments->value, "list") == 0) {
        for (int i = 0; choices[i]; i++)
            puts(choices[i]);
        exit(cli_finish(CLI_OK));
    }
    ent_buffer what = {0};
    ent_buffer_text(&what, "one of");
    for (int i = 0; choices[i]; i++)
        ent_buffer_format(&what, "%s %s", i ? "," : "", choices[i]);
    wrong_value(arguments, what.data ? what.data : "a choice");
    ent_buffer_dispose(&what);
    return 0;
}

/* ---- output ---- */

const char *const cli_output_names[] = {"auto", "table",    "jsonl",
                                        "tsv",  "fasttext", NULL};

enum cli_output cli_output_choice(struct cli_arguments *arguments, enum cli_output last)
{
    const char *choices[sizeof cli_output_names / sizeof *cli_output_names] = {NULL};
    for (int i = 0; i <= (int)last; i++)
        choices[i] = cli_output_names[i];
    return (enum cli_output)cli_choice(arguments, choices);
}

enum cli_output cli_output_resolve(enum cli_output wish)
{
    if (wish != CLI_OUTPUT_AUTO)
        return wish;
    return isatty(STDOUT_FILENO) ? CLI_OUTPUT_TABLE : CLI_OUTPUT_JSONL;
}

void cli_put_cell(ent_buffer *out, ent_string text)
{
    for (size_t i = 0; i < text.size; i++)
        ent_buffer_byte(out, (unsigned char)text.data[i] < ' ' ? ' ' : text.data[i]);
}

void cli_disarm(ent_buffer *out, size_t start)
{
    for (size_t i = start; !out->failed && i < out->size; i++) {
        unsigned char c = (unsigned char)out->data[i];
        bool c1 = c == 0xC2 && i + 1 < out->size &&
                  (unsigned char)out->data[i + 1] < 0xA0; /* U+0080 to U+009F */
        if (c1)
            out->data[i + 1] = '?';
        if (c1 || c < 0x20 || c == 0x7f)
            out->data[i] = '?';
    }
}

bool cli_print(ent_buffer *out)
{
    bool good = !out->failed;
    if (good && fwrite(out->data ? out->data : "", 1, out->size, stdout) != out->size) {
        output_error = errno;
        good = false;
    }
    ent_buffer_clear(out);
    return good;
}

/* Drawn at most ten times a second; `left` is judged from the mean speed so far. */
void cli_progress(const char *label, uint64_t done, uint64_t total)
{
    static bool shown;
    static double began, drawn;
    static const char *current;
    if (!isatty(STDERR_FILENO))
        return;
    if (!label) {
        if (shown)
            fputs("\r\033[K", stderr);
        shown = false;
        current = NULL;
        return;
    }
    double now = ent_seconds();
    if (current != label) {
        current = label;
        began = drawn = now;
    }
    if (now - drawn < 0.1)
        return;
    drawn = now;
    shown = true;
    if (total && done <= total && done) {
        double left = (now - began) * (double)(total - done) / (double)done;
        fprintf(stderr, "\r\033[K%s  %3.0f %%  %.0f s left", label,
                100.0 * (double)done / (double)total, left);
    } else {
        fprintf(stderr, "\r\033[K%s  %llu", label, (unsigned long long)done);
    }
}
