/* SPDX-License-Identifier: MIT */
/* Folding of a surface form (case, normal form C, typographic variants) and its stem. */
#include "fold.h"

#include <string.h>

#include <libstemmer.h>
#include <utf8proc.h>

#include "base/buffer.h"
#include "unicode.h"

enum {
    POINTS = ENT__FORM_LIMIT * 4
}; /* code points; folding gives 3 for 1 at most, NFD 4 */

static const struct {
    const char *code;
    const char *elisions;
} eliding[] = {
    {"fr", "l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu"},
    {"it", "l|un|d|c|m|t|s|v|n|gl|dell|all|dall|nell|sull|coll|quell|quest"},
    {"ca", "l|d|m|n|s|t"},
};

bool ent__folder_open(ent__folder *folder, const ent_language *language, bool stem)
{
    *folder = (ent__folder){0};
    if (!language)
        return true;
    ent_string code = ent_string_of(language->code);
    for (size_t i = 0; i < sizeof eliding / sizeof *eliding; i++)
        if (ent_string_is(code, eliding[i].code))
            folder->elisions = eliding[i].elisions;
    folder->apostrophe_suffix = ent_string_is(code, "tr");
    folder->dotless = folder->apostrophe_suffix || ent_string_is(code, "az") ||
                      ent_string_is(code, "crh");
    if (stem && language->stemmer)
        folder->stemmer = sb_stemmer_new(language->stemmer, "UTF_8");
    return !stem || !language->stemmer || folder->stemmer;
}

void ent__folder_close(ent__folder *folder)
{
    sb_stemmer_delete(folder->stemmer);
    *folder = (ent__folder){0};
}

/* ---- folding ---- */

static size_t fold_ascii(char *out, const ent__folder *folder, ent_string form)
{
    for (size_t i = 0; i < form.size; i++) {
        char byte = form.data[i];
        if (byte == 'I' && folder->dotless)
            return 0;
        out[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
    }
    return form.size;
}

static bool is_ascii(ent_string form)
{
    for (size_t i = 0; i < form.size; i++)
        if ((unsigned char)form.data[i] >= 0x80)
            return false;
    return true;
}

/* Characters that change nothing about the word they stand in: soft hyphen, joiners, direction marks, variation
 * selectors, the Arabic lengthening stroke, the Armenian signs of stress, exclamation and question. */
static bool is_ignorable(uint32_t code)
{
    return code == 0x34F || code == 0x640 || code == 0x55B || code == 0x55C ||
           code == 0x55E || (code >= 0xFE00 && code <= 0xFE0F) ||
           (ent__class(code) == ENT__MARK &&
            utf8proc_category((utf8proc_int32_t)code) == UTF8PROC_CATEGORY_CF);
}

static uint32_t plain(uint32_t code)
{
    if (code >= 0xFF01 && code <= 0xFF5E) /* full-width ASCII */
        code -= 0xFEE0;
    if (code == 0x2BC || ent__class(code) == ENT__APOSTROPHE)
        return '\'';
    return ent__class(code) == ENT__HYPHEN ? '-' : code;
}

/* Case folding of one code point, in Unicode's full form (CaseFolding.txt, C + F) but for the two letters i. */
static size_t fold_code(int32_t *out, size_t room, const ent__folder *folder,
                        uint32_t code)
{
    if (code == 0x130)
        code = 'i'; /* in every language: the full folding would leave a dot above */
    else if (code == 'I' && folder->dotless)
        code = 0x131;
    int boundary = UTF8PROC_BOUNDCLASS_START;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)code, out, (utf8proc_ssize_t)room,
                                UTF8PROC_CASEFOLD, &boundary);
    return count > 0 && (size_t)count <= room ? (size_t)count : 0;
}

/* Folded code points of a form. @return how many; *stable says that they are in NFC already */
static size_t fold_points(int32_t points[POINTS], const ent__folder *folder,
                          ent_string form, bool *stable)
{
    size_t count = 0;
    *stable = true;
    for (size_t at = 0; at < form.size;) {
        uint32_t code = ent__next(form, &at);
        if (is_ignorable(code))
            continue;
        if (code == 'I' && ent__peek(form, at) == 0x307)
            code = 0x130; /* İ written as two */
        else if (code == 0x307 && count && points[count - 1] == 'i')
            continue;
        size_t added = fold_code(points + count, POINTS - count, folder, plain(code));
        for (size_t i = 0; i < added; i++)
            if (ent__properties((uint32_t)points[count + i]) & ENT__UNSTABLE)
                *stable = false;
        count += added;
    }
    return count;
}

static size_t encode_points(char *out, const int32_t *points, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count && size + 4 <= ENT__FOLDED_LIMIT; i++)
        size += ent__encode((uint32_t)points[i], out + size);
    return size;
}

size_t ent__fold(char *out, const ent__folder *folder, ent_string form)
{
    if (is_ascii(form)) {
        size_t size = fold_ascii(out, folder, form);
        if (size)
            return size;
    }
    int32_t points[POINTS];
    bool stable;
    size_t count = fold_points(points, folder, form, &stable);
    size_t size = encode_points(out, points, count);
    if (stable)
        return size;
    const utf8proc_option_t compose = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_ssize_t parts = utf8proc_decompose(
        (const utf8proc_uint8_t *)out, (utf8proc_ssize_t)size, points, POINTS, compose);
    if (parts < 0 || parts > POINTS)
        return size;
    parts = utf8proc_normalize_utf32(points, parts, compose);
    return parts < 0 ? size : encode_points(out, points, (size_t)parts);
}

/* ---- stems ---- */

static bool is_elision(const char *elisions, ent_string head)
{
    for (size_t size; *elisions; elisions += size + (elisions[size] == '|')) {
        size = strcspn(elisions, "|");
        if (size == head.size && memcmp(elisions, head.data, size) == 0)
            return true;
    }
    return false;
}

ent_string ent__without_elision(const ent__folder *folder, ent_string folded)
{
    if (!folder->elisions && !folder->apostrophe_suffix)
        return folded;
    const char *apostrophe = memchr(folded.data, '\'', folded.size);
    if (!apostrophe)
        return folded;
    ent_string head = {folded.data, (size_t)(apostrophe - folded.data)};
    ent_string tail = {apostrophe + 1, folded.size - head.size - 1};
    if (folder->apostrophe_suffix && head.size)
        return head;
    if (folder->elisions && tail.size && is_elision(folder->elisions, head))
        return tail;
    return folded;
}

ent_string ent__stem(const ent__folder *folder, ent_string folded)
{
    ent_string word = ent__without_elision(folder, folded);
    if (!folder->stemmer)
        return word;
    const sb_symbol *stem =
        sb_stemmer_stem(folder->stemmer, (const sb_symbol *)word.data, (int)word.size);
    int size = stem ? sb_stemmer_length(folder->stemmer) : 0;
    return size > 0 ? (ent_string){(const char *)stem, (size_t)size} : word;
}

/* ---- case ---- */

uint8_t ent__case_flags(ent_string form)
{
    size_t letters = 0, upper = 0;
    bool first_is_upper = false;
    for (size_t at = 0; at < form.size;) {
        unsigned properties = ent__properties(ent__next(form, &at));
        if ((properties & ENT__CLASS_MASK) != ENT__LETTER)
            continue;
        bool is_upper = properties & ENT__UPPER;
        if (letters++ == 0)
            first_is_upper = is_upper;
        upper += is_upper;
    }
    unsigned flags = first_is_upper ? ENT_TOKEN_UPPER : 0;
    if (upper == letters && upper >= 2)
        flags |= ENT_TOKEN_ALL_UPPER;
    return (uint8_t)flags;
}
