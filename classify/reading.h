/* SPDX-License-Identifier: MIT */
/* Inside the room: an article as sentences of tokens, as stance looks at it. */
#ifndef ENT_CLASSIFY_READING_H
#define ENT_CLASSIFY_READING_H

#include "base/base.h"

#include <entente/text.h>

/** A long article is read so far and no further. */
enum { ENT__READ_TOKENS = 100000 };

struct ent__sentence {
    uint32_t first, count; /* tokens */
    ent_span span;
};

/** Offsets of tokens are those of the field that their sentence stands in. */
struct ent__reading {
    ENT_ARRAY(ent_token) tokens;
    ENT_ARRAY(struct ent__sentence) sentences; /* that have a token; the title is one */
};

void ent__reading_dispose(struct ent__reading *reading);

/** Read an article (its title first); what was read before is forgotten. */
ent_status ent__read_article(struct ent__reading *reading, ent_lexicon *lexicon,
                             ent_arena scratch, const ent_article *article,
                             const ent_language *language, ent_error *err);
/** Read a target or claim, as one sentence of the field `text`. */
ent_status ent__read_claim(struct ent__reading *reading, ent_lexicon *lexicon,
                           ent_string claim, ent_error *err);

/** Does a token carry meaning of its own: a word that is no function word, a number, a tag or handle? */
static inline bool ent__is_content(const ent_token *token)
{
    return !(token->flags & ENT_TOKEN_STOP) && token->kind != ENT_TOKEN_LINK;
}

#endif
