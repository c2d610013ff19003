/* SPDX-License-Identifier: MIT */
/* The verb `archive`: its actions, options and table. */
#include <string.h>

#include "archive.h"

enum {
    OPTION_DB = 256,
    OPTION_WAIT,
    OPTION_LANGUAGE,
    OPTION_SOURCE,
    OPTION_TOPIC,
    OPTION_TAG,
    OPTION_STORY,
    OPTION_SINCE,
    OPTION_UNTIL,
    OPTION_NEWEST,
    OPTION_DRY_RUN,
    OPTION_BATCH
};

enum { LISTED = 20 }; /* unless the person says how many */

/* Kinds of options, by what they mean something to. */
enum {
    ANY = 0,
    DESK = 1,
    INPUTS = 2,
    BATCH = 4,
    CHOICE = 8,
    COUNT = 16,
    ORDER = 32,
    DRY = 64
};

static const struct {
    const char *name;
    int (*run)(struct archive_request *request);
    unsigned options;
} actions[] = {
    {"add", archive_add, DESK | INPUTS | BATCH},
    {"list", archive_list, CHOICE | COUNT},
    {"search", archive_search, CHOICE | COUNT | ORDER},
    {"show", archive_show, ANY},
    {"export", archive_export, CHOICE},
    {"retag", archive_retag, DESK | CHOICE | DRY},
    {"remove", archive_remove, ANY},
};

ent_status archive_open(ent_archive **out, const struct archive_request *request,
                        ent_archive_mode mode, ent_error *err)
{
    return ent_archive_open(out, request->db, mode, request->wait, err);
}

/* ---- options ---- */

static int64_t point_in_time(struct cli_arguments *arguments)
{
    int64_t seconds = 0;
    if (!ent_time_read(&seconds, ent_string_of(arguments->value))) {
        cli_usage(arguments->verb, "'%s' is neither a date nor a time (RFC 3339)",
                  arguments->value);
        arguments->bad = true;
    }
    return seconds;
}

static void take_language(struct archive_request *request,
                          struct cli_arguments *arguments)
{
    const ent_language *language = ent_language_find(ent_string_of(arguments->value));
    if (!language) {
        cli_usage(arguments->verb,
                  "'%s' is not a language (ISO 639 code or English name)",
                  arguments->value);
        arguments->bad = true;
        return;
    }
    request->query.lang = request->query.words_lang = language->code;
}

/* Options that say which articles are meant, and how they are shown. @return their kind, ANY for others */
static unsigned query_option(struct archive_request *request,
                             struct cli_arguments *arguments, int key)
{
    ent_archive_query *query = &request->query;
    switch (key) {
    case OPTION_LANGUAGE:
        take_language(request, arguments);
        return CHOICE;
    case OPTION_SOURCE:
        query->source = arguments->value;
        return CHOICE;
    case OPTION_TOPIC:
        query->topic = arguments->value;
        return CHOICE;
    case OPTION_TAG:
        query->tag = arguments->value;
        return CHOICE;
    case OPTION_STORY:
        query->story = (uint64_t)cli_integer(arguments, 1, INT64_MAX);
        return CHOICE;
    case OPTION_SINCE:
        query->has_since = true;
        query->since = point_in_time(arguments);
        return CHOICE;
    case OPTION_UNTIL:
        query->has_until = true;
        query->until = point_in_time(arguments);
        return CHOICE;
    case OPTION_NEWEST:
        query->newest = true;
        return ORDER;
    case 'n':
        query->most = (uint64_t)cli_integer(arguments, 0, INT64_MAX);
        return COUNT;
    default:
        return ANY;
    }
}

/* @return the option's kind */
static unsigned take_option(struct archive_request *request,
                            struct cli_arguments *arguments, int key)
{
    if (cli_desk_option(&request->desk, arguments, key))
        return key == CLI_DESK_NOW ? ANY : DESK;
    if (cli_inputs_option(&request->inputs, arguments, key))
        return INPUTS;
    switch (key) {
    case OPTION_DB:
        request->db = arguments->value;
        return ANY;
    case OPTION_WAIT:
        request->wait = cli_real(arguments, 0, 86400);
        return ANY;
    case OPTION_DRY_RUN:
        request->dry_run = true;
        return DRY;
    case OPTION_BATCH:
        request->batch = (size_t)cli_integer(arguments, 1, 100000);
        return BATCH;
    case CLI_KEY_OUTPUT:
        request->output = cli_output_choice(arguments, CLI_OUTPUT_TSV);
        return ANY;
    case CLI_KEY_JSON:
        request->output = CLI_OUTPUT_JSONL;
        return ANY;
    default:
        return query_option(request, arguments, key);
    }
}

static const char *name_of(const struct cli_verb *verb, int key)
{
    const struct cli_option *option = verb->options;
    while (option->name && option->key != key)
        option++;
    return option->name ? option->name : "";
}

/* ---- running ---- */

/* The last option of each kind that was given, by its bit. */
struct given {
    int keys[8];
    unsigned kinds;
};

static int run_action(struct archive_request *request, const char *name,
                      const struct given *given)
{
    size_t a = 0;
    while (a < sizeof actions / sizeof *actions && strcmp(actions[a].name, name) != 0)
        a++;
    if (a == sizeof actions / sizeof *actions)
        return cli_usage(request->verb,
                         "'%s' is not add, list, search, show, export, retag or remove",
                         name);
    unsigned strange = given->kinds & ~actions[a].options;
    for (int bit = 0; strange && bit < 8; bit++)
        if (strange & 1u << bit)
            return cli_usage(request->verb, "--%s means nothing to %s",
                             name_of(request->verb, given->keys[bit]), name);
    if (!request->db)
        return cli_usage(request->verb, "which archive? (--db FILE)");
    request->output = cli_output_resolve(request->output);
    return actions[a].run(request);
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct archive_request request = {.verb = verb, .wait = 5, .query.most = LISTED};
    struct given given = {.kinds = 0};
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;) {
        unsigned kind = take_option(&request, &arguments, key);
        given.kinds |= kind;
        for (int bit = 0; bit < 8; bit++)
            if (kind & 1u << bit)
                given.keys[bit] = key;
    }
    if (arguments.bad)
        return CLI_USAGE;
    if (arguments.at == argc)
        return cli_usage(verb, "an action is missing");
    const char *action = argv[arguments.at++];
    request.operands = (const char *const *)argv + arguments.at;
    request.operand_count = (size_t)(argc - arguments.at);
    if (strcmp(action, "add") == 0) {
        request.operands = cli_inputs_paths(&request.operand_count, &arguments);
        if (!request.operands)
            return CLI_USAGE;
    }
    return run_action(&request, action, &given);
}

static const struct cli_option options[] = {
    {OPTION_DB, "db", "FILE", "the archive; add makes it where there is none"},
    {'n', "count", "N", "list or find at most N (default: 20; 0: all)"},
    {OPTION_TAG, "tag", "TAG", "only articles with this tag"},
    {OPTION_TOPIC, "topic", "TOPIC", "only articles on this topic, a label or code"},
    {OPTION_SOURCE, "source", "NAME", "only articles of this publisher"},
    {OPTION_LANGUAGE, "language", "LANGUAGE",
     "only articles in this language; the words of a search are taken to be in it"},
    {OPTION_STORY, "story", "N", "only articles of this story"},
    {OPTION_SINCE, "since", "TIME", "only articles from TIME on (RFC 3339, or a date)"},
    {OPTION_UNTIL, "until", "TIME", "only articles before TIME"},
    {OPTION_NEWEST, "newest", NULL, "search: newest first, not best first"},
    CLI_DESK_OPTIONS,
    {OPTION_DRY_RUN, "dry-run", NULL, "retag: show what would change, change nothing"},
    {OPTION_BATCH, "batch", "N", "add: articles a transaction (default: 256)"},
    {OPTION_WAIT, "wait", "SECONDS",
     "how long to wait while another program writes (default: 5)"},
    CLI_OPTION_LANG,
    CLI_INPUT_OPTIONS,
    CLI_OPTION_OUTPUT_OF("table, jsonl or tsv"),
    CLI_OPTION_JSON,
    {0},
};

const struct cli_verb cli_verb_archive = {
    .name = "archive",
    .synopsis = "add|list|search|show|export|retag|remove --db FILE [FILE…|WORD…|ID…]",
    .summary = "keep articles with their topics, tags, summaries and stories; find them",
    .details =
        "add reads FILE…, gives each article its topics, tags, summary and story, and "
        "puts it in, once: what is there already is passed over. What was printed is "
        "safely "
        "on disk. list shows the newest, search those that hold the WORDs in any of "
        "their "
        "forms (\"a phrase\", word*, -without, title:word, one OR other). show prints an "
        "article by its ID or the beginning of its digest, export all of them as JSON "
        "Lines. "
        "retag asks the models anew and shows what changed. remove takes articles out.\n"
        "The archive is an SQLite file; docs/newsroom.md describes its tables.",
    .options = options,
    .run = run,
};
