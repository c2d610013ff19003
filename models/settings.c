/* SPDX-License-Identifier: MIT */
/* The settings a scorer needs, as JSON: one table says name, type, place and range (FORMAT.md, section SETT). */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include <json-c/json.h>

#include "parts.h"

enum type { TYPE_STRING, TYPE_BOOL, TYPE_U8, TYPE_U32, TYPE_FLOAT };

struct setting {
    const char *name;
    enum type type;
    size_t place; /* in struct ent_model */
    double least, most;
};

/* A setting that a file lacks is 0, false or empty: a new one must mean what was done before at that value. */
#define PLACE(member) offsetof(struct ent_model, member)
static const struct setting table[] = {
    {"kind", TYPE_STRING, PLACE(kind), 1, 64},
    {"language", TYPE_STRING, PLACE(language), 0, 64},
    {"multi_label", TYPE_BOOL, PLACE(multi_label), 0, 1},
    {"calibrated", TYPE_BOOL, PLACE(calibrated), 0, 1},
    {"power", TYPE_FLOAT, PLACE(coupling.power), 0, 100},
    {"top_slope", TYPE_FLOAT, PLACE(coupling.top_slope), 0, 1e6},
    {"top_offset", TYPE_FLOAT, PLACE(coupling.top_offset), -1e6, 1e6},
    {"word_min", TYPE_U8, PLACE(settings.word_min), 0, 3},
    {"word_max", TYPE_U8, PLACE(settings.word_max), 0, 3},
    {"char_min", TYPE_U8, PLACE(settings.char_min), 0, 6},
    {"char_max", TYPE_U8, PLACE(settings.char_max), 0, 6},
    {"word_weight", TYPE_FLOAT, PLACE(settings.word_weight), 0, 1e6},
    {"char_weight", TYPE_FLOAT, PLACE(settings.char_weight), 0, 1e6},
    {"unit_blocks", TYPE_BOOL, PLACE(settings.unit_blocks), 0, 1},
    {"title_weight", TYPE_FLOAT, PLACE(settings.title_weight), 0, 1e6},
    {"stem", TYPE_BOOL, PLACE(settings.stem), 0, 1},
    {"stop_words", TYPE_BOOL, PLACE(settings.stop_words), 0, 1},
    {"weighting", TYPE_U8, PLACE(settings.weighting), 0, ENT_WEIGHT_BINARY},
    {"hash_bits", TYPE_U8, PLACE(settings.hash_bits), 0, 30},
    {"min_df", TYPE_U32, PLACE(settings.min_df), 0, UINT32_MAX},
    {"max_df", TYPE_FLOAT, PLACE(settings.max_df), 0, 1},
    {"max_features", TYPE_U32, PLACE(settings.max_features), 0, UINT32_MAX},
    {"mean_length", TYPE_FLOAT, PLACE(settings.mean_length), 0, 1e12},
};
enum { SETTINGS = sizeof table / sizeof *table };

void ent__settings_put(ent_json_writer *writer, const struct ent_model *model)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        const void *place = (const char *)model + table[i].place;
        ent_json_key(writer, table[i].name);
        switch (table[i].type) {
        case TYPE_STRING:
            ent_json_write_string(writer, *(const ent_string *)place);
            break;
        case TYPE_BOOL:
            ent_json_write_bool(writer, *(const bool *)place);
            break;
        case TYPE_U8:
            ent_json_write_integer(writer, *(const uint8_t *)place);
            break;
        case TYPE_U32:
            ent_json_write_integer(writer, *(const uint32_t *)place);
            break;
        case TYPE_FLOAT:
            ent_json_write_number(writer, (double)*(const float *)place, -1);
            break;
        }
    }
}

static bool take_string(ent_string *place, ent_arena *arena, struct json_object *value,
                        const struct setting *setting)
{
    if (!json_object_is_type(value, json_type_string))
        return false;
    ent_string text = {json_object_get_string(value),
                       (size_t)json_object_get_string_len(value)};
    *place = ent_string_copy(arena, text);
    return place->data && (double)text.size >= setting->least &&
           (double)text.size <= setting->most && ent__is_printable(text);
}

static bool take_number(void *place, struct json_object *value,
                        const struct setting *setting)
{
    bool integer = json_object_is_type(value, json_type_int);
    if (!integer &&
        (setting->type != TYPE_FLOAT || !json_object_is_type(value, json_type_double)))
        return false;
    double number = json_object_get_double(value);
    if (!(number >= setting->least && number <= setting->most))
        return false;
    if (setting->type == TYPE_FLOAT)
        *(float *)place = number == 0 ? 0 : (float)number; /* no minus zero */
    else if (setting->type == TYPE_U8)
        *(uint8_t *)place = (uint8_t)number;
    else
        *(uint32_t *)place = (uint32_t)number;
    return true;
}

static bool take_setting(struct ent_model *model, const struct setting *setting,
                         struct json_object *value)
{
    void *place = (char *)model + setting->place;
    switch (setting->type) {
    case TYPE_STRING:
        return take_string(place, &model->arena, value, setting);
    case TYPE_BOOL:
        *(bool *)place = json_object_get_boolean(value);
        return json_object_is_type(value, json_type_boolean);
    default:
        return take_number(place, value, setting);
    }
}

static const struct setting *find_setting(const char *name)
{
    for (size_t i = 0; i < SETTINGS; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

static ent_status take_members(struct ent_model *model, struct json_object *object,
                               ent_error *err)
{
    struct json_object_iterator at = json_object_iter_begin(object);
    struct json_object_iterator end = json_object_iter_end(object);
    for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
        const char *name = json_object_iter_peek_name(&at);
        const struct setting *setting = find_setting(name);
        if (!setting)
            return ent_fail(err, ENT_EVERSION, "setting '%s' is of a newer version",
                            name);
        if (!take_setting(model, setting, json_object_iter_peek_value(&at)))
            return ent_fail(err, ENT_EMODEL, "setting '%s' has an impossible value",
                            name);
    }
    const ent_feature_settings *settings = &model->settings;
    if (model->kind.size == 0 || settings->word_min > settings->word_max ||
        settings->char_min > settings->char_max)
        return ent_fail(err, ENT_EMODEL, "the settings contradict each other");
    return ENT_OK;
}

static ent_status parse_object(struct json_object **out, ent_string json,
                               const char *what, ent_error *err)
{
    ent_json_parser *parser = ent_json_parser_new();
    if (!parser)
        return ent_fail_memory(err);
    ent_error fault = {.msg = "not an object"};
    struct json_object *object = NULL;
    ent_status status = ENT_EDATA;
    if (json.size >= 2 && json.data[0] == '{' && json.data[json.size - 1] == '}')
        status = ent_json_parse(&object, parser, json, NULL, &fault);
    ent_json_parser_free(parser);
    if (status == ENT_ENOMEM)
        return ent_fail_memory(err);
    if (status != ENT_OK)
        return ent_fail(err, ENT_EMODEL, "the %s are damaged: %s", what, fault.msg);
    *out = object;
    return ENT_OK;
}

ent_status ent__settings_take(struct ent_model *model, ent_string json, ent_error *err)
{
    struct json_object *object;
    ENT_TRY(parse_object(&object, json, "settings", err));
    ent_status status = take_members(model, object, err);
    json_object_put(object);
    return status;
}

ent_status ent__check_object(ent_string json, const char *what, ent_error *err)
{
    struct json_object *object;
    ENT_TRY(parse_object(&object, json, what, err));
    json_object_put(object);
    return ENT_OK;
}
