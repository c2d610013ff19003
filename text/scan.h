/* SPDX-License-Identifier: MIT */
/* Where a token that is not plain ASCII letters ends: the rules of UAX #29 and ours (docs/text.md). */
#ifndef ENT_TEXT_SCAN_H
#define ENT_TEXT_SCAN_H

#include <entente/text.h>

/** A token found: its end and kind. */
typedef struct ent__found {
    size_t end;
    ent_token_kind kind;
} ent__found;

/**
 * The word, number, link or address that begins with the letter or digit at text[start].
 * @param known  letters and digits in ASCII are known to reach to here at least (may be start)
 */
ent__found ent__scan_word(ent_string text, size_t start, size_t known);

/** The #hashtag or @mention whose sign stands at text[start]; end == start when it is none. */
ent__found ent__scan_tag(ent_string text, size_t start);

#endif
