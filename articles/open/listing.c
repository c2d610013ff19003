/* SPDX-License-Identifier: MIT */
/* An aggregator's page as text: source, age, topics as a list, headline, body; again and again. Goes by shape, not words. */
#include <string.h>

#include "reader.h"

enum { SHORT_LINE = 80, HEADLINE = 300, BODY = 120, TOPICS = 12 };

struct entry {
    ent_string source, age, headline;
    ent_string topics[TOPICS];
    size_t topic_count;
    size_t body; /* where it starts */
};

struct listing_state {
    ent_string text;
    size_t at;
    size_t counted; /* bytes before `line` */
    uint64_t line;
};

static size_t next_line(ent_string text, size_t at, ent_string *line)
{
    const char *feed =
        at < text.size ? memchr(text.data + at, '\n', text.size - at) : NULL;
    size_t end = feed ? (size_t)(feed - text.data) : text.size;
    *line = ent__trimmed((ent_string){text.data + at, end - at});
    return end + (feed != NULL);
}

static bool has_digit(ent_string line)
{
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] >= '0' && line.data[i] <= '9')
            return true;
    return false;
}

/* "- Politics", "* Politics", "• Politics" */
static bool take_bullet(ent_string *line)
{
    static const char *const bullets[] = {"- ", "* ", "• ", "– "};
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
        size_t size = strlen(bullets[i]);
        if (line->size > size && memcmp(line->data, bullets[i], size) == 0) {
            *line = ent__trimmed((ent_string){line->data + size, line->size - size});
            return true;
        }
    }
    return false;
}

/* Does an entry begin at `at`? */
static bool read_entry(struct entry *entry, ent_string text, size_t at)
{
    ent_string line;
    *entry = (struct entry){.topic_count = 0};
    at = next_line(text, at, &entry->source);
    at = next_line(text, at, &entry->age);
    if (!entry->source.size || entry->source.size > SHORT_LINE || !entry->age.size ||
        entry->age.size > SHORT_LINE || !has_digit(entry->age))
        return false;
    for (;;) {
        at = next_line(text, at, &line);
        if (!take_bullet(&line))
            break;
        if (line.size > SHORT_LINE || entry->topic_count == TOPICS)
            return false;
        /* The list often ends with the source once more. */
        if (!ent_string_equal(line, entry->source))
            entry->topics[entry->topic_count++] = line;
        entry->body = at;
    }
    if (!entry->body || !line.size || line.size > HEADLINE)
        return false;
    entry->headline = line;
    entry->body = at;
    next_line(text, at, &line);
    return line.size >= BODY;
}

/* Where the next entry begins, from `at` on: at the start or behind a blank line; text.size when there is none. */
static size_t find_entry(struct entry *entry, ent_string text, size_t at, bool start)
{
    for (bool blank = start; at < text.size;) {
        ent_string line;
        size_t next = next_line(text, at, &line);
        if (blank && line.size && read_entry(entry, text, at))
            return at;
        blank = line.size == 0;
        at = next;
    }
    return text.size;
}

bool ent__is_listing(ent_string head)
{
    struct entry entry;
    return find_entry(&entry, head, 0, true) < head.size;
}

static ent_status listing_open(ent_articles *reader, ent_error *err)
{
    struct listing_state *state = ent_arena_alloc(&reader->document, 1, sizeof *state);
    ent_string bytes;
    if (!state)
        return ent_fail_memory(err);
    ENT_TRY(ent__article_rest(reader, &bytes, err));
    ENT_TRY(ent__article_decode(reader, &bytes, bytes, NULL, err));
    state->text = ent_string_copy(&reader->document, bytes);
    reader->state = state;
    return state->text.data ? ENT_OK : ent_fail_memory(err);
}

static ent_status listing_next(ent_articles *reader, bool *end, ent_error *err)
{
    struct listing_state *state = reader->state;
    struct entry entry, following;
    size_t at = find_entry(&entry, state->text, state->at, true);
    *end = at == state->text.size;
    if (*end)
        return ENT_OK;
    size_t stop = find_entry(&following, state->text, entry.body, false);
    state->at = stop;
    for (; state->counted < at; state->counted++)
        state->line += state->text.data[state->counted] == '\n';
    reader->details.line = state->line + 1;
    ent_article *article = &reader->article;
    ent_string body = {state->text.data + entry.body, stop - entry.body};
    article->source = entry.source;
    article->time = entry.age;
    article->title = entry.headline;
    article->text = ent__without_inserts(&reader->scratch, body);
    if (!article->text.data)
        return ent_fail_memory(err);
    for (size_t i = 0; i < entry.topic_count; i++)
        if (!ent_array_push(&reader->topics, entry.topics[i]))
            return ent_fail_memory(err);
    return ENT_OK;
}

const ent_article_format ent__articles_of_listing = {listing_open, listing_next, NULL,
                                                     NULL};
