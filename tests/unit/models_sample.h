/* SPDX-License-Identifier: MIT */
/* A small model for tests: five features, three labels, worked by hand. */
#ifndef TESTS_MODELS_SAMPLE_H
#define TESTS_MODELS_SAMPLE_H

#include <stdlib.h>
#include <string.h>

#include "models/models.h"

/* Document frequency falls, terms of equal frequency ascend: the order of the file. */
static const char *const sample_terms[] = {"polic", "elect", "elect day", "\1el",
                                           "caf\xC3\xA9"};
static const uint32_t sample_frequencies[] = {9, 4, 4, 2, 2};
enum { SAMPLE_FEATURES = 5, SAMPLE_LABELS = 3, SAMPLE_STRIDE = 8 };

/* The largest weight of a label is 127, 254 and 63.5 steps: scales 1, 2 and 0.5. */
static const float sample_weights[SAMPLE_FEATURES][SAMPLE_STRIDE] = {
    {127, 254, -63.5f}, {-127, 2, 0}, {0, 0, 0}, {1.4f, -3, 0.25f}, {0.4f, 0, 0.5f}};
static const int8_t sample_quantised[SAMPLE_FEATURES][SAMPLE_LABELS] = {
    {127, 127, -127},
    {-127, 1, 0},
    {0, 0, 0},
    {1, -2, 1}, /* 1.4; -1.5 and 0.5: away from zero */
    {0, 0, 1}}; /* 0.4 */

static inline void sample_vocabulary(ent_vocabulary *vocabulary)
{
    size_t bytes = 0;
    *vocabulary = (ent_vocabulary){.size = SAMPLE_FEATURES, .documents = 10};
    vocabulary->keys = ent_new(SAMPLE_FEATURES, sizeof(uint64_t));
    vocabulary->frequencies = ent_new(SAMPLE_FEATURES, sizeof(uint32_t));
    vocabulary->term_starts = ent_new_zeroed(SAMPLE_FEATURES + 1, sizeof(uint32_t));
    vocabulary->terms = ent_new(100, 1);
    for (uint32_t i = 0; i < SAMPLE_FEATURES; i++) {
        ent_string term = ent_string_of(sample_terms[i]);
        memcpy(vocabulary->terms + bytes, term.data, term.size);
        bytes += term.size;
        vocabulary->term_starts[i + 1] = (uint32_t)bytes;
        vocabulary->keys[i] = ent__term_key(term);
        vocabulary->frequencies[i] = sample_frequencies[i];
    }
    if (ent__vocabulary_lock(vocabulary, NULL) != ENT_OK)
        abort();
}

/** Bits of the weights as asked; everything else fixed. */
static inline struct ent_model *sample_model(unsigned bits)
{
    struct ent_model *model;
    if (ent__model_new(&model, 1 << 20, NULL) != ENT_OK)
        abort();
    model->kind = ent_string_of("topics");
    model->language = ent_string_of("en");
    model->calibrated = true;
    model->settings = ent__feature_defaults();
    model->metadata = ent_string_of("{\"train.C\":1,\"train.seed\":7}");
    sample_vocabulary(&model->vocabulary);
    model->label_count = SAMPLE_LABELS;
    model->labels = ent_arena_alloc(&model->arena, SAMPLE_LABELS, sizeof *model->labels);
    static const char *const names[] = {"crime", "politics", "sport"};
    for (size_t k = 0; k < SAMPLE_LABELS; k++)
        model->labels[k] = (ent_model_label){.name = ent_string_of(names[k]),
                                             .code = ent_string_of(k ? "" : "medtop:02"),
                                             .bias = -0.25f,
                                             .slope = 2,
                                             .offset = 0.125f,
                                             .threshold = 0.1f,
                                             .documents = k + 1};
    if (ent__weights_quantise(&model->weights, &model->arena, &sample_weights[0][0],
                              SAMPLE_FEATURES, SAMPLE_LABELS, SAMPLE_STRIDE, bits,
                              NULL) != ENT_OK)
        abort();
    return model;
}

#endif
