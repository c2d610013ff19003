/* SPDX-License-Identifier: MIT */
/* The format of an input from its first bytes; names only decide where bytes cannot. */
#include <string.h>
#include <strings.h>

#include "reader.h"

/* Does the name end so, .gz or not? */
static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name), wanted = strlen(ending);
    if (size > 3 && strcmp(name + size - 3, ".gz") == 0)
        size -= 3;
    return size > wanted && strncasecmp(name + size - wanted, ending, wanted) == 0;
}

/* Does `text` begin so, in any letter case? */
static bool begins(ent_string text, const char *start)
{
    size_t size = strlen(start);
    return text.size >= size && strncasecmp(text.data, start, size) == 0;
}

static ent_string behind(ent_string text, const char *mark)
{
    const char *found =
        text.size ? memmem(text.data, text.size, mark, strlen(mark)) : NULL;
    size_t taken = found ? (size_t)(found - text.data) + strlen(mark) : text.size;
    return (ent_string){text.data + taken, text.size - taken};
}

/* The first element's local name, of what is marked up: behind declarations, comments and the document type. */
static ent_string first_element(ent_string head, bool *html)
{
    *html = false;
    for (;;) {
        head = ent__trimmed(head);
        if (begins(head, "<!--"))
            head = behind(head, "-->");
        else if (begins(head, "<?"))
            head = behind(head, ">");
        else if (begins(head, "<!doctype html"))
            return *html = true, (ent_string){NULL, 0};
        else if (begins(head, "<!doctype") &&
                 head.size) { /* it may hold a subset in brackets */
            const char *bracket = memchr(head.data, '[', head.size);
            const char *end = memchr(head.data, '>', head.size);
            head = behind(head, bracket && end && bracket < end ? "]" : ">");
            if (head.size && head.data[0] == '>')
                head = behind(head, ">");
        } else
            break;
    }
    if (!begins(head, "<"))
        return (ent_string){NULL, 0};
    ent_string name = {head.data + 1, 0};
    while (name.size + 1 < head.size && !memchr(" \t\r\n/>", name.data[name.size], 6))
        if (name.data[name.size++] == ':')
            name = (ent_string){name.data + name.size, 0};
    return name;
}

static bool is_one_of(ent_string name, const char *const *list)
{
    for (; *list; list++)
        if (name.size == strlen(*list) && strncasecmp(name.data, *list, name.size) == 0)
            return true;
    return false;
}

static ent_articles_format recognise_markup(ent_string head)
{
    static const char *const feeds[] = {"rss", "feed", "entry", "rdf", "channel", NULL};
    static const char *const news[] = {"newsItem", "newsMessage", "packageItem", NULL};
    bool html;
    ent_string name = first_element(head, &html);
    if (is_one_of(name, news))
        return ENT_ARTICLES_NEWSML;
    if (is_one_of(name, feeds))
        return ENT_ARTICLES_FEED;
    if (html || !begins(ent__trimmed(head), "<?xml") ||
        memmem(head.data, head.size, "<html", 5))
        return name.size || html ? ENT_ARTICLES_HTML : ENT_ARTICLES_TEXT;
    return ENT_ARTICLES_FEED; /* whose reader says what it is not */
}

ent_articles_format ent__articles_recognise(const char *path, ent_string head)
{
    if (head.size >= 3 && memcmp(head.data, "\xEF\xBB\xBF", 3) == 0)
        head = (ent_string){head.data + 3, head.size - 3};
    head = ent__trimmed(head);
    if (begins(head, "WARC/1.") || begins(head, "WARC/0."))
        return ENT_ARTICLES_WARC;
    if (head.size && head.data[0] == '{' &&
        memmem(head.data, head.size, "jsonfeed.org/version", 20))
        return ENT_ARTICLES_FEED;
    if (head.size && head.data[0] == '{' &&
        memmem(head.data, head.size, "jsonfeed.org\\/version", 21))
        return ENT_ARTICLES_FEED;
    if (head.size && (head.data[0] == '{' || has_ending(path, ".jsonl") ||
                      has_ending(path, ".ndjson")))
        return ENT_ARTICLES_JSONL;
    if (head.size && head.data[0] == '<')
        return recognise_markup(head);
    if (has_ending(path, ".json"))
        return ENT_ARTICLES_JSON;
    if (has_ending(path, ".csv"))
        return ENT_ARTICLES_CSV;
    if (has_ending(path, ".tsv"))
        return ENT_ARTICLES_TSV;
    if (ent_is_binary(head))
        return ENT_ARTICLES_FORMAT_COUNT;
    if (ent__is_mail(head))
        return ENT_ARTICLES_MBOX;
    return ent__is_listing(head) ? ENT_ARTICLES_LISTING : ENT_ARTICLES_TEXT;
}
