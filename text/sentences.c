/* SPDX-License-Identifier: MIT */
/* Splitting a paragraph into sentences: finds the marks, asks sentence_rules.c about each, and keeps track of lists. */
#include <string.h>

#include <entente/text.h>

#include "base/base.h"

#include "sentence_layout.h"
#include "sentence_rules.h"

/* The marker that a sentence began with, "3." or "b)", so that the next one of the list is known when it comes. */
typedef struct marker {
    size_t owner;  /* start of the sentence that it belongs to */
    unsigned next; /* the number or letter that would continue the list; 0: no list */
    bool letter;
    bool paren; /* "3)" or "3.)" */
} marker;

typedef struct splitter {
    passage p;
    marker list;
    ENT_ARRAY(ent_range) found;
} splitter;

/* Bytes at which a character may begin that has a say in where sentences end. */
static const bool matters[256] = {
    ['>'] = true,  ['*'] = true,  ['='] = true,  ['_'] = true,  ['-'] = true,
    ['.'] = true,  ['!'] = true,  ['?'] = true,  ['\n'] = true, [')'] = true,
    [';'] = true,  [':'] = true,  [0xc2] = true, [0xd6] = true, [0xd8] = true,
    [0xdb] = true, [0xdc] = true, [0xdf] = true, [0xe0] = true, [0xe1] = true,
    [0xe2] = true, [0xe3] = true, [0xea] = true, [0xef] = true,
};

static size_t skip_spaces(const passage *p, size_t at)
{
    character c;
    while ((c = ent__char_at(p->text, at, p->end)).kind == CHAR_SPACE)
        at += c.size;
    return at;
}

/* End the sentence at `at` and start the next one behind the white space. */
static bool cut(splitter *k, size_t at)
{
    passage *p = &k->p;
    size_t end = at;
    character c;
    while ((c = ent__char_before(p->text, end, p->start)).kind == CHAR_SPACE)
        end -= c.size;
    if (end > p->start) {
        ent_range range = {(uint32_t)p->start, (uint32_t)end};
        if (!ent_array_push(&k->found, range))
            return false;
    }
    p->start = skip_spaces(p, at);
    return true;
}

/* ---- marks --------------------------------------------------------------------------------------------------- */

/* A quote closes behind a mark unless a word begins right behind it. */
static bool quote_closes(const passage *p, size_t behind)
{
    character c = ent__char_at(p->text, behind, p->end);
    return !ent__char_is_word(c) && c.kind != CHAR_OPEN;
}

/* Closing brackets and guillemets that stand behind a space: « ... ! » */
static size_t spaced_closers(const passage *p, size_t at)
{
    size_t next = skip_spaces(p, at);
    character c = ent__char_at(p->text, next, p->end);
    if (next == at || !(c.code == 0xbb || c.code == ')' || c.code == ']'))
        return at;
    character behind = ent__char_at(p->text, next + c.size, p->end);
    return ent__char_is_word(behind) ? at : next + c.size;
}

/* Bytes of an ellipsis at text[at]. */
static size_t omission(const passage *p, size_t at)
{
    size_t left = p->end - at;
    bool dots = left > 3 && (memcmp(p->text + at, "...", 3) == 0 ||
                             memcmp(p->text + at, "\xe2\x80\xa6", 3) == 0);
    return dots ? 3 : 0;
}

/* References to notes, "[7]" or "[12][13]", and marks of what was left out, "[...]", with or without a space before. */
static size_t references(const passage *p, size_t at)
{
    for (;;) {
        size_t next = skip_spaces(p, at), digits = 0;
        if (next >= p->end || p->text[next] != '[')
            return at;
        for (next++; next < p->end && digits < 4 && (unsigned)(p->text[next] - '0') < 10;
             next++)
            digits++;
        if (digits == 0)
            next += omission(p, next);
        if (p->text[next - 1] == '[' || next >= p->end || p->text[next] != ']')
            return at;
        at = next + 1;
    }
}

/* ". . ." from the dot at `at` on: the place behind the last one, and how many there are. */
static size_t spaced_dots(const passage *p, size_t at, unsigned *dots)
{
    *dots = 1;
    while (at + 2 < p->end && p->text[at + 1] == ' ' && p->text[at + 2] == '.') {
        /* ". .NET" and ". .5" are no ellipsis. */
        if (at + 3 < p->end && ent__char_is_word(ent__char_at(p->text, at + 3, p->end)))
            break;
        at += 2;
        ++*dots;
    }
    return at + 1;
}

static void read_spaced(const passage *p, stop *s)
{
    unsigned dots;
    size_t end = spaced_dots(p, s->begin, &dots);
    if (dots < 3)
        return;
    bool attached = s->begin > p->start &&
                    ent__char_before(p->text, s->begin, p->start).kind != CHAR_SPACE;
    character next = ent__char_at(p->text, skip_spaces(p, end), p->end);
    /* "compounds. . . . The": the first dot ends the sentence, the ellipsis begins the next. */
    if (attached && dots > 3 && next.kind == CHAR_UPPER) {
        s->end = s->begin + 1;
        s->dots = 1;
        return;
    }
    *s = (stop){
        .begin = s->begin, .end = end, .dots = dots, .ellipsis = true, .spaced = true};
}

static stop read_stop(const passage *p, size_t at)
{
    stop s = {.begin = at, .end = at};
    if (p->text[at] == '.')
        read_spaced(p, &s);
    bool fixed = s.end > at && !s.spaced;
    for (character c; !fixed && (c = ent__char_at(p->text, s.end, p->end)).size;
         s.end += c.size) {
        if (c.kind == CHAR_DOT)
            s.dots++;
        else if (c.kind == CHAR_EXCLAIM || (p->semicolon_asks && c.code == ';'))
            s.exclaims = true;
        else if (c.kind == CHAR_FULL || (p->colon_ends && c.code == ':'))
            s.full = true;
        else if (c.kind == CHAR_ELLIPSIS)
            s.ellipsis = true;
        else if (c.kind == CHAR_CLOSE ||
                 (c.kind == CHAR_QUOTE && quote_closes(p, s.end + c.size)))
            s.closed = true;
        else if (c.kind != CHAR_IGNORED && c.kind != CHAR_MARK)
            break;
    }
    s.ellipsis = s.ellipsis || s.dots > 1;
    size_t behind = spaced_closers(p, s.end);
    s.closed = s.closed || behind > s.end;
    s.end = references(p, behind);
    size_t smile = skip_spaces(p, s.end);
    if (ent__emoticon(p, smile) > smile)
        s.end = ent__emoticon(p, smile);
    return s;
}

/* ---- lists --------------------------------------------------------------------------------------------------- */

/* Number of a list marker ("12", "b"), 0 when the token is none. */
static unsigned marker_value(const passage *p, token t, bool *letter)
{
    *letter = t.letters == 1 && t.digits == 0 && t.end - t.start == 1;
    if (*letter)
        return (unsigned)((p->text[t.start] | 0x20) - 'a' + 1);
    unsigned value = 0;
    if (t.letters || t.dots || t.digits > 3 || t.digits != t.end - t.start)
        return 0;
    for (size_t i = t.start; i < t.end; i++)
        value = value * 10 + (unsigned)(p->text[i] - '0');
    return value;
}

/* The start of the sentence without bullet and parenthesis: "• 9.", "(b)". */
static size_t behind_bullet(const passage *p)
{
    enum { LOOK = 4 };
    size_t at = p->start;
    for (int i = 0; i < LOOK; i++) {
        character c = ent__char_at(p->text, at, p->end);
        if (c.kind != CHAR_BULLET && c.kind != CHAR_SPACE && c.code != '(')
            break;
        at += c.size;
    }
    return at;
}

/*
 * A dot or parenthesis at text[at] that ends a list marker: one at the start of a sentence is remembered; the one that
 * continues the list starts a new sentence. Returns the place behind a marker, or `at` when there is none.
 */
static size_t list_marker(splitter *k, size_t at, bool *ok)
{
    passage *p = &k->p;
    size_t behind = at + 1;
    bool paren = p->text[at] == ')' || (behind < p->end && p->text[behind] == ')');
    if (p->text[at] == '.' && paren)
        behind++;
    if (ent__char_at(p->text, behind, p->end).kind != CHAR_SPACE)
        return at;
    token t = ent__token_before(p, at);
    marker m = {.paren = paren};
    unsigned value = marker_value(p, t, &m.letter);
    if (!value)
        return at;
    m.next = value + 1;
    bool first = t.start == p->start || t.start == behind_bullet(p);
    bool continues = k->list.next == value && k->list.letter == m.letter &&
                     k->list.paren == paren && (t.digits || k->list.owner == p->start);
    if (!first && continues &&
        ent__char_before(p->text, t.start, p->start).kind == CHAR_SPACE &&
        ent__char_at(p->text, skip_spaces(p, behind), p->end).kind != CHAR_LOWER)
        *ok = cut(k, t.start), first = true;
    if (!first)
        return at;
    m.owner = p->start;
    k->list = m;
    return behind;
}

/* A line feed inside a paragraph is white space, but a blank line is a break, and a line with a bullet an item. */
static bool line_feed(splitter *k, size_t *at)
{
    const passage *p = &k->p;
    size_t feed = *at;
    *at = skip_spaces(p, feed);
    bool blank = memchr(p->text + feed + 1, '\n', *at - feed - 1) != NULL;
    bool item = ent__char_at(p->text, *at, p->end).kind == CHAR_BULLET;
    return blank || item ? cut(k, feed) : true;
}

/* Addresses are skipped; where one follows another, each stands alone. */
static bool link_at(splitter *k, size_t *at)
{
    const passage *p = &k->p;
    size_t end = ent__link_end(p, *at), next = skip_spaces(p, end);
    *at = end;
    bool again =
        next > end && p->end - next > 4 && memcmp(p->text + next, "http", 4) == 0;
    return !again || cut(k, end);
}

/* A colon: of a credit, or of the time in the head of a mail. */
static bool colon(splitter *k, size_t *at)
{
    if (ent__link_end(&k->p, *at))
        return link_at(k, at);
    size_t start = ent__credit_start(&k->p, *at), behind = *at + 1;
    if (!start && ent__mail_time(&k->p, *at, &start, &behind)) {
        *at = behind;
        return (start == 0 || cut(k, start)) && cut(k, behind);
    }
    *at = behind;
    return start == 0 || cut(k, start);
}

/* Emoticons that are not behind a mark end a sentence before a capital. */
static bool emoticon(splitter *k, size_t *at)
{
    const passage *p = &k->p;
    size_t end = ent__emoticon(p, *at), next = skip_spaces(p, end);
    if (end == *at || *at == p->start || next == end)
        return true;
    *at = end;
    return ent__char_at(p->text, next, p->end).kind == CHAR_UPPER ? cut(k, end) : true;
}

/* Ruled lines stand alone. */
static bool ruled_line(splitter *k, size_t *at)
{
    size_t end = ent__ruled_line(&k->p, *at), start = *at;
    *at = end > start ? end : start + 1;
    while (*at < k->p.end && k->p.text[*at] == k->p.text[start])
        ++*at; /* the rest of a run that was no ruled line */
    return end == start || (cut(k, start) && cut(k, end));
}

/* Items of a list in one line: "• one • two". */
static bool bullet(splitter *k, size_t *at, size_t size)
{
    const passage *p = &k->p;
    size_t start = *at;
    *at += size;
    bool item = start > p->start &&
                ent__char_at(p->text, p->start, p->end).kind == CHAR_BULLET &&
                ent__char_before(p->text, start, p->start).kind == CHAR_SPACE;
    return !item || cut(k, start);
}

/* ---- the scan ------------------------------------------------------------------------------------------------ */

/* A lone dot inside a word or number: the usual case, told apart without further looking. */
static bool is_inner_dot(const passage *p, size_t at)
{
    if (p->text[at] != '.' || at + 1 >= p->end)
        return false;
    unsigned char next = (unsigned char)p->text[at + 1];
    return (next >= 'a' && next <= 'z') || (next >= '0' && next <= '9');
}

static bool is_stop(const passage *p, character c)
{
    return c.kind == CHAR_DOT || c.kind == CHAR_EXCLAIM || c.kind == CHAR_FULL ||
           c.kind == CHAR_ELLIPSIS || (c.code == ';' && p->semicolon_asks) ||
           (c.code == ':' && p->colon_ends);
}

static bool stop_at(splitter *k, size_t *at)
{
    if (is_inner_dot(&k->p, *at)) {
        ++*at;
        return true;
    }
    stop s = read_stop(&k->p, *at);
    *at = s.end;
    return !ent__stop_ends(&k->p, &s) || cut(k, s.end);
}

/* Deal with what begins at *at, and move *at on. */
static bool mark(splitter *k, size_t *at)
{
    const passage *p = &k->p;
    size_t start = *at;
    character c = ent__char_at(p->text, start, p->end);
    bool ok = true;
    if (c.code == '.' || c.code == ')')
        *at = list_marker(k, start, &ok);
    else if ((c.code == ':' || c.code == ';') && !is_stop(p, c) &&
             !ent__link_end(p, start))
        ok = emoticon(k, at);
    if (!ok || *at > start)
        return ok;
    if (is_stop(p, c))
        return stop_at(k, at);
    if (c.code == ':')
        return colon(k, at);
    if (c.code == '\n')
        return line_feed(k, at);
    if (c.code < 0x80 && memchr("*=_-", (int)c.code, 4))
        return ruled_line(k, at);
    if (c.kind == CHAR_BULLET)
        return bullet(k, at, c.size);
    *at += c.size;
    bool ends = (c.code == '>' && ent__address_ends(p, start)) ||
                (c.code == ')' && ent__note_ends(p, start));
    return !ends || cut(k, *at);
}

static bool split(splitter *k)
{
    passage *p = &k->p;
    p->start = skip_spaces(p, p->begin);
    for (size_t at = p->start; at < p->end;) {
        if (!matters[(unsigned char)p->text[at]])
            at++;
        else if (!mark(k, &at))
            return false;
        else if (at < p->start)
            at = p->start;
    }
    return cut(k, p->end);
}

ent_status ent_sentence_ranges(ent_range **out, size_t *count, ent_arena *arena,
                               ent_string text, ent_range paragraph,
                               const ent_language *language, ent_error *err)
{
    if (paragraph.start > paragraph.end || paragraph.end > text.size)
        return ent_fail(err, ENT_EARG,
                        "paragraph %zu..%zu is outside a text of %zu bytes",
                        (size_t)paragraph.start, (size_t)paragraph.end, text.size);
    const char *code = language ? language->code : "";
    splitter k = {.p = {.text = text.data,
                        .begin = paragraph.start,
                        .end = paragraph.end,
                        .words = ent__sentence_words_find(code),
                        .semicolon_asks = strcmp(code, "el") == 0,
                        .colon_ends = strcmp(code, "hy") == 0}};
    ent_range *ranges = NULL;
    if (split(&k))
        ranges = ent_arena_alloc(arena, k.found.count, sizeof *ranges);
    if (ranges) {
        if (k.found.count)
            memcpy(ranges, k.found.items, k.found.count * sizeof *ranges);
        *out = ranges;
        *count = k.found.count;
    }
    free(k.found.items);
    return ranges ? ENT_OK : ent_fail_memory(err);
}
