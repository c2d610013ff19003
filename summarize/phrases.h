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

/** Bytes of a time of day at the start of a live blog's paragraph, before a sentence: "14:32 ", "14.32 Uhr: "; 0: none. */
size_t ent__clock(ent_string text);

/** Is it nothing but names of agencies: "Reuters", "(dpa/AFP)"? */
bool ent__is_signature(ent_string sentence);

/** "By Ann Smith and Bob Jones": a name behind the word for by, nothing else. */
bool ent__is_byline(ent_string sentence);

/* ---- datelines ---- */

/**
 * Bytes of a dateline at the start of an article ("MOSCOW (Reuters) - ", "(CNN) -- ", "NEW DELHI: "); 0: none. `line` goes
 * from the first sentence to the end of its line: a dateline may be several sentences to a splitter.
 */
size_t ent__dateline(ent_string line);

/** Bytes of the name of an agency at the start of the text, whole words; 0: none. */
size_t ent__agency(ent_string text);
/** Does one occur anywhere in it? */
bool ent__names_an_agency(ent_string text);
bool ent__is_month(ent_string lower_case);
/** Is it one of phrases/places.txt? `same` compares without regard to case. */
bool ent__is_place(ent_string text, bool (*same)(ent_string, ent_string));

/* ---- references ---- */

struct phrases;

/** What is known of a language; NULL where there is nothing. Static. */
struct leaning {
    const struct phrases *openings;
    const struct phrases *speech;
};

/** Of a language by its code ("en"). */
struct leaning ent__leaning(ent_string lang);

/** Does the sentence lean on the one before (But, However, He, These...; or a quotation that "he said")? */
bool ent__is_reference(ent_string sentence, struct leaning words);

/** Is speech given to somebody without a name: "…, he said"? */
bool ent__is_of_someone_unnamed(ent_string sentence, struct leaning words);

#endif
