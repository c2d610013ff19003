/* SPDX-License-Identifier: MIT */
/* Finding the phrases of a fixed vocabulary in an article. Private to articles/tags/. */
#ifndef ENT_TAGS_VOCABULARY_H
#define ENT_TAGS_VOCABULARY_H

#include "candidates.h"
#include "tags.h"

/** A vocabulary as one language's stems: made once a language. Zero-initialise. */
struct tag_index {
    ent_map phrases;  /* hash of an alias' stems -> tag */
    uint32_t longest; /* words of an alias */
};

ent_status ent__tag_index_open(struct tag_index *index,
                               const ent_tag_vocabulary *vocabulary, ent_lexicon *lexicon,
                               ent_error *err);
void ent__tag_index_close(struct tag_index *index);

/** Candidates that are tags of the vocabulary, variants merged; `tag` of each says which. Longer aliases go before shorter ones. */
ent_status ent__tag_lookup(struct tag_candidates *out, ent_arena *arena,
                           const struct tag_index *index, const struct tag_words *words,
                           ent_error *err);

/** The name of tag `tag`, as the file has it. */
ent_string ent__tag_vocabulary_name(const ent_tag_vocabulary *vocabulary, uint32_t tag);

#endif
