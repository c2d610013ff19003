/* SPDX-License-Identifier: MIT */
/* Hashing by xxHash; open-addressing maps whose layout an attacker cannot foresee. */
#include "hash.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define XXH_INLINE_ALL /* most of what is hashed is shorter than a call */
#include <xxhash.h>

#include "array.h"

uint64_t ent_hash(const void *data, size_t size)
{
    return XXH3_64bits(data ? data : "", size);
}

bool ent_digest_open(ent_digest *digest)
{
    digest->state = XXH3_createState();
    return digest->state && XXH3_128bits_reset(digest->state) == XXH_OK;
}

void ent_digest_add(ent_digest *digest, const void *data, size_t size)
{
    if (size)
        XXH3_128bits_update(digest->state, data, size);
}

void ent_digest_close(ent_digest *digest, char hex[33])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(digest->state));
    XXH3_freeState(digest->state);
    digest->state = NULL;
    for (int i = 0; i < 16; i++) {
        hex[2 * i] = "0123456789abcdef"[canonical.digest[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[canonical.digest[i] & 15];
    }
    hex[32] = '\0';
}

uint64_t ent_mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

uint64_t ent_random_next(ent_random *random)
{
    uint64_t result = ent_mix(random->state);
    random->state += 0x9E3779B97F4A7C15u;
    return result;
}

uint64_t ent_random_below(ent_random *random, uint64_t bound)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    for (;;) {
        uint64_t drawn = ent_random_next(random);
        if (drawn < limit)
            return drawn % bound;
    }
}

/* ---- the secret that places keys ---- */

uint64_t ent__hash_secret;

/* Every look-up needs it: drawn when the library is loaded, nobody has to ask whether it is there. */
__attribute__((constructor)) static void draw_secret(void)
{
    uint64_t secret;
    if (getrandom(&secret, sizeof secret, GRND_NONBLOCK) != sizeof secret)
        secret = ent_mix((uint64_t)time(NULL) ^ (uintptr_t)&secret);
    ent__hash_secret = secret | 1;
}

/* Three quarters full at most. */
static size_t room_of(size_t mask)
{
    return mask + 1 - (mask + 1) / 4;
}

static size_t slots_for(size_t count)
{
    size_t slots = 16;
    while (room_of(slots - 1) < count)
        slots *= 2;
    return slots;
}

/* ---- 64-bit keys ---- */

struct ent_map_slot {
    uint64_t key;
    uint32_t value;
    uint32_t used;
};

void ent_map_dispose(ent_map *map)
{
    free(map->slots);
    *map = (ent_map){0};
}

static struct ent_map_slot *find_slot(const ent_map *map, uint64_t key)
{
    size_t at = ent_hash_place(key) & map->mask;
    while (map->slots[at].used && map->slots[at].key != key)
        at = (at + 1) & map->mask;
    return &map->slots[at];
}

bool ent_map_reserve(ent_map *map, size_t count)
{
    if (map->slots && count <= room_of(map->mask))
        return true;
    size_t wanted = slots_for(count);
    ent_map grown = {ent_new_table(wanted, sizeof *grown.slots), wanted - 1, map->count};
    if (!grown.slots)
        return false;
    for (size_t i = 0; map->slots && i <= map->mask; i++)
        if (map->slots[i].used)
            *find_slot(&grown, map->slots[i].key) = map->slots[i];
    free(map->slots);
    *map = grown;
    return true;
}

uint32_t ent_map_get(const ent_map *map, uint64_t key)
{
    if (!map->count)
        return ENT_MAP_NONE;
    struct ent_map_slot *slot = find_slot(map, key);
    return slot->used ? slot->value : ENT_MAP_NONE;
}

uint32_t *ent_map_put(ent_map *map, uint64_t key)
{
    if (!ent_map_reserve(map, map->count + 1))
        return NULL;
    struct ent_map_slot *slot = find_slot(map, key);
    if (!slot->used) {
        *slot = (struct ent_map_slot){key, ENT_MAP_NONE, 1};
        map->count++;
    }
    return &slot->value;
}

void ent_map_each(const ent_map *map,
                  void (*visit)(void *context, uint64_t key, uint32_t value),
                  void *context)
{
    for (size_t i = 0; map->slots && i <= map->mask; i++)
        if (map->slots[i].used)
            visit(context, map->slots[i].key, map->slots[i].value);
}

/* ---- strings ---- */

struct ent_names_slot {
    uint64_t hash;
    uint32_t id_plus_one;
};

void ent_names_dispose(ent_names *names)
{
    free(names->slots);
    free(names->bytes);
    free(names->starts);
    *names = (ent_names){0};
}

ent_string ent_names_get(const ent_names *names, uint32_t id)
{
    size_t end = id + 1 < names->count ? names->starts[id + 1] : names->bytes_size;
    return (ent_string){names->bytes + names->starts[id], end - names->starts[id] - 1};
}

static struct ent_names_slot *find_name(const ent_names *names, uint64_t hash,
                                        ent_string name)
{
    size_t at = ent_hash_place(hash) & names->mask;
    for (;; at = (at + 1) & names->mask) {
        struct ent_names_slot *slot = &names->slots[at];
        if (!slot->id_plus_one)
            return slot;
        if (slot->hash != hash)
            continue;
        ent_string known = ent_names_get(names, slot->id_plus_one - 1);
        if (known.size == name.size &&
            (name.size == 0 || memcmp(known.data, name.data, name.size) == 0))
            return slot;
    }
}

uint32_t ent_names_find(const ent_names *names, ent_string name)
{
    if (!names->count)
        return ENT_MAP_NONE;
    uint32_t plus_one =
        find_name(names, ent_hash(name.data, name.size), name)->id_plus_one;
    return plus_one ? plus_one - 1 : ENT_MAP_NONE;
}

static bool grow_names(ent_names *names)
{
    if (names->slots && names->count < room_of(names->mask))
        return true;
    size_t wanted = slots_for(names->count + 1);
    struct ent_names_slot *slots = ent_new_table(wanted, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; names->slots && i <= names->mask; i++) {
        if (!names->slots[i].id_plus_one)
            continue;
        size_t at = ent_hash_place(names->slots[i].hash) & (wanted - 1);
        while (slots[at].id_plus_one)
            at = (at + 1) & (wanted - 1);
        slots[at] = names->slots[i];
    }
    free(names->slots);
    names->slots = slots;
    names->mask = wanted - 1;
    return true;
}

bool ent_names_add(ent_names *names, ent_string name, uint32_t *id)
{
    if (names->locked) {
        *id = ent_names_find(names, name);
        return true;
    }
    if (!grow_names(names))
        return false;
    uint64_t hash = ent_hash(name.data, name.size);
    struct ent_names_slot *slot = find_name(names, hash, name);
    if (!slot->id_plus_one) {
        if (!ent__array_reserve((void **)&names->bytes, &names->bytes_capacity,
                                names->bytes_size, name.size + 1, 1) ||
            !ent__array_reserve((void **)&names->starts, &names->starts_capacity,
                                names->count, 1, sizeof *names->starts))
            return false;
        names->starts[names->count] = names->bytes_size;
        if (name.size)
            memcpy(names->bytes + names->bytes_size, name.data, name.size);
        names->bytes[names->bytes_size + name.size] = '\0';
        names->bytes_size += name.size + 1;
        *slot = (struct ent_names_slot){hash, (uint32_t)++names->count};
    }
    *id = slot->id_plus_one - 1;
    return true;
}
