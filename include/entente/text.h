/* SPDX-License-Identifier: MIT */
/* Text: bytes become UTF-8, paragraphs, sentences, tokens and stems. Is told the language; reads no files. */
#ifndef ENTENTE_TEXT_H
#define ENTENTE_TEXT_H

#include <stdbool.h>

#include <entente/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- articles ------------------------------------------------------------------------------------------------ */

/** How line breaks of `ent_article.text` become paragraphs. */
typedef enum ent_paragraphs {
    ENT_PARAGRAPHS_LINE, /* every line feed ends a paragraph: JSON `text`, extracted pages */
    ENT_PARAGRAPHS_BLANK, /* only a blank line does */
    ENT_PARAGRAPHS_AUTO /* plain text: a blank line does; a single line feed does unless it is a wrap (docs/sentences.md) */
} ent_paragraphs;

/**
 * An article as every room passes it on. Whoever reads it fills `lang` before text/ sees it. All strings are UTF-8
 * (what was not has been repaired) and borrowed from whoever read the article. Absent fields are empty.
 */
typedef struct ent_article {
    ent_string id;
    ent_string url;
    ent_string source; /* the publisher, "Mint" */
    ent_string time;   /* RFC 3339, or as found */
    ent_string lang;   /* ISO 639-1 where there is one, else 639-3 */
    ent_string title;
    ent_string text;
    ent_paragraphs paragraphs;
    /* [size + 1] the byte of the file that each byte of the title and of the text comes from, where they are plain text that
       was in another charset or was repaired; else NULL. Borrowed like the strings. */
    const uint32_t *title_source, *text_source;
} ent_article;

typedef enum ent_field { ENT_FIELD_TITLE, ENT_FIELD_TEXT } ent_field;

/** Half-open byte offsets [start, end) into the UTF-8 of a field of an article. */
typedef struct ent_span {
    ent_field field;
    size_t start;
    size_t end;
} ent_span;

/** Byte offsets without a field, for the rooms that work inside one; a text is shorter than 4 GiB. */
typedef struct ent_range {
    uint32_t start;
    uint32_t end;
} ent_range;

/* ---- languages ----------------------------------------------------------------------------------------------- */

/** A language that text/ knows by name; static. Unknown codes get a neutral entry (no stemmer, rule-only sentences). */
typedef struct ent_language {
    const char *code;    /* "en": ISO 639-1 where there is one, else 639-3 */
    const char *code3;   /* "eng": ISO 639-3 */
    const char *name;    /* "English" */
    const char *stemmer; /* libstemmer's algorithm name, or NULL */
} ent_language;

/**
 * Find a language by ISO 639-1 or 639-3 code, English name, or tag ("en", "ENG", "English", "en-GB", "eng_Latn"), in
 * any case. @return NULL when it is not known. @cost O(number of languages).
 */
ENT_API const ent_language *ent_language_find(ent_string name);

/* ---- UTF-8 --------------------------------------------------------------------------------------------------- */

/**
 * Bytes of plain text to valid UTF-8. BOMs are honoured (UTF-8, UTF-16 LE/BE) and removed; otherwise `charset` (an iconv
 * name, may be empty) or, where the bytes are not UTF-8, a detected legacy charset. Invalid sequences become U+FFFD
 * (one a maximal subpart, as Unicode ch. 3.9 advises), NUL becomes U+FFFD too; both are counted. At most 1 GiB.
 */
typedef struct ent_decoded {
    ent_string text; /* in the arena, or the input itself where nothing had to change */
    /* What it was read as: "UTF-8", "UTF-16LE", "WINDOWS-1252"...; static or the caller's. */
    const char *charset;
    size_t repaired; /* sequences replaced by U+FFFD */
    /* [text.size + 1] source offset of each UTF-8 byte, where the charset was another or something was repaired; NULL:
       `text` lies in the input. */
    uint32_t *source;
} ent_decoded;
ENT_API ent_status ent_decode(ent_decoded *out, ent_arena *arena, ent_string bytes,
                              const char *charset, ent_error *err);

/** Is this the name of a charset that ent_decode() can read, or one of the web's labels for one ("latin1")? */
ENT_API bool ent_charset_known(const char *name);

/** Is this (the beginning of) a picture, a program, an archive? More than one byte in 32, and more than one at all, is a
 *  control character that no text has; UTF-16 is text. @cost O(bytes) */
ENT_API bool ent_is_binary(ent_string bytes);

/* ---- tokens -------------------------------------------------------------------------------------------------- */

typedef enum ent_token_kind {
    ENT_TOKEN_WORD, /* letters, with inner apostrophes and hyphens: Entente-4, no-limits, d'État */
    ENT_TOKEN_NUMBER, /* digits with separators: 3,840 2.5 */
    ENT_TOKEN_TAG,    /* #hashtag */
    ENT_TOKEN_HANDLE, /* @mention */
    ENT_TOKEN_LINK,   /* URL or e-mail address */
    ENT_TOKEN_BIGRAM /* two characters of a script written without spaces (or one, where a run has only one) */
} ent_token_kind;

enum {                          /* ent_token.flags */
       ENT_TOKEN_UPPER = 1,     /* first letter is upper case */
       ENT_TOKEN_ALL_UPPER = 2, /* all letters are, and there are at least two */
       ENT_TOKEN_STOP = 4 /* a function word of the language (from text's own lists) */
};

/** One token. `key` identifies its stem: equal stems have equal keys, in every thread and on every machine. */
typedef struct ent_token {
    uint64_t key;   /* XXH3-64 of the stem's UTF-8, seed 0 */
    uint32_t start; /* byte offsets into the text that was tokenized */
    uint32_t end;
    uint32_t
        form; /* the lexicon's number for the surface form; valid until the lexicon's generation changes */
    uint8_t kind; /* ent_token_kind */
    uint8_t flags;
    uint16_t reserved;
} ent_token;

/**
 * A lexicon: one language's folding and stemming behind a bounded surface-form cache. One a thread; not shared.
 * A form seen before costs one hash and one probe; fold, normalise (NFC) and stem run once a form.
 */
typedef struct ent_lexicon ent_lexicon;
/** @param language  NULL: no stemmer, general folding   @param stem  false: the stem is the folded form */
ENT_API ent_lexicon *ent_lexicon_new(const ent_language *language, bool stem);
ENT_API void ent_lexicon_free(ent_lexicon *lexicon);
/** Stem and folded form of a token of the last ent_tokenize() call; lives until the next call. */
ENT_API ent_string ent_lexicon_stem(const ent_lexicon *lexicon, uint32_t form);
ENT_API ent_string ent_lexicon_folded(const ent_lexicon *lexicon, uint32_t form);
/** Grows by one each time the bounded cache is emptied; `ent_token.form` numbers do not survive that. */
ENT_API uint32_t ent_lexicon_generation(const ent_lexicon *lexicon);

/**
 * Tokenize text from *at on, at most `capacity` tokens, and move *at behind the last character that was dealt with
 * (text.size when all is done). Any bytes are legal; invalid UTF-8 separates tokens. Tokens are in order, do not
 * overlap (but for ENT_TOKEN_BIGRAM, which overlap by one character), and lie on character boundaries.
 * @return the number of tokens written; 0 only at the end of the text.
 * @cost O(bytes), no allocation but for new forms
 * @source UAX #29 (word boundaries), deviations in docs/text.md
 */
ENT_API size_t ent_tokenize(ent_token *out, size_t capacity, ent_lexicon *lexicon,
                            ent_string text, size_t *at);

/* ---- paragraphs and sentences -------------------------------------------------------------------------------- */

/** Paragraph ranges of a text, white space trimmed, empty ones left out; `*count` of them, in the arena. */
ENT_API ent_status ent_paragraph_ranges(ent_range **out, size_t *count, ent_arena *arena,
                                        ent_string text, ent_paragraphs mode,
                                        ent_error *err);

/**
 * Sentence ranges of text[from..to) (one paragraph), trimmed, in order, covering everything but white space.
 * @param language  NULL: rules, and the few abbreviations that are understood everywhere
 * @cost O(bytes)
 */
ENT_API ent_status ent_sentence_ranges(ent_range **out, size_t *count, ent_arena *arena,
                                       ent_string text, ent_range paragraph,
                                       const ent_language *language, ent_error *err);

/** Words as budgets count them: white-space words; in Han, Kana and Thai two characters count as one. */
ENT_API size_t ent_count_words(ent_string text);

#ifdef __cplusplus
}
#endif
#endif
