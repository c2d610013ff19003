/* SPDX-License-Identifier: MIT */
/* Cleaning: which sentences are fit to print, and what is left out of those that are. Adds nothing, ever. */
#include "clean.h"

#include <string.h>

#include "phrases.h"
#include "tail.h"

#include "base/base.h"

/* ---- small readings of UTF-8 ---- */

static bool begins(ent_string text, size_t at, const char *mark)
{
    size_t size = strlen(mark);
    return at + size <= text.size && memcmp(text.data + at, mark, size) == 0;
}

/* Bytes of the white space that begins at `at`: ASCII, no-break, narrow no-break, ideographic; 0: none does. */
static size_t space_at(ent_string text, size_t at)
{
    if (at >= text.size)
        return 0;
    char c = text.data[at];
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    if ((unsigned char)c < 0x80)
        return 0;
    if (begins(text, at, "\u00A0"))
        return 2;
    return begins(text, at, "\u202F") || begins(text, at, "\u3000") ? 3 : 0;
}

static size_t skip_space(ent_string text, size_t at)
{
    for (size_t size; (size = space_at(text, at)) > 0;)
        at += size;
    return at;
}

static size_t space_before(ent_string text, size_t at)
{
    for (size_t size = 1; size <= 3 && size <= at; size++)
        if (space_at(text, at - size) == size)
            return size;
    return 0;
}

static bool has_word(ent_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            (unsigned char)c >= 0x80)
            return true;
    }
    return false;
}

/* ---- quotation marks ---- */

enum side { OPENING, CLOSING, EITHER };

/* Marks of one family close each other. EITHER: the side shows only from what stands around it. */
static const struct mark {
    const char *bytes;
    unsigned char family;
    unsigned char side;
} marks[] = {
    {"\"", 0, EITHER},  {"“", 1, EITHER},   {"”", 1, CLOSING},  {"„", 1, OPENING},
    {"«", 2, EITHER},   {"»", 2, EITHER},   {"「", 3, OPENING}, {"」", 3, CLOSING},
    {"『", 4, OPENING}, {"』", 4, CLOSING},
};

static const struct mark *mark_at(ent_string text, size_t at)
{
    unsigned char c = (unsigned char)text.data[at];
    if (c != '"' && c != 0xC2 && c != 0xE2 && c != 0xE3)
        return NULL;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (begins(text, at, marks[i].bytes))
            return &marks[i];
    return NULL;
}

enum { OPEN_MAX = 32, LOOSE_MAX = 32 };

/* Marks that are open, and marks that found no partner: byte offsets. */
struct quotes {
    struct {
        uint32_t at;
        unsigned char family;
    } open[OPEN_MAX];
    size_t depth;
    uint32_t loose[LOOSE_MAX];
    size_t loose_count;
    bool too_many; /* more than fit here: the sentence is left as it is */
};

static void add_loose(struct quotes *quotes, uint32_t at)
{
    if (quotes->loose_count == LOOSE_MAX)
        quotes->too_many = true;
    else
        quotes->loose[quotes->loose_count++] = at;
}

static void close_mark(struct quotes *quotes, size_t depth)
{
    while (quotes->depth > depth + 1)
        add_loose(quotes, quotes->open[--quotes->depth].at);
    quotes->depth = depth;
}

static enum side side_of(const struct mark *mark, ent_string text, size_t at,
                         bool is_open)
{
    if (mark->side != EITHER)
        return (enum side)mark->side;
    size_t behind = at + strlen(mark->bytes);
    bool before_is_free =
        at == 0 || space_before(text, at) || strchr("([-/", text.data[at - 1]) != NULL;
    bool behind_is_free = behind >= text.size || space_at(text, behind);
    if (before_is_free && behind_is_free) /* « mot »: the first is the opening one */
        return is_open ? CLOSING : OPENING;
    if (strcmp(mark->bytes, "“") == 0) /* closes „ in German, opens elsewhere */
        return is_open && !before_is_free ? CLOSING : OPENING;
    return before_is_free ? OPENING : is_open || behind_is_free ? CLOSING : OPENING;
}

static void find_loose_marks(struct quotes *quotes, ent_string text)
{
    for (size_t at = 0; at < text.size && !quotes->too_many; at++) {
        const struct mark *mark = mark_at(text, at);
        if (!mark)
            continue;
        size_t depth = quotes->depth;
        while (depth > 0 && quotes->open[depth - 1].family != mark->family)
            depth--;
        /* 6'2" is no quotation. */
        bool is_inch = !depth && mark->family == 0 && at > 0 &&
                       text.data[at - 1] >= '0' && text.data[at - 1] <= '9';
        if (side_of(mark, text, at, depth > 0) == CLOSING) {
            if (depth)
                close_mark(quotes, depth - 1);
            else if (!is_inch || at + 1 == text.size)
                add_loose(quotes, (uint32_t)at);
        } else if (quotes->depth == OPEN_MAX) {
            quotes->too_many = true;
        } else {
            quotes->open[quotes->depth].at = (uint32_t)at;
            quotes->open[quotes->depth++].family = mark->family;
        }
        at += strlen(mark->bytes) - 1;
    }
    close_mark(quotes, (size_t)-1);
    quotes->depth = 0;
}

static void sort_loose(struct quotes *quotes)
{
    for (size_t i = 1; i < quotes->loose_count; i++)
        for (size_t j = i; j > 0 && quotes->loose[j - 1] > quotes->loose[j]; j--) {
            uint32_t swapped = quotes->loose[j];
            quotes->loose[j] = quotes->loose[j - 1];
            quotes->loose[j - 1] = swapped;
        }
}

/* ---- one sentence ---- */

/* The pieces of a text between things that are cut. */
struct pieces {
    struct tail *kept;
    ent_string text; /* the article's */
    uint32_t from;   /* kept from here... */
};

static bool keep_until(struct pieces *pieces, size_t end)
{
    if (end <= pieces->from)
        return true;
    ent_range *piece = tail_push(pieces->kept, sizeof *piece);
    if (!piece)
        return false;
    *piece = (ent_range){pieces->from, (uint32_t)end};
    return true;
}

/* Keep range but for loose quotation marks; a mark between two spaces takes one of them along. */
static bool keep_balanced(struct tail *kept, ent_string text, ent_range range)
{
    struct quotes quotes = {0};
    ent_string sentence = {text.data + range.start, range.end - range.start};
    find_loose_marks(&quotes, sentence);
    if (quotes.too_many)
        quotes.loose_count = 0;
    sort_loose(&quotes);
    struct pieces pieces = {kept, text, range.start};
    size_t end = sentence.size;
    for (size_t i = 0; i < quotes.loose_count; i++) {
        size_t at = quotes.loose[i];
        size_t behind = at + strlen(mark_at(sentence, at)->bytes);
        if (at == 0 || space_before(sentence, at))
            behind = skip_space(sentence, behind);
        size_t before = at;
        while (behind >= end && before > 0 && space_before(sentence, before))
            before -= space_before(sentence, before);
        if (!keep_until(&pieces, range.start + before))
            return false;
        pieces.from = range.start + (uint32_t)behind;
    }
    return keep_until(&pieces, range.end);
}

static bool ends_as_a_sentence(ent_string sentence)
{
    static const char *const closers[] = {"\"", "'",  ")",  "]",  "”",  "’", "»",
                                          "“",  "」", "』", "）", "\\", "›"};
    static const char *const ends[] = {".",  "!", "?", "…", "。", "！", "？",
                                       "．", "।", "॥", "؟", "۔",  "։",  "።",
                                       "។",  "၊", "။", "‼", "⁈",  "⁉"};
    size_t end = sentence.size;
    for (bool again = true; again;) {
        again = false;
        while (space_before(sentence, end)) {
            end -= space_before(sentence, end);
            again = true;
        }
        for (size_t i = 0; i < sizeof closers / sizeof *closers; i++) {
            size_t size = strlen(closers[i]);
            if (end >= size &&
                memcmp(sentence.data + end - size, closers[i], size) == 0) {
                end -= size;
                again = true;
                break;
            }
        }
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t size = strlen(ends[i]);
        if (end >= size && memcmp(sentence.data + end - size, ends[i], size) == 0)
            return true;
    }
    return false;
}

/* Where printing begins: behind datelines and what the page glued on, without bullets. */
static size_t printed_start(ent_string sentence, bool opens_article)
{
    size_t at = 0;
    for (;;) {
        size_t before = at;
        at = skip_space(sentence, at);
        ent_string rest = {sentence.data + at, sentence.size - at};
        at += ent__boilerplate_prefix(rest);
        if (begins(rest, 0, "•") || begins(rest, 0, "▪") || begins(rest, 0, "●"))
            at += strlen("•");
        else if (begins(rest, 0, "- ") || begins(rest, 0, "* "))
            at += 2;
        if (at == before)
            break;
    }
    if (opens_article)
        at += ent__dateline((ent_string){sentence.data + at, sentence.size - at});
    return skip_space(sentence, at);
}

static bool opens_with_quotation(ent_string sentence)
{
    return sentence.size &&
           (mark_at(sentence, 0) || sentence.data[0] == '\'' || begins(sentence, 0, "‘"));
}

static uint32_t sentence_flags(ent_string sentence, const char *code)
{
    uint32_t flags = 0;
    if (!has_word(sentence) || ent__is_boilerplate(sentence) || ent__is_byline(sentence))
        flags |= SENTENCE_UNFIT;
    if (!ends_as_a_sentence(sentence))
        flags |= SENTENCE_UNFINISHED;
    if (opens_with_quotation(sentence))
        flags |= SENTENCE_QUOTE;
    if (ent__is_reference(sentence, ent_string_of(code)))
        flags |= SENTENCE_REFERENCE;
    return flags;
}

/* ---- all sentences ---- */

static ent_string sentence_bytes(const struct source *source,
                                 const struct sentence *sentence)
{
    return (ent_string){source->articles[sentence->document].text.data +
                            sentence->range.start,
                        sentence->range.end - sentence->range.start};
}

/* Flags, and the start of what is printed moved up in `range`. Nothing is decided about the unfinished ones yet. */
static void look_at_sentences(struct source *source)
{
    bool opens_article = true;
    const ent_language *language = NULL;
    for (size_t i = 0; i < source->count; i++) {
        struct sentence *sentence = &source->sentences[i];
        if (i == 0 || sentence->document != sentence[-1].document) {
            opens_article = true;
            language = ent_language_find(source->articles[sentence->document].lang);
        }
        ent_string bytes = sentence_bytes(source, sentence);
        size_t start = printed_start(bytes, opens_article);
        ent_string printed = {bytes.data + start, bytes.size - start};
        sentence->flags |= sentence_flags(printed, language ? language->code : "");
        /* kept holds the start until the ranges are made. */
        sentence->kept = sentence->range.start + (uint32_t)start;
        if (sentence_is_fit(sentence))
            opens_article = false;
    }
}

/* In an article whose sentences end as sentences do, what does not is a heading, a caption or a torn-off rest. */
static void drop_unfinished(struct source *source)
{
    for (size_t start = 0, end; start < source->count; start = end) {
        size_t unfinished = 0, fit = 0;
        for (end = start; end < source->count; end++) {
            if (source->sentences[end].document != source->sentences[start].document)
                break;
            if (!sentence_is_fit(&source->sentences[end]))
                continue;
            fit++;
            unfinished += (source->sentences[end].flags & SENTENCE_UNFINISHED) != 0;
        }
        if (5 * unfinished > 2 * fit)
            continue;
        for (size_t i = start; i < end; i++)
            if (source->sentences[i].flags & SENTENCE_UNFINISHED)
                source->sentences[i].flags |= SENTENCE_UNFIT;
    }
}

static bool nothing_is_fit(const struct source *source)
{
    for (size_t i = 0; i < source->count; i++)
        if (sentence_is_fit(&source->sentences[i]))
            return false;
    return true;
}

static void take_all_as_they_stand(struct source *source)
{
    for (size_t i = 0; i < source->count; i++) {
        source->sentences[i].flags &= SENTENCE_PARAGRAPH;
        source->sentences[i].kept = source->sentences[i].range.start;
    }
}

static uint32_t count_characters(ent_string text)
{
    uint32_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

static ent_status make_kept_ranges(struct source *source, ent_arena *arena, bool balance,
                                   ent_error *err)
{
    struct tail kept = {.arena = arena};
    for (size_t i = 0; i <= source->count; i++) {
        struct sentence *sentence = &source->sentences[i];
        ent_range range = {sentence->kept, sentence->range.end};
        sentence->kept = (uint32_t)kept.count;
        if (i == source->count)
            break;
        ent_string text = source->articles[sentence->document].text;
        struct pieces whole = {&kept, text, range.start};
        if (!(balance && sentence_is_fit(sentence) ? keep_balanced(&kept, text, range)
                                                   : keep_until(&whole, range.end)))
            return ent_fail_memory(err);
        for (size_t k = sentence->kept; k < kept.count && sentence_is_fit(sentence);
             k++) {
            ent_range piece = ((ent_range *)kept.items)[k];
            ent_string printed = {text.data + piece.start, piece.end - piece.start};
            sentence->words += (uint32_t)ent_count_words(printed);
            sentence->chars += count_characters(printed);
        }
    }
    source->kept = (ent_range *)kept.items;
    return ENT_OK;
}

ent_status ent__clean(struct source *source, ent_arena *arena, ent_error *err)
{
    look_at_sentences(source);
    drop_unfinished(source);
    bool as_it_stands = source->raw || nothing_is_fit(source);
    if (as_it_stands)
        take_all_as_they_stand(source);
    return make_kept_ranges(source, arena, !as_it_stands, err);
}

/* ---- printing ---- */

static bool is_line_break(char c)
{
    return c == '\n' || c == '\r';
}

struct printer ent__printer(const struct source *source, size_t index)
{
    const struct sentence *sentence = &source->sentences[index];
    return (struct printer){.text = source->articles[sentence->document].text.data,
                            .kept = source->kept + sentence->kept,
                            .kept_count = sentence[1].kept - sentence->kept};
}

bool ent__print_next(struct printer *printer, ent_string *piece)
{
    if (printer->at == printer->end) {
        if (printer->next == printer->kept_count)
            return false;
        printer->at = printer->kept[printer->next].start;
        printer->end = printer->kept[printer->next++].end;
    }
    const char *text = printer->text;
    uint32_t run = printer->at;
    bool breaks = false;
    while (run < printer->end &&
           (text[run] == ' ' || text[run] == '\t' || is_line_break(text[run])))
        breaks |= is_line_break(text[run++]);
    if (run == printer->at)
        while (run < printer->end &&
               !(text[run] == ' ' || text[run] == '\t' || is_line_break(text[run])))
            run++;
    *piece =
        breaks ? ent_string_of(" ") : (ent_string){text + printer->at, run - printer->at};
    printer->at = run;
    return true;
}

size_t ent__printed_size(const struct source *source, size_t sentence)
{
    struct printer printer = ent__printer(source, sentence);
    size_t size = 0;
    for (ent_string piece; ent__print_next(&printer, &piece);)
        size += piece.size;
    return size;
}

size_t ent__print_sentence(char *out, size_t limit, const struct source *source,
                           size_t sentence)
{
    struct printer printer = ent__printer(source, sentence);
    size_t size = 0;
    for (ent_string piece; size < limit && ent__print_next(&printer, &piece);) {
        size_t part = piece.size < limit - size ? piece.size : limit - size;
        memcpy(out + size, piece.data, part);
        size += part;
    }
    return size;
}
