/* SPDX-License-Identifier: MIT */
/* The page as HTML: one file, no scripts, nothing loaded from elsewhere. Every text goes through ent_html_text(). */
#include "page.h"

/* ---- small pieces ---- */

static void write_time(ent_buffer *out, int64_t time, int64_t now)
{
    char machine[ENT_TIME_SIZE], exact[ENT__AGE_SIZE], age[ENT__AGE_SIZE];
    ent_time_write(machine, time);
    ent__date_write(exact, time);
    ent__age_write(age, time, now);
    ent_buffer_format(out, "<time datetime=\"%s\" title=\"%s\">%s</time>", machine, exact,
                      age);
}

/* <a href="URL" ...>: only where it leads to the web. @return whether a link was opened */
static bool open_link(ent_buffer *out, ent_string url, const char *more)
{
    if (!ent__is_link(url))
        return false;
    ent_buffer_format(out, "<a%s rel=\"noopener noreferrer\" href=\"", more);
    ent_html_text(out, url);
    ent_buffer_text(out, "\">");
    return true;
}

static void write_linked(ent_buffer *out, ent_string url, ent_string text)
{
    bool linked = open_link(out, url, "");
    ent_html_text(out, text);
    ent_buffer_text(out, linked ? "</a>" : "");
}

/* The page is in English, what is on it need not be. */
static void write_language(ent_buffer *out, ent_string lang)
{
    ent_buffer_text(out, " dir=\"auto\"");
    if (lang.size) {
        ent_buffer_text(out, " lang=\"");
        ent_html_text(out, lang);
        ent_buffer_byte(out, '"');
    }
    ent_buffer_text(out, ">\n");
}

/* ---- an article ---- */

static void write_byline(ent_buffer *out, const ent_entry *entry, int64_t now)
{
    ent_string source = entry->article.source;
    ent_buffer_text(out, "<p class=\"byline\">");
    if (source.size) {
        ent_buffer_text(out, "<b>");
        ent_html_text(out, source);
        ent_buffer_text(out, "</b>");
    }
    if (entry->timed) {
        ent_buffer_text(out, source.size ? " · " : "");
        write_time(out, entry->time, now);
    }
    if (entry->author.size) {
        ent_buffer_text(out, source.size || entry->timed ? " · " : "");
        ent_html_text(out, entry->author);
    }
    ent_buffer_text(out, "</p>\n");
}

static void write_topics(ent_buffer *out, const ent_entry *entry)
{
    if (!entry->topic_count)
        return;
    ent_buffer_text(out, "<ul class=\"topics\" aria-label=\"Topics\">");
    for (size_t i = 0; i < entry->topic_count; i++) {
        const ent_topic *topic = &entry->topics[i];
        if (!ent__topic_is_shown(entry, i))
            continue;
        ent_buffer_text(out, "<li");
        if (topic->probability >= 0) {
            ent_buffer_text(out, " title=\"");
            ent_html_text(out, topic->by.name);
            ent_buffer_text(out, ", probability ");
            ent_buffer_decimal(out, (double)topic->probability, 2);
            ent_buffer_byte(out, '"');
        }
        ent_buffer_byte(out, '>');
        ent_html_text(out, topic->label);
        ent_buffer_text(out, "</li>");
    }
    ent_buffer_text(out, "</ul>\n");
}

static void write_summary(ent_buffer *out, const ent_entry *entry)
{
    ent_buffer_text(out, "<p class=\"summary\">");
    ent_html_text(out, entry->summary);
    ent_buffer_byte(out, ' ');
    if (open_link(out, entry->article.url, " class=\"more\"")) {
        ent_buffer_text(out, "Read it");
        if (entry->article.source.size) {
            ent_buffer_text(out, " at ");
            ent_html_text(out, entry->article.source);
        }
        ent_buffer_text(out, "</a>");
    }
    ent_buffer_text(out, "</p>\n");
}

static void write_stances(ent_buffer *out, const ent_entry *entry)
{
    for (size_t i = 0; i < entry->leaning_count; i++) {
        const ent_leaning *leaning = &entry->leanings[i];
        ent_buffer_text(out, "<p class=\"stance\">Toward ");
        ent_html_text(out, leaning->target);
        ent_buffer_text(out, ": <b>");
        ent_html_text(out, leaning->label.size ? leaning->label
                                               : ent_string_of("not mentioned"));
        ent_buffer_text(out, "</b>");
        if (leaning->label.size) {
            ent_buffer_byte(out, ' ');
            ent_buffer_decimal(out, 100 * (double)leaning->probability, 0);
            ent_buffer_text(out, " %");
        }
        ent_buffer_text(out, "</p>\n");
    }
}

static void write_tags(ent_buffer *out, const ent_entry *entry)
{
    if (!entry->tag_count)
        return;
    ent_buffer_text(out, "<ul class=\"tags\" aria-label=\"Tags\">");
    for (size_t i = 0; i < entry->tag_count; i++) {
        ent_buffer_text(out, "<li>");
        ent_html_text(out, entry->tags[i].tag);
        ent_buffer_text(out, "</li>");
    }
    ent_buffer_text(out, "</ul>\n");
}

static void write_copies(ent_buffer *out, const ent_tagpage_item *item, int64_t now)
{
    if (!item->copy_count)
        return;
    ent_buffer_text(out, "<details class=\"copies\"><summary>Also printed in ");
    ent__count_write(out, item->copy_count, "other place", "other places");
    ent_buffer_text(out, "</summary><ul>\n");
    for (size_t i = 0; i < item->copy_count; i++) {
        const ent_entry *copy = item->copies[i];
        ent_buffer_text(out, "<li>");
        if (copy->article.source.size) {
            ent_buffer_text(out, "<b>");
            ent_html_text(out, copy->article.source);
            ent_buffer_text(out, "</b> · ");
        }
        if (copy->timed) {
            write_time(out, copy->time, now);
            ent_buffer_text(out, " · ");
        }
        write_linked(out, copy->article.url, ent__headline(copy));
        ent_buffer_text(out, "</li>\n");
    }
    ent_buffer_text(out, "</ul></details>\n");
}

static void write_item(ent_buffer *out, const ent_tagpage_item *item, int64_t now)
{
    const ent_entry *entry = item->entry;
    ent_buffer_text(out, "<article");
    write_language(out, entry->article.lang);
    write_byline(out, entry, now);
    write_topics(out, entry);
    ent_buffer_text(out, "<h2>");
    write_linked(out, entry->article.url, ent__headline(entry));
    ent_buffer_text(out, "</h2>\n");
    write_summary(out, entry);
    write_stances(out, entry);
    write_tags(out, entry);
    write_copies(out, item, now);
    ent_buffer_text(out, "</article>\n");
}

/* ---- the page ---- */

static void write_story(ent_buffer *out, const ent_tagpage_story *story, int64_t now)
{
    ent_buffer_text(out, "<section>\n");
    if (story->digest.size) {
        size_t sources = ent__source_count(story);
        ent_buffer_text(out, "<div class=\"digest\"");
        write_language(out, story->lang);
        ent_buffer_text(out, "<p class=\"label\" lang=\"en\">The story so far</p>\n");
        ent_html_element(out, "p", "told", story->digest);
        ent_buffer_text(out, "<p class=\"quiet\">From ");
        ent__count_write(out, story->count, "article", "articles");
        if (sources) {
            ent_buffer_text(out, " of ");
            ent__count_write(out, sources, "publisher", "publishers");
        }
        ent_buffer_text(out, "</p>\n</div>\n");
    }
    for (size_t i = 0; i < story->count; i++)
        write_item(out, &story->items[i], now);
    ent_buffer_text(out, "</section>\n");
}

static void write_head(ent_buffer *out, const ent_tagpage *page)
{
    ent_buffer_text(
        out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
    ent_html_element(out, "title", NULL, page->title);
    ent_buffer_text(out, "<style>\n");
    ent_buffer_text(out, ent__page_style);
    ent_buffer_text(out, "</style>\n</head>\n<body>\n<main>\n<header>\n");
    if (page->tag.size) {
        ent_buffer_text(out, "<h1>Latest news with <b>");
        ent_html_text(out, page->tag);
        ent_buffer_text(out, "</b></h1>\n");
    } else {
        ent_html_element(out, "h1", NULL, page->title);
    }
    char machine[ENT_TIME_SIZE], exact[ENT__AGE_SIZE];
    ent_time_write(machine, page->now);
    ent__date_write(exact, page->now);
    ent_buffer_text(out, "<p class=\"quiet\">");
    ent__count_write(out, page->article_count, "article", "articles");
    ent_buffer_text(out, " in ");
    ent__count_write(out, page->story_count, "story", "stories");
    ent_buffer_format(out, " · <time datetime=\"%s\">%s</time></p>\n</header>\n", machine,
                      exact);
}

static void write_related(ent_buffer *out, const ent_tagpage *page)
{
    if (!page->related_count)
        return;
    ent_buffer_text(out,
                    "<aside class=\"related\">\n<p class=\"label\">Related tags</p>\n"
                    "<ul>\n");
    for (size_t i = 0; i < page->related_count; i++) {
        ent_buffer_text(out, "<li>");
        ent_html_text(out, page->related[i].tag);
        ent_buffer_format(out, "<span>%zu</span></li>\n", page->related[i].count);
    }
    ent_buffer_text(out, "</ul>\n</aside>\n");
}

void ent__write_html(ent_buffer *out, const ent_tagpage *page)
{
    write_head(out, page);
    if (!page->article_count)
        ent_buffer_text(out, "<article><p>No article yet.</p></article>\n");
    for (size_t s = 0; s < page->story_count; s++)
        write_story(out, &page->stories[s], page->now);
    write_related(out, page);
    ent_buffer_text(out, "<footer>Summaries are sentences of the articles themselves, "
                         "chosen and put together by Entente.</footer>\n"
                         "</main>\n</body>\n</html>\n");
}
