/* SPDX-License-Identifier: MIT */
/* Splitting a text into paragraphs, with the rule that tells a wrapped line from a paragraph of one line. */
#include <string.h>

#include <entente/text.h>

#include "base/base.h"

#include "sentence_chars.h"

/* A line without the white space around it. */
typedef struct line {
    uint32_t start;
    uint32_t end;
    uint32_t width; /* characters */
} line;

/*
 * A block (lines between blank lines) is wrapped to a width when it has at least three lines, its longest line has at
 * least NARROWEST characters, and every line but the last could not have taken the next line's first word within that
 * length (with SLACK percent of the block's lines excused).
 */
enum { NARROWEST = 40, WIDEST = 200, SLACK = 10 };

typedef struct lines {
    line *items;
    size_t count;
    size_t capacity;
} lines;

typedef struct ranges {
    ent_range *items;
    size_t count;
    size_t capacity;
} ranges;

static line read_line(ent_string text, size_t from, size_t to)
{
    character c;
    while ((c = ent__char_at(text.data, from, to)).kind == CHAR_SPACE)
        from += c.size;
    while ((c = ent__char_before(text.data, to, from)).kind == CHAR_SPACE)
        to -= c.size;
    line l = {(uint32_t)from, (uint32_t)to, 0};
    for (size_t i = from; i < to; i++)
        l.width += ((uint8_t)text.data[i] & 0xc0) != 0x80;
    return l;
}

static uint32_t first_word_width(ent_string text, line l)
{
    uint32_t width = 0;
    for (size_t i = l.start; i < l.end && (uint8_t)text.data[i] > ' '; i++)
        width += ((uint8_t)text.data[i] & 0xc0) != 0x80;
    return width;
}

static bool is_wrapped(ent_string text, const lines *block)
{
    uint32_t widest = 0;
    for (size_t i = 0; i < block->count; i++)
        if (block->items[i].width > widest)
            widest = block->items[i].width;
    if (block->count < 3 || widest < NARROWEST || widest > WIDEST)
        return false;
    size_t early = 0; /* lines that end though the next word had room */
    for (size_t i = 0; i + 1 < block->count; i++)
        early +=
            block->items[i].width + 1 + first_word_width(text, block->items[i + 1]) <=
            widest;
    return early * 100 <= (block->count - 1) * SLACK;
}

static bool starts_lower(ent_string text, line l)
{
    return ent__char_at(text.data, l.start, l.end).kind == CHAR_LOWER;
}

/* Add the paragraphs of a block and empty it. */
static bool add_block(ranges *out, ent_string text, lines *block, ent_paragraphs mode)
{
    bool wrapped = mode == ENT_PARAGRAPHS_BLANK ||
                   (mode == ENT_PARAGRAPHS_AUTO && is_wrapped(text, block));
    for (size_t i = 0, first = 0; i < block->count; i++) {
        bool joins = i > first && mode != ENT_PARAGRAPHS_LINE &&
                     (wrapped || (starts_lower(text, block->items[i]) &&
                                  !starts_lower(text, block->items[first])));
        if (joins) {
            out->items[out->count - 1].end = block->items[i].end;
            continue;
        }
        first = i;
        ent_range range = {block->items[i].start, block->items[i].end};
        if (!ent_array_push(out, range))
            return false;
    }
    block->count = 0;
    return true;
}

static bool split(ranges *out, lines *block, ent_string text, ent_paragraphs mode)
{
    for (size_t at = 0; at < text.size;) {
        const char *feed = memchr(text.data + at, '\n', text.size - at);
        size_t end = feed ? (size_t)(feed - text.data) : text.size;
        line l = read_line(text, at, end);
        at = end + 1;
        if (l.start < l.end && !ent_array_push(block, l))
            return false;
        if ((l.start == l.end || mode == ENT_PARAGRAPHS_LINE) &&
            !add_block(out, text, block, mode))
            return false;
    }
    return add_block(out, text, block, mode);
}

ent_status ent_paragraph_ranges(ent_range **out, size_t *count, ent_arena *arena,
                                ent_string text, ent_paragraphs mode, ent_error *err)
{
    if (text.size > UINT32_MAX)
        return ent_fail(err, ENT_ELIMIT, "a text of %zu bytes is too long", text.size);
    ranges found = {0};
    lines block = {0};
    ent_range *result = NULL;
    if (split(&found, &block, text, mode))
        result = ent_arena_alloc(arena, found.count, sizeof *result);
    if (result) {
        if (found.count)
            memcpy(result, found.items, found.count * sizeof *result);
        *out = result;
        *count = found.count;
    }
    free(block.items);
    free(found.items);
    return result ? ENT_OK : ent_fail_memory(err);
}
