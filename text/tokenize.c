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

typedef struct sink {
    ent_token *tokens;
    size_t count, capacity;
    ent_lexicon *lexicon;
    ent_string text;
} sink;

/* @return false when there is no room for the token */
static inline bool put(sink *out, size_t start, size_t end, ent_token_kind kind)
{
    if (out->count == out->capacity)
        return false;
    const ent__slot *slot = ent__lexicon_find(out->lexicon, out->text, start, end, kind);
    if (!slot)
        return false;
    out->tokens[out->count++] = (ent_token){
        .key = slot->key,
        .start = (uint32_t)start,
        .end = (uint32_t)end,
        .form = slot->form,
        .kind = (uint8_t)kind,
        .flags = (uint8_t)slot->flags,
    };
    return true;
}

/* The token that begins with the ASCII letter or digit at text[start]. */
static inline ent__found ascii_word(ent_string text, size_t start)
{
    const unsigned char *byte = (const unsigned char *)text.data;
    unsigned seen = 0, now = meaning[byte[start]];
    size_t end = start;
    do {
        seen |= now;
        now = ++end < text.size ? meaning[byte[end]] : ENDS;
    } while (now & WORD);
    bool ends = now & ENDS;
    if (now & JOINT)
        ends = end + 1 == text.size ||
               (byte[end + 1] < 0x80 && !(meaning[byte[end + 1]] & WORD));
    if (!ends)
        return ent__scan_word(text, start, end);
    return (ent__found){end, seen & LETTER ? ENT_TOKEN_WORD : ENT_TOKEN_NUMBER};
}

/*
 * A run of a spaceless script as overlapping bigrams. *at moves to where the next call would have to begin, which is the
 * first character of the bigram that found no room.
 */
static bool put_bigrams(sink *out, size_t *at, enum ent__class script)
{
    size_t first = *at, second = ent__scan_character(out->text, first);
    if (ent__class(ent__peek(out->text, second)) != script) {
        if (!put(out, first, second, ENT_TOKEN_BIGRAM))
            return false;
    } else {
        do {
            size_t third = ent__scan_character(out->text, second);
            if (!put(out, first, third, ENT_TOKEN_BIGRAM)) {
                *at = first;
                return false;
            }
            first = second;
            second = third;
        } while (ent__class(ent__peek(out->text, second)) == script);
    }
    *at = second;
    return true;
}

/* What stands at a byte beyond ASCII. */
static bool put_wide(sink *out, size_t *at)
{
    size_t next = *at;
    enum ent__class class = ent__class(ent__next(out->text, &next));
    if (class >= ENT__CJK)
        return put_bigrams(out, at, class);
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
    sink out = {tokens, 0, capacity, lexicon, text};
    if (out.text.size > UINT32_MAX)
        out.text.size = UINT32_MAX;
    ent__lexicon_make_room(lexicon);
    size_t i = *at;
    while (i < out.text.size && out.count < capacity) {
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
    *at = i >= out.text.size ? text.size : i;
    return out.count;
}
