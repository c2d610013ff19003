/* SPDX-License-Identifier: MIT */
/* Bytes of plain text become UTF-8 without NULs. */
#include <string.h>

#include "reader.h"

/* Bytes of the sequence at `p` (Unicode table 3-7); *good false: of the part of it that is replaced as one. */
static size_t sequence(const unsigned char *p, size_t left, bool *good)
{
    size_t wanted = p[0] < 0x80   ? 1
                    : p[0] < 0xC2 ? 0
                    : p[0] < 0xE0 ? 2
                    : p[0] < 0xF0 ? 3
                                  : 4;
    if (p[0] > 0xF4 || p[0] == 0)
        wanted = 0;
    unsigned char least = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char most = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
    size_t size = 1;
    while (size < wanted && size < left && p[size] >= least && p[size] <= most) {
        least = 0x80, most = 0xBF;
        size++;
    }
    *good = size == wanted;
    return size;
}

/* NEEDSWORK: goes away for ent_decode() when text/ has it, which also knows UTF-16 and legacy charsets. */
ent_status ent__article_decode(ent_articles *reader, ent_string *text, ent_string bytes,
                               ent_error *err)
{
    if (bytes.size >= 3 && memcmp(bytes.data, "\xEF\xBB\xBF", 3) == 0)
        bytes = (ent_string){bytes.data + 3, bytes.size - 3};
    const unsigned char *data = (const unsigned char *)bytes.data;
    bool good = true;
    size_t at = 0;
    while (at < bytes.size && good)
        at += sequence(data + at, bytes.size - at, &good);
    if (good) {
        *text = bytes;
        return ENT_OK;
    }
    char *copy = ent_arena_alloc(&reader->scratch, bytes.size, 3);
    if (!copy)
        return ent_fail_memory(err);
    char *to = copy;
    for (at = 0; at < bytes.size;) {
        size_t step = sequence(data + at, bytes.size - at, &good);
        memcpy(to, good ? bytes.data + at : "\xEF\xBF\xBD", good ? step : 3);
        to += good ? step : 3;
        reader->report.repaired += !good;
        at += step;
    }
    *text = (ent_string){copy, (size_t)(to - copy)};
    return ENT_OK;
}
