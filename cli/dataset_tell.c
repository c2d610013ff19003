/* SPDX-License-Identifier: MIT */
/* The verb `dataset`: actions that describe a corpus: stats and card. */
#include <stdlib.h>
#include <string.h>

#include "dataset.h"
#include "inputs.h"

struct description {
    ent_survey *survey;
    ent_survey_figures figures;
    ent_dataset_report report;
};

static ent_status describe(struct description *out, struct dataset_request *request,
                           ent_error *err)
{
    ENT_TRY(dataset_survey(&out->survey, &out->report, request, 0, err));
    return ent_survey_describe(&out->figures, out->survey, err);
}

/* ---- JSON ---- */

static void json_integer(ent_json_writer *json, const char *key, uint64_t value)
{
    ent_json_key(json, key);
    ent_json_write_integer(json, (int64_t)value);
}

static void json_counts(ent_json_writer *json, const char *key,
                        const ent_label_count *items, size_t count)
{
    ent_json_key(json, key);
    ent_json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        ent_json_begin_object(json);
        ent_json_key(json, "name");
        ent_json_write_string(json, items[i].name);
        json_integer(json, "documents", items[i].documents);
        ent_json_end_object(json);
    }
    ent_json_end_array(json);
}

static void json_text(ent_json_writer *json, const char *key, const char *value)
{
    ent_json_key(json, key);
    ent_json_write_text(json, value);
}

static void write_json(ent_buffer *out, const struct description *of,
                       const struct dataset_request *request, bool card)
{
    const ent_survey_figures *figures = &of->figures;
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    if (card) {
        json_text(&json, "name", request->name);
        json_text(&json, "source", request->source);
        json_text(&json, "licence", request->licence);
    }
    json_integer(&json, "documents", figures->documents);
    json_integer(&json, "unlabelled", of->report.unlabelled);
    json_integer(&json, "multi_label", of->report.multi);
    json_integer(&json, "words", figures->words);
    json_integer(&json, "bytes", figures->bytes);
    ent_json_key(&json, "words_a_document");
    ent_json_begin_object(&json);
    json_integer(&json, "least", figures->words_least);
    json_integer(&json, "median", figures->words_median);
    json_integer(&json, "most", figures->words_most);
    ent_json_end_object(&json);
    json_integer(&json, "repeated_ids", figures->repeated_ids);
    json_integer(&json, "equal_texts", figures->equal_texts);
    json_integer(&json, "repaired", of->report.repaired);
    json_integer(&json, "faults", of->report.faults);
    json_counts(&json, "languages", figures->langs, figures->lang_count);
    json_counts(&json, "parts", figures->parts, figures->part_count);
    json_counts(&json, "labels", figures->labels, figures->label_count);
    json_counts(&json, "stances", figures->stances, figures->stance_count);
    json_text(&json, "digest", of->report.digest);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

/* ---- tables ---- */

static void table_counts(ent_buffer *out, const char *title, const ent_label_count *items,
                         size_t count, uint64_t documents)
{
    if (count == 0)
        return;
    ent_buffer_format(out, "\n%s: %zu\n", title, count);
    for (size_t i = 0; i < count; i++) {
        double share =
            documents ? 100.0 * (double)items[i].documents / (double)documents : 0;
        ent_buffer_format(out, "%10llu  ", (unsigned long long)items[i].documents);
        ent_buffer_decimal(out, share, 1);
        ent_buffer_text(out, " %  ");
        size_t name = out->size;
        ent_buffer_string(out, items[i].name);
        cli_disarm(out, name);
        ent_buffer_byte(out, '\n');
    }
}

static void write_table(ent_buffer *out, const struct description *of)
{
    const ent_survey_figures *figures = &of->figures;
    ent_buffer_format(
        out, "documents    %llu (%llu without a label, %llu with several)\n",
        (unsigned long long)figures->documents, (unsigned long long)of->report.unlabelled,
        (unsigned long long)of->report.multi);
    ent_buffer_format(out, "words        %llu; a document %u to %u, median %u\n",
                      (unsigned long long)figures->words, figures->words_least,
                      figures->words_most, figures->words_median);
    ent_buffer_format(out, "bytes        %llu\n", (unsigned long long)figures->bytes);
    ent_buffer_format(out, "equal texts  %llu\nsame ids     %llu\n",
                      (unsigned long long)figures->equal_texts,
                      (unsigned long long)figures->repeated_ids);
    ent_buffer_format(out, "digest       %s\n", of->report.digest);
    table_counts(out, "languages", figures->langs, figures->lang_count,
                 figures->documents);
    table_counts(out, "parts", figures->parts, figures->part_count, figures->documents);
    table_counts(out, "stances", figures->stances, figures->stance_count,
                 figures->documents);
    table_counts(out, "labels", figures->labels, figures->label_count,
                 figures->documents);
}

int dataset_stats(struct dataset_request *request)
{
    ent_error err;
    struct description of = {0};
    ent_status status = describe(&of, request, &err);
    ent_buffer out = {0};
    int code = CLI_OK;
    if (status == ENT_OK) {
        if (cli_output_resolve(request->told) == CLI_OUTPUT_JSONL)
            write_json(&out, &of, request, false);
        else
            write_table(&out, &of);
        code = dataset_verdict(&of.report);
        if (!cli_print(&out))
            code = CLI_FAILED;
    }
    ent_buffer_dispose(&out);
    ent_survey_free(of.survey);
    return cli_finish(status == ENT_OK ? code : cli_fail(&err));
}

/* ---- card ---- */

/* A cell of a Markdown table: no bar and no line break may end it. */
static void cell(ent_buffer *out, ent_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '|')
            ent_buffer_byte(out, '\\');
        ent_buffer_byte(out, (unsigned char)c < 0x20 ? ' ' : c);
    }
}

static void markdown_counts(ent_buffer *out, const char *title, const char *column,
                            const ent_label_count *items, size_t count)
{
    if (count == 0)
        return;
    ent_buffer_format(out, "\n## %s\n\n| %s | documents |\n|---|---:|\n", title, column);
    for (size_t i = 0; i < count; i++) {
        ent_buffer_text(out, "| ");
        cell(out, items[i].name);
        ent_buffer_format(out, " | %llu |\n", (unsigned long long)items[i].documents);
    }
}

static void markdown_row(ent_buffer *out, const char *name, const char *value)
{
    ent_buffer_format(out, "| %s | ", name);
    cell(out, ent_string_of(value ? value : "not stated"));
    ent_buffer_text(out, " |\n");
}

static void write_markdown(ent_buffer *out, const struct description *of,
                           const struct dataset_request *request)
{
    const ent_survey_figures *figures = &of->figures;
    ent_buffer_text(out, "# ");
    cell(out, ent_string_of(request->name ? request->name : "Corpus"));
    ent_buffer_text(out, "\n\n| | |\n|---|---|\n");
    markdown_row(out, "source", request->source);
    markdown_row(out, "licence", request->licence);
    ent_buffer_format(out, "| documents | %llu |\n",
                      (unsigned long long)figures->documents);
    ent_buffer_format(out, "| without a label | %llu |\n",
                      (unsigned long long)of->report.unlabelled);
    ent_buffer_format(out, "| with several labels | %llu |\n",
                      (unsigned long long)of->report.multi);
    ent_buffer_format(out, "| words | %llu |\n", (unsigned long long)figures->words);
    ent_buffer_format(out, "| words a document | %u to %u, median %u |\n",
                      figures->words_least, figures->words_most, figures->words_median);
    ent_buffer_format(out, "| bytes of text | %llu |\n",
                      (unsigned long long)figures->bytes);
    ent_buffer_format(out, "| equal texts | %llu |\n",
                      (unsigned long long)figures->equal_texts);
    ent_buffer_format(out, "| digest (XXH128 of the content) | `%s` |\n",
                      of->report.digest);
    markdown_counts(out, "Languages", "language", figures->langs, figures->lang_count);
    markdown_counts(out, "Parts", "part", figures->parts, figures->part_count);
    markdown_counts(out, "Stances", "stance", figures->stances, figures->stance_count);
    markdown_counts(out, "Labels", "label", figures->labels, figures->label_count);
}

static ent_status write_file(const struct dataset_request *request, const char *ending,
                             const ent_buffer *text, ent_error *err)
{
    ent_buffer path = {0};
    ent_buffer_format(&path, "%s%s", request->output, ending);
    ent_status status =
        path.failed || text->failed
            ? ent_fail_memory(err)
            : cli_inputs_spare(request->paths, request->path_count, path.data, err);
    if (status == ENT_OK)
        status = ent_file_write(path.data, ent_buffer_view(text), err);
    ent_buffer_dispose(&path);
    return status;
}

/* To FILE.md and FILE.json, or one of them to standard output. */
static ent_status put_card(const struct description *of,
                           const struct dataset_request *request, ent_error *err)
{
    ent_buffer markdown = {0}, json = {0};
    write_markdown(&markdown, of, request);
    write_json(&json, of, request, true);
    ent_status status = ENT_OK;
    if (request->output) {
        status = write_file(request, ".md", &markdown, err);
        if (status == ENT_OK)
            status = write_file(request, ".json", &json, err);
    } else if (!cli_print(request->told == CLI_OUTPUT_JSONL ? &json : &markdown)) {
        status = ent_fail(err, ENT_EIO, "cannot write standard output");
    }
    ent_buffer_dispose(&markdown);
    ent_buffer_dispose(&json);
    return status;
}

int dataset_card(struct dataset_request *request)
{
    ent_error err;
    struct description of = {0};
    ent_status status = describe(&of, request, &err);
    if (status == ENT_OK)
        status = put_card(&of, request, &err);
    int code = status == ENT_OK ? dataset_verdict(&of.report) : cli_fail(&err);
    ent_survey_free(of.survey);
    return cli_finish(code);
}
