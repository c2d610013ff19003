/* SPDX-License-Identifier: MIT */
/* JSON Feed 1.0 and 1.1. */
#include <string.h>

#include <json-c/json.h>

#include "reader.h"

struct json_feed {
    ent_json_parser *parser;
    struct json_object *root;
    struct json_object *items; /* lent by root */
    size_t at;
};

static ent_status json_feed_open(ent_articles *reader, ent_error *err)
{
    struct json_feed *feed = ent_arena_alloc(&reader->document, 1, sizeof *feed);
    if (!feed || !(feed->parser = ent_json_parser_new()))
        return ent_fail_memory(err);
    reader->state = feed;
    ent_string bytes;
    ENT_TRY(ent__article_rest(reader, &bytes, err));
    if (bytes.size >= 3 && memcmp(bytes.data, "\xEF\xBB\xBF", 3) == 0)
        bytes = (ent_string){bytes.data + 3, bytes.size - 3};
    ent_error problem;
    size_t column;
    ent_status status =
        ent_json_parse(&feed->root, feed->parser, bytes, &column, &problem);
    if (status == ENT_ENOMEM)
        return ent_fail_memory(err);
    if (status != ENT_OK) { /* the column counts from the start of the text */
        uint64_t line = 1;
        size_t start = 0;
        for (size_t i = 0; i + 1 < column && i < bytes.size; i++)
            if (bytes.data[i] == '\n') {
                line++;
                start = i + 1;
            }
        return ent__article_end(reader, err, line, column - start, "%s", problem.msg);
    }
    feed->items = json_object_is_type(feed->root, json_type_object)
                      ? json_object_object_get(feed->root, "items")
                      : NULL;
    return ENT_OK;
}

static void json_feed_close(ent_articles *reader)
{
    struct json_feed *feed = reader->state;
    if (!feed)
        return;
    json_object_put(feed->root);
    ent_json_parser_free(feed->parser);
}

static ent_string scalar(ent_arena *arena, struct json_object *item, const char *key)
{
    struct json_object *value = json_object_object_get(item, key);
    if (json_object_is_type(value, json_type_int)) /* ids of sloppy feeds */
        return ent_string_copy(arena, ent_string_of(json_object_get_string(value)));
    return ent_json_string(item, key, NULL);
}

/* Version 1.1 has a list of authors, 1.0 one; the feed's own stand for those of an item that names none. */
static ent_string authors(ent_arena *arena, struct json_object *of)
{
    struct json_object *list = json_object_object_get(of, "authors");
    struct json_object *one = json_object_object_get(of, "author");
    if (json_object_is_type(one, json_type_object))
        return ent_json_string(one, "name", NULL);
    if (!json_object_is_type(list, json_type_array))
        return (ent_string){"", 0};
    ent_buffer names = {0};
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *author = json_object_array_get_idx(list, i);
        if (!json_object_is_type(author, json_type_object))
            continue;
        ent_string name = ent_json_string(author, "name", NULL);
        if (name.size && names.size)
            ent_buffer_text(&names, ", ");
        ent_buffer_string(&names, name);
    }
    ent_string copy = ent_string_copy(arena, ent_buffer_view(&names));
    ent_buffer_dispose(&names);
    return copy;
}

static bool add_tags(ent_articles *reader, struct json_object *item)
{
    struct json_object *tags = json_object_object_get(item, "tags");
    if (!json_object_is_type(tags, json_type_array))
        return true;
    for (size_t i = 0; i < json_object_array_length(tags); i++) {
        struct json_object *tag = json_object_array_get_idx(tags, i);
        if (!json_object_is_type(tag, json_type_string))
            continue;
        ent_string text = {json_object_get_string(tag),
                           (size_t)json_object_get_string_len(tag)};
        if (text.size && !ent_array_push(&reader->topics, text))
            return false;
    }
    return true;
}

static ent_string first_of(ent_string a, ent_string b)
{
    return a.size ? a : b;
}

static ent_status json_feed_next(ent_articles *reader, bool *end, ent_error *err)
{
    struct json_feed *feed = reader->state;
    size_t count = json_object_is_type(feed->items, json_type_array)
                       ? json_object_array_length(feed->items)
                       : 0;
    *end = feed->at == count;
    if (*end)
        return ENT_OK;
    struct json_object *item = json_object_array_get_idx(feed->items, feed->at++);
    if (!json_object_is_type(item, json_type_object))
        return ent__article_bad(reader, err, (ent_string){NULL, 0}, 0, 0,
                                "item %zu is not an object", feed->at);
    ent_arena *arena = &reader->scratch;
    ent_article *article = &reader->article;
    article->id = scalar(arena, item, "id");
    article->url = first_of(ent_json_string(item, "url", NULL),
                            ent_json_string(item, "external_url", NULL));
    article->title = ent_json_string(item, "title", NULL);
    ent_string html = ent_json_string(item, "content_html", NULL);
    article->text = first_of(ent_json_string(item, "content_text", NULL),
                             ent__html_text(arena, html));
    if (!article->text.data && html.size)
        return ent_fail_memory(err);
    reader->details.summary = ent_json_string(item, "summary", NULL);
    if (!article->text.size) {
        article->text = reader->details.summary;
        reader->details.summary = (ent_string){NULL, 0};
    }
    article->time = first_of(ent_json_string(item, "date_published", NULL),
                             ent_json_string(item, "date_modified", NULL));
    article->lang = first_of(ent_json_string(item, "language", NULL),
                             ent_json_string(feed->root, "language", NULL));
    article->source = ent_json_string(feed->root, "title", NULL);
    reader->details.author = first_of(authors(arena, item), authors(arena, feed->root));
    return add_tags(reader, item) ? ENT_OK : ent_fail_memory(err);
}

const ent_article_format ent__articles_of_json_feed = {json_feed_open, json_feed_next,
                                                       json_feed_close, NULL};
