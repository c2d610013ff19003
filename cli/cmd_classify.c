/* SPDX-License-Identifier: MIT */
/* The verb `classify`: articles in, their labels out, in input order whatever the number of threads. */
#include <stdlib.h>
#include <string.h>

#include "articles.h"
#include "base/html.h"
#include "batches.h"
#include "classify_models.h"
#include "classify_print.h"
#include "classify_stance.h"
#include "cli.h"
#include "inputs.h"
#include "models/models.h"

enum { HTML_TERMS = 500 }; /* that shade the words of a page */

enum {
    OPTION_TOP = 256,
    OPTION_MIN_PROBABILITY,
    OPTION_LINE_BUFFERED,
    OPTION_EXPLAIN,
    OPTION_HTML,
    OPTION_STANCE,
    OPTION_CLAIM,
};

struct request {
    struct cli_inputs inputs;
    struct cli_models models;
    enum cli_output output;
    long top; /* 0: what the model chooses */
    double least;
    size_t explain;             /* terms a label; 0: none */
    const char *html;           /* the page of explanations, or NULL */
    const char *target, *claim; /* stance instead of topics, or NULL */
    int threads;
    bool line_buffered;
};

struct job { /* an article of the batch */
    ent_buffer out;
    ent_buffer page;               /* its part of the page of explanations */
    size_t first_model, end_model; /* those that answer it */
    size_t
        stranger; /* the first of them that was not taught its language, or end_model */
};

struct worker { /* what it has of a model is opened when its first article asks for it */
    ent_scorer *scorers[CLI_MODELS_MAX];
    ent_label_score *scores[CLI_MODELS_MAX]; /* of the present article */
    ent_verdict verdicts[CLI_MODELS_MAX];
    ent_arena arena; /* explanations of the present article */
};

struct run {
    const struct request *request;
    struct cli_models *models;
    bool warned; /* of a language that a model was not taught */
    ent_articles *articles;
    struct worker *workers;
    int threads;
    ent_output *page;
    struct job jobs[CLI_BATCH];
};

/* ---- scoring ---- */

static size_t how_many(const struct request *request, const ent_model *model,
                       const ent_label_score *scores, ent_verdict *verdict)
{
    size_t labels = ent_model_label_count(model);
    if (*verdict == ENT_VERDICT_EMPTY)
        return 0;
    size_t count = ent_chosen(scores, model);
    if (request->top)
        count = (size_t)request->top < labels ? (size_t)request->top : labels;
    if (request->least <= 0)
        return count;
    size_t sure = 0;
    while (sure < count && (double)scores[sure].probability >= request->least)
        sure++;
    if (count && !sure && *verdict == ENT_VERDICT_OK)
        *verdict = ENT_VERDICT_UNSURE;
    return sure;
}

static ent_status explain(struct classify_print *print, struct worker *own,
                          ent_scorer *scorer, size_t most, ent_error *err)
{
    ent_explanation *why = ent_arena_alloc(&own->arena, print->count, sizeof *why);
    if (!why)
        return ent_fail_memory(err);
    for (size_t i = 0; i < print->count; i++)
        ENT_TRY(ent_explain(&why[i], &own->arena, scorer, print->article,
                            print->scores[i].label, most, err));
    print->explanations = why;
    return ENT_OK;
}

/* What a worker needs of a model: of few articles few workers get any. */
static ent_status open_scorer(struct worker *own, size_t m, const ent_model *model,
                              ent_error *err)
{
    if (own->scorers[m])
        return ENT_OK;
    free(own->scores[m]);
    own->scores[m] = ent_new(ent_model_label_count(model), sizeof *own->scores[m]);
    if (!own->scores[m])
        return ent_fail_memory(err);
    return ent_scorer_new(&own->scorers[m], model, err);
}

/* What model `m` says, whose scores are there. */
static ent_status answer(struct run *run, struct job *job, const ent_article *article,
                         struct worker *own, size_t m, ent_error *err)
{
    const struct request *request = run->request;
    struct classify_print print = {.model = run->models->models[m],
                                   .article = article,
                                   .scores = own->scores[m],
                                   .verdict = own->verdicts[m]};
    if (print.verdict == ENT_VERDICT_UNSUPPORTED_LANGUAGE && job->stranger > m)
        job->stranger = m;
    print.unknown = ent_scored_unknown(own->scorers[m]);
    print.novelty = ent_scored_novelty(own->scorers[m]);
    print.least = request->least;
    print.count =
        how_many(request, run->models->models[m], own->scores[m], &print.verdict);
    if (request->explain)
        ENT_TRY(explain(&print, own, own->scorers[m], request->explain, err));
    cli_print_classified(&job->out, &print, request->output);
    if (request->html && print.count) {
        print.count = 1;
        ENT_TRY(explain(&print, own, own->scorers[m], HTML_TERMS, err));
        cli_print_classified_html(&job->page, &print, own->arena);
    }
    if (request->explain || request->html) /* else there is nothing to give back */
        ent_arena_reset(&own->arena);
    return job->out.failed || job->page.failed ? ent_fail_memory(err) : ENT_OK;
}

/* All models read the article together, then each has its say. */
static ent_status answer_article(void *context, const ent_article *article, size_t place,
                                 int worker, ent_error *err)
{
    struct run *run = context;
    struct job *job = &run->jobs[place];
    struct worker *own = &run->workers[worker];
    size_t first = job->first_model;
    for (size_t m = first; m < job->end_model; m++)
        ENT_TRY(open_scorer(own, m, run->models->models[m], err));
    ENT_TRY(ent_score_together(own->scores + first, own->verdicts + first,
                               own->scorers + first, job->end_model - first, article,
                               err));
    for (size_t m = first; m < job->end_model; m++)
        ENT_TRY(answer(run, job, article, own, m, err));
    return ENT_OK;
}

/* ---- batches ---- */

/* A probability that no model gives cannot be asked for. */
static ent_status want_probabilities(const struct cli_models *models, ent_error *err)
{
    for (size_t m = 0; m < models->count; m++)
        if (models->models[m] && !models->models[m]->calibrated)
            return ent_fail(
                err, ENT_EARG,
                "--min-probability: model '%s' has no probabilities, since it "
                "was trained with --no-calibration",
                models->names[m]);
    return ENT_OK;
}

/* The first articles are read, and their languages told, while the models are opened; here they are wanted. */
static ent_status begin_batch(void *context, const ent_article *articles, size_t count,
                              ent_error *err)
{
    struct run *run = context;
    ENT_TRY(cli_models_ready(run->models, err));
    if (run->request->least > 0)
        ENT_TRY(want_probabilities(run->models, err));
    for (size_t i = 0; i < count; i++) {
        struct job *job = &run->jobs[i];
        ENT_TRY(cli_models_for(&job->first_model, &job->end_model, run->models,
                               &articles[i], err));
        job->stranger = job->end_model;
    }
    return ENT_OK;
}

static ent_status tell(void *context, const ent_article *article, size_t place,
                       ent_error *err)
{
    struct run *run = context;
    struct job *job = &run->jobs[place];
    if (job->stranger < job->end_model)
        cli_warn_of_language(&run->warned, run->models->names[job->stranger], article);
    if (!cli_print(&job->out))
        return ent_fail(err, ENT_EIO, "cannot write standard output");
    if (run->page)
        ENT_TRY(ent_output_write(run->page, job->page.data, job->page.size, err));
    ent_buffer_clear(&job->page);
    return ENT_OK;
}

static ent_status classify_all(struct run *run, ent_error *err)
{
    const struct cli_answering answering = {
        .articles = run->articles,
        .threads = run->threads,
        .line_buffered = run->request->line_buffered,
        .context = run,
        .begin = begin_batch,
        .answer = answer_article,
        .tell = tell,
    };
    return cli_answer_all(&answering, err);
}

/* ---- the run ---- */

static ent_status open_workers(struct run *run, ent_error *err)
{
    run->workers = ent_new_zeroed((size_t)run->threads, sizeof *run->workers);
    if (!run->workers)
        return ent_fail_memory(err);
    for (int t = 0; t < run->threads; t++)
        ENT_TRY(ent_arena_open(&run->workers[t].arena, (size_t)4 << 30, err));
    return ENT_OK;
}

static ent_status open_page(struct run *run, ent_error *err)
{
    if (!run->request->html)
        return ENT_OK;
    ent_buffer head = {0};
    ent_html_begin(&head, "en", ent_string_of("Why these topics"));
    cli_print_classified_style(&head);
    ent_status status = head.failed
                            ? ent_fail_memory(err)
                            : ent_output_open(&run->page, run->request->html, err);
    if (status == ENT_OK)
        status = ent_output_write(run->page, head.data, head.size, err);
    ent_buffer_dispose(&head);
    return status;
}

static ent_status close_page(struct run *run, ent_error *err)
{
    if (!run->page)
        return ENT_OK;
    ent_buffer foot = {0};
    ent_html_end(&foot);
    ent_status status = foot.failed
                            ? ent_fail_memory(err)
                            : ent_output_write(run->page, foot.data, foot.size, err);
    ent_buffer_dispose(&foot);
    if (status != ENT_OK)
        return status;
    ent_output *page = run->page;
    run->page = NULL;
    return ent_output_commit(page, err);
}

static void dispose(struct run *run)
{
    for (int t = 0; run->workers && t < run->threads; t++) {
        for (size_t m = 0; m < CLI_MODELS_MAX; m++) {
            ent_scorer_free(run->workers[t].scorers[m]);
            free(run->workers[t].scores[m]);
        }
        ent_arena_close(&run->workers[t].arena);
    }
    free(run->workers);
    cli_models_close(run->models);
    for (size_t i = 0; i < CLI_BATCH; i++) {
        ent_buffer_dispose(&run->jobs[i].out);
        ent_buffer_dispose(&run->jobs[i].page);
    }
    ent_output_abandon(run->page);
    ent_articles_free(run->articles);
    free(run);
}

static int classify(struct request *request, const char *const *paths, size_t count)
{
    ent_error err = {ENT_OK, ""};
    struct run *run = ent_new_zeroed(1, sizeof *run);
    if (!run) {
        ent_fail_memory(&err);
        return cli_finish(cli_fail(&err));
    }
    run->request = request;
    run->models = &request->models;
    run->threads = ent_parallel_threads(CLI_BATCH, request->threads);
    cli_models_begin(run->models);
    ent_status status = cli_inputs_spare(paths, count, request->html, &err);
    if (status == ENT_OK)
        status = cli_inputs_open(&run->articles, &request->inputs, paths, count, &err);
    if (status == ENT_OK)
        status = open_workers(run, &err);
    if (status == ENT_OK)
        status = open_page(run, &err);
    if (status == ENT_OK)
        status = classify_all(run, &err);
    if (status == ENT_OK)
        status = close_page(run, &err);
    if (status != ENT_OK) /* of two faults the model's is told, whichever was met first */
        (void)cli_models_ready(run->models, &err);
    int code = status == ENT_OK ? cli_inputs_code(run->articles) : cli_fail(&err);
    dispose(run);
    cli_inputs_close(&request->inputs);
    return cli_finish(code);
}

/* Stance has one model and no labels to choose from. */
static int classify_stance(const struct cli_verb *verb, struct request *request,
                           const char *const *paths, size_t count)
{
    if (request->target && request->claim)
        return cli_usage(verb, "--stance and --claim exclude each other");
    if (request->models.count > 1)
        return cli_usage(verb, "stance wants one model");
    if (request->explain || request->html || request->top || request->least > 0)
        return cli_usage(verb, "--explain, --html, --top and --min-probability are "
                               "for topics");
    if (request->output == CLI_OUTPUT_FASTTEXT)
        return cli_usage(verb, "stance has no fasttext output");
    struct cli_stance_request stance = {
        .inputs = &request->inputs,
        .model = request->models.count ? request->models.names[0] : NULL,
        .target = request->target,
        .claim = request->claim,
        .output = request->output,
        .threads = request->threads,
        .line_buffered = request->line_buffered,
    };
    return cli_classify_stance(&stance, paths, count);
}

static int run_verb(const struct cli_verb *verb, int argc, char **argv)
{
    struct request request = {0};
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;) {
        if (cli_inputs_option(&request.inputs, &arguments, key))
            continue;
        switch (key) {
        case 'm':
            if (request.models.count == CLI_MODELS_MAX)
                return cli_usage(verb, "more than %d models", CLI_MODELS_MAX);
            request.models.names[request.models.count++] = arguments.value;
            break;
        case OPTION_EXPLAIN:
            request.explain = (size_t)cli_integer(&arguments, 1, 10000);
            break;
        case OPTION_HTML:
            request.html = arguments.value;
            break;
        case OPTION_STANCE:
            request.target = arguments.value;
            break;
        case OPTION_CLAIM:
            request.claim = arguments.value;
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
            request.output = cli_output_choice(&arguments, CLI_OUTPUT_FASTTEXT);
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
    if (!paths)
        return CLI_USAGE;
    if (request.target || request.claim)
        return classify_stance(verb, &request, paths, count);
    if (request.explain && request.output != CLI_OUTPUT_TABLE &&
        request.output != CLI_OUTPUT_JSONL)
        return cli_usage(verb, "--explain has no place in tsv and fasttext output");
    return classify(&request, paths, count);
}

static const struct cli_option options[] = {
    {'m', "model", "MODEL",
     "a model file, or the name of a shipped one (default: topics-en for English, "
     "topics-world for all other languages); repeat it for several, which answer in "
     "turn"},
    {OPTION_EXPLAIN, "explain", "N",
     "give for each label the N terms that made its margin, and where they stand"},
    {OPTION_HTML, "html", "FILE",
     "write a page that shades the words by their part in the best label's margin"},
    {OPTION_STANCE, "stance", "TARGET",
     "is the article for or against TARGET? (default model: stance-en)"},
    {OPTION_CLAIM, "claim", "TEXT",
     "does the article agree with the claim or headline TEXT, disagree, only discuss it, "
     "or speak of something else?"},
    {OPTION_TOP, "top", "N",
     "print the N best labels (default: those that the model chooses)"},
    {OPTION_MIN_PROBABILITY, "min-probability", "P",
     "leave labels below P out; with none left the status is unsure"},
    CLI_OPTION_LANG,
    CLI_INPUT_OPTIONS,
    CLI_OPTION_OUTPUT,
    CLI_OPTION_JSON,
    {OPTION_LINE_BUFFERED, "line-buffered", NULL,
     "answer each article before the next one is read (otherwise when the input pauses)"},
    CLI_OPTION_THREADS,
    {0},
};

const struct cli_verb cli_verb_classify = {
    .name = "classify",
    .synopsis = "[-m MODEL] [FILE…|DIR|-]",
    .summary = "give articles their topics, or their stance, with probabilities",
    .details = "Reads plain text, JSON Lines and whatever else is recognised by looking; "
               "writes one line an article, in "
               "input order, with the article's id.",
    .options = options,
    .run = run_verb,
};
