/* SPDX-License-Identifier: MIT */
/* A growable byte buffer for building text. Failure is sticky: append freely, check `failed` once at the end. */
#ifndef ENT_BASE_BUFFER_H
#define ENT_BASE_BUFFER_H

#include <stdbool.h>

#include <entente/base.h>

/** Always NUL-terminated once something was appended; zero-initialise; release with ent_buffer_dispose(). */
typedef struct ent_buffer {
    char *data;
    size_t size;
    size_t capacity;
    bool failed; /* memory ran out: what followed was dropped */
} ent_buffer;

void ent_buffer_dispose(ent_buffer *buffer);
/** Empty it, keep the memory, forget a failure. */
void ent_buffer_clear(ent_buffer *buffer);
void ent_buffer_append(ent_buffer *buffer, const void *data, size_t size);
void ent_buffer_text(ent_buffer *buffer, const char *text);
void ent_buffer_string(ent_buffer *buffer, ent_string string);
void ent_buffer_byte(ent_buffer *buffer, char byte);
void ent_buffer_format(ent_buffer *buffer, const char *format, ...) ENT_PRINTF(2, 3);
/** `number` with `digits` decimals, '.' in any locale; NaN and infinities never get here (asserted). */
void ent_buffer_decimal(ent_buffer *buffer, double number, int digits);
/** The shortest text that reads back as the same float or double, '.' in any locale. */
void ent_buffer_number(ent_buffer *buffer, double number);

ent_string ent_buffer_view(const ent_buffer *buffer);

/** A C string as an ent_string (NULL: empty), and comparisons. */
ent_string ent_string_of(const char *text);
bool ent_string_equal(ent_string a, ent_string b);
bool ent_string_is(ent_string a, const char *text);
/** Byte order, shorter first on a tie: for qsort-like use. */
int ent_string_compare(ent_string a, ent_string b);
/** A NUL-terminated copy in the arena; data is NULL when it is full. */
ent_string ent_string_copy(ent_arena *arena, ent_string string);

#endif
