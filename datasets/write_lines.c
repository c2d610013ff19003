/* SPDX-License-Identifier: MIT */
/* Writing a record a line: JSON Lines, CSV and TSV, fastText. */
#include <string.h>

#include "writer.h"

/* ---- JSON Lines ---- */

static ent_status jsonl_write(ent_dataset_writer *writer, const ent_record *record,
                              ent_error *err)
{
    (void)err; /* a buffer without memory shows when it is written */
    ent_json_writer json = {&writer->text, false};
    char number[ENT_NUMBER_ROOM];
    ent_json_begin_object(&json);
    for (int extra = 0; extra < ENT_EXTRA_REFERENCES; extra++) {
        ent_string value = ent__extra(record, (ent_extra)extra, number);
        if (!value.size)
            continue;
        ent_json_key(&json, ent__extra_name((ent_extra)extra));
        if (extra == ENT_EXTRA_WEIGHT)
            ent_json_write_number(&json, record->weight, 6);
        else
            ent_json_write_string(&json, value);
    }
    ent_json_key(&json, "text");
    ent_json_write_string(&json, record->article.text);
    ent_json_key(&json, "labels");
    ent_json_begin_array(&json);
    for (size_t i = 0; i < record->label_count; i++)
        ent_json_write_string(&json, record->labels[i]);
    ent_json_end_array(&json);
    if (record->reference_count) {
        ent_json_key(&json, "summaries");
        ent_json_begin_array(&json);
        for (size_t i = 0; i < record->reference_count; i++)
            ent_json_write_string(&json, record->references[i]);
        ent_json_end_array(&json);
    }
    ent_json_end_object(&json);
    ent_buffer_byte(&writer->text, '\n');
    return ENT_OK;
}

const ent_format_writer ent__jsonl_writer = {~0u, jsonl_write, NULL};

/* ---- CSV and TSV ---- */

static void cell(ent_buffer *out, ent_string value, char separator)
{
    bool quoted = false;
    for (size_t i = 0; i < value.size && !quoted; i++)
        quoted = value.data[i] == separator || value.data[i] == '"' ||
                 value.data[i] == '\n' || value.data[i] == '\r';
    if (!quoted) {
        ent_buffer_string(out, value);
        return;
    }
    ent_buffer_byte(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < value.size; i++)
        if (value.data[i] ==
            '"') { /* what stands before it and itself, then itself again */
            ent_buffer_append(out, value.data + from, i + 1 - from);
            from = i;
        }
    ent_buffer_append(out, value.data + from, value.size - from);
    ent_buffer_byte(out, '"');
}

static int shown(ent_string text)
{
    return (int)(text.size < 60 ? text.size : 60);
}

/* Labels joined by ';', which is how our reader takes a column of this name, or by what the caller chose. */
static ent_status labels_cell(ent_dataset_writer *writer, const ent_record *record,
                              char separator, ent_error *err)
{
    const char *between = writer->separator;
    if (record->label_count > 1 && !*between)
        return ent_fail(err, ENT_EDATA,
                        "record '%.*s' has several labels, and nothing to join them: "
                        "choose it with --label-separator",
                        shown(record->article.id), record->article.id.data);
    ent_buffer joined = {0};
    for (size_t i = 0; i < record->label_count; i++) {
        ent_string label = record->labels[i];
        if (*between && memmem(label.data, label.size, between, strlen(between))) {
            ent_buffer_dispose(&joined);
            return ent_fail(err, ENT_EDATA,
                            "label '%.*s' holds '%s', which joins labels in %s: choose "
                            "another with --label-separator",
                            shown(label), label.data, between,
                            ent_format_name(writer->format));
        }
        ent_buffer_format(&joined, "%s%.*s", i ? between : "", (int)label.size,
                          label.data);
    }
    cell(&writer->text, ent_buffer_view(&joined), separator);
    writer->text.failed |= joined.failed;
    ent_buffer_dispose(&joined);
    return ENT_OK;
}

static ent_status csv_write(ent_dataset_writer *writer, const ent_record *record,
                            ent_error *err)
{
    ent_buffer *out = &writer->text;
    char number[ENT_NUMBER_ROOM];
    char separator = writer->format == ENT_FORMAT_TSV ? '\t' : ',';
    if (writer->written == 0) {
        ent_buffer_format(out, "text%clabels", separator);
        for (int extra = 0; extra < ENT_EXTRA_REFERENCES; extra++)
            ent_buffer_format(out, "%c%s", separator, ent__extra_name((ent_extra)extra));
        ent_buffer_format(out, "%csummary\n", separator);
    }
    cell(out, record->article.text, separator);
    ent_buffer_byte(out, separator);
    ENT_TRY(labels_cell(writer, record, separator, err));
    for (int extra = 0; extra < ENT_EXTRA_COUNT; extra++) {
        ent_buffer_byte(out, separator);
        cell(out, ent__extra(record, (ent_extra)extra, number), separator);
    }
    ent_buffer_byte(out, '\n');
    return ENT_OK;
}

const ent_format_writer ent__csv_writer = {~0u, csv_write, NULL};

/* ---- fastText ---- */

/* The words on one line. Between blanks a word that would be read as a label loses its first underscore. */
static void one_line(ent_buffer *out, ent_string text, char blank)
{
    static const char prefix[] = "__label__";
    bool waits = true; /* where a word begins */
    size_t begin = out->size;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            waits = true;
            continue;
        }
        if (waits && out->size > begin)
            ent_buffer_byte(out, blank);
        if (waits && blank == ' ' && text.size - i >= sizeof prefix - 1 &&
            memcmp(text.data + i, prefix, sizeof prefix - 1) == 0)
            c = text.data[++i];
        waits = false;
        ent_buffer_byte(out, c);
    }
}

static ent_status fasttext_write(ent_dataset_writer *writer, const ent_record *record,
                                 ent_error *err)
{
    (void)err;
    ent_buffer *out = &writer->text;
    for (size_t i = 0; i < record->label_count; i++) {
        ent_buffer_text(out, "__label__");
        one_line(out, record->labels[i], '_'); /* a label there is one word */
        ent_buffer_byte(out, ' ');
    }
    if (record->article.title.size) {
        one_line(out, record->article.title, ' ');
        ent_buffer_byte(out, ' ');
    }
    one_line(out, record->article.text, ' ');
    ent_buffer_byte(out, '\n');
    return ENT_OK;
}

const ent_format_writer ent__fasttext_writer = {1u << ENT_EXTRA_TITLE, fasttext_write,
                                                NULL};
