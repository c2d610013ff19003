/* SPDX-License-Identifier: MIT */
/* What of a text tells its language: words, without numbers, addresses, tags and marks. */
#include <string.h>

#include "base/base.h"
#include "classify.h"

enum { LOOKED_AT = 65536 }; /* bytes, however few of them are letters */

/* Characters of scripts without spaces come as overlapping bigrams, whose union is the run they stand in. */
static void append(ent_buffer *out, ent_string text, const ent_token *token, size_t *end)
{
    size_t start = token->start;
    if (start < *end)
        start = *end;
    else if (out->size && (!*end || token->kind != ENT_TOKEN_BIGRAM || start > *end))
        ent_buffer_byte(out, ' ');
    if (start < token->end)
        ent_buffer_append(out, text.data + start, token->end - start);
    *end = token->end;
}

/* An article behind pages of blanks is still an article. */
static ent_string without_leading_blanks(ent_string text)
{
    static const char blanks[] = " \t\r\n";
    while (text.size && memchr(blanks, text.data[0], sizeof blanks - 1)) {
        text.data++;
        text.size--;
    }
    return text;
}

void ent__letters_begin(struct ent__letters *letters, ent_string text)
{
    text = without_leading_blanks(text);
    if (text.size > LOOKED_AT)
        text.size = LOOKED_AT;
    letters->text = text;
    letters->count = letters->next = letters->at = letters->end = 0;
}

void ent__letters_read(ent_buffer *out, struct ent__letters *letters,
                       ent_lexicon *lexicon, size_t limit)
{
    while (out->size < limit && !out->failed) {
        if (letters->next == letters->count) {
            letters->count = ent_tokenize(letters->tokens, ENT__LETTERS_PIECE, lexicon,
                                          letters->text, &letters->at);
            letters->next = 0;
            if (!letters->count)
                return;
        }
        const ent_token *token = &letters->tokens[letters->next++];
        if (token->kind == ENT_TOKEN_WORD || token->kind == ENT_TOKEN_BIGRAM)
            append(out, letters->text, token, &letters->end);
    }
}

void ent__letters(ent_buffer *out, ent_lexicon *lexicon, ent_string text, size_t limit)
{
    struct ent__letters letters;
    ent__letters_begin(&letters, text);
    ent__letters_read(out, &letters, lexicon, limit);
}
