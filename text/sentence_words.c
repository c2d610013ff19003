/* SPDX-License-Identifier: MIT */
/* Looking up abbreviations and sentence starters in the tables that are made from sentence_words/. */
#include <string.h>

#include <utf8proc.h>

#include "sentence_words.h"

typedef struct entry {
    const char *word;
    size_t size;
    unsigned kinds;
} entry;

struct ent__sentence_words {
    const char *code;
    bool ordinals;
    const entry *abbreviations; /* sorted by bytes */
    size_t abbreviation_count;
    const entry *starters; /* the same */
    size_t starter_count;
};

enum { LONGEST = 40 }; /* bytes of a word that may be in a table */

#define COUNT(table) (sizeof(table) / sizeof *(table)-1) /* without the sentinel */
#include "sentence_words.inc"

const ent__sentence_words *ent__sentence_words_find(const char *code)
{
    for (size_t i = 0; i < sizeof all_words / sizeof *all_words; i++)
        if (all_words[i].code[0] == code[0] && strcmp(all_words[i].code, code) == 0)
            return &all_words[i];
    return NULL;
}

static int compare(const entry *have, ent_string wanted)
{
    size_t shorter = have->size < wanted.size ? have->size : wanted.size;
    int order = memcmp(have->word, wanted.data, shorter);
    return order ? order : (have->size > wanted.size) - (have->size < wanted.size);
}

static unsigned find(const entry *table, size_t count, ent_string word)
{
    while (count > 0) {
        const entry *middle = table + count / 2;
        int order = compare(middle, word);
        if (order == 0)
            return middle->kinds;
        if (order < 0) {
            table = middle + 1;
            count -= count / 2 + 1;
        } else {
            count /= 2;
        }
    }
    return 0;
}

/* Lower case of all characters but the first `kept`; out has room for 2 * LONGEST bytes. False: not valid UTF-8. */
static bool lower(char *out, size_t *size, ent_string word, size_t kept)
{
    *size = 0;
    for (size_t at = 0, index = 0; at < word.size; index++) {
        unsigned char byte = (unsigned char)word.data[at];
        if (byte < 0x80) {
            if (*size + 4 > 2 * LONGEST)
                return false;
            bool capital = byte >= 'A' && byte <= 'Z' && index >= kept;
            out[(*size)++] = (char)(capital ? byte | 0x20 : byte);
            at++;
            continue;
        }
        utf8proc_int32_t c;
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)word.data + at,
                                                 (utf8proc_ssize_t)(word.size - at), &c);
        if (step <= 0 || *size + 4 > 2 * LONGEST)
            return false;
        if (index >= kept)
            c = utf8proc_tolower(c);
        *size += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)out + *size);
        at += (size_t)step;
    }
    return true;
}

/* Entries that begin with a star are ends of words: *str for Hauptstr. */
static unsigned kinds_of_suffix(const ent__sentence_words *words, ent_string word)
{
    char form[5] = "*";
    unsigned kinds = 0;
    for (size_t size = 2; !kinds && size < sizeof form && size < word.size; size++) {
        memcpy(form + 1, word.data + word.size - size, size);
        kinds = find(words->abbreviations, words->abbreviation_count,
                     (ent_string){form, size + 1});
    }
    return kinds;
}

static unsigned kinds_of(const ent__sentence_words *words, ent_string word)
{
    unsigned kinds = find(words->abbreviations, words->abbreviation_count, word);
    char form[2 * LONGEST];
    size_t size;
    for (size_t kept = 0; !kinds && kept < 2; kept++) /* "INC": inc; "GEN": Gen */
        if (lower(form, &size, word, kept) &&
            (size != word.size || memcmp(form, word.data, size) != 0))
            kinds = find(words->abbreviations, words->abbreviation_count,
                         (ent_string){form, size});
    return kinds ? kinds : kinds_of_suffix(words, word);
}

unsigned ent__sentence_abbreviation(const ent__sentence_words *words, ent_string word)
{
    if (word.size == 0 || word.size > LONGEST)
        return 0;
    unsigned kinds = words ? kinds_of(words, word) : 0;
    if (!kinds)
        kinds = kinds_of(&every_language, word); /* und.txt */
    /* CA and IE are names, not ca. and i.e. */
    bool capitals = word.size > 1 && word.data[1] >= 'A' && word.data[1] <= 'Z';
    return capitals ? kinds & ~(unsigned)WORD_INSIDE : kinds;
}

bool ent__sentence_starter(const ent__sentence_words *words, ent_string word)
{
    char form[2 * LONGEST];
    size_t size;
    if (!words || word.size == 0 || word.size > LONGEST || !lower(form, &size, word, 1))
        return false;
    /* A word with a capital inside (IT, McDonald) does not have it from the start of a sentence. */
    if (size != word.size || memcmp(form, word.data, size) != 0)
        return false;
    return lower(form, &size, word, 0) &&
           find(words->starters, words->starter_count, (ent_string){form, size}) != 0;
}

bool ent__sentence_ordinals(const ent__sentence_words *words)
{
    return words && words->ordinals;
}
