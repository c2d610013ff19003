/* SPDX-License-Identifier: MIT */
/* What of a text tells its language: words, without numbers, addresses, tags and marks. */
#include <string.h>

#include "base/base.h"
#include "classify.h"

enum {
    PIECE = 64,       /* tokens at a time: of a long text only the beginning is read */
    LOOKED_AT = 65536 /* bytes, however few of them are letters */
};

/* Characters of scripts without spaces come as overlapping bigrams, whose union is the run they stand in. */
static void append(ent_buffer *out, ent_string text, const ent_token *token, size_t *end)
{
    size_t start = token->start;
    if (start < *end)
        start = *end;
    else if (*end && (token->kind != ENT_TOKEN_BIGRAM || start > *end))
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

void ent__letters(ent_buffer *out, ent_lexicon *lexicon, ent_string text, size_t limit)
{
    ent_token tokens[PIECE];
    size_t at = 0, end = 0; /* of the last word */
    if (out->size)
        ent_buffer_byte(out, ' ');
    text = without_leading_blanks(text);
    if (text.size > LOOKED_AT)
        text.size = LOOKED_AT;
    while (out->size < limit && !out->failed) {
        size_t count = ent_tokenize(tokens, PIECE, lexicon, text, &at);
        if (!count)
            return;
        for (size_t i = 0; i < count && out->size < limit; i++)
            if (tokens[i].kind == ENT_TOKEN_WORD || tokens[i].kind == ENT_TOKEN_BIGRAM)
                append(out, text, &tokens[i], &end);
    }
}
