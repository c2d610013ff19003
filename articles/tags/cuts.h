/* SPDX-License-Identifier: MIT */
/* Words at which phrases end, beside the function words that text/ knows. Private to articles/tags/. */
#ifndef ENT_TAGS_CUTS_H
#define ENT_TAGS_CUTS_H

#include <entente/text.h>

#include "base/base.h"

/** A language's words of cut_words.inc; zero-initialise. */
struct tag_cuts {
    ent_names words;  /* as they stand */
    ent_names verbs;  /* regular English verbs by their base */
    ent_names spared; /* words with an ending of adverbs that are none */
    ent_names particles;
    ent_names titles; /* of persons */
    ent_names calendar;
    const char *endings; /* of adverbs: "ly", "amment|emment"; NULL: none */
};

/** @return false when memory is out */
bool ent__tag_cuts_open(struct tag_cuts *cuts, const ent_language *language);
void ent__tag_cuts_close(struct tag_cuts *cuts);

/** Does a phrase end before this word (folded)? */
bool ent__tag_cuts(const struct tag_cuts *cuts, ent_string folded);
/** The same of a bigram: does it hold a character that joins words rather than makes them? */
bool ent__tag_cuts_bigram(ent_string bigram);
/** May a function word stand within a name? */
bool ent__tag_is_particle(const struct tag_cuts *cuts, ent_string folded);
/** Is it a day or a month? */
bool ent__tag_is_date(const struct tag_cuts *cuts, ent_string folded);
/** Is it a title that stands before a person's name? */
bool ent__tag_is_title(const struct tag_cuts *cuts, ent_string folded);

#endif
