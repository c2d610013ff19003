/* SPDX-License-Identifier: MIT */
/* The verb `dataset`: check, which names every problem of a corpus, and --fix, which writes a copy without them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dataset.h"

/* What was found, by kind. */
struct findings {
    struct dataset_request *request;
    uint64_t faults, unknown_fields, twins, lonely, repeated_ids, repeats, repeats_across,
        repaired;
    uint64_t documents, unlabelled;
    ent_buffer out;
    bool listed; /* problems are printed a line each */
};

static void flush(struct findings *findings)
{
    if (findings->out.size > 1 << 16)
        cli_print(&findings->out);
}

static void note(struct findings *findings, const char *format, ...) ENT_PRINTF(2, 3);
static void note(struct findings *findings, const char *format, ...)
{
    if (!findings->listed)
        return;
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    ent_buffer_text(&findings->out, line);
    ent_buffer_byte(&findings->out, '\n');
    flush(findings);
}

static void note_fault(void *context, const char *message)
{
    struct findings *findings = context;
    findings->faults++;
    note(findings, "%s", message);
}

static void note_field(void *context, const char *file, uint64_t line, ent_string name)
{
    struct findings *findings = context;
    findings->unknown_fields++;
    note(findings, "%s:%llu: field '%.*s' has no meaning here", file,
         (unsigned long long)line, (int)(name.size < 100 ? name.size : 100), name.data);
}

/* "file:line", or the file where that is the record. */
static void place(char text[600], const ent_survey *survey, size_t i)
{
    uint64_t line;
    const char *file = ent_survey_place(&line, survey, i);
    if (line)
        snprintf(text, 600, "%.500s:%llu", file, (unsigned long long)line);
    else
        snprintf(text, 600, "%.500s", file);
}

/* ---- kinds of problems ---- */

static ent_status check_labels(struct findings *findings, ent_survey *survey,
                               ent_error *err)
{
    const ent_label_twins *twins;
    size_t count;
    ENT_TRY(ent_survey_twins(&twins, &count, survey, err));
    findings->twins = count;
    for (size_t i = 0; i < count; i++)
        note(findings, "label '%.*s' (%llu documents): did you mean '%.*s' (%llu)?",
             (int)twins[i].rare.size, twins[i].rare.data,
             (unsigned long long)twins[i].rare_documents, (int)twins[i].frequent.size,
             twins[i].frequent.data, (unsigned long long)twins[i].frequent_documents);
    ent_survey_figures figures;
    ENT_TRY(ent_survey_describe(&figures, survey, err));
    for (size_t i = 0; i < figures.label_count; i++)
        if (figures.labels[i].documents == 1) {
            findings->lonely++;
            note(findings, "label '%.*s' has one document only",
                 (int)figures.labels[i].name.size, figures.labels[i].name.data);
        }
    return ENT_OK;
}

static void check_ids(struct findings *findings, const ent_survey *survey)
{
    char here[600], there[600];
    for (size_t i = 0; i < ent_survey_count(survey); i++) {
        size_t first = ent_survey_first_with_id(survey, i);
        if (first == i)
            continue;
        findings->repeated_ids++;
        place(here, survey, i);
        place(there, survey, first);
        note(findings, "%s: the id is that of %s", here, there);
    }
}

/* Records are of different splits when their parts differ, or their files where no part is given. */
static bool across(const ent_survey *survey, size_t a, size_t b)
{
    uint64_t line;
    return ent_survey_part(survey, a) != ent_survey_part(survey, b) ||
           ent_survey_place(&line, survey, a) != ent_survey_place(&line, survey, b);
}

static ent_status check_repeats(struct findings *findings, const ent_survey *survey,
                                ent_error *err)
{
    size_t count = ent_survey_count(survey);
    uint32_t *groups = ent_new(count, sizeof *groups);
    if (!groups)
        return ent_fail_memory(err);
    ent_status status = ent_survey_groups(groups, survey, findings->request->near, err);
    char here[600], there[600];
    for (size_t i = 0; i < count && status == ENT_OK; i++) {
        if (groups[i] == i)
            continue;
        bool other = across(survey, i, groups[i]);
        findings->repeats++;
        findings->repeats_across += other;
        place(here, survey, i);
        place(there, survey, groups[i]);
        note(findings, "%s: near-duplicate of %s%s", here, there,
             other ? " (another part)" : "");
    }
    free(groups);
    return status;
}

/* ---- the summary ---- */

static uint64_t problems(const struct findings *found)
{
    return found->faults + found->unknown_fields + found->twins + found->lonely +
           found->repeated_ids + found->repeats + (found->repaired > 0);
}

static void write_summary(struct findings *found)
{
    const struct {
        const char *key, *text;
        uint64_t value;
    } rows[] = {
        {"documents", "documents", found->documents},
        {"unlabelled", "documents without a label", found->unlabelled},
        {"faults", "bad records", found->faults},
        {"repaired", "byte sequences that are not UTF-8", found->repaired},
        {"unknown_fields", "unknown fields", found->unknown_fields},
        {"label_twins", "labels that look like another one", found->twins},
        {"lonely_labels", "labels with one document", found->lonely},
        {"repeated_ids", "repeated ids", found->repeated_ids},
        {"near_duplicates", "near-duplicates of an earlier record", found->repeats},
        {"near_duplicates_across", "of these, in another part", found->repeats_across},
    };
    size_t count = sizeof rows / sizeof *rows;
    if (!found->listed) {
        ent_json_writer json = {.out = &found->out};
        ent_json_begin_object(&json);
        for (size_t i = 0; i < count; i++) {
            ent_json_key(&json, rows[i].key);
            ent_json_write_integer(&json, (int64_t)rows[i].value);
        }
        ent_json_end_object(&json);
        ent_buffer_byte(&found->out, '\n');
        return;
    }
    for (size_t i = 0; i < count; i++)
        ent_buffer_format(&found->out, "%10llu  %s\n", (unsigned long long)rows[i].value,
                          rows[i].text);
}

/* ---- fixing ---- */

struct repair {
    const uint32_t *groups;
    const ent_label_twins *twins;
    size_t twin_count;
    ent_names rare; /* twins[i].rare has number i */
    ENT_ARRAY(ent_string) labels;
    uint64_t renamed, dropped, written;
};

static bool holds(const ent_string *labels, size_t count, ent_string label)
{
    for (size_t i = 0; i < count; i++)
        if (ent_string_equal(labels[i], label))
            return true;
    return false;
}

/* The labels with rare spellings replaced; what becomes the same is one. */
static bool fix_labels(struct repair *repair, ent_record *record)
{
    repair->labels.count = 0;
    for (size_t i = 0; i < record->label_count; i++) {
        uint32_t twin = ent_names_find(&repair->rare, record->labels[i]);
        ent_string label =
            twin == ENT_MAP_NONE ? record->labels[i] : repair->twins[twin].frequent;
        repair->renamed += twin != ENT_MAP_NONE;
        if (!holds(repair->labels.items, repair->labels.count, label) &&
            !ent_array_push(&repair->labels, label))
            return false;
    }
    record->labels = repair->labels.items;
    record->label_count = repair->labels.count;
    return true;
}

static ent_status copy_fixed(struct repair *repair, const struct dataset_request *request,
                             ent_dataset_writer *writer, ent_error *err)
{
    ent_dataset *dataset;
    ENT_TRY(dataset_reopen(&dataset, request, err));
    ent_status status = ENT_OK;
    for (size_t i = 0; status == ENT_OK; i++) {
        ent_record record;
        bool end;
        status = ent_dataset_next(dataset, &record, &end, err);
        if (status != ENT_OK || end)
            break;
        if (repair->groups[i] != i) {
            repair->dropped++;
        } else {
            status = fix_labels(repair, &record) ? ent_dataset_write(writer, &record, err)
                                                 : ent_fail_memory(err);
            repair->written++;
        }
    }
    ent_dataset_free(dataset);
    return status;
}

static ent_status prepare(struct repair *repair, uint32_t *groups,
                          const struct dataset_request *request, ent_survey *survey,
                          ent_error *err)
{
    if (!groups)
        return ent_fail_memory(err);
    ENT_TRY(ent_survey_groups(groups, survey, request->near, err));
    ENT_TRY(ent_survey_twins(&repair->twins, &repair->twin_count, survey, err));
    for (size_t i = 0; i < repair->twin_count; i++) {
        uint32_t id;
        if (!ent_names_add(&repair->rare, repair->twins[i].rare, &id))
            return ent_fail_memory(err);
    }
    repair->groups = groups;
    return ENT_OK;
}

/* A copy without bad records and repeats, labels in their frequent spelling; says what was changed. */
static ent_status fix(const struct findings *found, ent_survey *survey, ent_error *err)
{
    const struct dataset_request *request = found->request;
    uint32_t *groups = ent_new(ent_survey_count(survey), sizeof *groups);
    struct repair repair = {0};
    ent_dataset_writer *writer = NULL;
    ent_status status;
    ENT_TRY_OUT(prepare(&repair, groups, request, survey, err));
    ENT_TRY_OUT(ent_dataset_writer_open(&writer, request->fix, request->to, err));
    ENT_TRY_OUT(copy_fixed(&repair, request, writer, err));
    status = ent_dataset_writer_commit(writer, err);
    writer = NULL;
    if (status == ENT_OK)
        cli_say("%s: %llu records; left out %llu bad ones and %llu near-duplicates, "
                "renamed %llu labels, "
                "replaced %llu byte sequences",
                request->fix, (unsigned long long)repair.written,
                (unsigned long long)found->faults, (unsigned long long)repair.dropped,
                (unsigned long long)repair.renamed, (unsigned long long)found->repaired);
out:
    ent_dataset_writer_abandon(writer);
    ent_names_dispose(&repair.rare);
    free(repair.labels.items);
    free(groups);
    return status;
}

/* ---- the action ---- */

static ent_status check(struct findings *found, ent_survey **survey, ent_error *err)
{
    struct dataset_request *request = found->request;
    ent_dataset_report report;
    unsigned what = ENT_SURVEY_PLACES | (request->near < 1 ? ENT_SURVEY_SKETCHES : 0);
    ENT_TRY(dataset_survey(survey, &report, request, what, err));
    found->documents = report.documents;
    found->unlabelled = report.unlabelled;
    found->repaired = report.repaired;
    ENT_TRY(check_labels(found, *survey, err));
    check_ids(found, *survey);
    ENT_TRY(check_repeats(found, *survey, err));
    write_summary(found);
    if (!cli_print(&found->out))
        return ent_fail(err, ENT_EIO, "cannot write standard output");
    return request->fix ? fix(found, *survey, err) : ENT_OK;
}

int dataset_check(struct dataset_request *request)
{
    ent_error err;
    struct findings found = {.request = request,
                             .listed = request->told != CLI_OUTPUT_JSONL};
    char spooled[64];
    const char **paths = ent_new(request->path_count, sizeof *paths);
    ent_survey *survey = NULL;
    request->reading.bad = note_fault;
    request->reading.unknown_field = note_field;
    request->reading.context = &found;
    if (!request->on_error_given)
        request->reading.on_error = ENT_ON_ERROR_SKIP;
    ent_status status = paths ? ENT_OK : ent_fail_memory(&err);
    if (status == ENT_OK && request->fix)
        status = dataset_make_rereadable(request, paths, spooled, &err);
    if (status == ENT_OK)
        status = check(&found, &survey, &err);
    int code = status != ENT_OK   ? cli_fail(&err)
               : problems(&found) ? CLI_SOME_BAD
                                  : CLI_OK;
    ent_survey_free(survey);
    ent_buffer_dispose(&found.out);
    free(paths);
    return cli_finish(code);
}
