/* SPDX-License-Identifier: MIT */
/* Text of XHTML fragments. */
#include "markup.h"

#include <string.h>
#include <strings.h>

#include "base/base.h"

struct writer {
    char *out;
    size_t size;
    bool line_waits, space_waits;
};

static void put(struct writer *to, const char *bytes, size_t size)
{
    if (to->size && to->line_waits)
        to->out[to->size++] = '\n';
    else if (to->size && to->space_waits)
        to->out[to->size++] = ' ';
    to->line_waits = to->space_waits = false;
    memcpy(to->out + to->size, bytes, size);
    to->size += size;
}

/* A code point as UTF-8; U+FFFD for what is none. @return its size, at most 4 */
static size_t encode(char out[4], uint32_t code)
{
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        code = 0xFFFD;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(leads[size] | code);
    return size;
}

/* The code point of an entity that HTML 4 names for the text of Western languages, 0 when it is none. */
static uint32_t named_entity(ent_string name)
{
    static const char latin1[] = /* U+00A0 to U+00FF */
        "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg "
        "macr "
        "deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 "
        "frac12 frac34 iquest "
        "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml "
        "Igrave Iacute Icirc Iuml "
        "ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc "
        "Uuml Yacute THORN szlig "
        "agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml "
        "igrave iacute icirc iuml "
        "eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc "
        "uuml yacute thorn yuml";
    static const struct {
        const char *name;
        uint32_t code;
    } others[] = {
        {"amp", '&'},       {"lt", '<'},       {"gt", '>'},        {"quot", '"'},
        {"apos", '\''},     {"ndash", 0x2013}, {"mdash", 0x2014},  {"lsquo", 0x2018},
        {"rsquo", 0x2019},  {"sbquo", 0x201A}, {"ldquo", 0x201C},  {"rdquo", 0x201D},
        {"bdquo", 0x201E},  {"bull", 0x2022},  {"hellip", 0x2026}, {"lsaquo", 0x2039},
        {"rsaquo", 0x203A}, {"euro", 0x20AC},  {"trade", 0x2122},  {"minus", 0x2212},
        {"OElig", 0x152},   {"oelig", 0x153},  {"Scaron", 0x160},  {"scaron", 0x161},
        {"Yuml", 0x178}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (ent_string_is(name, others[i].name))
            return others[i].code;
    uint32_t code = 0xA0;
    for (const char *at = latin1; *at; code++) {
        size_t size = strcspn(at, " ");
        if (ent_string_equal(name, (ent_string){at, size}))
            return code;
        at += size + (at[size] == ' ');
    }
    return 0;
}

/* The code point of the entity between & and ;, 0 when it is not known. */
static uint32_t entity(ent_string name)
{
    bool hexadecimal = name.size > 2 && name.data[0] == '#' && (name.data[1] | 32) == 'x';
    size_t at = hexadecimal ? 2 : 1;
    if (name.size <= at || name.data[0] != '#')
        return named_entity(name);
    uint32_t code = 0;
    for (; at < name.size; at++) {
        char c = name.data[at];
        uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0') : 99;
        if (hexadecimal && (c | 32) >= 'a' && (c | 32) <= 'f')
            digit = (uint32_t)((c | 32) - 'a') + 10;
        if (digit > 15 || (!hexadecimal && digit > 9) || code > 0x10FFFF)
            return 0;
        code = code * (hexadecimal ? 16 : 10) + digit;
    }
    return code ? code : 0xFFFD;
}

/* Put what the ampersand at `at` begins. @return how many bytes that took */
static size_t put_entity(struct writer *to, ent_string markup, size_t at)
{
    enum { LONGEST = 10 };
    size_t left = markup.size - at - 1;
    const char *end = memchr(markup.data + at + 1, ';', left < LONGEST ? left : LONGEST);
    ent_string name = {markup.data + at + 1,
                       end ? (size_t)(end - markup.data) - at - 1 : 0};
    uint32_t code = entity(name);
    if (!code) {
        put(to, "&", 1);
        return 1;
    }
    char bytes[4];
    put(to, bytes, encode(bytes, code)); /* never longer than what it stands for */
    return name.size + 2;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool is_one_of(ent_string name, const char *const *names)
{
    for (; *names; names++)
        if (strlen(*names) == name.size && strncasecmp(*names, name.data, name.size) == 0)
            return true;
    return false;
}

/* The tag at `at`. @return how many bytes it takes, with its content where that is no text */
static size_t pass_tag(struct writer *to, ent_string markup, size_t at)
{
    static const char *const blocks[] = {
        "p",          "br",      "div",     "li",     "ul",         "ol", "tr",
        "table",      "h1",      "h2",      "h3",     "h4",         "h5", "h6",
        "blockquote", "section", "article", "figure", "figcaption", "hr", NULL};
    static const char *const silent[] = {"script", "style", NULL};
    const char *end = memchr(markup.data + at, '>', markup.size - at);
    if (!end) {
        put(to, "<", 1);
        return 1;
    }
    size_t size = (size_t)(end - markup.data) - at + 1;
    bool closes = size > 2 && markup.data[at + 1] == '/';
    ent_string name = {markup.data + at + 1 + closes, 0};
    while (is_word(name.data[name.size])) /* stops at '>' at the latest */
        name.size++;
    to->line_waits |= is_one_of(name, blocks);
    if (closes || !is_one_of(name, silent))
        return size;
    char close[16] = "</";
    memcpy(close + 2, name.data, name.size);
    const char *from = end + 1;
    const char *last =
        memmem(from, (size_t)(markup.data + markup.size - from), close, name.size + 2);
    return last ? (size_t)(last - markup.data) - at : markup.size - at;
}

ent_status ent__markup_text(ent_string *out, ent_arena *arena, ent_string markup,
                            ent_error *err)
{
    struct writer to = {.out = ent_arena_alloc(arena, markup.size + 1, 2)};
    if (!to.out)
        return ent_fail_memory(err);
    for (size_t at = 0; at < markup.size;) {
        char c = markup.data[at];
        if (c == '<') {
            at += pass_tag(&to, markup, at);
        } else if (c == '&') {
            at += put_entity(&to, markup, at);
        } else {
            if (c == ' ' || (c >= '\t' && c <= '\r'))
                to.space_waits = true;
            else
                put(&to, &c, 1);
            at++;
        }
    }
    *out = (ent_string){to.out, to.size};
    return ENT_OK;
}
