/* SPDX-License-Identifier: MIT */
/* Small readings of UTF-8 that cleaning needs: a given mark, white space. Private to summarize/. */
#ifndef ENT_SUMMARIZE_UTF8_H
#define ENT_SUMMARIZE_UTF8_H

#include <stdbool.h>
#include <string.h>

#include <entente/base.h>

/** Does `mark` stand at this place? */
static inline bool ent__mark_is_at(ent_string text, size_t at, const char *mark)
{
    size_t size = strlen(mark);
    return at + size <= text.size && memcmp(text.data + at, mark, size) == 0;
}

/** Bytes of the white space at this place: ASCII, no-break, ideographic, U+2000..200A, 2028, 2029 or 202F; 0: there is none. */
static inline size_t ent__space_at(ent_string text, size_t at)
{
    if (at >= text.size)
        return 0;
    unsigned char c = (unsigned char)text.data[at];
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r');
    if (ent__mark_is_at(text, at, "\u00A0"))
        return 2;
    if (ent__mark_is_at(text, at, "\u3000"))
        return 3;
    if (at + 3 > text.size || c != 0xE2 || (unsigned char)text.data[at + 1] != 0x80)
        return 0;
    unsigned char last = (unsigned char)text.data[at + 2];
    return last <= 0x8A || last == 0xA8 || last == 0xA9 || last == 0xAF ? 3 : 0;
}

/** The first place from `at` on that is no white space. */
static inline size_t ent__skip_space(ent_string text, size_t at)
{
    for (size_t size; (size = ent__space_at(text, at)) > 0;)
        at += size;
    return at;
}

/** Bytes of the white space that ends just before this place. */
static inline size_t ent__space_before(ent_string text, size_t at)
{
    for (size_t size = 1; size <= 3 && size <= at; size++)
        if (ent__space_at(text, at - size) == size)
            return size;
    return 0;
}

#endif
