/* SPDX-License-Identifier: MIT */
/* The verb `classify`: articles in, their labels out, in input order whatever the number of threads. */
#include <stdlib.h>
#include <string.h>

#include "articles/articles.h"
#include "cli.h"
#include "inputs.h"

#include <entente/classify.h>

enum { BATCH = 256 }; /* articles scored between two rounds of printing */
static const size_t batch_bytes = 4u << 20; /* or this much text */

enum {
    OPTION_TOP = 256,
    OPTION_MIN_PROBABILITY,
    OPTION_LINE_BUFFERED,
};

struct request {
    struct cli_inputs inputs;
    const char *model_name;
    enum cli_output output;
    long top; /* 0: what the model chooses */
    double least;
    int threads;
    bool line_buffered;
};

struct job {
    ent_article article;
    ent_buffer out;
};

struct worker {
    ent_scorer *scorer;
    ent_label_score *scores;
};

struct run {
    const struct request *request;
    const ent_model *model;
    struct worker *workers;
    struct job jobs[BATCH];
    size_t job_count;
    ent_arena arena; /* the articles of the batch */
};

static const char *const verdict_names[] = {"ok", "empty", "short", "unsure",
                                            "unsupported-language"};

/* ---- printing ---- */

static void print_json(ent_buffer *out, const struct run *run, const ent_article *article,
                       ent_verdict verdict, const ent_label_score *scores, size_t count)
{
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "id");
    ent_json_write_string(&json, article->id);
    ent_json_key(&json, "lang");
    ent_json_write_string(&json, article->lang);
    ent_json_key(&json, "status");
    ent_json_write_text(&json, verdict_names[verdict]);
    ent_json_key(&json, "model");
    ent_json_begin_object(&json);
    ent_json_key(&json, "name");
    ent_json_write_string(&json, ent_model_name(run->model));
    ent_json_key(&json, "digest");
    ent_json_write_text(&json, ent_model_digest(run->model));
    ent_json_end_object(&json);
    ent_json_key(&json, "topics");
    ent_json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        ent_json_begin_object(&json);
        ent_json_key(&json, "label");
        ent_json_write_string(&json, ent_model_label_name(run->model, scores[i].label));
        ent_string code = ent_model_label_code(run->model, scores[i].label);
        if (code.size) {
            ent_json_key(&json, "code");
            ent_json_write_string(&json, code);
        }
        ent_json_key(&json, "probability");
        if (scores[i].probability >= 0)
            ent_json_write_number(&json, scores[i].probability, 4);
        else
            ent_json_write_null(&json);
        ent_json_key(&json, "margin");
        ent_json_write_number(&json, scores[i].margin, 4);
        ent_json_end_object(&json);
    }
    ent_json_end_array(&json);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

/* A field of a table: no tabs or line feeds. */
static void print_field(ent_buffer *out, ent_string field)
{
    for (size_t i = 0; i < field.size; i++)
        ent_buffer_byte(out, (unsigned char)field.data[i] < 0x20 ? ' ' : field.data[i]);
}

static void print_score(ent_buffer *out, const ent_label_score *score)
{
    if (score->probability >= 0)
        ent_buffer_decimal(out, score->probability, 4);
}

/* id, language, status, label, code, probability, margin: a row a label, one with empty fields where there is none. */
static void print_tsv(ent_buffer *out, const struct run *run, const ent_article *article,
                      ent_verdict verdict, const ent_label_score *scores, size_t count)
{
    for (size_t i = 0; i < (count ? count : 1); i++) {
        print_field(out, article->id);
        ent_buffer_byte(out, '\t');
        print_field(out, article->lang);
        ent_buffer_format(out, "\t%s\t", verdict_names[verdict]);
        if (count) {
            print_field(out, ent_model_label_name(run->model, scores[i].label));
            ent_buffer_byte(out, '\t');
            print_field(out, ent_model_label_code(run->model, scores[i].label));
            ent_buffer_byte(out, '\t');
            print_score(out, &scores[i]);
            ent_buffer_byte(out, '\t');
            ent_buffer_decimal(out, scores[i].margin, 4);
        } else {
            ent_buffer_text(out, "\t\t\t");
        }
        ent_buffer_byte(out, '\n');
    }
}

/* "__label__NAME 0.9" for each label, white space in names as underscores. */
static void print_fasttext(ent_buffer *out, const struct run *run,
                           const ent_label_score *scores, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ent_string name = ent_model_label_name(run->model, scores[i].label);
        ent_buffer_text(out, i ? " __label__" : "__label__");
        for (size_t j = 0; j < name.size; j++)
            ent_buffer_byte(out, (unsigned char)name.data[j] <= ' ' ? '_' : name.data[j]);
        ent_buffer_byte(out, ' ');
        print_score(out, &scores[i]);
    }
    ent_buffer_byte(out, '\n');
}

static void print_table(ent_buffer *out, const struct run *run,
                        const ent_article *article, ent_verdict verdict,
                        const ent_label_score *scores, size_t count)
{
    ent_string name = article->title.size ? article->title : article->id;
    print_field(out, name);
    ent_buffer_byte(out, '\n');
    if (verdict != ENT_VERDICT_OK || !count)
        ent_buffer_format(out, "        %s\n",
                          verdict == ENT_VERDICT_OK ? "no label"
                                                    : verdict_names[verdict]);
    for (size_t i = 0; i < count; i++) {
        if (scores[i].probability >= 0)
            ent_buffer_format(out, "  %3.0f %%  ", 100.0 * (double)scores[i].probability);
        else
            ent_buffer_format(out, "  %+5.2f  ", (double)scores[i].margin);
        print_field(out, ent_model_label_name(run->model, scores[i].label));
        ent_buffer_byte(out, '\n');
    }
}

static void print_result(ent_buffer *out, const struct run *run,
                         const ent_article *article, ent_verdict verdict,
                         const ent_label_score *scores, size_t count)
{
    switch (run->request->output) {
    case CLI_OUTPUT_TABLE:
        print_table(out, run, article, verdict, scores, count);
        break;
    case CLI_OUTPUT_TSV:
        print_tsv(out, run, article, verdict, scores, count);
        break;
    case CLI_OUTPUT_FASTTEXT:
        print_fasttext(out, run, scores, count);
        break;
    default:
        print_json(out, run, article, verdict, scores, count);
    }
}

/* ---- scoring ---- */

static size_t how_many(const struct run *run, const ent_label_score *scores,
                       ent_verdict *verdict)
{
    size_t labels = ent_model_label_count(run->model);
    if (*verdict == ENT_VERDICT_EMPTY)
        return 0;
    size_t count = ent_chosen(scores, run->model);
    if (run->request->top)
        count = (size_t)run->request->top < labels ? (size_t)run->request->top : labels;
    size_t sure = 0;
    while (sure < count && (double)scores[sure].probability >= run->request->least)
        sure++;
    if (run->request->least <= 0)
        return count;
    if (count && !sure && *verdict == ENT_VERDICT_OK)
        *verdict = ENT_VERDICT_UNSURE;
    return sure;
}

static ent_status score_job(void *context, size_t piece, int worker, ent_error *err)
{
    struct run *run = context;
    struct job *job = &run->jobs[piece];
    struct worker *own = &run->workers[worker];
    ent_verdict verdict;
    ENT_TRY(ent_score(own->scores, &verdict, own->scorer, &job->article, err));
    size_t count = how_many(run, own->scores, &verdict);
    print_result(&job->out, run, &job->article, verdict, own->scores, count);
    return job->out.failed ? ent_fail_memory(err) : ENT_OK;
}

static ent_status finish_batch(struct run *run, ent_error *err)
{
    ENT_TRY(ent_parallel(run->job_count, run->request->threads, score_job, run, err));
    for (size_t i = 0; i < run->job_count; i++)
        if (!cli_print(&run->jobs[i].out))
            return ent_fail(err, ENT_EIO, "cannot write standard output");
    if (run->request->line_buffered)
        fflush(stdout);
    run->job_count = 0;
    ent_arena_reset(&run->arena);
    return ENT_OK;
}

static ent_status keep(struct run *run, const ent_article *article, ent_error *err)
{
    ent_article *kept = &run->jobs[run->job_count].article;
    *kept = *article;
    ent_string *fields[] = {&kept->id,   &kept->url,   &kept->source, &kept->time,
                            &kept->lang, &kept->title, &kept->text};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        *fields[i] = ent_string_copy(&run->arena, *fields[i]);
        if (!fields[i]->data)
            return ent_fail(err, ENT_ELIMIT,
                            "the articles of a batch take more memory than there is");
    }
    run->job_count++;
    return ENT_OK;
}

static ent_status classify_all(struct run *run, ent_articles *articles, ent_error *err)
{
    size_t bytes = 0;
    for (;;) {
        ent_article article;
        bool end;
        ENT_TRY(ent_articles_next(articles, &article, &end, err));
        if (end)
            return finish_batch(run, err);
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

static ent_status open_workers(struct run *run, int threads, ent_error *err)
{
    run->workers = ent_new_zeroed((size_t)threads, sizeof *run->workers);
    if (!run->workers)
        return ent_fail_memory(err);
    for (int t = 0; t < threads; t++) {
        ENT_TRY(ent_scorer_new(&run->workers[t].scorer, run->model, err));
        run->workers[t].scores =
            ent_new(ent_model_label_count(run->model), sizeof *run->workers[t].scores);
        if (!run->workers[t].scores)
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

static void close_workers(struct run *run, int threads)
{
    for (int t = 0; run->workers && t < threads; t++) {
        ent_scorer_free(run->workers[t].scorer);
        free(run->workers[t].scores);
    }
    free(run->workers);
    for (size_t i = 0; i < BATCH; i++)
        ent_buffer_dispose(&run->jobs[i].out);
    ent_arena_close(&run->arena);
}

static ent_status open_model(ent_model **model, const char *name, ent_error *err)
{
    char path[4096];
    ENT_TRY(ent_model_find(path, sizeof path, name, err));
    return ent_model_open(model, path, err);
}

static int classify(struct request *request, const char *const *paths, size_t count)
{
    ent_error err = {ENT_OK, ""};
    ent_model *model = NULL;
    ent_articles *articles = NULL;
    int threads = ent_parallel_threads(BATCH, request->threads);
    struct run *run = ent_new_zeroed(1, sizeof *run);
    ent_status status =
        run ? open_model(&model, request->model_name, &err) : ent_fail_memory(&err);
    if (status == ENT_OK)
        status = cli_inputs_open(&articles, &request->inputs, paths, count, &err);
    if (status == ENT_OK) {
        run->request = request;
        run->model = model;
        status = ent_arena_open(&run->arena, (size_t)16 << 30, &err);
    }
    if (status == ENT_OK)
        status = open_workers(run, threads, &err);
    if (status == ENT_OK)
        status = classify_all(run, articles, &err);
    int code = status == ENT_OK ? cli_inputs_code(articles) : cli_fail(&err);
    if (run)
        close_workers(run, threads);
    free(run);
    ent_articles_free(articles);
    ent_model_free(model);
    return cli_finish(code);
}

static int run_verb(const struct cli_verb *verb, int argc, char **argv)
{
    struct request request = {.model_name = "topics-en"};
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;) {
        if (cli_inputs_option(&request.inputs, &arguments, key))
            continue;
        switch (key) {
        case 'm':
            request.model_name = arguments.value;
            break;
        case OPTION_TOP:
            request.top = cli_integer(&arguments, 1, 100000);
            break;
        case OPTION_MIN_PROBABILITY:
            request.least = cli_real(&arguments, 0, 1);
            break;
        case OPTION_LINE_BUFFERED:
            request.line_buffered = true;
            break;
        case CLI_KEY_OUTPUT:
            request.output = (enum cli_output)cli_choice(&arguments, cli_output_names);
            break;
        case CLI_KEY_JSON:
            request.output = CLI_OUTPUT_JSONL;
            break;
        case CLI_KEY_THREADS:
            request.threads = (int)cli_integer(&arguments, 1, 1024);
            break;
        default:
            break;
        }
    }
    if (arguments.bad)
        return CLI_USAGE;
    request.output = cli_output_resolve(request.output);
    size_t count;
    const char *const *paths = cli_inputs_paths(&count, &arguments);
    return paths ? classify(&request, paths, count) : CLI_USAGE;
}

static const struct cli_option options[] = {
    {'m', "model", "MODEL",
     "a model file, or the name of a shipped one (default: topics-en)"},
    {OPTION_TOP, "top", "N",
     "print the N best labels (default: those that the model chooses)"},
    {OPTION_MIN_PROBABILITY, "min-probability", "P",
     "leave labels below P out; with none left the status is unsure"},
    CLI_INPUT_OPTIONS,
    CLI_OPTION_OUTPUT,
    CLI_OPTION_JSON,
    {OPTION_LINE_BUFFERED, "line-buffered", NULL,
     "answer each article before the next one is read"},
    CLI_OPTION_THREADS,
    {0},
};

const struct cli_verb cli_verb_classify = {
    .name = "classify",
    .synopsis = "-m MODEL [FILE…|DIR|-]",
    .summary = "give articles their topics, with probabilities",
    .details = "Reads plain text, JSON Lines and whatever else is recognised by looking; "
               "writes one line an article, in "
               "input order, with the article's id.",
    .options = options,
    .run = run_verb,
};
