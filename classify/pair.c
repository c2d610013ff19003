/* SPDX-License-Identifier: MIT */
/* A claim beside an article: dense statistics of their overlap and of what is said near it. docs/stance.md lists them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "beholder.h"

enum {
    CLAIM_WORDS = 64,   /* content words of a claim that count */
    SENTENCES = 400,    /* of an article that are compared with the claim */
    LEAD = 3,           /* sentences that are its lead */
    NOT_OF_CLAIM = 255, /* a token's place in the claim */
};

/* A term of the claim. */
struct claim_term {
    uint64_t key;
    float idf;
    float weight; /* (1 + ln tf) idf */
    uint32_t count;
    bool name; /* in capitals inside some sentence of the article, or a number */
};

struct scored_sentence {
    float cosine;
    float coverage; /* idf of the claim's terms in it, over that of all */
    uint8_t matches;
    unsigned cues[ENT__CUES];
};

struct ent__pairing {
    struct claim_term terms[CLAIM_WORDS];
    size_t term_count;
    float claim_norm, claim_idf;
    uint64_t sequence
        [CLAIM_WORDS]; /* keys of the claim's content words in order, with repetition */
    size_t sequence_count;
    struct scored_sentence sentences[SENTENCES];
    size_t sentence_count;
    ENT_ARRAY(uint64_t) keys; /* of a stretch of text, to be counted */
    ENT_ARRAY(uint8_t)
    places; /* [text.tokens] index of the claim's term, or NOT_OF_CLAIM */
    ent_buffer near;
};

struct ent__pairing *ent__pairing_new(void)
{
    return ent_new_zeroed(1, sizeof(struct ent__pairing));
}

void ent__pairing_free(struct ent__pairing *pairing)
{
    if (!pairing)
        return;
    free(pairing->keys.items);
    free(pairing->places.items);
    ent_buffer_dispose(&pairing->near);
    free(pairing);
}

/* ---- the claim ---- */

static float idf_of(const ent_vocabulary *words, uint64_t key)
{
    uint32_t id = ent__vocabulary_find(words, key);
    return id == ENT_NO_TERM ? (float)(1 + log(1 + (double)words->documents))
                             : words->idf[id];
}

static void read_claim_terms(ent__beholder *beholder, const ent_vocabulary *words)
{
    struct ent__pairing *pairing = beholder->pairing;
    pairing->term_count = pairing->sequence_count = 0;
    for (size_t i = 0; i < beholder->words.tokens.count; i++) {
        const ent_token *token = &beholder->words.tokens.items[i];
        if (!ent__is_content(token))
            continue;
        if (pairing->sequence_count < CLAIM_WORDS)
            pairing->sequence[pairing->sequence_count++] = token->key;
        size_t t = 0;
        while (t < pairing->term_count && pairing->terms[t].key != token->key)
            t++;
        if (t == CLAIM_WORDS)
            continue;
        if (t == pairing->term_count)
            pairing->terms[pairing->term_count++] =
                (struct claim_term){token->key, idf_of(words, token->key), 0, 0,
                                    token->kind == ENT_TOKEN_NUMBER};
        pairing->terms[t].count++;
    }
    double squares = 0, idf = 0;
    for (size_t t = 0; t < pairing->term_count; t++) {
        struct claim_term *term = &pairing->terms[t];
        term->weight = (1 + logf((float)term->count)) * term->idf;
        squares += (double)term->weight * term->weight;
        idf += term->idf;
    }
    pairing->claim_norm = (float)sqrt(squares);
    pairing->claim_idf = (float)idf;
}

/* ---- stretches of text ---- */

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

struct stretch {
    float cosine, coverage, share; /* share: of the claim's terms, unweighted */
    size_t matches;
    bool present[CLAIM_WORDS];
};

/* TF-IDF cosine of the claim with tokens [first, first + count), and what of the claim they cover. */
static ent_status compare(struct stretch *out, ent__beholder *beholder,
                          const ent_vocabulary *words, size_t first, size_t count,
                          ent_error *err)
{
    struct ent__pairing *pairing = beholder->pairing;
    const ent_token *tokens = beholder->text.tokens.items + first;
    *out = (struct stretch){0};
    pairing->keys.count = 0;
    if (!ent_array_reserve(&pairing->keys, count))
        return ent_fail_memory(err);
    uint64_t *keys = pairing->keys.items;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (ent__is_content(&tokens[i]))
            keys[kept++] = tokens[i].key;
    if (kept > 1)
        qsort(keys, kept, sizeof *keys, by_key);
    double squares = 0, product = 0, covered = 0;
    for (size_t i = 0, next; i < kept; i = next) {
        for (next = i + 1; next < kept && keys[next] == keys[i];)
            next++;
        size_t t = 0;
        while (t < pairing->term_count && pairing->terms[t].key != keys[i])
            t++;
        bool of_claim = t < pairing->term_count;
        float idf = of_claim ? pairing->terms[t].idf : idf_of(words, keys[i]);
        double weight = (1 + log((double)(next - i))) * idf;
        squares += weight * weight;
        if (!of_claim)
            continue;
        product += weight * pairing->terms[t].weight;
        covered += idf;
        out->matches++;
        out->present[t] = true;
    }
    if (squares > 0 && pairing->claim_norm > 0)
        out->cosine = (float)(product / sqrt(squares) / pairing->claim_norm);
    if (pairing->claim_idf > 0)
        out->coverage = (float)(covered / pairing->claim_idf);
    if (pairing->term_count)
        out->share = (float)out->matches / (float)pairing->term_count;
    return ENT_OK;
}

static void count_cues(unsigned counts[ENT__CUES], const ent__beholder *beholder,
                       const ent_token *tokens, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned cues = ent__cues_of(&beholder->cues, tokens[i].key);
        for (unsigned cue = 0; cues && cue < ENT__CUES; cue++)
            counts[cue] += cues >> cue & 1;
    }
}

static ent_status score_sentences(ent__beholder *beholder, const ent_vocabulary *words,
                                  ent_error *err)
{
    struct ent__pairing *pairing = beholder->pairing;
    size_t count = beholder->text.sentences.count;
    pairing->sentence_count = count < SENTENCES ? count : SENTENCES;
    for (size_t s = 0; s < pairing->sentence_count; s++) {
        const struct ent__sentence *sentence = &beholder->text.sentences.items[s];
        struct scored_sentence *scored = &pairing->sentences[s];
        struct stretch stretch;
        ENT_TRY(
            compare(&stretch, beholder, words, sentence->first, sentence->count, err));
        *scored = (struct scored_sentence){
            .cosine = stretch.cosine,
            .coverage = stretch.coverage,
            .matches = (uint8_t)(stretch.matches < 255 ? stretch.matches : 255)};
        count_cues(scored->cues, beholder, beholder->text.tokens.items + sentence->first,
                   sentence->count);
    }
    return ENT_OK;
}

/* ---- the nearest sentences ---- */

static float nearness(const struct scored_sentence *sentence)
{
    return sentence->cosine + sentence->coverage;
}

static void choose_nearest(ent__beholder *beholder)
{
    const struct ent__pairing *pairing = beholder->pairing;
    beholder->nearest_count = 0;
    for (size_t round = 0; round < ENT__NEAREST; round++) {
        size_t best = SENTENCES;
        for (size_t s = 0; s < pairing->sentence_count; s++) {
            bool taken = false;
            for (size_t i = 0; i < beholder->nearest_count; i++)
                taken = taken || beholder->nearest[i] == s;
            if (!taken && pairing->sentences[s].matches &&
                (best == SENTENCES ||
                 nearness(&pairing->sentences[s]) > nearness(&pairing->sentences[best])))
                best = s;
        }
        if (best < SENTENCES)
            beholder->nearest[beholder->nearest_count++] = best;
    }
}

static int by_number(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

void ent__beheld_nearest(ent_span *spans, size_t *count, const ent__beholder *beholder)
{
    size_t order[ENT__NEAREST];
    *count = beholder->nearest_count;
    memcpy(order, beholder->nearest, *count * sizeof *order);
    if (*count > 1)
        qsort(order, *count, sizeof *order, by_number);
    for (size_t i = 0; i < *count; i++)
        spans[i] = beholder->text.sentences.items[order[i]].span;
}

/* A sentence with the claim's words replaced, so that "police denied X" is learned of any X. */
static void put_masked(ent_buffer *out, const ent__beholder *beholder, size_t s)
{
    const struct ent__sentence *sentence = &beholder->text.sentences.items[s];
    const ent_token *tokens = beholder->text.tokens.items + sentence->first;
    const uint8_t *places = beholder->pairing->places.items + sentence->first;
    ent_string text = ent__field_text(beholder->article, sentence);
    size_t at = sentence->span.start;
    for (size_t i = 0; i < sentence->count; i++) {
        if (places[i] == NOT_OF_CLAIM || tokens[i].start < at)
            continue;
        ent_buffer_append(out, text.data + at, tokens[i].start - at);
        ent_buffer_text(out, " theclaim ");
        at = tokens[i].end;
    }
    ent_buffer_append(out, text.data + at, sentence->span.end - at);
    ent_buffer_byte(out, '\n');
}

static ent_status write_near(ent_article *near, ent__beholder *beholder, ent_error *err)
{
    ent_buffer *text = &beholder->pairing->near;
    ent_buffer_clear(text);
    for (size_t s = 0; s < beholder->pairing->sentence_count; s++) {
        bool wanted = s < 2; /* the lead says what the article is about */
        for (size_t i = 0; i < beholder->nearest_count; i++)
            wanted = wanted || beholder->nearest[i] == s;
        if (wanted)
            put_masked(text, beholder, s);
    }
    if (text->failed)
        return ent_fail_memory(err);
    *near = *beholder->article;
    near->title = (ent_string){
        0}; /* the claim's own words tell its topic, which says nothing of others */
    near->text = ent_buffer_view(text);
    near->paragraphs = ENT_PARAGRAPHS_LINE;
    return ENT_OK;
}

static ent_status find_places(ent__beholder *beholder, ent_error *err)
{
    struct ent__pairing *pairing = beholder->pairing;
    size_t count = beholder->text.tokens.count;
    pairing->places.count = 0;
    if (!ent_array_reserve(&pairing->places, count))
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        const ent_token *token = &beholder->text.tokens.items[i];
        uint8_t place = NOT_OF_CLAIM;
        for (size_t t = 0; t < pairing->term_count; t++)
            if (pairing->terms[t].key == token->key)
                place = (uint8_t)t;
        pairing->places.items[i] = place;
        /* A capital within a sentence makes a name of the claim's word, which headlines hide. */
        bool inside = i && beholder->text.tokens.items[i - 1].end + 1 == token->start;
        if (place != NOT_OF_CLAIM && inside && token->flags & ENT_TOKEN_UPPER)
            pairing->terms[place].name = true;
    }
    pairing->places.count = count;
    return ENT_OK;
}

/* ---- the statistics ---- */

/* Appends values; what is behind ENT_PAIR_FEATURES would be a fault of ours. */
struct filling {
    float *x;
    size_t count;
};

static void put(struct filling *filling, double value)
{
    if (filling->count < ENT_PAIR_FEATURES)
        filling->x[filling->count++] = (float)value;
}

static void put_stretch(struct filling *filling, const struct stretch *stretch)
{
    put(filling, stretch->cosine);
    put(filling, stretch->coverage);
    put(filling, stretch->share);
}

/* Runs of 2, 3 and 4 of the claim's content words that stand in the article in the same order, and the longest run. */
static void put_runs(struct filling *filling, const ent__beholder *beholder)
{
    const struct ent__pairing *pairing = beholder->pairing;
    const struct ent__reading *text = &beholder->text;
    size_t found[5] = {0}, longest = 0, words = pairing->sequence_count;
    for (size_t c = 0; c < words; c++) {
        size_t best = 0;
        for (size_t i = 0; i < text->tokens.count; i++) {
            if (text->tokens.items[i].key != pairing->sequence[c])
                continue;
            size_t run = 1, skipped = 0;
            for (size_t j = i + 1; j < text->tokens.count && c + run < words; j++) {
                if (text->tokens.items[j].key == pairing->sequence[c + run]) {
                    run++;
                    skipped = 0;
                } else if (ent__is_content(&text->tokens.items[j]) || ++skipped > 3) {
                    break;
                }
            }
            best = run > best ? run : best;
        }
        for (size_t n = 2; n <= 4; n++)
            found[n] += best >= n;
        longest = best > longest ? best : longest;
    }
    for (size_t n = 2; n <= 4; n++)
        put(filling, words >= n ? (double)found[n] / (double)(words - n + 1) : 0);
    put(filling, words ? (double)longest / (double)words : 0);
    put(filling, log(1 + (double)longest));
}

static void put_names(struct filling *filling, const ent__beholder *beholder,
                      const struct stretch *lead)
{
    const struct ent__pairing *pairing = beholder->pairing;
    size_t names = 0, in_lead = 0, numbers = 0, numbers_found = 0;
    for (size_t t = 0; t < pairing->term_count; t++) {
        names += pairing->terms[t].name;
        in_lead += pairing->terms[t].name && lead->present[t];
    }
    for (size_t i = 0; i < beholder->words.tokens.count; i++) {
        const ent_token *token = &beholder->words.tokens.items[i];
        if (token->kind != ENT_TOKEN_NUMBER)
            continue;
        numbers++;
        for (size_t j = 0; j < beholder->text.tokens.count; j++)
            if (beholder->text.tokens.items[j].key == token->key) {
                numbers_found++;
                break;
            }
    }
    double terms = pairing->term_count ? (double)pairing->term_count : 1;
    put(filling, (double)names / terms);
    put(filling, (double)in_lead / terms);
    put(filling, (double)numbers_found - 0.5 * (double)numbers);
    put(filling, numbers > 0);
}

/* The best sentences: how near, how many, where. */
static void put_sentences(struct filling *filling, const ent__beholder *beholder)
{
    const struct ent__pairing *pairing = beholder->pairing;
    double sum = 0, near = 0, count = (double)pairing->sentence_count;
    for (size_t s = 0; s < pairing->sentence_count; s++) {
        sum += pairing->sentences[s].cosine;
        near += pairing->sentences[s].coverage >= 0.3f;
    }
    for (size_t i = 0; i < ENT__NEAREST; i++) {
        const struct scored_sentence *sentence =
            i < beholder->nearest_count ? &pairing->sentences[beholder->nearest[i]]
                                        : NULL;
        put(filling, sentence ? (double)sentence->cosine : 0);
        put(filling, sentence ? (double)sentence->coverage : 0);
    }
    size_t best = beholder->nearest_count ? beholder->nearest[0] : 0;
    put(filling, count > 0 ? sum / count : 0);
    put(filling, count > 0 ? near / count : 0);
    put(filling, log(1 + near));
    put(filling, count > 0 ? (double)best / count : 1);
    put(filling, beholder->nearest_count ? log(1 + (double)best) : 3);
}

static void add_cues(double sums[ENT__CUES], const struct scored_sentence *sentence)
{
    for (size_t cue = 0; cue < ENT__CUES; cue++)
        sums[cue] += sentence->cues[cue];
}

/* Cues of the claim, the nearest sentence, the nearest ones with their neighbours, the lead, and the whole. */
static void put_cues(struct filling *filling, const ent__beholder *beholder)
{
    const struct ent__pairing *pairing = beholder->pairing;
    unsigned claim[ENT__CUES] = {0};
    double first[ENT__CUES] = {0}, around[ENT__CUES] = {0}, lead[ENT__CUES] = {0},
           whole[ENT__CUES] = {0};
    count_cues(claim, beholder, beholder->words.tokens.items,
               beholder->words.tokens.count);
    if (beholder->nearest_count)
        add_cues(first, &pairing->sentences[beholder->nearest[0]]);
    for (size_t s = 0; s < pairing->sentence_count; s++) {
        bool close = false;
        for (size_t i = 0; i < beholder->nearest_count; i++)
            close =
                close || (s + 1 >= beholder->nearest[i] && s <= beholder->nearest[i] + 1);
        if (close)
            add_cues(around, &pairing->sentences[s]);
        if (s < LEAD)
            add_cues(lead, &pairing->sentences[s]);
        add_cues(whole, &pairing->sentences[s]);
    }
    double length = 10 + (double)pairing->sentence_count;
    for (size_t cue = 0; cue < ENT__CUE_GOOD; cue++) {
        put(filling, claim[cue] ? 1 : 0);
        put(filling, log(1 + first[cue]));
        put(filling, log(1 + around[cue]));
        put(filling, log(1 + lead[cue]));
        put(filling, 10 * whole[cue] / length);
    }
    int claim_parity = (int)(claim[ENT__CUE_NEGATE] + claim[ENT__CUE_REFUTE]) & 1;
    int first_parity = (int)(first[ENT__CUE_NEGATE] + first[ENT__CUE_REFUTE]) & 1;
    put(filling, claim_parity != first_parity);
    put(filling, claim_parity ? log(1 + around[ENT__CUE_REFUTE]) : 0);
}

static void put_lengths(struct filling *filling, const ent__beholder *beholder)
{
    ent_string claim = beholder->target.text;
    put(filling, log(1 + (double)beholder->words.tokens.count));
    put(filling, log(1 + (double)beholder->text.tokens.count));
    put(filling, memchr(claim.data, '?', claim.size) != NULL);
    put(filling, memchr(claim.data, '"', claim.size) != NULL ||
                     memchr(claim.data, '\'', claim.size) != NULL ||
                     memchr(claim.data, ':', claim.size) != NULL);
}

static ent_status fill(float *x, ent__beholder *beholder, const ent_vocabulary *words,
                       ent_error *err)
{
    struct filling filling = {x, 0};
    const struct ent__reading *text = &beholder->text;
    struct stretch title = {0}, lead = {0}, whole = {0};
    size_t first = 0, count = text->sentences.count;
    if (count && text->sentences.items[0].span.field == ENT_FIELD_TITLE) {
        ENT_TRY(compare(&title, beholder, words, 0, text->sentences.items[0].count, err));
        first = 1;
    }
    size_t end = first + LEAD < count ? first + LEAD : count;
    if (end > first) {
        size_t from = text->sentences.items[first].first;
        size_t to =
            text->sentences.items[end - 1].first + text->sentences.items[end - 1].count;
        ENT_TRY(compare(&lead, beholder, words, from, to - from, err));
    }
    ENT_TRY(compare(&whole, beholder, words, 0, text->tokens.count, err));
    put_stretch(&filling, &title);
    put_stretch(&filling, &lead);
    put_stretch(&filling, &whole);
    put(&filling, log(1 + (double)whole.matches));
    put_runs(&filling, beholder);
    put_names(&filling, beholder, &lead);
    put_sentences(&filling, beholder);
    put_cues(&filling, beholder);
    put_lengths(&filling, beholder);
    while (filling.count < ENT_PAIR_FEATURES)
        put(&filling, 0);
    return ENT_OK;
}

ent_status ent__behold_pair(float *x, ent_article *near, ent__beholder *beholder,
                            const ent_vocabulary *words, ent_string claim,
                            const ent_article *article, ent_error *err)
{
    if (claim.size > ENT_STANCE_TARGET_LIMIT)
        return ent_fail(err, ENT_EARG, "the claim is longer than %d bytes",
                        ENT_STANCE_TARGET_LIMIT);
    beholder->article = article;
    beholder->target.text = claim;
    ENT_TRY(ent__read_claim(&beholder->words, beholder->lexicon, claim, err));
    if (!beholder->words.tokens.count)
        return ent_fail(err, ENT_EARG, "the claim has no word");
    ENT_TRY(ent__read_article(&beholder->text, beholder->lexicon, beholder->arena,
                              article, beholder->language, err));
    read_claim_terms(beholder, words);
    ENT_TRY(find_places(beholder, err));
    ENT_TRY(score_sentences(beholder, words, err));
    choose_nearest(beholder);
    ENT_TRY(fill(x, beholder, words, err));
    return write_near(near, beholder, err);
}
