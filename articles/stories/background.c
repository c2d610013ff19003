/* SPDX-License-Identifier: MIT */
/* A model's document frequencies, kept by the shorter keys that stories remember. */
#include "background.h"

#include <string.h>

#include "models/models.h"

static bool is_one_word(const ent_vocabulary *vocabulary, uint32_t id)
{
    ent_string term = ent__vocabulary_term(vocabulary, id);
    return !term.size || !memchr(term.data, ' ', term.size);
}

bool ent__story_background_take(ent_story_background *background, const ent_model *model)
{
    const ent_vocabulary *vocabulary = &model->vocabulary;
    if (!vocabulary->keys || !model->settings.stem || !model->settings.word_max)
        return true;
    for (uint32_t i = 0; i < vocabulary->size; i++) {
        if (!is_one_word(vocabulary, i))
            continue;
        uint32_t *frequency =
            ent_map_put(&background->frequencies, vocabulary->keys[i] >> 32);
        if (!frequency)
            return false;
        if (*frequency == ENT_MAP_NONE || *frequency < vocabulary->frequencies[i])
            *frequency = vocabulary->frequencies[i];
    }
    background->documents = (double)vocabulary->documents;
    return true;
}

void ent__story_background_dispose(ent_story_background *background)
{
    ent_map_dispose(&background->frequencies);
    *background = (ent_story_background){0};
}

double ent__story_background_share(const ent_story_background *background, uint32_t key)
{
    if (background->documents <= 0)
        return -1;
    uint32_t frequency = ent_map_get(&background->frequencies, key);
    return frequency == ENT_MAP_NONE ? -1 : frequency / background->documents;
}
