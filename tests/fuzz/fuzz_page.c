/* SPDX-License-Identifier: MIT */
/* Any text as an article on a page: no format lets it leave its place. RSS stays XML, JSON and ninjs stay JSON, and HTML has
   as many tags as with harmless words. */
#include <libxml/parser.h>

#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "articles/tagpage/tagpage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static ent_arena arena;

/* One article whose every string is the text, with a copy. */
static ent_tagpage page_of(ent_string text, ent_string url)
{
    static ent_topic topic;
    static ent_entry_tag tag;
    static ent_leaning leaning;
    static ent_entry entry, copy;
    static const ent_entry *copies[] = {&copy};
    static ent_tagpage_item item = {&entry, copies, 1};
    static ent_tagpage_story story = {.items = &item, .count = 1};
    static ent_tagpage_related related;
    topic =
        (ent_topic){.label = text, .code = text, .probability = 0.5F, .by.name = text};
    tag = (ent_entry_tag){.tag = text, .phrase = text, .score = 0.5F, .by.name = text};
    leaning = (ent_leaning){.target = text, .label = text, .probability = 0.5F};
    entry = (ent_entry){
        .number = 1,
        .digest = ent_string_of("d"),
        .article = {.id = text, .url = url, .source = text, .lang = text, .title = text},
        .author = text,
        .teaser = text,
        .summary = text,
        .timed = true,
        .topics = &topic,
        .topic_count = 1,
        .tags = &tag,
        .tag_count = 1,
        .leanings = &leaning,
        .leaning_count = 1,
        .place = {.copy_of = ENT_STORIES_NONE},
    };
    copy = entry;
    story.digest = story.lang = related.tag = text;
    return (ent_tagpage){.title = text,
                         .tag = text,
                         .stories = &story,
                         .story_count = 1,
                         .article_count = 1,
                         .related = &related,
                         .related_count = 1};
}

static size_t count_of(const ent_buffer *out, char c)
{
    size_t count = 0;
    for (size_t i = 0; i < out->size; i++)
        count += out->data[i] == c;
    return count;
}

static void check_json(const ent_buffer *out)
{
    struct json_object *object;
    ent_json_parser *parser = ent_json_parser_new();
    ent_string text = {out->data, out->size - 1};
    if (!parser || ent_json_parse(&object, parser, text, NULL, NULL) != ENT_OK)
        abort();
    json_object_put(object);
    ent_json_parser_free(parser);
}

static void check_xml(const ent_buffer *out)
{
    xmlDoc *document = xmlReadMemory(out->data, (int)out->size, NULL, "UTF-8",
                                     XML_PARSE_NONET | XML_PARSE_NOERROR |
                                         XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    if (!document)
        abort();
    xmlFreeDoc(document);
}

/* Every string of a page is the text: its HTML, without links. */
static void write_unlinked(ent_buffer *out, ent_string text)
{
    const ent_tagpage page = page_of(text, (ent_string){NULL, 0});
    ent_tagpage_write(out, &page, ENT_TAGPAGE_HTML);
}

/* The tags of the page do not depend on what stands between them. */
static void check_html(ent_string text)
{
    static const char marks[] = "<>\"'";
    ent_buffer plain = {0}, hostile = {0};
    write_unlinked(&plain, ent_string_of("word"));
    write_unlinked(&hostile, text);
    for (size_t i = 0; i + 1 < sizeof marks; i++)
        if (count_of(&hostile, marks[i]) != count_of(&plain, marks[i]))
            abort();
    ent_buffer_dispose(&plain);
    ent_buffer_dispose(&hostile);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ent_decoded decoded;
    if (!arena.start && ent_arena_open(&arena, 0, NULL) != ENT_OK)
        abort();
    ent_arena_reset(&arena);
    if (!size || size > 100000 ||
        ent_decode(&decoded, &arena, (ent_string){(const char *)data, size}, "UTF-8",
                   NULL) != ENT_OK ||
        !decoded.text.size)
        return 0;
    const ent_string text = decoded.text;
    ent_buffer out = {0};
    ent_tagpage page = page_of(text, text);
    for (int format = 0; format < ENT_TAGPAGE_FORMAT_COUNT; format++) {
        ent_buffer_clear(&out);
        ent_tagpage_write(&out, &page, (ent_tagpage_format)format);
        if (out.failed)
            abort();
        if (format == ENT_TAGPAGE_JSON || format == ENT_TAGPAGE_NINJS)
            check_json(&out);
        if (format == ENT_TAGPAGE_RSS)
            check_xml(&out);
    }
    ent_buffer_dispose(&out);
    check_html(text);
    return 0;
}
