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

/* Keep a range but for loose quotation marks. */
static bool keep_balanced(struct tail *kept, ent_string text, ent_range range,
                          const struct quotes *quotes)
{
    ent_string sentence = {text.data + range.start, range.end - range.start};
    struct pieces pieces = {kept, range.start};
    for (size_t i = 0; i < quotes->loose_count; i++) {
        ent_range mark = ent__loose_range(sentence, quotes, i);
        if (!keep_until(&pieces, range.start + mark.start))
            return false;
        pieces.from = range.start + mark.end;
    }
    return keep_until(&pieces, range.end);
}

static struct leaning words_of(const struct source *source,
                               const struct sentence *sentence)
{
    const ent_language *language =
        ent_language_find(source->articles[sentence->document].lang);
    return ent__leaning(ent_string_of(language ? language->code : ""));
}

static ent_string printed_bytes(const struct source *source,
                                const struct sentence *sentence)
{
    return (ent_string){source->articles[sentence->document].text.data +
                            sentence->printed,
                        sentence->range.end - sentence->printed};
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
            sentences[k].flags |= SENTENCE_QUOTE | SENTENCE_INSIDE;
        if (opened && sentences[opened - 1].flags & SENTENCE_QUOTE) {
            struct leaning words = words_of(source, &sentences[i]);
            sentences[opened - 1].flags |= SENTENCE_INSIDE;
            if (ent__is_of_someone_unnamed(printed_bytes(source, &sentences[i]), words))
                sentences[opened - 1].flags |= SENTENCE_REFERENCE;
        }
        for (size_t k = opened; opened && k <= i + 1; k++) {
            sentences[k - 1].quoted_back = (uint16_t)(k - opened);
            sentences[k - 1].quoted_ahead = (uint16_t)(i + 1 - k);
        }
        opened = 0;
    }
    quotation->opened = quotes->opens ? i + 1 : opened;
}

static bool ends_with(ent_string text, const char *mark)
{
    size_t size = strlen(mark);
    return text.size >= size && ent__mark_is_at(text, text.size - size, mark);
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

/* Where printing begins: behind what the page glued on, without bullets and times. */
static size_t printed_start(ent_string sentence, bool opens_paragraph)
{
    size_t at = opens_paragraph ? ent__clock(sentence) : 0;
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
    return ent__skip_space(sentence, at);
}

/* A line-up: commas and semicolons behind every third word or oftener, and hardly a word that begins in lower case. */
static bool is_list_of_names(ent_string sentence)
{
    enum { LEAST = 6 }; /* separators */
    size_t separators = 0, words = 0, small = 0;
    for (size_t i = 0; i < sentence.size; i++) {
        unsigned char c = (unsigned char)sentence.data[i];
        separators += c == ',' || c == ';';
        if (i && sentence.data[i - 1] != ' ')
            continue;
        words++;
        small += (c >= 'a' && c <= 'z') || c >= 0x80;
    }
    return separators >= LEAST && 3 * separators >= words && 10 * small <= words;
}

/* "I do.", "Terrified.": one or two words say nothing by themselves. */
static bool is_fragment(ent_string sentence)
{
    enum { LONGEST = 20 };
    return sentence.size <= LONGEST && ent_count_words(sentence) <= 2;
}

static uint32_t sentence_flags(ent_string sentence, struct leaning words)
{
    uint32_t flags = 0;
    if (!has_word(sentence) || ent__is_boilerplate(sentence) ||
        ent__is_byline(sentence) || ent__is_signature(sentence) ||
        is_list_of_names(sentence))
        flags |= SENTENCE_UNFIT;
    if (!ends_as_a_sentence(sentence))
        flags |= SENTENCE_UNFINISHED;
    if (ent__opening_quote(sentence))
        flags |= SENTENCE_QUOTE;
    if (ent__is_reference(sentence, words) || ent__is_one_quotation(sentence) ||
        (words.openings && is_fragment(sentence)))
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

/* Where a dateline at the start of a sentence ends, in bytes of the article: it may be several sentences to the splitter. */
static size_t dateline_end(ent_string text, size_t start)
{
    const char *end = memchr(text.data + start, '\n', text.size - start);
    size_t size = (end ? (size_t)(end - text.data) : text.size) - start;
    return start + ent__dateline((ent_string){text.data + start, size});
}

/* Flags, and the start of what is printed. Nothing is decided about the unfinished ones yet. */
static void look_at_sentences(struct source *source)
{
    bool opens_article = true;
    struct leaning words = {NULL, NULL};
    size_t skipped = 0; /* up to here a dateline goes */
    for (size_t i = 0; i < source->count; i++) {
        struct sentence *sentence = &source->sentences[i];
        const ent_article *article = &source->articles[sentence->document];
        if (i == 0 || sentence->document != sentence[-1].document) {
            opens_article = true;
            skipped = 0;
            words = words_of(source, sentence);
        }
        size_t start = sentence->range.start;
        start += printed_start(sentence_bytes(source, sentence),
                               i == 0 || sentence->flags & SENTENCE_PARAGRAPH);
        if (opens_article && start >= skipped)
            skipped = dateline_end(article->text, start);
        start = skipped > start ? skipped : start;
        start = start < sentence->range.end ? start : sentence->range.end;
        ent_string printed = {article->text.data + start, sentence->range.end - start};
        start += ent__skip_space(printed, 0);
        printed = (ent_string){article->text.data + start, sentence->range.end - start};
        /* "A: " leans on "Q: ". */
        bool is_question = ent__mark_is_at(printed, 0, "Q: ");
        bool is_answer = ent__mark_is_at(printed, 0, "A: ");
        if (sentence->flags & SENTENCE_PARAGRAPH && (is_question || is_answer)) {
            sentence->flags |= is_answer ? SENTENCE_REFERENCE : 0;
            start += strlen("A: ");
            printed =
                (ent_string){printed.data + strlen("A: "), printed.size - strlen("A: ")};
        }
        sentence->flags |= sentence_flags(printed, words);
        sentence->printed = (uint32_t)start;
        /* Headings and labels may stand above a dateline. */
        if (sentence_is_fit(sentence) && !(sentence->flags & SENTENCE_UNFINISHED))
            opens_article = false;
    }
}

/* A short paragraph that is a question, and no quotation. */
static bool is_question(const struct source *source, size_t i)
{
    enum { LONGEST = 120 };
    const struct sentence *sentence = &source->sentences[i];
    bool ends_paragraph =
        i + 1 == source->count || sentence[1].flags & SENTENCE_PARAGRAPH;
    ent_string bytes = printed_bytes(source, sentence);
    return sentence->flags & SENTENCE_PARAGRAPH && ends_paragraph &&
           bytes.size <= LONGEST && !(sentence->flags & SENTENCE_QUOTE) &&
           (ends_with(bytes, "?") || ends_with(bytes, "？") || ends_with(bytes, "؟"));
}

/* Questions that head a section or that an interviewer asks; one that opens an article may be the author's own. */
static void find_questions(struct source *source)
{
    size_t first = 0, found = 0;
    for (size_t i = 0; i < source->count; i++) {
        struct sentence *sentence = &source->sentences[i];
        if (i == 0 || sentence->document != sentence[-1].document)
            first = i, found = 0;
        if (!is_question(source, i))
            continue;
        found++;
        if (i > first)
            sentence->flags |= SENTENCE_QUESTION;
        if (found == 2 && is_question(source, first))
            source->sentences[first].flags |= SENTENCE_QUESTION;
    }
}

/* In an article whose sentences end as sentences do, what does not is a heading, a caption or a torn-off rest. */
static void drop_unfinished(struct source *source)
{
    for (size_t start = 0, end; start < source->count; start = end) {
        size_t unfinished = 0, fit = 0; /* bytes: a heading weighs less than a sentence */
        for (end = start; end < source->count; end++) {
            const struct sentence *sentence = &source->sentences[end];
            if (sentence->document != source->sentences[start].document)
                break;
            if (!sentence_is_fit(sentence))
                continue;
            size_t size = sentence->range.end - sentence->printed;
            fit += size;
            unfinished += sentence->flags & SENTENCE_UNFINISHED ? size : 0;
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
        source->sentences[i].printed = source->sentences[i].range.start;
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
        ent_range range = {sentence->printed, sentence->range.end};
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
    find_questions(source);
    drop_unfinished(source);
    source->as_it_stands = source->raw || nothing_is_fit(source);
    if (source->as_it_stands)
        take_all_as_they_stand(source);
    return make_kept_ranges(source, arena, !source->as_it_stands, err);
}

/* ---- quotations that are printed whole ---- */

/* The kept range that a left-out one adjoins; NULL: there is none. */
static ent_range *beside(const struct source *source, size_t i, ent_range range)
{
    for (size_t k = source->sentences[i].kept; k < source->sentences[i + 1].kept; k++)
        if (source->kept[k].end == range.start || source->kept[k].start == range.end)
            return &source->kept[k];
    return NULL;
}

static void extend(ent_range *kept, ent_range range)
{
    if (kept->end == range.start)
        kept->end = range.end;
    else
        kept->start = range.start;
}

/* A loose mark of sentence i, as a range of the article's text. */
struct loose_mark {
    ent_range range;
    uint8_t family;
    bool found;
};

static struct loose_mark find_mark(const struct source *source, size_t i, bool is_opening,
                                   const struct loose_mark *partner)
{
    const struct sentence *sentence = &source->sentences[i];
    uint32_t start = sentence->printed;
    ent_string bytes = {source->articles[sentence->document].text.data + start,
                        sentence->range.end - start};
    struct quotes quotes;
    ent__find_loose_quotes(&quotes, bytes);
    for (size_t q = 0; q < quotes.loose_count; q++) {
        if (quotes.loose[q].is_opening != is_opening ||
            (partner && quotes.loose[q].family != partner->family))
            continue;
        ent_range range = ent__loose_range(bytes, &quotes, q);
        return (struct loose_mark){
            {start + range.start, start + range.end}, quotes.loose[q].family, true};
    }
    return (struct loose_mark){.found = false};
}

/* What a mark takes from a budget: characters, or a word where it stands between spaces. */
static size_t mark_cost(const struct source *source, size_t i,
                        const struct loose_mark *mark, ent_summary_unit unit)
{
    ent_string text = source->articles[source->sentences[i].document].text;
    ent_string bytes = {text.data + mark->range.start,
                        mark->range.end - mark->range.start};
    if (unit == ENT_SUMMARY_CHARS)
        return count_characters(bytes);
    return ent__space_at(bytes, 0) || ent__space_before(bytes, bytes.size) ? 1 : 0;
}

void ent__restore_quotations(struct source *source, const bool *chosen,
                             ent_summary_unit unit, size_t room)
{
    for (size_t i = 0; i < source->count; i++) {
        const struct sentence *sentence = &source->sentences[i];
        size_t last = i + sentence->quoted_ahead, whole = i;
        if (sentence->quoted_back)
            continue;
        while (whole <= last && chosen[whole])
            whole++;
        if (last == i || whole <= last)
            continue;
        struct loose_mark opening = find_mark(source, i, true, NULL);
        struct loose_mark closing = find_mark(source, last, false, &opening);
        if (!opening.found || !closing.found)
            continue;
        size_t cost = mark_cost(source, i, &opening, unit) +
                      mark_cost(source, last, &closing, unit);
        cost = unit == ENT_SUMMARY_SENTENCES ? 0 : cost;
        ent_range *before = beside(source, i, opening.range);
        ent_range *behind = beside(source, last, closing.range);
        if (cost > room || !before || !behind)
            continue;
        extend(before, opening.range);
        extend(behind, closing.range);
        room -= cost;
    }
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
