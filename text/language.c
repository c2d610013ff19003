/* SPDX-License-Identifier: MIT */
/* Languages by code, name or tag. */
#include <string.h>

#include <entente/text.h>

#include "unicode.h"

static const struct known {
    ent_language language;
    const char *others; /* further codes and names, between bars */
} languages[] = {
#include "languages.inc"
};
enum { LANGUAGES = sizeof languages / sizeof *languages };

/* Lower case of what stands in the names of our table: ASCII and Latin-1, whatever the locale. */
static uint32_t lower(uint32_t code)
{
    bool is_upper = (code >= 'A' && code <= 'Z') ||
                    (code >= 0xC0 && code <= 0xDE && code != 0xD7 /* the times sign */);
    return is_upper ? code + 0x20 : code;
}

static bool same(ent_string name, const char *other, size_t size)
{
    ent_string known = {other, size};
    size_t at = 0, from = 0;
    if (name.size != size)
        return false;
    while (at < name.size && from < known.size)
        if (lower(ent__next(name, &at)) != lower(ent__next(known, &from)))
            return false;
    return at == name.size && from == known.size;
}

static bool among(ent_string name, const char *others)
{
    for (size_t size; *others; others += size + (others[size] == '|')) {
        size = strcspn(others, "|");
        if (same(name, others, size))
            return true;
    }
    return false;
}

/* Nearly every article names its language by the code of two letters. */
static const ent_language *find_code(ent_string name)
{
    for (size_t i = 0; i < LANGUAGES; i++) {
        const char *code = languages[i].language.code;
        if (code[0] == (name.data[0] | 0x20) && code[1] == (name.data[1] | 0x20) &&
            !code[2])
            return &languages[i].language;
    }
    return NULL;
}

static const ent_language *find(ent_string name)
{
    const ent_language *known = name.size == 2 ? find_code(name) : NULL;
    if (known)
        return known;
    for (size_t i = 0; i < LANGUAGES; i++) {
        const ent_language *language = &languages[i].language;
        if (same(name, language->code, strlen(language->code)) ||
            same(name, language->code3, strlen(language->code3)) ||
            same(name, language->name, strlen(language->name)) ||
            among(name, languages[i].others))
            return language;
    }
    return NULL;
}

const ent_language *ent_language_find(ent_string name)
{
    if (name.size == 0)
        return NULL;
    const ent_language *language = find(name);
    if (language)
        return language;
    /* A tag, en-GB or eng_Latn: what stands before the first sign is the code. */
    size_t code = 0;
    while (code < name.size && !strchr("-_.@", name.data[code]))
        code++;
    bool is_tag = code < name.size && name.data[code] && (code == 2 || code == 3);
    return is_tag ? find((ent_string){name.data, code}) : NULL;
}
