/* SPDX-License-Identifier: MIT */
/* Words for comparing texts that people and programs wrote: folded, perhaps stemmed, as hashes. */
#ifndef ENT_EVALUATE_WORDS_H
#define ENT_EVALUATE_WORDS_H

#include <stdbool.h>

#include <entente/base.h>

enum word_rules {
    WORDS_FOLDED, /* lower-cased runs of letters, marks and digits */
    WORDS_ROUGE, /* English: [a-z0-9]+, Porter stems of words over three letters; else as WORDS_FOLDED */
    WORDS_STEMMED /* Porter for English, the language's Snowball stemmer where there is one */
};

/** One set of rules for one language; not shared between threads. */
struct word_reader {
    enum word_rules rules;
    bool english;
    void *stemmer; /* struct sb_stemmer, or NULL */
};

ent_status ent__word_reader_open(struct word_reader *reader, enum word_rules rules,
                                 ent_string lang, ent_error *err);
void ent__word_reader_close(struct word_reader *reader);

/**
 * The words of a text as 64-bit hashes, in order, in the arena. Equal words have equal hashes; that two of a corpus'
 * words collide has a chance below 1e-9.
 */
ent_status ent__words_read(uint64_t **out, size_t *count, ent_arena *arena,
                           const struct word_reader *reader, ent_string text,
                           ent_error *err);

#endif
