/* SPDX-License-Identifier: MIT */
/* JSON as a stream of objects: one a line, or one object or array that is the whole file. */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "json_record.h"

struct json_state {
    ent_json_parser *parser;
    struct json_object *object; /* lends its strings to the record */
    size_t next;                /* of an array that is the whole file */
    ent_string text;            /* of the whole file */
    size_t at;                  /* behind the last element that was given */
    uint64_t line;              /* of `counted` */
    size_t counted;             /* bytes whose line feeds are counted */
    size_t feed;                /* behind the last of these */
};

static void json_close(ent_dataset *dataset)
{
    struct json_state *state = dataset->state;
    if (!state)
        return;
    json_object_put(state->object);
    ent_json_parser_free(state->parser);
    free(state);
}

static ent_status json_open(ent_dataset *dataset, ent_error *err)
{
    struct json_state *state = ent_new_zeroed(1, sizeof *state);
    dataset->state = state;
    if (!state || !(state->parser = ent_json_parser_new()))
        return ent_fail_memory(err);
    return ENT_OK;
}

static bool blank(ent_string line)
{
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] != ' ' && line.data[i] != '\t' && line.data[i] != '\r')
            return false;
    return true;
}

static ent_status parse(ent_dataset *dataset, ent_string text, uint64_t line,
                        ent_error *err)
{
    struct json_state *state = dataset->state;
    json_object_put(state->object);
    state->object = NULL;
    size_t column;
    ent_error problem;
    ent_status status =
        ent_json_parse(&state->object, state->parser, text, &column, &problem);
    if (status == ENT_EDATA || status == ENT_ELIMIT)
        return ent__bad(dataset, err,
                        status == ENT_EDATA ? ENT_SKIP_SYNTAX : ENT_SKIP_TOO_LONG, text,
                        line, column, "%s", problem.msg);
    if (status != ENT_OK && err)
        *err = problem;
    return status;
}

static ent_status jsonl_next(ent_dataset *dataset, bool *end, ent_error *err)
{
    struct json_state *state = dataset->state;
    ent_string line;
    do
        ENT_TRY(ent__next_line(dataset, &line, end, err));
    while (!*end && blank(line));
    if (*end)
        return ENT_OK;
    dataset->record.line = ent_input_line_number(dataset->input);
    ENT_TRY(parse(dataset, line, dataset->record.line, err));
    dataset->fault.raw = line;
    return ent__json_record(dataset, state->object, err);
}

static bool jsonl_is_near(ent_dataset *dataset, int milliseconds)
{
    return ent_input_line_is_near(dataset->input, milliseconds);
}

const ent_format_reader ent__jsonl_reader = {json_open, jsonl_next, json_close,
                                             jsonl_is_near};

/* ---- a file, an object or an array of them ---- */

/* Line and column of an offset, from 1; offsets must not fall. */
static void place(struct json_state *state, size_t offset, uint64_t *line, size_t *column)
{
    for (; state->counted < offset && state->counted < state->text.size; state->counted++)
        if (state->text.data[state->counted] == '\n') {
            state->line++;
            state->feed = state->counted + 1;
        }
    *line = state->line + 1;
    *column = offset - state->feed + 1;
}

static ent_status parse_file(ent_dataset *dataset, ent_error *err)
{
    struct json_state *state = dataset->state;
    ent_string text;
    ENT_TRY(ent__read_rest(dataset, &text, err));
    if (text.size >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0)
        text = (ent_string){text.data + 3, text.size - 3};
    state->text = text;
    size_t column;
    uint64_t line;
    ent_error problem;
    ent_status status =
        ent_json_parse(&state->object, state->parser, text, &column, &problem);
    if (status != ENT_EDATA && status != ENT_ELIMIT) {
        if (status != ENT_OK && err)
            *err = problem;
        return status;
    }
    place(state, column - 1, &line, &column);
    status =
        ent__bad(dataset, err, status == ENT_EDATA ? ENT_SKIP_SYNTAX : ENT_SKIP_TOO_LONG,
                 text, line, column, "%s", problem.msg);
    dataset->fault.ends_source = true;
    return status;
}

static ent_status json_next(ent_dataset *dataset, bool *end, ent_error *err)
{
    struct json_state *state = dataset->state;
    if (dataset->read == 0)
        ENT_TRY(parse_file(dataset, err));
    bool list = json_object_is_type(state->object, json_type_array);
    *end = state->next == (list ? json_object_array_length(state->object) : 1);
    if (*end)
        return ENT_OK;
    struct json_object *object =
        list ? json_object_array_get_idx(state->object, state->next) : state->object;
    state->next++;
    size_t start = 0;
    if (list)
        ent_json_element(state->text, &state->at, &start);
    place(state, start, &dataset->record.line, &dataset->raw_column);
    dataset->fault.raw =
        list ? (ent_string){state->text.data + start, state->at - start} : state->text;
    return ent__json_record(dataset, object, err);
}

const ent_format_reader ent__json_reader = {json_open, json_next, json_close, NULL};
