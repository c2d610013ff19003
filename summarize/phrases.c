/* SPDX-License-Identifier: MIT */
/* What the lists under phrases/ say about a sentence. Each is only ever used to leave something out. */
#include "phrases.h"

#include <string.h>

#include "utf8.h"

#include "base/base.h"

#define COUNT(list) (sizeof list / sizeof *list)

struct phrase {
    const char *text;
    uint8_t size;
    char mark; /* '!': an exception; '$': only where it is all there is */
};

/* Of one language, sorted. */
struct phrases {
    const char *lang;
    const struct phrase *list;
    size_t count;
};

#include "phrases.inc" /* made from the lists under phrases/: agencies, leaning, months, page, places, speech */

/* ---- matching ---- */

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static char lower(char c)
{
    return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* ASCII case is ignored where `fold` is set. */
static bool starts_with(ent_string text, const char *phrase, size_t size, bool fold)
{
    if (text.size < size)
        return false;
    if (!fold)
        return memcmp(text.data, phrase, size) == 0;
    for (size_t i = 0; i < size; i++)
        if (lower(text.data[i]) != lower(phrase[i]))
            return false;
    return true;
}

static ent_string from(ent_string text, size_t start)
{
    return (ent_string){text.data + start, text.size - start};
}

/* Part of a word: ASCII letters and digits, and what is neither ASCII nor the punctuation of Latin, CJK or full width. */
static bool word_at(ent_string text, size_t at)
{
    if (at >= text.size)
        return false;
    unsigned char c = (unsigned char)text.data[at];
    unsigned char next = at + 1 < text.size ? (unsigned char)text.data[at + 1] : 0;
    if (c < 0x80)
        return is_upper((char)c) || is_lower((char)c) || (c >= '0' && c <= '9');
    if (c == 0xE2)
        return next != 0x80 && next != 0x81;
    return !(c == 0xC2 || (c == 0xE3 && next == 0x80) || (c == 0xEF && next == 0xBC));
}

/* Han and kana have no spaces between words. */
static bool ends_in_ideograph(const char *phrase, size_t size)
{
    return size >= 3 && (unsigned char)phrase[size - 3] >= 0xE3 &&
           (unsigned char)phrase[size - 3] <= 0xE9;
}

/* Does the phrase end at the end of a word? */
static bool ends_a_word(ent_string text, const char *phrase, size_t size)
{
    return ends_in_ideograph(phrase, size) || !word_at(text, size) ||
           !word_at((ent_string){phrase, size}, size - 1);
}

/* The longest phrase of a sorted list at the start of the text, whole words; NULL: none. */
static const struct phrase *longest_at(ent_string text, const struct phrase *list,
                                       size_t count, bool fold)
{
    if (!text.size)
        return NULL;
    unsigned char first = (unsigned char)(fold ? lower(text.data[0]) : text.data[0]);
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((unsigned char)list[middle].text[0] < first)
            low = middle + 1;
        else
            high = middle;
    }
    const struct phrase *longest = NULL;
    for (; low < count && (unsigned char)list[low].text[0] == first; low++) {
        const struct phrase *phrase = &list[low];
        if ((!longest || phrase->size > longest->size) &&
            starts_with(text, phrase->text, phrase->size, fold) &&
            ends_a_word(text, phrase->text, phrase->size))
            longest = phrase;
    }
    return longest;
}

/* ---- agencies, places, months ---- */

size_t ent__agency(ent_string text)
{
    const struct phrase *agency = longest_at(text, agencies, COUNT(agencies), false);
    return agency ? agency->size : 0;
}

bool ent__names_an_agency(ent_string text)
{
    for (size_t at = 0; at < text.size; at++)
        if ((at == 0 || !word_at(text, at - 1) || !word_at(text, at) ||
             (unsigned char)text.data[at] >= 0xE3) &&
            ent__agency(from(text, at)))
            return true;
    return false;
}

bool ent__is_month(ent_string lower_case)
{
    const struct phrase *month = longest_at(lower_case, months, COUNT(months), false);
    return month && month->size == lower_case.size;
}

bool ent__is_place(ent_string text, bool (*same)(ent_string, ent_string))
{
    for (size_t i = 0; i < COUNT(places); i++)
        if (same(text, (ent_string){places[i].text, places[i].size}))
            return true;
    return false;
}

/* Nothing but agencies and what joins them: "Reuters", "(dpa/AFP)", "AP and Reuters". */
bool ent__is_signature(ent_string sentence)
{
    enum { LONGEST = 80 };
    static const char *const joints[] = {"and", "und", "et",  "y",   "e",    "og",
                                         "och", "mit", "con", "com", "avec", "with"};
    bool found = false;
    for (size_t at = 0; at < sentence.size && sentence.size <= LONGEST;) {
        ent_string rest = from(sentence, at);
        size_t size = ent__agency(rest);
        found |= size > 0;
        for (size_t i = 0; !size && i < COUNT(joints); i++)
            if (starts_with(rest, joints[i], strlen(joints[i]), false) &&
                !word_at(rest, strlen(joints[i])))
                size = strlen(joints[i]);
        if (!size && word_at(sentence, at))
            return false;
        at += size ? size : 1;
        while (!size && at < sentence.size &&
               ((unsigned char)sentence.data[at] & 0xC0) == 0x80)
            at++;
    }
    return found && sentence.size <= LONGEST;
}

/* ---- boilerplate ---- */

/* Is there nothing behind it but a stop, a colon, a bracket? */
static bool is_all(ent_string sentence, size_t size)
{
    for (size_t at = size; at < sentence.size; at++)
        if (word_at(sentence, at))
            return false;
    return true;
}

bool ent__is_boilerplate(ent_string sentence)
{
    size_t bracket = sentence.size && sentence.data[0] == '(';
    ent_string inside = from(sentence, bracket);
    const struct phrase *opening = longest_at(inside, page, COUNT(page), true);
    return opening && (opening->mark != '$' || is_all(inside, opening->size));
}

/* What stands glued before a sentence: from `opening` to the end of `close` (NULL: of the opening). */
static const struct {
    const char *opening;
    const char *close;
} page_prefixes[] = {
    {"Share this with", "Copy this link"},
    {"Media playback is not supported on this device", NULL},
    {"Media playback is unsupported on your device", NULL},
    {"STORY CONTINUES BELOW THIS AD", NULL},
    {"Story continues below advertisement", NULL},
    {"Article continues below", NULL},
    {"Scroll down for video", NULL},
    {"ADVERTISEMENT", NULL},
};

size_t ent__boilerplate_prefix(ent_string sentence)
{
    enum { LONGEST = 200 };
    for (size_t i = 0; i < COUNT(page_prefixes); i++) {
        if (!starts_with(sentence, page_prefixes[i].opening,
                         strlen(page_prefixes[i].opening), false))
            continue;
        if (!page_prefixes[i].close)
            return strlen(page_prefixes[i].opening);
        const char *close =
            memmem(sentence.data, sentence.size < LONGEST ? sentence.size : LONGEST,
                   page_prefixes[i].close, strlen(page_prefixes[i].close));
        if (close)
            return (size_t)(close - sentence.data) + strlen(page_prefixes[i].close);
    }
    return 0;
}

/* ---- times of day ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

size_t ent__clock(ent_string text)
{
    static const char *const zones[] = {"Uhr", "GMT", "UTC",  "BST",  "CET", "CEST", "ET",
                                        "EST", "EDT", "a.m.", "p.m.", "am",  "pm"};
    size_t at = 0;
    while (at < text.size && at < 3 && is_digit(text.data[at]))
        at++;
    if (at == 0 || at > 2 || at + 3 > text.size || !strchr(":.h", text.data[at]) ||
        !is_digit(text.data[at + 1]) || text.data[at + 1] > '5' ||
        !is_digit(text.data[at + 2]))
        return 0;
    bool is_sure = text.data[at] != '.'; /* 12.50 is a price */
    at = ent__skip_space(text, at + 3);
    for (size_t i = 0; i < COUNT(zones); i++)
        if (starts_with(from(text, at), zones[i], strlen(zones[i]), false) &&
            !word_at(text, at + strlen(zones[i]))) {
            at += strlen(zones[i]);
            is_sure = true;
            break;
        }
    size_t zone = at;
    while (at < text.size &&
           (strchr(" :|-", text.data[at]) || ent__mark_is_at(text, at, "–")))
        at += text.data[at] == '\xE2' ? 3 : 1;
    bool begins = at < text.size &&
                  (is_upper(text.data[at]) || (unsigned char)text.data[at] >= 0xC3);
    bool parted = at > zone || (zone && text.data[zone - 1] == ' ');
    return is_sure && begins && parted ? at : 0;
}

/* ---- bylines ---- */

/* Small words between names. */
static bool joins_names(ent_string rest)
{
    static const char *const joints[] = {"and ", "und ", "et ",  "y ",
                                         "e ",   "de ",  "van ", "von "};
    for (size_t i = 0; i < COUNT(joints); i++)
        if (starts_with(rest, joints[i], strlen(joints[i]), false))
            return true;
    return false;
}

bool ent__is_byline(ent_string sentence)
{
    static const char *const words_for_by[] = {"By ", "BY ",   "Von ", "Par ", "Por ",
                                               "Di ", "Door ", "Av ",  "Oleh "};
    if (sentence.size > 80 ||
        (sentence.size && strchr(".!?", sentence.data[sentence.size - 1])))
        return false;
    for (size_t i = 0; i < COUNT(words_for_by); i++) {
        if (!starts_with(sentence, words_for_by[i], strlen(words_for_by[i]), false))
            continue;
        /* Every further word is a name (or "and"). */
        for (size_t at = strlen(words_for_by[i]); at < sentence.size; at++)
            if (sentence.data[at - 1] == ' ' && is_lower(sentence.data[at]) &&
                !joins_names(from(sentence, at)))
                return false;
        return true;
    }
    return false;
}

/* ---- references ---- */

static const struct phrases *phrases_of(const struct phrases *languages, size_t count,
                                        ent_string lang)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(languages[i].lang) == lang.size &&
            memcmp(languages[i].lang, lang.data, lang.size) == 0)
            return &languages[i];
    return NULL;
}

struct leaning ent__leaning(ent_string lang)
{
    return (struct leaning){phrases_of(leaning, COUNT(leaning), lang),
                            phrases_of(speech, COUNT(speech), lang)};
}

/* Is the phrase somewhere in the sentence, between words? */
static bool holds(ent_string sentence, const struct phrase *phrase)
{
    for (size_t at = 0; at < sentence.size; at += phrase->size) {
        const char *found =
            memmem(sentence.data + at, sentence.size - at, phrase->text, phrase->size);
        if (!found)
            return false;
        at = (size_t)(found - sentence.data);
        if ((at == 0 || !word_at(sentence, at - 1)) &&
            !word_at(sentence, at + phrase->size))
            return true;
    }
    return false;
}

static bool opens_a_quotation(ent_string sentence)
{
    static const char *const marks[] = {"\"", "'", "“", "‘", "„",
                                        "«",  "»", "‹", "—", "–"};
    for (size_t i = 0; i < COUNT(marks); i++)
        if (ent__mark_is_at(sentence, 0, marks[i]))
            return true;
    return false;
}

bool ent__is_of_someone_unnamed(ent_string sentence, struct leaning words)
{
    enum { LONGEST = 1000 };
    for (size_t i = 0;
         words.speech && sentence.size <= LONGEST && i < words.speech->count; i++)
        if (holds(sentence, &words.speech->list[i]))
            return true;
    return false;
}

bool ent__is_reference(ent_string sentence, struct leaning words)
{
    if (!sentence.size)
        return false;
    if (words.openings) {
        const struct phrase *opening =
            longest_at(sentence, words.openings->list, words.openings->count, false);
        if (opening)
            return opening->mark != '!';
    }
    return opens_a_quotation(sentence) && ent__is_of_someone_unnamed(sentence, words);
}
