/* SPDX-License-Identifier: MIT */
/* Results of the verb `evaluate`: the same figures as a table for a person and as one JSON object. */
#include <math.h>
#include <string.h>

#include "evaluate.h"

void results_begin(struct results *results, const struct evaluate_job *job)
{
    *results = (struct results){.against = job->against};
    results->writer.out = &results->json;
    ent_json_begin_object(&results->writer);
}

void results_count(struct results *results, const char *key, uint64_t value)
{
    ent_json_key(&results->writer, key);
    ent_json_write_integer(&results->writer, (int64_t)value);
    ent_buffer_format(&results->table, "%-22s %llu\n", key, (unsigned long long)value);
}

static void table_number(ent_buffer *out, double value)
{
    if (isfinite(value))
        ent_buffer_decimal(out, value, 4);
    else
        ent_buffer_text(out, "–");
}

static void table_interval(ent_buffer *out, ent_interval interval)
{
    if (!isfinite(interval.low))
        return;
    ent_buffer_text(out, "  (95 %: ");
    ent_buffer_decimal(out, interval.low, 4);
    ent_buffer_text(out, " to ");
    ent_buffer_decimal(out, interval.high, 4);
    ent_buffer_text(out, ")");
}

static void table_difference(ent_buffer *out, const ent_score_line *line)
{
    const ent_difference *difference = &line->difference;
    ent_buffer_format(out, "%-22s ", "  against");
    table_number(out, difference->theirs);
    if (isfinite(difference->interval.low)) {
        ent_buffer_text(out, difference->difference < 0 ? "  " : "  +");
        ent_buffer_decimal(out, difference->difference, 4);
        table_interval(out, difference->interval);
        ent_buffer_text(out, "  p = ");
        ent_buffer_decimal(out, difference->p, 4);
    }
    ent_buffer_byte(out, '\n');
}

void results_score(struct results *results, const ent_score_line *line)
{
    ent_buffer_format(&results->table, "%-22s ", line->name);
    table_number(&results->table, line->value);
    table_interval(&results->table, line->interval);
    ent_buffer_byte(&results->table, '\n');
    if (line->compared)
        table_difference(&results->table, line);
    if (results->line_count < RESULTS_MOST)
        results->lines[results->line_count++] = *line;
}

ent_status results_units(struct results *results, const struct told_score *told,
                         size_t count, const ent_units *ours, const ent_units *theirs,
                         const ent_evaluate_options *options, ent_arena scratch,
                         ent_error *err)
{
    double scores[ENT_UNITS_SCORES];
    ent_interval intervals[ENT_UNITS_SCORES];
    ent_difference differences[ENT_UNITS_SCORES] = {{0}};
    ent__units_score(scores, ours);
    ENT_TRY(ent__units_intervals(intervals, ours, options, scratch, err));
    if (theirs)
        ENT_TRY(ent__units_compare(differences, ours, theirs, options, scratch, err));
    for (size_t i = 0; i < count; i++) {
        size_t at = told[i].at;
        ent_score_line line = {
            .name = told[i].key,
            .meaning = told[i].meaning,
            .value = scores[at],
            .interval = intervals[at],
            .compared = theirs != NULL,
            .difference = differences[at],
        };
        results_score(results, &line);
    }
    return ENT_OK;
}

void results_name_other(struct results *results)
{
    ent_json_writer *writer = &results->writer;
    ent_buffer_format(&results->table, "%-22s %s\n", "against", results->against);
    ent_json_key(writer, "other_system");
    ent_json_begin_object(writer);
    ent_json_key(writer, "name");
    ent_json_write_text(writer, results->against);
    ent_json_end_object(writer);
}

void results_write_scores(struct results *results)
{
    ent_json_writer *writer = &results->writer;
    bool compared = false;
    for (size_t i = 0; i < results->line_count; i++)
        ent__json_score(writer, results->lines[i].name, results->lines[i].value);
    ent_json_key(writer, "intervals");
    ent_json_begin_object(writer);
    for (size_t i = 0; i < results->line_count; i++) {
        ent__json_interval(writer, results->lines[i].name, results->lines[i].interval);
        compared = compared || results->lines[i].compared;
    }
    ent_json_end_object(writer);
    if (!compared)
        return;
    results_name_other(results);
    ent_json_key(writer, "against");
    ent_json_begin_object(writer);
    for (size_t i = 0; i < results->line_count; i++)
        ent__json_difference(writer, results->lines[i].name,
                             &results->lines[i].difference);
    ent_json_end_object(writer);
}

ent_status results_page(const struct results *results, const struct evaluate_job *job,
                        size_t documents, ent_error *err)
{
    if (!job->report)
        return ENT_OK;
    ent_buffer page = {0}, title = {0};
    ent_buffer_format(&title, "Evaluation of %s",
                      job->predictions ? job->predictions : "our summaries");
    ent__scores_page(&page, title.data ? title.data : "", documents, results->lines,
                     results->line_count, results->against);
    ent_status status =
        page.failed || title.failed
            ? ent_fail_memory(err)
            : report_write(job, "index.html", ent_buffer_view(&page), err);
    ent_buffer_dispose(&page);
    ent_buffer_dispose(&title);
    return status;
}

void results_dispose(struct results *results)
{
    ent_buffer_dispose(&results->table);
    ent_buffer_dispose(&results->json);
}

ent_status report_write(const struct evaluate_job *job, const char *name,
                        ent_string content, ent_error *err)
{
    ent_buffer path = {0};
    ent_buffer_format(&path, "%s/%s", job->report, name);
    ent_status status =
        path.failed ? ent_fail_memory(err) : ent_file_write(path.data, content, err);
    ent_buffer_dispose(&path);
    return status;
}

int results_end(struct results *results, const struct evaluate_job *job)
{
    ent_error err = {0};
    ent_status status = ENT_OK;
    ent_json_end_object(&results->writer);
    ent_buffer_byte(&results->json, '\n');
    if (results->json.failed || results->table.failed)
        status = ent_fail_memory(&err);
    if (status == ENT_OK && job->report)
        status =
            report_write(job, "evaluation.json", ent_buffer_view(&results->json), &err);
    if (status == ENT_OK)
        cli_print(cli_output_resolve(job->output) == CLI_OUTPUT_TABLE ? &results->table
                                                                      : &results->json);
    ent_buffer_dispose(&results->table);
    ent_buffer_dispose(&results->json);
    return status == ENT_OK ? CLI_OK : cli_fail(&err);
}
