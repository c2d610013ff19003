/* SPDX-License-Identifier: MIT */
/* Reuters-21578: SGML of 1987 wire stories, in Latin-1, with control characters and entities that are not always whole. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "window.h"

static const char opening[] = "<REUTERS", closing[] = "</REUTERS>";

/* ---- pieces of an element ---- */

static const char *find(ent_string text, const char *word)
{
    return text.size ? memmem(text.data, text.size, word, strlen(word)) : NULL;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static ent_string trimmed(ent_string text)
{
    while (text.size && is_space(text.data[0]))
        text = (ent_string){text.data + 1, text.size - 1};
    while (text.size && is_space(text.data[text.size - 1]))
        text.size--;
    return text;
}

/* What stands between <NAME ...> and </NAME>; {NULL, 0} when there is no such element. */
static ent_string element(ent_string text, const char *name)
{
    char open[24] = "<", close[24] = "</";
    strcat(open, name);
    strcat(strcat(close, name), ">");
    const char *from = find(text, open);
    if (!from)
        return (ent_string){NULL, 0};
    const char *end = text.data + text.size;
    const char *begin = memchr(from, '>', (size_t)(end - from));
    if (!begin)
        return (ent_string){NULL, 0};
    begin++;
    ent_string rest = {begin, (size_t)(end - begin)};
    const char *to = find(rest, close);
    return to ? (ent_string){begin, (size_t)(to - begin)} : (ent_string){NULL, 0};
}

/* NAME="value" in an opening tag. */
static ent_string attribute(ent_string tag, const char *name)
{
    char key[24] = " ";
    strcat(strcat(key, name), "=\"");
    const char *from = find(tag, key);
    if (!from)
        return (ent_string){NULL, 0};
    from += strlen(key);
    const char *to = memchr(from, '"', (size_t)(tag.data + tag.size - from));
    return to ? (ent_string){from, (size_t)(to - from)} : (ent_string){NULL, 0};
}

/* ---- characters ---- */

/* The entity at text[at]: *size bytes of it, and what it stands for (0: nothing). Anything else is an ampersand. */
static char entity(ent_string text, size_t at, size_t *size)
{
    static const struct {
        const char *name;
        char c;
    } known[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        *size = strlen(known[i].name);
        if (text.size - at >= *size && memcmp(text.data + at, known[i].name, *size) == 0)
            return known[i].c;
    }
    size_t end = at + 2;
    unsigned code = 0;
    if (at + 1 < text.size && text.data[at + 1] == '#')
        for (; end < text.size && end < at + 6 && text.data[end] >= '0' &&
               text.data[end] <= '9';
             end++)
            code = code * 10 + (unsigned)(text.data[end] - '0');
    bool whole = end > at + 2 && end < text.size && text.data[end] == ';';
    *size = whole ? end + 1 - at : 1;
    if (!whole)
        return '&';
    return code >= 0x20 && code < 0x7f ? (char)code
                                       : 0; /* control characters of the wire */
}

/* Entities decoded, tags and control characters dropped, Latin-1 made UTF-8; trimmed. */
static ent_status plain_text(ent_string *out, ent_dataset *dataset, ent_string text,
                             ent_error *err)
{
    char *copy = ent_arena_alloc(&dataset->scratch, text.size, 2);
    if (!copy)
        return ent_fail_memory(err);
    size_t size = 0;
    for (size_t at = 0; at < text.size;) {
        unsigned char c = (unsigned char)text.data[at];
        size_t step = 1;
        if (c == '&') {
            c = (unsigned char)entity(text, at, &step);
            if (c)
                copy[size++] = (char)c;
        } else if (c >= 0xA0) {
            copy[size++] = (char)(0xC0 | c >> 6);
            copy[size++] = (char)(0x80 | (c & 0x3F));
        } else if (c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7f)) {
            copy[size++] = (char)c;
        }
        at += step;
    }
    *out = trimmed((ent_string){copy, size});
    return ENT_OK;
}

/* "26-FEB-1987 15:01:01.79" as RFC 3339, taken for UTC; what is written otherwise stays as it is. */
static ent_status wire_time(ent_string *time, ent_dataset *dataset, ent_error *err)
{
    static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    const char *dash = time->size ? memchr(time->data, '-', time->size) : NULL;
    size_t day = dash ? (size_t)(dash - time->data) : 0;
    if (day < 1 || day > 2 || time->size < day + 10)
        return ENT_OK;
    const char *month = memmem(months, sizeof months - 1, dash + 1, 3), *year = dash + 5;
    ent_string clock =
        trimmed((ent_string){year + 4, time->size - (size_t)(year + 4 - time->data)});
    char text[64];
    int64_t micros;
    if (!month || clock.size > 20)
        return ENT_OK;
    snprintf(text, sizeof text, "%.4s-%02d-%s%.*sT%.*sZ", year,
             (int)(month - months) / 3 + 1, day == 1 ? "0" : "", (int)day, time->data,
             (int)clock.size, clock.data);
    if (!ent_rfc3339_read(&micros, ent_string_of(text)))
        return ENT_OK;
    *time = ent_string_copy(&dataset->scratch, ent_string_of(text));
    return time->data ? ENT_OK : ent_fail_memory(err);
}

/* ---- records ---- */

/* A topic a <D> element. */
static ent_status add_topics(ent_dataset *dataset, ent_string topics, ent_error *err)
{
    for (;;) {
        ent_string topic = element(topics, "D");
        if (!topic.data)
            return ENT_OK;
        ent_string name;
        ENT_TRY(plain_text(&name, dataset, topic, err));
        ENT_TRY(ent__add_label(dataset, name, err));
        size_t taken = (size_t)(topic.data + topic.size - topics.data);
        topics = (ent_string){topics.data + taken, topics.size - taken};
    }
}

/* The modified Apte split: LEWISSPLIT says which part, and only stories with TOPICS="YES" are used. */
static const char *part_of(ent_string tag)
{
    ent_string split = attribute(tag, "LEWISSPLIT");
    if (!ent_string_is(attribute(tag, "TOPICS"), "YES"))
        return "unused";
    return ent_string_is(split, "TRAIN")  ? "train"
           : ent_string_is(split, "TEST") ? "test"
                                          : "unused";
}

/* Body, or what an unformatted story has in its place; a title without a body is the text. */
static ent_status fill_text(ent_dataset *dataset, ent_string story, ent_error *err)
{
    ent_article *article = &dataset->record.article;
    ent_string text = element(story, "TEXT"), body = element(story, "BODY");
    ent_string title = element(text, "TITLE");
    bool unformatted = !title.data && !body.data;
    ENT_TRY(plain_text(&article->title, dataset, title, err));
    ENT_TRY(plain_text(&article->text, dataset, unformatted ? text : body, err));
    if (!article->text.size) {
        article->text = article->title;
        article->title = (ent_string){NULL, 0};
    }
    return ENT_OK;
}

static ent_status fill_record(ent_dataset *dataset, ent_string story, ent_error *err)
{
    ent_record *record = &dataset->record;
    const char *tag_end = memchr(story.data, '>', story.size);
    if (!tag_end)
        return ent__bad(dataset, err, ENT_SKIP_SYNTAX, story, record->line, 1,
                        "tag is not closed");
    ent_string tag = {story.data, (size_t)(tag_end - story.data)};
    ent_string number;
    ENT_TRY(plain_text(&number, dataset, attribute(tag, "NEWID"), err));
    if (number.size) {
        char *id = ent_arena_alloc(&dataset->scratch, number.size + 8, 1);
        if (!id)
            return ent_fail_memory(err);
        memcpy(id, "reuters/", 8);
        memcpy(id + 8, number.data, number.size);
        record->article.id = (ent_string){id, number.size + 8};
    }
    record->part = ent_string_of(part_of(tag));
    record->article.lang = ent_string_of("en");
    record->article.paragraphs = ENT_PARAGRAPHS_LINE;
    ENT_TRY(plain_text(&record->article.time, dataset, element(story, "DATE"), err));
    ENT_TRY(wire_time(&record->article.time, dataset, err));
    ENT_TRY(add_topics(dataset, element(story, "TOPICS"), err));
    return fill_text(dataset, story, err);
}

/* ---- the stream ---- */

static ent_string seen(const ent_window *window)
{
    if (window->stop == window->start)
        return (ent_string){"", 0};
    return (ent_string){window->bytes.items + window->start,
                        window->stop - window->start};
}

/* Move to where the next story begins; *end when there is none. */
static ent_status find_story(ent_dataset *dataset, ent_window *window, bool *end,
                             ent_error *err)
{
    for (;;) {
        ent_string bytes = seen(window);
        const char *from = find(bytes, opening);
        if (from) {
            ent__window_take(window, (size_t)(from - bytes.data));
            return ENT_OK;
        }
        /* Keep what may be the front half of the word. */
        size_t kept = bytes.size < sizeof opening - 2 ? bytes.size : sizeof opening - 2;
        ent__window_take(window, bytes.size - kept);
        *end = window->end;
        if (*end)
            return ENT_OK;
        ENT_TRY(ent__window_more(dataset, window, "story", err));
    }
}

static ent_status reuters_next(ent_dataset *dataset, bool *end, ent_error *err)
{
    ent_window *window = dataset->state;
    ENT_TRY(find_story(dataset, window, end, err));
    if (*end)
        return ENT_OK;
    dataset->record.line = window->line;
    size_t searched = 0;
    for (;;) {
        ent_string bytes = seen(window);
        const char *to = memmem(bytes.data + searched, bytes.size - searched, closing,
                                sizeof closing - 1);
        if (to) {
            ent_string story = {bytes.data, (size_t)(to - bytes.data)};
            dataset->fault.raw =
                (ent_string){bytes.data, story.size + sizeof closing - 1};
            ent__window_take(window, dataset->fault.raw.size);
            return fill_record(dataset, story, err);
        }
        if (window->end) {
            ent__window_take(window, bytes.size);
            return ent__bad(dataset, err, ENT_SKIP_SYNTAX, bytes, dataset->record.line, 1,
                            "story is cut off: no %s", closing);
        }
        searched = bytes.size < sizeof closing ? 0 : bytes.size - sizeof closing;
        ENT_TRY(ent__window_more(dataset, window, "story", err));
    }
}

static ent_status reuters_open(ent_dataset *dataset, ent_error *err)
{
    dataset->state = ent_new_zeroed(1, sizeof(ent_window));
    return dataset->state ? ENT_OK : ent_fail_memory(err);
}

static void reuters_close(ent_dataset *dataset)
{
    if (dataset->state)
        ent__window_dispose(dataset->state);
    free(dataset->state);
}

const ent_format_reader ent__reuters_reader = {reuters_open, reuters_next, reuters_close,
                                               NULL};
