/* SPDX-License-Identifier: MIT */
/* Articles to unit-length vectors by a locked vocabulary: the same code for training and scoring. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blocks.h"
#include "features.h"
#include "naming.h"

struct ent_vectorizer {
    const ent_feature_settings *settings;
    const ent_vocabulary *vocabulary;
    ent_extractor *extractor;
    uint32_t *counts;         /* [V] of the present article, zero between articles */
    ENT_ARRAY(uint32_t) ids;  /* of the present piece's terms */
    ENT_ARRAY(uint32_t) seen; /* of the present article, each once */
    ENT_ARRAY(uint32_t) sorted;
    ENT_ARRAY(ent_feature) items;
    ENT_ARRAY(ent_feature) title; /* the weighted counts of the title by itself */
    struct ent__naming *naming;   /* NULL: nothing is to be named */
    struct ent__claims *claims;
    ent_vector_facts facts; /* of the present article */
    bool in_title;          /* which will be weighed by itself */
    bool is_done;           /* among several: this article has its vector */
};

ent_status ent__vectorizer_new(ent_vectorizer **out, const ent_feature_settings *settings,
                               const ent_vocabulary *vocabulary,
                               const ent_language *language, ent_error *err)
{
    ent_vectorizer *vectorizer = ent_new_zeroed(1, sizeof *vectorizer);
    if (!vectorizer)
        return ent_fail_memory(err);
    vectorizer->settings = settings;
    vectorizer->vocabulary = vocabulary;
    vectorizer->extractor = ent__extractor_new(settings, language);
    vectorizer->counts = ent_new_table(vocabulary->size, sizeof *vectorizer->counts);
    if (!vectorizer->extractor || !vectorizer->counts) {
        ent__vectorizer_free(vectorizer);
        return ent_fail_memory(err);
    }
    ent__extractor_look_up(vectorizer->extractor, vocabulary);
    *out = vectorizer;
    return ENT_OK;
}

void ent__vectorizer_free(ent_vectorizer *vectorizer)
{
    if (!vectorizer)
        return;
    ent__extractor_free(vectorizer->extractor);
    free(vectorizer->counts);
    free(vectorizer->ids.items);
    free(vectorizer->seen.items);
    free(vectorizer->sorted.items);
    free(vectorizer->items.items);
    free(vectorizer->title.items);
    free(vectorizer);
}

ent_extractor *ent__vectorizer_extractor(ent_vectorizer *vectorizer)
{
    return vectorizer->extractor;
}

void ent__vectorizer_read_with(ent_vectorizer *vectorizer, ent_extractor *extractor)
{
    ent__extractor_free(vectorizer->extractor);
    vectorizer->extractor = extractor;
    ent__extractor_look_up(extractor, vectorizer->vocabulary);
}

void ent__vectorizer_name(ent_vectorizer *vectorizer, struct ent__naming *naming,
                          struct ent__claims *claims)
{
    vectorizer->naming = naming;
    vectorizer->claims = claims;
}

/* The known ones among ids, in their order; half of an article's word pairs are not, so that a branch would be a guess. */
static size_t keep_known(uint32_t *ids, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t id = ids[i];
        ids[known] = id;
        known += id != ENT_NO_TERM;
    }
    return known;
}

/* Count ids and mark their counts; they enter `seen`, which has room, at their first sight. */
static void count_ids(ent_vectorizer *vectorizer, const uint32_t *ids, size_t count,
                      uint32_t mark)
{
    enum { AHEAD = 12 };
    uint32_t *counts = vectorizer->counts, *seen = vectorizer->seen.items;
    size_t seen_count = vectorizer->seen.count;
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count)
            __builtin_prefetch(&counts[ids[i + AHEAD]], 1);
        uint32_t id = ids[i];
        seen[seen_count] = id;
        seen_count += counts[id] == 0;
        counts[id] = (counts[id] + 1) | mark;
    }
    vectorizer->seen.count = seen_count;
}

/* Count the known terms of a piece. */
static bool count_terms(ent_vectorizer *vectorizer, const ent_terms *terms,
                        size_t *unknown)
{
    if (!ent_array_reserve(&vectorizer->seen, terms->count) ||
        !ent_array_reserve(&vectorizer->ids, terms->count))
        return false;
    uint32_t *ids = vectorizer->ids.items, *characters = ids + terms->words;
    ent__terms_find(ids, terms, vectorizer->vocabulary);
    if (vectorizer->naming && !ent__naming_see(vectorizer->naming, vectorizer->claims,
                                               vectorizer->extractor, ids, terms->count))
        return false;
    size_t words = keep_known(ids, terms->words);
    size_t others = keep_known(characters, terms->count - terms->words);
    count_ids(vectorizer, ids, words, 0);
    count_ids(vectorizer, characters, others,
              vectorizer->settings->unit_blocks ? ENT__CHARACTERS : 0);
    *unknown += terms->count - words - others;
    return true;
}

/* Least significant digit first, in equal digits of at most 11 bits, as many as the largest id needs; short lists by insertion. */
static bool sort_ids(ent_vectorizer *vectorizer)
{
    size_t count = vectorizer->seen.count;
    uint32_t *ids = vectorizer->seen.items;
    if (count <= 48) {
        for (size_t i = 1; i < count; i++) {
            uint32_t id = ids[i];
            size_t j = i;
            for (; j > 0 && ids[j - 1] > id; j--)
                ids[j] = ids[j - 1];
            ids[j] = id;
        }
        return true;
    }
    vectorizer->sorted.count = 0;
    if (!ent_array_reserve(&vectorizer->sorted, count))
        return false;
    uint32_t *from = ids, *to = vectorizer->sorted.items;
    unsigned bits = 64 - (unsigned)__builtin_clzll(vectorizer->vocabulary->size);
    unsigned passes = (bits + 10) / 11, width = (bits + passes - 1) / passes;
    uint32_t digits = 1u << width, starts[2048];
    for (unsigned shift = 0; shift < bits; shift += width) {
        memset(starts, 0, digits * sizeof *starts);
        for (size_t i = 0; i < count; i++)
            starts[(from[i] >> shift) & (digits - 1)]++;
        for (uint32_t digit = 0, sum = 0; digit < digits; digit++) {
            uint32_t here = starts[digit];
            starts[digit] = sum;
            sum += here;
        }
        for (size_t i = 0; i < count; i++)
            to[starts[(from[i] >> shift) & (digits - 1)]++] = from[i];
        uint32_t *swapped = from;
        from = to;
        to = swapped;
    }
    if (from != ids)
        memcpy(ids, from, count * sizeof *ids);
    return true;
}

/* 1 + ln tf for the counts that articles are made of; the same doubles that log() gives. */
static double log_count(uint32_t count)
{
    static const double small[] = {0, 1, 1.6931471805599454, 2.0986122886681098,
                                   2.3862943611198908};
    return count < 5 ? small[count] : 1 + log((double)count);
}

static double weigh_count(const ent_vectorizer *vectorizer, uint32_t count, size_t length)
{
    const ent_feature_settings *settings = vectorizer->settings;
    if (settings->weighting == ENT_WEIGHT_BINARY)
        return 1;
    if (settings->weighting == ENT_WEIGHT_TFIDF)
        return log_count(count);
    const double k1 = 1.2, b = 0.75; /* Robertson & Zaragoza 2009, section 3.4 */
    double relative =
        settings->mean_length > 0 ? (double)length / settings->mean_length : 1;
    return count * (k1 + 1) / (count + k1 * (1 - b + b * relative));
}

/* Weigh the terms counted so far, ids ascending. @return the sum of squares */
static double weigh_terms(ent_feature *items, const ent_vectorizer *vectorizer,
                          size_t length)
{
    double squares = 0;
    for (size_t i = 0; i < vectorizer->seen.count; i++) {
        uint32_t id = vectorizer->seen.items[i];
        uint32_t count = vectorizer->counts[id] & ~ENT__CHARACTERS;
        double value =
            weigh_count(vectorizer, count, length) * vectorizer->vocabulary->idf[id];
        items[i] = (ent_feature){id, (float)value};
        squares += value * value;
    }
    return squares;
}

/* What has been counted is the title: weigh it by itself, and go on counting. */
static bool close_title(ent_vectorizer *vectorizer, size_t length)
{
    if (!sort_ids(vectorizer) ||
        !ent_array_reserve(&vectorizer->title, vectorizer->seen.count))
        return false;
    weigh_terms(vectorizer->title.items, vectorizer, length);
    vectorizer->title.count = vectorizer->seen.count;
    return true;
}

/* ---- an article, piece by piece ---- */

static void begin(ent_vectorizer *vectorizer)
{
    const ent_feature_settings *settings = vectorizer->settings;
    vectorizer->in_title = settings->unit_blocks && settings->title_weight > 0;
    vectorizer->facts = (ent_vector_facts){0};
    vectorizer->seen.count = vectorizer->items.count = vectorizer->title.count = 0;
}

static ent_status count_piece(ent_vectorizer *vectorizer, const ent_terms *terms,
                              ent_error *err)
{
    ent_vector_facts *facts = &vectorizer->facts;
    if (vectorizer->in_title && terms->field != ENT_FIELD_TITLE) {
        vectorizer->in_title = false;
        if (!close_title(vectorizer, facts->terms))
            return ent_fail_memory(err);
    }
    facts->tokens += terms->tokens;
    facts->terms += terms->count;
    return count_terms(vectorizer, terms, &facts->unknown) ? ENT_OK
                                                           : ent_fail_memory(err);
}

static ent_status weigh(ent_vectorizer *vectorizer, ent_error *err)
{
    size_t count = vectorizer->seen.count;
    if (!sort_ids(vectorizer) || !ent_array_reserve(&vectorizer->items, count))
        return ent_fail_memory(err);
    ent_feature *items = vectorizer->items.items;
    double squares = weigh_terms(items, vectorizer, vectorizer->facts.terms);
    double scale = squares > 0 ? 1 / sqrt(squares) : 0;
    if (vectorizer->settings->unit_blocks)
        ent__combine_blocks(items, count, vectorizer->title.items,
                            vectorizer->title.count, vectorizer->counts,
                            vectorizer->settings);
    else
        for (size_t i = 0; i < count; i++)
            items[i].value = (float)(items[i].value * scale);
    return ENT_OK;
}

/* The vector of what was counted, unless something has failed; the counts are left clean whatever happened. */
static ent_status end(ent_vectorizer *vectorizer, ent_status status, ent_error *err)
{
    if (status == ENT_OK)
        status = weigh(vectorizer, err);
    for (size_t i = 0; i < vectorizer->seen.count; i++)
        vectorizer->counts[vectorizer->seen.items[i]] = 0;
    return status;
}

static ent_vector vector_of(const ent_vectorizer *vectorizer)
{
    return (ent_vector){vectorizer->items.items, vectorizer->seen.count};
}

static ent_status count_article(ent_vectorizer *vectorizer, const ent_article *article,
                                ent_error *err)
{
    begin(vectorizer);
    ENT_TRY(ent__extract_begin(vectorizer->extractor, article, err));
    for (;;) {
        ent_terms terms;
        ENT_TRY(ent__extract_next(&terms, vectorizer->extractor, err));
        if (!terms.count && !terms.tokens)
            return ENT_OK;
        ENT_TRY(count_piece(vectorizer, &terms, err));
    }
}

ent_status ent__vectorize(ent_vector *vector, ent_vector_facts *facts,
                          ent_vectorizer *vectorizer, const ent_article *article,
                          ent_error *err)
{
    ENT_TRY(end(vectorizer, count_article(vectorizer, article, err), err));
    *vector = vector_of(vectorizer);
    if (facts)
        *facts = vectorizer->facts;
    return ENT_OK;
}

/* ---- several vocabularies ---- */

/* Vectorizers that read alike; the first of them makes the tokens. */
struct flock {
    ent_vectorizer *const *all;
    size_t first, count;
};

static bool is_of(const struct flock *flock, size_t i)
{
    return !flock->all[i]->is_done &&
           ent__extractors_read_alike(flock->all[flock->first]->extractor,
                                      flock->all[i]->extractor);
}

static ent_status count_together(const struct flock *flock, const ent_article *article,
                                 ent_error *err)
{
    ent_vectorizer *leader = flock->all[flock->first];
    ENT_TRY(ent__extract_begin(leader->extractor, article, err));
    for (size_t i = flock->first + 1; i < flock->count; i++)
        if (is_of(flock, i))
            ENT_TRY(ent__extract_join(flock->all[i]->extractor, leader->extractor, err));
    for (;;) {
        ent_terms terms;
        ENT_TRY(ent__extract_next(&terms, leader->extractor, err));
        if (!terms.count && !terms.tokens)
            return ENT_OK;
        ENT_TRY(count_piece(leader, &terms, err));
        for (size_t i = flock->first + 1; i < flock->count; i++) {
            if (!is_of(flock, i))
                continue;
            ENT_TRY(ent__extract_same(&terms, flock->all[i]->extractor, leader->extractor,
                                      err));
            ENT_TRY(count_piece(flock->all[i], &terms, err));
        }
    }
}

ent_status ent__vectorize_together(ent_vector *vectors, ent_vector_facts *facts,
                                   ent_vectorizer *const *vectorizers, size_t count,
                                   const ent_article *article, ent_error *err)
{
    ent_status status = ENT_OK;
    for (size_t i = 0; i < count; i++) {
        begin(vectorizers[i]);
        vectorizers[i]->is_done = false;
    }
    for (size_t first = 0; status == ENT_OK && first < count; first++) {
        struct flock flock = {vectorizers, first, count};
        if (vectorizers[first]->is_done)
            continue;
        status = count_together(&flock, article, err);
        for (size_t i = count; i-- > first;) /* the leader last: it tells who follows */
            if (is_of(&flock, i)) {
                ent_status ended = end(vectorizers[i], status, err);
                status = status == ENT_OK ? ended : status;
                vectorizers[i]->is_done = true;
            }
    }
    for (size_t i = 0; status == ENT_OK && i < count; i++) {
        vectors[i] = vector_of(vectorizers[i]);
        facts[i] = vectorizers[i]->facts;
    }
    return status;
}
