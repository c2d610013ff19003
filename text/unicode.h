/* SPDX-License-Identifier: MIT */
/* Code points for the files of text/: decoding, encoding, and one byte of properties for each. Private to the room. */
#ifndef ENT_TEXT_UNICODE_H
#define ENT_TEXT_UNICODE_H

#include <stdbool.h>

#include <entente/base.h>

/** What an ill-formed sequence decodes to; not a code point, of class OTHER. */
#define ENT__ILL_FORMED 0x110000u

/* ---- properties ---- */

/** What a character does to words (docs/text.md); a refinement of the classes of UAX #29. */
enum ent__class {
    ENT__OTHER,
    ENT__SPACE,  /* White_Space, no-break spaces included */
    ENT__LETTER, /* of a script that puts spaces between words */
    ENT__DIGIT,
    ENT__MARK, /* combining marks, soft hyphen, joiners, direction marks: part of what stands before */
    ENT__CONNECTOR,  /* _ and its like */
    ENT__MID_LETTER, /* inside a word between letters: the middle dot */
    ENT__MID_NUMBER, /* between digits: the comma */
    ENT__MID_BOTH,   /* the full stop */
    ENT__APOSTROPHE, /* straight and typographic */
    ENT__HYPHEN,     /* - and the true hyphens, not the dashes */
    ENT__CJK,        /* Han, Hiragana, Katakana */
    ENT__THAI,
    ENT__LAO,
    ENT__KHMER,
    ENT__MYANMAR,
    ENT__CLASS_MASK = 0x0F,
    ENT__UPPER = 0x10, /* flags beside the class */
    ENT__LOWER = 0x20,
    ENT__UNSTABLE = 0x40 /* the NFC quick check does not say yes */
};

/* Two stages, 128 code points a block; classes.inc, made by classes.py. */
extern const unsigned char ent__property_index[];
extern const unsigned char ent__property_blocks[][128];

/** Class and flags of any number (beyond U+10FFFF: OTHER). */
static inline unsigned ent__properties(uint32_t code)
{
    if (code >= ENT__ILL_FORMED)
        return ENT__OTHER;
    return ent__property_blocks[ent__property_index[code / 128]][code % 128];
}

static inline enum ent__class ent__class(uint32_t code)
{
    return (enum ent__class)(ent__properties(code) & ENT__CLASS_MASK);
}

static inline bool ent__is_space(uint32_t code)
{
    return ent__class(code) == ENT__SPACE;
}

static inline bool ent__is_upper(uint32_t code)
{
    return ent__properties(code) & ENT__UPPER;
}

static inline bool ent__is_lower(uint32_t code)
{
    return ent__properties(code) & ENT__LOWER;
}

/** Written without spaces between words. */
static inline bool ent__is_spaceless(uint32_t code)
{
    return ent__class(code) >= ENT__CJK;
}

/* ---- UTF-8 ---- */

/** ent__next(), slower: for whatever is not well-formed, or is near the end, or is of 4 bytes. */
uint32_t ent__next_wide(ent_string text, size_t *at);

/**
 * The code point at text[*at], *at < text.size, and *at moved behind it. An ill-formed sequence gives ENT__ILL_FORMED and
 * moves behind its maximal subpart (Unicode ch. 3.9, table 3-8), so at least one byte.
 */
static inline uint32_t ent__next(ent_string text, size_t *at)
{
    const unsigned char *byte = (const unsigned char *)text.data + *at;
    if (byte[0] < 0x80) {
        ++*at;
        return byte[0];
    }
    if (text.size - *at >= 3) {
        uint32_t second = byte[1] ^ 0x80u,
                 third = byte[2] ^ 0x80u; /* below 0x40 where they continue */
        if (byte[0] >= 0xC2 && byte[0] <= 0xDF && second < 0x40) {
            *at += 2;
            return (byte[0] & 0x1Fu) << 6 | second;
        }
        uint32_t code = (byte[0] & 0x0Fu) << 12 | second << 6 | third;
        if ((byte[0] & 0xF0) == 0xE0 && (second | third) < 0x40 && code >= 0x800 &&
            (code & 0xF800) != 0xD800) {
            *at += 3;
            return code;
        }
    }
    return ent__next_wide(text, at);
}

/** The code point at text[at], or 0 at the end. */
static inline uint32_t ent__peek(ent_string text, size_t at)
{
    return at < text.size ? ent__next(text, &at) : 0;
}

/** Where the character before text[at] starts, at > 0; an ill-formed byte is a character of its own. */
static inline size_t ent__previous(ent_string text, size_t at)
{
    size_t start = at - 1;
    for (int back = 0; back < 3 && start > 0; back++, start--)
        if (((unsigned char)text.data[start] & 0xC0) != 0x80)
            break;
    size_t next = start;
    return ent__next(text, &next) != ENT__ILL_FORMED && next == at ? start : at - 1;
}

/** UTF-8 of a code point (not a surrogate) into `out`. @return bytes written, 1 to 4 */
static inline size_t ent__encode(uint32_t code, char out[4])
{
    unsigned char *byte = (unsigned char *)out;
    if (code < 0x80) {
        byte[0] = (unsigned char)code;
        return 1;
    }
    if (code < 0x800) {
        byte[0] = (unsigned char)(0xC0 | code >> 6);
        byte[1] = (unsigned char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        byte[0] = (unsigned char)(0xE0 | code >> 12);
        byte[1] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
        byte[2] = (unsigned char)(0x80 | (code & 0x3F));
        return 3;
    }
    byte[0] = (unsigned char)(0xF0 | code >> 18);
    byte[1] = (unsigned char)(0x80 | (code >> 12 & 0x3F));
    byte[2] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
    byte[3] = (unsigned char)(0x80 | (code & 0x3F));
    return 4;
}

#endif
