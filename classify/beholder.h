/* SPDX-License-Identifier: MIT */
/* Inside the room: what a beholder is made of. */
#ifndef ENT_CLASSIFY_BEHOLDER_H
#define ENT_CLASSIFY_BEHOLDER_H

#include "classify.h"
#include "cues.h"
#include "mention.h"
#include "reading.h"

enum { ENT__NEAREST = 3 };

struct ent__beholder {
    const ent_language *language;
    ent_lexicon *lexicon;
    struct ent__cues cues;
    struct ent__reading words; /* of the target or claim */
    struct ent__reading text;
    const ent_article *article;
    struct ent__target target;
    ENT_ARRAY(uint32_t) mentions; /* [text.sentences] the target's words in each */
    bool mentioned;
    ent_buffer pooled;
    ent_arena arena; /* scratch of reading */
    /* claims */
    struct ent__pairing *pairing;
    size_t nearest[ENT__NEAREST]; /* [nearest_count] sentences, ascending */
    size_t nearest_count;
};

struct ent__pairing *ent__pairing_new(void);
void ent__pairing_free(struct ent__pairing *pairing);

/** The text of the field that a sentence stands in. */
static inline ent_string ent__field_text(const ent_article *article,
                                         const struct ent__sentence *sentence)
{
    return sentence->span.field == ENT_FIELD_TITLE ? article->title : article->text;
}

#endif
