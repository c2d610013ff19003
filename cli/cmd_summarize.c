/* SPDX-License-Identifier: MIT */
/* The verb `summarize`: one paragraph of an article, or of all that is written on an event. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/html.h"

#include <entente/summarize.h>

#include "articles.h"
#include "cli.h"
#include "inputs.h"
#include "summary_print.h"

enum {
    OPTION_SENTENCES = 256,
    OPTION_WORDS,
    OPTION_CHARS,
    OPTION_RATIO,
    OPTION_METHOD,
    OPTION_THRESHOLD,
    OPTION_TOGETHER,
    OPTION_QUERY,
    OPTION_TITLE,
    OPTION_ALL,
    OPTION_RAW,
    OPTION_HIGHLIGHT
};

enum {
    BATCH_ARTICLES = 256,
    BATCH_BYTES = 4 << 20,
    SCRATCH_LEAST = 1 << 30,
    SCRATCH_PER_BYTE = 64
};

/* What a thread works with. */
struct worker {
    ent_summarizer *summarizer;
    ent_arena result;
    ent_arena scratch;
};

/* A copied article and what is printed of it. */
struct piece {
    ent_article article;
    ent_buffer out;
    ent_buffer page;
};

struct job {
    struct cli_inputs inputs;
    ent_summary_options options;
    ent_string title; /* of articles that have none */
    const char *highlight;
    bool together;
    bool all;
    bool as_text;
    bool budget_given;
    int threads;

    struct worker *workers;
    int worker_count;
    struct piece *pieces; /* [BATCH_ARTICLES] */
    size_t count;
    ent_arena texts;             /* of the pieces' articles */
    const ent_article *left_out; /* of a digest: in other languages */
    size_t left_out_count;
    size_t printed;
    ent_buffer held; /* the first paragraph: it gets a heading only when a second comes */
    ent_buffer out;
    ent_buffer page;       /* what is not yet in its file */
    ent_output *page_file; /* NULL without --highlight */
};

/* ---- working ---- */

static ent_status open_worker(struct worker *worker, ent_error *err)
{
    ENT_TRY(ent_summarizer_new(&worker->summarizer, err));
    ENT_TRY(ent_arena_open(&worker->result, SCRATCH_LEAST, err));
    return ent_arena_open(&worker->scratch, SCRATCH_LEAST, err);
}

/* Address space for any text of this size; pages that are not used cost nothing. */
static ent_status fit_worker(struct worker *worker, size_t bytes, ent_error *err)
{
    if (bytes <= SCRATCH_LEAST / SCRATCH_PER_BYTE ||
        bytes <= (size_t)(worker->scratch.end - worker->scratch.start) / SCRATCH_PER_BYTE)
        return ENT_OK;
    ent_arena_close(&worker->result);
    ent_arena_close(&worker->scratch);
    ENT_TRY(ent_arena_open(&worker->result, bytes * SCRATCH_PER_BYTE, err));
    return ent_arena_open(&worker->scratch, bytes * SCRATCH_PER_BYTE, err);
}

static size_t total_size(const ent_article *articles, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += articles[i].text.size + articles[i].title.size;
    return size;
}

/* A digest mixes what it is given; what hardly belongs together is told. */
static void tell_apart(const struct summary_print *print)
{
    for (size_t i = 0; i < print->count; i++)
        if (cli_summary_is_apart(print, i))
            cli_say("entente: '%.*s' seems to tell another story than the rest",
                    (int)print->articles[i].id.size, print->articles[i].id.data);
}

/* Summarize and print; `stream`: standard output is free, so that a long list need not be held. `out` is JSON, or the paragraph with its heading. */
static ent_status summarize(const struct job *job, struct worker *worker,
                            const ent_article *articles, size_t count, bool stream,
                            ent_buffer *out, ent_buffer *page, ent_error *err)
{
    ENT_TRY(fit_worker(worker, total_size(articles, count), err));
    ent_summary summary;
    ent_arena result = worker->result; /* by value: taken anew for the next article */
    ENT_TRY(ent_summarize(&summary, &result, worker->summarizer, articles, count,
                          &job->options, worker->scratch, err));
    struct summary_print print = {.articles = articles,
                                  .count = count,
                                  .summary = &summary,
                                  .together = job->together,
                                  .all = job->all,
                                  .stream = stream,
                                  .left_out = job->left_out,
                                  .left_out_count = job->left_out_count};
    if (job->together)
        tell_apart(&print);
    if (job->as_text)
        cli_print_summary_text(out, &print, true);
    else
        cli_print_summary_json(out, &print);
    if (job->highlight)
        cli_print_summary_html(page, &print);
    return out->failed || page->failed ? ent_fail_memory(err) : ENT_OK;
}

static ent_status summarize_piece(void *context, size_t index, int worker, ent_error *err)
{
    struct job *job = context;
    struct piece *piece = &job->pieces[index];
    ent_buffer_clear(&piece->out);
    ent_buffer_clear(&piece->page);
    return summarize(job, &job->workers[worker], &piece->article, 1, false, &piece->out,
                     &piece->page, err);
}

/* ---- printing ---- */

static ent_status print(struct job *job, ent_error *err)
{
    return cli_print(&job->out)
               ? ENT_OK
               : ent_fail(err, ENT_EIO, "cannot write to standard output");
}

/* What one digest printed. The first paragraph waits to see whether it is the only one. */
static ent_status emit(struct job *job, const ent_buffer *out, ent_error *err)
{
    if (job->as_text && job->printed == 0) {
        ent_buffer_string(&job->held, ent_buffer_view(out));
    } else {
        if (job->as_text) {
            ent_buffer_string(&job->out, ent_buffer_view(&job->held));
            ent_buffer_clear(&job->held);
            ent_buffer_byte(&job->out, '\n');
        }
        ent_buffer_string(&job->out, ent_buffer_view(out));
    }
    job->printed++;
    return job->out.failed || job->held.failed ? ent_fail_memory(err) : print(job, err);
}

/* The only paragraph stands without its heading. */
static ent_status emit_held(struct job *job, ent_error *err)
{
    const char *paragraph =
        job->held.size ? memchr(job->held.data, '\n', job->held.size) : NULL;
    if (paragraph) {
        size_t heading = (size_t)(paragraph + 1 - job->held.data);
        ent_buffer_append(&job->out, paragraph + 1, job->held.size - heading);
    }
    return print(job, err);
}

/* Adds what is known of the page to its file. */
static ent_status add_to_page(struct job *job, ent_error *err)
{
    if (job->page.failed)
        return ent_fail_memory(err);
    ent_string part = ent_buffer_view(&job->page);
    if (job->page_file && part.size)
        ENT_TRY(ent_output_write(job->page_file, part.data, part.size, err));
    ent_buffer_clear(&job->page);
    return ENT_OK;
}

/* Before anything is read: who waits for hours should not learn then that the page cannot be written. */
static ent_status begin_page(struct job *job, ent_error *err)
{
    ENT_TRY(ent_output_open(&job->page_file, job->highlight, err));
    ent_html_begin(&job->page, "en", ent_string_of("Summaries"));
    cli_print_summary_style(&job->page);
    return add_to_page(job, err);
}

static ent_status end_page(struct job *job, ent_error *err)
{
    ent_html_end(&job->page);
    ENT_TRY(add_to_page(job, err));
    ent_output *file = job->page_file;
    job->page_file = NULL; /* the commit frees it, whatever comes of it */
    return ent_output_commit(file, err);
}

/* ---- batches ---- */

static ent_status flush_batch(struct job *job, ent_error *err)
{
    if (job->count == 0)
        return ENT_OK;
    ENT_TRY(ent_parallel(job->count, job->worker_count, summarize_piece, job, err));
    for (size_t i = 0; i < job->count; i++) {
        ENT_TRY(emit(job, &job->pieces[i].out, err));
        ent_buffer_string(&job->page, ent_buffer_view(&job->pieces[i].page));
    }
    job->count = 0;
    ent_arena_reset(&job->texts);
    return add_to_page(job, err);
}

/* A long article, or one that is read for a single thread, is worked on where it is: no second copy of it. */
static ent_status summarize_in_place(struct job *job, const ent_article *article,
                                     ent_error *err)
{
    ENT_TRY(flush_batch(job, err));
    struct piece *piece = &job->pieces[0];
    ent_buffer_clear(&piece->out);
    ent_buffer_clear(&piece->page);
    ENT_TRY(summarize(job, &job->workers[0], article, 1, !job->as_text, &piece->out,
                      &piece->page, err));
    ent_buffer_string(&job->page, ent_buffer_view(&piece->page));
    ENT_TRY(emit(job, &piece->out, err));
    return add_to_page(job, err);
}

static ent_status add_to_batch(struct job *job, const ent_article *article,
                               ent_error *err)
{
    size_t held = (size_t)(job->texts.next - job->texts.start);
    if (job->count == BATCH_ARTICLES || held > BATCH_BYTES)
        ENT_TRY(flush_batch(job, err));
    ENT_TRY(
        cli_article_keep(&job->pieces[job->count].article, &job->texts, article, err));
    job->count++;
    return ENT_OK;
}

static ent_status summarize_each(struct job *job, ent_articles *articles, ent_error *err)
{
    for (;;) {
        ent_article article;
        bool end;
        ENT_TRY(ent_articles_next(articles, &article, &end, err));
        if (end)
            return flush_batch(job, err);
        if (!article.title.size)
            article.title = job->title;
        if (job->worker_count == 1 || article.text.size > BATCH_BYTES / 4)
            ENT_TRY(summarize_in_place(job, &article, err));
        else
            ENT_TRY(add_to_batch(job, &article, err));
    }
}

/* "en" and "en-GB" are one; an article whose language is not known goes with any. */
static bool same_language(const ent_article *a, const ent_article *b)
{
    const ent_language *x = ent_language_find(a->lang), *y = ent_language_find(b->lang);
    return x && y ? x == y
                  : !a->lang.size || !b->lang.size || ent_string_equal(a->lang, b->lang);
}

/* The language of most articles, on a tie the one with more text, then the one that comes first; NULL: none is known. */
static const ent_article *commonest_language(const ent_article *articles, size_t count)
{
    enum { LANGUAGES = 64 }; /* further ones are not the commonest */
    struct {
        const ent_article *first;
        size_t count, size;
    } found[LANGUAGES];
    size_t known = 0, best = 0;
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < known && !same_language(found[k].first, &articles[i]))
            k++;
        if (!articles[i].lang.size || k == LANGUAGES)
            continue;
        if (k == known) {
            found[known].first = &articles[i];
            found[known].count = found[known].size = 0;
            known++;
        }
        found[k].count++;
        found[k].size += articles[i].text.size;
    }
    for (size_t k = 1; k < known; k++)
        if (found[k].count > found[best].count ||
            (found[k].count == found[best].count && found[k].size > found[best].size))
            best = k;
    return known ? found[best].first : NULL;
}

/* A digest has one language. Articles in others are moved behind the rest, in their order, and told. */
static ent_status keep_one_language(struct job *job, ent_article *articles, size_t *count,
                                    ent_error *err)
{
    const ent_article *chosen = commonest_language(articles, *count);
    if (!chosen)
        return ENT_OK;
    ent_string lang = chosen->lang;
    ent_article *others = ent_new(*count, sizeof *others);
    if (!others)
        return ent_fail_memory(err);
    size_t kept = 0, left_out = 0;
    const ent_article like = {.lang = lang};
    for (size_t i = 0; i < *count; i++)
        if (same_language(&like, &articles[i]))
            articles[kept++] = articles[i];
        else
            others[left_out++] = articles[i];
    for (size_t i = 0; i < left_out; i++) {
        articles[kept + i] = others[i];
        cli_say(
            "entente: '%.*s' is left out: it is in language '%.*s', the digest in '%.*s'",
            (int)others[i].id.size, others[i].id.data, (int)others[i].lang.size,
            others[i].lang.data, (int)lang.size, lang.data);
    }
    free(others);
    job->left_out = articles + kept;
    job->left_out_count = left_out;
    *count = kept;
    return ENT_OK;
}

static ent_status summarize_together(struct job *job, ent_articles *articles,
                                     ent_error *err)
{
    ENT_ARRAY(ent_article) all = {0};
    ent_status status = ENT_OK;
    for (;;) {
        ent_article article;
        bool end;
        ENT_TRY_OUT(ent_articles_next(articles, &article, &end, err));
        if (end)
            break;
        if (!article.title.size)
            article.title = job->title;
        ENT_TRY_OUT(cli_article_keep(&article, &job->texts, &article, err));
        if (!ent_array_push(&all, article)) {
            status = ent_fail_memory(err);
            goto out;
        }
    }
    size_t count = all.count;
    ENT_TRY_OUT(keep_one_language(job, all.items, &count, err));
    ENT_TRY_OUT(summarize(job, &job->workers[0], all.items, count, !job->as_text,
                          &job->pieces[0].out, &job->page, err));
    status = emit(job, &job->pieces[0].out, err);
out:
    free(all.items);
    return status;
}

/* ---- set-up ---- */

static ent_status open_job(struct job *job, ent_error *err)
{
    job->worker_count =
        job->together ? 1 : ent_parallel_threads(BATCH_ARTICLES, job->threads);
    job->workers = ent_new_zeroed((size_t)job->worker_count, sizeof *job->workers);
    job->pieces = ent_new_zeroed(BATCH_ARTICLES, sizeof *job->pieces);
    if (!job->workers || !job->pieces)
        return ent_fail_memory(err);
    ENT_TRY(ent_arena_open(&job->texts, (size_t)16 << 30, err));
    for (int i = 0; i < job->worker_count; i++)
        ENT_TRY(open_worker(&job->workers[i], err));
    return ENT_OK;
}

static void close_job(struct job *job)
{
    for (int i = 0; job->workers && i < job->worker_count; i++) {
        ent_summarizer_free(job->workers[i].summarizer);
        ent_arena_close(&job->workers[i].result);
        ent_arena_close(&job->workers[i].scratch);
    }
    for (size_t i = 0; job->pieces && i < BATCH_ARTICLES; i++) {
        ent_buffer_dispose(&job->pieces[i].out);
        ent_buffer_dispose(&job->pieces[i].page);
    }
    free(job->workers);
    free(job->pieces);
    ent_arena_close(&job->texts);
    ent_buffer_dispose(&job->held);
    ent_buffer_dispose(&job->out);
    ent_buffer_dispose(&job->page);
    ent_output_abandon(job->page_file);
}

static int run_job(struct job *job, const char *const *paths, size_t count)
{
    ent_error err = {.code = ENT_OK};
    ent_articles *articles = NULL;
    ent_status status = ENT_OK;
    int code = CLI_OK;
    ENT_TRY_OUT(open_job(job, &err));
    ENT_TRY_OUT(cli_inputs_spare(paths, count, job->highlight, &err));
    if (job->highlight)
        ENT_TRY_OUT(begin_page(job, &err));
    ENT_TRY_OUT(cli_inputs_open(&articles, &job->inputs, paths, count, &err));
    ENT_TRY_OUT(job->together ? summarize_together(job, articles, &err)
                              : summarize_each(job, articles, &err));
    if (job->as_text)
        ENT_TRY_OUT(emit_held(job, &err));
    if (job->highlight)
        ENT_TRY_OUT(end_page(job, &err));
    code = cli_inputs_code(articles);
out:
    if (status != ENT_OK)
        code = cli_fail(&err);
    ent_articles_free(articles);
    cli_inputs_close(&job->inputs);
    close_job(job);
    return cli_finish(code);
}

/* ---- options ---- */

static const struct cli_option options[] = {
    {OPTION_WORDS, "words", "N", "at most N words (default: 60)"},
    {OPTION_SENTENCES, "sentences", "N", "at most N sentences"},
    {OPTION_CHARS, "chars", "N", "at most N characters"},
    {OPTION_RATIO, "ratio", "R",
     "at most this part of the article's words, above 0 up to 1"},
    {OPTION_METHOD, "method", "NAME", "centrality (default), lexrank, textrank or lead"},
    {OPTION_THRESHOLD, "threshold", "T",
     "lexrank: join sentences whose cosine is at least T (default: continuous)"},
    {OPTION_TOGETHER, "together", NULL, "one digest of all articles"},
    {OPTION_QUERY, "query", "TEXT", "lean to this question or tag"},
    {OPTION_TITLE, "title", "TEXT", "title of articles that have none"},
    {OPTION_ALL, "all", NULL,
     "list every sentence with its rank, not only the chosen ones (as JSON)"},
    {OPTION_RAW, "raw", NULL, "clean nothing: sentences as they stand"},
    {OPTION_HIGHLIGHT, "highlight", "FILE",
     "write a page that marks the chosen sentences in the article"},
    {CLI_INPUT_FORMAT, "format", "NAME",
     "format of the input (default: recognised by looking; 'list' prints them)"},
    {CLI_INPUT_LANG, "lang", "LANGUAGE", "language of articles that name none"},
    {CLI_INPUT_CHARSET, "charset", "NAME", "charset of text that does not tell its own"},
    {CLI_INPUT_PARAGRAPHS, "paragraphs", "RULE",
     "in plain text a paragraph ends at a line, a blank line, or auto"},
    {CLI_INPUT_TEXT, "text", "FIELDS",
     "fields that make the text, joined by commas (default: text)"},
    {CLI_INPUT_TITLE, "title-field", "FIELD", "field of the title (default: title)"},
    {CLI_INPUT_ON_ERROR, "on-error", "ACTION",
     "at a bad record: skip (default), fail, or quarantine"},
    {CLI_INPUT_QUARANTINE, "quarantine", "FILE",
     "where --on-error=quarantine puts bad records"},
    CLI_OPTION_OUTPUT_OF("table or jsonl"),
    CLI_OPTION_JSON,
    CLI_OPTION_THREADS,
    {0}};

static void set_budget(struct job *job, struct cli_arguments *arguments,
                       ent_summary_unit unit)
{
    /* Three budgets at once are a misunderstanding, not a wish. */
    if (job->budget_given) {
        cli_usage(arguments->verb,
                  "only one of --words, --sentences, --chars and --ratio can be given");
        arguments->bad = true;
        return;
    }
    job->budget_given = true;
    job->options.unit = unit;
    job->options.budget = unit == ENT_SUMMARY_RATIO
                              ? cli_real(arguments, 1e-9, 1)
                              : (double)cli_integer(arguments, 1, LONG_MAX);
}

static void take_option(struct job *job, struct cli_arguments *arguments, int key,
                        enum cli_output *output)
{
    static const char *const methods[] = {"centrality", "lexrank", "textrank", "lead",
                                          NULL};
    switch (key) {
    case OPTION_WORDS:
        set_budget(job, arguments, ENT_SUMMARY_WORDS);
        break;
    case OPTION_SENTENCES:
        set_budget(job, arguments, ENT_SUMMARY_SENTENCES);
        break;
    case OPTION_CHARS:
        set_budget(job, arguments, ENT_SUMMARY_CHARS);
        break;
    case OPTION_RATIO:
        set_budget(job, arguments, ENT_SUMMARY_RATIO);
        break;
    case OPTION_METHOD:
        job->options.method = (ent_summary_method)cli_choice(arguments, methods);
        break;
    case OPTION_THRESHOLD:
        job->options.threshold = cli_real(arguments, 0, 1);
        break;
    case OPTION_TOGETHER:
        job->together = true;
        break;
    case OPTION_QUERY:
        job->options.query = ent_string_of(arguments->value);
        break;
    case OPTION_TITLE:
        job->title = ent_string_of(arguments->value);
        break;
    case OPTION_ALL:
        job->all = true;
        break;
    case OPTION_RAW:
        job->options.raw = true;
        break;
    case OPTION_HIGHLIGHT:
        job->highlight = arguments->value;
        break;
    case CLI_KEY_OUTPUT:
        *output = cli_output_choice(arguments, CLI_OUTPUT_JSONL);
        break;
    case CLI_KEY_JSON:
        *output = CLI_OUTPUT_JSONL;
        break;
    case CLI_KEY_THREADS:
        job->threads = (int)cli_integer(arguments, 1, 1024);
        break;
    default:
        cli_inputs_option(&job->inputs, arguments, key);
    }
}

/* An option that has no effect is refused, lest it seem to have worked. NULL: all have. */
static const char *find_misuse(const struct job *job, enum cli_output output)
{
    if (job->options.threshold > 0 && job->options.method != ENT_SUMMARY_LEXRANK)
        return "--threshold is for --method=lexrank";
    if (job->options.query.size && job->options.method == ENT_SUMMARY_LEAD)
        return "--query means nothing to --method=lead, which takes the first sentences";
    if (job->all && output == CLI_OUTPUT_TABLE)
        return "--all lists sentences as JSON: --output=jsonl";
    if (job->highlight && strcmp(job->highlight, "-") == 0)
        return "--highlight wants a file: standard output has the summaries";
    return NULL;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct job job = {.threads = 0};
    enum cli_output output = CLI_OUTPUT_AUTO;
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;)
        take_option(&job, &arguments, key, &output);
    if (arguments.bad)
        return CLI_USAGE;
    /* A list of sentences has no table: on a terminal too it is JSON. */
    output = output == CLI_OUTPUT_AUTO && job.all ? CLI_OUTPUT_JSONL
                                                  : cli_output_resolve(output);
    size_t count;
    const char *const *paths = cli_inputs_paths(&count, &arguments);
    if (!paths)
        return CLI_USAGE;
    const char *misuse = find_misuse(&job, output);
    if (misuse)
        return cli_usage(verb, "%s", misuse);
    job.as_text = output == CLI_OUTPUT_TABLE;
    job.options.all = job.all || job.highlight;
    return run_job(&job, paths, count);
}

const struct cli_verb cli_verb_summarize = {
    .name = "summarize",
    .synopsis = "[FILE…|-]",
    .summary = "one paragraph of an article, or of all that is written on an event",
    .details = "Prints the sentences that say most, whole and in the order of the "
               "source: the best paragraph of at most 60 "
               "words, or what a budget allows. Datelines, bylines, \"read more\" and "
               "lone quotation marks are left out; "
               "nothing is ever added, but an ellipsis where not one sentence fitted and "
               "the best one had to be cut "
               "(\"cut\":true). With --output=table the paragraphs themselves, with "
               "jsonl one object an article: "
               "id, summary, and each sentence with its place, its rank and what its "
               "score is made of.",
    .options = options,
    .run = run,
};
