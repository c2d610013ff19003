/* SPDX-License-Identifier: MIT */
/* A model into the bytes of a file, and onto the disk. */
#include <stdlib.h>
#include <string.h>

#include "parts.h"

void ent__parts_open(ent__section sections[PART_COUNT])
{
    static const ent__section parts[PART_COUNT] = {
        [PART_DIMENSIONS] = {.tag = "DIMS", .required = true, .packing = PACK_RUNS},
        [PART_SETTINGS] = {.tag = "SETT", .required = true, .packing = PACK_TEXT},
        [PART_METADATA] = {.tag = "META", .required = false, .packing = PACK_TEXT},
        [PART_LABELS] = {.tag = "LABL", .required = true, .packing = PACK_TEXT},
        [PART_FREQUENCIES] = {.tag = "DFRQ", .required = true, .packing = PACK_RUNS},
        [PART_TERMS] = {.tag = "TERM", .required = true, .packing = PACK_TEXT},
        [PART_TERM_GROUPS] = {.tag = "TRMG", .required = true, .packing = PACK_TEXT},
        [PART_KEYS] = {.tag = "KEYS", .required = true, .packing = PACK_RUNS},
        [PART_BITMAP] = {.tag = "WBIT", .required = true, .packing = PACK_RUNS},
        [PART_VALUES] = {.tag = "WVAL", .required = true, .packing = PACK_SYMBOLS},
        [PART_LEARNED] = {.tag = "SEEN", .required = false, .packing = PACK_SYMBOLS},
        [PART_PROJECTION] = {.tag = "PROJ", .required = false, .packing = PACK_RUNS},
        [PART_PROJECTION_BITMAP] = {.tag = "PBIT",
                                    .required = false,
                                    .packing = PACK_RUNS},
        [PART_PROJECTION_VALUES] = {.tag = "PVAL",
                                    .required = false,
                                    .packing = PACK_SYMBOLS},
        [PART_KERNEL] = {.tag = "KERN", .required = true, .packing = PACK_RUNS},
        [PART_NOVELTY] = {.tag = "NOVL", .required = false, .packing = PACK_RUNS},
    };
    memcpy(sections, parts, sizeof parts);
}

static void put_dimensions(ent_buffer *out, const struct ent_model *model,
                           enum ent__feature_space space)
{
    const ent_vocabulary *vocabulary = &model->vocabulary;
    bool terms = space == SPACE_TERMS && vocabulary->size;
    ent__put(out, model->label_count, 4);
    ent__put(out, vocabulary->size, 4);
    ent__put(out, vocabulary->documents, 8);
    ent__put(out, terms ? vocabulary->term_starts[vocabulary->size] : 0, 8);
    ent__put(out, model->weights.non_zero, 8);
    ent__put(out, model->weights.bits, 4);
    ent__put(out, space, 4);
}

static void put_labels(ent_buffer *out, const struct ent_model *model)
{
    for (size_t k = 0; k < model->label_count; k++) {
        const ent_model_label *label = &model->labels[k];
        ent__put_varint(out, label->name.size);
        ent_buffer_string(out, label->name);
        ent__put_varint(out, label->code.size);
        ent_buffer_string(out, label->code);
        ent__put_float(out, label->bias);
        ent__put_float(out, label->slope);
        ent__put_float(out, label->offset);
        ent__put_float(out, label->threshold);
        ent__put_float(out, model->weights.scales[k]);
        ent__put_varint(out, label->documents);
    }
}

/* A reader makes keys from terms: they must be the keys that training used. */
static ent_status check_keys(const ent_vocabulary *vocabulary, ent_error *err)
{
    for (uint32_t id = 0; id < vocabulary->size; id++) {
        ent_string term = ent__vocabulary_term(vocabulary, id);
        if (ent__term_key(term) != vocabulary->keys[id])
            return ent_fail(err, ENT_EARG, "term '%.*s' does not have its own key",
                            (int)(term.size < 100 ? term.size : 100), term.data);
    }
    return ENT_OK;
}

/* The two large parts, side by side: the vocabulary and the weights. */
struct encoding {
    ent__section *sections;
    const struct ent_model *model;
    enum ent__feature_space space;
    const uint32_t *order;
};

static ent_status put_large(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    const struct encoding *encoding = context;
    ent__section *sections = encoding->sections;
    const ent_vocabulary *vocabulary = &encoding->model->vocabulary;
    if (piece == 1) {
        const ent_weights *weights = &encoding->model->weights;
        /* Where one bit in fifty is set or more, codes of the bytes' frequencies are shorter than runs. */
        if (weights->non_zero > weights->features * weights->labels / 50)
            sections[PART_BITMAP].packing = PACK_SYMBOLS;
        ent__weights_put(&sections[PART_BITMAP].bytes, &sections[PART_VALUES].bytes,
                         weights, encoding->order);
        return ENT_OK;
    }
    ent__frequencies_put(&sections[PART_FREQUENCIES].bytes, vocabulary, encoding->order);
    if (encoding->space == SPACE_KEYS)
        ent__keys_put(&sections[PART_KEYS].bytes, vocabulary, encoding->order);
    if (encoding->space != SPACE_TERMS)
        return ENT_OK;
    if (vocabulary->size > TERMS_A_GROUP)
        ent__term_groups_put(&sections[PART_TERM_GROUPS].bytes, vocabulary,
                             encoding->order);
    else
        ent__terms_put(&sections[PART_TERMS].bytes, vocabulary, encoding->order);
    return check_keys(vocabulary, err);
}

static void put_small(ent__section *sections, const struct ent_model *model,
                      enum ent__feature_space space, const uint32_t *order)
{
    ent_json_writer writer = {&sections[PART_SETTINGS].bytes, false};
    put_dimensions(&sections[PART_DIMENSIONS].bytes, model, space);
    ent_json_begin_object(&writer);
    ent__settings_put(&writer, model);
    ent_json_end_object(&writer);
    ent_buffer_string(&sections[PART_METADATA].bytes, model->metadata);
    put_labels(&sections[PART_LABELS].bytes, model);
    for (size_t i = 0; i < model->learned_count; i++)
        ent__put(&sections[PART_LEARNED].bytes, model->learned[i], 8);
    if (model->projection.features)
        ent__projection_put(sections, &model->projection, order);
    if (model->kernel)
        ent__kernel_put(&sections[PART_KERNEL].bytes, model->kernel);
    if (model->novelty)
        ent__kernel_put(&sections[PART_NOVELTY].bytes, model->novelty);
}

ent_status ent__model_encode(ent_buffer *out, const struct ent_model *model,
                             const ent_model_writing *writing, ent_error *err)
{
    const ent_vocabulary *vocabulary = &model->vocabulary;
    bool no_terms = !vocabulary->term_starts || (writing && writing->no_terms);
    enum ent__feature_space space = !vocabulary->keys ? SPACE_HASHED
                                    : no_terms        ? SPACE_KEYS
                                                      : SPACE_TERMS;
    if (model->weights.features != vocabulary->size ||
        model->weights.labels != model->label_count)
        return ent_fail(err, ENT_EARG, "weights, vocabulary and labels do not fit");
    uint32_t *order = ent_new(vocabulary->size, sizeof *order);
    if (!order)
        return ent_fail_memory(err);
    ent__section sections[PART_COUNT];
    ent__parts_open(sections);
    ent_status status = ent__feature_order(order, vocabulary, space, err);
    if (status == ENT_OK) {
        struct encoding encoding = {sections, model, space, order};
        put_small(sections, model, space, order);
        status = ent_parallel(2, 0, put_large, &encoding, err);
    }
    if (status == ENT_OK)
        status = ent__container_encode(out, sections, PART_COUNT, err);
    for (size_t i = 0; i < PART_COUNT; i++)
        ent_buffer_dispose(&sections[i].bytes);
    free(order);
    return status;
}

/* What was written must be what a reader accepts: a fault of ours, or of the caller's numbers, shows here. */
static ent_status verify(char digest[33], ent_string bytes, ent_error *err)
{
    struct ent_model *copy;
    ent_error fault;
    ent_status status = ent__model_decode(&copy, bytes, &fault);
    if (status == ENT_ENOMEM)
        return ent_fail_memory(err);
    if (status != ENT_OK)
        return ent_fail(err, ENT_EDATA, "the new model is not usable: %s", fault.msg);
    memcpy(digest, copy->digest, sizeof copy->digest);
    ent_model_free(copy);
    return ENT_OK;
}

ent_status ent__model_write(struct ent_model *model, const char *path,
                            const ent_model_writing *writing, ent_error *err)
{
    ent_buffer bytes = {0};
    char digest[33];
    ent_status status;
    ENT_TRY_OUT(ent__model_encode(&bytes, model, writing, err));
    ENT_TRY_OUT(verify(digest, ent_buffer_view(&bytes), err));
    ENT_TRY_OUT(ent_file_write(path, ent_buffer_view(&bytes), err));
    memcpy(model->digest, digest, sizeof digest);
out:
    ent_buffer_dispose(&bytes);
    return status;
}
