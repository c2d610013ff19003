/* SPDX-License-Identifier: MIT */
/* The verb `extract`: any input becomes JSON Lines, one article a line. */
#include <string.h>

#include "articles/articles.h"
#include "cli.h"

enum {
    OPTION_FORMAT = 256,
    OPTION_LANG,
    OPTION_PARAGRAPHS,
    OPTION_CHARSET,
    OPTION_NOW,
    OPTION_ON_ERROR,
    OPTION_QUARANTINE,
    OPTION_FLUSH
};

static const char *const on_error_names[] = {"fail", "skip", "quarantine", NULL};

static void say_bad(void *context, const char *message)
{
    (void)context;
    cli_say("%s", message);
}

static void member(ent_json_writer *json, const char *key, ent_string value)
{
    if (!value.size)
        return;
    ent_json_key(json, key);
    ent_json_write_string(json, value);
}

/* The keys are those that datasets/ reads, so that what comes out can go in again. */
static void write_article(ent_buffer *out, const ent_article *article,
                          const ent_article_details *details)
{
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    member(&json, "id", article->id);
    member(&json, "url", article->url);
    member(&json, "source", article->source);
    member(&json, "author", details->author);
    member(&json, "time", article->time);
    member(&json, "lang", article->lang);
    if (details->topic_count) {
        ent_json_key(&json, "labels");
        ent_json_begin_array(&json);
        for (size_t i = 0; i < details->topic_count; i++)
            ent_json_write_string(&json, details->topics[i]);
        ent_json_end_array(&json);
    }
    member(&json, "title", article->title);
    member(&json, "teaser", details->summary);
    ent_json_key(&json, "text");
    ent_json_write_string(&json, article->text);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

static ent_status extract(ent_articles *reader, bool flush, ent_error *err)
{
    ent_buffer out = {0};
    ent_status status = ENT_OK;
    for (bool end = false;;) {
        ent_article article;
        ENT_TRY_OUT(ent_articles_next(reader, &article, &end, err));
        if (end)
            break;
        write_article(&out, &article, ent_articles_details(reader));
        if (!cli_print(&out) || (flush && fflush(stdout) != 0))
            break; /* cli_finish() says why */
    }
out:
    ent_buffer_dispose(&out);
    return status;
}

static int run_on(const char *const *paths, size_t count,
                  const ent_articles_options *options, bool flush)
{
    ent_error err;
    ent_articles *reader;
    if (ent_articles_open(&reader, paths, count, options, &err) != ENT_OK)
        return cli_fail(&err);
    int code = CLI_OK;
    if (extract(reader, flush, &err) != ENT_OK)
        code = cli_fail(&err);
    ent_articles_report report = ent_articles_get_report(reader);
    if (report.repaired)
        cli_say("entente: repaired %llu byte sequences that were not UTF-8",
                (unsigned long long)report.repaired);
    if (code == CLI_OK && report.faults)
        code = CLI_SOME_BAD;
    ent_articles_free(reader);
    return cli_finish(code);
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    ent_articles_options options = {.on_error = ENT_ON_ERROR_SKIP, .bad = say_bad};
    bool flush = false;
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;) {
        switch (key) {
        case OPTION_FORMAT:
            options.format =
                (ent_articles_format)cli_choice(&arguments, ent_articles_format_names);
            break;
        case OPTION_LANG:
            options.lang = arguments.value;
            break;
        case OPTION_PARAGRAPHS:
            options.paragraphs = arguments.value;
            break;
        case OPTION_CHARSET:
            options.charset = arguments.value;
            break;
        case OPTION_NOW:
            options.now = arguments.value;
            break;
        case OPTION_ON_ERROR:
            options.on_error = (ent_on_error)cli_choice(&arguments, on_error_names);
            break;
        case OPTION_QUARANTINE:
            options.quarantine = arguments.value;
            options.on_error = ENT_ON_ERROR_QUARANTINE;
            break;
        case OPTION_FLUSH:
            flush = true;
            break;
        }
    }
    if (arguments.bad)
        return CLI_USAGE;
    static const char *const standard_input[] = {"-"};
    if (arguments.at == argc)
        return run_on(standard_input, 1, &options, flush);
    return run_on((const char *const *)argv + arguments.at, (size_t)(argc - arguments.at),
                  &options, flush);
}

static const struct cli_option cli_options[] = {
    {OPTION_FORMAT, "format", "FORMAT",
     "read the input as FORMAT ('list' prints them; default: recognised by looking)"},
    {OPTION_LANG, "lang", "CODE", "language of articles that do not name theirs"},
    {OPTION_PARAGRAPHS, "paragraphs", "HOW",
     "where plain text has paragraphs: auto, line or blank (default: auto)"},
    {OPTION_CHARSET, "charset", "NAME", "charset of text that does not tell its own"},
    {OPTION_NOW, "now", "TIME",
     "make times of ages such as '7 hours ago', as of TIME (RFC 3339)"},
    {OPTION_ON_ERROR, "on-error", "ACTION",
     "at a bad record: fail, skip or quarantine (default: skip)"},
    {OPTION_QUARANTINE, "quarantine", "FILE", "write the bytes of bad records to FILE"},
    {OPTION_FLUSH, "flush", NULL, "write each article out as soon as it is read"},
    {0},
};

const struct cli_verb cli_verb_extract = {
    .name = "extract",
    .synopsis = "[options] [FILE…|-]",
    .summary = "read articles from any input, write them as JSON Lines",
    .details =
        "FILE is a web page, a feed, plain text, JSON Lines, ninjs, CSV, mail or a "
        "web archive, plain or gzip; a folder stands for every file in it.",
    .options = cli_options,
    .run = run,
};
