/* SPDX-License-Identifier: MIT */
/* Recipes: what a model is made with, said in a line. */
#include <string.h>

#include <json-c/json.h>

#include "base/base.h"
#include "models/models.h"
#include "training.h"

void ent__recipe_text(char *text, size_t capacity, const struct ent__recipe *recipe)
{
    const ent_feature_settings *features = &recipe->features;
    static const char *const weightings[] = {"", ", BM25", ", binary"};
    ent_buffer out = {0};
    if (features->word_max)
        ent_buffer_format(&out, "words %u-%u", features->word_min, features->word_max);
    if (features->char_max) {
        ent_buffer_format(&out, "%scharacters %u-%u", out.size ? " + " : "",
                          features->char_min, features->char_max);
        if (features->word_max && features->char_weight != 1) {
            ent_buffer_text(&out, " x ");
            ent_buffer_number(&out, (double)features->char_weight);
        }
    }
    if (features->word_max)
        ent_buffer_text(&out, features->stem ? ", stems" : ", forms");
    if (features->stop_words)
        ent_buffer_text(&out, ", no function words");
    if (features->title_weight > 0) {
        ent_buffer_text(&out, ", title ");
        ent_buffer_decimal(&out, (double)features->title_weight, 2);
    }
    if (features->weighting <= ENT_WEIGHT_BINARY)
        ent_buffer_text(&out, weightings[features->weighting]);
    if (features->hash_bits)
        ent_buffer_format(&out, ", hashed to %u bits", features->hash_bits);
    else if (features->min_df != 2)
        ent_buffer_format(&out, ", min df %u", features->min_df);
    if (recipe->bayes)
        ent_buffer_text(&out, ", naive Bayes weights");
    size_t size = out.failed ? 0 : out.size < capacity ? out.size : capacity - 1;
    if (size)
        memcpy(text, out.data, size);
    text[size] = '\0';
    ent_buffer_dispose(&out);
}

struct ent__recipe ent__recipe_of_model(const ent_model *model)
{
    struct ent__recipe recipe = {model->settings, false, 1};
    struct json_object *object = NULL, *value = NULL;
    ent_json_parser *parser = ent_json_parser_new();
    if (parser && model->metadata.size &&
        ent_json_parse(&object, parser, model->metadata, NULL, NULL) == ENT_OK) {
        double cost = 0;
        if (json_object_object_get_ex(object, "train.C", &value))
            cost = json_object_get_double(value);
        if (cost > 0 && cost < 1e9)
            recipe.C = cost;
        if (json_object_object_get_ex(object, "train.naive_bayes", &value))
            recipe.bayes = json_object_get_boolean(value);
    }
    json_object_put(object);
    ent_json_parser_free(parser);
    return recipe;
}
