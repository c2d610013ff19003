/* SPDX-License-Identifier: MIT */
/* An article as one row of words, with what the candidates are made from. Private to articles/tags/. */
#ifndef ENT_TAGS_WORDS_H
#define ENT_TAGS_WORDS_H

#include <entente/text.h>

#include "base/base.h"
#include "cuts.h"

enum {
    TAG_WORDS_MOST = 100000, /* of an article that are looked at */
    TAG_TOKENS = 256         /* taken from the tokenizer at a time */
};

enum {                     /* tag_word.flags, beside those of ent_token */
       TAG_WORD_BREAK = 8, /* no phrase reaches from the word before to this one */
       TAG_WORD_FIRST =
           16, /* of a sentence, a quotation, or in a title in capitals: a capital says nothing */
       TAG_WORD_CUT = 32,      /* no phrase holds it (cuts.h) */
       TAG_WORD_PARTICLE = 64, /* may join two parts of a name: Bank of England */
       TAG_WORD_PROPER = 128,  /* part of a name */
       TAG_WORD_TITLE = 256,   /* of a person: Mr, President */
       TAG_WORD_DIGIT = 512    /* holds a digit beside letters */
};

/** A word as it stands, what is joined to it by an apostrophe left out (l'homme: homme; Russia's: Russia). */
struct tag_word {
    uint64_t key;   /* of the stem */
    uint32_t start; /* byte offsets into its field */
    uint32_t end;
    uint32_t sentence; /* from 0 */
    uint32_t term;     /* number of the distinct key, in order of first appearance */
    uint16_t flags;
    uint8_t field; /* ent_field */
    uint8_t kind;  /* ent_token_kind */
};

struct tag_words {
    struct tag_word *items; /* [count] in the order of the source, title first */
    size_t count;
    size_t terms; /* distinct keys */
    size_t sentences;
};

/** A language as the tagger reads it. */
struct tag_reader {
    const ent_language *language; /* NULL: unknown */
    ent_lexicon *lexicon;
    struct tag_cuts cuts;
};

/** Read an article's words into the arena. */
ent_status ent__tag_words(struct tag_words *out, ent_arena *arena,
                          const struct tag_reader *reader, const ent_article *article,
                          ent_error *err);

/** Does any phrase hold this word? */
static inline bool ent__tag_is_content(const struct tag_word *word)
{
    return !(word->flags & (ENT_TOKEN_STOP | TAG_WORD_CUT));
}

#endif
