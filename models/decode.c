/* SPDX-License-Identifier: MIT */
/* A model from the bytes of a file. Everything is checked before it is used. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"

struct dimensions {
    uint64_t labels, features, documents, term_bytes, non_zero, bits, space;
};

static ent_status take_dimensions(struct dimensions *out, ent_string data, ent_error *err)
{
    ent__reader reader = {data, false};
    struct dimensions d;
    d.labels = ent__take(&reader, 4);
    d.features = ent__take(&reader, 4);
    d.documents = ent__take(&reader, 8);
    d.term_bytes = ent__take(&reader, 8);
    d.non_zero = ent__take(&reader, 8);
    d.bits = ent__take(&reader, 4);
    d.space = ent__take(&reader, 4);
    if (!data.size)
        return ent_fail(err, ENT_EMODEL, "section DIMS is missing");
    if (reader.bad || reader.rest.size)
        return ent_fail(err, ENT_EMODEL, "section DIMS has a wrong size");
    if (d.space >= SPACE_COUNT || (d.bits != 8 && d.bits != 16 && d.bits != 32))
        return ent_fail(err, ENT_EVERSION,
                        "features or weights are of a kind that is not known");
    if (d.labels < 2 || d.labels > UINT16_MAX || d.features >= ENT_NO_TERM ||
        d.documents > INT64_MAX || d.term_bytes > INFLATED_MAX ||
        d.non_zero > d.labels * d.features)
        return ent_fail(err, ENT_EMODEL, "the dimensions are impossible");
    *out = d;
    return ENT_OK;
}

static ent_string take_text(ent__reader *reader, ent_arena *arena)
{
    ent_string text = ent__take_bytes(reader, ent__take_varint(reader));
    if (!ent__is_printable(text))
        reader->bad = true;
    ent_string copy = ent_string_copy(arena, text);
    if (!copy.data)
        reader->bad = true;
    return copy;
}

static bool is_sane(float number)
{
    return fabsf(number) <= NUMBER_MAX; /* false for NaN */
}

static bool take_label(ent_model_label *label, float *scale, ent__reader *reader,
                       struct ent_model *model)
{
    label->name = take_text(reader, &model->arena);
    label->code = take_text(reader, &model->arena);
    label->bias = ent__take_float(reader);
    label->slope = ent__take_float(reader);
    label->offset = ent__take_float(reader);
    label->threshold = ent__take_float(reader);
    *scale = ent__take_float(reader);
    label->documents = ent__take_varint(reader);
    if (reader->bad || label->name.size == 0 || label->documents > INT64_MAX)
        return false;
    float most = model->weights.bits == 8 ? 127 : model->weights.bits == 16 ? 32767 : 1;
    bool calibration =
        model->calibrated ? label->slope > 0 : label->slope == 0 && label->offset == 0;
    return calibration && is_sane(label->bias) && is_sane(label->slope) &&
           is_sane(label->offset) && is_sane(label->threshold) &&
           is_sane(*scale * most) && *scale > 0 && (most > 1 || *scale == 1);
}

static ent_status take_labels(struct ent_model *model, ent_string data, ent_error *err)
{
    ent__reader reader = {data, false};
    model->labels =
        ent_arena_alloc(&model->arena, model->label_count, sizeof *model->labels);
    if (!model->labels)
        return ent_fail_memory(err);
    for (size_t k = 0; k < model->label_count; k++) {
        if (!take_label(&model->labels[k], &model->weights.scales[k], &reader, model))
            return ent_fail(err, ENT_EMODEL, "label %zu is damaged", k);
        if (k &&
            ent_string_compare(model->labels[k - 1].name, model->labels[k].name) >= 0)
            return ent_fail(err, ENT_EMODEL, "the labels are out of order");
    }
    if (reader.rest.size)
        return ent_fail(err, ENT_EMODEL, "there are more labels than the header says");
    return ENT_OK;
}

static ent_status take_learned(struct ent_model *model, ent_string data, ent_error *err)
{
    ent__reader reader = {data, false};
    size_t count = data.size / 8;
    model->learned = ent_arena_alloc(&model->arena, count, sizeof *model->learned);
    if (!model->learned)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        model->learned[i] = ent__take(&reader, 8);
        if (i && model->learned[i] <= model->learned[i - 1])
            return ent_fail(err, ENT_EMODEL, "the fingerprints are out of order");
    }
    if (reader.rest.size || count > ENT_LEARNED_MAX)
        return ent_fail(err, ENT_EMODEL, "section SEEN has a wrong size");
    model->learned_count = count;
    return ENT_OK;
}

/* ---- the two large parts, side by side ---- */

struct decoding {
    struct ent_model *model;
    const ent__section *sections;
};

static ent_status decode_large(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    const struct decoding *decoding = context;
    const ent__section *sections = decoding->sections;
    if (piece == 0)
        return ent__vocabulary_close(&decoding->model->vocabulary, err);
    return ent__weights_take(&decoding->model->weights, sections[PART_BITMAP].data,
                             sections[PART_VALUES].data, err);
}

static ent_status check_space(const struct ent_model *model,
                              const struct dimensions *dimensions, ent_error *err)
{
    bool hashed = dimensions->space == SPACE_HASHED;
    unsigned bits = model->settings.hash_bits;
    if (hashed != (bits > 0) || (hashed && dimensions->features != (uint64_t)1 << bits))
        return ent_fail(err, ENT_EMODEL, "the features do not fit the settings");
    return ENT_OK;
}

static ent_status take_description(struct ent_model *model, ent_error *err)
{
    ent_buffer text = {0};
    ent__describe(&text, model);
    if (!text.failed)
        model->description = ent_string_copy(&model->arena, ent_buffer_view(&text));
    ent_buffer_dispose(&text);
    return model->description.data ? ENT_OK : ent_fail_memory(err);
}

static ent_status take_parts(struct ent_model *model, const struct dimensions *dimensions,
                             const ent__section *sections, ent_error *err)
{
    ent_string metadata = sections[PART_METADATA].data;
    ENT_TRY(ent__settings_take(model, sections[PART_SETTINGS].data, err));
    ENT_TRY(check_space(model, dimensions, err));
    if (metadata.size) {
        ENT_TRY(ent__check_object(metadata, "metadata", err));
        model->metadata = ent_string_copy(&model->arena, metadata);
        if (!model->metadata.data)
            return ent_fail_memory(err);
    }
    model->label_count = (size_t)dimensions->labels;
    model->vocabulary.size = (size_t)dimensions->features;
    model->vocabulary.documents = dimensions->documents;
    if (!ent__weights_open(&model->weights, &model->arena))
        return ent_fail_memory(err);
    ENT_TRY(take_labels(model, sections[PART_LABELS].data, err));
    ENT_TRY(take_learned(model, sections[PART_LEARNED].data, err));
    ENT_TRY(ent__kernels_take(model, sections, err));
    ENT_TRY(ent__vocabulary_take(&model->vocabulary,
                                 (enum ent__feature_space)dimensions->space,
                                 dimensions->term_bytes, sections, err));
    struct decoding decoding = {model, sections};
    ENT_TRY(ent_parallel(2, 0, decode_large, &decoding, err));
    return take_description(model, err);
}

/* The weights' own room and all that is text: twice, since the description repeats it, escaped. */
static size_t room_for(const ent_weights *weights, const ent__section *sections)
{
    size_t text = sections[PART_SETTINGS].data.size + sections[PART_METADATA].data.size +
                  sections[PART_LABELS].data.size;
    return ent__weights_room(weights) +
           weights->labels * (sizeof(ent_model_label) + 256) + 8 * text +
           sections[PART_LEARNED].data.size + 65536;
}

static ent_status decode(struct ent_model **out, ent_string bytes,
                         const ent__section *sections, ent_error *err)
{
    struct dimensions dimensions = {0};
    ENT_TRY(take_dimensions(&dimensions, sections[PART_DIMENSIONS].data, err));
    ent_weights weights = {.features = (size_t)dimensions.features,
                           .labels = (size_t)dimensions.labels,
                           .bits = (unsigned)dimensions.bits,
                           .non_zero = dimensions.non_zero};
    /* Before room is made by them, the dimensions must be those of bytes that are really there. */
    if (sections[PART_BITMAP].data.size != (weights.features * weights.labels + 7) / 8 ||
        sections[PART_VALUES].data.size != weights.non_zero * (weights.bits / 8) ||
        sections[PART_FREQUENCIES].data.size < weights.features)
        return ent_fail(err, ENT_EMODEL, "the sections do not fit the dimensions");
    size_t kernels;
    ENT_TRY(ent__kernels_room(&kernels, sections, weights.features, err));
    struct ent_model *model;
    ENT_TRY(ent__model_new(&model, room_for(&weights, sections) + kernels, err));
    model->weights = weights;
    ent_want_pages(model->arena.start, ent__weights_room(&weights));
    ent_status status = take_parts(model, &dimensions, sections, err);
    ent_digest digest;
    if (status == ENT_OK && !ent_digest_open(&digest))
        status = ent_fail_memory(err);
    if (status != ENT_OK) {
        ent_model_free(model);
        return status;
    }
    ent_digest_add(&digest, bytes.data, bytes.size);
    ent_digest_close(&digest, model->digest);
    *out = model;
    return ENT_OK;
}

ent_status ent__model_decode(struct ent_model **out, ent_string bytes, ent_error *err)
{
    ent__section sections[PART_COUNT];
    ent_arena scratch;
    if (bytes.size > PREAMBLE_SIZE + 4 &&
        memcmp(bytes.data + PREAMBLE_SIZE, "STNC", 4) == 0)
        return ent_fail(
            err, ENT_EMODEL,
            "it is a stance model, which answers on a target or a claim only");
    ent__parts_open(sections);
    ENT_TRY(ent__container_decode(sections, PART_COUNT, &scratch, bytes, err));
    ent_status status = decode(out, bytes, sections, err);
    ent_arena_close(&scratch);
    return status;
}
