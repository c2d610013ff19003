/* SPDX-License-Identifier: MIT */
/* An article as one row of words, with what the candidates are made from. Private to articles/tags/. */
#ifndef ENT_TAGS_WORDS_H
#define ENT_TAGS_WORDS_H

#include <entente/text.h>

#include "base/base.h"

enum {
    TAG_WORDS_MOST = 100000, /* of an article that are looked at */
    TAG_TOKENS = 256         /* taken from the tokenizer at a time */
};

enum {                     /* tag_word.flags, beside those of ent_token */
       TAG_WORD_BREAK = 8, /* no phrase reaches from the word before to this one */
       TAG_WORD_FIRST =
           16 /* of a sentence, or of what is quoted or stands behind a colon: a capital says nothing */
};

/** A word as it stands, what is joined to it by an apostrophe left out (l'homme: homme; Russia's: Russia). */
struct tag_word {
    uint64_t key;   /* of the stem */
    uint32_t start; /* byte offsets into its field */
    uint32_t end;
    uint32_t sentence; /* from 0; the title is one */
    uint32_t term;     /* number of the distinct key, in order of first appearance */
    uint8_t field;     /* ent_field */
    uint8_t kind;      /* ent_token_kind */
    uint8_t flags;
};

struct tag_words {
    struct tag_word *items; /* [count] in the order of the source, title first */
    size_t count;
    size_t terms; /* distinct keys */
    size_t sentences;
};

/** Read an article's words into the arena. */
ent_status ent__tag_words(struct tag_words *out, ent_arena *arena, ent_lexicon *lexicon,
                          const ent_language *language, const ent_article *article,
                          ent_error *err);

#endif
