/* SPDX-License-Identifier: MIT */
/* The part of the verb `classify` that answers on a target or a claim, in input order whatever the number of threads. */
#include "classify_stance.h"

#include <stdlib.h>
#include <string.h>

#include <entente/models.h>
#include <entente/stance.h>

#include "articles.h"

enum { BATCH = 256 };                       /* articles between two rounds of printing */
static const size_t batch_bytes = 4u << 20; /* or this much text */

struct job {
    ent_article article;
    ent_buffer out;
};

struct run {
    const struct cli_stance_request *request;
    ent_stance_model *model;
    ent_stance_scorer **scorers; /* one a thread */
    int threads;
    struct job jobs[BATCH];
    size_t job_count;
    ent_arena arena; /* the articles of the batch */
};

static const char *const status_names[] = {"ok", "not-mentioned", "empty"};

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

static void print_json(struct job *job, const struct run *run, const ent_stance *stance)
{
    ent_json_writer json = {.out = &job->out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "id");
    ent_json_write_string(&json, job->article.id);
    ent_json_key(&json, "lang");
    ent_json_write_string(&json, job->article.lang);
    ent_json_key(&json, "status");
    ent_json_write_text(&json, stance->status == ENT_STANCE_EMPTY ? "empty" : "ok");
    ent_json_key(&json, "model");
    ent_json_begin_object(&json);
    ent_json_key(&json, "name");
    ent_json_write_string(&json, ent_stance_model_name(run->model));
    ent_json_key(&json, "digest");
    ent_json_write_text(&json, ent_stance_model_digest(run->model));
    ent_json_end_object(&json);
    ent_json_key(&json, "stance");
    write_stance(&json, run, &job->article, stance);
    ent_json_end_object(&json);
    ent_buffer_byte(&job->out, '\n');
}

/* Tabs and line breaks would end a cell. */
static void put_cell(ent_buffer *out, ent_string text)
{
    for (size_t i = 0; i < text.size; i++)
        ent_buffer_byte(out, (unsigned char)text.data[i] < ' ' ? ' ' : text.data[i]);
}

static void print_row(struct job *job, const struct run *run, const ent_stance *stance,
                      bool table)
{
    bool answered = has_answer(stance, run);
    put_cell(&job->out, job->article.id);
    ent_buffer_text(&job->out, table ? "  " : "\t");
    if (answered)
        put_cell(&job->out, stance->labels[0].name);
    else if (table)
        ent_buffer_byte(&job->out, '-');
    ent_buffer_text(&job->out, table ? "  " : "\t");
    if (answered)
        ent_buffer_decimal(&job->out, (double)stance->labels[0].probability, 4);
    ent_buffer_text(&job->out, table ? "  " : "\t");
    ent_buffer_text(&job->out, status_names[stance->status]);
    ent_buffer_byte(&job->out, '\n');
    for (size_t i = 0; table && i < stance->evidence_count; i++) {
        const ent_span *span = &stance->evidence[i];
        ent_string field =
            span->field == ENT_FIELD_TITLE ? job->article.title : job->article.text;
        ent_buffer_text(&job->out, "    ");
        put_cell(&job->out,
                 (ent_string){field.data + span->start, span->end - span->start});
        ent_buffer_byte(&job->out, '\n');
    }
}

/* ---- the batch ---- */

static ent_status answer_job(void *context, size_t piece, int worker, ent_error *err)
{
    struct run *run = context;
    struct job *job = &run->jobs[piece];
    const struct cli_stance_request *request = run->request;
    ent_stance stance;
    if (request->claim)
        ENT_TRY(ent_stance_on_claim(&stance, run->scorers[worker],
                                    ent_string_of(request->claim), &job->article, err));
    else
        ENT_TRY(ent_stance_toward(&stance, run->scorers[worker],
                                  ent_string_of(request->target), &job->article, err));
    if (request->output == CLI_OUTPUT_JSONL)
        print_json(job, run, &stance);
    else
        print_row(job, run, &stance, request->output == CLI_OUTPUT_TABLE);
    return job->out.failed ? ent_fail_memory(err) : ENT_OK;
}

static ent_status finish_batch(struct run *run, ent_error *err)
{
    ENT_TRY(ent_parallel(run->job_count, run->threads, answer_job, run, err));
    for (size_t i = 0; i < run->job_count; i++)
        if (!cli_print(&run->jobs[i].out))
            return ent_fail(err, ENT_EIO, "cannot write standard output");
    fflush(stdout);
    run->job_count = 0;
    ent_arena_reset(&run->arena);
    return ENT_OK;
}

static ent_status keep(struct run *run, const ent_article *article, ent_error *err)
{
    ENT_TRY(
        cli_article_keep(&run->jobs[run->job_count].article, &run->arena, article, err));
    run->job_count++;
    return ENT_OK;
}

static ent_status answer_all(struct run *run, ent_articles *articles, ent_error *err)
{
    size_t bytes = 0;
    for (;;) {
        ent_article article;
        bool end;
        if (run->job_count && !ent_articles_is_near(articles)) {
            ENT_TRY(finish_batch(run, err));
            bytes = 0;
        }
        ent_error problem;
        ent_status status = ent_articles_next(articles, &article, &end, &problem);
        if (status != ENT_OK || end) { /* what was read before has its answers first */
            ENT_TRY(finish_batch(run, err));
            if (status != ENT_OK)
                *err = problem;
            return status;
        }
        ENT_TRY(keep(run, &article, err));
        bytes += article.title.size + article.text.size;
        if (run->job_count == BATCH || bytes >= batch_bytes ||
            run->request->line_buffered) {
            ENT_TRY(finish_batch(run, err));
            bytes = 0;
        }
    }
}

/* ---- the run ---- */

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

static ent_status open_run(struct run *run, ent_error *err)
{
    char path[4096];
    const char *name = run->request->model ? run->request->model : "stance-en";
    ENT_TRY(ent_model_find(path, sizeof path, name, err));
    ENT_TRY(ent_stance_model_open(&run->model, path, err));
    ENT_TRY(ent_arena_open(&run->arena, (size_t)16 << 30, err));
    run->scorers = ent_new_zeroed((size_t)run->threads, sizeof(ent_stance_scorer *));
    if (!run->scorers)
        return ent_fail_memory(err);
    for (int t = 0; t < run->threads; t++)
        ENT_TRY(ent_stance_scorer_new(&run->scorers[t], run->model, err));
    return check_question(run, err);
}

static void close_run(struct run *run)
{
    for (int t = 0; run->scorers && t < run->threads; t++)
        ent_stance_scorer_free(run->scorers[t]);
    free(run->scorers);
    ent_stance_model_free(run->model);
    for (size_t i = 0; i < BATCH; i++)
        ent_buffer_dispose(&run->jobs[i].out);
    ent_arena_close(&run->arena);
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
    run->threads = ent_parallel_threads(BATCH, request->threads);
    ent_status status = open_run(run, &err);
    if (status == ENT_OK)
        status = cli_inputs_open(&articles, request->inputs, paths, count, &err);
    if (status == ENT_OK)
        status = answer_all(run, articles, &err);
    int code = status == ENT_OK ? cli_inputs_code(articles) : cli_fail(&err);
    ent_articles_free(articles);
    close_run(run);
    return cli_finish(code);
}
