/* SPDX-License-Identifier: MIT */
/* Characters as sentence splitting sees them. Every byte string is legal: a byte that is not UTF-8 counts as a character. */
#ifndef ENT_TEXT_SENTENCE_CHARS_H
#define ENT_TEXT_SENTENCE_CHARS_H

#include <stdbool.h>

#include <entente/base.h>

typedef enum char_kind {
    CHAR_END, /* of the text */
    CHAR_SPACE,
    CHAR_UPPER, /* and title case */
    CHAR_LOWER,
    CHAR_CASELESS, /* letters of scripts without case */
    CHAR_DIGIT,
    CHAR_OPEN,  /* opening brackets and quotes, Spanish marks */
    CHAR_CLOSE, /* closing brackets and quotes */
    CHAR_QUOTE, /* quotes that may open or close: " ' and those that languages use in either way */
    CHAR_DOT,     /* . */
    CHAR_EXCLAIM, /* ! ? and kin: end a sentence but for quotes and names */
    CHAR_FULL, /* full stops that mean nothing else, and need no space behind them: 。। */
    CHAR_ELLIPSIS, /* … */
    CHAR_PAUSE,    /* , ; : and kin */
    CHAR_DASH,
    CHAR_BULLET,
    CHAR_IGNORED, /* marks of direction, joiners: not visible */
    CHAR_MARK,    /* combining */
    CHAR_OTHER
} char_kind;

typedef struct character {
    uint32_t code;
    uint8_t size; /* bytes; 0 at the end */
    uint8_t kind; /* char_kind */
} character;

/** The character at text[at], nothing from `end` on being there. */
character ent__char_at(const char *text, size_t at, size_t end);

/** The character that ends before text[at], nothing before `from` being there. */
character ent__char_before(const char *text, size_t at, size_t from);

/** Kinds of which words are made. */
static inline bool ent__char_is_word(character c)
{
    return (1u << c.kind) & (1u << CHAR_UPPER | 1u << CHAR_LOWER | 1u << CHAR_CASELESS |
                             1u << CHAR_DIGIT | 1u << CHAR_MARK);
}

#endif
