/* SPDX-License-Identifier: MIT */
/* The page as RSS 2.0, an item an article; copies are left out, as readers of feeds want each text once. */
#include <string.h>

#include "page.h"

/* XML forbids two characters that HTML only frowns on: U+FFFE and U+FFFF. */
static void write_text(ent_buffer *out, ent_string text)
{
    size_t from = 0;
    for (size_t i = 0; i + 2 < text.size; i++)
        if (memcmp(text.data + i, "\xEF\xBF\xBE", 3) == 0 ||
            memcmp(text.data + i, "\xEF\xBF\xBF", 3) == 0) {
            ent_html_text(out, (ent_string){text.data + from, i - from});
            ent_buffer_text(out, "\xEF\xBF\xBD");
            from = i + 3;
            i += 2;
        }
    ent_html_text(out, (ent_string){text.data + from, text.size - from});
}

static void element(ent_buffer *out, const char *name, ent_string text)
{
    if (!text.size)
        return;
    ent_buffer_format(out, "<%s>", name);
    write_text(out, text);
    ent_buffer_format(out, "</%s>\n", name);
}

static void date_element(ent_buffer *out, const char *name, int64_t time)
{
    char date[ENT__AGE_SIZE];
    ent__mail_date_write(date, time);
    element(out, name, ent_string_of(date));
}

static void write_item(ent_buffer *out, const ent_tagpage_item *item)
{
    const ent_entry *entry = item->entry;
    ent_buffer_text(out, "<item>\n");
    element(out, "title", ent__headline(entry));
    if (ent__is_link(entry->article.url))
        element(out, "link", entry->article.url);
    element(out, "description", entry->summary);
    element(out, "dc:creator", entry->author);
    element(out, "dc:source", entry->article.source);
    element(out, "dc:language", entry->article.lang);
    for (size_t i = 0; i < entry->topic_count; i++)
        if (ent__topic_is_shown(entry, i))
            element(out, "category", entry->topics[i].label);
    for (size_t i = 0; i < entry->tag_count; i++)
        element(out, "category", entry->tags[i].tag);
    if (entry->timed)
        date_element(out, "pubDate", entry->time);
    ent_buffer_text(out, "<guid isPermaLink=\"false\">urn:entente:");
    write_text(out, entry->digest);
    ent_buffer_text(out, "</guid>\n</item>\n");
}

/* In an address everything but letters and digits of ASCII is spelt in hexadecimal (RFC 3986, section 2.1). */
static void write_escaped(ent_buffer *out, ent_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= 'a' && byte <= 'z') || byte == '-';
        ent_buffer_format(out, plain ? "%c" : "%%%02X", byte);
    }
}

void ent__write_rss(ent_buffer *out, const ent_tagpage *page)
{
    ent_buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<rss version=\"2.0\" "
                         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n");
    element(out, "title", page->title);
    /* The format wants a link; where the page will stand is not known here. */
    ent_buffer_text(out, "<link>urn:entente:tag:");
    write_escaped(out, page->tag);
    ent_buffer_text(out, "</link>\n");
    ent_string digest = page->story_count ? page->stories[0].digest : (ent_string){0};
    element(out, "description", digest.size ? digest : page->title);
    date_element(out, "lastBuildDate", page->now);
    element(out, "generator", ent_string_of("Entente"));
    for (size_t s = 0; s < page->story_count; s++)
        for (size_t i = 0; i < page->stories[s].count; i++)
            write_item(out, &page->stories[s].items[i]);
    ent_buffer_text(out, "</channel>\n</rss>\n");
}
