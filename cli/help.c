/* SPDX-License-Identifier: MIT */
/* The verb `help`: everything a person reads about verbs, options and exit codes, printed from the verbs' own tables. */
#include <string.h>

#include "cli.h"

/* The "-m, --model=NAME" column. */
static void option_names(ent_buffer *out, const struct cli_option *option)
{
    if (option->key < 256)
        ent_buffer_format(out, "-%c, ", option->key);
    ent_buffer_format(out, "--%s", option->name);
    if (option->argument)
        ent_buffer_format(out, "=%s", option->argument);
}

/* Words of `text` in lines of at most 80 columns, all but the first indented. */
static void wrapped(ent_buffer *out, const char *text, size_t column, size_t indent)
{
    while (*text) {
        size_t word = strcspn(text, " \n");
        if (column + word > 80) {
            while (out->size && out->data[out->size - 1] == ' ')
                out->size--;
            ent_buffer_format(out, "\n%*s", (int)indent, "");
            column = indent;
        }
        ent_buffer_append(out, text, word);
        column += word;
        text += word;
        if (*text == '\n') {
            ent_buffer_format(out, "\n%*s", (int)indent, "");
            column = indent;
            text++;
        } else if (*text == ' ') {
            ent_buffer_byte(out, ' ');
            column++;
            text++;
        }
    }
    ent_buffer_byte(out, '\n');
}

void cli_help_verb(const struct cli_verb *verb)
{
    ent_buffer out = {0};
    ent_buffer_format(&out, "usage: entente %s %s\n\n%s\n", verb->name, verb->synopsis,
                      verb->summary);
    if (verb->details) {
        ent_buffer_byte(&out, '\n');
        wrapped(&out, verb->details, 0, 0);
    }
    ent_buffer_text(&out, "\noptions:\n");
    for (const struct cli_option *option = verb->options; option->name; option++) {
        size_t start = out.size;
        ent_buffer_text(&out, option->key < 256 ? "  " : "      ");
        option_names(&out, option);
        size_t width = out.size - start;
        if (width < 30)
            ent_buffer_format(&out, "%*s", (int)(30 - width), "");
        else
            ent_buffer_format(&out, "\n%*s", 30, "");
        wrapped(&out, option->help, 30, 30);
    }
    ent_buffer_text(&out, "  -h, --help                  print this and leave\n");
    cli_print(&out);
    ent_buffer_dispose(&out);
}

static void help_all(void)
{
    puts("usage: entente VERB [options] [FILE…|-]\n       entente --version\n\nverbs:");
    for (size_t i = 0; cli_verbs[i]; i++)
        printf("  %-12s %s\n", cli_verbs[i]->name, cli_verbs[i]->summary);
    puts("\n'entente VERB --help' lists the options of a verb.\n\nexit codes:");
#define CLI_AS_LINE(name, value, text) printf("  %d  %s\n", value, text);
    CLI_EXIT_LIST(CLI_AS_LINE)
}

/* ---- the man page ---- */

static void roff(ent_buffer *out, const char *text)
{
    bool line_start = true;
    for (; *text; text++) {
        if (line_start && (*text == '.' || *text == '\''))
            ent_buffer_text(out, "\\&");
        line_start = *text == '\n';
        if (*text == '\\')
            ent_buffer_text(out, "\\e");
        else if (*text == '-')
            ent_buffer_text(out, "\\-");
        else
            ent_buffer_byte(out, *text);
    }
}

static void man_verb(ent_buffer *out, const struct cli_verb *verb)
{
    ent_buffer_format(out, ".SS entente %s ", verb->name);
    roff(out, verb->synopsis);
    ent_buffer_byte(out, '\n');
    roff(out, verb->summary);
    ent_buffer_text(out, ".\n");
    if (verb->details) {
        ent_buffer_text(out, ".PP\n");
        roff(out, verb->details);
        ent_buffer_byte(out, '\n');
    }
    for (const struct cli_option *option = verb->options; option->name; option++) {
        ent_buffer_text(out, ".TP\n.B ");
        ent_buffer names = {0};
        option_names(&names, option);
        roff(out, names.data ? names.data : "");
        ent_buffer_dispose(&names);
        ent_buffer_byte(out, '\n');
        roff(out, option->help);
        ent_buffer_text(out, ".\n");
    }
}

static void man_page(void)
{
    ent_buffer out = {0};
    ent_buffer_format(
        &out,
        ".TH ENTENTE 1 \"\" \"entente %s\"\n"
        ".SH NAME\nentente \\- offline text classification and summarization\n"
        ".SH SYNOPSIS\n.B entente\n.I verb\n[options] [FILE...|\\-]\n.SH VERBS\n",
        ent_version());
    for (size_t i = 0; cli_verbs[i]; i++)
        man_verb(&out, cli_verbs[i]);
    ent_buffer_text(&out, ".SH EXIT STATUS\n");
#define CLI_AS_ROFF(name, value, text)                                                   \
    ent_buffer_format(&out, ".TP\n.B %d\n", value);                                      \
    roff(&out, text);                                                                    \
    ent_buffer_byte(&out, '\n');
    CLI_EXIT_LIST(CLI_AS_ROFF)
    ent_buffer_text(&out, ".SH ENVIRONMENT\n.TP\n.B ENTENTE_MODELS\nfolder in which "
                          "models are looked up first.\n"
                          ".TP\n.B ENTENTE_SIMD\n\"plain\" keeps the hot loops from "
                          "using AVX2; the results are the same.\n"
                          ".TP\n.B NO_COLOR\nno colours on a terminal.\n");
    cli_print(&out);
    ent_buffer_dispose(&out);
}

/* ---- tables for the README ---- */

static void markdown(void)
{
    puts("| verb | what it does |\n|---|---|");
    for (size_t i = 0; cli_verbs[i]; i++)
        printf("| `entente %s` | %s |\n", cli_verbs[i]->name, cli_verbs[i]->summary);
    puts("\n| exit code | meaning |\n|---|---|");
#define CLI_AS_ROW(name, value, text) printf("| %d | %s |\n", value, text);
    CLI_EXIT_LIST(CLI_AS_ROW)
}

enum { OPTION_MAN = 256, OPTION_MARKDOWN };

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    int wish = 0;
    for (int key; (key = cli_next(&arguments)) != 0;)
        wish = key;
    if (arguments.bad)
        return CLI_USAGE;
    if (wish == OPTION_MAN) {
        man_page();
    } else if (wish == OPTION_MARKDOWN) {
        markdown();
    } else if (arguments.at < argc) {
        for (size_t i = 0; cli_verbs[i]; i++) {
            if (strcmp(cli_verbs[i]->name, argv[arguments.at]) == 0) {
                cli_help_verb(cli_verbs[i]);
                return cli_finish(CLI_OK);
            }
        }
        return cli_usage(NULL, "'%s' is not a verb", argv[arguments.at]);
    } else {
        help_all();
    }
    return cli_finish(CLI_OK);
}

static const struct cli_option options[] = {
    {OPTION_MAN, "man", NULL, "print the manual page (roff)"},
    {OPTION_MARKDOWN, "markdown", NULL, "print the tables that the README shows"},
    {0},
};

const struct cli_verb cli_verb_help = {
    .name = "help",
    .synopsis = "[VERB]",
    .summary = "list the verbs, or the options of one",
    .options = options,
    .run = run,
};
