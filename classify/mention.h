/* SPDX-License-Identifier: MIT */
/* Inside the room: where a text speaks of a target. */
#ifndef ENT_CLASSIFY_MENTION_H
#define ENT_CLASSIFY_MENTION_H

#include "reading.h"

enum { ENT__TARGET_WORDS = 32, ENT__INITIALS = 8 };

/** The content words of a target, once read. */
struct ent__target {
    ent_string text;                     /* borrowed */
    uint64_t keys[ENT__TARGET_WORDS];    /* [count] distinct stems */
    ent_range ranges[ENT__TARGET_WORDS]; /* [count] where they stand in `text` */
    size_t count;
    char initials
        [ENT__INITIALS +
         1]; /* "UN" of United Nations, where there are two to eight; else empty */
    char acronym[ENT__INITIALS +
                 1]; /* "UN" where the target is nothing else; else empty */
};

/** The words of a target; count is 0 where it has none. @param words  scratch */
ent_status ent__target_read(struct ent__target *target, struct ent__reading *words,
                            ent_lexicon *lexicon, ent_string text, ent_error *err);

/** Does this token, seen in `text`, name the target or one of its words? Sets that word's bit (abbreviations: all). */
uint32_t ent__target_words(const struct ent__target *target, const ent_token *tokens,
                           size_t count, size_t at, ent_string text);

/** Half of the words, rounded up, make a mention. */
bool ent__is_mention(const struct ent__target *target, uint32_t words);

#endif
