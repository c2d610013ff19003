/* SPDX-License-Identifier: MIT */
/* Newsgroup messages without their headers, footers and quotations. */
#include "strip.h"

#include <string.h>

#include "base/base.h"

/* The line that begins at `at`, without its line feed. */
static ent_string line_at(ent_string text, size_t at)
{
    const char *feed = memchr(text.data + at, '\n', text.size - at);
    size_t end = feed ? (size_t)(feed - text.data) : text.size;
    return (ent_string){text.data + at, end - at};
}

/* What follows the first blank line; nothing where there is none. */
static ent_string without_header(ent_string text)
{
    const char *gap = memmem(text.data, text.size, "\n\n", 2);
    if (!gap)
        return (ent_string){text.data + text.size, 0};
    size_t at = (size_t)(gap - text.data) + 2;
    return (ent_string){text.data + at, text.size - at};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
}

static ent_string trimmed(ent_string text)
{
    while (text.size && is_space(text.data[0]))
        text = (ent_string){text.data + 1, text.size - 1};
    while (text.size && is_space(text.data[text.size - 1]))
        text.size--;
    return text;
}

/* Nothing but white space around hyphens. */
static bool is_rule(ent_string line)
{
    line = trimmed(line);
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] != '-')
            return false;
    return true;
}

/* What stands before the last line that is blank or made of hyphens; all of it when that would leave nothing. */
static ent_string without_footer(ent_string text)
{
    ent_string whole = trimmed(text);
    size_t end = whole.size; /* of the line that is looked at */
    for (;;) {
        const char *feed = end ? memrchr(whole.data, '\n', end) : NULL;
        if (!feed) /* the first line: a footer needs something before it */
            return text;
        size_t start = (size_t)(feed - whole.data) + 1;
        if (is_rule((ent_string){whole.data + start, end - start}))
            return (ent_string){whole.data, start - 1};
        end = start - 1;
    }
}

static bool holds(ent_string line, const char *words)
{
    return memmem(line.data, line.size, words, strlen(words)) != NULL;
}

static bool begins(ent_string line, const char *words)
{
    size_t size = strlen(words);
    return line.size >= size && memcmp(line.data, words, size) == 0;
}

static bool is_quotation(ent_string line)
{
    return begins(line, ">") || begins(line, "|") || begins(line, "In article") ||
           begins(line, "Quoted from") || holds(line, "writes in") ||
           holds(line, "writes:") || holds(line, "wrote:") || holds(line, "says:") ||
           holds(line, "said:");
}

static ent_status without_quotes(ent_string *out, ent_arena *arena, ent_string text,
                                 ent_error *err)
{
    char *kept = ent_arena_alloc(arena, text.size + 1, 1);
    if (!kept)
        return ent_fail_memory(err);
    size_t size = 0;
    for (size_t at = 0; at <= text.size;) {
        ent_string line = line_at(text, at);
        at += line.size + 1;
        if (is_quotation(line))
            continue;
        if (line.size)
            memcpy(kept + size, line.data, line.size);
        size += line.size;
        kept[size++] = '\n';
    }
    *out = (ent_string){kept, size ? size - 1 : 0};
    return ENT_OK;
}

ent_status ent__strip_message(ent_string *out, ent_arena *arena, ent_string text,
                              unsigned strip, ent_error *err)
{
    if (!text.data)
        text.data = "";
    if (strip & ENT_STRIP_HEADERS)
        text = without_header(text);
    if (strip & ENT_STRIP_FOOTERS)
        text = without_footer(text);
    if (strip & ENT_STRIP_QUOTES)
        return without_quotes(out, arena, text, err);
    *out = text;
    return ENT_OK;
}
