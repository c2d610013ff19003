/* SPDX-License-Identifier: MIT */
/* Door of articles/tags/: key phrases and names of an article, from its text alone or from a fixed vocabulary. */
#ifndef ENT_ARTICLES_TAGS_H
#define ENT_ARTICLES_TAGS_H

#include <stdbool.h>

#include <entente/models.h>
#include <entente/text.h>

#include "base/base.h"

/* ---- tags as they are written --------------------------------------------------------------------------------- */

/**
 * A phrase as a hashtag: '#' and its letters, digits, underscores and inner hyphens. Words are joined; of several words each begins
 * with a capital where its script has capitals: "Federal Security Service" is "#FederalSecurityService", "Entente-4"
 * "#Entente-4", "trade war" "#TradeWar", "inflation" "#inflation". Scripts without spaces are joined as they stand. A '#' in
 * front is not doubled. Appends nothing where there is no letter or digit.
 */
void ent_tag_form(ent_buffer *out, ent_string phrase);

/**
 * What makes two tags the same wherever they come from: XXH3-64 of the letters and digits, case folded, NFC. So
 * "#FederalSecurityService", "federal security service" and "Federal Security-Service" are one. 0: no letter or digit.
 * @cost O(bytes), no allocation that lasts
 */
uint64_t ent_tag_key(ent_string tag_or_phrase);

/* ---- a fixed vocabulary ----------------------------------------------------------------------------------------- */

/** Tags that may be given, each with the phrases that stand for it. Immutable once read, shared by threads. */
typedef struct ent_tag_vocabulary ent_tag_vocabulary;

/**
 * Read `tag<TAB>alias|alias…`, a line a tag, plain or gzip; the tag's own words are an alias of it too; empty lines and
 * lines that begin with "# " are passed over. Aliases are told apart by their stems in the article's language. @return ENT_EIO; ENT_EDATA ("FILE:LINE: what is wrong")
 */
ent_status ent_tag_vocabulary_read(ent_tag_vocabulary **out, const char *path,
                                   ent_error *err);
void ent_tag_vocabulary_free(ent_tag_vocabulary *vocabulary);

/* ---- tagging ---------------------------------------------------------------------------------------------------- */

/** A tag of an article. Strings and spans lie in the arena of the result or in the article. */
typedef struct ent_tag {
    uint64_t key;   /* ent_tag_key() of `tag` */
    ent_string tag; /* "#FederalSecurityService" */
    ent_string
        text; /* "Federal Security Service": as the article prints it most often; of a vocabulary, its tag */
    float score; /* (0, 1], the best tag of an article has 1 */
    bool name;   /* written with capitals where they are not due */
    const ent_span *
        spans; /* [count] every mention of it or of a variant, in the order of the source, apart */
    size_t count; /* at least 1 */
} ent_tag;

/** Documents of a collection that hold a word: what is in few of them says more. */
typedef struct ent_tag_background {
    /* documents with the word of a stem's key (ent_token.key); 0 for a word it does not know */
    uint32_t (*frequency)(void *context, uint64_t key);
    void *context;
    uint64_t documents; /* of the collection; 0: there is none */
    ent_string lang;    /* of the articles that it serves; empty: any */
} ent_tag_background;

/** What a model was taught on as a background; the model is borrowed. */
ent_tag_background ent_tag_background_of(const ent_model *model);

/** All zero is a good default. */
typedef struct ent_tagger_options {
    size_t most;  /* tags an article; 0: 10 */
    double least; /* score that a tag must have, 0..1 */
    ent_tag_background background;
    const ent_tag_vocabulary
        *vocabulary; /* only these tags are given; borrowed; NULL: any */
} ent_tagger_options;

/** Keeps a lexicon for each language it meets; one a thread. */
typedef struct ent_tagger ent_tagger;
/** @param options  copied, what it points to is borrowed; may be NULL */
ent_status ent_tagger_new(ent_tagger **out, const ent_tagger_options *options,
                          ent_error *err);
void ent_tagger_free(ent_tagger *tagger);

/**
 * The tags of an article, best first, ties in the order of the source; none for a text without words. Depends on the
 * article and the options alone. Of a text with more than 100,000 words the rest is not looked at.
 * @param tags    out: [*count], in `arena`, where strings and spans are too
 * @param article `lang` chooses stemmer and function words; unknown: neither
 * @return ENT_OK; ENT_ENOMEM (1 KiB of scratch a word is enough)
 */
ent_status ent_tag_article(ent_tag **tags, size_t *count, ent_arena *arena,
                           ent_tagger *tagger, const ent_article *article,
                           ent_arena scratch, ent_error *err);

#endif
