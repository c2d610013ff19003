/* SPDX-License-Identifier: MIT */
/* Pieces of ent_decode(): well-formedness, conversion of one charset, detection of another. */
#ifndef ENT_TEXT_DECODE_H
#define ENT_TEXT_DECODE_H

#include <entente/text.h>

/** How bytes fare as UTF-8. */
typedef struct ent__utf8_count {
    size_t multibyte;  /* well-formed sequences of 2 to 4 bytes */
    size_t ill_formed; /* maximal subparts of ill-formed ones */
    size_t zeros;      /* NUL bytes */
} ent__utf8_count;

/** Count up to the end of `bytes`. @cost O(bytes); pure ASCII 8 bytes a step */
ent__utf8_count ent__utf8_inspect(ent_string bytes);

/** Reads a text of one charset character by character. */
typedef struct ent__reader ent__reader;

/** @return NULL when the charset is unknown to iconv or memory is out. "UTF-8", "UTF-16LE", "UTF-16BE" are our own. */
ent__reader *ent__reader_open(const char *charset);
void ent__reader_close(ent__reader *reader);
/**
 * The character at bytes[*at], *at < bytes.size, which moves on by at least one byte.
 * @param codes  a few characters of a few charsets are two code points
 * @return code points written, 0 for a shift sequence; -1 where the bytes mean nothing
 */
int ent__reader_next(ent__reader *reader, ent_string bytes, size_t *at,
                     uint32_t codes[2]);
/** Back to the initial state, for another pass. */
void ent__reader_rewind(ent__reader *reader);

/**
 * The legacy charset that bytes (not UTF-8, no BOM) are most likely in: the pair of a charset and a language under whose
 * frequencies of characters they are the least surprising (docs/text.md).
 * @param some_utf8  UTF-8 with faults is a candidate as well
 * @return a static name, or NULL where none is better than noise
 * @cost O(bytes, at most 8 KiB, times 53)
 */
const char *ent__charset_detect(ent_string bytes, bool some_utf8);

#endif
