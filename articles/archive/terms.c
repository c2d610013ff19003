/* SPDX-License-Identifier: MIT */
/* The terms by which an article is found: the stems of its words, in the article's language. */
#include "store.h"

enum { TOKENS = 256 };

void ent__terms_append(ent_buffer *out, ent_lexicon *lexicon, ent_string text)
{
    ent_token tokens[TOKENS];
    size_t at = 0, count;
    while ((count = ent_tokenize(tokens, TOKENS, lexicon, text, &at)) != 0)
        for (size_t i = 0; i < count; i++) {
            if (out->size && out->data[out->size - 1] != ' ')
                ent_buffer_byte(out, ' ');
            ent_buffer_string(out, ent_lexicon_stem(lexicon, tokens[i].form));
        }
}

ent_string ent__terms_language(ent_string code)
{
    const ent_language *language = ent_language_find(code);
    return ent_string_of(language ? language->code : "und");
}
