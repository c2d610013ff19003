/* SPDX-License-Identifier: MIT */
/* What is wrong or odd with a record, and where: messages, counts, the quarantine. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "reader.h"

enum {
    UNKNOWN_MOST = 100
}; /* fields: finding the place of each costs a walk over its record */

/* ---- places ---- */

struct place {
    uint64_t line; /* 0: not known */
    size_t column; /* 0: not known */
};

static const char *file_of(const ent_dataset *dataset)
{
    return ent__shown(dataset->sources.items[dataset->at].path);
}

/* Line and column of something within the record's bytes, which may run over several lines. */
static struct place place_in_record(const ent_dataset *dataset,
                                    const ent_field_place *place)
{
    ent_string raw = dataset->fault.raw;
    size_t at = place->at;
    if (place->name.size) {
        at = ent_json_member_place(raw, place->name);
        at = at == SIZE_MAX ? 0 : at;
    }
    struct place found = {dataset->record.line, dataset->raw_column + at};
    for (size_t i = 0; i < at && i < raw.size; i++)
        if (raw.data[i] == '\n') {
            found.line++;
            found.column = at - i;
        }
    return found.line ? found : (struct place){0, 0};
}

/* "file:line:column: ", as much of it as is known. @return its size */
static size_t write_place(char *text, size_t capacity, const ent_dataset *dataset,
                          struct place place)
{
    const char *file = file_of(dataset);
    int size;
    if (place.line == 0)
        size = snprintf(text, capacity, "%s: ", file);
    else if (place.column == 0)
        size =
            snprintf(text, capacity, "%s:%llu: ", file, (unsigned long long)place.line);
    else
        size = snprintf(text, capacity, "%s:%llu:%zu: ", file,
                        (unsigned long long)place.line, place.column);
    return size < 0 ? 0 : (size_t)size < capacity ? (size_t)size : capacity - 1;
}

/* ---- faults ---- */

static ent_status fault(ent_dataset *dataset, ent_error *err, ent_skip reason,
                        ent_string raw, struct place place, const char *format,
                        va_list arguments)
{
    char before[sizeof err->msg], what[sizeof err->msg];
    size_t prefix = write_place(before, sizeof before, dataset, place);
    vsnprintf(what, sizeof what, format, arguments);
    dataset->fault = (ent_fault){.set = true,
                                 .reason = reason,
                                 .raw = raw,
                                 .line = place.line,
                                 .column = place.column,
                                 .prefix = prefix};
    return ent_fail(err, ENT_EDATA, "%s%s", before, what);
}

ent_status ent__bad(ent_dataset *dataset, ent_error *err, ent_skip reason, ent_string raw,
                    uint64_t line, size_t column, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    ent_status status =
        fault(dataset, err, reason, raw, (struct place){line, column}, format, arguments);
    va_end(arguments);
    return status;
}

ent_status ent__bad_field(ent_dataset *dataset, ent_error *err, ent_skip reason,
                          const ent_field_place *place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    ent_status status = fault(dataset, err, reason, dataset->fault.raw,
                              place_in_record(dataset, place), format, arguments);
    va_end(arguments);
    return status;
}

ent_status ent__input_fault(ent_dataset *dataset, ent_status status, ent_error *err)
{
    (void)err; /* the message names the file already */
    if (status == ENT_EDATA)
        dataset->fault =
            (ent_fault){.set = true, .ends_source = true, .reason = ENT_SKIP_DAMAGED};
    else if (status == ENT_ELIMIT)
        dataset->fault = (ent_fault){.set = true,
                                     .reason = ENT_SKIP_TOO_LONG,
                                     .line = ent_input_line_number(dataset->input)};
    return status;
}

/* The message without the place, or without the name of the file that could not be read. */
static const char *without_place(const ent_dataset *dataset, const char *message)
{
    const char *file = file_of(dataset);
    size_t size = strlen(file), prefix = dataset->fault.prefix;
    if (prefix)
        return message + (prefix < strlen(message) ? prefix : 0);
    if (strncmp(message, file, size) == 0 && message[size] == ':') {
        message += size + 1; /* "file:7: what" */
        message += strspn(message, "0123456789");
        return message + strspn(message, ": ");
    }
    if (message[0] == '\'' && strncmp(message + 1, file, size) == 0 &&
        strncmp(message + 1 + size, "' ", 2) == 0)
        return message + size + 3;
    return message;
}

static void tell_fault(ent_dataset *dataset, const ent_error *problem)
{
    const ent_dataset_options *options = &dataset->options;
    const ent_fault *fault = &dataset->fault;
    if (options->bad)
        options->bad(options->context, problem->msg);
    if (!options->notice)
        return;
    ent_notice notice = {ENT_NOTICE_FAULT, file_of(dataset), fault->line, fault->column,
                         without_place(dataset, problem->msg)};
    options->notice(options->context, &notice);
}

ent_status ent__put_aside(ent_dataset *dataset, const ent_error *problem, ent_error *err)
{
    const ent_fault *fault = &dataset->fault;
    dataset->tally.skipped[fault->reason]++;
    tell_fault(dataset, problem);
    if (dataset->quarantine && fault->raw.size) {
        ENT_TRY(
            ent_output_write(dataset->quarantine, fault->raw.data, fault->raw.size, err));
        if (fault->raw.data[fault->raw.size - 1] != '\n')
            ENT_TRY(ent_output_write(dataset->quarantine, "\n", 1, err));
    }
    return ENT_OK;
}

/* ---- what is odd but not bad ---- */

void ent__notice(ent_dataset *dataset, ent_notice_kind kind, const ent_field_place *place,
                 const char *format, ...)
{
    const ent_dataset_options *options = &dataset->options;
    if (!options->notice)
        return;
    char what[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    struct place at = place_in_record(dataset, place);
    ent_notice notice = {kind, file_of(dataset), at.line, at.column, what};
    options->notice(options->context, &notice);
}

void ent__count_repaired(ent_dataset *dataset, size_t sequences)
{
    dataset->tally.repaired += sequences;
    if (sequences)
        ent__notice(dataset, ENT_NOTICE_REPAIR, &dataset->field,
                    "%zu NULs or byte sequences that are not UTF-8", sequences);
}

ent_status ent__unknown_field(ent_dataset *dataset, ent_string name,
                              const ent_field_place *place, ent_error *err)
{
    if (!dataset->options.notice)
        return ENT_OK;
    size_t known = dataset->unknown.count;
    uint32_t id;
    if (known > UNKNOWN_MOST)
        return ENT_OK;
    if (!ent_names_add(&dataset->unknown, name, &id))
        return ent_fail_memory(err);
    if (dataset->unknown.count > UNKNOWN_MOST)
        ent__notice(dataset, ENT_NOTICE_FIELD, place,
                    "further fields without a meaning are not listed");
    else if (dataset->unknown.count > known)
        ent__notice(dataset, ENT_NOTICE_FIELD, place, "field '%.*s' has no meaning here",
                    (int)(name.size < 100 ? name.size : 100), name.data);
    return ENT_OK;
}
