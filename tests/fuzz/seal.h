/* SPDX-License-Identifier: MIT */
/* Right checksums for wrong bytes, so that changed model files are read beyond their checksums. */
#ifndef TESTS_FUZZ_SEAL_H
#define TESTS_FUZZ_SEAL_H

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "models/container.h"

static inline uint64_t number_at(const uint8_t *data, int bytes)
{
    ent__reader reader = {{(const char *)data, (size_t)bytes}, false};
    return ent__take(&reader, bytes);
}

static inline void set_crc(uint8_t *place, const uint8_t *data, size_t size)
{
    uint32_t crc = (uint32_t)crc32_z(0, data, size);
    for (int i = 0; i < 4; i++)
        place[i] = (uint8_t)(crc >> (8 * i));
}

/* Right checksums behind wrong bytes: otherwise hardly any change would reach what lies behind them. */
static inline void seal(uint8_t *data, size_t size)
{
    size_t count = size >= PREAMBLE_SIZE ? (size_t)number_at(data + 12, 4) : 0;
    size_t end = PREAMBLE_SIZE + count * ENTRY_SIZE;
    if (count == 0 || count > SECTIONS_MAX || end + 4 > size)
        return;
    for (size_t i = 0; i < count; i++) {
        uint8_t *entry = data + PREAMBLE_SIZE + i * ENTRY_SIZE;
        uint64_t start = number_at(entry + 8, 8), stored = number_at(entry + 16, 8);
        if (start <= size && stored <= size - start)
            set_crc(entry + 32, data + start, (size_t)stored);
    }
    set_crc(data + end, data, end);
}

/* The bytes as they come, then with their checksums made right. */
static inline void check_and_seal(const uint8_t *data, size_t size,
                                  void (*check)(ent_string),
                                  void (*seal_file)(uint8_t *, size_t))
{
    check((ent_string){(const char *)data, size});
    uint8_t *sealed = malloc(size ? size : 1);
    if (!sealed)
        abort();
    if (size)
        memcpy(sealed, data, size);
    seal_file(sealed, size);
    check((ent_string){(const char *)sealed, size});
    free(sealed);
}

#endif
