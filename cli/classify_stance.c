/* SPDX-License-Identifier: MIT */
/* The part of the verb `classify` that answers on a target or a claim, in input order whatever the number of threads. */
#include "classify_stance.h"

#include <stdlib.h>
#include <string.h>

#include <entente/models.h>
#include <entente/stance.h>

#include "articles.h"
#include "aside.h"
#include "batches.h"

struct run {
    const struct cli_stance_request *request;
    struct cli_aside opening; /* of the model */
    bool is_open;             /* and the question is known to fit it */
    ent_stance_model *model;
    ent_stance_scorer **scorers; /* one a thread, opened by its first article */
    int threads;
    bool warned; /* of a language that the model was not taught */
    ent_buffer outs[CLI_BATCH];
    bool foreign[CLI_BATCH]; /* the model was not taught the article's language */
};

static const char *const status_names[] = {"ok", "not-mentioned", "empty"};
static const char unsupported[] = "unsupported-language";

/* ---- printing ---- */

static void write_spans(ent_json_writer *json, const ent_article *article,
                        const ent_stance *stance)
{
    ent_json_begin_array(json);
    for (size_t i = 0; i < stance->evidence_count; i++)
        cli_write_span(json, article, stance->evidence[i]);
    ent_json_end_array(json);
}

/* A target without a model of its own that the text never speaks of: an answer would be a guess. */
static bool has_answer(const ent_stance *stance, const struct run *run)
{
    return stance->label_count && (stance->status == ENT_STANCE_OK ||
                                   stance->known_target || run->request->claim);
}

static void write_stance(ent_json_writer *json, const struct run *run,
                         const ent_article *article, const ent_stance *stance)
{
    const struct cli_stance_request *request = run->request;
    bool answered = has_answer(stance, run);
    ent_json_begin_object(json);
    ent_json_key(json, request->claim ? "claim" : "target");
    ent_json_write_text(json, request->claim ? request->claim : request->target);
    ent_json_key(json, "status");
    ent_json_write_text(json, status_names[stance->status]);
    ent_json_key(json, "label");
    if (answered)
        ent_json_write_string(json, stance->labels[0].name);
    else
        ent_json_write_null(json);
    ent_json_key(json, "probability");
    if (answered)
        ent_json_write_number(json, (double)stance->labels[0].probability, 6);
    else
        ent_json_write_null(json);
    ent_json_key(json, "evidence");
    write_spans(json, article, stance);
    ent_json_end_object(json);
}

static void print_json(ent_buffer *out, const ent_article *article, const struct run *run,
                       const ent_stance *stance)
{
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "id");
    ent_json_write_string(&json, article->id);
    ent_json_key(&json, "lang");
    ent_json_write_string(&json, article->lang);
    ent_json_key(&json, "status");
    ent_json_write_text(&json, stance->status == ENT_STANCE_EMPTY ? "empty"
                               : stance->unsupported_language     ? unsupported
                                                                  : "ok");
    ent_json_key(&json, "model");
    ent_json_begin_object(&json);
    ent_json_key(&json, "name");
    ent_json_write_string(&json, ent_stance_model_name(run->model));
    ent_json_key(&json, "digest");
    ent_json_write_text(&json, ent_stance_model_digest(run->model));
    ent_json_end_object(&json);
    ent_json_key(&json, "stance");
    write_stance(&json, run, article, stance);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

static void print_row(ent_buffer *out, const ent_article *article, const struct run *run,
                      const ent_stance *stance, bool table)
{
    bool answered = has_answer(stance, run);
    cli_put_cell(out, article->id);
    ent_buffer_text(out, table ? "  " : "\t");
    if (answered)
        cli_put_cell(out, stance->labels[0].name);
    else if (table)
        ent_buffer_byte(out, '-');
    ent_buffer_text(out, table ? "  " : "\t");
    if (answered)
        ent_buffer_decimal(out, (double)stance->labels[0].probability, 4);
    ent_buffer_text(out, table ? "  " : "\t");
    ent_buffer_text(out, stance->unsupported_language ? unsupported
                                                      : status_names[stance->status]);
    ent_buffer_byte(out, '\n');
    for (size_t i = 0; table && i < stance->evidence_count; i++) {
        const ent_span *span = &stance->evidence[i];
        ent_string field =
            span->field == ENT_FIELD_TITLE ? article->title : article->text;
        ent_buffer_text(out, "    ");
        cli_put_cell(out,
                     (ent_string){field.data + span->start, span->end - span->start});
        ent_buffer_byte(out, '\n');
    }
}

/* ---- the answers ---- */

static const char *model_name(const struct run *run)
{
    return run->request->model ? run->request->model : "stance-en";
}

static ent_status open_scorer(struct run *run, int worker, ent_error *err)
{
    return run->scorers[worker]
               ? ENT_OK
               : ent_stance_scorer_new(&run->scorers[worker], run->model, err);
}

/* An empty article answers whether target and model fit before any input is read. */
static ent_status check_question(struct run *run, ent_error *err)
{
    const ent_article nothing = {0};
    const struct cli_stance_request *request = run->request;
    ent_stance stance;
    if (request->claim)
        return ent_stance_on_claim(&stance, run->scorers[0],
                                   ent_string_of(request->claim), &nothing, err);
    return ent_stance_toward(&stance, run->scorers[0], ent_string_of(request->target),
                             &nothing, err);
}

/* The first articles are read, and their languages told, while the model is opened; here it is wanted. */
static ent_status begin(void *context, const ent_article *articles, size_t count,
                        ent_error *err)
{
    (void)articles, (void)count;
    struct run *run = context;
    if (run->is_open)
        return ENT_OK;
    ENT_TRY(cli_aside_wait(&run->opening, err));
    ENT_TRY(open_scorer(run, 0, err));
    ENT_TRY(check_question(run, err));
    run->is_open = true;
    return ENT_OK;
}

static ent_status answer(void *context, const ent_article *article, size_t place,
                         int worker, ent_error *err)
{
    struct run *run = context;
    const struct cli_stance_request *request = run->request;
    ent_buffer *out = &run->outs[place];
    ent_stance stance;
    ENT_TRY(open_scorer(run, worker, err));
    if (request->claim)
        ENT_TRY(ent_stance_on_claim(&stance, run->scorers[worker],
                                    ent_string_of(request->claim), article, err));
    else
        ENT_TRY(ent_stance_toward(&stance, run->scorers[worker],
                                  ent_string_of(request->target), article, err));
    run->foreign[place] = stance.unsupported_language;
    if (request->output == CLI_OUTPUT_JSONL)
        print_json(out, article, run, &stance);
    else
        print_row(out, article, run, &stance, request->output == CLI_OUTPUT_TABLE);
    return out->failed ? ent_fail_memory(err) : ENT_OK;
}

static ent_status tell(void *context, const ent_article *article, size_t place,
                       ent_error *err)
{
    struct run *run = context;
    if (run->foreign[place])
        cli_warn_of_language(&run->warned, model_name(run), article);
    return cli_print(&run->outs[place])
               ? ENT_OK
               : ent_fail(err, ENT_EIO, "cannot write standard output");
}

/* ---- the run ---- */

static ent_status open_model(void *context, ent_error *err)
{
    struct run *run = context;
    char path[4096];
    ENT_TRY(ent_model_find(path, sizeof path, model_name(run), err));
    return ent_stance_model_open(&run->model, path, err);
}

static ent_status answer_all(struct run *run, ent_articles *articles, ent_error *err)
{
    const struct cli_answering answering = {
        .articles = articles,
        .threads = run->threads,
        .line_buffered = run->request->line_buffered,
        .context = run,
        .begin = begin,
        .answer = answer,
        .tell = tell,
    };
    return cli_answer_all(&answering, err);
}

static void close_run(struct run *run)
{
    for (int t = 0; run->scorers && t < run->threads; t++)
        ent_stance_scorer_free(run->scorers[t]);
    free(run->scorers);
    ent_stance_model_free(run->model);
    for (size_t i = 0; i < CLI_BATCH; i++)
        ent_buffer_dispose(&run->outs[i]);
    free(run);
}

int cli_classify_stance(const struct cli_stance_request *request,
                        const char *const *paths, size_t count)
{
    ent_error err = {ENT_OK, ""};
    ent_articles *articles = NULL;
    struct run *run = ent_new_zeroed(1, sizeof *run);
    if (!run) {
        ent_fail_memory(&err);
        return cli_finish(cli_fail(&err));
    }
    run->request = request;
    run->threads = ent_parallel_threads(CLI_BATCH, request->threads);
    run->scorers = ent_new_zeroed((size_t)run->threads, sizeof(ent_stance_scorer *));
    ent_status status = run->scorers ? ENT_OK : ent_fail_memory(&err);
    cli_aside_begin(&run->opening, open_model, run);
    if (status == ENT_OK)
        status = cli_inputs_open(&articles, request->inputs, paths, count, &err);
    if (status == ENT_OK)
        status = answer_all(run, articles, &err);
    if (status != ENT_OK) /* of two faults the model's is told, whichever was met first */
        (void)cli_aside_wait(&run->opening, &err);
    int code = status == ENT_OK ? cli_inputs_code(articles) : cli_fail(&err);
    ent_articles_free(articles);
    close_run(run);
    cli_inputs_close(request->inputs);
    return cli_finish(code);
}
