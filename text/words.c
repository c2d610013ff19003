/* SPDX-License-Identifier: MIT */
/* Counting words for budgets, without making tokens. */
#include <entente/text.h>

#include "unicode.h"

/*
 * A chunk between white space is one word. Where it holds characters of a spaceless script, those count by themselves,
 * and each stretch of other letters or digits between them is a word.
 */
size_t ent_count_words(ent_string text)
{
    size_t words = 0, characters = 0, stretches = 0;
    bool in_chunk = false, in_stretch = false, spaceless = false;
    for (size_t at = 0; at < text.size;) {
        enum ent__class class = ent__class(ent__next(text, &at));
        if (class == ENT__SPACE) {
            words += !in_chunk ? 0 : spaceless ? stretches : 1;
            in_chunk = in_stretch = spaceless = false;
            stretches = 0;
            continue;
        }
        in_chunk = true;
        if (class >= ENT__CJK) {
            spaceless = true;
            in_stretch = false;
            characters++;
        } else if (!in_stretch && (class == ENT__LETTER || class == ENT__DIGIT)) {
            in_stretch = true;
            stretches++;
        }
    }
    words += !in_chunk ? 0 : spaceless ? stretches : 1;
    return words + (characters + 1) / 2;
}
