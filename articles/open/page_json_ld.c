/* SPDX-License-Identifier: MIT */
/* What JSON-LD (schema.org) says about an article. */
#include <string.h>

#include <json-c/json.h>

#include "page_meta.h"

enum { DEEPEST = 12 };

static ent_string text_of(struct json_object *value)
{
    if (!json_object_is_type(value, json_type_string))
        return (ent_string){NULL, 0};
    return ent__trimmed((ent_string){json_object_get_string(value),
                                     (size_t)json_object_get_string_len(value)});
}

/* Set *out from a value once: a string, the name of an object, or several of them joined by ", ". */
static bool set(ent_string *out, ent_arena *arena, struct json_object *value)
{
    if (out->size || !value)
        return true;
    ent_string text = text_of(value);
    if (json_object_is_type(value, json_type_object)) {
        text = text_of(json_object_object_get(value, "name"));
    } else if (json_object_is_type(value, json_type_array)) {
        ent_buffer joined = {0};
        for (size_t i = 0; i < json_object_array_length(value) && i < 20; i++) {
            struct json_object *item = json_object_array_get_idx(value, i);
            if (json_object_is_type(item, json_type_object))
                item = json_object_object_get(item, "name");
            ent_string name = text_of(item);
            if (name.size && joined.size)
                ent_buffer_text(&joined, ", ");
            ent_buffer_string(&joined, name);
        }
        *out = ent_string_copy(arena, ent_buffer_view(&joined));
        bool good = !joined.failed && out->data;
        ent_buffer_dispose(&joined);
        return good;
    }
    if (!text.size)
        return true;
    *out = ent_string_copy(arena, text);
    return out->data != NULL;
}

static bool names_article(ent_string type)
{
    static const char *const endings[] = {"Article", "Posting", "Report", "Review"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i]);
        if (type.size >= size &&
            memcmp(type.data + type.size - size, endings[i], size) == 0)
            return true;
    }
    return false;
}

static bool is_article(struct json_object *object)
{
    struct json_object *type = json_object_object_get(object, "@type");
    if (json_object_is_type(type, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(type); i++)
            if (names_article(text_of(json_object_array_get_idx(type, i))))
                return true;
        return false;
    }
    return names_article(text_of(type));
}

static bool read_article(ent_page_meta *out, ent_arena *arena, struct json_object *object)
{
    const struct {
        const char *key;
        ent_string *value;
    } members[] = {
        {"headline", &out->title},
        {"name", &out->title},
        {"url", &out->url},
        {"publisher", &out->source},
        {"author", &out->author},
        {"creator", &out->author},
        {"datePublished", &out->time},
        {"dateCreated", &out->time},
        {"inLanguage", &out->lang},
        {"articleSection", &out->section},
        {"description", &out->description},
        {"articleBody", &out->body},
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (!set(members[i].value, arena, json_object_object_get(object, members[i].key)))
            return false;
    return true;
}

/* The first article found anywhere in it: at the top, in a list, in "@graph" or "mainEntity". */
static bool search(ent_page_meta *out, ent_arena *arena, struct json_object *value,
                   int depth, bool *found)
{
    if (depth > DEEPEST || *found)
        return true;
    if (json_object_is_type(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++)
            if (!search(out, arena, json_object_array_get_idx(value, i), depth + 1,
                        found))
                return false;
        return true;
    }
    if (!json_object_is_type(value, json_type_object))
        return true;
    if (is_article(value)) {
        *found = true;
        return read_article(out, arena, value);
    }
    static const char *const inner[] = {"@graph", "mainEntity", "mainEntityOfPage"};
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
        if (!search(out, arena, json_object_object_get(value, inner[i]), depth + 1,
                    found))
            return false;
    return true;
}

bool ent__json_ld(ent_page_meta *out, ent_arena *arena, ent_string text)
{
    text = ent__trimmed(text);
    /* Pages hold raw line breaks in strings: as white space they do no harm anywhere in JSON. */
    ent_string clean = ent_string_copy(arena, text);
    ent_json_parser *parser = ent_json_parser_new();
    if (!clean.data || !parser) {
        ent_json_parser_free(parser);
        return false;
    }
    for (char *c = (char *)clean.data; c < clean.data + clean.size; c++)
        if ((unsigned char)*c < 0x20)
            *c = ' ';
    while (clean.size && clean.data[clean.size - 1] == ';')
        clean.size--;
    struct json_object *object = NULL;
    bool good = true, found = false;
    if (ent_json_parse(&object, parser, clean, NULL, NULL) == ENT_OK)
        good = search(out, arena, object, 0, &found);
    json_object_put(object);
    ent_json_parser_free(parser);
    return good;
}
