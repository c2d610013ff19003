/* SPDX-License-Identifier: MIT */
/* The verb `page`: the newest articles with a tag, from an archive or straight from files, as a page. */
#include "articles/tagpage/tagpage.h"
#include "cli.h"
#include "desk_options.h"
#include "inputs.h"

enum {
    OPTION_TAG = 256,
    OPTION_DB,
    OPTION_TO,
    OPTION_DIGEST_WORDS,
    OPTION_RELATED,
    OPTION_WAIT
};

struct request {
    struct cli_inputs inputs;
    struct cli_desk desk;
    ent_tagpage_options page;
    ent_tagpage_format format;
    const char *db;
    const char *output; /* NULL: standard output */
    double wait;
    const char *const *paths; /* [count]; none with --db */
    size_t count;
};

struct run {
    struct request *request;
    ent_desk *desk;
    ent_archive *archive; /* in memory where the articles come from files */
    ent_articles *reader;
    ent_arena arena;
    ent_buffer out;
};

/* ---- the articles ---- */

static ent_status read_files(struct run *run, ent_error *err)
{
    struct request *request = run->request;
    const ent_archive_intake intake = {.batch = 0};
    ent_archive_tally tally;
    ENT_TRY(cli_inputs_spare(request->paths, request->count, request->output, err));
    ENT_TRY(ent_archive_open(&run->archive, NULL, ENT_ARCHIVE_CREATE, 0, err));
    ENT_TRY(cli_inputs_open(&run->reader, &request->inputs, request->paths,
                            request->count, err));
    return ent_archive_take(&tally, run->archive, run->desk, run->reader, &intake, err);
}

/* Stances are shown where they are asked for now, whatever the archive holds. */
static ent_status ask_stances(struct run *run, ent_entry *entries, size_t count,
                              ent_error *err)
{
    for (size_t i = 0; i < count; i++)
        ENT_TRY(ent_desk_leanings(&entries[i], &run->arena, run->desk, err));
    return ENT_OK;
}

static ent_status make_page(struct run *run, ent_error *err)
{
    struct request *request = run->request;
    ent_entry *entries = NULL;
    size_t count = 0;
    ent_tagpage page;
    ENT_TRY(ent_tagpage_find(&entries, &count, &run->arena, run->archive, &request->page,
                             err));
    ENT_TRY(ask_stances(run, entries, count, err));
    ENT_TRY(ent_tagpage_make(&page, &run->arena, run->desk, entries, count,
                             &request->page, err));
    if (!count && request->page.tag)
        cli_say("entente: no article has the tag '%s'", request->page.tag);
    else if (!count)
        cli_say("entente: there is no article yet");
    ent_tagpage_write(&run->out, &page, request->format);
    return run->out.failed ? ent_fail_memory(err) : ENT_OK;
}

static ent_status write_page(struct run *run, ent_error *err)
{
    const char *path = run->request->output;
    if (!path)
        return cli_print(&run->out)
                   ? ENT_OK
                   : ent_fail(err, ENT_EIO, "cannot write standard output");
    return ent_file_write(path, ent_buffer_view(&run->out), err);
}

/* ---- the run ---- */

static ent_status do_all(struct run *run, ent_error *err)
{
    struct request *request = run->request;
    ENT_TRY(ent_arena_open(&run->arena, (size_t)8 << 30, err));
    ENT_TRY(cli_desk_open(&run->desk, &request->desk, err));
    if (request->db)
        ENT_TRY(ent_archive_open(&run->archive, request->db, ENT_ARCHIVE_READ,
                                 request->wait, err));
    else
        ENT_TRY(read_files(run, err));
    ENT_TRY(make_page(run, err));
    return write_page(run, err);
}

static int make(struct request *request)
{
    ent_error err = {ENT_OK, ""};
    struct run run = {.request = request};
    cli_desk_set_clock(&request->desk, &request->inputs);
    request->page.now = request->desk.options.now;
    ent_status status = do_all(&run, &err);
    int code = status != ENT_OK ? cli_fail(&err)
               : run.reader     ? cli_inputs_code(run.reader)
                                : CLI_OK;
    ent_buffer_dispose(&run.out);
    ent_articles_free(run.reader);
    ent_archive_free(run.archive);
    ent_desk_free(run.desk);
    ent_arena_close(&run.arena);
    cli_inputs_close(&request->inputs);
    return cli_finish(code);
}

static void take_option(struct request *request, struct cli_arguments *arguments, int key)
{
    if (cli_desk_option(&request->desk, arguments, key) ||
        cli_inputs_option(&request->inputs, arguments, key))
        return;
    switch (key) {
    case OPTION_TAG:
        request->page.tag = arguments->value;
        break;
    case OPTION_DB:
        request->db = arguments->value;
        break;
    case OPTION_TO:
        request->format =
            (ent_tagpage_format)cli_choice(arguments, ent_tagpage_format_names);
        break;
    case 'n':
        request->page.articles = (size_t)cli_integer(arguments, 1, 500);
        break;
    case 'o':
        request->output = arguments->value;
        break;
    case OPTION_DIGEST_WORDS:
        request->page.words = (size_t)cli_integer(arguments, 5, 10000);
        break;
    case OPTION_RELATED:
        request->page.related = (size_t)cli_integer(arguments, 1, 1000);
        break;
    case OPTION_WAIT:
        request->wait = cli_real(arguments, 0, 86400);
        break;
    default:
        break;
    }
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct request request = {.wait = 5};
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;)
        take_option(&request, &arguments, key);
    if (arguments.bad)
        return CLI_USAGE;
    if (request.page.tag && !ent_tag_key(ent_string_of(request.page.tag)))
        return cli_usage(verb, "'%s' is not a tag: it has no letter or digit",
                         request.page.tag);
    if (request.db && arguments.at < argc)
        return cli_usage(verb, "--db and files exclude each other");
    if (!request.db) {
        request.paths = cli_inputs_paths(&request.count, &arguments);
        if (!request.paths)
            return CLI_USAGE;
    }
    return make(&request);
}

static const struct cli_option options[] = {
    {OPTION_TAG, "tag", "TAG", "the page's tag, with or without '#' (default: all news)"},
    {OPTION_DB, "db", "FILE", "take the articles from this archive"},
    {OPTION_TO, "to", "FORMAT", "html (default), markdown, text, json, rss or ninjs"},
    {'o', "output-file", "FILE", "write the page to FILE (default: standard output)"},
    {'n', "count", "N", "articles on the page, at most (default: 50)"},
    {OPTION_DIGEST_WORDS, "digest-words", "N",
     "words of the digest over a story, at most (default: 100)"},
    {OPTION_RELATED, "related", "N", "related tags, at most (default: 12)"},
    CLI_DESK_OPTIONS,
    {OPTION_WAIT, "wait", "SECONDS",
     "how long to wait while another program writes (default: 5)"},
    CLI_OPTION_LANG,
    CLI_INPUT_OPTIONS,
    {0},
};

const struct cli_verb cli_verb_page = {
    .name = "page",
    .synopsis = "--tag TAG (--db FILE | FILE…)",
    .summary =
        "the page of a tag: its newest articles, those on one event under a digest",
    .details =
        "Each article comes with its source, age, topics, headline, a summary of one "
        "paragraph and a link; copies are folded under the first. An article is on the "
        "page "
        "when it has the tag, or names it in a story in which another one has it; where "
        "no "
        "article has the tag, those that name it are. With --now the same input gives "
        "the "
        "same page.",
    .options = options,
    .run = run,
};
