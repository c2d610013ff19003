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
                           JSON_TOKENER_STRICT); /* scan() sees to UTF-8 */
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

/* Bytes from `p` on that mean nothing in a string but themselves: ASCII without controls, quote and backslash. Eight at a
   time: a byte below b or equal to b shows in the top bit of its lane (and at most of lanes above it). */
static size_t plain_run(const unsigned char *p, size_t size)
{
    const uint64_t ones = 0x0101010101010101u, tops = ones * 0x80;
    size_t at = 0;
    for (; at + 8 <= size; at += 8) {
        uint64_t x;
        memcpy(&x, p + at, 8);
        uint64_t quote = x ^ (ones * '"'), slash = x ^ (ones * '\\');
        uint64_t control = (x - ones * 0x20) & ~x;
        quote = (quote - ones) & ~quote;
        slash = (slash - ones) & ~slash;
        if ((x | control | quote | slash) & tops)
            break;
    }
    while (at < size && p[at] >= 0x20 && p[at] < 0x80 && p[at] != '"' && p[at] != '\\')
        at++;
    return at;
}

/* Length of the well-formed sequence that a byte above 0x7F begins (Unicode table 3-7), 0 where there is none. */
static size_t utf8_sequence(const unsigned char *p, size_t left)
{
    size_t size = p[0] < 0xC2   ? 0
                  : p[0] < 0xE0 ? 2
                  : p[0] < 0xF0 ? 3
                  : p[0] < 0xF5 ? 4
                                : 0;
    unsigned char least = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char most = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
    if (size == 0 || size > left || p[1] < least || p[1] > most)
        return 0;
    for (size_t i = 2; i < size; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return size;
}

/* The place of the closing quote of the string that begins at `at`, or of a fault. */
static size_t scan_string(ent_string text, size_t at, const char **fault)
{
    const unsigned char *data = (const unsigned char *)text.data;
    for (;;) {
        at += plain_run(data + at, text.size - at);
        if (at >= text.size || data[at] == '"')
            return at;
        if (data[at] < 0x20) {
            *fault = "raw control character in a string";
            return at;
        }
        size_t size = data[at] == '\\' ? 2 : utf8_sequence(data + at, text.size - at);
        if (size == 0) {
            *fault = "invalid utf-8 string"; /* as json-c says it */
            return at;
        }
        at = text.size - at < size ? text.size : at + size;
    }
}

static struct lexical scan(ent_string text)
{
    struct lexical found = {0};
    const unsigned char *data = (const unsigned char *)text.data;
    size_t i = 0;
    while (i < text.size && !found.fault) {
        unsigned char c = data[i];
        found.at = i;
        if (c == '"') {
            i = scan_string(text, i + 1, &found.fault);
            if (found.fault)
                found.at = i;
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
        size_t place = ent_json_repeated_key_place(text);
        *column = place == SIZE_MAX ? 1 : place + 1;
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
