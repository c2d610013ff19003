/* SPDX-License-Identifier: MIT */
/* The tagger: words, candidates, scores, and the best of them as tags. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "candidates.h"
#include "tags.h"
#include "words.h"

enum {
    LEXICONS_MOST = 128
}; /* there are fewer languages; beyond it all share the neutral one */

struct lexicon_of {
    const ent_language *language;
    ent_lexicon *lexicon;
};

struct ent_tagger {
    ent_tagger_options options;
    struct lexicon_of lexicons[LEXICONS_MOST];
    size_t count;
};

/* ---- life ---- */

ent_status ent_tagger_new(ent_tagger **out, const ent_tagger_options *options,
                          ent_error *err)
{
    ent_tagger *tagger = ent_new_zeroed(1, sizeof *tagger);
    if (!tagger)
        return ent_fail_memory(err);
    if (options)
        tagger->options = *options;
    if (!tagger->options.most)
        tagger->options.most = 10;
    *out = tagger;
    return ENT_OK;
}

void ent_tagger_free(ent_tagger *tagger)
{
    if (!tagger)
        return;
    for (size_t i = 0; i < tagger->count; i++)
        ent_lexicon_free(tagger->lexicons[i].lexicon);
    free(tagger);
}

static ent_lexicon *lexicon_for(ent_tagger *tagger, const ent_language *language)
{
    for (size_t i = 0; i < tagger->count; i++)
        if (tagger->lexicons[i].language == language)
            return tagger->lexicons[i].lexicon;
    if (tagger->count == LEXICONS_MOST)
        return tagger->lexicons[0].lexicon;
    ent_lexicon *lexicon = ent_lexicon_new(language, true);
    if (lexicon)
        tagger->lexicons[tagger->count++] = (struct lexicon_of){language, lexicon};
    return lexicon;
}

/* ---- scores ---- */

/* Frequency of the words, more for what stands early: a first approximation. */
static void score(struct tag_candidates *candidates, const struct tag_words *words,
                  const double *weights)
{
    for (size_t i = 0; i < candidates->count; i++) {
        struct tag_candidate *candidate = &candidates->items[i];
        double sum = 0;
        for (uint32_t j = 0; j < candidate->length; j++)
            sum += weights[words->items[candidate->first + j].term];
        candidate->score = sum * (1 + log(candidate->count)) /
                           (1 + 0.5 * (candidate->length - 1)) /
                           log(8 + words->items[candidate->first].sentence);
    }
}

static double *term_weights(const ent_tagger *tagger, const struct tag_words *words,
                            ent_arena *arena)
{
    double *weights = ent_arena_alloc(arena, words->terms, sizeof *weights);
    const ent_tagger_options *options = &tagger->options;
    if (!weights)
        return NULL;
    for (size_t i = 0; i < words->count; i++)
        weights[words->items[i].term]++;
    for (size_t i = 0; i < words->terms; i++)
        weights[i] = 1 + log(weights[i]);
    if (!options->frequency || !options->documents)
        return weights;
    for (size_t i = 0, seen = 0; i < words->count && seen < words->terms; i++) {
        if (words->items[i].term < seen)
            continue;
        double df = options->frequency(options->frequency_context, words->items[i].key);
        weights[seen++] *= log((1 + (double)options->documents) / (1 + df)) /
                           log(1 + (double)options->documents);
    }
    return weights;
}

static int by_score(const void *a, const void *b)
{
    const struct tag_candidate *x = *(struct tag_candidate *const *)a,
                               *y = *(struct tag_candidate *const *)b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* ---- tags ---- */

static ent_string surface(const ent_article *article, const struct tag_word *first,
                          const struct tag_word *last)
{
    ent_string field = first->field == ENT_FIELD_TITLE ? article->title : article->text;
    return (ent_string){field.data + first->start, last->end - first->start};
}

static ent_status write_tag(ent_tag *tag, ent_arena *arena, const ent_article *article,
                            const struct tag_words *words,
                            const struct tag_candidate *candidate, ent_error *err)
{
    ent_span *spans = ent_arena_alloc(arena, candidate->count, sizeof *spans);
    if (!spans)
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < candidate->count; i++) {
        const struct tag_word *word = words->items + candidate->at[i];
        spans[i] = (ent_span){(ent_field)word->field, word->start,
                              word[candidate->length - 1].end};
    }
    const struct tag_word *first = words->items + candidate->first;
    tag->text = surface(article, first, first + candidate->length - 1);
    tag->spans = spans;
    tag->count = candidate->count;
    tag->name = !(first->flags & TAG_WORD_FIRST) && (first->flags & ENT_TOKEN_UPPER);
    ent_buffer form = {0};
    ent_tag_form(&form, tag->text);
    tag->tag = ent_string_copy(arena, ent_buffer_view(&form));
    tag->key = ent_tag_key(tag->tag);
    bool failed = form.failed || !tag->tag.data;
    ent_buffer_dispose(&form);
    return failed ? ent_fail_memory(err) : ENT_OK;
}

static bool is_known(const ent_tag *tags, size_t count, uint64_t key)
{
    for (size_t i = 0; i < count; i++)
        if (tags[i].key == key)
            return true;
    return false;
}

static ent_status write_tags(ent_tag **out, size_t *count, ent_arena *arena,
                             const ent_tagger *tagger, const ent_article *article,
                             const struct tag_words *words,
                             struct tag_candidates *candidates, ent_arena scratch,
                             ent_error *err)
{
    struct tag_candidate **order =
        ent_arena_alloc(&scratch, candidates->count, sizeof(struct tag_candidate *));
    size_t most = tagger->options.most < candidates->count ? tagger->options.most
                                                           : candidates->count;
    ent_tag *tags = ent_arena_alloc(arena, most, sizeof *tags);
    if (!order || !tags)
        return ent_fail_memory(err);
    for (size_t i = 0; i < candidates->count; i++)
        order[i] = &candidates->items[i];
    qsort(order, candidates->count, sizeof(struct tag_candidate *), by_score);
    *count = 0;
    for (size_t i = 0; i < candidates->count && *count < most; i++) {
        ent_tag *tag = &tags[*count];
        tag->score = (float)(order[i]->score / order[0]->score);
        if (tag->score < tagger->options.least)
            break;
        ENT_TRY(write_tag(tag, arena, article, words, order[i], err));
        *count += tag->key && !is_known(tags, *count, tag->key);
    }
    *out = tags;
    return ENT_OK;
}

ent_status ent_tag_article(ent_tag **tags, size_t *count, ent_arena *arena,
                           ent_tagger *tagger, const ent_article *article,
                           ent_arena scratch, ent_error *err)
{
    const ent_language *language = ent_language_find(article->lang);
    ent_lexicon *lexicon = lexicon_for(tagger, language);
    struct tag_words words;
    struct tag_candidates candidates;
    if (!lexicon)
        return ent_fail_memory(err);
    ENT_TRY(ent__tag_words(&words, &scratch, lexicon, language, article, err));
    ENT_TRY(ent__tag_candidates(&candidates, &scratch, &words, err));
    double *weights = term_weights(tagger, &words, &scratch);
    if (!weights)
        return ent_fail_memory(err);
    score(&candidates, &words, weights);
    return write_tags(tags, count, arena, tagger, article, &words, &candidates, scratch,
                      err);
}
