/* SPDX-License-Identifier: MIT */
/* Cleaning: which sentences are fit to print, and what is left out of those that are. Adds nothing, ever. */
#include "clean.h"

#include <string.h>

#include "phrases.h"
#include "quotes.h"
#include "tail.h"
#include "utf8.h"

#include "base/base.h"

/* A letter or digit, or a character that is not the punctuation of U+0080..00BF, U+2000..206F, U+3000..303F. */
static bool has_word(ent_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        unsigned char next = i + 1 < text.size ? (unsigned char)text.data[i + 1] : 0;
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            return true;
        bool is_mark = c == 0xC2 || (c == 0xE2 && (next == 0x80 || next == 0x81)) ||
                       (c == 0xE3 && next == 0x80);
        if (c >= 0xC0 && !is_mark)
            return true;
    }
    return false;
}

/* ---- one sentence ---- */

/* The pieces of a text between things that are cut. */
struct pieces {
    struct tail *kept;
    uint32_t from; /* kept from here on */
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

/* Keep a range but for loose quotation marks; a mark between two spaces takes one of them along. */
static bool keep_balanced(struct tail *kept, ent_string text, ent_range range,
                          const struct quotes *quotes)
{
    ent_string sentence = {text.data + range.start, range.end - range.start};
    struct pieces pieces = {kept, range.start};
    for (size_t i = 0; i < quotes->loose_count; i++) {
        size_t before = quotes->loose[i].at;
        size_t behind = before + quotes->loose[i].size;
        if (before == 0 || ent__space_before(sentence, before))
            behind = ent__skip_space(sentence, behind);
        while (behind == sentence.size && before > 0 &&
               ent__space_before(sentence, before))
            before -= ent__space_before(sentence, before);
        if (!keep_until(&pieces, range.start + before))
            return false;
        pieces.from = range.start + (uint32_t)behind;
    }
    return keep_until(&pieces, range.end);
}

/* Which sentences lie inside a quotation: those from one that leaves it open to the one that closes it. */
struct quotation {
    size_t opened; /* sentence that left it open, plus one; 0: none */
};

static void follow_quotation(struct quotation *quotation, struct source *source, size_t i,
                             const struct quotes *quotes)
{
    enum { LONGEST = 10 }; /* sentences; beyond that a mark was forgotten */
    struct sentence *sentences = source->sentences;
    size_t opened = quotation->opened;
    if (opened && (i - opened >= LONGEST ||
                   sentences[opened - 1].document != sentences[i].document))
        opened = 0;
    if (quotes->closes) {
        for (size_t k = opened; opened && k <= i; k++)
            sentences[k].flags |= SENTENCE_QUOTE;
        opened = 0;
    }
    quotation->opened = quotes->opens ? i + 1 : opened;
}

static bool ends_as_a_sentence(ent_string sentence)
{
    static const char *const closers[] = {"\"", "'",  ")",  "]",  "”",  "’", "»",
                                          "“",  "」", "』", "）", "\\", "›"};
    static const char *const ends[] = {".",  "!", "?", "…", "。", "！", "？",
                                       "．", "।", "॥", "؟", "۔",  "։",  "።",
                                       "។",  "၊", "။", "‼", "⁈",  "⁉"};
    /* Most sentences: no list needs to be looked through. */
    if (sentence.size && strchr(".!?", sentence.data[sentence.size - 1]))
        return true;
    size_t end = sentence.size;
    for (bool again = true; again;) {
        again = false;
        while (ent__space_before(sentence, end)) {
            end -= ent__space_before(sentence, end);
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
        at = ent__skip_space(sentence, at);
        ent_string rest = {sentence.data + at, sentence.size - at};
        at += ent__boilerplate_prefix(rest);
        if (ent__mark_is_at(rest, 0, "•") || ent__mark_is_at(rest, 0, "▪") ||
            ent__mark_is_at(rest, 0, "●"))
            at += strlen("•");
        else if (ent__mark_is_at(rest, 0, "- ") || ent__mark_is_at(rest, 0, "* "))
            at += 2;
        if (at == before)
            break;
    }
    if (opens_article)
        at += ent__dateline((ent_string){sentence.data + at, sentence.size - at});
    return ent__skip_space(sentence, at);
}

static uint32_t sentence_flags(ent_string sentence, const char *code)
{
    uint32_t flags = 0;
    if (!has_word(sentence) || ent__is_boilerplate(sentence) || ent__is_byline(sentence))
        flags |= SENTENCE_UNFIT;
    if (!ends_as_a_sentence(sentence))
        flags |= SENTENCE_UNFINISHED;
    if (ent__opening_quote(sentence))
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

static void count_printed(struct sentence *sentence, ent_string text,
                          const struct tail *kept)
{
    for (size_t k = sentence->kept; k < kept->count; k++) {
        ent_range piece = ((const ent_range *)kept->items)[k];
        ent_string printed = {text.data + piece.start, piece.end - piece.start};
        sentence->words += (uint32_t)ent_count_words(printed);
        sentence->chars += count_characters(printed);
    }
}

/* Kept ranges, and the quotations that go on over several sentences. */
static ent_status make_kept_ranges(struct source *source, ent_arena *arena, bool balance,
                                   ent_error *err)
{
    struct tail kept = {.arena = arena};
    struct quotation quotation = {0};
    for (size_t i = 0; i < source->count; i++) {
        struct sentence *sentence = &source->sentences[i];
        ent_string text = source->articles[sentence->document].text;
        ent_range range = {sentence->kept, sentence->range.end};
        struct quotes quotes = {.loose_count = 0};
        if (balance) {
            ent__find_loose_quotes(
                &quotes, (ent_string){text.data + range.start, range.end - range.start});
            follow_quotation(&quotation, source, i, &quotes);
        }
        if (!sentence_is_fit(sentence))
            quotes.loose_count = 0;
        sentence->kept = (uint32_t)kept.count;
        if (!keep_balanced(&kept, text, range, &quotes))
            return ent_fail_memory(err);
        if (sentence_is_fit(sentence))
            count_printed(sentence, text, &kept);
    }
    source->sentences[source->count].kept = (uint32_t)kept.count;
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
