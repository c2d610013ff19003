/* SPDX-License-Identifier: MIT */
/* Recognising credits, mail times, ruled lines and emoticons; each look is bounded, but for a ruled line's own length. */
#include <string.h>

#include "sentence_layout.h"

static bool is_digit(const passage *p, size_t at)
{
    return at < p->end && (unsigned)(p->text[at] - '0') < 10;
}

static bool is_space(const passage *p, size_t at)
{
    return ent__char_at(p->text, at, p->end).kind == CHAR_SPACE;
}

size_t ent__credit_start(const passage *p, size_t at)
{
    token t = ent__token_before(p, at);
    if (t.cut || t.start == p->start || !is_space(p, at + 1))
        return 0;
    character before = ent__char_before(p->text, t.start, p->start);
    character next = ent__char_at(p->text, at + 2, p->end);
    bool label = ent__sentence_abbreviation(
                     p->words, (ent_string){p->text + t.start, t.end - t.start}) &
                 WORD_LABEL;
    return label && before.kind == CHAR_SPACE && next.kind == CHAR_UPPER ? t.start : 0;
}

size_t ent__link_end(const passage *p, size_t at)
{
    if (p->end - at < 4 || memcmp(p->text + at, "://", 3) != 0)
        return 0;
    size_t end = at + 3;
    while (end < p->end && (unsigned char)p->text[end] > ' ' &&
           !strchr("<>\"", p->text[end]))
        end++;
    while (end > at + 3 && strchr(".,;:!?)]'", p->text[end - 1]))
        end--;
    return end;
}

bool ent__address_ends(const passage *p, size_t at)
{
    token t = ent__token_before(p, at);
    return memchr(p->text + t.start, '@', t.end - t.start) && is_space(p, at + 1) &&
           ent__char_at(p->text, at + 2, p->end).kind == CHAR_UPPER;
}

bool ent__note_ends(const passage *p, size_t at)
{
    enum { SHORTEST = 4, LONGEST = 60 };
    size_t size = at - p->start;
    if (size < SHORTEST || size > LONGEST || p->text[p->start] != '(' ||
        !is_space(p, at + 1))
        return false;
    return !memchr(p->text + p->start, ')', size) && ent__starter_at(p, at + 2) &&
           ent__char_at(p->text, p->start + 1, at).kind == CHAR_UPPER;
}

/* A shape of digits (9) and other ASCII characters; space stands for itself. */
static bool has_shape(const passage *p, size_t at, const char *shape)
{
    for (; *shape; shape++, at++)
        if (at >= p->end || (*shape == '9' ? !is_digit(p, at) : p->text[at] != *shape))
            return false;
    return true;
}

bool ent__mail_time(const passage *p, size_t at, size_t *start, size_t *behind)
{
    static const char *const dates[] = {"99/99/9999 99:99", "99/99/99 99:99"};
    size_t date = 0;
    for (size_t i = 0; i < 2; i++) {
        size_t before = strlen(dates[i]) - 3;
        if (at >= p->start + before && has_shape(p, at - before, dates[i]))
            date = at - before;
    }
    if (date <= p->start)
        return false;
    *behind = at + 3;
    if (has_shape(p, *behind, ":99"))
        *behind += 3;
    if (!has_shape(p, *behind, " AM") && !has_shape(p, *behind, " PM"))
        return false;
    *behind += 3;
    token word = ent__token_before(p, date - 1);
    *start = word.lower_start || !is_space(p, date - 1) ? 0 : date;
    return is_space(p, *behind);
}

size_t ent__ruled_line(const passage *p, size_t at)
{
    char c = p->text[at];
    size_t end = at;
    while (end < p->end && p->text[end] == c)
        end++;
    size_t least =
        c == '*' || c == '=' ? 3 : 8; /* ___ is a blank to fill in, --- a dash */
    bool alone =
        at == p->begin || ent__char_before(p->text, at, p->begin).kind == CHAR_SPACE;
    return end - at >= least && alone && (end == p->end || is_space(p, end)) ? end : at;
}

size_t ent__emoticon(const passage *p, size_t at)
{
    size_t end = at;
    if (end >= p->end || !memchr(":;=8", p->text[end], 4))
        return at;
    end++;
    if (end < p->end && memchr("-o'", p->text[end], 3))
        end++;
    if (end >= p->end || !memchr(")(DPpO|/\\*]", p->text[end], 11))
        return at;
    end++;
    while (end < p->end && p->text[end] == p->text[end - 1] && p->text[end] == ')')
        end++;
    return end == p->end || !ent__char_is_word(ent__char_at(p->text, end, p->end)) ? end
                                                                                   : at;
}
