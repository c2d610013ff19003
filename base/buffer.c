/* SPDX-License-Identifier: MIT */
/* Byte buffers and strings with a length. Number formatting does not depend on the locale. */
#include "buffer.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"

void ent_buffer_dispose(ent_buffer *buffer)
{
    free(buffer->data);
    *buffer = (ent_buffer){0};
}

void ent_buffer_clear(ent_buffer *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
    if (buffer->data)
        buffer->data[0] = '\0';
}

static bool reserve(ent_buffer *buffer, size_t extra)
{
    if (buffer->failed || extra == SIZE_MAX ||
        !ent__array_reserve((void **)&buffer->data, &buffer->capacity, buffer->size,
                            extra + 1, 1)) {
        buffer->failed = true;
        return false;
    }
    return true;
}

void ent_buffer_append(ent_buffer *buffer, const void *data, size_t size)
{
    if (!reserve(buffer, size))
        return;
    if (size)
        memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
}

void ent_buffer_text(ent_buffer *buffer, const char *text)
{
    ent_buffer_append(buffer, text, strlen(text));
}

void ent_buffer_string(ent_buffer *buffer, ent_string string)
{
    ent_buffer_append(buffer, string.data, string.size);
}

void ent_buffer_byte(ent_buffer *buffer, char byte)
{
    ent_buffer_append(buffer, &byte, 1);
}

void ent_buffer_format(ent_buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0)
        buffer->failed = true;
    else if (reserve(buffer, (size_t)size)) {
        vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, again);
        buffer->size += (size_t)size;
    }
    va_end(again);
}

/* printf writes the decimal point of the locale that a host program may have set: put '.' back. */
static void append_point(ent_buffer *buffer, const char *text)
{
    for (; *text; text++) {
        bool plain = (*text >= '0' && *text <= '9') || *text == '-' || *text == '+' ||
                     *text == 'e';
        if (plain)
            ent_buffer_byte(buffer, *text);
        else if ((*text & 0xC0) != 0x80) /* one point, were it several bytes long */
            ent_buffer_byte(buffer, '.');
    }
}

void ent_buffer_decimal(ent_buffer *buffer, double number, int digits)
{
    assert(isfinite(number));
    char text[400];
    snprintf(text, sizeof text, "%.*f", digits, number);
    append_point(buffer, text);
}

void ent_buffer_number(ent_buffer *buffer, double number)
{
    assert(isfinite(number));
    char text[40];
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    append_point(buffer, text);
}

ent_string ent_buffer_view(const ent_buffer *buffer)
{
    return (ent_string){buffer->data, buffer->size};
}

ent_string ent_string_of(const char *text)
{
    return (ent_string){text, text ? strlen(text) : 0};
}

bool ent_string_equal(ent_string a, ent_string b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool ent_string_is(ent_string a, const char *text)
{
    return ent_string_equal(a, ent_string_of(text));
}

int ent_string_compare(ent_string a, ent_string b)
{
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;
    if (order)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

ent_string ent_string_copy(ent_arena *arena, ent_string string)
{
    char *copy = ent_arena_alloc(arena, string.size + 1, 1);
    if (!copy)
        return (ent_string){NULL, 0};
    if (string.size)
        memcpy(copy, string.data, string.size);
    return (ent_string){copy, string.size};
}
