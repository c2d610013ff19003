/* SPDX-License-Identifier: MIT */
/* IPTC ninjs, versions 1.x (headline, body_*), 2.x and 3.x (headlines, bodies) as records. */
#include <string.h>

#include <json-c/json.h>

#include "json_record.h"
#include "markup.h"

bool ent__is_ninjs(struct json_object *object)
{
    bool uri = false, news = false;
    json_object_object_foreach(object, key, value)
    {
        (void)value;
        if (strcmp(key, "text") == 0)
            return false;
        uri |= strcmp(key, "uri") == 0;
        news |= strncmp(key, "body_", 5) == 0 || strncmp(key, "headline", 8) == 0 ||
                strcmp(key, "bodies") == 0 || strcmp(key, "subjects") == 0;
    }
    return uri && news;
}

/* The first of several spellings that is a string. */
static ent_string first_of(struct json_object *object, const char *const *names)
{
    ent_string found = {NULL, 0};
    for (; *names && !found.size; names++)
        found = ent_json_string(object, *names, NULL);
    return found;
}

static struct json_object *list_of(struct json_object *object, const char *name)
{
    struct json_object *list = NULL;
    json_object_object_get_ex(object, name, &list);
    return json_object_is_type(list, json_type_array) ? list : NULL;
}

/* Among {"role", "value"} objects the one of role "main", else the first. */
static ent_string main_value(struct json_object *list)
{
    ent_string chosen = {NULL, 0};
    for (size_t i = 0; list && i < json_object_array_length(list); i++) {
        struct json_object *item = json_object_array_get_idx(list, i);
        if (!json_object_is_type(item, json_type_object))
            continue;
        ent_string value = ent_json_string(item, "value", NULL);
        bool main = ent_string_is(ent_json_string(item, "role", NULL), "main");
        if (!chosen.size || main)
            chosen = value;
        if (main)
            break;
    }
    return chosen;
}

/* Bodies come in several renditions of the same text: marked-up ones keep the paragraphs, so they are preferred. */
struct body {
    ent_string value;
    bool markup;
};

static void consider(struct body *body, ent_string value, bool markup)
{
    if (value.size && (!body->value.size || (markup && !body->markup)))
        *body = (struct body){value, markup};
}

static struct body find_body(struct json_object *object)
{
    static const char *const types[] = {"contentType", "contenttype", NULL};
    struct body body = {{NULL, 0}, false};
    struct json_object *bodies = list_of(object, "bodies");
    for (size_t i = 0; bodies && i < json_object_array_length(bodies); i++) {
        struct json_object *item = json_object_array_get_idx(bodies, i);
        if (!json_object_is_type(item, json_type_object))
            continue;
        ent_string type = first_of(item, types);
        consider(&body, ent_json_string(item, "value", NULL),
                 type.size && memmem(type.data, type.size, "html", 4));
    }
    json_object_object_foreach(object, key, value)
    {
        (void)value;
        if (strncmp(key, "body_", 5) == 0)
            consider(&body, ent_json_string(object, key, NULL),
                     strstr(key, "html") != NULL);
    }
    return body;
}

static ent_status add_subjects(ent_dataset *dataset, struct json_object *list,
                               ent_error *err)
{
    static const char *const names[] = {"name", "code", "literal", "uri", NULL};
    for (size_t i = 0; list && i < json_object_array_length(list); i++) {
        struct json_object *subject = json_object_array_get_idx(list, i);
        ent_string name = {NULL, 0};
        if (json_object_is_type(subject, json_type_object))
            name = first_of(subject, names);
        ENT_TRY(ent__add_label(dataset, name, err));
    }
    return ENT_OK;
}

ent_status ent__ninjs_record(ent_dataset *dataset, struct json_object *object,
                             ent_error *err)
{
    static const char *const times[] = {"versionCreated", "versioncreated",
                                        "firstCreated", "firstcreated", NULL};
    static const char *const sources[] = {"provider", "copyrightHolder",
                                          "copyrightholder", "infosource", NULL};
    ent_article *article = &dataset->record.article;
    article->id = ent_json_string(object, "uri", NULL);
    article->lang = ent_json_string(object, "language", NULL);
    article->time = first_of(object, times);
    article->source = first_of(object, sources);
    article->title = ent_json_string(object, "headline", NULL);
    if (!article->title.size)
        article->title = main_value(list_of(object, "headlines"));
    struct body body = find_body(object);
    article->text = body.value;
    if (body.markup)
        ENT_TRY(ent__markup_text(&article->text, &dataset->scratch, body.value, err));
    ENT_TRY(add_subjects(dataset, list_of(object, "subject"), err));
    return add_subjects(dataset, list_of(object, "subjects"), err);
}
