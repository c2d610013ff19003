/* SPDX-License-Identifier: MIT */
/* An article as sentences of tokens, as stance looks at it. */
#include "reading.h"

#include <stdlib.h>

void ent__reading_dispose(struct ent__reading *reading)
{
    free(reading->tokens.items);
    free(reading->sentences.items);
    *reading = (struct ent__reading){0};
}

/* Tokens of text[range], with offsets into the whole text. */
static ent_status read_sentence(struct ent__reading *reading, ent_lexicon *lexicon,
                                ent_string text, ent_range range, ent_field field,
                                ent_error *err)
{
    enum { PIECE = 256 };
    ent_string part = {text.data + range.start, range.end - range.start};
    size_t first = reading->tokens.count, at = 0;
    while (reading->tokens.count < ENT__READ_TOKENS) {
        if (!ent_array_reserve(&reading->tokens, PIECE))
            return ent_fail_memory(err);
        ent_token *tokens = reading->tokens.items + reading->tokens.count;
        size_t count = ent_tokenize(tokens, PIECE, lexicon, part, &at);
        if (!count)
            break;
        for (size_t i = 0; i < count; i++) {
            tokens[i].start += range.start;
            tokens[i].end += range.start;
        }
        reading->tokens.count += count;
    }
    struct ent__sentence sentence = {(uint32_t)first,
                                     (uint32_t)(reading->tokens.count - first),
                                     {field, range.start, range.end}};
    if (sentence.count && !ent_array_push(&reading->sentences, sentence))
        return ent_fail_memory(err);
    return ENT_OK;
}

static ent_status read_text(struct ent__reading *reading, ent_lexicon *lexicon,
                            ent_arena scratch, const ent_article *article,
                            const ent_language *language, ent_error *err)
{
    ent_range *paragraphs;
    size_t paragraph_count;
    ENT_TRY(ent_paragraph_ranges(&paragraphs, &paragraph_count, &scratch, article->text,
                                 article->paragraphs, err));
    for (size_t p = 0; p < paragraph_count; p++) {
        ent_arena own = scratch;
        ent_range *sentences;
        size_t count;
        ENT_TRY(ent_sentence_ranges(&sentences, &count, &own, article->text,
                                    paragraphs[p], language, err));
        for (size_t s = 0; s < count; s++)
            if (reading->tokens.count < ENT__READ_TOKENS)
                ENT_TRY(read_sentence(reading, lexicon, article->text, sentences[s],
                                      ENT_FIELD_TEXT, err));
        if (reading->tokens.count >= ENT__READ_TOKENS)
            break;
    }
    return ENT_OK;
}

ent_status ent__read_article(struct ent__reading *reading, ent_lexicon *lexicon,
                             ent_arena scratch, const ent_article *article,
                             const ent_language *language, ent_error *err)
{
    reading->tokens.count = reading->sentences.count = 0;
    if (article->title.size)
        ENT_TRY(read_sentence(reading, lexicon, article->title,
                              (ent_range){0, (uint32_t)article->title.size},
                              ENT_FIELD_TITLE, err));
    return read_text(reading, lexicon, scratch, article, language, err);
}

ent_status ent__read_claim(struct ent__reading *reading, ent_lexicon *lexicon,
                           ent_string claim, ent_error *err)
{
    reading->tokens.count = reading->sentences.count = 0;
    return read_sentence(reading, lexicon, claim, (ent_range){0, (uint32_t)claim.size},
                         ENT_FIELD_TEXT, err);
}
