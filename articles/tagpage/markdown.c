/* SPDX-License-Identifier: MIT */
/* The page as Markdown (CommonMark) and as plain text: the same lines, with marks and without. */
#include <string.h>

#include "page.h"

/* ---- text that is not markup ---- */

/* One line; in Markdown what could be taken for markup is escaped, '<' and '&' too, since HTML passes through. */
static void write_line(ent_buffer *out, ent_string text, bool marks)
{
    size_t digits = 0;
    while (digits < text.size && text.data[digits] >= '0' && text.data[digits] <= '9')
        digits++;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < ' ' || c == 0x7F) {
            ent_buffer_byte(out, ' ');
            continue;
        }
        if (marks && strchr("\\`*_[]<>&~", c))
            ent_buffer_byte(out, '\\');
        /* "# ", "- ", "=" and "1. " mean something at the beginning of a line. */
        if (marks && i == 0 && strchr("#+-=", c))
            ent_buffer_byte(out, '\\');
        if (marks && (c == '.' || c == ')') && i && i == digits)
            ent_buffer_byte(out, '\\');
        ent_buffer_byte(out, (char)c);
    }
}

static void write_between(ent_buffer *out, const char *mark, ent_string text, bool marks)
{
    ent_buffer_text(out, marks ? mark : "");
    write_line(out, text, marks);
    ent_buffer_text(out, marks ? mark : "");
}

static void write_headline(ent_buffer *out, const ent_entry *entry, bool marks)
{
    bool linked = marks && ent__is_link(entry->article.url);
    ent_buffer_text(out, linked ? "[" : "");
    write_line(out, ent__headline(entry), marks);
    if (linked) {
        ent_buffer_text(out, "](<");
        ent_buffer_string(out, entry->article.url);
        ent_buffer_text(out, ">)");
    }
}

/* ---- an article ---- */

static void write_byline(ent_buffer *out, const ent_entry *entry, int64_t now, bool marks)
{
    char age[ENT__AGE_SIZE], exact[ENT__AGE_SIZE];
    ent_string source = entry->article.source;
    if (source.size)
        write_between(out, "**", source, marks);
    if (entry->timed) {
        ent__age_write(age, entry->time, now);
        ent__date_write(exact, entry->time);
        ent_buffer_text(out, source.size ? " · " : "");
        ent_buffer_format(out, "%s (%s)", age, exact);
    }
    if (entry->author.size) {
        ent_buffer_text(out, source.size || entry->timed ? " · " : "");
        write_line(out, entry->author, marks);
    }
}

static void write_names(ent_buffer *out, const char *name, const ent_entry *entry,
                        bool tags, bool marks)
{
    size_t count = tags ? entry->tag_count : entry->topic_count;
    if (!count)
        return;
    ent_buffer_text(out, name);
    for (size_t i = 0, shown = 0; i < count; i++) {
        if (!tags && !ent__topic_is_shown(entry, i))
            continue;
        ent_buffer_text(out, shown++ ? ", " : "");
        write_line(out, tags ? entry->tags[i].tag : entry->topics[i].label, marks);
    }
    ent_buffer_text(out, "\n\n");
}

static void write_stances(ent_buffer *out, const ent_entry *entry, bool marks)
{
    for (size_t i = 0; i < entry->leaning_count; i++) {
        const ent_leaning *leaning = &entry->leanings[i];
        ent_buffer_text(out, "Toward ");
        write_line(out, leaning->target, marks);
        ent_buffer_text(out, ": ");
        write_between(
            out, "**",
            leaning->label.size ? leaning->label : ent_string_of("not mentioned"), marks);
        if (leaning->label.size)
            ent_buffer_format(out, " %d %%", (int)(100 * leaning->probability + 0.5F));
        ent_buffer_text(out, "\n\n");
    }
}

static void write_copies(ent_buffer *out, const ent_tagpage_item *item, int64_t now,
                         bool marks)
{
    if (!item->copy_count)
        return;
    ent_buffer_text(out, "Also printed in ");
    ent__count_write(out, item->copy_count, "other place", "other places");
    ent_buffer_text(out, ":\n\n");
    for (size_t i = 0; i < item->copy_count; i++) {
        ent_buffer_text(out, "- ");
        write_byline(out, item->copies[i], now, marks);
        ent_buffer_text(out, ": ");
        write_headline(out, item->copies[i], marks);
        ent_buffer_byte(out, '\n');
    }
    ent_buffer_byte(out, '\n');
}

static void write_item(ent_buffer *out, const ent_tagpage_item *item, int64_t now,
                       bool marks)
{
    const ent_entry *entry = item->entry;
    ent_buffer_text(out, marks ? "## " : "");
    write_headline(out, entry, marks);
    ent_buffer_text(out, marks ? "\n\n" : "\n");
    size_t start = out->size;
    write_byline(out, entry, now, marks);
    if (out->size > start)
        ent_buffer_text(out, "\n\n");
    write_names(out, "Topics: ", entry, false, marks);
    if (entry->summary.size) {
        write_line(out, entry->summary, marks);
        ent_buffer_text(out, "\n\n");
    }
    if (!marks && ent__is_link(entry->article.url)) {
        ent_buffer_string(out, entry->article.url);
        ent_buffer_text(out, "\n\n");
    }
    write_stances(out, entry, marks);
    write_names(out, "Tags: ", entry, true, marks);
    write_copies(out, item, now, marks);
}

/* ---- the page ---- */

static void underline(ent_buffer *out, ent_string title)
{
    ent_buffer_byte(out, '\n');
    for (size_t i = 0; i < title.size; i++)
        if (((unsigned char)title.data[i] & 0xC0) != 0x80)
            ent_buffer_byte(out, '=');
}

static void write_related(ent_buffer *out, const ent_tagpage *page, bool marks)
{
    if (!page->related_count)
        return;
    ent_buffer_text(out, marks ? "---\n\nRelated tags: " : "Related tags: ");
    for (size_t i = 0; i < page->related_count; i++) {
        ent_buffer_text(out, i ? ", " : "");
        write_line(out, page->related[i].tag, marks);
        ent_buffer_format(out, " %zu", page->related[i].count);
    }
    ent_buffer_byte(out, '\n');
}

static void write_page(ent_buffer *out, const ent_tagpage *page, bool marks)
{
    char now[ENT__AGE_SIZE];
    ent__date_write(now, page->now);
    ent_buffer_text(out, marks ? "# " : "");
    write_line(out, page->title, marks);
    if (!marks)
        underline(out, page->title);
    ent_buffer_text(out, marks ? "\n\n" : "\n");
    ent__count_write(out, page->article_count, "article", "articles");
    ent_buffer_text(out, " in ");
    ent__count_write(out, page->story_count, "story", "stories");
    ent_buffer_format(out, " · %s\n\n", now);
    for (size_t s = 0; s < page->story_count; s++) {
        const ent_tagpage_story *story = &page->stories[s];
        if (story->digest.size) {
            ent_buffer_text(out, marks ? "> " : "");
            write_line(out, story->digest, marks);
            ent_buffer_text(out, "\n\n");
        }
        for (size_t i = 0; i < story->count; i++)
            write_item(out, &story->items[i], page->now, marks);
    }
    write_related(out, page, marks);
}

void ent__write_markdown(ent_buffer *out, const ent_tagpage *page)
{
    write_page(out, page, true);
}

void ent__write_text(ent_buffer *out, const ent_tagpage *page)
{
    write_page(out, page, false);
}
