/* SPDX-License-Identifier: MIT */
/* The look-up table of a locked vocabulary. Counts nothing and chooses no terms: vocabulary_build.c does. */
#include "features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/*
 * Open addressing in 2^bits slots of 4 bytes, in buckets of 16, a cache line each. A key is mixed into 64 bits; the upper
 * bits - 4 of them are its bucket, and a slot holds other 32 - bits over id + 1 (0: empty), which needs no more than `bits`
 * bits. A key stands in the first empty slot from its bucket's first on. An unseen key therefore costs one cache line, but
 * for few; what slots cannot tell is settled by the vocabulary's own key.
 */
enum { BUCKET = 16 };

struct ent_term_table {
    unsigned bits;
    uint64_t secret;
    uint32_t mask;
    uint32_t *slots; /* behind this, at a cache line */
};

static uint64_t mix(uint64_t key, uint64_t odd_secret)
{
    uint64_t x = (key ^ (key >> 32)) * odd_secret;
    return (x ^ (x >> 29)) * 0x9FB21C651E98DF25u;
}

/* What a slot holds of a key, in its upper 32 - bits bits. */
static uint32_t rest_of(const struct ent_term_table *table, uint64_t mixed)
{
    return (uint32_t)(mixed << table->bits >> 32) & ~table->mask;
}

static uint32_t *bucket_of(const struct ent_term_table *table, uint64_t mixed)
{
    return table->slots + (mixed >> (64 - table->bits)) / BUCKET * BUCKET;
}

/* ---- looking in order ---- */

/* The slot of the key, or the empty slot where it would stand. */
static uint32_t *probe(const ent_vocabulary *vocabulary, uint64_t key, uint64_t mixed)
{
    const struct ent_term_table *table = vocabulary->table;
    uint32_t rest = rest_of(table, mixed);
    size_t at = (size_t)(bucket_of(table, mixed) - table->slots);
    for (;; at = (at + 1) & table->mask) {
        uint32_t slot = table->slots[at];
        if (slot == 0 || ((slot ^ rest) <= table->mask &&
                          vocabulary->keys[(slot & table->mask) - 1] == key))
            return &table->slots[at];
    }
}

/* ---- looking at a bucket at once: of words that are met half are unknown, so that every branch would be a guess ---- */

typedef uint32_t lanes __attribute__((vector_size(16)));
enum { LANES = 4 };

/* The id that the key's bucket offers: of its slots that hold the key's rest, or'ed into one, for there is hardly ever a
 * second. */
static inline uint32_t offered(const ent_vocabulary *vocabulary, uint64_t mixed)
{
    const struct ent_term_table *table = vocabulary->table;
    const uint32_t *bucket = bucket_of(table, mixed);
    const lanes rest = (lanes){0} + rest_of(table, mixed);
    lanes found = {0};
#pragma GCC unroll 4
    for (size_t i = 0; i < BUCKET; i += LANES) {
        lanes slots;
        memcpy(&slots, bucket + i, sizeof slots);
        found |= slots & (lanes)((slots & ~table->mask) == rest);
    }
    uint32_t slot = found[0] | found[1] | found[2] | found[3];
    uint32_t id = (slot & table->mask) - 1; /* without a slot ENT_NO_TERM */
    bool garbled = (slot != 0) & (id >= vocabulary->size);
    return id & ((uint32_t)garbled - 1); /* 0 is as wrong as any */
}

/* The key that settles whether an offered id is right; some key where none is offered. */
static inline const uint64_t *settling_key(const ent_vocabulary *vocabulary, uint32_t id)
{
    return vocabulary->keys + (id & ((uint32_t)(id == ENT_NO_TERM) - 1));
}

/* The id of the key, as a rule what is offered. */
static inline uint32_t settled(const ent_vocabulary *vocabulary, uint64_t key,
                               uint64_t mixed, uint32_t id)
{
    const struct ent_term_table *table = vocabulary->table;
    bool none = id == ENT_NO_TERM, has_room = !bucket_of(table, mixed)[BUCKET - 1];
    bool same = *settling_key(vocabulary, id) == key;
    if (__builtin_expect((none & has_room) | (!none & same), 1))
        return id;
    return (*probe(vocabulary, key, mixed) & table->mask) - 1;
}

uint32_t ent__vocabulary_find(const ent_vocabulary *vocabulary, uint64_t key)
{
    if (!vocabulary->size)
        return ENT_NO_TERM;
    if (!vocabulary->keys)
        return (uint32_t)(key & (vocabulary->size - 1));
    uint64_t mixed = mix(key, vocabulary->table->secret);
    return settled(vocabulary, key, mixed, offered(vocabulary, mixed));
}

/* Keys are looked at three times: far ahead the bucket is fetched, half way the key that settles the match, and neither is
 * waited for at last. */
void ent__vocabulary_find_all(uint32_t *ids, const ent_vocabulary *vocabulary,
                              const uint64_t *keys, size_t count)
{
    enum { FAR = 48, NEAR = 20, RING = 64 };
    const struct ent_term_table *table = vocabulary->table;
    uint64_t ring[RING]; /* keys on their way, mixed */
    if (!vocabulary->keys || !vocabulary->size) {
        for (size_t i = 0; i < count; i++)
            ids[i] = ent__vocabulary_find(vocabulary, keys[i]);
        return;
    }
    for (size_t i = 0; i < count + FAR; i++) {
        if (i < count) {
            uint64_t mixed = ring[i % RING] = mix(keys[i], table->secret);
            __builtin_prefetch(bucket_of(table, mixed));
        }
        if (i >= FAR - NEAR && i - (FAR - NEAR) < count) {
            size_t j = i - (FAR - NEAR);
            uint32_t id = ids[j] = offered(vocabulary, ring[j % RING]);
            __builtin_prefetch(settling_key(vocabulary, id));
        }
        if (i >= FAR) {
            size_t j = i - FAR;
            ids[j] = settled(vocabulary, keys[j], ring[j % RING], ids[j]);
        }
    }
}

void ent__terms_find(uint32_t *ids, const ent_terms *terms,
                     const ent_vocabulary *vocabulary)
{
    size_t unknown = terms->has_ids ? terms->words : terms->count;
    ent__vocabulary_find_all(ids, vocabulary, terms->keys, unknown);
    for (size_t i = unknown; i < terms->count; i++)
        ids[i] = (uint32_t)terms->keys[i];
}

uint64_t ent__term_key(ent_string term)
{
    size_t at = 0;
    uint64_t key = 0;
    bool first = true;
    if (term.size == 0 || term.data[0] == '\1')
        return ent_hash(term.data, term.size);
    for (;;) {
        const char *space = memchr(term.data + at, ' ', term.size - at);
        size_t end = space ? (size_t)(space - term.data) : term.size;
        uint64_t part = ent_hash(term.data + at, end - at);
        key = first ? part : ent__ngram_key(key, part);
        if (!space)
            return key;
        first = false;
        at = end + 1;
    }
}

ent_string ent__vocabulary_term(const ent_vocabulary *vocabulary, uint32_t id)
{
    if (!vocabulary->term_starts)
        return (ent_string){0};
    const uint32_t *starts = vocabulary->term_starts + id;
    return (ent_string){vocabulary->terms + starts[0], starts[1] - starts[0]};
}

static ent_status open_table(ent_vocabulary *vocabulary, ent_error *err)
{
    unsigned bits = 4;
    while (((size_t)5 << bits) / 8 < vocabulary->size)
        bits++;
    size_t slots = (size_t)1 << bits, line = BUCKET * sizeof(uint32_t);
    struct ent_term_table *table =
        ent_new_table(1, sizeof *table + line + slots * sizeof *table->slots);
    if (!table)
        return ent_fail_memory(err);
    uintptr_t behind = (uintptr_t)(table + 1);
    *table = (struct ent_term_table){
        bits, ent_hash_place(1) | 1, (uint32_t)(slots - 1),
        (uint32_t *)((char *)(table + 1) + (line - behind % line) % line)};
    vocabulary->table = table;
    return ENT_OK;
}

/* The slot for a new key, as a rule the first empty one of its bucket; a taken one where the key is not new. */
static uint32_t *place_of(const ent_vocabulary *vocabulary, uint64_t key, uint64_t mixed)
{
    uint32_t *bucket = bucket_of(vocabulary->table, mixed);
    if (bucket[BUCKET - 1] || offered(vocabulary, mixed) != ENT_NO_TERM)
        return probe(vocabulary, key, mixed);
    lanes empty = {0};
#pragma GCC unroll 4
    for (size_t i = 0; i < BUCKET; i += LANES) {
        lanes slots;
        memcpy(&slots, bucket + i, sizeof slots);
        empty -= (lanes)(slots == 0); /* -1 where it is so */
    }
    return bucket + BUCKET - (empty[0] + empty[1] + empty[2] + empty[3]);
}

static ent_status build_table(ent_vocabulary *vocabulary, ent_error *err)
{
    enum { AHEAD = 16 }; /* keys: a memory access takes longer than one look-up */
    ENT_TRY(open_table(vocabulary, err));
    const struct ent_term_table *table = vocabulary->table;
    for (size_t id = 0; id < vocabulary->size; id++) {
        if (id + AHEAD < vocabulary->size)
            __builtin_prefetch(
                bucket_of(table, mix(vocabulary->keys[id + AHEAD], table->secret)));
        uint64_t mixed = mix(vocabulary->keys[id], table->secret);
        uint32_t *slot = place_of(vocabulary, vocabulary->keys[id], mixed);
        if (*slot)
            return ent_fail(err, ENT_EDATA, "two terms have the same key");
        *slot = rest_of(table, mixed) | (uint32_t)(id + 1);
    }
    return ENT_OK;
}

static void set_idf(float *idf, const ent_vocabulary *vocabulary)
{
    /* Neighbours are mostly equally frequent. */
    for (size_t id = 0; id < vocabulary->size; id++) {
        if (id && vocabulary->frequencies[id] == vocabulary->frequencies[id - 1])
            idf[id] = idf[id - 1];
        else
            idf[id] = (float)(1.0 + log((1.0 + (double)vocabulary->documents) /
                                        (1.0 + (double)vocabulary->frequencies[id])));
    }
}

ent_status ent__vocabulary_lock(ent_vocabulary *vocabulary, ent_error *err)
{
    size_t size = vocabulary->size;
    if (size >= ENT_NO_TERM || (!vocabulary->keys && (size & (size - 1)) != 0))
        return ent_fail(err, ENT_EARG, "a vocabulary cannot have %zu terms", size);
    free(vocabulary->idf);
    free(vocabulary->table);
    vocabulary->table = NULL;
    vocabulary->idf = ent_new_large(size, sizeof *vocabulary->idf);
    if (!vocabulary->idf)
        return ent_fail_memory(err);
    set_idf(vocabulary->idf, vocabulary);
    return vocabulary->keys ? build_table(vocabulary, err) : ENT_OK;
}

void ent__vocabulary_dispose(ent_vocabulary *vocabulary)
{
    free(vocabulary->keys);
    free(vocabulary->frequencies);
    free(vocabulary->idf);
    free(vocabulary->term_starts);
    free(vocabulary->terms);
    free(vocabulary->table);
    ent__readers_free(vocabulary->readers);
    *vocabulary = (ent_vocabulary){0};
}
