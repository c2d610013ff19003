/* SPDX-License-Identifier: MIT */
/* Quotation marks without a partner in their sentence. Private to summarize/. */
#ifndef ENT_SUMMARIZE_QUOTES_H
#define ENT_SUMMARIZE_QUOTES_H

#include <stdbool.h>

#include <entente/text.h>

enum { QUOTES_MAX = 32 };

struct quotes {
    struct {
        uint32_t at;
        uint16_t size;
        uint8_t family; /* marks of one family close each other */
        bool is_opening;
    } loose[QUOTES_MAX]; /* ascending */
    size_t loose_count;
    bool opens;    /* a quotation goes on behind the sentence */
    bool closes;   /* one that began before it ends here */
    bool too_many; /* more than are told apart: nothing is said about this sentence */
};

/** Marks of English, French, German, East Asian and straight typography. Apostrophes are no marks. */
void ent__find_loose_quotes(struct quotes *quotes, ent_string sentence);

/** What goes with a loose mark, in bytes of the sentence: between two spaces it takes one of them along. */
ent_range ent__loose_range(ent_string sentence, const struct quotes *quotes, size_t i);
/** Bytes of the quotation mark that a text opens with; 0: it does not. */
size_t ent__opening_quote(ent_string text);

/** Does a quotation open the text and its end close it: "We will see."? Then it says nothing of who speaks. */
bool ent__is_one_quotation(ent_string text);

#endif
