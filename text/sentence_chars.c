/* SPDX-License-Identifier: MIT */
/* The kinds of characters that matter at the end of a sentence; general categories come from utf8proc. */
#include <utf8proc.h>

#include "sentence_chars.h"
#include "unicode.h"

/* Full stops that are nothing else, from Unicode's Sentence_Terminal; ascending. */
static const uint16_t full_stops[] = {
    0x0589,                 /* Armenian full stop */
    0x061d, 0x061e,         /* Arabic end of text */
    0x061f,                 /* Arabic question mark */
    0x06d4,                 /* Urdu full stop */
    0x0700, 0x0701, 0x0702, /* Syriac */
    0x07f9,                 /* N'Ko */
    0x0964, 0x0965,         /* danda */
    0x0df4,                 /* Sinhala */
    0x0f0d, 0x0f0e,         /* Tibetan shad */
    0x104b,                 /* Burmese */
    0x1362, 0x1367, 0x1368, /* Ethiopic */
    0x166e,                 /* Canadian syllabics */
    0x17d4, 0x17d5,         /* Khmer */
    0x1803, 0x1809,         /* Mongolian */
    0x1944, 0x1945,         /* Limbu */
    0x1c3b, 0x1c3c,         /* Lepcha */
    0x1c7e, 0x1c7f,         /* Ol Chiki */
    0x3002,                 /* ideographic full stop */
    0xa4ff,                 /* Lisu */
    0xa60e, 0xa60f,         /* Vai */
    0xa6f3, 0xa6f7,         /* Bamum */
    0xa876, 0xa877,         /* Phags-pa */
    0xa8ce, 0xa8cf,         /* Saurashtra */
    0xa92f,                 /* Kayah Li */
    0xabeb,                 /* Meetei Mayek */
    0xfe52, 0xfe56, 0xfe57, 0xff01,
    0xff0e, 0xff1f, 0xff61, /* small and full-width forms */
};

static bool is_full_stop(uint32_t code)
{
    size_t low = 0, high = sizeof full_stops / sizeof *full_stops;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (full_stops[middle] < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof full_stops / sizeof *full_stops && full_stops[low] == code;
}

static char_kind terminal_kind(uint32_t code)
{
    switch (code) {
    case 0x203c: /* double exclamation mark */
    case 0x203d: /* interrobang */
    case 0x2047: /* double question mark, and mixtures */
    case 0x2048:
    case 0x2049:
        return CHAR_EXCLAIM;
    case 0x2026: /* ellipsis */
    case 0x22ef:
        return CHAR_ELLIPSIS;
    default:
        return is_full_stop(code) ? CHAR_FULL : CHAR_OTHER;
    }
}

static char_kind punctuation_kind(uint32_t code)
{
    switch (code) {
    case 0xa1: /* inverted marks */
    case 0xbf:
    case 0x201a: /* low quotes */
    case 0x201e:
    case 0x2039:
        return CHAR_OPEN;
    case 0x2019: /* right quotes */
    case 0x201d:
        return CHAR_CLOSE;
    case 0xab: /* guillemets point either way, and the left quotes close in German */
    case 0xbb:
    case 0x2018:
    case 0x201c:
    case 0x203a:
    case 0xff02:
        return CHAR_QUOTE;
    case 0x055d: /* Armenian comma */
    case 0x060c: /* Arabic comma and semicolon */
    case 0x061b:
    case 0x104a: /* Burmese comma */
    case 0x3001: /* ideographic comma */
    case 0xff0c:
    case 0xff1a:
    case 0xff1b:
    case 0xff64:
        return CHAR_PAUSE;
    case 0x2022:
    case 0x2023:
    case 0x2043:
    case 0x204c:
    case 0x204d:
    case 0x2219:
    case 0x25a0:
    case 0x25aa:
    case 0x25ab:
    case 0x25b6:
    case 0x25ba:
    case 0x25cb:
    case 0x25cf:
    case 0x25e6:
    case 0x2605:
    case 0x2713:
    case 0x2714:
    case 0x27a2:
    case 0xb7:
        return CHAR_BULLET;
    default:
        return terminal_kind(code);
    }
}

static char_kind general_kind(uint32_t code)
{
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return CHAR_UPPER;
    case UTF8PROC_CATEGORY_LL:
        return CHAR_LOWER;
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_LM:
        return CHAR_CASELESS;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return CHAR_MARK;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return CHAR_DIGIT;
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PI:
        return CHAR_OPEN;
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PF:
        return CHAR_CLOSE;
    case UTF8PROC_CATEGORY_PD:
        return CHAR_DASH;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return CHAR_SPACE;
    case UTF8PROC_CATEGORY_CF:
        return CHAR_IGNORED;
    default:
        return CHAR_OTHER;
    }
}

static char_kind ascii_kind(uint32_t code)
{
    static const uint8_t kinds[128] = {
        ['\t'] = CHAR_SPACE, ['\n'] = CHAR_SPACE,  ['\v'] = CHAR_SPACE,
        ['\f'] = CHAR_SPACE, ['\r'] = CHAR_SPACE,  [' '] = CHAR_SPACE,
        ['"'] = CHAR_QUOTE,  ['\''] = CHAR_QUOTE,  ['('] = CHAR_OPEN,
        ['['] = CHAR_OPEN,   ['{'] = CHAR_OPEN,    ['`'] = CHAR_OPEN,
        [')'] = CHAR_CLOSE,  [']'] = CHAR_CLOSE,   ['}'] = CHAR_CLOSE,
        ['.'] = CHAR_DOT,    ['!'] = CHAR_EXCLAIM, ['?'] = CHAR_EXCLAIM,
        [','] = CHAR_PAUSE,  [';'] = CHAR_PAUSE,   [':'] = CHAR_PAUSE,
        ['-'] = CHAR_DASH,
    };
    if (code >= 'a' && code <= 'z')
        return CHAR_LOWER;
    if (code >= 'A' && code <= 'Z')
        return CHAR_UPPER;
    if (code >= '0' && code <= '9')
        return CHAR_DIGIT;
    return kinds[code] ? (char_kind)kinds[code] : CHAR_OTHER;
}

static char_kind kind_of(uint32_t code)
{
    if (code < 0x80)
        return ascii_kind(code);
    if (code == 0x85)
        return CHAR_SPACE;
    if (code >= 0x10d0 && code <= 0x10ff)
        return CHAR_CASELESS; /* Georgian: has capitals for inscriptions only */
    char_kind kind = punctuation_kind(code);
    return kind == CHAR_OTHER ? general_kind(code) : kind;
}

character ent__char_at(const char *text, size_t at, size_t end)
{
    if (at >= end)
        return (character){0, 0, CHAR_END};
    if ((uint8_t)text[at] < 0x80)
        return (character){(uint8_t)text[at], 1, (uint8_t)ascii_kind((uint8_t)text[at])};
    size_t behind = at;
    uint32_t code = ent__next_wide((ent_string){text, end}, &behind);
    char_kind kind = code == ENT__ILL_FORMED ? CHAR_OTHER : kind_of(code);
    return (character){code, (uint8_t)(behind - at), (uint8_t)kind};
}

character ent__char_before(const char *text, size_t at, size_t from)
{
    if (at <= from)
        return (character){0, 0, CHAR_END};
    size_t begin = ent__previous((ent_string){text, at}, at);
    return ent__char_at(text, begin < from ? at - 1 : begin, at);
}
