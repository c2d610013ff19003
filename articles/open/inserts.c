/* SPDX-License-Identifier: MIT */
/* What publishers put between and into paragraphs: "read more", "story continues below this ad", remains of image URLs. */
#include <string.h>
#include <strings.h>

#include "reader.h"

/* ---- whole blocks ---- */

size_t ent__squeeze(char *out, size_t capacity, ent_string text)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size && size < capacity; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + ('a' - 'A'));
        if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[size++] = (char)c;
    }
    return size;
}

bool ent__is_insert(ent_string block, bool linked)
{
    /* Letters and digits only, in lower case. The first kind is enough as a beginning, the second as the whole. */
    static const char *const beginnings[] = {
        "articlecontinuesafter", "articlecontinuesbelow", "storycontinuesbelow",
        "storycontinuesafter",   "continuereadingbelow",  "scrolltocontinue",
        "thisslideshowrequires"};
    static const char *const wholes[] = {
        "advertisement", "advert",    "readmore",    "readalso",     "alsoread",
        "anzeige",       "werbung",   "weiterlesen", "mehrzumthema", "lesensieauch",
        "publicité",     "lireaussi", "àlireaussi",  "lirelasuite",  "publicidad",
        "leatambién",    "leermás",   "publicidade", "leiatambém",   "leiamais",
        "pubblicità",    "leggianche"};
    char text[64];
    block = ent__trimmed(block);
    if (block.size > 60)
        return false;
    size_t size = ent__squeeze(text, sizeof text, block);
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t length = strlen(beginnings[i]);
        if (size >= length && memcmp(text, beginnings[i], length) == 0)
            return true;
    }
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++) {
        size_t length = strlen(wholes[i]);
        if (size >= length && memcmp(text, wholes[i], length) == 0 &&
            (size == length || linked))
            return true;
    }
    return false;
}

/* ---- in running text ---- */

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes of the phrase at `at`, when it is one and words end there; 0 otherwise. */
static size_t phrase_at(ent_string text, size_t at)
{
    static const struct {
        const char *phrase;
        bool
            any_case; /* otherwise as written, between the end of a sentence and a capital letter */
    } phrases[] = {{"story continues below this ad", true},
                   {"story continues after this ad", true},
                   {"article continues below this ad", true},
                   {"article continues after this ad", true},
                   {"read more", false},
                   {"weiterlesen", false},
                   {"lire la suite", false},
                   {"leer más", false}};
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        size_t size = strlen(phrases[i].phrase);
        if (at + size > text.size ||
            (at + size < text.size && !is_space(text.data[at + size])))
            continue;
        if (phrases[i].any_case &&
            strncasecmp(text.data + at, phrases[i].phrase, size) == 0)
            return size;
        size_t before = at, after = at + size;
        while (before && is_space(text.data[before - 1]))
            before--;
        while (after < text.size && is_space(text.data[after]))
            after++;
        bool stop = before && strchr(".!?\"')", text.data[before - 1]);
        bool capital =
            after == text.size || !(text.data[after] >= 'a' && text.data[after] <= 'z');
        if (stop && capital && memcmp(text.data + at, phrases[i].phrase, size) == 0)
            return size;
    }
    return 0;
}

/* "&w=3840&q=100)": a word that begins with '&' and sets a parameter is what is left of a URL. */
static size_t url_remains_at(ent_string text, size_t at)
{
    if (text.data[at] != '&')
        return 0;
    size_t size = 1;
    while (at + size < text.size && !is_space(text.data[at + size]))
        size++;
    const char *equals = memchr(text.data + at, '=', size);
    size_t name = equals ? (size_t)(equals - text.data) - at : 0;
    return name > 1 && name < 20 && !memchr(text.data + at, ';', name) ? size : 0;
}

ent_string ent__without_inserts(ent_arena *arena, ent_string text)
{
    char *copy = ent_arena_alloc(arena, text.size + 1, 1);
    size_t size = 0;
    bool word_start = true;
    if (!copy)
        return (ent_string){NULL, 0};
    for (size_t at = 0; at < text.size;) {
        size_t skipped = word_start ? phrase_at(text, at) : 0;
        if (word_start && !skipped)
            skipped = url_remains_at(text, at);
        if (skipped) { /* with the white space on one side of it */
            at += skipped;
            if (size && copy[size - 1] == ' ')
                while (at < text.size && text.data[at] == ' ')
                    at++;
            continue;
        }
        word_start = is_space(text.data[at]);
        copy[size++] = text.data[at++];
    }
    return ent__trimmed((ent_string){copy, size});
}
