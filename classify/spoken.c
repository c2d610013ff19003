/* SPDX-License-Identifier: MIT */
/* The languages that a model was trained on, as its metadata tells. */
#include <stdlib.h>

#include <json-c/json.h>

#include "base/base.h"
#include "scorer.h"

/* Metadata of our own making: what is not as expected means that nothing is known, and any language will do. */
bool ent__open_spoken(ent_scorer *scorer)
{
    struct json_object *metadata = NULL, *list = NULL;
    ent_json_parser *parser = ent_json_parser_new();
    if (!parser)
        return false;
    bool good = true;
    if (ent_json_parse(&metadata, parser, scorer->model->metadata, NULL, NULL) ==
            ENT_OK &&
        json_object_object_get_ex(metadata, "text.languages", &list) &&
        json_object_is_type(list, json_type_array)) {
        size_t count = json_object_array_length(list);
        scorer->spoken = ent_new_zeroed(count, sizeof(const ent_language *));
        good = scorer->spoken != NULL;
        for (size_t i = 0; good && i < count; i++) {
            const char *code = json_object_get_string(json_object_array_get_idx(list, i));
            const ent_language *language =
                code ? ent_language_find(ent_string_of(code)) : NULL;
            if (language)
                scorer->spoken[scorer->spoken_count++] = language;
        }
    }
    json_object_put(metadata);
    ent_json_parser_free(parser);
    return good;
}

bool ent__speaks(const ent_scorer *scorer, ent_string lang)
{
    const ent_language *language = lang.size ? ent_language_find(lang) : NULL;
    if (!language || !scorer->spoken_count)
        return true;
    for (size_t i = 0; i < scorer->spoken_count; i++)
        if (scorer->spoken[i] == language)
            return true;
    return false;
}
