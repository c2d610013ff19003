/* SPDX-License-Identifier: MIT */
/* An older model's weights, by the features and labels of a new vocabulary. */
#include "carry.h"

#include <stdlib.h>

#include "base/base.h"

uint32_t ent__find_label(const ent_model *model, ent_string name)
{
    size_t low = 0, high = model->label_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = ent_string_compare(model->labels[middle].name, name);
        if (order == 0)
            return (uint32_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ENT_NO_TERM;
}

ent_status ent__carry_open(struct ent__carry *carry, const ent_model *model,
                           const ent_vocabulary *vocabulary, const ent_corpus *corpus,
                           ent_error *err)
{
    const ent_vocabulary *old = &model->vocabulary;
    if (!old->keys != !vocabulary->keys)
        return ent_fail(err, ENT_EARG,
                        "the old model and the new one have features of different kinds");
    *carry = (struct ent__carry){
        .model = model,
        .vocabulary = vocabulary,
        .features = ent_new(vocabulary->size, sizeof *carry->features),
        .labels = ent_new(corpus->label_count, sizeof *carry->labels),
        .label_count = corpus->label_count};
    if (!carry->features || !carry->labels) {
        ent__carry_close(carry);
        return ent_fail_memory(err);
    }
    for (size_t j = 0; j < vocabulary->size; j++)
        carry->features[j] = vocabulary->keys
                                 ? ent__vocabulary_find(old, vocabulary->keys[j])
                             : j < old->size ? (uint32_t)j
                                             : ENT_NO_TERM;
    for (size_t k = 0; k < corpus->label_count; k++) {
        ent_string code, name;
        ent__label_split(&code, &name, corpus->labels[k]);
        carry->labels[k] = ent__find_label(model, name);
    }
    return ENT_OK;
}

void ent__carry_close(struct ent__carry *carry)
{
    free(carry->features);
    free(carry->labels);
    *carry = (struct ent__carry){0};
}

static ent_status fill(void *context, ent_solve_block *block, ent_error *err)
{
    (void)err;
    const struct ent__carry *carry = context;
    const ent_model *model = carry->model;
    for (size_t lane = 0; lane < block->count; lane++) {
        uint32_t label = carry->labels[block->first + lane];
        block->bias[lane] = label == ENT_NO_TERM ? -1 : model->labels[label].bias;
    }
    for (size_t j = 0; j < block->columns; j++) {
        uint32_t feature = carry->features[j];
        if (feature == ENT_NO_TERM)
            continue;
        float factor = model->vocabulary.idf[feature] / carry->vocabulary->idf[j];
        for (size_t lane = 0; lane < block->count; lane++) {
            uint32_t label = carry->labels[block->first + lane];
            if (label != ENT_NO_TERM)
                block->weights[j * block->lanes + lane] =
                    ent__weight(&model->weights, feature, label) * factor;
        }
    }
    return ENT_OK;
}

ent_solve_port ent__carry_port(struct ent__carry *carry)
{
    return carry->model ? (ent_solve_port){fill, carry} : (ent_solve_port){0};
}
