/* SPDX-License-Identifier: MIT */
/* An article's title and text become distinct, counted stems. Knows no other article. */
#include "terms.h"

#include <stdlib.h>

enum {
    TITLE = 3,         /* what a word of the title counts */
    LEAD = 2,          /* what a word of the text's beginning counts */
    LEAD_TOKENS = 100, /* how far that reaches */
    LEXICONS =
        16 /* languages kept at hand; a further one takes the place of the oldest */
};

struct tongue {
    const ent_language *language;
    ent_lexicon *lexicon;
};

struct ent_story_reader {
    struct tongue tongues[LEXICONS];
    size_t next;
};

ent_story_reader *ent__story_reader_new(void)
{
    return ent_new_zeroed(1, sizeof(ent_story_reader));
}

void ent__story_reader_free(ent_story_reader *reader)
{
    if (!reader)
        return;
    for (size_t i = 0; i < LEXICONS; i++)
        ent_lexicon_free(reader->tongues[i].lexicon);
    free(reader);
}

/* NULL when memory is out. */
static ent_lexicon *lexicon_of(ent_story_reader *reader, const ent_language *language)
{
    for (size_t i = 0; i < LEXICONS; i++)
        if (reader->tongues[i].lexicon && reader->tongues[i].language == language)
            return reader->tongues[i].lexicon;
    ent_lexicon *lexicon = ent_lexicon_new(language, true);
    if (!lexicon)
        return NULL;
    struct tongue *tongue = &reader->tongues[reader->next++ % LEXICONS];
    ent_lexicon_free(tongue->lexicon);
    *tongue = (struct tongue){language, lexicon};
    return lexicon;
}

/* ---- counting ---- */

/* Append the terms of the first `most` tokens; those among the first `lead` count more. */
static bool add_text(ent_story_terms *out, ent_lexicon *lexicon, ent_string text,
                     size_t most, size_t lead, uint32_t weight)
{
    ent_token tokens[128];
    size_t seen = 0, count, at = 0;
    while (seen < most && (count = ent_tokenize(tokens, 128, lexicon, text, &at)) > 0) {
        if (!ent_array_reserve(out, count))
            return false;
        for (size_t i = 0; i < count && seen < most; i++, seen++)
            if (!(tokens[i].flags & ENT_TOKEN_STOP))
                out->items[out->count++] = (ent_story_term){
                    (uint32_t)(tokens[i].key >> 32), seen < lead ? weight : 1};
    }
    return true;
}

static int by_key(const void *a, const void *b)
{
    const ent_story_term *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* Terms of one key become one. */
static void merge(ent_story_terms *terms)
{
    size_t kept = 0;
    if (terms->count)
        qsort(terms->items, terms->count, sizeof *terms->items, by_key);
    for (size_t i = 0; i < terms->count; i++) {
        ent_story_term term = terms->items[i];
        if (kept && terms->items[kept - 1].key == term.key)
            terms->items[kept - 1].count += term.count;
        else
            terms->items[kept++] = term;
    }
    terms->count = kept;
    for (size_t i = 0; i < kept; i++)
        if (terms->items[i].count > ENT_STORY_COUNT_MOST)
            terms->items[i].count = ENT_STORY_COUNT_MOST;
}

ent_status ent__story_terms(ent_story_terms *out, ent_story_reader *reader,
                            const ent_article *article, ent_error *err)
{
    const ent_language *language = ent_language_find(article->lang);
    ent_lexicon *lexicon = lexicon_of(reader, language);
    out->count = 0;
    if (!lexicon ||
        !add_text(out, lexicon, article->title, ENT_STORY_TITLE, ENT_STORY_TITLE,
                  TITLE) ||
        !add_text(out, lexicon, article->text, ENT_STORY_TOKENS, LEAD_TOKENS, LEAD))
        return ent_fail_memory(err);
    merge(out);
    return ENT_OK;
}
