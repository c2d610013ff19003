/* SPDX-License-Identifier: MIT */
/* Bytes of plain text to valid UTF-8, with the way back to the source. */
#include "decode.h"

#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/error.h"
#include "unicode.h"

enum { REPLACEMENT = 0xFFFD, UTF16_SAMPLE = 4096, CLEARLY_UTF8 = 8 };

/* What a label means in practice, after the WHATWG's Encoding Standard: the superset that is really in use. */
static const struct {
    const char *label, *charset;
} labels[] = {
    {"utf8", "UTF-8"},
    {"utf-8", "UTF-8"},
    {"utf-16", "UTF-16LE"},
    {"utf-16le", "UTF-16LE"},
    {"utf-16be", "UTF-16BE"},
    {"unicode", "UTF-16LE"},
    {"ascii", "WINDOWS-1252"},
    {"us-ascii", "WINDOWS-1252"},
    {"iso-8859-1", "WINDOWS-1252"},
    {"iso8859-1", "WINDOWS-1252"},
    {"iso_8859-1", "WINDOWS-1252"},
    {"latin1", "WINDOWS-1252"},
    {"latin-1", "WINDOWS-1252"},
    {"l1", "WINDOWS-1252"},
    {"cp1252", "WINDOWS-1252"},
    {"windows-1252", "WINDOWS-1252"},
    {"iso-8859-9", "WINDOWS-1254"},
    {"latin5", "WINDOWS-1254"},
    {"iso-8859-11", "CP874"},
    {"tis-620", "CP874"},
    {"windows-874", "CP874"},
    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"gbk", "GB18030"},
    {"x-gbk", "GB18030"},
    {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},
    {"sjis", "CP932"},
    {"x-sjis", "CP932"},
    {"euc-kr", "CP949"},
    {"ks_c_5601-1987", "CP949"},
    {"x-euc-jp", "EUC-JP"},
    {"big5", "BIG5-HKSCS"},
    {"koi8-r", "KOI8-R"},
    {"x-mac-roman", "MACINTOSH"},
};

static const char *in_practice(const char *charset)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcasecmp(labels[i].label, charset) == 0)
            return labels[i].charset;
    return charset;
}

static const char *by_order_mark(ent_string bytes, size_t *size)
{
    static const struct {
        const char *mark;
        size_t size;
        const char *charset;
    } marks[] = {{"\xEF\xBB\xBF", 3, "UTF-8"},
                 {"\xFF\xFE", 2, "UTF-16LE"},
                 {"\xFE\xFF", 2, "UTF-16BE"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        *size = marks[i].size;
        if (bytes.size >= *size && memcmp(bytes.data, marks[i].mark, *size) == 0)
            return marks[i].charset;
    }
    *size = 0;
    return NULL;
}

/* UTF-16 without a mark shows in zeros that stand in every other place: at least a third of these, and none else. */
static const char *by_zeros(ent_string bytes)
{
    size_t zeros[2] = {0, 0},
           sample = bytes.size < UTF16_SAMPLE ? bytes.size : UTF16_SAMPLE;
    for (size_t i = 0; i < sample; i++)
        zeros[i & 1] += bytes.data[i] == 0;
    if (bytes.size % 2 || zeros[0] + zeros[1] < sample / 6 || (zeros[0] && zeros[1]))
        return NULL;
    return zeros[1] ? "UTF-16LE" : "UTF-16BE";
}

static const char *choose(ent_string bytes, const char *declared, ent__utf8_count count)
{
    bool is_utf8 = count.ill_formed == 0;
    if (declared && *declared) {
        const char *charset = in_practice(declared);
        /* What is declared as Latin by default and is UTF-8 beyond ASCII is UTF-8. */
        if (is_utf8 && count.multibyte && strcmp(charset, "WINDOWS-1252") == 0)
            return "UTF-8";
        ent__reader *reader = ent__reader_open(charset);
        ent__reader_close(reader);
        if (reader)
            return charset;
    }
    const char *charset = count.zeros ? by_zeros(bytes) : NULL;
    if (!charset && !is_utf8 && count.multibyte < CLEARLY_UTF8 * count.ill_formed)
        charset = ent__charset_detect(bytes, count.multibyte > 0);
    return charset ? charset : "UTF-8";
}

bool ent_charset_known(const char *name)
{
    ent__reader *reader = ent__reader_open(in_practice(name));
    ent__reader_close(reader);
    return reader != NULL;
}

bool ent_is_binary(ent_string bytes)
{
    size_t odd = 0, mark;
    const char *charset = by_order_mark(bytes, &mark);
    for (size_t i = 0; i < bytes.size; i++) {
        unsigned char c = (unsigned char)bytes.data[i];
        odd += c < 0x20 && !(c >= '\b' && c <= '\r') && c != 0x1a && c != 0x1b;
    }
    bool many = odd > 1 && odd > bytes.size / 32;
    return many && !(charset && mark == 2) && !by_zeros(bytes);
}

/* ---- conversion ---- */

typedef struct target {
    char *text;       /* NULL: only count */
    uint32_t *source; /* NULL likewise */
    size_t size, repaired;
} target;

static void put(target *out, uint32_t code, size_t source)
{
    char encoded[4];
    size_t size = ent__encode(code, encoded);
    if (out->text) {
        memcpy(out->text + out->size, encoded, size);
        for (size_t i = 0; i < size; i++)
            out->source[out->size + i] = (uint32_t)source;
    }
    out->size += size;
}

static void convert(target *out, ent__reader *reader, ent_string bytes, size_t at)
{
    ent__reader_rewind(reader);
    while (at < bytes.size) {
        size_t source = at;
        uint32_t codes[2];
        int count = ent__reader_next(reader, bytes, &at, codes);
        for (int i = 0; i < count; i++)
            if (codes[i] == 0 || codes[i] >= ENT__ILL_FORMED ||
                (codes[i] >= 0xD800 && codes[i] <= 0xDFFF))
                count = -1;
        if (count < 0) {
            out->repaired++;
            put(out, REPLACEMENT, source);
        }
        for (int i = 0; i < count; i++)
            put(out, codes[i], source);
    }
}

ent_status ent_decode(ent_decoded *out, ent_arena *arena, ent_string bytes,
                      const char *charset, ent_error *err)
{
    if (bytes.size > UINT32_MAX / 4)
        return ent_fail(err, ENT_ELIMIT, "text of %zu bytes is longer than 1 GiB",
                        bytes.size);
    if (!bytes.data)
        bytes.data = "";
    size_t skipped;
    const char *chosen = by_order_mark(bytes, &skipped);
    ent_string body = {bytes.data + skipped, bytes.size - skipped};
    ent__utf8_count count = ent__utf8_inspect(body);
    if (!chosen)
        chosen = choose(body, charset, count);
    if (strcmp(chosen, "UTF-8") == 0 && !count.ill_formed && !count.zeros) {
        *out = (ent_decoded){body, chosen, 0, NULL};
        return ENT_OK;
    }
    ent__reader *reader = ent__reader_open(chosen);
    if (!reader)
        return ent_fail_memory(err);
    target counted = {0}, written = {0};
    char *kept = arena->next;
    convert(&counted, reader, bytes, skipped);
    written.text = ent_arena_alloc(arena, counted.size + 1, 1);
    written.source = ent_arena_alloc(arena, counted.size + 1, sizeof *written.source);
    if (written.text && written.source) {
        convert(&written, reader, bytes, skipped);
        written.source[written.size] = (uint32_t)bytes.size;
    }
    ent__reader_close(reader);
    if (!written.text || !written.source)
        return ent_fail_memory(err);
    if (written.size == body.size && memcmp(written.text, body.data, body.size) == 0) {
        arena->next = kept; /* ASCII, whatever it was declared to be */
        *out = (ent_decoded){body, chosen, 0, NULL};
        return ENT_OK;
    }
    *out = (ent_decoded){
        {written.text, written.size}, chosen, written.repaired, written.source};
    return ENT_OK;
}
