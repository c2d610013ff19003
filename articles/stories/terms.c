/* SPDX-License-Identifier: MIT */
/* An article's title and text become distinct, weighted terms. Weighs nothing by frequency in other articles. */
#include <math.h>
#include <stdlib.h>

#include "terms.h"

enum {
    TITLE = 3,     /* what a word of the title counts */
    TOKENS = 2000, /* of an article that are looked at: a bound on memory and on time */
};

struct ent_story_reader {
    ent_feature_settings settings;
    ent_extractor *extractor;
};

ent_story_reader *ent__story_reader_new(void)
{
    ent_story_reader *reader = ent_new_zeroed(1, sizeof *reader);
    if (!reader)
        return NULL;
    reader->settings = ent__feature_defaults();
    reader->settings.word_max = 1;
    reader->settings.stop_words = true;
    reader->extractor = ent__extractor_new(&reader->settings, NULL);
    if (reader->extractor)
        return reader;
    free(reader);
    return NULL;
}

void ent__story_reader_free(ent_story_reader *reader)
{
    if (!reader)
        return;
    ent__extractor_free(reader->extractor);
    free(reader);
}

static int by_key(const void *a, const void *b)
{
    const ent_story_term *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* Terms of one key become one, whose weight is their sum. */
static void merge(ent_story_terms *terms)
{
    size_t kept = 0;
    qsort(terms->items, terms->count, sizeof *terms->items, by_key);
    for (size_t i = 0; i < terms->count; i++)
        if (kept && terms->items[kept - 1].key == terms->items[i].key)
            terms->items[kept - 1].weight += terms->items[i].weight;
        else
            terms->items[kept++] = terms->items[i];
    terms->count = kept;
}

ent_status ent__story_terms(ent_story_terms *out, ent_story_reader *reader,
                            const ent_article *article, ent_error *err)
{
    ent_terms piece;
    out->count = 0;
    ENT_TRY(ent__extract_begin(reader->extractor, article, err));
    while (out->count < TOKENS) {
        ENT_TRY(ent__extract_next(&piece, reader->extractor, err));
        if (!piece.count && !piece.tokens)
            break;
        if (!ent_array_reserve(out, piece.count))
            return ent_fail_memory(err);
        for (size_t i = 0; i < piece.count && out->count < TOKENS; i++)
            out->items[out->count++] = (ent_story_term){
                piece.keys[i], piece.field == ENT_FIELD_TITLE ? TITLE : 1};
    }
    if (out->count)
        merge(out);
    for (size_t i = 0; i < out->count; i++)
        out->items[i].weight = 1 + logf(out->items[i].weight);
    return ENT_OK;
}
