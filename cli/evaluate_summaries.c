/* SPDX-License-Identifier: MIT */
/* The verb `evaluate` for summaries: entente's own, or somebody's, against people's. */
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"

struct summaries {
    const struct evaluate_job *job;
    struct gold_corpus corpus;
    ent_names names;
    ent_predictions predictions;
    ent_summarizer *summarizer; /* where there are no predictions */
    ent_arena scratch;
    ent_arena result;
    ent_buffer text; /* the summary at hand, a sentence a line */
    size_t missing;
    double *values[5]; /* [records] r1, r2, l, lsum, (r1 + r2) / 2 */
};

static const char *const value_names[] = {"rouge_1", "rouge_2", "rouge_l", "rouge_lsum",
                                          "mean_of_1_and_2"};
enum { VALUES = 5, DEFAULT_WORDS = 60 };

/* ---- summaries of ours ---- */

static int by_rank(const void *a, const void *b)
{
    const ent_summary_sentence *x = a, *y = b;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

static int by_place(const void *a, const void *b)
{
    const ent_summary_sentence *x = a, *y = b;
    if (x->document != y->document)
        return x->document < y->document ? -1 : 1;
    return (x->range.start > y->range.start) - (x->range.start < y->range.start);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where the word limit falls in a text, and how many words are left after it. */
static size_t cut_words(ent_string text, size_t *left)
{
    size_t at = 0;
    while (at < text.size) {
        while (at < text.size && is_space(text.data[at]))
            at++;
        if (at < text.size && !*left)
            return at;
        if (at < text.size)
            --*left;
        while (at < text.size && !is_space(text.data[at]))
            at++;
    }
    return text.size;
}

static void append_line(ent_buffer *out, ent_string text)
{
    ent_buffer_string(out, text);
    ent_buffer_byte(out, '\n');
}

/* The published protocol: the best sentences until there are enough words, in the order of the source, cut at the last. */
static ent_status take_cut(struct summaries *data, ent_arena *arena,
                           const ent_summary *summary, ent_error *err)
{
    size_t fit = 0, left = data->job->words;
    ent_summary_sentence *taken = ent_arena_alloc(arena, summary->count, sizeof *taken);
    if (!taken)
        return ent_fail_memory(err);
    for (size_t i = 0; i < summary->count; i++)
        if (summary->sentences[i].rank)
            taken[fit++] = summary->sentences[i];
    qsort(taken, fit, sizeof *taken, by_rank);
    size_t end = 0;
    while (end < fit && left)
        cut_words(taken[end++].text, &left);
    qsort(taken, end, sizeof *taken, by_place);
    left = data->job->words;
    for (size_t i = 0; i < end && left; i++) {
        size_t size = cut_words(taken[i].text, &left);
        append_line(&data->text, (ent_string){taken[i].text.data, size});
    }
    return ENT_OK;
}

static ent_status summarize(struct summaries *data, const struct gold *gold,
                            ent_error *err)
{
    const struct evaluate_job *job = data->job;
    size_t words = job->words || job->sentences ? job->words : DEFAULT_WORDS;
    ent_summary_options options = {
        .method = job->method,
        .unit = job->sentences ? ENT_SUMMARY_SENTENCES : ENT_SUMMARY_WORDS,
        .budget = job->cut ? 1e9 : (double)(job->sentences ? job->sentences : words),
        .all = job->cut,
    };
    ent_arena arena = data->result;
    ent_summary summary;
    ENT_TRY(ent_summarize(&summary, &arena, data->summarizer, gold->articles,
                          gold->article_count, &options, data->scratch, err));
    if (job->cut)
        return take_cut(data, &arena, &summary, err);
    for (size_t i = 0; i < summary.count; i++)
        append_line(&data->text, summary.sentences[i].text);
    return ENT_OK;
}

/* ---- texts as lines ---- */

/* A text with each sentence on a line of its own, in the arena: Lsum compares sentences, and few corpora mark them. */
static ent_status split_sentences(ent_string *out, ent_arena *arena, ent_string text,
                                  ent_string lang, ent_error *err)
{
    const ent_language *language = ent_language_find(lang);
    ent_buffer lines = {0};
    ent_arena scratch = *arena;
    ent_range *paragraphs, *sentences;
    size_t paragraph_count, count;
    ent_status status;
    ENT_TRY_OUT(ent_paragraph_ranges(&paragraphs, &paragraph_count, &scratch, text,
                                     ENT_PARAGRAPHS_LINE, err));
    for (size_t p = 0; p < paragraph_count; p++) {
        ENT_TRY_OUT(ent_sentence_ranges(&sentences, &count, &scratch, text, paragraphs[p],
                                        language, err));
        for (size_t i = 0; i < count; i++)
            append_line(&lines, (ent_string){text.data + sentences[i].start,
                                             sentences[i].end - sentences[i].start});
    }
    *out = ent_string_copy(arena, ent_buffer_view(&lines));
    status = out->data && !lines.failed ? ENT_OK : ent_fail_memory(err);
out:
    ent_buffer_dispose(&lines);
    return status;
}

/* ---- summaries of others ---- */

static ent_status take_prediction(struct summaries *data, const struct gold *gold,
                                  size_t place, ent_error *err)
{
    const ent_prediction *said =
        ent__predictions_find(&data->predictions, gold->id, place);
    data->missing += !said;
    if (!said)
        return ENT_OK;
    size_t left = data->job->cut ? data->job->words : SIZE_MAX;
    ent_string summary = {said->summary.data, cut_words(said->summary, &left)};
    ent_arena arena = data->result;
    if (!memchr(summary.data, '\n', summary.size))
        ENT_TRY(split_sentences(&summary, &arena, summary, gold->lang, err));
    append_line(&data->text, summary);
    return ENT_OK;
}

/* ---- scoring ---- */

/* ROUGE of the summary at hand. */
static ent_status compare(ent_rouge_scores *out, struct summaries *data,
                          const struct gold *gold, ent_error *err)
{
    ent_arena arena = data->result;
    ent_string *references =
        ent_arena_alloc(&arena, gold->truth_count, sizeof *references);
    if (!references || data->text.failed)
        return ent_fail_memory(err);
    for (size_t r = 0; r < gold->truth_count; r++)
        ENT_TRY(split_sentences(&references[r], &arena, gold->truth[r], gold->lang, err));
    return ent_score_rouge(out, ent_buffer_view(&data->text), references,
                           gold->truth_count, gold->lang, data->scratch, err);
}

static ent_status score_record(struct summaries *data, size_t i, ent_error *err)
{
    const struct gold *gold = &data->corpus.items.items[i];
    ent_rouge_scores rouge = {0};
    ent_buffer_clear(&data->text);
    if (data->summarizer)
        ENT_TRY(summarize(data, gold, err));
    else
        ENT_TRY(take_prediction(data, gold, i, err));
    ENT_TRY(compare(&rouge, data, gold, err));
    data->values[0][i] = rouge.r1.f1;
    data->values[1][i] = rouge.r2.f1;
    data->values[2][i] = rouge.l.f1;
    data->values[3][i] = rouge.lsum.f1;
    data->values[4][i] = (rouge.r1.f1 + rouge.r2.f1) / 2;
    return ENT_OK;
}

static void write_mean(struct results *results, const char *name, ent_mean mean)
{
    ent_json_key(&results->writer, name);
    ent_json_begin_object(&results->writer);
    ent__json_score(&results->writer, "f1", mean.mean);
    ent__json_score(&results->writer, "error", mean.error);
    ent_json_end_object(&results->writer);
    ent_buffer_format(&results->table, "%-18s ", name);
    ent_buffer_decimal(&results->table, 100 * mean.mean, 2);
    if (mean.error == mean.error) {
        ent_buffer_text(&results->table, " ± ");
        ent_buffer_decimal(&results->table, 100 * mean.error, 2);
    }
    ent_buffer_byte(&results->table, '\n');
}

static ent_status run(struct summaries *data, struct results *results, ent_error *err)
{
    const struct evaluate_job *job = data->job;
    ENT_TRY(ent_arena_open(&data->scratch, (size_t)2 << 30, err));
    ENT_TRY(ent_arena_open(&data->result, (size_t)2 << 30, err));
    ENT_TRY(gold_read(&data->corpus, job, err));
    if (job->predictions)
        ENT_TRY(ent__predictions_read(&data->predictions, &data->names, job->predictions,
                                      job->task, err));
    else
        ENT_TRY(ent_summarizer_new(&data->summarizer, err));
    size_t count = data->corpus.items.count;
    for (int v = 0; v < VALUES; v++)
        if (!(data->values[v] =
                  ent_arena_alloc(&data->corpus.arena, count, sizeof(double))))
            return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        ENT_TRY(score_record(data, i, err));
        cli_progress("summarizing", i + 1, count);
    }
    if (data->missing == count)
        return ent_fail(err, ENT_EDATA,
                        "%s: no prediction belongs to a document of the corpus",
                        job->predictions);
    if (data->missing)
        cli_say("entente: %s: %zu documents have no prediction and score 0",
                job->predictions, data->missing);
    results_count(results, "documents", count);
    for (int v = 0; v < VALUES; v++)
        write_mean(results, value_names[v], ent_mean_of(data->values[v], count));
    return ENT_OK;
}

int evaluate_summaries(const struct evaluate_job *job)
{
    struct summaries data = {.job = job};
    struct results results;
    ent_error err = {0};
    results_begin(&results);
    ent_status status = run(&data, &results, &err);
    gold_dispose(&data.corpus);
    ent__predictions_dispose(&data.predictions);
    ent_names_dispose(&data.names);
    ent_summarizer_free(data.summarizer);
    ent_arena_close(&data.scratch);
    ent_arena_close(&data.result);
    ent_buffer_dispose(&data.text);
    if (status == ENT_OK)
        return results_end(&results, job);
    ent_buffer_dispose(&results.table);
    ent_buffer_dispose(&results.json);
    return cli_fail(&err);
}
