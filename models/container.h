/* SPDX-License-Identifier: MIT */
/* The container of a model file: header, section table, compression, checksums (FORMAT.md, part 1). Private to the room. */
#ifndef ENT_MODELS_CONTAINER_H
#define ENT_MODELS_CONTAINER_H

#include "base/base.h"

enum {
    FORMAT_MAJOR = 1,
    FORMAT_MINOR = 1,
    SECTIONS_MAX = 64,
    ENTRY_SIZE = 36,
    PREAMBLE_SIZE = 24, /* magic, version, number of sections, total size */
};
#define INFLATED_MAX ((uint64_t)1 << 30) /* of all sections together */

/** How well a section's bytes repeat. */
enum ent__packing {
    PACK_TEXT,    /* repeated strings */
    PACK_RUNS,    /* runs of one byte at most */
    PACK_SYMBOLS, /* only unequal frequencies */
};

/** A section: what it holds inflated. */
typedef struct ent__section {
    const char *tag; /* four letters, or NULL: not known to us */
    bool required;
    enum ent__packing packing; /* for writing */
    ent_buffer bytes;          /* writing: to be filled */
    ent_string data; /* reading: lent by the arena or the file; empty where it has none */
} ent__section;

/** The whole file, sections in the order given; those with empty `bytes` are left out. */
ent_status ent__container_encode(ent_buffer *out, ent__section *sections, size_t count,
                                 ent_error *err);

/**
 * Check a file's bytes and inflate the sections that are named in `sections` [count].
 * @param arena  out: opened here, closed by the caller (on success only)
 */
ent_status ent__container_decode(ent__section *sections, size_t count, ent_arena *arena,
                                 ent_string bytes, ent_error *err);

/* ---- little-endian numbers ---- */

void ent__put(ent_buffer *out, uint64_t number, int bytes);
void ent__put_float(ent_buffer *out, float number);
void ent__put_varint(ent_buffer *out, uint64_t number); /* LEB128 */

/** Takes numbers off the front of `rest`; what is not there sets `bad` and gives 0. */
typedef struct ent__reader {
    ent_string rest;
    bool bad;
} ent__reader;
uint64_t ent__take(ent__reader *reader, int bytes);
float ent__take_float(ent__reader *reader);
uint64_t ent__take_varint(ent__reader *reader);
ent_string ent__take_bytes(ent__reader *reader, uint64_t size);

#endif
