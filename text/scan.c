/* SPDX-License-Identifier: MIT */
/* Ends of words, numbers, links, addresses, hashtags and mentions. Every look-ahead is bounded or read once more. */
#include "scan.h"

#include <string.h>

#include "unicode.h"

enum { LOCAL_PART_LIMIT = 64 }; /* bytes before the @ of an address, RFC 5321 */

static bool is_word(enum ent__class class)
{
    return class == ENT__LETTER || class == ENT__DIGIT;
}

static size_t skip_marks(ent_string text, size_t at)
{
    for (size_t next = at; next < text.size; at = next)
        if (ent__class(ent__next(text, &next)) != ENT__MARK)
            break;
    return at;
}

/* ---- what may stand inside a word ---- */

static bool joins(enum ent__class before, enum ent__class joint, enum ent__class after)
{
    bool letters = before == ENT__LETTER && after == ENT__LETTER;
    bool digits = before == ENT__DIGIT && after == ENT__DIGIT;
    switch (joint) {
    case ENT__HYPHEN:
        return is_word(before) && is_word(after);
    case ENT__APOSTROPHE:
    case ENT__MID_BOTH:
        return letters || digits;
    case ENT__MID_LETTER:
        return letters;
    case ENT__MID_NUMBER:
        return digits;
    default:
        return false;
    }
}

static bool is_hebrew(uint32_t code)
{
    return code >= 0x5D0 && code <= 0x5EA;
}

/* Behind the joint at text[at], if it joins; else `at`. The character behind it is not taken yet. */
static size_t behind_joint(ent_string text, size_t at, uint32_t before)
{
    size_t next = at;
    uint32_t joint = ent__next(text, &next);
    enum ent__class class = ent__class(joint);
    if (class == ENT__CONNECTOR) {
        while (next < text.size && ent__class(ent__peek(text, next)) == ENT__CONNECTOR)
            ent__next(text, &next);
        return is_word(ent__class(ent__peek(text, next))) ? next : at;
    }
    if (class < ENT__CONNECTOR && joint != '"')
        return at;
    next = skip_marks(text, next);
    uint32_t after = ent__peek(text, next);
    if (joint == '"') /* gershayim in Hebrew acronyms */
        return is_hebrew(before) && is_hebrew(after) ? next : at;
    return joins(ent__class(before), class, ent__class(after)) ? next : at;
}

/* ---- links and addresses ---- */

static bool in_link(uint32_t code)
{
    if (code < 0x80)
        return code > ' ' && code != 0x7F && !strchr("<>\"`{}|\\^", (int)code);
    return is_word(ent__class(code)) || ent__class(code) == ENT__MARK;
}

static size_t count_byte(ent_string text, size_t start, size_t end, char byte)
{
    size_t count = 0;
    for (; start < end; start++)
        count += text.data[start] == byte;
    return count;
}

/* Punctuation at a link's end belongs to the sentence; a bracket does unless the link opened it. */
static size_t trim_link(ent_string text, size_t start, size_t end)
{
    size_t open = count_byte(text, start, end, '('),
           closed = count_byte(text, start, end, ')');
    for (; end > start; end--) {
        char last = text.data[end - 1];
        if (last == ')' && closed > open)
            closed--;
        else if (last == '(')
            open--;
        else if (!last || !strchr(".,;:!?'*_~[]", last))
            break;
    }
    return end;
}

static size_t link_end(ent_string text, size_t from)
{
    size_t end = from;
    for (size_t next = from; next < text.size; end = next)
        if (!in_link(ent__next(text, &next)))
            break;
    return trim_link(text, from, end);
}

/* The end of a host name of at least two labels at text[at], or `at`. */
static size_t host_end(ent_string text, size_t at)
{
    size_t end = at, dots = 0;
    for (size_t next = at; next < text.size;) {
        uint32_t code = ent__next(text, &next);
        if (is_word(ent__class(code))) {
            end = next;
            continue;
        }
        if ((code != '.' && code != '-') || end == at ||
            !is_word(ent__class(ent__peek(text, next))))
            break;
        dots += code == '.';
    }
    return dots ? end : at;
}

/* text[at] is '@' or may lead to one (+tag@): the end of the address, or `at`. */
static size_t address_end(ent_string text, size_t at)
{
    size_t sign = at;
    while (sign < text.size && sign - at < LOCAL_PART_LIMIT && text.data[sign] != '@') {
        enum ent__class class = ent__class((unsigned char)text.data[sign]);
        if ((unsigned char)text.data[sign] >= 0x80 ||
            (!is_word(class) && !memchr("._%+-", text.data[sign], 5)))
            return at;
        sign++;
    }
    if (sign + 1 >= text.size || text.data[sign] != '@')
        return at;
    size_t end = host_end(text, sign + 1);
    return end > sign + 1 ? end : at;
}

static bool is_scheme(ent_string text, size_t start, size_t end)
{
    if (text.size - end < 4 || memcmp(text.data + end, "://", 3) != 0)
        return false;
    for (; start < end; start++)
        if ((unsigned)(text.data[start] | 0x20) - 'a' >= 26)
            return false;
    return true;
}

static bool is_www(ent_string text, size_t start, size_t end)
{
    static const char prefix[] = "www.";
    for (size_t i = 0; i < 4; i++)
        if (start + i >= end || (text.data[start + i] | 0x20) != (prefix[i] | 0x20))
            return false;
    return end > start + 4;
}

/* A word that ends at `end` may be the beginning of a link or an address. */
static ent__found longer(ent_string text, size_t start, ent__found word)
{
    size_t at = word.end, end = at;
    char next = at < text.size ? text.data[at] : 0;
    if (next == ':' && is_scheme(text, start, at)) {
        end = link_end(text, at + 3);
        if (end == at + 3)
            end = at;
    } else if (next == '@' || next == '+') {
        end = address_end(text, at);
    } else if (is_www(text, start, at)) {
        return (ent__found){link_end(text, at), ENT_TOKEN_LINK};
    }
    return end > at ? (ent__found){end, ENT_TOKEN_LINK} : word;
}

/* ---- words ---- */

ent__found ent__scan_word(ent_string text, size_t start, size_t known)
{
    bool has_letter = false;
    for (size_t i = start; i < known && !has_letter; i++)
        has_letter = ent__class((unsigned char)text.data[i]) == ENT__LETTER;
    uint32_t before = known > start ? (unsigned char)text.data[known - 1] : 0;
    size_t end = known;
    while (end < text.size) {
        size_t next = end;
        uint32_t code = ent__next(text, &next);
        enum ent__class class = ent__class(code);
        if (is_word(class)) {
            has_letter |= class == ENT__LETTER;
            before = code;
        } else if (class != ENT__MARK) {
            next = behind_joint(text, end, before);
            if (next == end)
                break;
        }
        end = next;
    }
    ent__found word = {end, has_letter ? ENT_TOKEN_WORD : ENT_TOKEN_NUMBER};
    return longer(text, start, word);
}

/* ---- hashtags and mentions ---- */

/* A sign inside a word (C#, a@b, &#39;) opens nothing. */
static bool follows_word(ent_string text, size_t at)
{
    if (at == 0)
        return false;
    if (memchr("&#@/", text.data[at - 1], 4))
        return true;
    size_t previous = ent__previous(text, at);
    enum ent__class class = ent__class(ent__next(text, &previous));
    return is_word(class) || class == ENT__CONNECTOR || class >= ENT__CJK;
}

static bool in_tag(enum ent__class class, bool mention)
{
    return is_word(class) || class == ENT__CONNECTOR || class == ENT__MARK ||
           (!mention && class >= ENT__CJK);
}

ent__found ent__scan_tag(ent_string text, size_t start)
{
    bool mention = text.data[start] == '@', has_letter = false;
    ent__found none = {start, ENT_TOKEN_TAG};
    if (follows_word(text, start) || ent__class(ent__peek(text, start + 1)) == ENT__MARK)
        return none;
    uint32_t before = 0;
    size_t end = start + 1;
    while (end < text.size) {
        size_t next = end;
        uint32_t code = ent__next(text, &next);
        enum ent__class class = ent__class(code);
        if (!in_tag(class, mention)) {
            if (mention || (class != ENT__HYPHEN && class != ENT__APOSTROPHE))
                break;
            next = behind_joint(text, end, before);
            if (next == end)
                break;
        } else if (class != ENT__MARK) {
            has_letter |= class == ENT__LETTER || class >= ENT__CJK;
            before = code;
        }
        end = next;
    }
    if (!has_letter)
        return none;
    if (!mention)
        return (ent__found){end, ENT_TOKEN_TAG};
    if (end < text.size && text.data[end] == '@') /* @user@host, as in the fediverse */
        end = address_end(text, end);
    return (ent__found){end, ENT_TOKEN_HANDLE};
}
