/* SPDX-License-Identifier: MIT */
/* The reader's core: walks over the sources, hands bad records to the caller's policy, and finishes good ones. */
#include "reader.h"

#include "datasets.h"

#include <stdlib.h>
#include <string.h>

static const size_t default_record_limit = (size_t)256 << 20;

static const ent_format_reader *const readers[ENT_FORMAT_COUNT] = {
    [ENT_FORMAT_JSONL] = &ent__jsonl_reader,
    [ENT_FORMAT_JSON] = &ent__json_reader,
    [ENT_FORMAT_CSV] = &ent__csv_reader,
    [ENT_FORMAT_TSV] = &ent__csv_reader,
    [ENT_FORMAT_FASTTEXT] = &ent__fasttext_reader,
    [ENT_FORMAT_LIBSVM] = &ent__libsvm_reader,
    [ENT_FORMAT_REUTERS] = &ent__reuters_reader,
    [ENT_FORMAT_FOLDERS] = &ent__text_reader,
    [ENT_FORMAT_TEXT] = &ent__text_reader,
    [ENT_FORMAT_NEWSGROUPS] = &ent__text_reader,
};

/* ---- names ---- */

static const struct {
    const char *name, *description;
} formats[] = {
#define AS_NAMES(name, word, what) [name] = {word, what},
    ENT_FORMAT_LIST(AS_NAMES)};

const char *ent_format_name(ent_format format)
{
    return (unsigned)format < ENT_FORMAT_COUNT ? formats[format].name : NULL;
}

const char *ent_format_description(ent_format format)
{
    return (unsigned)format < ENT_FORMAT_COUNT ? formats[format].description : NULL;
}

bool ent_format_find(ent_format *format, const char *name)
{
    for (int i = 0; i < ENT_FORMAT_COUNT; i++)
        if (strcmp(formats[i].name, name) == 0) {
            *format = (ent_format)i;
            return true;
        }
    return false;
}

const char *ent_skip_text(ent_skip reason)
{
    static const char *const texts[] = {
#define AS_TEXT(name, text) [name] = text,
        ENT_SKIP_LIST(AS_TEXT)};
    return (unsigned)reason < ENT_SKIP_COUNT ? texts[reason] : NULL;
}

const char *ent__shown(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* ---- opening and closing ---- */

ent_status ent__reading_check(ent_on_error on_error, const char *quarantine,
                              const char *charset, ent_error *err)
{
    bool aside = on_error == ENT_ON_ERROR_QUARANTINE;
    if (aside != (quarantine != NULL))
        return ent_fail(err, ENT_EARG,
                        aside ? "quarantine wants a file to write bad records to"
                              : "a quarantine is named, but nothing is to be put there "
                                "(--on-error=quarantine)");
    if (charset && !ent_charset_known(charset))
        return ent_fail(err, ENT_EARG, "'%s' is not a charset", charset);
    return ENT_OK;
}

static ent_status check_options(const ent_dataset_options *options, size_t paths,
                                ent_error *err)
{
    if (paths == 0)
        return ent_fail(err, ENT_EARG, "no corpus to read");
    if ((unsigned)options->format >= ENT_FORMAT_COUNT)
        return ent_fail(err, ENT_EARG, "unknown format");
    if (options->format != ENT_FORMAT_AUTO && !readers[options->format])
        return ent_fail(err, ENT_EARG, "format '%s' cannot be read",
                        ent_format_name(options->format));
    ENT_TRY(ent__reading_check(options->on_error, options->quarantine, options->charset,
                               err));
    return ENT_OK;
}

static ent_status open_parts(ent_dataset *dataset, ent_error *err)
{
    const ent_dataset_options *options = &dataset->options;
    dataset->record_limit =
        options->record_limit ? options->record_limit : default_record_limit;
    ENT_TRY(ent_arena_open(&dataset->arena, (size_t)8 << 30, err));
    /* A record as it stands, decoded, and its pieces. */
    ENT_TRY(
        ent_arena_open(&dataset->scratch, 16 * dataset->record_limit + (1 << 20), err));
    ENT_TRY(ent__tally_open(&dataset->tally, err));
    ENT_TRY(ent__fields_open(&dataset->fields, options, err));
    if (options->map)
        ENT_TRY(ent__label_map_open(&dataset->map, options->map, err));
    return ENT_OK;
}

static ent_status open_paths(ent_dataset *dataset, const char *const *paths, size_t count,
                             ent_error *err)
{
    ENT_TRY(open_parts(dataset, err));
    ENT_TRY(ent__sources_find(dataset, paths, count, err));
    if (dataset->options.quarantine)
        ENT_TRY(ent_output_open(&dataset->quarantine, dataset->options.quarantine, err));
    return ENT_OK;
}

static ent_status open_stream(ent_dataset *dataset, ent_input *input, const char *name,
                              ent_output *quarantine, ent_error *err)
{
    ent_source source = {.path = name, .id = name, .format = dataset->options.format};
    dataset->lent = true;
    dataset->input = input;
    dataset->quarantine = quarantine;
    ENT_TRY(open_parts(dataset, err));
    return ent_array_push(&dataset->sources, source) ? ENT_OK : ent_fail_memory(err);
}

ent_status ent_dataset_open(ent_dataset **out, const char *const *paths, size_t count,
                            const ent_dataset_options *options, ent_error *err)
{
    static const ent_dataset_options defaults = {0};
    options = options ? options : &defaults;
    ENT_TRY(check_options(options, count, err));
    ent_dataset *dataset = ent_new_zeroed(1, sizeof *dataset);
    if (!dataset)
        return ent_fail_memory(err);
    dataset->options = *options;
    ent_status status = open_paths(dataset, paths, count, err);
    if (status != ENT_OK) {
        ent_dataset_free(dataset);
        return status;
    }
    *out = dataset;
    return ENT_OK;
}

ent_status ent_dataset_open_stream(ent_dataset **out, ent_input *input, const char *name,
                                   const ent_dataset_options *options,
                                   ent_output *quarantine, ent_error *err)
{
    ENT_TRY(check_options(options, 1, err));
    ent_dataset *dataset = ent_new_zeroed(1, sizeof *dataset);
    if (!dataset)
        return ent_fail_memory(err);
    dataset->options = *options;
    ent_status status = open_stream(dataset, input, name, quarantine, err);
    if (status != ENT_OK) {
        ent_dataset_free(dataset);
        return status;
    }
    *out = dataset;
    return ENT_OK;
}

static void close_source(ent_dataset *dataset)
{
    if (dataset->format && dataset->format->close)
        dataset->format->close(dataset);
    if (!dataset->lent)
        ent_input_close(dataset->input);
    dataset->input = NULL;
    dataset->format = NULL;
    dataset->state = NULL;
}

void ent_dataset_free(ent_dataset *dataset)
{
    if (!dataset)
        return;
    close_source(dataset);
    if (!dataset->lent)
        ent_output_abandon(dataset->quarantine);
    ent__tally_close(&dataset->tally);
    ent__label_map_free(dataset->map);
    ent_names_dispose(&dataset->unknown);
    ent_buffer_dispose(&dataset->joined);
    free(dataset->sources.items);
    free(dataset->labels.items);
    free(dataset->label_ids.items);
    free(dataset->references.items);
    free(dataset->bytes.items);
    free(dataset->pieces.items);
    ent_arena_close(&dataset->arena);
    ent_arena_close(&dataset->scratch);
    free(dataset);
}

/* ---- what the formats call ---- */

ent_status ent__next_line(ent_dataset *dataset, ent_string *line, bool *end,
                          ent_error *err)
{
    ent_status status =
        ent_input_line(dataset->input, line, end, dataset->record_limit, err);
    if (status != ENT_OK)
        return ent__input_fault(dataset, status, err);
    if (ent_input_line_number(dataset->input) == 1 && line->size >= 3 &&
        memcmp(line->data, "\xEF\xBB\xBF", 3) == 0)
        *line = (ent_string){line->data + 3, line->size - 3};
    return ENT_OK;
}

ent_status ent__read_rest(ent_dataset *dataset, ent_string *bytes, ent_error *err)
{
    enum { PIECE = 1 << 16 };
    dataset->bytes.count = 0;
    for (size_t size = 1; size > 0;) {
        if (!ent_array_reserve(&dataset->bytes, PIECE))
            return ent_fail_memory(err);
        char *room = dataset->bytes.items + dataset->bytes.count;
        ent_status status = ent_input_read(dataset->input, room, PIECE, &size, err);
        if (status != ENT_OK)
            return ent__input_fault(dataset, status, err);
        dataset->bytes.count += size;
        if (dataset->bytes.count > dataset->record_limit) {
            status = ent__bad(dataset, err, ENT_SKIP_TOO_LONG, (ent_string){NULL, 0}, 0,
                              0, "file is longer than %zu bytes", dataset->record_limit);
            dataset->fault.ends_source = true;
            return status;
        }
    }
    *bytes = (ent_string){dataset->bytes.items, dataset->bytes.count};
    return ENT_OK;
}

/* ---- the loop ---- */

static ent_status empty_source(ent_dataset *dataset, const char *what, ent_error *err)
{
    ent_status status = ent__bad(dataset, err, ENT_SKIP_EMPTY_FILE, (ent_string){NULL, 0},
                                 0, 0, "%s", what);
    dataset->fault.ends_source = true;
    return status;
}

static ent_status open_source(ent_dataset *dataset, ent_error *err)
{
    const ent_source *source = &dataset->sources.items[dataset->at];
    dataset->read = 0;
    if (source->format == ENT_FORMAT_COUNT)
        return empty_source(dataset, "folder holds no documents", err);
    if (!dataset->lent)
        ENT_TRY(ent_input_open(&dataset->input, source->path, err));
    ent_string head;
    ent_status status = ent_input_peek(dataset->input, 1 << 16, &head, err);
    if (status != ENT_OK)
        return ent__input_fault(dataset, status, err);
    if (head.size == 0)
        return empty_source(dataset, "file is empty", err);
    dataset->found = source->format != ENT_FORMAT_AUTO
                         ? source->format
                         : ent__recognise(source->path, head, &dataset->fields);
    dataset->format = readers[dataset->found];
    if (!dataset->format) {
        status = ent__bad(dataset, err, ENT_SKIP_SYNTAX, (ent_string){NULL, 0}, 0, 0,
                          "format '%s' cannot be read", ent_format_name(dataset->found));
        dataset->fault.ends_source = true;
        return status;
    }
    bool records = dataset->format != &ent__text_reader;
    if (records && head.size > 1 &&
        (memcmp(head.data, "\xFF\xFE", 2) == 0 ||
         memcmp(head.data, "\xFE\xFF", 2) == 0)) {
        status =
            ent__bad(dataset, err, ENT_SKIP_ENCODING, (ent_string){NULL, 0}, 0, 0,
                     "file is UTF-16: convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)");
        dataset->fault.ends_source = true;
        return status;
    }
    return dataset->format->open ? dataset->format->open(dataset, err) : ENT_OK;
}

static void begin_record(ent_dataset *dataset)
{
    dataset->scratch.next = dataset->scratch.start;
    dataset->labels.count = dataset->label_ids.count = dataset->references.count = 0;
    dataset->pieces.count = 0;
    dataset->had_labels = dataset->told_labels = false;
    dataset->number++;
    dataset->fault = (ent_fault){0};
    dataset->raw_column = 1;
    dataset->field = dataset->text_field = dataset->time_field = (ent_field_place){0};
    dataset->record = (ent_record){.file = dataset->sources.items[dataset->at].path};
}

/* One record, or *done behind the last, or a fault. */
static ent_status step(ent_dataset *dataset, bool *kept, bool *done, ent_error *err)
{
    *kept = *done = false;
    if (dataset->at == dataset->sources.count) {
        *done = true;
        return ENT_OK;
    }
    begin_record(dataset);
    if (!dataset->format)
        ENT_TRY(open_source(dataset, err));
    bool end = false;
    ENT_TRY(dataset->format->next(dataset, &end, err));
    if (!end) {
        dataset->read++;
        return ent__finish_record(dataset, kept, err);
    }
    if (dataset->read == 0)
        return empty_source(dataset, "file holds no records", err);
    close_source(dataset);
    dataset->at++;
    return ENT_OK;
}

static ent_status finish_quarantine(ent_dataset *dataset, ent_error *err)
{
    ent_output *output = dataset->quarantine;
    dataset->quarantine = NULL;
    return output && !dataset->lent ? ent_output_commit(output, err) : ENT_OK;
}

ent_status ent_dataset_next(ent_dataset *dataset, ent_record *record, bool *end,
                            ent_error *err)
{
    for (bool kept = false;;) {
        ent_error problem;
        ent_status status = step(dataset, &kept, end, &problem);
        if (status == ENT_OK && *end)
            return finish_quarantine(dataset, err);
        if (status == ENT_OK && kept) {
            *record = dataset->record;
            return ENT_OK;
        }
        if (status == ENT_OK)
            continue;
        bool fatal =
            !dataset->fault.set || dataset->options.on_error == ENT_ON_ERROR_FAIL;
        if (fatal && dataset->fault.set)
            dataset->tally.skipped[dataset->fault.reason]++;
        if (fatal && err)
            *err = problem;
        if (fatal)
            return status;
        ENT_TRY(ent__put_aside(dataset, &problem, err));
        dataset->read++;
        if (dataset->fault.ends_source) {
            close_source(dataset);
            dataset->at++;
        }
    }
}

bool ent__dataset_is_near(ent_dataset *dataset, int milliseconds)
{
    const ent_format_reader *format = dataset->format;
    return !dataset->input || !format || !format->is_near ||
           format->is_near(dataset, milliseconds);
}

ent_status ent_dataset_get_report(ent_dataset_report *report, ent_dataset *dataset,
                                  ent_error *err)
{
    ENT_TRY(ent__tally_report(report, &dataset->tally, err));
    return dataset->map ? ent__label_map_unmet(&report->unmet, &report->unmet_count,
                                               dataset->map, err)
                        : ENT_OK;
}
