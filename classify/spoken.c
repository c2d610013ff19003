/* SPDX-License-Identifier: MIT */
/* The languages that a model was trained on, as its metadata tells. */
#include <stdlib.h>

#include <json-c/json.h>

#include "base/base.h"
#include "spoken.h"

/* Metadata of our own making: what is not as expected means that nothing is known, and any language will do. */
bool ent__spoken_open(ent__spoken *spoken, ent_string metadata)
{
    struct json_object *root = NULL, *list = NULL;
    ent_json_parser *parser = ent_json_parser_new();
    if (!parser)
        return false;
    bool good = true;
    if (ent_json_parse(&root, parser, metadata, NULL, NULL) == ENT_OK &&
        json_object_object_get_ex(root, "text.languages", &list) &&
        json_object_is_type(list, json_type_array)) {
        size_t count = json_object_array_length(list);
        spoken->languages = ent_new_zeroed(count, sizeof(const ent_language *));
        good = spoken->languages != NULL;
        for (size_t i = 0; good && i < count; i++) {
            const char *code = json_object_get_string(json_object_array_get_idx(list, i));
            const ent_language *language =
                code ? ent_language_find(ent_string_of(code)) : NULL;
            if (language)
                spoken->languages[spoken->count++] = language;
        }
    }
    json_object_put(root);
    ent_json_parser_free(parser);
    return good;
}

void ent__spoken_dispose(ent__spoken *spoken)
{
    free(spoken->languages);
    *spoken = (ent__spoken){0};
}

bool ent__speaks(const ent__spoken *spoken, ent_string lang)
{
    const ent_language *language = lang.size ? ent_language_find(lang) : NULL;
    if (!language || !spoken->count)
        return true;
    for (size_t i = 0; i < spoken->count; i++)
        if (spoken->languages[i] == language)
            return true;
    return false;
}
