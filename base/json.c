/* SPDX-License-Identifier: MIT */
/* JSON through json-c, with the leniencies of json-c refused; and a writer. */
#include "json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "array.h"
#include "error.h"

enum { DEPTH = 64 };

struct ent_json_parser {
    struct json_tokener *tokener;
};

ent_json_parser *ent_json_parser_new(void)
{
    ent_json_parser *parser = ent_new_zeroed(1, sizeof *parser);
    if (!parser)
        return NULL;
    parser->tokener = json_tokener_new_ex(DEPTH);
    if (!parser->tokener) {
        free(parser);
        return NULL;
    }
    json_tokener_set_flags(parser->tokener,
                           JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    return parser;
}

void ent_json_parser_free(ent_json_parser *parser)
{
    if (!parser)
        return;
    json_tokener_free(parser->tokener);
    free(parser);
}

/* What json-c accepts against RFC 8259, found by one scan that only tells strings from the rest. */
struct lexical {
    const char *fault;
    size_t at;
    size_t members; /* colons outside strings: members as they are written */
};

static struct lexical scan(ent_string text)
{
    struct lexical found = {0};
    const unsigned char *data = (const unsigned char *)text.data;
    size_t i = 0;
    while (i < text.size && !found.fault) {
        unsigned char c = data[i];
        found.at = i;
        if (c == '"') {
            for (i++; i < text.size && data[i] != '"'; i++) {
                if (data[i] < 0x20) {
                    found.at = i;
                    found.fault = "raw control character in a string";
                    break;
                }
                i += data[i] == '\\';
            }
        } else if (c == ':') {
            found.members++;
        } else if (c == '\'') {
            found.fault = "single quote instead of a double quote";
        } else if (c == 'N' || c == 'I') {
            found.fault = "NaN or Infinity is not a JSON number";
        } else if (c == '/') {
            found.fault = "comment";
        } else if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
            found.fault = "control character";
        }
        i++;
    }
    return found;
}

static size_t count_members(struct json_object *value)
{
    size_t count = 0;
    if (json_object_is_type(value, json_type_object)) {
        json_object_object_foreach(value, key, member)
        {
            (void)key;
            count += 1 + count_members(member);
        }
    } else if (json_object_is_type(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++)
            count += count_members(json_object_array_get_idx(value, i));
    }
    return count;
}

ent_status ent_json_parse(struct json_object **out, ent_json_parser *parser,
                          ent_string text, size_t *column, ent_error *err)
{
    size_t nowhere;
    if (!column)
        column = &nowhere;
    *column = 1;
    if (text.size > INT32_MAX - 1)
        return ent_fail(err, ENT_ELIMIT, "JSON text of %zu bytes", text.size);
    struct lexical lexical = scan(text);
    if (lexical.fault) {
        *column = lexical.at + 1;
        return ent_fail(err, ENT_EDATA, "invalid JSON: %s", lexical.fault);
    }
    json_tokener_reset(parser->tokener);
    struct json_object *value = json_tokener_parse_ex(
        parser->tokener, text.data ? text.data : "", (int)text.size);
    enum json_tokener_error code = json_tokener_get_error(parser->tokener);
    size_t end = json_tokener_get_parse_end(parser->tokener);
    /* A number or literal at the very end is only complete once something follows it. */
    if (code == json_tokener_continue) {
        value = json_tokener_parse_ex(parser->tokener, "\n", 1);
        code = json_tokener_get_error(parser->tokener);
        end = text.size;
    }
    if (code != json_tokener_success) {
        json_object_put(value);
        *column = end + 1;
        return ent_fail(err, ENT_EDATA, "invalid JSON: %s",
                        code == json_tokener_continue ? "unexpected end"
                                                      : json_tokener_error_desc(code));
    }
    while (end < text.size && strchr(" \t\r\n", text.data[end]) && text.data[end])
        end++;
    if (end < text.size) {
        json_object_put(value);
        *column = end + 1;
        return ent_fail(err, ENT_EDATA, "invalid JSON: text behind the value");
    }
    if (count_members(value) != lexical.members) {
        json_object_put(value);
        return ent_fail(err, ENT_EDATA, "invalid JSON: a key stands twice in one object");
    }
    *out = value;
    return ENT_OK;
}

ent_string ent_json_string(struct json_object *object, const char *key, bool *wrong_type)
{
    struct json_object *value = NULL;
    if (!json_object_object_get_ex(object, key, &value) || !value)
        return (ent_string){NULL, 0};
    if (!json_object_is_type(value, json_type_string)) {
        if (wrong_type)
            *wrong_type = true;
        return (ent_string){NULL, 0};
    }
    return (ent_string){json_object_get_string(value),
                        (size_t)json_object_get_string_len(value)};
}

/* ---- writing ---- */

static void before_value(ent_json_writer *writer)
{
    if (writer->needs_comma)
        ent_buffer_byte(writer->out, ',');
    writer->needs_comma = true;
}

static void begin(ent_json_writer *writer, char bracket)
{
    before_value(writer);
    ent_buffer_byte(writer->out, bracket);
    writer->needs_comma = false;
}

static void end(ent_json_writer *writer, char bracket)
{
    ent_buffer_byte(writer->out, bracket);
    writer->needs_comma = true;
}

void ent_json_begin_object(ent_json_writer *writer)
{
    begin(writer, '{');
}

void ent_json_end_object(ent_json_writer *writer)
{
    end(writer, '}');
}

void ent_json_begin_array(ent_json_writer *writer)
{
    begin(writer, '[');
}

void ent_json_end_array(ent_json_writer *writer)
{
    end(writer, ']');
}

static void append_quoted(ent_buffer *out, ent_string value)
{
    ent_buffer_byte(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < value.size; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        ent_buffer_append(out, value.data + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\') {
            char pair[2] = {'\\', (char)c};
            ent_buffer_append(out, pair, 2);
        } else if (c == '\n') {
            ent_buffer_text(out, "\\n");
        } else if (c == '\t') {
            ent_buffer_text(out, "\\t");
        } else {
            ent_buffer_format(out, "\\u%04x", c);
        }
    }
    ent_buffer_append(out, value.data + from, value.size - from);
    ent_buffer_byte(out, '"');
}

void ent_json_key(ent_json_writer *writer, const char *key)
{
    before_value(writer);
    append_quoted(writer->out, ent_string_of(key));
    ent_buffer_byte(writer->out, ':');
    writer->needs_comma = false;
}

void ent_json_write_string(ent_json_writer *writer, ent_string value)
{
    before_value(writer);
    append_quoted(writer->out, value);
}

void ent_json_write_text(ent_json_writer *writer, const char *value)
{
    if (value)
        ent_json_write_string(writer, ent_string_of(value));
    else
        ent_json_write_null(writer);
}

void ent_json_write_integer(ent_json_writer *writer, int64_t value)
{
    before_value(writer);
    ent_buffer_format(writer->out, "%lld", (long long)value);
}

void ent_json_write_bool(ent_json_writer *writer, bool value)
{
    before_value(writer);
    ent_buffer_text(writer->out, value ? "true" : "false");
}

void ent_json_write_null(ent_json_writer *writer)
{
    before_value(writer);
    ent_buffer_text(writer->out, "null");
}

void ent_json_write_number(ent_json_writer *writer, double value, int digits)
{
    if (!isfinite(value)) {
        ent_json_write_null(writer);
        return;
    }
    before_value(writer);
    if (digits < 0) {
        ent_buffer_number(writer->out, value);
        return;
    }
    ent_buffer number = {0};
    ent_buffer_decimal(&number, value, digits);
    if (digits > 0 && number.data) {
        while (number.data[number.size - 1] == '0')
            number.size--;
        if (number.data[number.size - 1] == '.')
            number.size--;
    }
    /* "-0" reads badly and means nothing. */
    if (number.size == 2 && memcmp(number.data, "-0", 2) == 0)
        ent_buffer_byte(writer->out, '0');
    else
        ent_buffer_append(writer->out, number.data, number.size);
    writer->out->failed |= number.failed;
    ent_buffer_dispose(&number);
}
