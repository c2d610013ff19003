/* SPDX-License-Identifier: MIT */
/* Function words by language; the lists are in stop_words.inc. */
#ifndef ENT_TEXT_STOP_WORDS_H
#define ENT_TEXT_STOP_WORDS_H

#include <entente/text.h>

#include "base/hash.h"
#include "fold.h"

/** Put a language's function words, folded, into `out`; none where there is no list. @return false when memory is out */
bool ent__stop_words(ent_names *out, const ent_language *language,
                     const ent__folder *folder);

#endif
