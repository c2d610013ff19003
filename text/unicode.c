/* SPDX-License-Identifier: MIT */
/* Properties of code points, and the careful way through UTF-8. */
#include "unicode.h"

#include "classes.inc"

/* The second byte's range depends on the first (Unicode ch. 3.9, table 3-7); the later ones are 80..BF. */
uint32_t ent__next_wide(ent_string text, size_t *at)
{
    const unsigned char *byte = (const unsigned char *)text.data + *at;
    size_t left = text.size - *at;
    unsigned lead = byte[0];
    if (lead < 0x80) {
        ++*at;
        return lead;
    }
    unsigned low = 0x80, high = 0xBF;
    size_t length;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if ((lead & 0xF0) == 0xE0) {
        length = 3;
        low = lead == 0xE0 ? 0xA0 : low;
        high = lead == 0xED ? 0x9F : high;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        low = lead == 0xF0 ? 0x90 : low;
        high = lead == 0xF4 ? 0x8F : high;
    } else {
        ++*at;
        return ENT__ILL_FORMED;
    }
    uint32_t code = lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (i >= left || byte[i] < low || byte[i] > high) {
            *at += i;
            return ENT__ILL_FORMED;
        }
        code = code << 6 | (byte[i] & 0x3Fu);
        low = 0x80, high = 0xBF;
    }
    *at += length;
    return code;
}
