/* SPDX-License-Identifier: MIT */
/* The tagger: words, candidates, scores, and the best of them as tags. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "candidates.h"
#include "merge.h"
#include "score.h"
#include "tags.h"
#include "vocabulary.h"
#include "words.h"

enum {
    LEXICONS_MOST = 128
}; /* there are fewer languages; beyond it all share the neutral one */

enum { READERS_MOST = 256 }; /* text/ knows fewer languages */

struct ent_tagger {
    ent_tagger_options options;
    struct tag_reader readers[READERS_MOST];
    struct tag_index indexes[READERS_MOST]; /* of the vocabulary, where there is one */
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
    for (size_t i = 0; i < tagger->count; i++) {
        ent_lexicon_free(tagger->readers[i].lexicon);
        ent__tag_cuts_close(&tagger->readers[i].cuts);
        ent__tag_index_close(&tagger->indexes[i]);
    }
    free(tagger);
}

/* The number of a language's reader, opened when it is first met. */
static ent_status reader_for(size_t *out, ent_tagger *tagger,
                             const ent_language *language, ent_error *err)
{
    for (*out = 0; *out < tagger->count; ++*out)
        if (tagger->readers[*out].language == language)
            return ENT_OK;
    if (tagger->count == READERS_MOST) {
        *out = 0;
        return ENT_OK;
    }
    struct tag_reader *reader = &tagger->readers[tagger->count];
    struct tag_index *index = &tagger->indexes[tagger->count];
    *reader = (struct tag_reader){.language = language,
                                  .lexicon = ent_lexicon_new(language, true)};
    bool made = ent__tag_cuts_open(&reader->cuts, language) && reader->lexicon;
    ent_status status = made ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK && tagger->options.vocabulary)
        status =
            ent__tag_index_open(index, tagger->options.vocabulary, reader->lexicon, err);
    if (status == ENT_OK) {
        *out = tagger->count++;
        return ENT_OK;
    }
    ent_lexicon_free(reader->lexicon);
    ent__tag_cuts_close(&reader->cuts);
    ent__tag_index_close(index);
    *index = (struct tag_index){0};
    return status;
}

/* The background where it serves the article's language. */
static const ent_tag_background *background_for(const ent_tagger *tagger,
                                                const ent_language *language)
{
    const ent_tag_background *background = &tagger->options.background;
    if (!background->documents ||
        (background->lang.size && ent_language_find(background->lang) != language))
        return NULL;
    return background;
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

static ent_string surface(const ent_article *article, const struct tag_words *words,
                          struct tag_mention mention)
{
    const struct tag_word *first = words->items + mention.at,
                          *last = first + mention.length - 1;
    ent_string field = first->field == ENT_FIELD_TITLE ? article->title : article->text;
    return (ent_string){field.data + first->start, last->end - first->start};
}

/* How the phrase is printed most often, the first of equals; capitals that are not due count before those that may be. */
static ent_status usual_surface(ent_string *out, const ent_article *article,
                                const struct tag_words *words,
                                const struct tag_candidate *candidate, ent_arena scratch,
                                ent_error *err)
{
    uint32_t *votes = ent_arena_alloc(&scratch, candidate->count, sizeof *votes);
    ent_map first = {0};
    uint32_t best = 0;
    ent_status status = votes ? ENT_OK : ent_fail_memory(err);
    for (uint32_t i = 0; status == ENT_OK && i < candidate->count; i++) {
        struct tag_mention mention = candidate->mentions[i];
        if (mention.length != candidate->length)
            continue; /* a variant */
        ent_string text = surface(article, words, mention);
        uint32_t *place = ent_map_put(&first, ent_hash(text.data, text.size));
        if (!place) {
            status = ent_fail_memory(err);
            break;
        }
        if (*place == ENT_MAP_NONE)
            *place = i;
        votes[*place] += words->items[mention.at].flags & TAG_WORD_FIRST ? 1 : 4;
    }
    for (uint32_t i = 1; status == ENT_OK && i < candidate->count; i++)
        if (votes[i] > votes[best])
            best = i;
    ent_map_dispose(&first);
    if (status == ENT_OK)
        *out = surface(article, words, candidate->mentions[best]);
    return status;
}

static ent_status write_tag(ent_tag *tag, ent_arena *arena,
                            const ent_tag_vocabulary *vocabulary,
                            const ent_article *article, const struct tag_words *words,
                            const struct tag_candidate *candidate, ent_arena scratch,
                            ent_error *err)
{
    ent_span *spans = ent_arena_alloc(arena, candidate->count, sizeof *spans);
    if (!spans)
        return ent_fail_memory(err);
    if (vocabulary)
        tag->text =
            ent_string_copy(arena, ent__tag_vocabulary_name(vocabulary, candidate->tag));
    else
        ENT_TRY(usual_surface(&tag->text, article, words, candidate, scratch, err));
    for (uint32_t i = 0; i < candidate->count; i++) {
        struct tag_mention mention = candidate->mentions[i];
        const struct tag_word *word = words->items + mention.at;
        spans[i] =
            (ent_span){(ent_field)word->field, word->start, word[mention.length - 1].end};
    }
    tag->spans = spans;
    tag->count = candidate->count;
    tag->name = candidate->name;
    ent_buffer form = {0};
    ent_tag_form(&form, tag->text);
    tag->tag = ent_string_copy(arena, ent_buffer_view(&form));
    tag->key = ent_tag_key(tag->tag);
    bool failed = form.failed || !tag->tag.data || !tag->text.data;
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
    size_t total = 0;
    for (size_t i = 0; order && i < candidates->count; i++)
        if (!candidates->items[i].merged)
            order[total++] = &candidates->items[i];
    size_t most = tagger->options.most < total ? tagger->options.most : total;
    ent_tag *tags = ent_arena_alloc(arena, most, sizeof *tags);
    if (!order || !tags)
        return ent_fail_memory(err);
    qsort(order, total, sizeof(struct tag_candidate *), by_score);
    *count = 0;
    for (size_t i = 0; i < total && *count < most; i++) {
        ent_tag *tag = &tags[*count];
        tag->score = (float)exp(order[i]->score - order[0]->score);
        if (tag->score < (float)tagger->options.least || tag->score <= 0)
            break;
        ENT_TRY(write_tag(tag, arena, tagger->options.vocabulary, article, words,
                          order[i], scratch, err));
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
    size_t reader;
    struct tag_words words;
    struct tag_candidates candidates;
    ENT_TRY(reader_for(&reader, tagger, language, err));
    ENT_TRY(ent__tag_words(&words, &scratch, &tagger->readers[reader], article, err));
    if (tagger->options.vocabulary) {
        ENT_TRY(ent__tag_lookup(&candidates, &scratch, &tagger->indexes[reader], &words,
                                err));
    } else {
        ENT_TRY(ent__tag_candidates(&candidates, &scratch, &words, err));
        ENT_TRY(ent__tag_merge(&candidates, &words, article, &scratch, err));
    }
    ENT_TRY(ent__tag_score(&candidates, &words, background_for(tagger, language), scratch,
                           err));
    return write_tags(tags, count, arena, tagger, article, &words, &candidates, scratch,
                      err);
}
