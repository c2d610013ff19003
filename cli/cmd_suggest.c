/* SPDX-License-Identifier: MIT */
/* The verb `suggest`: which articles of a pool a person should label next. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#include <entente/train.h>

enum {
    OPTION_FORMAT = 256,
    OPTION_TEXT,
    OPTION_TITLE,
    OPTION_LANG,
    OPTION_ON_ERROR,
};

struct request {
    ent_dataset_options reading;
    ent_suggest_options suggesting;
    const char *model_name;
    enum cli_output output;
};

static void say_bad(void *context, const char *message)
{
    (void)context;
    cli_say("entente: %s", message);
}

/* ---- printing ---- */

static void member(ent_json_writer *json, const char *key, ent_string value)
{
    if (!value.size)
        return;
    ent_json_key(json, key);
    ent_json_write_string(json, value);
}

/* "text" and "meta" are what Prodigy and doccano take; "labels" is left for the person. */
static void print_json(ent_buffer *out, const ent_model *model, const ent_corpus *pool,
                       const ent_suggestion *suggestion)
{
    const ent_article *article = &pool->articles[suggestion->document];
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    member(&json, "id", article->id);
    member(&json, "lang", article->lang);
    member(&json, "title", article->title);
    ent_json_key(&json, "text");
    ent_json_write_string(&json, article->text);
    ent_json_key(&json, "meta");
    ent_json_begin_object(&json);
    ent_json_key(&json, "suggestion");
    ent_json_write_string(&json, ent_model_label_name(model, suggestion->label));
    ent_json_key(&json, "probability");
    if (suggestion->probability >= 0)
        ent_json_write_number(&json, suggestion->probability, 4);
    else
        ent_json_write_null(&json);
    ent_json_key(&json, "uncertainty");
    ent_json_write_number(&json, suggestion->uncertainty, 4);
    ent_json_key(&json, "novelty");
    ent_json_write_number(&json, suggestion->novelty, 4);
    ent_json_key(&json, "model");
    ent_json_write_text(&json, ent_model_digest(model));
    ent_json_end_object(&json);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

static void print_row(ent_buffer *out, const ent_model *model, const ent_corpus *pool,
                      const ent_suggestion *suggestion, char between)
{
    const ent_article *article = &pool->articles[suggestion->document];
    ent_string fields[] = {article->id, ent_model_label_name(model, suggestion->label),
                           article->title};
    for (size_t f = 0; f < 3; f++) {
        cli_put_cell(out, fields[f]);
        ent_buffer_text(out, between == '\t' ? "\t" : "  ");
        if (f == 0) {
            ent_buffer_decimal(out, suggestion->uncertainty, 3);
            ent_buffer_text(out, between == '\t' ? "\t" : "  ");
        }
    }
    out->size -= between == '\t' ? 1 : 2;
    ent_buffer_byte(out, '\n');
}

static int print_all(const struct request *request, const ent_model *model,
                     const ent_corpus *pool, const ent_suggestion *suggestions,
                     size_t count)
{
    ent_buffer out = {0};
    for (size_t i = 0; i < count; i++) {
        if (request->output == CLI_OUTPUT_JSONL)
            print_json(&out, model, pool, &suggestions[i]);
        else
            print_row(&out, model, pool, &suggestions[i],
                      request->output == CLI_OUTPUT_TSV ? '\t' : ' ');
        cli_print(&out);
    }
    ent_buffer_dispose(&out);
    if (count < request->suggesting.count)
        cli_say("only %zu of %zu article%s %s worth labelling: the others have no text, "
                "were learned, or repeat these",
                count, pool->count, cli_s(pool->count), count == 1 ? "is" : "are");
    return CLI_OK;
}

/* ---- the run ---- */

static ent_status load(ent_corpus *pool, uint64_t *faults, struct request *request,
                       const char *const *paths, size_t count, ent_error *err)
{
    ent_dataset *dataset;
    ent_dataset_report report;
    ENT_TRY(ent_dataset_open(&dataset, paths, count, &request->reading, err));
    ent_status status = ent_corpus_load(pool, dataset, 0, err);
    if (status == ENT_OK) {
        status = ent_dataset_get_report(&report, dataset, err);
        if (status != ENT_OK)
            ent_corpus_dispose(pool);
        *faults = report.faults;
    }
    ent_dataset_free(dataset);
    return status;
}

static ent_status open_model(ent_model **model, const char *name, ent_error *err)
{
    char path[4096];
    ENT_TRY(ent_model_find(path, sizeof path, name, err));
    return ent_model_open(model, path, err);
}

static int suggest(struct request *request, const char *const *paths, size_t count)
{
    ent_error err = {ENT_OK, ""};
    ent_model *model = NULL;
    ent_corpus pool = {0};
    uint64_t faults = 0;
    size_t found = 0;
    ent_suggestion *suggestions = ent_new(request->suggesting.count, sizeof *suggestions);
    ent_status status = suggestions ? open_model(&model, request->model_name, &err)
                                    : ent_fail_memory(&err);
    if (status == ENT_OK)
        status = load(&pool, &faults, request, paths, count, &err);
    if (status == ENT_OK)
        status =
            ent_suggest(suggestions, &found, model, &pool, &request->suggesting, &err);
    int code = status == ENT_OK ? print_all(request, model, &pool, suggestions, found)
                                : cli_fail(&err);
    if (code == CLI_OK && faults)
        code = CLI_SOME_BAD;
    ent_corpus_dispose(&pool);
    ent_model_free(model);
    free(suggestions);
    return cli_finish(code);
}

static void read_option(struct cli_arguments *arguments, int key, struct request *request)
{
    static const char *const actions[] = {"fail", "skip", NULL};
    switch (key) {
    case 'm':
        request->model_name = arguments->value;
        break;
    case 'n':
        request->suggesting.count = (size_t)cli_integer(arguments, 1, 100000);
        break;
    case OPTION_TEXT:
        request->reading.text = arguments->value;
        break;
    case OPTION_TITLE:
        request->reading.title = arguments->value;
        break;
    case OPTION_LANG:
        request->reading.lang = arguments->value;
        break;
    case OPTION_ON_ERROR:
        request->reading.on_error = (ent_on_error)cli_choice(arguments, actions);
        break;
    case OPTION_FORMAT:
        if (!ent_format_find(&request->reading.format, arguments->value)) {
            cli_usage(arguments->verb, "'%s' is not a format (see docs/formats.md)",
                      arguments->value);
            arguments->bad = true;
        }
        break;
    case CLI_KEY_OUTPUT:
        request->output = cli_output_choice(arguments, CLI_OUTPUT_TSV);
        break;
    case CLI_KEY_JSON:
        request->output = CLI_OUTPUT_JSONL;
        break;
    case CLI_KEY_THREADS:
        request->suggesting.threads = (int)cli_integer(arguments, 1, 1024);
        break;
    default:
        break;
    }
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct request request = {.reading = {.on_error = ENT_ON_ERROR_SKIP, .bad = say_bad},
                              .suggesting = {.count = 20}};
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;)
        read_option(&arguments, key, &request);
    if (arguments.bad)
        return CLI_USAGE;
    if (!request.model_name)
        return cli_usage(verb, "which model shall learn from the labels? (-m MODEL)");
    if (arguments.at >= argc)
        return cli_usage(verb, "no pool of articles is named");
    request.output = cli_output_resolve(request.output);
    return suggest(&request, (const char *const *)argv + arguments.at,
                   (size_t)(argc - arguments.at));
}

static const struct cli_option options[] = {
    {'m', "model", "MODEL", "the model that shall learn from the labels"},
    {'n', "count", "N", "how many articles to suggest (default: 20)"},
    {OPTION_FORMAT, "format", "NAME",
     "format of the pool (default: recognised by looking)"},
    {OPTION_TEXT, "text", "FIELDS",
     "fields that make the text, joined by commas (default: text)"},
    {OPTION_TITLE, "title", "FIELD", "field of the title (default: title)"},
    {OPTION_LANG, "lang", "LANGUAGE", "language of articles that name none"},
    {OPTION_ON_ERROR, "on-error", "ACTION", "at a bad record: skip (default) or fail"},
    CLI_OPTION_OUTPUT_OF("table, jsonl or tsv"),
    CLI_OPTION_JSON,
    CLI_OPTION_THREADS,
    {0},
};

const struct cli_verb cli_verb_suggest = {
    .name = "suggest",
    .synopsis = "-m MODEL POOL… [-n N]",
    .summary = "name the articles that a person should label next",
    .details =
        "Articles that the model is unsure of and that are unlike each other, the "
        "most useful one first. Those that it has learned are passed over. As JSON "
        "Lines each has its text, and in meta the model's guess: the form that "
        "labelling tools read. Give the labels back with train --from.",
    .options = options,
    .run = run,
};
