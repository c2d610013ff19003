/* SPDX-License-Identifier: MIT */
/* The tokenizer: finds tokens and gives each its form. Plain ASCII words stay in this file; scan.c has the rest. */
#include "lexicon.h"
#include "scan.h"
#include "unicode.h"

/* What a byte means to the ASCII path. */
enum {
    DIGIT = 1,
    LETTER = 2,
    WORD = DIGIT | LETTER,
    ENDS = 4,  /* ends an ASCII word whatever follows */
    JOINT = 8, /* ends it unless a letter or digit follows, or a byte beyond ASCII */
    SIGN = 16  /* may open a hashtag or a mention */
};

enum { MARKS_LIMIT = 15 }; /* marks of one character in a bigram */

#define L LETTER
#define D DIGIT
#define E ENDS
#define J JOINT
/* Left 0: what needs the long look of scan.c behind a word: + : @ _ and all beyond ASCII. */
/* clang-format off */
static const unsigned char meaning[256] = {
    E, E, E, E, E, E, E, E, E, E, E, E, E, E, E, E,        /* control characters */
    E, E, E, E, E, E, E, E, E, E, E, E, E, E, E, E,
    E, E, E, E | SIGN, E, E, E, J, E, E, E, 0, J, J, J, E, /*   ! " # $ % & ' ( ) * + , - . / */
    D, D, D, D, D, D, D, D, D, D, 0, J, E, E, E, E,        /* 0 to 9 : ; < = > ? */
    SIGN, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,     /* @ A to O */
    L, L, L, L, L, L, L, L, L, L, L, E, E, E, E, 0,        /* P to Z [ \ ] ^ _ */
    E, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,        /* ` a to o */
    L, L, L, L, L, L, L, L, L, L, L, E, E, E, E, E,        /* p to z { | } ~ DEL */
};
/* clang-format on */
#undef L
#undef D
#undef E
#undef J

/* A token that was found and is not looked up yet. */
typedef struct spotted {
    size_t start, end;
    ent_token_kind kind;
    ent__name name;
} spotted;

/* Tokens are looked up some at a time: the slots of the first are fetched while the others are found. */
enum { BUNCH = 16 };

typedef struct sink {
    ent_token *tokens;
    size_t count, capacity;
    ent_lexicon *lexicon;
    ent_string text;
    spotted waiting[BUNCH];
    size_t waiting_count;
    bool full;
    size_t refused; /* where the token begins that found no room */
} sink;

/* Look up what waits. @return false when a token finds no room: reading has to begin again where it begins */
static bool settle(sink *out)
{
    for (size_t i = 0; i < out->waiting_count; i++) {
        const spotted *found = &out->waiting[i];
        const ent__slot *slot = ent__lexicon_find(out->lexicon, out->text, found->start,
                                                  found->end, found->kind, &found->name);
        if (!slot) {
            out->full = true;
            out->refused = found->start;
            return false;
        }
        out->tokens[out->count++] = (ent_token){
            .key = slot->key,
            .start = (uint32_t)found->start,
            .end = (uint32_t)found->end,
            .form = slot->form,
            .kind = (uint8_t)found->kind,
            .flags = (uint8_t)slot->flags,
        };
    }
    out->waiting_count = 0;
    return true;
}

/* @return false when there is no room for the token, or for one before it */
static inline bool put(sink *out, size_t start, size_t end, ent_token_kind kind)
{
    if (out->waiting_count == BUNCH && !settle(out))
        return false;
    if (out->count + out->waiting_count == out->capacity)
        return false;
    spotted *found = &out->waiting[out->waiting_count++];
    found->start = start;
    found->end = end;
    found->kind = kind;
    ent__lexicon_expect(&found->name, out->lexicon, out->text, start, end);
    return true;
}

#define EVERY(byte) ((byte) * (uint64_t)0x0101010101010101u)

/* In the high bit of each byte: is it (without its own high bit) at least `low` and at most `high`? */
static inline uint64_t between(uint64_t bytes, unsigned low, unsigned high)
{
    return (bytes + EVERY(0x80 - low)) & ~(bytes + EVERY(0x7F - high));
}

/*
 * How many of the 8 bytes at `data` are ASCII letters and digits before the first that is not; *seen gains LETTER where
 * there is a letter among them.
 */
static inline size_t alphanumeric_prefix(const char *data, unsigned *seen)
{
    uint64_t bytes;
    memcpy(&bytes, data, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    const uint64_t high = EVERY(0x80), low = bytes & ~high;
    uint64_t letters = between(low | EVERY(0x20), 'a', 'z') & ~bytes & high;
    uint64_t others = ~(letters | between(low, '0', '9')) & high;
    others |= bytes & high;
    uint64_t first = others & -others;
    if (letters & (first - 1))
        *seen |= LETTER;
    return first ? (size_t)__builtin_ctzll(first) / 8 : 8;
}

/* The end of the ASCII letters and digits from text[at] on. */
static inline size_t skip_alphanumeric(ent_string text, size_t at, unsigned *seen)
{
    while (text.size - at >= 8) {
        size_t count = alphanumeric_prefix(text.data + at, seen);
        at += count;
        if (count < 8)
            return at;
    }
    for (; at < text.size && meaning[(unsigned char)text.data[at]] & WORD; at++)
        *seen |= meaning[(unsigned char)text.data[at]];
    return at;
}

/* The token that begins with the ASCII letter or digit at text[start]. */
static inline ent__found ascii_word(ent_string text, size_t start)
{
    const unsigned char *byte = (const unsigned char *)text.data;
    unsigned seen = 0;
    size_t end = skip_alphanumeric(text, start, &seen);
    unsigned now = end < text.size ? meaning[byte[end]] : ENDS;
    bool ends = now & ENDS;
    if (now & JOINT)
        ends = end + 1 == text.size ||
               (byte[end + 1] < 0x80 && !(meaning[byte[end + 1]] & WORD));
    if (!ends)
        return ent__scan_word(text, start, end);
    return (ent__found){end, seen & LETTER ? ENT_TOKEN_WORD : ENT_TOKEN_NUMBER};
}

/* A character of a spaceless script: the next one begins where it ends. */
typedef struct character {
    size_t start;
    size_t point_end; /* of its first code point: marks may follow */
    enum ent__class class;
} character;

static inline character character_at(ent_string text, size_t start)
{
    character found = {start, start, ENT__OTHER};
    if (start < text.size)
        found.class = ent__class(ent__next(text, &found.point_end));
    return found;
}

/* What follows a character and its marks, of which it keeps a few at most. */
static inline character character_behind(ent_string text, character this)
{
    character next = character_at(text, this.point_end);
    for (int marks = 0; next.class == ENT__MARK && marks < MARKS_LIMIT; marks++)
        next = character_at(text, next.point_end);
    return next;
}

/*
 * A run of a spaceless script as overlapping bigrams. *at moves to where the next call would have to begin, which is the
 * first character of the bigram that found no room.
 */
static bool put_bigrams(sink *out, size_t *at)
{
    character first = character_at(out->text, *at);
    character second = character_behind(out->text, first);
    if (second.class != first.class) {
        if (!put(out, first.start, second.start, ENT_TOKEN_BIGRAM))
            return false;
    }
    while (second.class == first.class) {
        character third = character_behind(out->text, second);
        if (!put(out, first.start, third.start, ENT_TOKEN_BIGRAM)) {
            *at = first.start;
            return false;
        }
        first = second;
        second = third;
    }
    *at = second.start;
    return true;
}

/* What stands at a byte beyond ASCII. */
static bool put_wide(sink *out, size_t *at)
{
    size_t next = *at;
    enum ent__class class = ent__class(ent__next(out->text, &next));
    if (class >= ENT__CJK)
        return put_bigrams(out, at);
    if (class == ENT__LETTER || class == ENT__DIGIT) {
        ent__found found = ent__scan_word(out->text, *at, *at);
        if (!put(out, *at, found.end, found.kind))
            return false;
        next = found.end;
    }
    *at = next;
    return true;
}

static bool put_sign(sink *out, size_t *at)
{
    ent__found found = ent__scan_tag(out->text, *at);
    if (found.end > *at && !put(out, *at, found.end, found.kind))
        return false;
    *at = found.end > *at ? found.end : *at + 1;
    return true;
}

size_t ent_tokenize(ent_token *tokens, size_t capacity, ent_lexicon *lexicon,
                    ent_string text, size_t *at)
{
    sink out;
    out.tokens = tokens;
    out.count = out.waiting_count = 0;
    out.capacity = capacity;
    out.lexicon = lexicon;
    out.text = text;
    out.full = false;
    if (out.text.size > UINT32_MAX)
        out.text.size = UINT32_MAX;
    ent__lexicon_make_room(lexicon);
    size_t i = *at;
    while (i < out.text.size && out.count + out.waiting_count < capacity) {
        unsigned char byte = (unsigned char)text.data[i];
        if (meaning[byte] & WORD) {
            ent__found found = ascii_word(out.text, i);
            if (!put(&out, i, found.end, found.kind))
                break;
            i = found.end;
        } else if (byte >= 0x80) {
            if (!put_wide(&out, &i))
                break;
        } else if (meaning[byte] & SIGN) {
            if (!put_sign(&out, &i))
                break;
        } else {
            i++;
        }
    }
    if (!out.full)
        settle(&out);
    if (out.full)
        i = out.refused;
    *at = i >= out.text.size ? text.size : i;
    return out.count;
}
