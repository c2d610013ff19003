/* SPDX-License-Identifier: MIT */
/* Articles become sentences and tf-idf rows. Says nothing about which sentence is better. */
#include "source.h"

#include <math.h>
#include <string.h>

#include "clean.h"
#include "summarizer.h"
#include "tail.h"

#include "base/base.h"

/* ---- sentences ---- */

/* Do most lines break off where the next goes on in lower case? Then line feeds are wraps, whatever the format says. */
static bool is_wrapped(ent_string text, const ent_range *lines, size_t count)
{
    size_t wraps = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        char last = text.data[lines[i].end - 1], next = text.data[lines[i + 1].start];
        bool goes_on = next >= 'a' && next <= 'z';
        wraps += goes_on && !strchr(".!?:;\"", last);
    }
    return count > 2 && 2 * wraps >= count;
}

/* The sentences of one article, pushed behind those that are there. `temporary` by value: gone paragraph by paragraph. */
static ent_status add_sentences(struct tail *sentences, ent_arena temporary,
                                const struct source *source, size_t document,
                                ent_error *err)
{
    const ent_article *article = &source->articles[document];
    const ent_language *language = ent_language_find(article->lang);
    ent_range *paragraphs;
    size_t paragraph_count;
    ENT_TRY(ent_paragraph_ranges(&paragraphs, &paragraph_count, &temporary, article->text,
                                 article->paragraphs, err));
    if (article->paragraphs == ENT_PARAGRAPHS_LINE &&
        is_wrapped(article->text, paragraphs, paragraph_count))
        ENT_TRY(ent_paragraph_ranges(&paragraphs, &paragraph_count, &temporary,
                                     article->text, ENT_PARAGRAPHS_AUTO, err));
    for (size_t p = 0; p < paragraph_count; p++) {
        ent_arena scratch = temporary;
        ent_range *ranges;
        size_t count;
        ENT_TRY(ent_sentence_ranges(&ranges, &count, &scratch, article->text,
                                    paragraphs[p], language, err));
        for (size_t i = 0; i < count; i++) {
            struct sentence *sentence = tail_push(sentences, sizeof *sentence);
            if (!sentence)
                return ent_fail_memory(err);
            sentence->document = (uint32_t)document;
            sentence->range = ranges[i];
            /* A text of one paragraph has no openings worth a bonus. */
            if (i == 0 && paragraph_count > 1)
                sentence->flags |= SENTENCE_PARAGRAPH;
        }
    }
    return ENT_OK;
}

static ent_status find_sentences(struct source *source, ent_arena *arena, ent_error *err)
{
    ent_arena upper = arena_split(arena);
    struct tail sentences = {.arena = arena};
    for (size_t d = 0; d < source->article_count; d++) {
        if (source->articles[d].text.size > UINT32_MAX)
            return ent_fail(err, ENT_ELIMIT, "article %zu is longer than 4 GiB", d + 1);
        ENT_TRY(add_sentences(&sentences, upper, source, d, err));
    }
    /* One more, so that sentences[count] ends the last one's kept ranges. */
    if (!tail_push(&sentences, sizeof(struct sentence)))
        return ent_fail_memory(err);
    if (sentences.count > UINT32_MAX / 2)
        return ent_fail(err, ENT_ELIMIT, "more sentences than can be numbered");
    source->sentences = (struct sentence *)sentences.items;
    source->count = sentences.count - 1;
    arena_rejoin(arena, &upper);
    return ENT_OK;
}

/* ---- order ---- */

/* Positions count fit sentences only, so that a byline does not push the lead down. */
static void number_sentences(struct source *source)
{
    uint32_t position = 0;
    double words = 0;
    for (size_t i = 0; i < source->count; i++) {
        struct sentence *sentence = &source->sentences[i];
        if (i && sentence->document != sentence[-1].document)
            position = 0;
        sentence->position = position;
        if (!sentence_is_fit(sentence))
            continue;
        position++;
        words += sentence->words;
        source->fit++;
    }
    source->mean_words = source->fit ? words / (double)source->fit : 0;
}

/* Counting sort by position; stable, so that articles stay in order. */
static ent_status order_sentences(struct source *source, ent_arena *arena, ent_error *err)
{
    source->order = ent_arena_alloc(arena, source->fit + 1, sizeof *source->order);
    ent_arena scratch = *arena;
    uint32_t *start = ent_arena_alloc(&scratch, source->fit + 2, sizeof *start);
    if (!source->order || !start)
        return ent_fail_memory(err);
    for (size_t i = 0; i < source->count; i++)
        if (sentence_is_fit(&source->sentences[i]))
            start[source->sentences[i].position + 1]++;
    for (size_t p = 0; p < source->fit; p++)
        start[p + 1] += start[p];
    for (size_t i = 0; i < source->count; i++)
        if (sentence_is_fit(&source->sentences[i]))
            source->order[start[source->sentences[i].position]++] = (uint32_t)i;
    return ENT_OK;
}

/* ---- rows ---- */

/* Terms by key. A slot also holds what the row that is being built needs. */
struct slot {
    uint64_t key;
    uint32_t id_plus_one; /* 0: free */
    uint32_t sentences;   /* how many rows of sentences have it */
    size_t last;          /* its entry in the row that had it last, plus one */
};

struct terms {
    ent_arena *arena;
    struct slot *slots;
    size_t mask;
    size_t count;
    uint64_t secret;
};

static struct slot *find_slot(const struct terms *terms, uint64_t key)
{
    size_t at = ent_mix(key ^ terms->secret) & terms->mask;
    while (terms->slots[at].id_plus_one && terms->slots[at].key != key)
        at = (at + 1) & terms->mask;
    return &terms->slots[at];
}

static bool resize_terms(struct terms *terms, size_t capacity)
{
    struct terms old = *terms;
    terms->slots = ent_arena_alloc(terms->arena, capacity, sizeof *terms->slots);
    if (!terms->slots)
        return false;
    terms->mask = capacity - 1;
    for (size_t i = 0; old.slots && i <= old.mask; i++)
        if (old.slots[i].id_plus_one)
            *find_slot(terms, old.slots[i].key) = old.slots[i];
    return true;
}

static struct slot *put_term(struct terms *terms, uint64_t key)
{
    struct slot *slot = find_slot(terms, key);
    if (slot->id_plus_one)
        return slot;
    if (2 * (terms->count + 1) > terms->mask) {
        if (!resize_terms(terms, 2 * (terms->mask + 1)))
            return NULL;
        slot = find_slot(terms, key);
    }
    *slot = (struct slot){.key = key, .id_plus_one = (uint32_t)++terms->count};
    return slot;
}

/* Where rows are written, and where the current one began. */
struct rows {
    struct tail entries;
    struct terms terms;
    size_t start;
};

static ent_status add_token(struct rows *rows, uint64_t key, bool counted, ent_error *err)
{
    struct slot *slot = put_term(&rows->terms, key);
    if (!slot)
        return ent_fail_memory(err);
    if (rows->terms.count > TERMS_MAX)
        return ent_fail(err, ENT_ELIMIT, "more than %d distinct words", TERMS_MAX);
    if (slot->last > rows->start) {
        struct entry *entry = (struct entry *)rows->entries.items + slot->last - 1;
        if (entry->tf < TF_MAX)
            entry->tf++;
        return ENT_OK;
    }
    struct entry *entry = tail_push(&rows->entries, sizeof *entry);
    if (!entry)
        return ent_fail_memory(err);
    entry->term = (slot->id_plus_one - 1) & (TERMS_MAX - 1);
    entry->tf = 1;
    slot->last = rows->entries.count;
    slot->sentences += counted;
    return ENT_OK;
}

static ent_status add_text(struct rows *rows, ent_lexicon *lexicon, ent_string text,
                           bool counted, ent_error *err)
{
    ent_token tokens[256];
    size_t at = 0;
    for (size_t count; (count = ent_tokenize(tokens, 256, lexicon, text, &at)) > 0;)
        for (size_t i = 0; i < count; i++)
            if (tokens[i].kind != ENT_TOKEN_LINK)
                ENT_TRY(add_token(rows, tokens[i].key, counted, err));
    return ENT_OK;
}

static ent_lexicon *article_lexicon(const struct source *source,
                                    ent_summarizer *summarizer, size_t document)
{
    return ent__summarizer_lexicon(summarizer,
                                   ent_language_find(source->articles[document].lang));
}

static ent_status add_sentence_rows(struct source *source, struct rows *rows,
                                    ent_summarizer *summarizer, ent_error *err)
{
    ent_lexicon *lexicon = NULL;
    for (size_t i = 0; i < source->count; i++) {
        const struct sentence *sentence = &source->sentences[i];
        if (!lexicon || sentence->document != sentence[-1].document)
            lexicon = article_lexicon(source, summarizer, sentence->document);
        if (!lexicon)
            return ent_fail_memory(err);
        source->row[i] = rows->start = rows->entries.count;
        if (!sentence_is_fit(sentence))
            continue;
        uint32_t start = source->kept[sentence->kept].start;
        uint32_t end = source->kept[sentence[1].kept - 1].end;
        ent_string text = {source->articles[sentence->document].text.data + start,
                           end - start};
        ENT_TRY(add_text(rows, lexicon, text, true, err));
    }
    return ENT_OK;
}

static ent_status add_other_rows(struct source *source, struct rows *rows,
                                 ent_summarizer *summarizer, ent_string query,
                                 ent_error *err)
{
    source->row[source->count] = rows->start = rows->entries.count;
    for (size_t d = 0; d < source->article_count; d++) {
        ent_lexicon *lexicon = article_lexicon(source, summarizer, d);
        if (!lexicon)
            return ent_fail_memory(err);
        ENT_TRY(add_text(rows, lexicon, source->articles[d].title, false, err));
    }
    source->row[source->count + 1] = rows->start = rows->entries.count;
    if (query.size && source->article_count) {
        ent_lexicon *lexicon = article_lexicon(source, summarizer, 0);
        if (!lexicon)
            return ent_fail_memory(err);
        ENT_TRY(add_text(rows, lexicon, query, false, err));
    }
    source->row[source->count + 2] = rows->entries.count;
    return ENT_OK;
}

/* ---- weights ---- */

/* idf = ln((n + 1) / (sf + 0.5)), n fit sentences, sf those that have the term; it depends on sf alone. */
static ent_status weigh_terms(struct source *source, ent_arena *arena,
                              const struct terms *terms, ent_error *err)
{
    source->terms = terms->count;
    source->idf = ent_arena_alloc(arena, terms->count + 1, sizeof *source->idf);
    if (!source->idf)
        return ent_fail_memory(err);
    ent_arena scratch = *arena;
    float *idf_of = ent_arena_alloc(&scratch, source->fit + 1, sizeof *idf_of);
    if (!idf_of)
        return ent_fail_memory(err);
    for (size_t i = 0; i <= terms->mask; i++) {
        const struct slot *slot = &terms->slots[i];
        if (!slot->id_plus_one)
            continue;
        float *idf = &idf_of[slot->sentences];
        if (*idf == 0)
            *idf = (float)log(((double)source->fit + 1) / (slot->sentences + 0.5));
        source->idf[slot->id_plus_one - 1] = *idf;
    }
    return ENT_OK;
}

static ent_status normalize_rows(struct source *source, ent_arena *arena, ent_error *err)
{
    size_t count = source->count + 2;
    source->norm = ent_arena_alloc(arena, count, sizeof *source->norm);
    if (!source->norm)
        return ent_fail_memory(err);
    for (size_t r = 0; r < count; r++) {
        double square = 0;
        for (size_t e = source->row[r]; e < source->row[r + 1]; e++) {
            float weight = source->tf_weight[source->entries[e].tf] *
                           source->idf[source->entries[e].term];
            square += weight * weight;
        }
        source->norm[r] = square > 0 ? (float)(1 / sqrt(square)) : 0;
    }
    return ENT_OK;
}

static size_t first_capacity(const struct source *source)
{
    size_t bytes = 0, capacity = 64;
    for (size_t d = 0; d < source->article_count; d++)
        bytes += source->articles[d].text.size + source->articles[d].title.size;
    while (capacity < bytes / 8 && capacity < 1 << 16)
        capacity *= 2;
    return capacity;
}

static ent_status build_rows(struct source *source, ent_arena *arena,
                             ent_summarizer *summarizer, ent_string query, ent_error *err)
{
    source->tf_weight = summarizer->tf_weight;
    source->row = ent_arena_alloc(arena, source->count + 3, sizeof *source->row);
    if (!source->row)
        return ent_fail_memory(err);
    ent_arena upper = arena_split(arena);
    struct rows rows = {.entries.arena = arena,
                        .terms = {.arena = &upper, .secret = summarizer->secret}};
    if (!resize_terms(&rows.terms, first_capacity(source)))
        return ent_fail_memory(err);
    ENT_TRY(add_sentence_rows(source, &rows, summarizer, err));
    ENT_TRY(add_other_rows(source, &rows, summarizer, query, err));
    source->entries = (struct entry *)rows.entries.items;
    ENT_TRY(weigh_terms(source, arena, &rows.terms, err));
    arena_rejoin(arena, &upper);
    return normalize_rows(source, arena, err);
}

ent_status ent__source_build(struct source *source, ent_arena *arena,
                             ent_summarizer *summarizer, ent_string query, ent_error *err)
{
    ENT_TRY(find_sentences(source, arena, err));
    ENT_TRY(ent__clean(source, arena, err));
    number_sentences(source);
    ENT_TRY(order_sentences(source, arena, err));
    return build_rows(source, arena, summarizer, query, err);
}

/* ---- row arithmetic ---- */

void ent__row_add(float *dense, const struct source *source, size_t row, float scale)
{
    scale *= source->norm[row];
    for (size_t e = source->row[row]; e < source->row[row + 1]; e++) {
        struct entry entry = source->entries[e];
        dense[entry.term] +=
            scale * (source->tf_weight[entry.tf] * source->idf[entry.term]);
    }
}

void ent__row_clear(float *dense, const struct source *source, size_t row)
{
    for (size_t e = source->row[row]; e < source->row[row + 1]; e++)
        dense[source->entries[e].term] = 0;
}

float ent__row_dot(const float *dense, const struct source *source, size_t row)
{
    float sum = 0;
    for (size_t e = source->row[row]; e < source->row[row + 1]; e++) {
        struct entry entry = source->entries[e];
        sum +=
            dense[entry.term] * (source->tf_weight[entry.tf] * source->idf[entry.term]);
    }
    return sum * source->norm[row];
}
