/* SPDX-License-Identifier: MIT */
/* Inside `dataset check`: the list of problems and changes, as lines for a person or as JSON Lines, and its end. */
#include "dataset_findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *kind, *key, *text;
} kinds[] = {
#define AS_NAMES(name, kind, key, text) [name] = {kind, key, text},
    FINDING_LIST(AS_NAMES)[FINDING_CHANGE] = {"change", "changes", "changes"}};

struct place finding_place(const ent_survey *survey, size_t i)
{
    struct place place = {.column = 0};
    place.file = ent_survey_place(&place.line, survey, i);
    return place;
}

static void write_place(ent_buffer *out, const struct place *place)
{
    ent_buffer_text(out, place->file);
    if (place->line)
        ent_buffer_format(out, ":%llu", (unsigned long long)place->line);
    if (place->line && place->column)
        ent_buffer_format(out, ":%zu", place->column);
}

static void write_line(ent_buffer *out, enum finding kind, const struct place *place,
                       const struct place *first, ent_string what)
{
    size_t start = out->size;
    write_place(out, place);
    ent_buffer_text(out, kind == FINDING_CHANGE ? ": fixed: " : ": ");
    ent_buffer_string(out, what);
    if (first) {
        ent_buffer_byte(out, ' ');
        write_place(out, first);
    }
    cli_disarm(out, start);
    ent_buffer_byte(out, '\n');
}

static void json_place(ent_json_writer *json, const struct place *place)
{
    ent_json_key(json, "file");
    ent_json_write_text(json, place->file);
    if (place->line) {
        ent_json_key(json, "line");
        ent_json_write_integer(json, (int64_t)place->line);
    }
    if (place->line && place->column) {
        ent_json_key(json, "column");
        ent_json_write_integer(json, (int64_t)place->column);
    }
}

static void write_object(ent_buffer *out, enum finding kind, const struct place *place,
                         const struct place *first, ent_string what)
{
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "kind");
    ent_json_write_text(&json, kinds[kind].kind);
    json_place(&json, place);
    ent_json_key(&json, "what");
    ent_json_write_string(&json, what);
    if (first) {
        ent_json_key(&json, "first");
        ent_json_begin_object(&json);
        json_place(&json, first);
        ent_json_end_object(&json);
    }
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

void finding_add(struct findings *findings, enum finding kind, const struct place *place,
                 const struct place *first, const char *format, ...)
{
    findings->counts[kind]++;
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *what = size < 0 ? NULL : malloc((size_t)size + 1);
    if (what) {
        vsnprintf(what, (size_t)size + 1, format, arguments);
        (findings->json ? write_object : write_line)(&findings->out, kind, place, first,
                                                     (ent_string){what, (size_t)size});
    } else {
        findings->out.failed = true;
    }
    va_end(arguments);
    free(what);
    if (findings->out.size > 1 << 16)
        cli_print(&findings->out);
}

uint64_t findings_problems(const struct findings *findings)
{
    uint64_t sum = 0;
    for (int kind = 0; kind < FINDING_COUNT; kind++)
        sum += findings->counts[kind];
    return sum;
}

void findings_end(struct findings *findings)
{
    bool fixed = findings->request->fix != NULL;
    struct {
        const char *key, *text;
        uint64_t value;
    } rows[FINDING_COUNT + 4] = {
        {"documents", "documents", findings->documents},
        {"unlabelled", "documents without a label", findings->unlabelled},
    };
    size_t count = 2;
    for (int kind = 0; kind < FINDING_COUNT + fixed; kind++) {
        rows[count].key = kinds[kind].key;
        rows[count].text = kinds[kind].text;
        rows[count++].value = findings->counts[kind];
        if (kind == FINDING_REPEAT) {
            rows[count].key = "near_duplicates_across";
            rows[count].text = "of these, in another part";
            rows[count++].value = findings->across;
        }
    }
    ent_json_writer json = {.out = &findings->out};
    if (findings->json)
        ent_json_begin_object(&json);
    for (size_t i = 0; i < count; i++)
        if (findings->json) {
            ent_json_key(&json, rows[i].key);
            ent_json_write_integer(&json, (int64_t)rows[i].value);
        } else {
            ent_buffer_format(&findings->out, "%10llu  %s\n",
                              (unsigned long long)rows[i].value, rows[i].text);
        }
    if (findings->json) {
        ent_json_end_object(&json);
        ent_buffer_byte(&findings->out, '\n');
    }
}

void findings_dispose(struct findings *findings)
{
    ent_buffer_dispose(&findings->out);
}
