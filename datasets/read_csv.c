/* SPDX-License-Identifier: MIT */
/* Comma- and tab-separated values (RFC 4180): the first row names the columns. */
#include <stdio.h>
#include <string.h>

#include "window.h"

/* A field as it stands: offsets from the start of its row, quotes left out. */
struct field {
    size_t start, size;
    bool doubled; /* holds doubled quotes */
};

struct csv_state {
    ent_window window;
    char separator;
    ENT_ARRAY(struct field) fields; /* of the current row */
    ENT_ARRAY(ent_field_rule)
    rules;               /* [column_count] name.size 0: the column means nothing */
    size_t column_count; /* 0: the header has not been read */
};

/* ---- one row ---- */

enum row { ROW_COMPLETE, ROW_NEEDS_MORE, ROW_BROKEN };

/* Where a scan of a row stands. */
struct scan {
    const char *data; /* the row's first byte */
    size_t size, at;
    size_t
        line_end; /* behind the next line feed; not found yet where `at` has come to it */
    size_t fault; /* offset of what is wrong */
    const char *what;
    bool end;    /* no bytes come behind `size` */
    bool open;   /* the fault is a quote that is never closed */
    bool quotes; /* a quote at the start of a field has a meaning */
};

static enum row broken(struct scan *scan, size_t at, const char *what)
{
    scan->fault = at;
    scan->what = what;
    return ROW_BROKEN;
}

/* The field that begins with a quote at scan->at; afterwards `at` is behind the closing quote. */
static enum row scan_quoted(struct scan *scan, struct field *field, char separator)
{
    size_t open = scan->at, at = open + 1;
    *field = (struct field){.start = at};
    for (;;) {
        const char *quote = memchr(scan->data + at, '"', scan->size - at);
        if (!quote) {
            scan->open = true; /* it swallows what is left of the file */
            return scan->end ? broken(scan, open, "quote is never closed")
                             : ROW_NEEDS_MORE;
        }
        at = (size_t)(quote - scan->data) + 1;
        if (at == scan->size && !scan->end)
            return ROW_NEEDS_MORE; /* the next byte decides what this quote is */
        if (at == scan->size || scan->data[at] != '"')
            break;
        field->doubled = true;
        at++;
    }
    field->size = at - 1 - field->start;
    scan->at = at;
    if (at == scan->size || scan->data[at] == separator || scan->data[at] == '\n')
        return ROW_COMPLETE;
    if (scan->data[at] == '\r' && at + 1 == scan->size && !scan->end)
        return ROW_NEEDS_MORE;
    if (scan->data[at] == '\r' && (at + 1 == scan->size || scan->data[at + 1] == '\n')) {
        scan->at++;
        return ROW_COMPLETE;
    }
    return broken(scan, at, "text behind a closing quote");
}

static void scan_bare(struct scan *scan, struct field *field, char separator)
{
    if (scan->line_end <= scan->at) {
        const char *feed = scan->at == scan->size ? NULL
                                                  : memchr(scan->data + scan->at, '\n',
                                                           scan->size - scan->at);
        scan->line_end = feed ? (size_t)(feed - scan->data) + 1 : scan->size + 1;
    }
    size_t last = scan->line_end - 1;
    const char *found = last == scan->at
                            ? NULL
                            : memchr(scan->data + scan->at, separator, last - scan->at);
    size_t at = found ? (size_t)(found - scan->data) : last;
    *field = (struct field){.start = scan->at, .size = at - scan->at};
    if (field->size && scan->data[at - 1] == '\r' &&
        (at == scan->size || scan->data[at] == '\n'))
        field->size--;
    scan->at = at;
}

/* The fields of the row at scan->data; afterwards `at` is behind its line end. */
static enum row scan_row(struct csv_state *state, struct scan *scan, bool *memory)
{
    state->fields.count = 0;
    for (scan->at = 0;;) {
        struct field field;
        if (scan->quotes && scan->at < scan->size && scan->data[scan->at] == '"') {
            enum row row = scan_quoted(scan, &field, state->separator);
            if (row != ROW_COMPLETE)
                return row;
        } else {
            scan_bare(scan, &field, state->separator);
        }
        if (!ent_array_push(&state->fields, field)) {
            *memory = false;
            return ROW_BROKEN;
        }
        if (scan->at == scan->size)
            return scan->end ? ROW_COMPLETE : ROW_NEEDS_MORE;
        if (scan->data[scan->at++] == '\n')
            return ROW_COMPLETE;
    }
}

/* ---- rows of the file ---- */

static struct scan scan_of(const struct csv_state *state, bool quotes)
{
    const ent_window *window = &state->window;
    return (struct scan){.data = window->bytes.items + window->start,
                         .size = window->stop - window->start,
                         .end = window->end,
                         .quotes = quotes};
}

/* Tab-separated files are often written without any quoting. A row whose quotes make no sense is read without them. */
static bool quotes_mislead(const struct csv_state *state, enum row row,
                           const struct scan *scan)
{
    if (state->separator != '\t')
        return false;
    if (row == ROW_NEEDS_MORE)
        return scan->size > (1 << 20);
    return row == ROW_BROKEN ||
           (state->column_count && state->fields.count != state->column_count);
}

static ent_status bad_row(ent_dataset *dataset, struct csv_state *state,
                          const struct scan *scan, ent_error *err)
{
    ent_window *window = &state->window;
    uint64_t line = window->line;
    size_t column = scan->fault + 1;
    for (size_t i = 0; i < scan->fault; i++)
        if (scan->data[i] == '\n') {
            line++;
            column = scan->fault - i;
        }
    /* An open quote swallows the rest of the file; text behind a quote spoils its row. */
    size_t swallowed = 0;
    for (size_t i = scan->fault; scan->open && i + 1 < scan->size; i++)
        swallowed += scan->data[i] == '\n';
    char lost[80] = "";
    if (swallowed)
        snprintf(lost, sizeof lost, ", and takes %zu more line%s with it", swallowed,
                 swallowed == 1 ? "" : "s");
    const char *feed =
        scan->open ? NULL : memchr(scan->data + scan->at, '\n', scan->size - scan->at);
    size_t taken = feed ? (size_t)(feed - scan->data) + 1 : scan->size;
    ent_status status =
        ent__bad(dataset, err, ENT_SKIP_SYNTAX, (ent_string){scan->data, taken}, line,
                 column, "%s%s", scan->what, lost);
    dataset->fault.ends_source = scan->open;
    ent__window_take(window, taken);
    return status;
}

/* A long row is scanned again only when it has twice the bytes: linear cost over all. A short one is not waited for. */
static ent_status read_on(ent_dataset *dataset, ent_window *window,
                          const struct scan *scan, ent_error *err)
{
    size_t wanted = scan->size < (1 << 20) ? 0 : 2 * scan->size;
    const char *what = scan->open ? "row with a quote that is not closed" : "row";
    do
        ENT_TRY(ent__window_more(dataset, window, what, err));
    while (!window->end && window->stop - window->start < wanted);
    return ENT_OK;
}

/* The next row's fields and bytes; *end at the end of the file. */
static ent_status next_row(ent_dataset *dataset, struct csv_state *state,
                           ent_string *bytes, bool *end, ent_error *err)
{
    ent_window *window = &state->window;
    for (bool quotes = true;;) {
        struct scan scan = scan_of(state, quotes);
        bool memory = true;
        enum row row = scan.size ? scan_row(state, &scan, &memory) : ROW_NEEDS_MORE;
        if (!memory)
            return ent_fail_memory(err);
        *end = scan.end && scan.size == 0;
        if (*end)
            return ENT_OK;
        if (quotes && scan.size && quotes_mislead(state, row, &scan)) {
            quotes = false;
            continue;
        }
        if (row == ROW_NEEDS_MORE) {
            ENT_TRY(read_on(dataset, window, &scan, err));
            continue;
        }
        dataset->record.line = window->line;
        if (row == ROW_BROKEN)
            return bad_row(dataset, state, &scan, err);
        *bytes = (ent_string){scan.data, scan.at};
        ent__window_take(window, scan.at);
        bool blank = state->fields.count == 1 && state->fields.items[0].size == 0;
        if (!blank)
            return ENT_OK;
        quotes = true;
    }
}

/* ---- columns ---- */

/* "a, b, c": so that a person sees what there is to choose from. */
static void list_columns(char *text, size_t capacity, const struct csv_state *state,
                         const char *row)
{
    size_t at = 0;
    text[0] = '\0';
    for (size_t i = 0; i < state->fields.count && at + 4 < capacity; i++) {
        const struct field *field = &state->fields.items[i];
        int size = (int)(field->size < 40 ? field->size : 40);
        int wrote = snprintf(text + at, capacity - at, "%s%.*s", i ? ", " : "", size,
                             row + field->start);
        at += wrote > 0 ? (size_t)wrote : 0;
    }
}

/* The name of column i: its field in the first row, or its number. */
static ent_string column_name(ent_dataset *dataset, const struct csv_state *state,
                              size_t i, ent_string row)
{
    if (!dataset->options.no_header) {
        const struct field *field = &state->fields.items[i];
        return ent_string_copy(&dataset->arena,
                               (ent_string){row.data + field->start, field->size});
    }
    char number[24];
    snprintf(number, sizeof number, "%zu", i + 1);
    return ent_string_copy(&dataset->arena, ent_string_of(number));
}

/* Two columns for one place in the record are a question that only the caller can answer. */
static ent_status add_rule(ent_dataset *dataset, struct csv_state *state,
                           ent_field_rule rule, ent_error *err)
{
    const ent_fields *fields = &dataset->fields;
    for (size_t i = 0; rule.name.size && i < state->rules.count; i++) {
        const ent_field_rule *other = &state->rules.items[i];
        if (!other->name.size || other->role != rule.role)
            continue;
        bool same = ent_string_equal(other->name, rule.name);
        bool both = rule.role == ENT_ROLE_LABEL && !fields->labels_mapped;
        size_t column = dataset->field.at + 1;
        const char *path = ent__shown(dataset->sources.items[dataset->at].path);
        if (same)
            return ent_fail(err, ENT_EDATA, "%s:1:%zu: column '%.*s' stands twice", path,
                            column, (int)rule.name.size, rule.name.data);
        if (both)
            return ent_fail(
                err, ENT_EDATA,
                "%s:1:%zu: labels stand in columns '%.*s' and '%.*s': choose with "
                "--label",
                path, column, (int)other->name.size, other->name.data,
                (int)rule.name.size, rule.name.data);
        if (rule.role != ENT_ROLE_LABEL && rule.role != ENT_ROLE_TEXT &&
            rule.role != ENT_ROLE_REFERENCE)
            rule.name.size = 0; /* "date" beside "time": the first counts */
    }
    return ent_array_push(&state->rules, rule) ? ENT_OK : ent_fail_memory(err);
}

static ent_status name_columns(ent_dataset *dataset, struct csv_state *state,
                               ent_string row, ent_error *err)
{
    bool has_text = false;
    for (size_t i = 0; i < state->fields.count; i++) {
        ent_string name = column_name(dataset, state, i, row);
        if (!name.data)
            return ent_fail_memory(err);
        const ent_field_rule *known = ent__fields_find(&dataset->fields, name);
        dataset->field = (ent_field_place){.at = state->fields.items[i].start};
        if (!known && !dataset->options.no_header)
            ENT_TRY(ent__unknown_field(dataset, name, &dataset->field, err));
        if (memchr(name.data, '\r', name.size))
            return ent_fail(err, ENT_EDATA,
                            "%s:1: lines end with bare carriage returns, not line feeds",
                            ent__shown(dataset->sources.items[dataset->at].path));
        has_text |= known && known->role == ENT_ROLE_TEXT;
        ENT_TRY(add_rule(dataset, state, known ? *known : (ent_field_rule){0}, err));
    }
    state->column_count = state->fields.count;
    if (has_text)
        return ENT_OK;
    char columns[200];
    list_columns(columns, sizeof columns, state, row.data);
    return ent_fail(err, ENT_EDATA,
                    "%s:1: no text column (columns: %s): name it with --text",
                    ent__shown(dataset->sources.items[dataset->at].path), columns);
}

/* ---- records ---- */

/* The field's value: UTF-8, doubled quotes made single. */
static ent_status value_of(ent_dataset *dataset, ent_string *value,
                           const struct field *field, const char *row, ent_error *err)
{
    *value = (ent_string){row + field->start, field->size};
    dataset->field = (ent_field_place){.at = field->start};
    ENT_TRY(ent__field_text(dataset, value, *value, err));
    if (field->doubled) {
        char *copy = ent_arena_alloc(&dataset->scratch, value->size, 1);
        if (!copy)
            return ent_fail_memory(err);
        size_t size = 0;
        for (size_t i = 0; i < value->size; i++) {
            copy[size++] = value->data[i];
            i += value->data[i] == '"';
        }
        *value = (ent_string){copy, size};
    }
    return ENT_OK;
}

static ent_status fill_record(ent_dataset *dataset, struct csv_state *state,
                              ent_string row, ent_error *err)
{
    const char *separator = dataset->options.label_separator;
    for (size_t i = 0; i < state->column_count; i++) {
        const ent_field_rule *rule = &state->rules.items[i];
        if (!rule->name.size)
            continue;
        ent_string value;
        ENT_TRY(value_of(dataset, &value, &state->fields.items[i], row.data, err));
        /* A column that is called "labels" holds several, as our own writer puts them. */
        if (rule->role == ENT_ROLE_LABEL && !separator &&
            ent_string_is(rule->name, "labels"))
            dataset->options.label_separator = ";";
        ent_status status = ent__set_field(dataset, rule, value, err);
        dataset->options.label_separator = separator;
        ENT_TRY(status);
    }
    return ENT_OK;
}

/* The fault is the first field too many, or the end of the last one. */
static ent_status bad_count(ent_dataset *dataset, const struct csv_state *state,
                            ent_error *err)
{
    const struct field *fields = state->fields.items;
    size_t count = state->fields.count, wanted = state->column_count;
    ent_field_place place = {.at = count > wanted ? fields[wanted].start
                                                  : fields[count - 1].start +
                                                        fields[count - 1].size};
    return ent__bad_field(dataset, err, ENT_SKIP_SYNTAX, &place,
                          "row has %zu fields, not %zu", count, wanted);
}

static ent_status csv_next(ent_dataset *dataset, bool *end, ent_error *err)
{
    struct csv_state *state = dataset->state;
    ent_string row;
    ENT_TRY(next_row(dataset, state, &row, end, err));
    if (!*end && !state->column_count) {
        dataset->fault.raw = row;
        ENT_TRY(name_columns(dataset, state, row, err));
        if (!dataset->options.no_header) {
            dataset
                ->read++; /* a file of a header only has no documents, but it is not empty */
            ENT_TRY(next_row(dataset, state, &row, end, err));
        }
    }
    if (*end)
        return ENT_OK;
    dataset->fault.raw = row;
    dataset->record.article.paragraphs = ENT_PARAGRAPHS_LINE;
    if (state->fields.count != state->column_count)
        return bad_count(dataset, state, err);
    return fill_record(dataset, state, row, err);
}

/* Spreadsheets write semicolons where the comma is a decimal one: a header with semicolons and without commas says so. */
static char csv_separator(const ent_dataset *dataset, const ent_window *window)
{
    const char *header = window->bytes.items + window->start;
    size_t there = window->stop - window->start;
    const char *feed = there ? memchr(header, '\n', there) : NULL;
    size_t size = feed ? (size_t)(feed - header) : there;
    bool semicolons = !dataset->options.no_header && size && memchr(header, ';', size) &&
                      !memchr(header, ',', size);
    return semicolons ? ';' : ',';
}

static ent_status csv_open(ent_dataset *dataset, ent_error *err)
{
    struct csv_state *state = ent_new_zeroed(1, sizeof *state);
    dataset->state = state;
    if (!state)
        return ent_fail_memory(err);
    ENT_TRY(ent__window_more(dataset, &state->window, "row", err));
    if (state->window.stop >= 3 &&
        memcmp(state->window.bytes.items, "\xEF\xBB\xBF", 3) == 0)
        ent__window_take(&state->window, 3);
    state->separator =
        dataset->found == ENT_FORMAT_TSV ? '\t' : csv_separator(dataset, &state->window);
    return ENT_OK;
}

static void csv_close(ent_dataset *dataset)
{
    struct csv_state *state = dataset->state;
    if (!state)
        return;
    ent__window_dispose(&state->window);
    free(state->fields.items);
    free(state->rules.items);
    free(state);
}

static bool csv_is_near(ent_dataset *dataset, int milliseconds)
{
    const ent_window *window = &((const struct csv_state *)dataset->state)->window;
    size_t there = window->stop - window->start;
    return (there && memchr(window->bytes.items + window->start, '\n', there)) ||
           ent_input_line_is_near(dataset->input, milliseconds);
}

const ent_format_reader ent__csv_reader = {csv_open, csv_next, csv_close, csv_is_near};
