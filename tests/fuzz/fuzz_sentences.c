/* SPDX-License-Identifier: MIT */
/*
 * Paragraphs and sentences of any bytes: ranges are ordered, not empty, inside the text, on character boundaries, and
 * leave out nothing but white space; no sentence leaves its paragraph. The first byte chooses language and mode.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <entente/text.h>

#include "base/base.h"
#include "text/sentence_chars.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* Nothing but white space between two places; both are character boundaries then, when the walk meets them. */
static void require_gap(ent_string text, size_t from, size_t to)
{
    while (from < to) {
        character c = ent__char_at(text.data, from, text.size);
        require(c.kind == CHAR_SPACE);
        from += c.size;
    }
    require(from == to);
}

/* Walk the characters of a range: it ends where a character ends. */
static void require_whole(ent_string text, ent_range range)
{
    size_t at = range.start;
    while (at < range.end)
        at += ent__char_at(text.data, at, text.size).size;
    require(at == range.end);
}

static void require_cover(ent_string text, ent_range of, const ent_range *ranges,
                          size_t count)
{
    size_t at = of.start;
    for (size_t i = 0; i < count; i++) {
        require(ranges[i].start >= at && ranges[i].start < ranges[i].end &&
                ranges[i].end <= of.end);
        require_gap(text, at, ranges[i].start);
        require_whole(text, ranges[i]);
        at = ranges[i].end;
    }
    require_gap(text, at, of.end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const languages[] = {"en", "de", "el", "hy", "ja", "ru", "xx"};
    if (size == 0)
        return 0;
    ent_language language = {.code = languages[data[0] % 7]};
    ent_paragraphs mode = (ent_paragraphs)(data[0] / 7 % 3);
    ent_string text = {(const char *)data + 1, size - 1};
    ent_arena arena;
    ent_error err;
    ent_range *paragraphs, *sentences, whole = {0, (uint32_t)text.size};
    size_t count, n;
    if (ent_arena_open(&arena, 0, &err))
        return 0;
    require(ent_paragraph_ranges(&paragraphs, &count, &arena, text, mode, &err) ==
            ENT_OK);
    require_cover(text, whole, paragraphs, count);
    for (size_t i = 0; i < count; i++) {
        require(ent_sentence_ranges(&sentences, &n, &arena, text, paragraphs[i],
                                    data[0] & 0x80 ? NULL : &language, &err) == ENT_OK);
        require(n > 0);
        require_cover(text, paragraphs[i], sentences, n);
    }
    /* The splitter alone, on all of it. */
    require(ent_sentence_ranges(&sentences, &n, &arena, text, whole, &language, &err) ==
            ENT_OK);
    require_cover(text, whole, sentences, n);
    ent_arena_close(&arena);
    return 0;
}
