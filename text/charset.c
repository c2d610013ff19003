/* SPDX-License-Identifier: MIT */
/* Reading a text of any charset character by character, so that each one's place in the source is known. */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <strings.h>
#include <wchar.h>

#include "base/array.h"
#include "decode.h"
#include "unicode.h"

enum {
    WINDOW = 32
}; /* bytes shown to iconv at a time: more than any character with its escape sequence */

struct ent__reader {
    enum { UTF8, UTF16LE, UTF16BE, TABLE, ICONV } kind;
    uint32_t table
        [256]; /* TABLE: code points of a single-byte charset, ENT__ILL_FORMED where there is none */
    iconv_t
        converter; /* ICONV, to wchar_t, which is UCS-4 wherever iconv knows the name */
};

/* ---- opening ---- */

/* @return false when some byte does not stand for itself: not a single-byte charset */
static bool make_table(ent__reader *reader)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        char in = (char)byte, *from = &in;
        wchar_t out[4];
        char *to = (char *)out;
        size_t in_left = 1, out_left = sizeof out;
        iconv(reader->converter, NULL, NULL, NULL, NULL);
        size_t result = iconv(reader->converter, &from, &in_left, &to, &out_left);
        if (result == 0) /* what it holds back, in case a mark for it comes */
            iconv(reader->converter, NULL, NULL, &to, &out_left);
        if (result == (size_t)-1 && errno == EILSEQ)
            reader->table[byte] = ENT__ILL_FORMED;
        else if (result == 0 && out_left == sizeof out - sizeof *out)
            reader->table[byte] = (uint32_t)out[0];
        else
            return false;
    }
    return true;
}

ent__reader *ent__reader_open(const char *charset)
{
    ent__reader *reader = ent_new_zeroed(1, sizeof *reader);
    if (!reader)
        return NULL;
    if (strcasecmp(charset, "UTF-8") == 0) {
        reader->kind = UTF8;
    } else if (strcasecmp(charset, "UTF-16LE") == 0) {
        reader->kind = UTF16LE;
    } else if (strcasecmp(charset, "UTF-16BE") == 0) {
        reader->kind = UTF16BE;
    } else {
        reader->kind = ICONV;
        reader->converter = iconv_open("WCHAR_T", charset);
        /* NOLINTNEXTLINE: iconv_open fails with this value */
        if (reader->converter == (iconv_t)-1) {
            free(reader);
            return NULL;
        }
        if (make_table(reader)) {
            iconv_close(reader->converter);
            reader->kind = TABLE;
        }
        ent__reader_rewind(reader);
    }
    return reader;
}

void ent__reader_close(ent__reader *reader)
{
    if (reader && reader->kind == ICONV)
        iconv_close(reader->converter);
    free(reader);
}

void ent__reader_rewind(ent__reader *reader)
{
    if (reader->kind == ICONV)
        iconv(reader->converter, NULL, NULL, NULL, NULL);
}

/* ---- reading ---- */

static uint32_t unit_at(const ent__reader *reader, ent_string bytes, size_t at)
{
    const unsigned char *byte = (const unsigned char *)bytes.data + at;
    return reader->kind == UTF16LE ? (uint32_t)(byte[0] | byte[1] << 8)
                                   : (uint32_t)(byte[0] << 8 | byte[1]);
}

static int next_utf16(const ent__reader *reader, ent_string bytes, size_t *at,
                      uint32_t *code)
{
    if (bytes.size - *at < 2) {
        *at = bytes.size;
        return -1;
    }
    *code = unit_at(reader, bytes, *at);
    *at += 2;
    if (*code < 0xD800 || *code > 0xDFFF)
        return 1;
    if (*code > 0xDBFF || bytes.size - *at < 2)
        return -1;
    uint32_t low = unit_at(reader, bytes, *at);
    if (low < 0xDC00 || low > 0xDFFF)
        return -1;
    *at += 2;
    *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    return 1;
}

/*
 * One character: the output has room for no more, so that iconv stops behind it. A few characters are two code points,
 * and need the larger room. Shift sequences are consumed without output.
 */
static int next_iconv(ent__reader *reader, ent_string bytes, size_t *at,
                      uint32_t codes[2])
{
    size_t window = bytes.size - *at < WINDOW ? bytes.size - *at : WINDOW;
    char *from = (char *)(uintptr_t)(bytes.data + *at);
    size_t in_left = window, result = 0;
    int written = 0, fault = 0;
    wchar_t out[2];
    for (int room = 1; room <= 2 && !written && !fault; room++) {
        char *to = (char *)out;
        size_t out_left = (size_t)room * sizeof *out;
        result = iconv(reader->converter, &from, &in_left, &to, &out_left);
        if (result == (size_t)-1)
            fault = errno == E2BIG ? 0 : errno;
        else /* what the converter still holds back */
            iconv(reader->converter, NULL, NULL, &to, &out_left);
        written = room - (int)(out_left / sizeof *out);
        if (result != (size_t)-1)
            break;
    }
    *at += window - in_left;
    for (int i = 0; i < written; i++)
        codes[i] = (uint32_t)out[i];
    if (written || (fault == EINVAL && in_left < window) || result != (size_t)-1)
        return written;
    *at += in_left > 0;
    return -1;
}

int ent__reader_next(ent__reader *reader, ent_string bytes, size_t *at, uint32_t codes[2])
{
    switch (reader->kind) {
    case UTF8:
        codes[0] = ent__next(bytes, at);
        return codes[0] == ENT__ILL_FORMED ? -1 : 1;
    case TABLE:
        codes[0] = reader->table[(unsigned char)bytes.data[(*at)++]];
        return codes[0] == ENT__ILL_FORMED ? -1 : 1;
    case ICONV:
        return next_iconv(reader, bytes, at, codes);
    default:
        return next_utf16(reader, bytes, at, codes);
    }
}
