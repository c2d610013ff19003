/* SPDX-License-Identifier: MIT */
/* Whether a mark ends a sentence, from the word before it and what follows. docs/sentences.md explains every rule. */
#include "sentence_rules.h"

#include <string.h>

enum {
    CITATION_BYTES = 40,
    CJK_BYTES = 150,
    TOKEN_BYTES = 48,
    WORD_BYTES = 40,
    OPENERS = 4
};

/* What follows a stop. */
typedef struct sequel {
    size_t at;        /* the first visible character */
    size_t word_at;   /* the first character behind opening quotes and brackets */
    bool glued;       /* no white space in between */
    bool quoted;      /* quotes or brackets open */
    bool bracketed;   /* a bracket does */
    bool dashed;      /* a dash comes first */
    char_kind first;  /* kind of text[at] */
    char_kind kind;   /* kind of text[word_at] */
    ent_string word;  /* letters and digits from there on, at most WORD_BYTES */
    char_kind behind; /* kind of the character behind the word */
} sequel;

static size_t skip_spaces(const passage *p, size_t at)
{
    character c;
    while ((c = ent__char_at(p->text, at, p->end)).kind == CHAR_SPACE ||
           c.kind == CHAR_IGNORED)
        at += c.size;
    return at;
}

static sequel read_sequel(const passage *p, size_t behind)
{
    sequel q = {.at = skip_spaces(p, behind)};
    q.glued = q.at == behind;
    q.first = (char_kind)ent__char_at(p->text, q.at, p->end).kind;
    size_t at = q.at;
    character c;
    for (int i = 0; i < OPENERS; i++) {
        c = ent__char_at(p->text, at, p->end);
        if (c.kind == CHAR_OPEN || c.kind == CHAR_QUOTE)
            q.quoted = true, q.bracketed = q.bracketed || c.code == '(' || c.code == '[';
        else if (c.kind == CHAR_DASH)
            q.dashed = true;
        else
            break;
        at = skip_spaces(p, at + c.size);
    }
    q.word_at = at;
    q.kind = (char_kind)ent__char_at(p->text, at, p->end).kind;
    while (at - q.word_at < WORD_BYTES &&
           ((c = ent__char_at(p->text, at, p->end)), ent__char_is_word(c)))
        at += c.size;
    q.word = (ent_string){p->text + q.word_at, at - q.word_at};
    q.behind = (char_kind)ent__char_at(p->text, at, p->end).kind;
    return q;
}

/* Characters that hold a token together beside letters and digits. */
static bool joins(character c)
{
    switch (c.code) {
    case '.':
    case '-':
    case '\'':
    case 0x2019:
    case '/':
    case '&':
    case '@':
    case '_':
    case ':':
    case '=':
    case '%':
    case '$':
    case '#':
    case 0xb0: /* degree sign */
    case 0xba: /* ordinal indicators */
    case 0xaa:
    case 0x2116: /* numero sign */
        return true;
    default:
        return c.kind == CHAR_IGNORED;
    }
}

token ent__token_before(const passage *p, size_t at)
{
    token t = {.start = at, .end = at};
    character c;
    while ((c = ent__char_before(p->text, at, p->start)).kind == CHAR_IGNORED)
        at -= c.size;
    t.start = t.end = at;
    for (;;) {
        c = ent__char_before(p->text, t.start, p->start);
        if (!ent__char_is_word(c) && !joins(c))
            break;
        if (t.end - t.start >= TOKEN_BYTES) {
            t.cut = true;
            break;
        }
        t.start -= c.size;
        t.letters +=
            c.kind == CHAR_UPPER || c.kind == CHAR_LOWER || c.kind == CHAR_CASELESS;
        t.digits += c.kind == CHAR_DIGIT;
        t.dots += c.kind == CHAR_DOT;
    }
    /* A quote that opens is not part of the word. */
    while (t.start < t.end &&
           (c = ent__char_at(p->text, t.start, t.end)).kind == CHAR_QUOTE)
        t.start += c.size;
    t.lower_start = ent__char_at(p->text, t.start, t.end).kind == CHAR_LOWER;
    return t;
}

static bool is_one_letter(const passage *p, size_t start, size_t end)
{
    character c = ent__char_at(p->text, start, end);
    return ent__char_is_word(c) && c.kind != CHAR_DIGIT && start + c.size == end;
}

/* An initial, whatever the lists say of the small letter. */
static bool is_capital_letter(const passage *p, token t)
{
    character c = ent__char_at(p->text, t.start, t.end);
    return c.kind == CHAR_UPPER && t.start + c.size == t.end;
}

/* The abbreviation kinds of a token: of all of it, else of what follows its last hyphen, apostrophe or slash. */
static unsigned abbreviation(const passage *p, token t)
{
    if (t.cut || t.start == t.end || is_capital_letter(p, t))
        return 0;
    ent_string word = {p->text + t.start, t.end - t.start};
    unsigned kinds = ent__sentence_abbreviation(p->words, word);
    for (size_t i = word.size; !kinds && i > 0; i--)
        if (memchr("-'/&", word.data[i - 1], 4) ||
            (i > 2 && memcmp(word.data + i - 3, "\xe2\x80\x99", 3) == 0))
            return ent__sentence_abbreviation(p->words,
                                              (ent_string){word.data + i, word.size - i});
    return kinds;
}

/* French and Italian articles with an apostrophe: L'homme, Un'ora. They are in the lists with a straight one. */
static bool has_elision(const passage *p, const sequel *q)
{
    char form[8];
    const char *tail = q->word.data + q->word.size;
    size_t rest = (size_t)(p->text + p->end - tail);
    bool apostrophe = rest > 0 && *tail == '\'';
    bool typographic = rest > 2 && memcmp(tail, "\xe2\x80\x99", 3) == 0;
    if (!(apostrophe || typographic) || q->word.size + 1 > sizeof form)
        return false;
    memcpy(form, q->word.data, q->word.size);
    form[q->word.size] = '\'';
    return ent__sentence_starter(p->words, (ent_string){form, q->word.size + 1});
}

/* Does a sentence start here, by the look of the word alone? */
static bool is_starter(const passage *p, const sequel *q)
{
    if (q->kind != CHAR_UPPER)
        return false;
    if (ent__sentence_starter(p->words, q->word))
        return true;
    if (has_elision(p, q))
        return true;
    /* A title: "at 6 P.M. Mr. Smith" */
    return q->behind == CHAR_DOT && q->word.size > 1 &&
           (ent__sentence_abbreviation(p->words, q->word) & WORD_BEFORE_NAME);
}

bool ent__starter_at(const passage *p, size_t at)
{
    sequel q = read_sequel(p, at);
    return is_starter(p, &q);
}

static bool is_roman(const passage *p, token t)
{
    for (size_t i = t.start; i < t.end; i++)
        if (!memchr("IVXLC", p->text[i], 5))
            return false;
    return t.end > t.start && t.end - t.start <= 6;
}

/* Single letters with stops between them: "U.S", "z.B", "J.-C"; and single letters. */
static bool is_initials(const passage *p, token t)
{
    unsigned run = 0;
    bool cased = false;
    if (t.letters == 0 || t.digits > 0 || t.cut)
        return false;
    for (size_t at = t.start; at < t.end;) {
        character c = ent__char_at(p->text, at, t.end);
        at += c.size;
        if (c.kind == CHAR_DOT || c.kind == CHAR_DASH)
            run = 0;
        else if (c.kind == CHAR_IGNORED || (c.kind == CHAR_MARK && cased))
            continue;
        else if (!ent__char_is_word(c) || ++run > 1)
            return false; /* in Indic scripts a letter with its vowel is a word: था */
        cased = c.kind == CHAR_UPPER || c.kind == CHAR_LOWER;
    }
    return true;
}

/* The sentence has only said when so far: "At 5 a.m." */
static bool is_time_only(const passage *p, token t)
{
    size_t gap = t.start - p->start;
    if (gap < 4 || gap > 16 || t.letters != 2 || t.dots != 1)
        return false;
    size_t at = p->start, words = 0;
    while (at < t.start) {
        character c = ent__char_at(p->text, at, t.start);
        if (c.kind == CHAR_SPACE)
            words++;
        at += c.size;
    }
    return words == 2 && (unsigned)(p->text[t.start - 2] - '0') < 10;
}

static bool number_ends(const passage *p, token t, const sequel *q)
{
    token next = {.start = q->word_at, .end = q->word_at + q->word.size};
    if (p->words && t.digits <= 2 && q->word.size > 1 && is_roman(p, next) &&
        q->behind == CHAR_SPACE)
        return false; /* "w latach 30. XX wieku" */
    if (t.start == p->start && t.digits <= 3)
        return false; /* "1. The first item" */
    if (!ent__sentence_ordinals(p->words) || t.letters > 0)
        return true;
    /* The last number counts: "am 3. 10.", "vom 20./21. März" */
    size_t digits = 0;
    while (digits < t.end - t.start && (unsigned)(p->text[t.end - 1 - digits] - '0') < 10)
        digits++;
    const char *before = p->text + t.end - digits;
    size_t left = t.end - t.start - digits;
    bool range = left && before[-1] == '-' && (left == 1 || before[-2] == '.');
    if (left && before[-1] != '/' && !range)
        return true; /* 3.50, 750-10 */
    if (q->kind == CHAR_DIGIT && t.dots == 0 && digits <= 2)
        return false;
    return digits > 3 || q->kind != CHAR_UPPER || is_starter(p, q);
}

/* Is the token the second part of an abbreviation such as "z. B."? */
static bool follows_small_initial(const passage *p, token t)
{
    size_t at = t.start;
    if (at < p->start + 3 || p->text[at - 1] != ' ' || p->text[at - 2] != '.')
        return false;
    character c = ent__char_before(p->text, at - 2, p->start);
    character before = ent__char_before(p->text, at - 2 - c.size, p->start);
    return c.kind == CHAR_LOWER && !ent__char_is_word(before);
}

static bool initials_end(const passage *p, token t, const sequel *q)
{
    bool single = t.dots == 0;
    if (q->kind == CHAR_CASELESS)
        return !single && t.letters > 3;
    if (q->kind != CHAR_UPPER)
        return false;
    if (t.start == p->start && single)
        return false; /* "A. The first item" */
    if (single && follows_small_initial(p, t))
        return false; /* "(z. B. Nichts als Ärger)" */
    if (t.lower_start && !single)
        return is_starter(p, q) && p->words && !ent__sentence_ordinals(p->words);
    return is_starter(p, q);
}

static bool abbreviation_ends(const passage *p, token t, const sequel *q, unsigned kinds)
{
    bool capital = q->kind == CHAR_UPPER || q->kind == CHAR_CASELESS;
    if (q->dashed && !q->quoted)
        return false; /* "TAMPA, Fla. - The storm" */
    if (kinds & WORD_MAYBE)
        return (is_starter(p, q) || (q->quoted && !q->bracketed && capital)) &&
               !is_time_only(p, t);
    if (kinds & WORD_LAST)
        return capital;
    if (kinds & (WORD_BEFORE_NAME | WORD_INSIDE))
        return false;
    if (q->kind == CHAR_DIGIT)
        return false;
    if (kinds & WORD_BEFORE_EITHER)
        return is_starter(p, q);
    token roman = {.start = q->word_at, .end = q->word_at + q->word.size};
    return q->kind == CHAR_UPPER && !is_roman(p, roman);
}

/* N° 5., 3ª. */
static bool is_ordinal_sign(character c)
{
    return c.code == 0xb0 || c.code == 0xba || c.code == 0xaa;
}

/* "(b) Hello", "2) Hello" */
static bool is_marker(const passage *p, const sequel *q)
{
    if (q->behind != CHAR_CLOSE || q->word.size == 0 || q->word.size > 2)
        return false;
    character c = ent__char_at(p->text, q->word_at + q->word.size, p->end);
    return c.code == ')' && (q->kind == CHAR_DIGIT || q->word.size == 1);
}

static bool is_link(const sequel *q)
{
    return (q->word.size >= 4 && memcmp(q->word.data, "http", 4) == 0) ||
           (q->word.size == 3 && memcmp(q->word.data, "www", 3) == 0);
}

/* Does the writer do without capitals? Then a small letter says nothing. */
static bool is_informal(const passage *p)
{
    return ent__char_at(p->text, p->start, p->end).kind == CHAR_LOWER;
}

/* Behind a quotation its source: "[...]" (Smith 55). */
static bool is_citation(const passage *p, const stop *s, const sequel *q)
{
    if (!s->closed || p->text[q->at] != '(')
        return false;
    size_t limit = q->at + CITATION_BYTES < p->end ? q->at + CITATION_BYTES : p->end;
    const char *close = memchr(p->text + q->at, ')', limit - q->at);
    return close && close + 1 < p->text + p->end && close[1] == '.';
}

/* A small letter behind a dot that no abbreviation explains. */
static bool small_letter_starts(const passage *p, token t, const sequel *q)
{
    if (is_link(q))
        return true;
    if (!p->words || t.letters < 2 || t.dots > 0 || t.cut || q->dashed || is_roman(p, t))
        return false;
    return is_informal(p) || (t.letters > 2 && ent__sentence_starter(p->words, q->word));
}

/* A dot with a space behind it. */
static bool dot_ends(const passage *p, const stop *s, const sequel *q)
{
    token t = ent__token_before(p, s->begin);
    if (q->behind == CHAR_DOT && is_initials(p, t) &&
        is_one_letter(p, q->word_at, q->word_at + q->word.size))
        return false; /* "z. B.", "J. R. R.", "E.E. U.U." */
    if (p->colon_ends)
        return false; /* in Armenian a dot stands inside sentences */
    if (s->closed)    /* "(Ind.) said", ".“ Sie" */
        return q->kind != CHAR_LOWER || q->quoted;
    if (t.lower_start && ent__char_before(p->text, t.start, p->start).code == '(')
        return false; /* "(span. República" */
    unsigned kinds = abbreviation(p, t);
    if (!kinds && t.letters && is_ordinal_sign(ent__char_before(p->text, t.end, t.start)))
        kinds = WORD_BEFORE_NUMBER;
    if (kinds)
        return abbreviation_ends(p, t, q, kinds);
    if (q->kind == CHAR_LOWER)
        return small_letter_starts(p, t, q);
    if (t.letters == 0 && t.digits > 0)
        return number_ends(p, t, q);
    if (t.letters > 0 && is_roman(p, t) && t.letters > 1 &&
        ent__sentence_ordinals(p->words))
        return is_starter(p, q);
    if (is_initials(p, t))
        return initials_end(p, t, q);
    return true;
}

/* A dot between two words without a space: "world.Today", but not "www.Example.com". */
static bool glued_dot_ends(const passage *p, const stop *s, const sequel *q)
{
    if (q->kind != CHAR_UPPER || q->quoted)
        return false;
    if (s->ellipsis)
        return !p->colon_ends && !s->closed; /* "an hour...I had" */
    token t = ent__token_before(p, s->begin);
    if (t.cut || abbreviation(p, t) || is_initials(p, t))
        return false;
    if (t.letters == 0 && t.digits < 3)
        return false; /* "1.Milk, 2.Meat" */
    for (size_t i = t.start; i < t.end; i++)
        if (memchr(".@/:_=", p->text[i], 6))
            return false;
    size_t behind = q->word_at + q->word.size;
    if (q->behind == CHAR_DOT &&
        ent__char_is_word(ent__char_at(p->text, behind + 1, p->end)))
        return false;
    if (q->behind == CHAR_OTHER || (q->word.size < 2 && q->behind != CHAR_SPACE))
        return false;
    character before = ent__char_before(p->text, s->begin, p->start);
    return before.kind == CHAR_LOWER || before.kind == CHAR_DIGIT ||
           before.kind == CHAR_CLOSE;
}

/* Is a bracket of Chinese or Japanese open here? A bounded look back. */
static bool in_cjk_brackets(const passage *p, size_t at)
{
    size_t from = at > p->start + CJK_BYTES ? at - CJK_BYTES : p->start;
    for (character c; (c = ent__char_before(p->text, at, from)).size; at -= c.size)
        if ((c.code >= 0x3008 && c.code <= 0x3011) || c.code == 0xff08 ||
            c.code == 0xff09)
            return c.kind == CHAR_OPEN;
    return false;
}

/* 。and its kin with no space behind them. */
static bool full_stop_ends(const passage *p, const stop *s, const sequel *q)
{
    if (s->closed && q->kind == CHAR_CASELESS)
        return p->text[s->begin] == '\xe3' && q->word.size > 0 &&
               p->text[q->word_at] != '\xe3';
    character before = ent__char_before(p->text, s->begin, p->start);
    if (q->kind == CHAR_DIGIT && before.kind == CHAR_DIGIT)
        return false; /* ３．２９, 11։30 */
    return !in_cjk_brackets(p, s->begin);
}

static bool glued_ends(const passage *p, const stop *s, const sequel *q)
{
    if (s->full)
        return full_stop_ends(p, s, q);
    if (!s->exclaims)
        return glued_dot_ends(p, s, q);
    character before = ent__char_before(p->text, s->begin, p->start);
    if (q->quoted || s->closed || before.kind != CHAR_LOWER)
        return false;
    /* "foreigners?thanks": never in "a?b" of addresses, which are skipped, nor before what is no word. */
    bool asks = p->text[s->begin] == '?' && q->word.size > 1 && q->behind != CHAR_OTHER;
    return q->kind == CHAR_UPPER || (q->kind == CHAR_LOWER && asks);
}

static bool exclaim_ends(const passage *p, const stop *s, const sequel *q)
{
    if (q->kind != CHAR_LOWER)
        return true;
    if (s->closed || q->dashed || q->quoted)
        return false;
    /* "Yahoo! in": a name */
    token t = ent__token_before(p, s->begin);
    character c = ent__char_at(p->text, t.start, t.end);
    return p->text[s->begin] != '!' || s->end > s->begin + 1 || c.kind != CHAR_UPPER ||
           t.start == p->start;
}

static bool ellipsis_ends(const passage *p, const stop *s, const sequel *q)
{
    if (q->kind == CHAR_LOWER)
        return is_informal(p) && s->dots > 3;
    if (q->kind == CHAR_UPPER && q->word.size == 1 && *q->word.data == 'I')
        return s->dots > 3; /* "the thing is . . . I", a capital of its own */
    return !s->spaced || s->dots > 3 || is_starter(p, q);
}

bool ent__stop_ends(const passage *p, const stop *s)
{
    sequel q = read_sequel(p, s->end);
    if (q.kind == CHAR_END || q.first == CHAR_PAUSE || q.first == CHAR_CLOSE)
        return false;
    if (s->begin == p->start)
        return false; /* nothing has been said yet */
    if (is_marker(p, &q))
        return true;
    if (is_citation(p, s, &q))
        return false;
    if (q.glued)
        return glued_ends(p, s, &q);
    if (s->full)
        return q.kind != CHAR_LOWER || !s->closed;
    if (s->exclaims)
        return exclaim_ends(p, s, &q);
    if (s->ellipsis)
        return ellipsis_ends(p, s, &q);
    return dot_ends(p, s, &q);
}
