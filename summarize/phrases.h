/* SPDX-License-Identifier: MIT */
/* What newsrooms put around their sentences, and words that lean on the sentence before. Private to summarize/. */
#ifndef ENT_SUMMARIZE_PHRASES_H
#define ENT_SUMMARIZE_PHRASES_H

#include <stdbool.h>

#include <entente/base.h>

/** Does the sentence open with, or consist of, what a page says about itself ("Read more:", "Photo:", "Follow us on")? */
bool ent__is_boilerplate(ent_string sentence);

/** Bytes at the start of the sentence that a page put there ("Media playback is not supported on this device"). */
size_t ent__boilerplate_prefix(ent_string sentence);

/** Bytes of a dateline at the start of an article ("MOSCOW (Reuters) - ", "(CNN) -- ", "NEW DELHI: "); 0: none. */
size_t ent__dateline(ent_string sentence);

/** "By Ann Smith and Bob Jones": a name behind the word for by, nothing else. */
bool ent__is_byline(ent_string sentence);

/** Does the sentence lean on the one before (But, However, He, These...; or a quotation that "he said")? */
bool ent__is_reference(ent_string sentence, ent_string lang);

#endif
