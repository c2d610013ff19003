/* SPDX-License-Identifier: MIT */
/* What a thread keeps from article to article: lexicons by language. Private to summarize/. */
#ifndef ENT_SUMMARIZE_SUMMARIZER_H
#define ENT_SUMMARIZE_SUMMARIZER_H

#include <entente/summarize.h>

#include "source.h"

enum { SUMMARIZER_LEXICONS = 8 };

struct ent_summarizer {
    struct {
        const ent_language *language; /* NULL: the neutral one */
        ent_lexicon *lexicon;
    } known[SUMMARIZER_LEXICONS];
    size_t known_count;
    size_t oldest;   /* replaced when another language comes and all places are taken */
    uint64_t secret; /* places in hash tables depend on it, results never do */
    float tf_weight[TF_MAX + 1];
};

/** The lexicon of a language (NULL: neutral); NULL when memory is out. */
ent_lexicon *ent__summarizer_lexicon(ent_summarizer *summarizer,
                                     const ent_language *language);

#endif
