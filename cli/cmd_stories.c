/* SPDX-License-Identifier: MIT */
/* The verb `stories`: articles on one event are put together as they arrive. */
#include <string.h>

#include "articles/stories/stories.h"
#include "cli.h"
#include "inputs.h"
#include "stories_table.h"

enum {
    OPTION_MIN_SIMILARITY = 256,
    OPTION_HALF_LIFE,
    OPTION_REMEMBER,
    OPTION_NOW,
    OPTION_FLUSH
};

#define SECONDS_A_DAY 86400.0

struct request {
    struct cli_inputs inputs;
    ent_stories_options options;
    enum cli_output output;
    int64_t now;
    bool flush;
};

/* Ids of articles by their numbers, to name what a copy copies. */
struct ids {
    ent_buffer bytes;
    ENT_ARRAY(size_t) ends;
};

/* ---- printing ---- */

static bool keep_id(struct ids *ids, ent_string id)
{
    ent_buffer_string(&ids->bytes, id);
    return !ids->bytes.failed && ent_array_push(&ids->ends, ids->bytes.size);
}

static ent_string id_of(const struct ids *ids, uint64_t number)
{
    size_t start = number ? ids->ends.items[number - 1] : 0;
    return (ent_string){ids->bytes.data + start, ids->ends.items[number] - start};
}

static void print_json(ent_buffer *out, const struct ids *ids, ent_string id,
                       const ent_story_place *place)
{
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "id");
    ent_json_write_string(&json, id);
    ent_json_key(&json, "story");
    ent_json_write_integer(&json, (int64_t)place->story + 1);
    if (place->copy_of != ENT_STORIES_NONE) {
        ent_json_key(&json, "copy_of");
        ent_json_write_string(&json, id_of(ids, place->copy_of));
    }
    ent_json_key(&json, "similarity");
    ent_json_write_number(&json, place->similarity, 4);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

static void print_tsv(ent_buffer *out, ent_string id, const ent_story_place *place)
{
    ent_buffer_string(out, id);
    ent_buffer_format(out, "\t%llu\t", (unsigned long long)place->story + 1);
    ent_buffer_decimal(out, place->similarity, 4);
    ent_buffer_byte(out, '\n');
}

/* ---- the run ---- */

struct job {
    const struct request *request;
    ent_articles *articles;
    ent_stories *stories;
    struct ids ids;
    struct cli_stories_table table;
    ent_buffer out;
};

/* Place the article and print what is known of it; a table is printed when all are placed. */
static ent_status place_article(struct job *job, const ent_article *article,
                                ent_error *err)
{
    ent_story_place place;
    uint64_t number = job->ids.ends.count;
    ENT_TRY(
        ent_stories_add(&place, job->stories, number, article, job->request->now, err));
    if (!keep_id(&job->ids, article->id))
        return ent_fail_memory(err);
    if (job->request->output == CLI_OUTPUT_TABLE)
        return cli_stories_table_add(&job->table, article, &place) ? ENT_OK
                                                                   : ent_fail_memory(err);
    if (job->request->output == CLI_OUTPUT_TSV)
        print_tsv(&job->out, article->id, &place);
    else
        print_json(&job->out, &job->ids, article->id, &place);
    if (!cli_print(&job->out) || (job->request->flush && fflush(stdout) != 0))
        return ent_fail(err, ENT_EIO, "cannot write standard output");
    return ENT_OK;
}

static ent_status place_all(struct job *job, ent_error *err)
{
    for (;;) {
        ent_article article;
        bool end;
        ENT_TRY(ent_articles_next(job->articles, &article, &end, err));
        if (end)
            break;
        ENT_TRY(place_article(job, &article, err));
    }
    if (job->request->output != CLI_OUTPUT_TABLE)
        return ENT_OK;
    cli_stories_table_print(&job->out, &job->table);
    if (!cli_print(&job->out))
        return ent_fail(err, ENT_EIO, "cannot write standard output");
    return ENT_OK;
}

/* How rare words are is known from the shipped model until enough stories have come; without it stories do, too. */
static ent_status open_stories(struct job *job, ent_error *err)
{
    char path[4096];
    ent_model *model = NULL;
    ent_stories_options options = job->request->options;
    if (ent_model_find(path, sizeof path, "topics-en", NULL) == ENT_OK &&
        ent_model_open(&model, path, NULL) == ENT_OK)
        options.background = model;
    ent_status status = ent_stories_new(&job->stories, &options, err);
    ent_model_free(model);
    return status;
}

static int run_on(struct request *request, const char *const *paths, size_t count)
{
    ent_error err = {ENT_OK, ""};
    struct job job = {.request = request};
    ent_status status = open_stories(&job, &err);
    if (status == ENT_OK)
        status = cli_inputs_open(&job.articles, &request->inputs, paths, count, &err);
    if (status == ENT_OK)
        status = place_all(&job, &err);
    int code = status == ENT_OK ? cli_inputs_code(job.articles) : cli_fail(&err);
    ent_articles_free(job.articles);
    ent_stories_free(job.stories);
    cli_stories_table_dispose(&job.table);
    ent_buffer_dispose(&job.ids.bytes);
    free(job.ids.ends.items);
    ent_buffer_dispose(&job.out);
    cli_inputs_close(&request->inputs);
    return cli_finish(code);
}

static void take_option(struct request *request, struct cli_arguments *arguments, int key)
{
    if (cli_inputs_option(&request->inputs, arguments, key))
        return;
    if (key == OPTION_MIN_SIMILARITY) {
        request->options.min_similarity = cli_real(arguments, 0.001, 1);
    } else if (key == OPTION_HALF_LIFE) {
        double days = cli_real(arguments, 0, 1e6);
        request->options.half_life = days > 0 ? days * SECONDS_A_DAY : -1;
    } else if (key == OPTION_REMEMBER) {
        request->options.remembered = (size_t)cli_integer(arguments, 1, 100000000);
    } else if (key == OPTION_NOW) {
        request->inputs.options.now = arguments->value;
        if (!ent_time_read(&request->now, ent_string_of(arguments->value))) {
            cli_usage(arguments->verb, "'%s' is not a time such as 2026-11-23T04:05:06Z",
                      arguments->value);
            arguments->bad = true;
        }
    } else if (key == OPTION_FLUSH) {
        request->flush = true;
    } else if (key == CLI_KEY_OUTPUT) {
        request->output = cli_output_choice(arguments, CLI_OUTPUT_TSV);
    } else if (key == CLI_KEY_JSON) {
        request->output = CLI_OUTPUT_JSONL;
    }
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct request request = {.now = ENT_STORIES_NO_TIME};
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;)
        take_option(&request, &arguments, key);
    if (arguments.bad)
        return CLI_USAGE;
    request.output = cli_output_resolve(request.output);
    size_t count;
    const char *const *paths = cli_inputs_paths(&count, &arguments);
    return paths ? run_on(&request, paths, count) : CLI_USAGE;
}

static const struct cli_option options[] = {
    {OPTION_MIN_SIMILARITY, "min-similarity", "X",
     "an article this similar to a story belongs to it, 0.001 to 1 (default: 0.22)"},
    {OPTION_HALF_LIFE, "half-life", "DAYS",
     "days after which a story is half as similar (default: 7; 0: stories never age)"},
    {OPTION_REMEMBER, "remember", "N",
     "compare with the last N articles (default: 50000)"},
    {OPTION_NOW, "now", "TIME",
     "articles without a time are of TIME (RFC 3339), and none is later"},
    {OPTION_FLUSH, "flush", NULL, "write each line out as soon as its article is read"},
    CLI_OPTION_LANG,
    CLI_INPUT_OPTIONS,
    CLI_OPTION_OUTPUT_OF("table, jsonl or tsv"),
    CLI_OPTION_JSON,
    {0},
};

const struct cli_verb cli_verb_stories = {
    .name = "stories",
    .synopsis = "[options] [FILE…|-]",
    .summary = "put articles on one event together as they arrive, tell copies",
    .details =
        "One pass in the order of the input: each article joins the story it is most "
        "similar to or begins a new one, and what was said of earlier ones stays. A "
        "story is named by the place of its first article. \"copy_of\" is the id of an "
        "earlier article with the same text, or nearly. The table shows every story, "
        "the largest first, with its articles.",
    .options = options,
    .run = run,
};
