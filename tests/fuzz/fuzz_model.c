/* SPDX-License-Identifier: MIT */
/* Any bytes as a model file: what opens obeys the rules and is written again to a file that stays as it is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/models.h"
#include "seal.h"

#define CHECK(condition)                                                                 \
    do {                                                                                 \
        if (!(condition))                                                                \
            abort();                                                                     \
    } while (0)

static void check_vocabulary(const ent_vocabulary *vocabulary)
{
    for (uint32_t i = 0; i < vocabulary->size; i++) {
        CHECK(vocabulary->frequencies[i] <= vocabulary->documents);
        CHECK(isfinite(vocabulary->idf[i]) && vocabulary->idf[i] >= 1);
        if (vocabulary->keys)
            CHECK(ent__vocabulary_find(vocabulary, vocabulary->keys[i]) == i);
        if (vocabulary->term_starts)
            CHECK(ent__term_key(ent__vocabulary_term(vocabulary, i)) ==
                  vocabulary->keys[i]);
    }
}

static void check_weights(const ent_weights *weights)
{
    uint64_t non_zero = 0;
    for (uint32_t j = 0; j < weights->features; j++)
        for (size_t k = 0; k < weights->labels; k++) {
            float weight = ent__weight(weights, j, k);
            CHECK(!isnan(weight));
            non_zero += weight != 0;
        }
    /* A tiny scale times a tiny number may vanish. */
    CHECK(non_zero <= weights->non_zero);
}

static void check_labels(const struct ent_model *model)
{
    CHECK(model->label_count >= 2 && model->label_count == model->weights.labels);
    for (size_t k = 0; k < model->label_count; k++) {
        const ent_model_label *label = &model->labels[k];
        CHECK(label->name.size > 0);
        CHECK(k == 0 || ent_string_compare(label[-1].name, label->name) < 0);
        CHECK(isfinite(label->bias) && isfinite(label->threshold));
        CHECK(isfinite(label->slope) && isfinite(label->offset));
        CHECK(model->calibrated == (label->slope > 0));
    }
}

static void check_kernel(const ent_kernel_machine *machine)
{
    for (size_t i = 0; machine && i < machine->vector_count * machine->dimensions; i++)
        CHECK(isfinite(machine->vectors[i]));
    for (size_t i = 0; machine && i < machine->vector_count * machine->outputs; i++)
        CHECK(isfinite(machine->coefficients[i]));
}

static ent_buffer rewrite(ent_string bytes)
{
    struct ent_model *model;
    ent_buffer out = {0};
    ent_status status = ent__model_decode(&model, bytes, NULL);
    CHECK(status == ENT_OK);
    CHECK(ent__model_encode(&out, model, NULL, NULL) == ENT_OK);
    ent_model_free(model);
    return out;
}

static void check(ent_string bytes)
{
    struct ent_model *model;
    ent_error err = {0};
    ent_status status = ent__model_decode(&model, bytes, &err);
    CHECK(status == ENT_OK || err.msg[0]);
    if (status != ENT_OK)
        return;
    check_vocabulary(&model->vocabulary);
    check_weights(&model->weights);
    check_labels(model);
    check_kernel(model->kernel);
    check_kernel(model->novelty);
    if (model->projection.features)
        check_weights(&model->projection);
    ent_model_free(model);
    /* A stranger may have deflated otherwise: then ours is another file, but rewriting ours changes nothing. */
    ent_buffer first = rewrite(bytes), second = rewrite(ent_buffer_view(&first));
    CHECK(ent_string_equal(ent_buffer_view(&first), ent_buffer_view(&second)));
    ent_buffer_dispose(&first);
    ent_buffer_dispose(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_and_seal(data, size, check, seal);
    return 0;
}
