/* SPDX-License-Identifier: MIT */
/* The page as IPTC ninjs 3.0: a composite item, with which the articles are associated. */
#include <string.h>

#include "page.h"

static void member(ent_json_writer *json, const char *key, ent_string value)
{
    if (!value.size)
        return;
    ent_json_key(json, key);
    ent_json_write_string(json, value);
}

static void write_time(ent_json_writer *json, const char *key, int64_t time)
{
    char text[ENT_TIME_SIZE];
    ent_time_write(text, time);
    ent_json_key(json, key);
    ent_json_write_text(json, text);
}

/* [{"role","contentType","value"}]: the form of headlines, descriptions and bodies */
static void write_role(ent_json_writer *json, const char *key, const char *role,
                       ent_string value)
{
    if (!value.size)
        return;
    ent_json_key(json, key);
    ent_json_begin_array(json);
    ent_json_begin_object(json);
    member(json, "role", ent_string_of(role));
    member(json, "contentType", ent_string_of("text/plain"));
    member(json, "value", value);
    ent_json_end_object(json);
    ent_json_end_array(json);
}

static void write_uri(ent_json_writer *json, const char *prefix, ent_string name)
{
    ent_buffer uri = {0};
    ent_buffer_text(&uri, prefix);
    for (size_t i = 0; i < name.size; i++) { /* as RFC 3986 wants it */
        unsigned char c = (unsigned char)name.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9') || strchr("-._~:", c);
        if (plain && c)
            ent_buffer_byte(&uri, (char)c);
        else
            ent_buffer_format(&uri, "%%%02X", c);
    }
    ent_json_key(json, "uri");
    ent_json_write_string(json, ent_buffer_view(&uri));
    json->out->failed = json->out->failed || uri.failed;
    ent_buffer_dispose(&uri);
}

static int percent(float share)
{
    int value = (int)(100 * share + 0.5F);
    return value < 0 ? 0 : value > 100 ? 100 : value;
}

static void write_topic(ent_json_writer *json, const ent_topic *topic)
{
    static const char scheme[] = "medtop:";
    size_t skip = sizeof scheme - 1;
    ent_json_begin_object(json);
    member(json, "name", topic->label);
    member(json, "rel", ent_string_of("about"));
    if (topic->code.size > skip && memcmp(topic->code.data, scheme, skip) == 0)
        write_uri(json, "http://cv.iptc.org/newscodes/mediatopic/",
                  (ent_string){topic->code.data + skip, topic->code.size - skip});
    else
        member(json, "literal", topic->code);
    member(json, "creator", topic->by.name);
    if (topic->probability >= 0) {
        ent_json_key(json, "confidence");
        ent_json_write_integer(json, percent(topic->probability));
    }
    ent_json_end_object(json);
}

static void write_subjects(ent_json_writer *json, const ent_entry *entry)
{
    if (!entry->topic_count && !entry->tag_count)
        return;
    ent_json_key(json, "subjects");
    ent_json_begin_array(json);
    for (size_t i = 0; i < entry->topic_count; i++)
        write_topic(json, &entry->topics[i]);
    for (size_t i = 0; i < entry->tag_count; i++) {
        const ent_entry_tag *tag = &entry->tags[i];
        ent_json_begin_object(json);
        member(json, "name", tag->phrase);
        member(json, "rel", ent_string_of("mentions"));
        member(json, "literal", tag->tag);
        member(json, "creator", tag->by.name);
        ent_json_key(json, "relevance");
        ent_json_write_integer(json, percent(tag->score));
        ent_json_end_object(json);
    }
    ent_json_end_array(json);
}

static void write_source(ent_json_writer *json, ent_string source)
{
    if (!source.size)
        return;
    ent_json_key(json, "infoSources");
    ent_json_begin_array(json);
    ent_json_begin_object(json);
    member(json, "name", source);
    ent_json_end_object(json);
    ent_json_end_array(json);
}

static void write_address(ent_json_writer *json, ent_string url)
{
    if (!ent__is_link(url))
        return;
    ent_json_key(json, "altIds");
    ent_json_begin_array(json);
    ent_json_begin_object(json);
    member(json, "role", ent_string_of("url"));
    member(json, "value", url);
    ent_json_end_object(json);
    ent_json_end_array(json);
}

static void write_entry(ent_json_writer *json, const ent_entry *entry)
{
    ent_json_begin_object(json);
    member(json, "name", ent__headline(entry));
    write_uri(json, "urn:entente:", entry->digest);
    member(json, "type", ent_string_of("text"));
    member(json, "representationType", ent_string_of("partial"));
    if (entry->timed)
        write_time(json, "versionCreated", entry->time);
    member(json, "language", entry->article.lang);
    member(json, "by", entry->author);
    write_role(json, "headlines", "main", entry->article.title);
    write_role(json, "descriptions", "summary", entry->summary);
    write_subjects(json, entry);
    write_source(json, entry->article.source);
    write_address(json, entry->article.url);
    ent_json_end_object(json);
}

void ent__write_ninjs(ent_buffer *out, const ent_tagpage *page)
{
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    write_uri(&json, "urn:entente:tag:", page->tag);
    member(&json, "type", ent_string_of("composite"));
    ent_json_key(&json, "standard");
    ent_json_begin_object(&json);
    member(&json, "name", ent_string_of("ninjs"));
    member(&json, "version", ent_string_of("3.0"));
    member(&json, "schema",
           ent_string_of("http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#"));
    ent_json_end_object(&json);
    write_time(&json, "versionCreated", page->now);
    member(&json, "title", page->title);
    write_role(&json, "headlines", "main", page->title);
    if (page->story_count)
        write_role(&json, "descriptions", "summary", page->stories[0].digest);
    ent_json_key(&json, "associations");
    ent_json_begin_array(&json);
    for (size_t s = 0; s < page->story_count; s++)
        for (size_t i = 0; i < page->stories[s].count; i++) {
            const ent_tagpage_item *item = &page->stories[s].items[i];
            write_entry(&json, item->entry);
            for (size_t c = 0; c < item->copy_count; c++)
                write_entry(&json, item->copies[c]);
        }
    ent_json_end_array(&json);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}
