/* SPDX-License-Identifier: MIT */
/* Cutting short pieces out of documents. */
#include "pieces.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "classify/classify.h"

enum {
    LETTERS = 2048, /* of a document */
    WORDS = 1024,   /* of a document that pieces are cut from */
    SHORTEST = 6    /* words of such a document */
};

/* A document as the letters in it. */
struct source {
    ent_string letters;
    ent_string group; /* as the corpus names it, else its number */
    uint32_t label;
    bool is_long; /* pieces are cut from it */
};

struct cutting {
    const ent_corpus *corpus;
    size_t pieces; /* at least, of each long document */
    uint64_t seed;
    ent_lexicon *lexicon;
    ent_buffer letters;
    ent_token words[WORDS];
    size_t *longs, *shorts; /* [labels] documents */
    size_t wanted;          /* pieces and short documents of each label */
    ENT_ARRAY(struct source) sources;
};

static ent_status read_document(struct cutting *cutting, ent_arena *arena,
                                size_t document, ent_error *err)
{
    const ent_corpus *corpus = cutting->corpus;
    const ent_article *article = &corpus->articles[document];
    size_t first = corpus->label_starts[document];
    if (corpus->label_starts[document + 1] - first != 1)
        return ent_fail(err, ENT_EDATA,
                        "cannot train: document %zu is not of exactly one language",
                        document + 1);
    ent_buffer_clear(&cutting->letters);
    ent__letters(&cutting->letters, cutting->lexicon, article->title, LETTERS);
    ent__letters(&cutting->letters, cutting->lexicon, article->text, LETTERS);
    if (!cutting->letters.size)
        return cutting->letters.failed ? ent_fail_memory(err) : ENT_OK;
    char number[32];
    snprintf(number, sizeof number, "%zu", document);
    bool is_grouped = corpus->groups && corpus->groups[document].size;
    struct source source = {
        .letters = ent_string_copy(arena, ent_buffer_view(&cutting->letters)),
        .group = is_grouped ? corpus->groups[document]
                            : ent_string_copy(arena, ent_string_of(number)),
        .label = corpus->label_ids[first],
    };
    if (!source.letters.data || !source.group.data)
        return ent_fail_memory(err);
    size_t at = 0;
    source.is_long = ent_tokenize(cutting->words, SHORTEST, cutting->lexicon,
                                  source.letters, &at) == SHORTEST;
    (source.is_long ? cutting->longs : cutting->shorts)[source.label]++;
    return ent_array_push(&cutting->sources, source) ? ENT_OK : ent_fail_memory(err);
}

/* As many as give every label the same number of short documents, within limits. */
static size_t pieces_of(const struct cutting *cutting, uint32_t label)
{
    size_t shorts = cutting->shorts[label], least = cutting->pieces;
    size_t pieces =
        shorts < cutting->wanted ? (cutting->wanted - shorts) / cutting->longs[label] : 0;
    return pieces < least ? least : pieces > 2 * least ? 2 * least : pieces;
}

/* What the new corpus takes, counted before it is filled. */
static bool get_memory(ent_corpus *out, struct cutting *cutting)
{
    size_t count = 0, labels = out->label_count;
    for (size_t k = 0; k < labels; k++) {
        size_t wanted = cutting->shorts[k] + cutting->pieces * cutting->longs[k];
        cutting->wanted = wanted > cutting->wanted ? wanted : cutting->wanted;
    }
    for (uint32_t k = 0; k < labels; k++) {
        count += cutting->shorts[k] + cutting->longs[k];
        if (cutting->longs[k])
            count += cutting->longs[k] * pieces_of(cutting, k);
    }
    out->articles = ent_arena_alloc(&out->arena, count, sizeof *out->articles);
    out->groups = ent_arena_alloc(&out->arena, count, sizeof *out->groups);
    out->label_ids = ent_arena_alloc(&out->arena, count, sizeof *out->label_ids);
    out->label_starts =
        ent_arena_alloc(&out->arena, count + 1, sizeof *out->label_starts);
    out->label_counts = ent_arena_alloc(&out->arena, labels, sizeof *out->label_counts);
    return out->articles && out->groups && out->label_ids && out->label_starts &&
           out->label_counts;
}

static void add(ent_corpus *out, ent_string text, const struct source *source)
{
    out->articles[out->count].text = text;
    out->groups[out->count] = source->group;
    out->label_ids[out->count] = source->label;
    out->label_counts[source->label]++;
    out->count++;
    out->label_starts[out->count] = out->count;
}

/* A pair of neighbouring words, then a single one, and so on, drawn with repetition. */
static void add_pieces(ent_corpus *out, struct cutting *cutting, size_t number)
{
    const struct source *source = &cutting->sources.items[number];
    size_t at = 0;
    size_t count =
        ent_tokenize(cutting->words, WORDS, cutting->lexicon, source->letters, &at);
    size_t pieces = pieces_of(cutting, source->label);
    ent_random random = {ent_mix(cutting->seed + number)};
    for (size_t i = 0; i < pieces; i++) {
        const ent_token *word = &cutting->words[ent_random_below(&random, count - 1)];
        ent_string text = {source->letters.data + word->start,
                           word[i % 2 == 0].end - word->start};
        add(out, text, source);
    }
}

static ent_status fill(ent_corpus *out, struct cutting *cutting, ent_error *err)
{
    for (size_t i = 0; i < cutting->sources.count; i++) {
        const struct source *source = &cutting->sources.items[i];
        add(out, source->letters, source);
        if (source->is_long)
            add_pieces(out, cutting, i);
    }
    for (size_t k = 0; k < out->label_count; k++)
        if (!out->label_counts[k])
            return ent_fail(err, ENT_EDATA,
                            "cannot train: no document in '%.*s' has letters",
                            (int)out->labels[k].size, out->labels[k].data);
    return ENT_OK;
}

static ent_status cut(ent_corpus *out, struct cutting *cutting, ent_error *err)
{
    size_t labels = out->label_count;
    cutting->lexicon = ent_lexicon_new(NULL, false);
    cutting->longs = ent_arena_alloc(&out->arena, labels, sizeof *cutting->longs);
    cutting->shorts = ent_arena_alloc(&out->arena, labels, sizeof *cutting->shorts);
    if (!cutting->lexicon || !cutting->longs || !cutting->shorts)
        return ent_fail_memory(err);
    for (size_t i = 0; i < cutting->corpus->count; i++)
        ENT_TRY(read_document(cutting, &out->arena, i, err));
    return get_memory(out, cutting) ? fill(out, cutting, err) : ent_fail_memory(err);
}

ent_status ent__corpus_with_pieces(ent_corpus *out, const ent_corpus *corpus,
                                   unsigned pieces, uint64_t seed, ent_error *err)
{
    ent_corpus made = {.label_count = corpus->label_count, .labels = corpus->labels};
    struct cutting *cutting = ent_new_zeroed(1, sizeof *cutting);
    ent_status status = cutting ? ent_arena_open(&made.arena, (size_t)64 << 30, err)
                                : ent_fail_memory(err);
    if (status != ENT_OK) {
        free(cutting);
        return status;
    }
    memcpy(made.digest, corpus->digest, sizeof made.digest);
    *cutting = (struct cutting){.corpus = corpus, .pieces = pieces, .seed = seed};
    status = cut(&made, cutting, err);
    ent_lexicon_free(cutting->lexicon);
    ent_buffer_dispose(&cutting->letters);
    free(cutting->sources.items);
    free(cutting);
    if (status == ENT_OK)
        *out = made;
    else
        ent_corpus_dispose(&made);
    return status;
}
