/* SPDX-License-Identifier: MIT */
/* Hashed features: document frequencies by bucket, in memory that does not grow with the corpus. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "features.h"
#include "vocabulary_hash.h"

enum { DOCUMENTS_A_PIECE = 32 };

/* Sums, least and greatest do not depend on the order in which the workers come. */
struct bucket {
    _Atomic uint32_t documents;
    _Atomic uint32_t least, greatest; /* upper halves of the keys that fell into it */
};

struct counter {
    ent_extractor *extractor;
    uint32_t
        *seen; /* [V] number of the last document, from 1, that had a key of the bucket */
    uint64_t terms;
};

struct hashing {
    const ent_article *articles;
    size_t count, mask;
    struct bucket *buckets; /* [V] */
    struct counter *counters;
};

static void lower(_Atomic uint32_t *place, uint32_t value)
{
    uint32_t old = atomic_load_explicit(place, memory_order_relaxed);
    while (value < old && !atomic_compare_exchange_weak(place, &old, value))
        ;
}

static void raise(_Atomic uint32_t *place, uint32_t value)
{
    uint32_t old = atomic_load_explicit(place, memory_order_relaxed);
    while (value > old && !atomic_compare_exchange_weak(place, &old, value))
        ;
}

static ent_status count_document(struct hashing *hashing, struct counter *counter,
                                 size_t document, ent_error *err)
{
    ENT_TRY(ent__extract_begin(counter->extractor, &hashing->articles[document], err));
    for (;;) {
        ent_terms terms;
        ENT_TRY(ent__extract_next(&terms, counter->extractor, err));
        if (!terms.count && !terms.tokens)
            return ENT_OK;
        counter->terms += terms.count;
        for (size_t i = 0; i < terms.count; i++) {
            size_t at = (size_t)terms.keys[i] & hashing->mask;
            struct bucket *bucket = &hashing->buckets[at];
            lower(&bucket->least, (uint32_t)(terms.keys[i] >> 32));
            raise(&bucket->greatest, (uint32_t)(terms.keys[i] >> 32));
            if (counter->seen[at] == (uint32_t)document + 1)
                continue;
            counter->seen[at] = (uint32_t)document + 1;
            atomic_fetch_add_explicit(&bucket->documents, 1, memory_order_relaxed);
        }
    }
}

static ent_status count_piece(void *context, size_t piece, int worker, ent_error *err)
{
    struct hashing *hashing = context;
    for (size_t i = piece * DOCUMENTS_A_PIECE;
         i < hashing->count && i < (piece + 1) * DOCUMENTS_A_PIECE; i++)
        ENT_TRY(count_document(hashing, &hashing->counters[worker], i, err));
    return ENT_OK;
}

static ent_status open_counters(struct hashing *hashing,
                                const ent_feature_settings *settings,
                                const ent_language *language, int threads, ent_error *err)
{
    size_t size = hashing->mask + 1;
    hashing->buckets = ent_new_zeroed(size, sizeof *hashing->buckets);
    hashing->counters = ent_new_zeroed((size_t)threads, sizeof *hashing->counters);
    if (!hashing->buckets || !hashing->counters)
        return ent_fail_memory(err);
    for (size_t i = 0; i < size; i++)
        atomic_store_explicit(&hashing->buckets[i].least, UINT32_MAX,
                              memory_order_relaxed);
    for (int t = 0; t < threads; t++) {
        hashing->counters[t].extractor = ent__extractor_new(settings, language);
        hashing->counters[t].seen = ent_new_zeroed(size, sizeof(uint32_t));
        if (!hashing->counters[t].extractor || !hashing->counters[t].seen)
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

static ent_status take_counts(ent_vocabulary *vocabulary, struct hashing *hashing,
                              ent_error *err)
{
    vocabulary->size = hashing->mask + 1;
    vocabulary->documents = hashing->count;
    vocabulary->frequencies = ent_new(vocabulary->size, sizeof *vocabulary->frequencies);
    if (!vocabulary->frequencies)
        return ent_fail_memory(err);
    for (size_t i = 0; i < vocabulary->size; i++) {
        struct bucket *bucket = &hashing->buckets[i];
        vocabulary->frequencies[i] = atomic_load(&bucket->documents);
        vocabulary->collisions +=
            atomic_load(&bucket->least) < atomic_load(&bucket->greatest);
    }
    return ent__vocabulary_lock(vocabulary, err);
}

ent_status ent__vocabulary_hash(ent_vocabulary *vocabulary,
                                ent_feature_settings *settings,
                                const ent_article *articles, size_t count,
                                const ent_language *language, int threads, ent_error *err)
{
    if (settings->hash_bits > ENT_HASH_BITS_MOST || count >= UINT32_MAX)
        return ent_fail(err, ENT_EARG, "features can be hashed to at most %d bits",
                        ENT_HASH_BITS_MOST);
    size_t pieces = (count + DOCUMENTS_A_PIECE - 1) / DOCUMENTS_A_PIECE;
    struct hashing hashing = {articles, count, ((size_t)1 << settings->hash_bits) - 1,
                              NULL, NULL};
    threads = ent_parallel_threads(pieces, threads);
    *vocabulary = (ent_vocabulary){0};
    ent_status status = open_counters(&hashing, settings, language, threads, err);
    if (status == ENT_OK)
        status = ent_parallel(pieces, threads, count_piece, &hashing, err);
    if (status == ENT_OK)
        status = take_counts(vocabulary, &hashing, err);
    uint64_t terms = 0;
    for (int t = 0; hashing.counters && t < threads; t++) {
        terms += hashing.counters[t].terms;
        ent__extractor_free(hashing.counters[t].extractor);
        free(hashing.counters[t].seen);
    }
    settings->mean_length = count ? (float)((double)terms / (double)count) : 0;
    free(hashing.counters);
    free(hashing.buckets);
    if (status != ENT_OK)
        ent__vocabulary_dispose(vocabulary);
    return status;
}
