/* SPDX-License-Identifier: MIT */
/* JSON objects in our own shape and in Annif's. */
#include "json_record.h"

#include <json-c/json.h>

static ent_string string_of(struct json_object *value)
{
    return (ent_string){json_object_get_string(value),
                        (size_t)json_object_get_string_len(value)};
}

static ent_status bad_kind(ent_dataset *dataset, ent_string name, const char *wanted,
                           ent_error *err)
{
    return ent__bad_field(dataset, err, ENT_SKIP_FIELD, &dataset->field,
                          "field '%.*s' is not %s",
                          (int)(name.size < 60 ? name.size : 60), name.data, wanted);
}

/* A string, or a number where one stands for an id or a label, as text. {NULL, 0}: another kind. */
static ent_string scalar(ent_dataset *dataset, struct json_object *value)
{
    if (json_object_is_type(value, json_type_string))
        return string_of(value);
    if (json_object_is_type(value, json_type_int) ||
        json_object_is_type(value, json_type_double))
        return ent_string_copy(&dataset->scratch,
                               ent_string_of(json_object_to_json_string(value)));
    return (ent_string){NULL, 0};
}

static ent_status map_list(ent_dataset *dataset, const ent_field_rule *rule,
                           struct json_object *list, ent_error *err)
{
    bool label = rule->role == ENT_ROLE_LABEL;
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        ent_string text = scalar(dataset, json_object_array_get_idx(list, i));
        if (!text.data)
            return bad_kind(dataset, rule->name, "a list of strings", err);
        if (label)
            ENT_TRY(ent__add_label(dataset, text, err));
        else
            ENT_TRY(ent__set_field(dataset, rule, text, err));
    }
    return ENT_OK;
}

/* What a value of one kind should have been. */
static const char *kind_of(ent_role role)
{
    switch (role) {
    case ENT_ROLE_WEIGHT:
        return "a number";
    case ENT_ROLE_ID:
        return "a string or a number";
    case ENT_ROLE_LABEL:
    case ENT_ROLE_REFERENCE:
        return "a string or a list of strings";
    default:
        return "a string";
    }
}

/* Annif: a subject is known by its label where it has one, else by its URI. */
static ent_status map_subjects(ent_dataset *dataset, const ent_field_rule *rule,
                               struct json_object *list, ent_error *err)
{
    if (!json_object_is_type(list, json_type_array))
        return bad_kind(dataset, rule->name, "a list", err);
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *subject = json_object_array_get_idx(list, i);
        if (!json_object_is_type(subject, json_type_object))
            return bad_kind(dataset, rule->name, "a list of objects", err);
        ent_string name = ent_json_string(subject, "label", NULL);
        if (!name.size)
            name = ent_json_string(subject, "uri", NULL);
        ENT_TRY(ent__add_label(dataset, name, err));
    }
    return ENT_OK;
}

/* Whoever wants the article alone does not lose it for a time that is a number or a stance that is a list. */
static bool is_dispensable(const ent_dataset *dataset, const ent_field_rule *rule)
{
    return dataset->options.articles_only && rule->role != ENT_ROLE_TEXT &&
           rule->role != ENT_ROLE_TITLE;
}

static ent_status map_value(ent_dataset *dataset, const ent_field_rule *rule,
                            struct json_object *value, ent_error *err)
{
    if (!value) /* null is the same as absent */
        return ENT_OK;
    if (rule->role == ENT_ROLE_SUBJECTS)
        return map_subjects(dataset, rule, value, err);
    if (rule->role == ENT_ROLE_LABEL || rule->role == ENT_ROLE_REFERENCE) {
        dataset->told_labels |= rule->role == ENT_ROLE_LABEL;
        if (json_object_is_type(value, json_type_array))
            return map_list(dataset, rule, value, err);
    } else if (rule->role != ENT_ROLE_ID && rule->role != ENT_ROLE_WEIGHT &&
               !json_object_is_type(value, json_type_string) &&
               !is_dispensable(dataset, rule)) {
        return bad_kind(dataset, rule->name, kind_of(rule->role), err);
    }
    ent_string text = scalar(dataset, value);
    if (!text.data)
        return is_dispensable(dataset, rule)
                   ? ENT_OK
                   : bad_kind(dataset, rule->name, kind_of(rule->role), err);
    return ent__set_field(dataset, rule, text, err);
}

/* Members of `object` into the record. `metadata` may hold a title and the like, but no text and no further level. */
static ent_status map_members(ent_dataset *dataset, struct json_object *object,
                              bool inner, ent_error *err)
{
    const ent_field_rule *labels = NULL;
    json_object_object_foreach(object, key, value)
    {
        ent_string name = ent_string_of(key);
        const ent_field_rule *rule = ent__fields_find(&dataset->fields, name);
        if (!inner) /* members of an inner object stand where that does */
            dataset->field = (ent_field_place){.name = name};
        if (!rule) {
            ENT_TRY(ent__unknown_field(dataset, name, &dataset->field, err));
            continue;
        }
        if (rule->role == ENT_ROLE_METADATA) {
            if (!inner && json_object_is_type(value, json_type_object))
                ENT_TRY(map_members(dataset, value, true, err));
            continue;
        }
        if (rule->role == ENT_ROLE_LABEL && labels && !dataset->fields.labels_mapped &&
            !dataset->options.articles_only)
            return ent__bad_field(
                dataset, err, ENT_SKIP_LABEL, &dataset->field,
                "labels stand in '%.*s' and '%.*s': choose with --label",
                (int)labels->name.size, labels->name.data, (int)rule->name.size,
                rule->name.data);
        if (rule->role == ENT_ROLE_LABEL && value)
            labels = rule;
        ENT_TRY(map_value(dataset, rule, value, err));
    }
    return ENT_OK;
}

ent_status ent__json_record(ent_dataset *dataset, struct json_object *object,
                            ent_error *err)
{
    if (!json_object_is_type(object, json_type_object))
        return ent__bad_field(dataset, err, ENT_SKIP_SYNTAX, &dataset->field,
                              "not a JSON object");
    dataset->record.article.paragraphs = ENT_PARAGRAPHS_LINE;
    if (ent__is_ninjs(object))
        return ent__ninjs_record(dataset, object, err);
    return map_members(dataset, object, false, err);
}
