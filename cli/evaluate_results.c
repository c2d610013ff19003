/* SPDX-License-Identifier: MIT */
/* Results of the verb `evaluate`: the same figures as a table for a person and as one JSON object. */
#include <math.h>
#include <string.h>

#include "evaluate.h"

void results_begin(struct results *results)
{
    *results = (struct results){0};
    results->writer.out = &results->json;
    ent_json_begin_object(&results->writer);
}

void results_score(struct results *results, const char *key, double value)
{
    ent__json_score(&results->writer, key, value);
    ent_buffer_format(&results->table, "%-22s ", key);
    if (isfinite(value))
        ent_buffer_decimal(&results->table, value, 4);
    else
        ent_buffer_text(&results->table, "–");
    ent_buffer_byte(&results->table, '\n');
}

void results_count(struct results *results, const char *key, uint64_t value)
{
    ent_json_key(&results->writer, key);
    ent_json_write_integer(&results->writer, (int64_t)value);
    ent_buffer_format(&results->table, "%-22s %llu\n", key, (unsigned long long)value);
}

ent_status report_write(const struct evaluate_job *job, const char *name,
                        ent_string content, ent_error *err)
{
    ent_buffer path = {0};
    ent_output *output = NULL;
    ent_status status;
    ent_buffer_format(&path, "%s/%s", job->report, name);
    if (path.failed)
        return ent_fail_memory(err);
    ENT_TRY_OUT(ent_output_open(&output, path.data, err));
    status = ent_output_write(output, content.data, content.size, err);
    if (status == ENT_OK)
        status = ent_output_commit(output, err);
    else
        ent_output_abandon(output);
out:
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
