/* SPDX-License-Identifier: MIT */
/* Hashes, and hash maps from 64-bit keys and from strings to 32-bit numbers. */
#ifndef ENT_BASE_HASH_H
#define ENT_BASE_HASH_H

#include <stdbool.h>

#include <entente/base.h>

/** XXH3-64, seed 0: stable on every machine, so it may be stored and compared across processes. */
uint64_t ent_hash(const void *data, size_t size);

/** XXH3-128 as 32 hex digits and a NUL, fed piece by piece: identities of files and corpora. */
typedef struct ent_digest {
    void *state;
} ent_digest;
bool ent_digest_open(ent_digest *digest);
void ent_digest_add(ent_digest *digest, const void *data, size_t size);
void ent_digest_close(ent_digest *digest, char hex[33]);

/** A well-mixed permutation of 64 bits: for combining keys and for reproducible pseudo-random streams (splitmix64). */
uint64_t ent_mix(uint64_t x);

/** Drawn once a process, before main(); odd. */
extern uint64_t ent__hash_secret;

/**
 * Where a key goes in a table of any power of two: mixed with the secret, so that nobody can prepare keys that all
 * collide. Nothing that a user sees may depend on it.
 */
static inline size_t ent_hash_place(uint64_t key)
{
    uint64_t x = (key ^ (key >> 32)) * ent__hash_secret;
    return (size_t)(x ^ (x >> 29));
}

/** A pseudo-random stream that is the same everywhere. */
typedef struct ent_random {
    uint64_t state;
} ent_random;
uint64_t ent_random_next(ent_random *random);
/** Uniform in [0, bound), bound > 0, without modulo bias. */
uint64_t ent_random_below(ent_random *random, uint64_t bound);

/**
 * A map from 64-bit keys to 32-bit values. Where a key lands depends on a secret drawn once a process, so that nobody
 * can prepare keys that all collide; nothing that a user sees depends on the secret. Zero-initialise.
 */
typedef struct ent_map {
    struct ent_map_slot *slots;
    size_t mask; /* number of slots - 1, a power of two */
    size_t count;
} ent_map;
#define ENT_MAP_NONE UINT32_MAX
void ent_map_dispose(ent_map *map);
/** Room for `count` keys without growing. @return false when memory is out. */
bool ent_map_reserve(ent_map *map, size_t count);
/** The value of a key, or ENT_MAP_NONE. */
uint32_t ent_map_get(const ent_map *map, uint64_t key);
/** The value's place, inserted as ENT_MAP_NONE when new; NULL when memory is out; valid until the next insertion. */
uint32_t *ent_map_put(ent_map *map, uint64_t key);
/** Call `visit` for every key, in no order that anything may depend on. */
void ent_map_each(const ent_map *map,
                  void (*visit)(void *context, uint64_t key, uint32_t value),
                  void *context);

/**
 * Distinct strings numbered in order of first appearance; ids and strings lead to each other. Zero-initialise. After
 * `locked` is set unseen strings are not added.
 */
typedef struct ent_names {
    struct ent_names_slot *slots;
    size_t mask;
    char *bytes; /* all strings, NUL-terminated, one behind the other */
    size_t bytes_size, bytes_capacity;
    size_t *starts; /* [count] */
    size_t starts_capacity;
    size_t count;
    bool locked;
} ent_names;
void ent_names_dispose(ent_names *names);
uint32_t ent_names_find(const ent_names *names,
                        ent_string name); /* ENT_MAP_NONE when absent */
/** Id of the name, added when new and not locked. @return false when memory is out. */
bool ent_names_add(ent_names *names, ent_string name, uint32_t *id);
ent_string ent_names_get(const ent_names *names, uint32_t id);

#endif
