/* SPDX-License-Identifier: MIT */
/* JSON: reading through json-c, made strict; writing of our own. */
#ifndef ENT_BASE_JSON_H
#define ENT_BASE_JSON_H

#include <stdbool.h>

#include "buffer.h"

struct json_object;

/** A parser that is used again and again; one a thread. */
typedef struct ent_json_parser ent_json_parser;
ent_json_parser *ent_json_parser_new(void);
void ent_json_parser_free(ent_json_parser *parser);

/**
 * Parse one complete JSON text (RFC 8259). What json-c would let pass is refused: NaN and Infinity, single quotes, raw
 * control characters in strings, duplicate keys, trailing bytes, invalid UTF-8, more than 64 levels.
 * @param column  out, may be NULL: 1-based byte column of the fault
 * @return ENT_EDATA with a message that names the fault but no place; the caller adds file and line. On success *out is
 *         the caller's: json_object_put().
 */
ent_status ent_json_parse(struct json_object **out, ent_json_parser *parser,
                          ent_string text, size_t *column, ent_error *err);

/**
 * Places in a text that has been parsed, or was refused for a repeated key: byte offsets, for messages.
 * _member_place(): of the value of the outermost object's member; _repeated_key_place(): of the second of two equal keys
 * of one object. SIZE_MAX: absent, or its key is written with escapes. @cost O(bytes)
 */
size_t ent_json_member_place(ent_string text, ent_string key);
size_t ent_json_repeated_key_place(ent_string text);
/**
 * Walk over the elements of a text that is an array: the element is text[*start, *at). Begin with *at = 0.
 * @return false behind the last one. @cost O(bytes of the element)
 */
bool ent_json_element(ent_string text, size_t *at, size_t *start);

/** A member that is a string, lent by the object; {NULL, 0} when it is absent or null; sets *wrong_type (may be NULL). */
ent_string ent_json_string(struct json_object *object, const char *key, bool *wrong_type);

/**
 * A writer of compact JSON. Commas and colons are put by the writer: begin/end nest, keys come before values.
 * Numbers are written locale-free; a NaN or infinity is written as null.
 */
typedef struct ent_json_writer {
    ent_buffer *out;
    bool needs_comma;
} ent_json_writer;
void ent_json_begin_object(ent_json_writer *writer);
void ent_json_end_object(ent_json_writer *writer);
void ent_json_begin_array(ent_json_writer *writer);
void ent_json_end_array(ent_json_writer *writer);
void ent_json_key(ent_json_writer *writer, const char *key);
void ent_json_write_string(ent_json_writer *writer, ent_string value);
void ent_json_write_text(ent_json_writer *writer, const char *value); /* NULL: null */
void ent_json_write_integer(ent_json_writer *writer, int64_t value);
void ent_json_write_bool(ent_json_writer *writer, bool value);
void ent_json_write_null(ent_json_writer *writer);
/** With `digits` decimals, trailing zeros trimmed; digits < 0: the shortest form that reads back the same. */
void ent_json_write_number(ent_json_writer *writer, double value, int digits);

#endif
