/* SPDX-License-Identifier: MIT */
/* The verb `evaluate` for summaries: entente's own, or somebody's, against people's. */
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"

struct summaries {
    const struct evaluate_job *job;
    struct gold_corpus corpus;
    ent_names names;
    ent_predictions predictions[2]; /* ours, and those we are compared with */
    ent_summarizer *summarizer;     /* where there are no predictions of ours */
    ent_arena scratch;
    ent_arena result;
    ent_buffer text; /* the summary at hand, a sentence a line */
};

/* Of each record: R1, R2, L, Lsum, (R1 + R2) / 2. */
enum { VALUES = 5, DEFAULT_WORDS = 60 };
static const struct {
    const char *name, *meaning;
} told[VALUES] = {{"rouge_1", "words in common, F1"},
                  {"rouge_2", "pairs of words in common, F1"},
                  {"rouge_l", "longest common run of words with gaps, F1"},
                  {"rouge_lsum", "the same sentence by sentence, F1"},
                  {"mean_of_1_and_2", "mean of the first two"}};

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
                                  const ent_prediction *said, ent_error *err)
{
    size_t left = data->job->cut ? data->job->words : SIZE_MAX;
    ent_string summary = {said->summary.data, cut_words(said->summary, &left)};
    ent_arena arena = data->result;
    if (!memchr(summary.data ? summary.data : "", '\n', summary.size))
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

static ent_status score_text(double values[VALUES], struct summaries *data,
                             const struct gold *gold, ent_error *err)
{
    ent_rouge_scores rouge = {0};
    ENT_TRY(compare(&rouge, data, gold, err));
    values[0] = rouge.r1.f1;
    values[1] = rouge.r2.f1;
    values[2] = rouge.l.f1;
    values[3] = rouge.lsum.f1;
    values[4] = (rouge.r1.f1 + rouge.r2.f1) / 2;
    return ENT_OK;
}

/* A document without a prediction scores 0. */
static ent_status score_predictions(double *values, struct summaries *data, size_t system,
                                    const char *path, ent_error *err)
{
    size_t count = data->corpus.items.count, missing = 0;
    for (size_t i = 0; i < count; i++) {
        const struct gold *gold = &data->corpus.items.items[i];
        const ent_prediction *said =
            ent__predictions_find(&data->predictions[system], gold->id, i);
        missing += !said;
        ent_buffer_clear(&data->text);
        if (said)
            ENT_TRY(take_prediction(data, gold, said, err));
        ENT_TRY(score_text(values + i * VALUES, data, gold, err));
    }
    if (missing == count)
        return ent_fail(err, ENT_EDATA,
                        "%s: no prediction belongs to a document of the corpus", path);
    if (missing)
        cli_say("entente: %s: %zu documents have no prediction and score 0", path,
                missing);
    return ENT_OK;
}

static ent_status score_ours(double *values, struct summaries *data, ent_error *err)
{
    size_t count = data->corpus.items.count;
    ENT_TRY(ent_summarizer_new(&data->summarizer, err));
    for (size_t i = 0; i < count; i++) {
        const struct gold *gold = &data->corpus.items.items[i];
        ent_buffer_clear(&data->text);
        ENT_TRY(summarize(data, gold, err));
        ENT_TRY(score_text(values + i * VALUES, data, gold, err));
        cli_progress("summarizing", i + 1, count);
    }
    return ENT_OK;
}

/* ---- results ---- */

static void write_json(struct results *results, const ent_score_line *line, ent_mean mean)
{
    ent_json_key(&results->writer, line->name);
    ent_json_begin_object(&results->writer);
    ent__json_score(&results->writer, "f1", line->value);
    ent__json_score(&results->writer, "error", mean.error);
    ent__json_interval(&results->writer, "interval", line->interval);
    ent_json_end_object(&results->writer);
}

/* ROUGE is told times 100. */
static void table_percent(ent_buffer *out, double value)
{
    ent_buffer_decimal(out, 100 * value, 2);
}

static void write_row(ent_buffer *out, const ent_score_line *line, ent_mean mean)
{
    ent_buffer_format(out, "%-18s ", line->name);
    table_percent(out, line->value);
    if (mean.error == mean.error) {
        ent_buffer_text(out, " ± ");
        table_percent(out, mean.error);
    }
    if (line->interval.low == line->interval.low) {
        ent_buffer_text(out, "  (95 %: ");
        table_percent(out, line->interval.low);
        ent_buffer_text(out, " to ");
        table_percent(out, line->interval.high);
        ent_buffer_byte(out, ')');
    }
    if (line->compared) {
        const ent_difference *difference = &line->difference;
        ent_buffer_text(out, "  against ");
        table_percent(out, difference->theirs);
        ent_buffer_text(out, difference->difference < 0 ? ": " : ": +");
        table_percent(out, difference->difference);
        if (difference->p == difference->p) {
            ent_buffer_text(out, "  (95 %: ");
            table_percent(out, difference->interval.low);
            ent_buffer_text(out, " to ");
            table_percent(out, difference->interval.high);
            ent_buffer_text(out, ", p = ");
            ent_buffer_decimal(out, difference->p, 4);
            ent_buffer_byte(out, ')');
        }
    }
    ent_buffer_byte(out, '\n');
}

static void write_against(struct results *results)
{
    results_name_other(results);
    ent_json_key(&results->writer, "against");
    ent_json_begin_object(&results->writer);
    for (size_t v = 0; v < results->line_count; v++)
        ent__json_difference(&results->writer, results->lines[v].name,
                             &results->lines[v].difference);
    ent_json_end_object(&results->writer);
}

/* @param values  of the one system or of both */
static ent_status tell(struct results *results, struct summaries *data,
                       double *const values[2], ent_error *err)
{
    const ent_evaluate_options *options = &data->job->options;
    ent_arena arena = data->corpus.arena;
    size_t count = data->corpus.items.count;
    bool compared = values[1] != NULL;
    ent_units units[2];
    ent_interval intervals[VALUES];
    ent_difference differences[VALUES] = {{0}};
    double scores[VALUES + ENT_UNITS_WIDTH], *column;
    for (int s = 0; s < 1 + compared; s++)
        ENT_TRY(ent__mean_units(&units[s], &arena, values[s], count, VALUES, err));
    ent__units_score(scores, &units[0]);
    ENT_TRY(ent__units_intervals(intervals, &units[0], options, arena, err));
    if (compared)
        ENT_TRY(
            ent__units_compare(differences, &units[0], &units[1], options, arena, err));
    if (!(column = ent_arena_alloc(&arena, count, sizeof *column)))
        return ent_fail_memory(err);
    for (size_t v = 0; v < VALUES; v++) {
        for (size_t i = 0; i < count; i++)
            column[i] = values[0][i * VALUES + v];
        ent_score_line *line = &results->lines[results->line_count++];
        *line = (ent_score_line){told[v].name, told[v].meaning, scores[v],
                                 intervals[v], compared,        differences[v]};
        write_json(results, line, ent_mean_of(column, count));
        write_row(&results->table, line, ent_mean_of(column, count));
    }
    if (compared)
        write_against(results);
    return ENT_OK;
}

static ent_status run(struct summaries *data, struct results *results, ent_error *err)
{
    const struct evaluate_job *job = data->job;
    const char *paths[] = {job->predictions, job->against};
    double *values[2] = {NULL, NULL};
    ENT_TRY(ent_arena_open(&data->scratch, (size_t)2 << 30, err));
    ENT_TRY(ent_arena_open(&data->result, (size_t)2 << 30, err));
    ENT_TRY(gold_read(&data->corpus, job, err));
    size_t count = data->corpus.items.count;
    for (size_t s = 0; s < 2; s++) {
        if (s && !paths[s])
            continue;
        values[s] = ent_arena_alloc(&data->corpus.arena, count * VALUES, sizeof(double));
        if (!values[s])
            return ent_fail_memory(err);
        if (paths[s])
            ENT_TRY(ent__predictions_read(&data->predictions[s], &data->names, paths[s],
                                          job->task, err));
        ENT_TRY(paths[s] ? score_predictions(values[s], data, s, paths[s], err)
                         : score_ours(values[s], data, err));
    }
    results_count(results, "documents", count);
    ENT_TRY(tell(results, data, values, err));
    return results_page(results, job, count, err);
}

int evaluate_summaries(const struct evaluate_job *job)
{
    struct summaries data = {.job = job};
    struct results results;
    ent_error err = {0};
    results_begin(&results, job);
    ent_status status = run(&data, &results, &err);
    gold_dispose(&data.corpus);
    ent__predictions_dispose(&data.predictions[0]);
    ent__predictions_dispose(&data.predictions[1]);
    ent_names_dispose(&data.names);
    ent_summarizer_free(data.summarizer);
    ent_arena_close(&data.scratch);
    ent_arena_close(&data.result);
    ent_buffer_dispose(&data.text);
    if (status == ENT_OK)
        return results_end(&results, job);
    results_dispose(&results);
    return cli_fail(&err);
}
