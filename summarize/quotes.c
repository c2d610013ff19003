/* SPDX-License-Identifier: MIT */
/* Pairs quotation marks inside one sentence. Removes nothing itself. */
#include "quotes.h"

#include "utf8.h"

enum side { OPENING, CLOSING, EITHER, NEITHER };

enum {
    FAMILY_STRAIGHT,
    FAMILY_CURLY,
    FAMILY_ANGLE,
    FAMILY_CORNER,
    FAMILY_WHITE_CORNER,
    FAMILY_SINGLE
};

/* Marks of one family close each other. EITHER: the side shows only from what stands around it. */
static const struct mark {
    const char *bytes;
    unsigned char family;
    unsigned char side;
} marks[] = {
    {"\"", FAMILY_STRAIGHT, EITHER},      {"'", FAMILY_SINGLE, EITHER},
    {"“", FAMILY_CURLY, EITHER},          {"”", FAMILY_CURLY, CLOSING},
    {"„", FAMILY_CURLY, OPENING},         {"‘", FAMILY_SINGLE, OPENING},
    {"’", FAMILY_SINGLE, EITHER},         {"«", FAMILY_ANGLE, EITHER},
    {"»", FAMILY_ANGLE, EITHER},          {"「", FAMILY_CORNER, OPENING},
    {"」", FAMILY_CORNER, CLOSING},       {"『", FAMILY_WHITE_CORNER, OPENING},
    {"』", FAMILY_WHITE_CORNER, CLOSING},
};

/* May a mark begin with this byte? */
static inline bool is_mark_byte(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c == '"' || c == '\'' || c == 0xC2 || c == 0xE2 || c == 0xE3;
}

static const struct mark *mark_at(ent_string text, size_t at)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i].bytes[0] == text.data[at] &&
            ent__mark_is_at(text, at, marks[i].bytes))
            return &marks[i];
    return NULL;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* A single mark is mostly an apostrophe: it opens behind a space, closes behind a stop, or when one is open. */
static enum side side_of_single(ent_string text, size_t at, size_t behind, bool is_open)
{
    bool letter_behind = behind < text.size && is_letter_or_digit(text.data[behind]);
    if (at == 0 || ent__space_before(text, at))
        return letter_behind ? OPENING : NEITHER;
    if (letter_behind)
        return NEITHER;
    return is_open || strchr(".,!?", text.data[at - 1]) ? CLOSING : NEITHER;
}

static enum side side_of(const struct mark *mark, ent_string text, size_t at,
                         bool is_open)
{
    if (mark->side != EITHER)
        return (enum side)mark->side;
    size_t behind = at + strlen(mark->bytes);
    bool letter_behind = behind < text.size && is_letter_or_digit(text.data[behind]);
    if (mark->family == FAMILY_SINGLE)
        return side_of_single(text, at, behind, is_open);
    bool before_is_free = at == 0 || ent__space_before(text, at) ||
                          strchr("([-/", text.data[at - 1]) != NULL;
    bool behind_is_free = behind >= text.size || ent__space_at(text, behind);
    if (mark->family == FAMILY_ANGLE) { /* « mot », «слово», »Wort« */
        if (ent__mark_is_at(text, at, "»"))
            return before_is_free && letter_behind ? OPENING : CLOSING;
        return before_is_free || letter_behind ? OPENING : CLOSING;
    }
    if (before_is_free && behind_is_free)
        return is_open ? CLOSING : OPENING;
    if (before_is_free)
        return OPENING;
    if (mark->family == FAMILY_CURLY) /* “ closes „ in German, opens elsewhere */
        return letter_behind && !is_open ? OPENING : CLOSING;
    /* 6'2" is no quotation. */
    if (!is_open && text.data[at - 1] >= '0' && text.data[at - 1] <= '9' &&
        behind < text.size)
        return NEITHER;
    return CLOSING;
}

struct open_mark {
    uint32_t at;
    const struct mark *mark;
};

static void add_loose(struct quotes *quotes, size_t at, const struct mark *mark,
                      bool is_opening)
{
    if (quotes->loose_count == QUOTES_MAX) {
        quotes->too_many = true;
        return;
    }
    size_t place = quotes->loose_count++;
    for (; place > 0 && quotes->loose[place - 1].at > at; place--)
        quotes->loose[place] = quotes->loose[place - 1];
    quotes->loose[place].at = (uint32_t)at;
    quotes->loose[place].size = (uint16_t)strlen(mark->bytes);
    quotes->loose[place].family = mark->family;
    quotes->loose[place].is_opening = is_opening;
}

/* A mark that nothing closed. One before a letter inside the sentence may be an apostrophe: the '90s. */
static void leave_open(struct quotes *quotes, struct open_mark open)
{
    if (open.mark->family == FAMILY_SINGLE && open.at > 0)
        return;
    quotes->opens = true;
    add_loose(quotes, open.at, open.mark, true);
}

void ent__find_loose_quotes(struct quotes *quotes, ent_string text)
{
    struct open_mark open[QUOTES_MAX];
    size_t depth = 0;
    *quotes = (struct quotes){.loose_count = 0};
    for (size_t at = 0; at < text.size; at++) {
        const struct mark *mark = is_mark_byte(text.data[at]) ? mark_at(text, at) : NULL;
        if (!mark)
            continue;
        size_t partner = depth;
        while (partner > 0 && open[partner - 1].mark->family != mark->family)
            partner--;
        enum side side = side_of(mark, text, at, partner > 0);
        if (side == CLOSING && partner > 0) {
            while (depth > partner)
                leave_open(quotes, open[--depth]);
            depth--;
        } else if (side == CLOSING) {
            quotes->closes = true;
            add_loose(quotes, at, mark, false);
        } else if (side == OPENING && depth < QUOTES_MAX) {
            open[depth++] = (struct open_mark){(uint32_t)at, mark};
        } else if (side == OPENING) {
            quotes->too_many = true;
        }
        at += strlen(mark->bytes) - 1;
    }
    quotes->opens = false; /* only what is open at the end goes on */
    while (depth)
        leave_open(quotes, open[--depth]);
    if (quotes->too_many)
        *quotes = (struct quotes){.too_many = true};
}

ent_range ent__loose_range(ent_string sentence, const struct quotes *quotes, size_t i)
{
    size_t before = quotes->loose[i].at;
    size_t behind = before + quotes->loose[i].size;
    if (before == 0 || ent__space_before(sentence, before))
        behind = ent__skip_space(sentence, behind);
    /* What is left does not end in white space, and no stop has any before it. */
    while ((behind == sentence.size || strchr(",.;:!?)", sentence.data[behind])) &&
           before > 0 && ent__space_before(sentence, before))
        before -= ent__space_before(sentence, before);
    return (ent_range){(uint32_t)before, (uint32_t)behind};
}

bool ent__is_one_quotation(ent_string text)
{
    size_t size = ent__opening_quote(text);
    for (size_t at = size; size && at < text.size; at++) {
        const struct mark *mark = is_mark_byte(text.data[at]) ? mark_at(text, at) : NULL;
        if (!mark || mark->family != mark_at(text, 0)->family ||
            side_of(mark, text, at, true) != CLOSING)
            continue;
        return at + strlen(mark->bytes) == text.size;
    }
    return false;
}

size_t ent__opening_quote(ent_string text)
{
    const struct mark *mark = text.size ? mark_at(text, 0) : NULL;
    return mark && mark->side != CLOSING ? strlen(mark->bytes) : 0;
}
