/* SPDX-License-Identifier: MIT */
/* The verb `extract`: any input becomes JSON Lines, one article a line. */
#include "articles/open/open.h"
#include "cli.h"
#include "inputs.h"

enum { OPTION_NOW = 256, OPTION_FLUSH };

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
    ent_buffer out = {0}, text = {0};
    ent_arena arena = {0};
    ent_status status = ent_arena_open(&arena, (size_t)8 << 30, err);
    while (status == ENT_OK) {
        ent_article article;
        bool end;
        ENT_TRY_OUT(ent_articles_next(reader, &article, &end, err));
        if (end)
            break;
        ENT_TRY_OUT(ent_article_by_lines(&article, &text, arena, err));
        write_article(&out, &article, ent_articles_details(reader));
        if (!cli_print(&out) || (flush && fflush(stdout) != 0))
            break; /* cli_finish() says why */
    }
out:
    ent_buffer_dispose(&out);
    ent_buffer_dispose(&text);
    ent_arena_close(&arena);
    return status;
}

static int run_on(struct cli_inputs *inputs, const struct cli_arguments *arguments,
                  bool flush)
{
    size_t count;
    const char *const *paths = cli_inputs_paths(&count, arguments);
    ent_error err;
    ent_articles *reader;
    if (!paths)
        return CLI_USAGE;
    if (cli_inputs_open(&reader, inputs, paths, count, &err) != ENT_OK)
        return cli_fail(&err);
    ent_status status = extract(reader, flush, &err);
    int code = status == ENT_OK ? cli_inputs_code(reader) : cli_fail(&err);
    ent_articles_free(reader);
    cli_inputs_close(inputs);
    return cli_finish(code);
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct cli_inputs inputs = {0};
    bool flush = false;
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;) {
        if (cli_inputs_option(&inputs, &arguments, key))
            continue;
        if (key == OPTION_NOW)
            inputs.options.now = arguments.value;
        else if (key == OPTION_FLUSH)
            flush = true;
    }
    return arguments.bad ? CLI_USAGE : run_on(&inputs, &arguments, flush);
}

static const struct cli_option options[] = {
    CLI_OPTION_LANG,
    CLI_INPUT_OPTIONS,
    {OPTION_NOW, "now", "TIME",
     "make times of ages such as '7 hours ago', as of TIME (RFC 3339)"},
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
    .options = options,
    .run = run,
};
