/* SPDX-License-Identifier: MIT */
/* The verb `tags`: key phrases and names of articles. */
#include <string.h>

#include "articles.h"
#include "articles/open/open.h"
#include "articles/tags/tags.h"
#include "cli.h"
#include "inputs.h"

enum { OPTION_LEAST = 256, OPTION_VOCABULARY };

struct job {
    struct cli_inputs inputs;
    const char *model_name; /* NULL: the shipped one, if it is there */
    ent_model *model;
    const char *vocabulary_path;
    ent_tag_vocabulary *vocabulary;
    ent_tagger_options options;
    enum cli_output output;
    ent_tagger *tagger;
    ent_arena result;
    ent_arena scratch;
    ent_buffer out;
};

/* ---- printing ---- */

static void print_spans(ent_json_writer *json, const ent_article *article,
                        const ent_tag *tag)
{
    ent_json_key(json, "spans");
    ent_json_begin_array(json);
    for (size_t i = 0; i < tag->count; i++)
        cli_write_span(json, article, tag->spans[i]);
    ent_json_end_array(json);
}

static void print_json(ent_buffer *out, const ent_article *article, const ent_tag *tags,
                       size_t count)
{
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "id");
    ent_json_write_string(&json, article->id);
    ent_json_key(&json, "tags");
    ent_json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        ent_json_begin_object(&json);
        ent_json_key(&json, "tag");
        ent_json_write_string(&json, tags[i].tag);
        ent_json_key(&json, "text");
        ent_json_write_string(&json, tags[i].text);
        ent_json_key(&json, "score");
        ent_json_write_number(&json, (double)tags[i].score, 4);
        ent_json_key(&json, "count");
        ent_json_write_integer(&json, (int64_t)tags[i].count);
        print_spans(&json, article, &tags[i]);
        ent_json_end_object(&json);
    }
    ent_json_end_array(&json);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

static void print_rows(ent_buffer *out, enum cli_output output,
                       const ent_article *article, const ent_tag *tags, size_t count)
{
    bool table = output == CLI_OUTPUT_TABLE;
    if (table) {
        cli_put_cell(out, article->title.size ? article->title : article->id);
        ent_buffer_byte(out, '\n');
    }
    for (size_t i = 0; i < count; i++) {
        if (!table) {
            cli_put_cell(out, article->id);
            ent_buffer_byte(out, '\t');
        }
        ent_buffer_text(out, table ? "  " : "");
        ent_buffer_decimal(out, (double)tags[i].score, 4);
        ent_buffer_text(out, table ? "  " : "\t");
        if (table)
            ent_buffer_format(out, "%4zu  ", tags[i].count);
        ent_buffer_string(out, tags[i].tag);
        ent_buffer_text(out, table ? "  " : "\t");
        cli_put_cell(out, tags[i].text);
        if (!table)
            ent_buffer_format(out, "\t%zu", tags[i].count);
        ent_buffer_byte(out, '\n');
    }
}

/* ---- the run ---- */

static ent_status tag_all(struct job *job, ent_articles *articles, ent_error *err)
{
    for (;;) {
        ent_article article;
        bool end;
        ent_tag *tags;
        size_t count;
        ENT_TRY(ent_articles_next(articles, &article, &end, err));
        if (end)
            return ENT_OK;
        ent_arena result = job->result; /* by value: taken anew for the next article */
        ENT_TRY(ent_tag_article(&tags, &count, &result, job->tagger, &article,
                                job->scratch, err));
        if (job->output == CLI_OUTPUT_JSONL)
            print_json(&job->out, &article, tags, count);
        else
            print_rows(&job->out, job->output, &article, tags, count);
        if (!cli_print(&job->out))
            return ent_fail(err, ENT_EIO, "cannot write standard output");
    }
}

/* The words' frequencies; without the shipped model there are none. */
static ent_status open_background(struct job *job, ent_error *err)
{
    char path[4096];
    bool chosen = job->model_name != NULL;
    if (chosen && strcmp(job->model_name, "none") == 0)
        return ENT_OK;
    ent_status status =
        ent_model_find(path, sizeof path, chosen ? job->model_name : "topics-en", err);
    if (status == ENT_OK)
        status = ent_model_open(&job->model, path, err);
    if (status == ENT_OK)
        job->options.background = ent_tag_background_of(job->model);
    return chosen ? status : ENT_OK;
}

static ent_status open_vocabulary(struct job *job, ent_error *err)
{
    if (!job->vocabulary_path)
        return ENT_OK;
    ENT_TRY(ent_tag_vocabulary_read(&job->vocabulary, job->vocabulary_path, err));
    job->options.vocabulary = job->vocabulary;
    return ENT_OK;
}

static int tag_files(struct job *job, const char *const *paths, size_t count)
{
    ent_error err = {ENT_OK, ""};
    ent_articles *articles = NULL;
    ent_status status = open_background(job, &err);
    if (status == ENT_OK)
        status = open_vocabulary(job, &err);
    if (status == ENT_OK)
        status = ent_tagger_new(&job->tagger, &job->options, &err);
    if (status == ENT_OK)
        status = ent_arena_open(&job->result, 0, &err);
    if (status == ENT_OK)
        status = ent_arena_open(&job->scratch, 0, &err);
    if (status == ENT_OK)
        status = cli_inputs_open(&articles, &job->inputs, paths, count, &err);
    if (status == ENT_OK)
        status = tag_all(job, articles, &err);
    int code = status == ENT_OK ? cli_inputs_code(articles) : cli_fail(&err);
    ent_articles_free(articles);
    cli_inputs_close(&job->inputs);
    ent_tagger_free(job->tagger);
    ent_tag_vocabulary_free(job->vocabulary);
    ent_model_free(job->model);
    ent_arena_close(&job->result);
    ent_arena_close(&job->scratch);
    ent_buffer_dispose(&job->out);
    return cli_finish(code);
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct job job = {0};
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;) {
        if (cli_inputs_option(&job.inputs, &arguments, key))
            continue;
        if (key == 'n')
            job.options.most = (size_t)cli_integer(&arguments, 1, 1000);
        else if (key == 'm')
            job.model_name = arguments.value;
        else if (key == OPTION_VOCABULARY)
            job.vocabulary_path = arguments.value;
        else if (key == OPTION_LEAST)
            job.options.least = cli_real(&arguments, 0, 1);
        else if (key == CLI_KEY_OUTPUT)
            job.output = cli_output_choice(&arguments, CLI_OUTPUT_TSV);
        else if (key == CLI_KEY_JSON)
            job.output = CLI_OUTPUT_JSONL;
    }
    if (arguments.bad)
        return CLI_USAGE;
    job.output = cli_output_resolve(job.output);
    size_t count;
    const char *const *paths = cli_inputs_paths(&count, &arguments);
    return paths ? tag_files(&job, paths, count) : CLI_USAGE;
}

static const struct cli_option options[] = {
    {'m', "model", "MODEL",
     "know how frequent words are from a model's corpus (default: topics-en; none: do "
     "without)"},
    {'n', "count", "N", "give at most N tags an article (default: 10)"},
    {OPTION_LEAST, "min-score", "S",
     "leave out tags that score less than S, 0 to 1; the best of an article has 1"},
    {OPTION_VOCABULARY, "vocabulary", "FILE",
     "give only tags of FILE: a line a tag, its aliases behind a tab, separated by '|'"},
    CLI_OPTION_LANG,
    CLI_INPUT_OPTIONS,
    CLI_OPTION_OUTPUT_OF("table, jsonl or tsv"),
    CLI_OPTION_JSON,
    {0},
};

const struct cli_verb cli_verb_tags = {
    .name = "tags",
    .synopsis = "[options] [FILE…|-]",
    .summary = "find the key phrases and names of articles",
    .details = "Tags come from the text alone, in any language, with the places where "
               "they are mentioned.",
    .options = options,
    .run = run,
};
