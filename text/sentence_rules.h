/* SPDX-License-Identifier: MIT */
/* The rules that tell whether a mark ends a sentence. They look at a bounded stretch around the mark, never further. */
#ifndef ENT_TEXT_SENTENCE_RULES_H
#define ENT_TEXT_SENTENCE_RULES_H

#include "sentence_chars.h"
#include "sentence_words.h"

/** A paragraph that is being split. */
typedef struct passage {
    const char *text;
    size_t begin; /* of the paragraph */
    size_t end;
    size_t start; /* of the sentence that has not ended yet */
    const ent__sentence_words *words;
    bool semicolon_asks; /* Greek: ; is the question mark */
    bool colon_ends;     /* Armenian: a colon is often typed for the full stop */
} passage;

/** The marks at one place, with the quotes and brackets that close behind them: `?!`, `."`, `. . .)` */
typedef struct stop {
    size_t begin;
    size_t end;
    unsigned dots;
    bool exclaims;
    bool full;
    bool ellipsis; /* …, two dots or more */
    bool spaced;   /* . . . */
    bool closed;   /* quotes or brackets are closed behind the marks */
} stop;

/** The run of letters, digits, and what joins them, before a place. */
typedef struct token {
    size_t start;
    size_t end;
    unsigned letters;
    unsigned digits;
    unsigned dots;
    bool lower_start;
    bool cut; /* longer than what was looked at */
} token;

/** Read the token that ends at text[at]. */
token ent__token_before(const passage *p, size_t at);

/** Is there a starter at text[at], or one in quotes? */
bool ent__starter_at(const passage *p, size_t at);

/** Does the sentence end with this stop? False at the end of the paragraph, where nothing has to be decided. */
bool ent__stop_ends(const passage *p, const stop *s);

#endif
