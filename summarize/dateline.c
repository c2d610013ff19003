/* SPDX-License-Identifier: MIT */
/*
 * Datelines: "MOSCOW (Reuters) - ", "МОСКВА, 3 мая /ТАСС/. ", "新华社北京5月3日电 ". Reads places, dates and agencies from the
 * start of an article up to a dash or the like, and says how far they go; where it is not sure, it says nothing.
 */
#include <string.h>

#include <utf8proc.h>

#include "phrases.h"
#include "utf8.h"

/* ---- characters ---- */

enum letter { NO_LETTER, UPPER_LETTER, LOWER_LETTER, PLAIN_LETTER, DIGIT };

static int32_t code_at(ent_string text, size_t at, size_t *size)
{
    utf8proc_int32_t code = -1;
    utf8proc_ssize_t got =
        at < text.size ? utf8proc_iterate((const utf8proc_uint8_t *)text.data + at,
                                          (utf8proc_ssize_t)(text.size - at), &code)
                       : 0;
    *size = got > 0 ? (size_t)got : 1;
    return got > 0 ? code : -1;
}

static enum letter letter_at(ent_string text, size_t at, size_t *size)
{
    int32_t code = code_at(text, at, size);
    switch (code < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return UPPER_LETTER;
    case UTF8PROC_CATEGORY_LL:
        return LOWER_LETTER;
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
        return PLAIN_LETTER;
    case UTF8PROC_CATEGORY_ND:
        return DIGIT;
    default:
        return NO_LETTER;
    }
}

static enum letter first_letter(ent_string text)
{
    size_t size;
    return letter_at(text, 0, &size);
}

static ent_string part(ent_string text, size_t start, size_t end)
{
    return (ent_string){text.data + start, end - start};
}

/* Bytes of the dash at this place; a hyphen only where it stands free. */
static size_t dash_at(ent_string text, size_t at)
{
    static const char *const dashes[] = {"–", "—", "―", "－", "−"};
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
        if (ent__mark_is_at(text, at, dashes[i]))
            return strlen(dashes[i]);
    size_t size = 0;
    while (at + size < text.size && text.data[at + size] == '-')
        size++;
    bool is_free = size && (at == 0 || ent__space_before(text, at) ||
                            strchr(").]/", text.data[at - 1]) || size > 1);
    return is_free ? size : 0;
}

static size_t skip_dashes(ent_string text, size_t at)
{
    for (size_t size;; at += size) {
        at = ent__skip_space(text, at);
        size = dash_at(text, at);
        if (!size)
            return at;
    }
}

/* ---- words ---- */

/* The end of the word that starts here: letters, digits, and what stands between two of them (U.S, d'Ivoire, Site.com). */
static size_t word_end(ent_string text, size_t at)
{
    for (;;) {
        size_t size, after;
        if (letter_at(text, at, &size) != NO_LETTER) {
            at += size;
            continue;
        }
        bool joins = at < text.size &&
                     (strchr("'.-&:", text.data[at]) || ent__mark_is_at(text, at, "’"));
        if (!joins || letter_at(text, at + size, &after) == NO_LETTER ||
            (text.data[at] == ':' &&
             first_letter(part(text, at + size, text.size)) != DIGIT))
            return at;
        at += size;
    }
}

/* Lower case of the words of `text`, cut at `capacity`. */
static size_t lower_case(char *out, size_t capacity, ent_string text)
{
    size_t written = 0;
    for (size_t at = 0, size; at < text.size; at += size) {
        int32_t code = code_at(text, at, &size);
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t count =
            code < 0 ? 0 : utf8proc_encode_char(utf8proc_tolower(code), bytes);
        if (count <= 0 || written + (size_t)count > capacity)
            return 0;
        memcpy(out + written, bytes, (size_t)count);
        written += (size_t)count;
    }
    return written;
}

static bool is_month(ent_string word)
{
    char folded[40];
    size_t size = lower_case(folded, sizeof folded, word);
    return size && ent__is_month((ent_string){folded, size});
}

static bool same_but_for_case(ent_string a, ent_string b)
{
    char x[64], y[64];
    size_t size = lower_case(x, sizeof x, a);
    return size && size == lower_case(y, sizeof y, b) && memcmp(x, y, size) == 0;
}

/* Small words inside the names of places, and between the parts of a date: Rio de Janeiro, 3 de mayo. */
static bool is_particle(ent_string word)
{
    static const char particles[] =
        " de la le les du des da do dos das del di della den der "
        "am an im in of sur sous upon bei ob el al na nad y e et "
        "und and en dan es th rd nd st ";
    char wanted[16];
    if (word.size + 2 > sizeof wanted)
        return false;
    wanted[0] = ' ';
    memcpy(wanted + 1, word.data, word.size);
    wanted[word.size + 1] = ' ';
    return memmem(particles, sizeof particles - 1, wanted, word.size + 2) != NULL;
}

/* Press.com, INTERFAX.RU: a stop inside and two letters or more on either side of it. */
static bool is_site(ent_string word)
{
    const char *stop = memchr(word.data, '.', word.size);
    size_t at = stop ? (size_t)(stop - word.data) : 0;
    return at >= 2 && word.size - at >= 3 && !memchr(word.data, ':', word.size) &&
           first_letter(word) != DIGIT;
}

/* ---- parts ---- */

enum end { NO_END, COMMA, STOP, COLON, DASH, BRACKET, END_OF_LINE };

/* What has been read so far. */
struct head {
    ent_string text; /* the rest of the line */
    size_t at;
    ent_string place; /* the first words */
    unsigned place_words, words;
    unsigned capitals;
    bool has_lower; /* in the place */
    bool date, comma;
    bool agency, in_brackets; /* and whether it stands in brackets */
    bool brackets;            /* some that hold something else */
};

static bool read_word(struct head *head, ent_string word, bool *number)
{
    size_t size;
    bool has_number = *number;
    *number = false;
    enum letter first = letter_at(word, 0, &size);
    if (first == DIGIT) {
        *number = true;
        /* 3.5.2024, 5月3日 are dates by themselves. */
        head->date |= word.size >= 6;
        return head->words > 0 || head->agency;
    }
    if (is_month(word) && (has_number || head->words > 0)) {
        head->date = true;
        *number = has_number;
        return true;
    }
    if (first == LOWER_LETTER) {
        *number = has_number;
        return is_particle(word) && (head->words > 0 || has_number);
    }
    return true;
}

static void count_place(struct head *head, ent_string word)
{
    for (size_t at = 0, size; at < word.size; at += size) {
        enum letter letter = letter_at(word, at, &size);
        head->capitals += letter == UPPER_LETTER;
        head->has_lower |= letter == LOWER_LETTER;
    }
    head->place_words++;
    head->place.size = (size_t)(word.data + word.size - head->place.data);
}

/* Words up to a delimiter. @return false where one of them cannot stand in a dateline */
static bool read_words(struct head *head)
{
    enum { MOST = 7 };
    bool number = false;
    size_t start = head->at;
    while (head->at < head->text.size) {
        ent_string rest = part(head->text, head->at, head->text.size);
        size_t size = ent__agency(rest);
        size_t end = size ? head->at + size : word_end(head->text, head->at);
        ent_string word = part(head->text, head->at, end);
        if (word.size == 0)
            break;
        if (size || is_site(word)) {
            head->agency = true;
        } else {
            bool of_place = !head->comma && !head->agency &&
                            first_letter(word) != DIGIT && !(number && is_month(word));
            if (!read_word(head, word, &number) || ++head->words > MOST)
                return false;
            if (of_place) {
                if (!head->place_words)
                    head->place.data = word.data;
                count_place(head, word);
            }
        }
        head->at = ent__skip_space(head->text, end);
    }
    return head->at > start;
}

static const struct {
    const char *open, *close;
} brackets[] = {{"(", ")"},   {"[", "]"},   {"（", "）"}, {"［", "］"},
                {"【", "】"}, {"〔", "〕"}, {"/", "/"},   {"（", ")"}};

/* The content of the brackets at this place. @return bytes, brackets and all; 0: there are none */
static size_t brackets_at(ent_string text, size_t at, ent_string *content)
{
    enum { LONGEST = 80 };
    for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++) {
        if (!ent__mark_is_at(text, at, brackets[i].open))
            continue;
        size_t start = at + strlen(brackets[i].open);
        size_t limit = text.size - start < LONGEST ? text.size - start : LONGEST;
        const char *close = memmem(text.data + start, limit, brackets[i].close,
                                   strlen(brackets[i].close));
        if (!close)
            continue;
        *content = part(text, start, (size_t)(close - text.data));
        return (size_t)(close - text.data) - at + strlen(brackets[i].close);
    }
    return 0;
}

/* In brackets: an agency, a date, or at most three words that begin as names do. */
static bool read_brackets(struct head *head, ent_string content)
{
    enum { MOST = 3 };
    if (ent__names_an_agency(content)) {
        head->agency = head->in_brackets = true;
        return true;
    }
    size_t words = 0;
    bool number = false;
    for (size_t at = ent__skip_space(content, 0), end; at < content.size;
         at = ent__skip_space(content, end)) {
        end = word_end(content, at);
        ent_string word = part(content, at, end);
        enum letter first = first_letter(word);
        if (end == at || ++words > MOST)
            return false;
        if (is_site(word))
            head->agency = head->in_brackets = true;
        if (first == LOWER_LETTER && !(number && is_month(word)))
            return false;
        number = first == DIGIT;
    }
    head->brackets = true;
    return words > 0 && !number;
}

/* ---- the verdict ---- */

/* "IBM - once big - cut jobs": where an odd number of dashes is left, the one before them is one of a pair. */
static bool opens_a_pair(ent_string rest)
{
    size_t dashes = 0;
    for (size_t at = 0; at < rest.size;) {
        size_t size = dash_at(rest, at);
        bool is_spaced = size && ent__space_at(rest, at + size);
        dashes += is_spaced;
        at += size ? size : 1;
    }
    return dashes % 2 == 1;
}

/* Does a sentence begin here? Behind quotation marks; a lower-case letter begins none. */
static bool begins_a_sentence(ent_string rest)
{
    size_t at = 0, size;
    enum letter letter = letter_at(rest, 0, &size);
    for (int marks = 0; letter == NO_LETTER && at < rest.size && marks < 3; marks++) {
        at += size;
        letter = letter_at(rest, at, &size);
    }
    return letter != NO_LETTER && letter != LOWER_LETTER;
}

static bool is_dateline(const struct head *head, enum end end, ent_string rest)
{
    enum { SHORTEST_UNKNOWN = 6 }; /* NASA, IBM and UNESCO are no places */
    bool begins = begins_a_sentence(rest);
    bool is_bare = head->place_words > 0 && !head->comma && !head->brackets;
    bool in_capitals = head->capitals >= 3 && !head->has_lower;
    if (end == END_OF_LINE)
        return head->in_brackets && head->words <= 4;
    if (head->in_brackets)
        switch (end) {
        case STOP:
            return begins && head->words > 0;
        case NO_END:
            return head->words == 0 || in_capitals || head->date;
        default:
            return true;
        }
    if (!begins || end == NO_END)
        return false;
    if (head->agency && (head->place_words || head->date))
        return end == DASH || head->date;
    if (head->date && head->place_words)
        return end != STOP;
    if (is_bare && ent__is_place(head->place, same_but_for_case))
        return end == STOP || !opens_a_pair(rest);
    if (end != DASH || opens_a_pair(rest))
        return false;
    if (in_capitals && (head->comma || head->place_words > 1))
        return true;
    return head->agency || (head->brackets && (in_capitals || !head->words)) ||
           (in_capitals && head->capitals >= SHORTEST_UNKNOWN);
}

/* What stands behind a part, and where reading goes on behind it. */
static enum end read_end(const struct head *head, size_t *behind)
{
    ent_string text = head->text;
    size_t at = ent__skip_space(text, head->at);
    ent_string ignored;
    *behind = at;
    if (at == text.size)
        return END_OF_LINE;
    if (brackets_at(text, at, &ignored))
        return BRACKET;
    size_t after = at + (text.data[at] == '.');
    if (skip_dashes(text, after) > ent__skip_space(text, after)) {
        *behind = skip_dashes(text, after);
        return DASH;
    }
    if (text.data[at] == '.' || text.data[at] == ',' || text.data[at] == ':' ||
        text.data[at] == '|' || text.data[at] == '/') {
        *behind = ent__skip_space(text, at + 1);
        return text.data[at] == '.' ? STOP : text.data[at] == ':' ? COLON : COMMA;
    }
    if (ent__mark_is_at(text, at, "，") || ent__mark_is_at(text, at, "،") ||
        ent__mark_is_at(text, at, "：") || ent__mark_is_at(text, at, "।")) {
        *behind = ent__skip_space(text, at + 3 - ent__mark_is_at(text, at, "،"));
        return ent__mark_is_at(text, at, "：")  ? COLON
               : ent__mark_is_at(text, at, "।") ? STOP
                                                : COMMA;
    }
    return NO_END;
}

/* Behind "(ANSA) - " and "МОСКВА, 3 мая - " more may come: "ROMA, 03 MAG - ", "РИА Новости. ". */
static size_t extend(const struct head *head, enum end end, size_t behind)
{
    struct head more = {.text = part(head->text, behind, head->text.size), .comma = true};
    size_t after, size = ent__agency(more.text);
    ent_string content;
    if (end != DASH)
        return behind;
    if (!size && brackets_at(more.text, 0, &content) && ent__names_an_agency(content))
        size = brackets_at(more.text, 0, &content);
    more.at = size;
    if (size && !head->agency) {
        enum end next = read_end(&more, &after);
        return next == DASH || next == STOP || next == COLON ? behind + after : behind;
    }
    more.comma = false;
    if (size || head->words || !read_words(&more) || read_end(&more, &after) != COMMA ||
        more.has_lower)
        return behind;
    more.at = after;
    more.comma = true;
    bool is_whole = read_words(&more) && more.date && read_end(&more, &after) == DASH;
    return is_whole ? behind + after : behind;
}

/* Korean: "(서울=연합뉴스) 홍길동 기자 = ". The reporter's name goes with the agency. */
static size_t behind_reporter(ent_string text, size_t behind)
{
    enum { LONGEST = 48 };
    size_t limit = text.size - behind < LONGEST ? text.size - behind : LONGEST;
    const char *sign = memmem(text.data + behind, limit, " = ", 3);
    return sign ? (size_t)(sign - text.data) + 3 : behind;
}

/* Chinese: agency, place and day up to the character for wire, and the reporter in brackets behind it. */
static size_t wire(ent_string text)
{
    static const char *const signs[] = {"电", "電", "讯", "訊"};
    enum { LONGEST = 60 };
    size_t limit = text.size < LONGEST ? text.size : LONGEST;
    bool from_agency = ent__agency(text) > 0;
    ent_string content;
    if (brackets_at(text, 0, &content))
        return 0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const char *found = memmem(text.data, limit, signs[i], strlen(signs[i]));
        size_t at = found ? (size_t)(found - text.data) : 0;
        if (!found || memmem(text.data, at, "，", 3) || memmem(text.data, at, "。", 3) ||
            !(from_agency || (at >= 3 && ent__mark_is_at(text, at - 3, "日"))))
            continue;
        at = ent__skip_space(text, at + strlen(signs[i]));
        size_t size = brackets_at(text, at, &content);
        if (size &&
            (ent__mark_is_at(content, 0, "记者") || ent__mark_is_at(content, 0, "記者")))
            at = ent__skip_space(text, at + size);
        return at + (ent__mark_is_at(text, at, "：") ? 3 : 0);
    }
    return 0;
}

/* Japanese: "【ロンドン＝山田花子】", "〔東京 ３日〕": place, day and reporter, or a heading that is no sentence either. */
static size_t lenticular_brackets(ent_string text)
{
    static const char *const pairs[][2] = {{"【", "】"}, {"〔", "〕"}};
    enum { LONGEST = 90 };
    size_t limit = text.size < LONGEST ? text.size : LONGEST;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *close = ent__mark_is_at(text, 0, pairs[i][0])
                                ? memmem(text.data, limit, pairs[i][1], 3)
                                : NULL;
        if (close)
            return ent__skip_space(text, (size_t)(close - text.data) + 3);
    }
    return 0;
}

/* The time stamp that a page put before the first sentence. */
static size_t time_stamp(ent_string text)
{
    enum { LONGEST = 100 };
    static const char updated[] = "Last updated at ";
    size_t limit = text.size < LONGEST ? text.size : LONGEST;
    if (!memmem(text.data, limit, updated, sizeof updated - 1))
        return 0;
    const char *zone = memmem(text.data, limit, "GMT", 3);
    zone = zone ? zone : memmem(text.data, limit, "BST", 3);
    return zone ? ent__skip_space(text, (size_t)(zone - text.data) + 3) : 0;
}

size_t ent__dateline(ent_string line)
{
    enum { LONGEST = 400, PARTS = 8 };
    struct head head = {.text = part(line, 0, line.size < LONGEST ? line.size : LONGEST)};
    size_t special = wire(head.text);
    special = special ? special : lenticular_brackets(head.text);
    special = special ? special : time_stamp(head.text);
    if (special)
        return special;
    size_t found = 0; /* "Berlin. " is one, unless more of it follows */
    for (int parts = 0; parts < PARTS && head.at < head.text.size; parts++) {
        ent_string content;
        size_t size = brackets_at(head.text, head.at, &content), behind;
        if (size ? !read_brackets(&head, content) : !read_words(&head))
            return found;
        bool is_first = size && head.at == 0;
        head.at += size;
        enum end end = read_end(&head, &behind);
        if (is_first && memchr(content.data, '=', content.size))
            return behind_reporter(head.text, behind);
        if (end != BRACKET && end != COMMA &&
            is_dateline(&head, end, part(head.text, behind, head.text.size)))
            found = extend(&head, end, behind);
        if (end == DASH || end == COLON || end == NO_END || end == END_OF_LINE)
            return found;
        head.comma |= end == COMMA || end == STOP;
        head.at = behind;
    }
    return found;
}
