/* SPDX-License-Identifier: MIT */
/* The document frequencies of a model's corpus as a background for tags. */
#include "tags.h"

#include "models/models.h"

static uint32_t frequency(void *context, uint64_t key)
{
    const ent_model *model = context;
    uint32_t id = ent__vocabulary_find(&model->vocabulary, key);
    return id == ENT_NO_TERM ? 0 : model->vocabulary.frequencies[id];
}

ent_tag_background ent_tag_background_of(const ent_model *model)
{
    const ent_vocabulary *vocabulary = &model->vocabulary;
    bool usable = vocabulary->keys && model->settings.stem && model->settings.word_max;
    return (ent_tag_background){
        .frequency = frequency,
        .context = (void *)(uintptr_t)model,
        .documents = usable ? vocabulary->documents : 0,
        .lang = model->language,
    };
}
