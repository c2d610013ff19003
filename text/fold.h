/* SPDX-License-Identifier: MIT */
/* One surface form to its folded form and its stem: what is done once a form, at a miss of the lexicon's cache. */
#ifndef ENT_TEXT_FOLD_H
#define ENT_TEXT_FOLD_H

#include <entente/text.h>

enum {
    ENT__FORM_LIMIT =
        255, /* bytes of a token that count; of a longer one only the first */
    ENT__FOLDED_LIMIT = 4096 /* folding and NFC lengthen 255 bytes to less than this */
};

/** How a language folds and stems. */
typedef struct ent__folder {
    struct sb_stemmer *stemmer; /* NULL: none */
    const char *elisions; /* "l|d|qu": what an apostrophe cuts off in front; NULL: none */
    bool dotless;         /* I and ı, İ and i are the pairs (Turkish, Azerbaijani) */
    bool apostrophe_suffix; /* an apostrophe cuts off endings (Turkish) */
} ent__folder;

/** @return false when memory is out */
bool ent__folder_open(ent__folder *folder, const ent_language *language, bool stem);
void ent__folder_close(ent__folder *folder);

/**
 * Fold at most ENT__FORM_LIMIT bytes of valid UTF-8 into `out` [ENT__FOLDED_LIMIT]: docs/text.md has the list of changes.
 * @return bytes written; 0 where the form holds nothing but ignorable characters
 */
size_t ent__fold(char *out, const ent__folder *folder, ent_string form);

/** The form without what an apostrophe joins to it: l'homme -> homme, Ankara'nın -> ankara; else the form. */
ent_string ent__without_elision(const ent__folder *folder, ent_string folded);

/** The stem of a folded word; lives until the next call. */
ent_string ent__stem(const ent__folder *folder, ent_string folded);

/** ENT_TOKEN_UPPER and ENT_TOKEN_ALL_UPPER of a surface form. */
uint8_t ent__case_flags(ent_string form);

#endif
