/* SPDX-License-Identifier: MIT */
/* Cutting short pieces out of documents. */
#include "pieces.h"

#include <string.h>

#include "base/base.h"

enum { CHARACTERS_A_PIECE = 8, BYTES_A_WORD = 40 };

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The run of bytes that are not spaces around `at`, which is none. */
static ent_string word_at(ent_string text, size_t at)
{
    size_t start = at, end = at;
    while (start > 0 && !is_space(text.data[start - 1]))
        start--;
    while (end < text.size && !is_space(text.data[end]))
        end++;
    return (ent_string){text.data + start, end - start};
}

/* A few characters from `at` on, on character boundaries. */
static ent_string characters_at(ent_string text, size_t at)
{
    while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80)
        at--;
    size_t end = at, count = 0;
    while (end < text.size && count < CHARACTERS_A_PIECE) {
        end++;
        while (end < text.size && ((unsigned char)text.data[end] & 0xC0) == 0x80)
            end++;
        count++;
    }
    return (ent_string){text.data + at, end - at};
}

/* One word, or it and the next one; where words have no spaces between them a run of characters. */
static ent_string piece_of(ent_string text, ent_random *random, bool pair)
{
    size_t at = (size_t)ent_random_below(random, text.size);
    while (at < text.size && is_space(text.data[at]))
        at++;
    if (at == text.size)
        return (ent_string){text.data, 0};
    ent_string word = word_at(text, at);
    if (word.size > BYTES_A_WORD)
        return characters_at(text, at);
    size_t next = (size_t)(word.data - text.data) + word.size;
    while (next < text.size && is_space(text.data[next]))
        next++;
    if (!pair || next == text.size)
        return word;
    ent_string second = word_at(text, next);
    if (second.size > BYTES_A_WORD)
        return word;
    return (ent_string){word.data, (size_t)(second.data + second.size - word.data)};
}

static bool get_memory(ent_corpus *out, const ent_corpus *corpus, unsigned pieces)
{
    size_t count = corpus->count * (1 + (size_t)pieces);
    size_t labels = corpus->label_starts[corpus->count] * (1 + (size_t)pieces);
    out->articles = ent_arena_alloc(&out->arena, count, sizeof *out->articles);
    out->label_starts =
        ent_arena_alloc(&out->arena, count + 1, sizeof *out->label_starts);
    out->label_ids = ent_arena_alloc(&out->arena, labels, sizeof *out->label_ids);
    out->label_counts =
        ent_arena_alloc(&out->arena, corpus->label_count, sizeof *out->label_counts);
    if (corpus->groups)
        out->groups = ent_arena_alloc(&out->arena, count, sizeof *out->groups);
    return out->articles && out->label_starts && out->label_ids && out->label_counts &&
           !out->groups == !corpus->groups;
}

static void add(ent_corpus *out, const ent_corpus *corpus, size_t document,
                ent_string title, ent_string text)
{
    ent_article *article = &out->articles[out->count];
    *article = corpus->articles[document];
    article->lang = (ent_string){NULL, 0};
    article->title = title;
    article->text = text;
    if (corpus->groups)
        out->groups[out->count] = corpus->groups[document];
    size_t at = out->label_starts[out->count];
    for (size_t i = corpus->label_starts[document];
         i < corpus->label_starts[document + 1]; i++) {
        out->label_ids[at++] = corpus->label_ids[i];
        out->label_counts[corpus->label_ids[i]]++;
    }
    out->label_starts[++out->count] = at;
}

ent_status ent__corpus_with_pieces(ent_corpus *out, const ent_corpus *corpus,
                                   unsigned pieces, uint64_t seed, ent_error *err)
{
    ent_corpus cut = {.label_count = corpus->label_count,
                      .labels = corpus->labels,
                      .multi_label = corpus->multi_label};
    ENT_TRY(ent_arena_open(&cut.arena, (size_t)64 << 30, err));
    if (!get_memory(&cut, corpus, pieces)) {
        ent_arena_close(&cut.arena);
        return ent_fail_memory(err);
    }
    memcpy(cut.digest, corpus->digest, sizeof cut.digest);
    ent_random random = {ent_mix(seed)};
    for (size_t i = 0; i < corpus->count; i++) {
        const ent_article *article = &corpus->articles[i];
        add(&cut, corpus, i, article->title, article->text);
        for (unsigned p = 0; p < pieces && article->text.size; p++) {
            ent_string piece = piece_of(article->text, &random, p % 2 == 0);
            if (piece.size)
                add(&cut, corpus, i, (ent_string){NULL, 0}, piece);
        }
    }
    *out = cut;
    return ENT_OK;
}
