/* SPDX-License-Identifier: MIT */
/* The look-up table of a locked vocabulary. Counts nothing and chooses no terms: vocabulary_build.c does. */
#include "features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/*
 * Open addressing in 2^bits slots of 4 bytes. A key is mixed into 64 bits; the upper `bits` of them are its home, and a
 * slot holds the next 32 - bits over id + 1 (0: empty), which needs no more than `bits` bits. An unseen key therefore
 * costs one cache line, but for one in 2^(32 - bits); what slots cannot tell is settled by the vocabulary's own key.
 */
struct ent_term_table {
    unsigned bits;
    uint64_t secret;
    uint32_t mask;
    uint32_t slots[];
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

static size_t home_of(const struct ent_term_table *table, uint64_t mixed)
{
    return (size_t)(mixed >> (64 - table->bits));
}

enum { AHEAD = 16 }; /* keys: a memory access takes longer than one look-up */

static void prefetch(const struct ent_term_table *table, uint64_t key)
{
    __builtin_prefetch(&table->slots[home_of(table, mix(key, table->secret))]);
}

/* The slot of the key, or the empty slot where it would stand. */
static inline size_t probe(const ent_vocabulary *vocabulary, uint64_t key, uint64_t mixed)
{
    const struct ent_term_table *table = vocabulary->table;
    uint32_t rest = rest_of(table, mixed);
    size_t at = home_of(table, mixed);
    for (;; at = (at + 1) & table->mask) {
        uint32_t slot = table->slots[at];
        if (slot == 0)
            return at;
        if ((slot ^ rest) <= table->mask &&
            vocabulary->keys[(slot & table->mask) - 1] == key)
            return at;
    }
}

uint32_t ent__vocabulary_find(const ent_vocabulary *vocabulary, uint64_t key)
{
    const struct ent_term_table *table = vocabulary->table;
    if (!vocabulary->keys)
        return vocabulary->size ? (uint32_t)(key & (vocabulary->size - 1)) : ENT_NO_TERM;
    size_t at = probe(vocabulary, key, mix(key, table->secret));
    return (table->slots[at] & table->mask) - 1; /* an empty slot gives ENT_NO_TERM */
}

/* Keys are looked at three times: far ahead the slot is fetched, half way the key that settles the match, and neither is
 * waited for at last. */
void ent__vocabulary_find_all(uint32_t *ids, const ent_vocabulary *vocabulary,
                              const uint64_t *keys, size_t count)
{
    enum { FAR = 24, NEAR = 10, RING = 32 };
    const struct ent_term_table *table = vocabulary->table;
    uint64_t ring[RING]; /* keys on their way, mixed */
    if (!vocabulary->keys) {
        for (size_t i = 0; i < count; i++)
            ids[i] = ent__vocabulary_find(vocabulary, keys[i]);
        return;
    }
    for (size_t i = 0; i < count + FAR; i++) {
        if (i < count) {
            uint64_t mixed = ring[i % RING] = mix(keys[i], table->secret);
            __builtin_prefetch(&table->slots[home_of(table, mixed)]);
        }
        if (i >= FAR - NEAR && i - (FAR - NEAR) < count) {
            uint64_t mixed = ring[(i - (FAR - NEAR)) % RING];
            uint32_t slot = table->slots[home_of(table, mixed)];
            if (slot && (slot ^ rest_of(table, mixed)) <= table->mask)
                __builtin_prefetch(&vocabulary->keys[(slot & table->mask) - 1]);
        }
        if (i >= FAR) {
            size_t at = probe(vocabulary, keys[i - FAR], ring[(i - FAR) % RING]);
            ids[i - FAR] = (table->slots[at] & table->mask) - 1;
        }
    }
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

static ent_status build_table(ent_vocabulary *vocabulary, ent_error *err)
{
    unsigned bits = 4;
    while (((size_t)5 << bits) / 8 < vocabulary->size)
        bits++;
    size_t slots = (size_t)1 << bits;
    struct ent_term_table *table =
        ent_new_table(1, sizeof *table + slots * sizeof *table->slots);
    if (!table)
        return ent_fail_memory(err);
    *table = (struct ent_term_table){bits, ent_hash_place(1) | 1, (uint32_t)(slots - 1)};
    vocabulary->table = table;
    /* The most frequent come first, so that they stand nearest to their homes. */
    for (size_t id = 0; id < vocabulary->size; id++) {
        if (id + AHEAD < vocabulary->size)
            prefetch(table, vocabulary->keys[id + AHEAD]);
        uint64_t mixed = mix(vocabulary->keys[id], table->secret);
        size_t at = probe(vocabulary, vocabulary->keys[id], mixed);
        if (table->slots[at])
            return ent_fail(err, ENT_EDATA, "two terms have the same key");
        table->slots[at] = rest_of(table, mixed) | (uint32_t)(id + 1);
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
