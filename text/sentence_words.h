/* SPDX-License-Identifier: MIT */
/* What sentence splitting knows of a language: abbreviations, sentence starters, ordinals. The words stand in sentence_words/. */
#ifndef ENT_TEXT_SENTENCE_WORDS_H
#define ENT_TEXT_SENTENCE_WORDS_H

#include <stdbool.h>

#include <entente/base.h>

/** Kinds of words; text/sentence_words/README.md defines them. A word may be of several kinds. */
enum {
    WORD_BEFORE_NAME = 1,
    WORD_INSIDE = 2,
    WORD_BEFORE_NUMBER = 4,
    WORD_BEFORE_EITHER = 8,
    WORD_MAYBE = 16,
    WORD_LAST = 32,
    WORD_STARTERS = 64,
    WORD_LABEL = 128
};

/** The words of one language; static. */
typedef struct ent__sentence_words ent__sentence_words;

/** By ISO 639-1 code (or 639-3 where there is no other). @return NULL when there is no file for the language. */
const ent__sentence_words *ent__sentence_words_find(const char *code);

/** The kinds of an abbreviation (without its last stop), in any case that README.md allows; 0 when it is none. */
unsigned ent__sentence_abbreviation(const ent__sentence_words *words, ent_string word);

/** Is this (in title case or lower case) a word that has its capital from the start of a sentence only? */
bool ent__sentence_starter(const ent__sentence_words *words, ent_string word);

/** Are numbers with a full stop ordinals, even before a capital? */
bool ent__sentence_ordinals(const ent__sentence_words *words);

#endif
