/* SPDX-License-Identifier: MIT */
/* Is it UTF-8? Counts well-formed and ill-formed sequences. */
#include <string.h>

#include "decode.h"
#include "unicode.h"

/* Eight bytes, all of them ASCII and none of them zero. */
static bool is_plain(const char *data)
{
    const uint64_t high = 0x8080808080808080u, ones = 0x0101010101010101u;
    uint64_t word;
    memcpy(&word, data, sizeof word);
    return ((word | (word - ones)) & high) == 0;
}

ent__utf8_count ent__utf8_inspect(ent_string bytes)
{
    ent__utf8_count count = {0};
    for (size_t at = 0; at < bytes.size;) {
        while (bytes.size - at >= 8 && is_plain(bytes.data + at))
            at += 8;
        if (at == bytes.size)
            break;
        uint32_t code = ent__next(bytes, &at);
        count.zeros += code == 0;
        count.ill_formed += code == ENT__ILL_FORMED;
        count.multibyte += code >= 0x80 && code != ENT__ILL_FORMED;
    }
    return count;
}
