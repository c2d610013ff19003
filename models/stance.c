/* SPDX-License-Identifier: MIT */
/* Stance models as files: nested models, each a whole model file of its own, and kernel machines (FORMAT.md, part 3). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"

enum {
    PART_STANCE,  /* what there is */
    PART_ACCOUNT, /* metadata */
    PART_NESTED,  /* whole model files */
    PART_KERNELS,
    STANCE_PARTS,
    TARGETS_MAX = 65535,
    KERNEL_FEATURES_MAX = 1024,
};
static const size_t file_limit = (size_t)1 << 30;

static void open_parts(ent__section sections[STANCE_PARTS])
{
    static const ent__section parts[STANCE_PARTS] = {
        [PART_STANCE] = {.tag = "STNC", .required = true, .packing = PACK_TEXT},
        [PART_ACCOUNT] = {.tag = "META", .required = false, .packing = PACK_TEXT},
        [PART_NESTED] = {.tag = "NEST", .required = true, .packing = PACK_SYMBOLS},
        [PART_KERNELS] = {.tag = "KERN", .required = true, .packing = PACK_SYMBOLS},
    };
    memcpy(sections, parts, sizeof parts);
}

ent_status ent__stance_model_new(struct ent_stance_model **out, ent_error *err)
{
    struct ent_stance_model *model = ent_new_zeroed(1, sizeof *model);
    if (!model)
        return ent_fail_memory(err);
    ent_status status = ent_arena_open(&model->arena, 0, err);
    if (status != ENT_OK) {
        free(model);
        return status;
    }
    *out = model;
    return ENT_OK;
}

void ent_stance_model_free(ent_stance_model *model)
{
    if (!model)
        return;
    for (size_t t = 0; model->target_models && t < model->target_count; t++)
        ent_model_free(model->target_models[t]);
    ent_model_free(model->pooled);
    ent_model_free(model->pair.words);
    ent_arena_close(&model->arena);
    free(model);
}

/* ---- writing ---- */

static void put_text(ent_buffer *out, ent_string text)
{
    ent__put_varint(out, text.size);
    ent_buffer_string(out, text);
}

static void put_kernel(ent_buffer *out, const ent_pair_kernel *kernel)
{
    ent__put(out, kernel->features, 4);
    ent__put(out, kernel->labels, 4);
    ent__put(out, kernel->rows, 4);
    ent__put_float(out, kernel->gamma);
    for (size_t j = 0; j < kernel->features; j++) {
        ent__put_float(out, kernel->shift[j]);
        ent__put_float(out, kernel->scale[j]);
    }
    for (size_t k = 0; k < kernel->labels; k++) {
        const ent_model_label *label = &kernel->label[k];
        put_text(out, label->name);
        ent__put_float(out, label->bias);
        ent__put_float(out, label->slope);
        ent__put_float(out, label->offset);
        ent__put_varint(out, label->documents);
    }
    for (size_t i = 0; i < kernel->labels * kernel->rows; i++)
        ent__put_float(out, kernel->coefficients[i]);
    ent_buffer_append(out, kernel->vectors, kernel->rows * kernel->features);
}

static ent_status put_nested(ent_buffer *out, const ent_model *model, ent_error *err)
{
    ent_buffer bytes = {0};
    ent_status status = ent__model_encode(&bytes, model, NULL, err);
    if (status == ENT_OK)
        put_text(out, ent_buffer_view(&bytes));
    ent_buffer_dispose(&bytes);
    return status;
}

static ent_status put_all_nested(ent_buffer *out, const struct ent_stance_model *model,
                                 ent_error *err)
{
    for (size_t t = 0; t < model->target_count; t++)
        ENT_TRY(put_nested(out, model->target_models[t], err));
    if (model->pooled)
        ENT_TRY(put_nested(out, model->pooled, err));
    return model->pair.words ? put_nested(out, model->pair.words, err) : ENT_OK;
}

ent_status ent__stance_encode(ent_buffer *out, const struct ent_stance_model *model,
                              ent_error *err)
{
    ent__section sections[STANCE_PARTS];
    open_parts(sections);
    ent_buffer *list = &sections[PART_STANCE].bytes;
    put_text(list, model->language);
    ent__put(list, model->pooled != NULL, 1);
    ent__put(list, model->pair.words != NULL, 1);
    ent__put_varint(list, model->target_count);
    for (size_t t = 0; t < model->target_count; t++)
        put_text(list, model->targets[t]);
    ent_buffer_string(&sections[PART_ACCOUNT].bytes, model->metadata);
    ent_status status = put_all_nested(&sections[PART_NESTED].bytes, model, err);
    if (status == ENT_OK && model->pair.words) {
        put_kernel(&sections[PART_KERNELS].bytes, &model->pair.related);
        put_kernel(&sections[PART_KERNELS].bytes, &model->pair.stance);
    }
    if (status == ENT_OK)
        status = ent__container_encode(out, sections, STANCE_PARTS, err);
    for (size_t i = 0; i < STANCE_PARTS; i++)
        ent_buffer_dispose(&sections[i].bytes);
    return status;
}

/* ---- reading ---- */

static ent_string take_text(ent__reader *reader, ent_arena *arena)
{
    ent_string text = ent__take_bytes(reader, ent__take_varint(reader));
    ent_string copy = ent_string_copy(arena, text);
    if (!ent__is_printable(text) || !copy.data)
        reader->bad = true;
    return copy;
}

static ent_status take_list(struct ent_stance_model *model, bool *pooled, bool *pair,
                            ent_string data, ent_error *err)
{
    ent__reader reader = {data, false};
    model->language = take_text(&reader, &model->arena);
    uint64_t has_pooled = ent__take(&reader, 1), has_pair = ent__take(&reader, 1);
    uint64_t count = ent__take_varint(&reader);
    if (reader.bad || has_pooled > 1 || has_pair > 1 || count > TARGETS_MAX ||
        count > data.size || (count && !has_pooled) || !(has_pooled + has_pair))
        return ent_fail(err, ENT_EMODEL, "section STNC is damaged");
    model->targets =
        ent_arena_alloc(&model->arena, (size_t)count, sizeof *model->targets);
    model->target_models =
        ent_arena_alloc(&model->arena, (size_t)count, sizeof *model->target_models);
    if (!model->targets || !model->target_models)
        return ent_fail_memory(err);
    for (size_t t = 0; t < count; t++) {
        model->targets[t] = take_text(&reader, &model->arena);
        if (reader.bad ||
            (t && ent_string_compare(model->targets[t - 1], model->targets[t]) >= 0))
            return ent_fail(err, ENT_EMODEL, "the targets are damaged or out of order");
    }
    if (reader.rest.size)
        return ent_fail(err, ENT_EMODEL, "section STNC has a wrong size");
    model->target_count = (size_t)count;
    *pooled = has_pooled;
    *pair = has_pair;
    return ENT_OK;
}

/* A nested model: where it goes, and the bytes of its file. */
struct nested {
    ent_model **out;
    ent_string bytes;
};

static ent_status take_nested(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    const struct nested *nested = &((const struct nested *)context)[piece];
    ENT_TRY(ent__model_decode(nested->out, nested->bytes, err));
    const ent_model *model = *nested->out;
    if (model->label_count > ENT_STANCE_LABELS || model->multi_label ||
        !model->calibrated)
        return ent_fail(err, ENT_EMODEL, "a nested model is not of stance");
    return ENT_OK;
}

static ent_status take_all_nested(struct ent_stance_model *model, bool pooled, bool pair,
                                  ent_string data, ent_error *err)
{
    ent__reader reader = {data, false};
    size_t count = model->target_count + pooled + pair;
    struct nested *nested = ent_new(count, sizeof *nested);
    if (!nested)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        nested[i].bytes = ent__take_bytes(&reader, ent__take_varint(&reader));
        nested[i].out = i < model->target_count              ? &model->target_models[i]
                        : i == model->target_count && pooled ? &model->pooled
                                                             : &model->pair.words;
    }
    ent_status status = ENT_OK;
    if (reader.bad)
        status = ent_fail(err, ENT_EMODEL, "section NEST is cut short");
    else if (reader.rest.size)
        status = ent_fail(err, ENT_EMODEL, "section NEST has a wrong size");
    else
        status = ent_parallel(count, 0, take_nested, nested, err);
    free(nested);
    return status;
}

static bool take_finite(float *out, ent__reader *reader)
{
    *out = ent__take_float(reader);
    return !reader->bad && fabsf(*out) <= NUMBER_MAX; /* false for NaN */
}

static bool take_kernel_label(ent_model_label *label, ent__reader *reader,
                              ent_arena *arena)
{
    label->name = take_text(reader, arena);
    bool good = take_finite(&label->bias, reader) && take_finite(&label->slope, reader) &&
                take_finite(&label->offset, reader);
    label->documents = ent__take_varint(reader);
    return good && !reader->bad && label->name.size && label->slope > 0;
}

static bool take_numbers(ent_pair_kernel *kernel, ent__reader *reader, ent_arena *arena)
{
    for (size_t j = 0; j < kernel->features; j++)
        if (!take_finite(&kernel->shift[j], reader) ||
            !take_finite(&kernel->scale[j], reader) || kernel->scale[j] < 0)
            return false;
    for (size_t k = 0; k < kernel->labels; k++)
        if (!take_kernel_label(&kernel->label[k], reader, arena))
            return false;
    for (size_t i = 0; i < kernel->labels * kernel->rows; i++)
        if (!take_finite(&kernel->coefficients[i], reader))
            return false;
    size_t size = kernel->rows * kernel->features;
    ent_string vectors = ent__take_bytes(reader, size);
    if (reader->bad)
        return false;
    memcpy(kernel->vectors, vectors.data, size);
    return true;
}

static ent_status take_kernel(ent_pair_kernel *kernel, ent__reader *reader,
                              size_t features, ent_arena *arena, ent_error *err)
{
    kernel->features = (size_t)ent__take(reader, 4);
    kernel->labels = (size_t)ent__take(reader, 4);
    kernel->rows = (size_t)ent__take(reader, 4);
    kernel->gamma = ent__take_float(reader);
    size_t rows = kernel->rows;
    /* Before room is made, the dimensions must be those of bytes that are really there. */
    if (reader->bad || kernel->features > KERNEL_FEATURES_MAX ||
        kernel->labels > ENT_STANCE_LABELS || rows > reader->rest.size ||
        rows * (kernel->features + 4 * kernel->labels) > reader->rest.size ||
        !(kernel->gamma >= 0 && kernel->gamma <= 1e6f))
        return ent_fail(err, ENT_EMODEL, "section KERN is damaged");
    if (kernel->labels && kernel->features != features)
        return ent_fail(err, ENT_EVERSION,
                        "the pair features are not those of this version");
    kernel->shift = ent_arena_alloc(arena, kernel->features, sizeof(float));
    kernel->scale = ent_arena_alloc(arena, kernel->features, sizeof(float));
    kernel->label = ent_arena_alloc(arena, kernel->labels, sizeof *kernel->label);
    kernel->coefficients = ent_arena_alloc(arena, kernel->labels * rows, sizeof(float));
    kernel->vectors = ent_arena_alloc(arena, rows * kernel->features, 1);
    if (!kernel->shift || !kernel->scale || !kernel->label || !kernel->coefficients ||
        !kernel->vectors)
        return ent_fail_memory(err);
    return take_numbers(kernel, reader, arena)
               ? ENT_OK
               : ent_fail(err, ENT_EMODEL, "section KERN is damaged");
}

static ent_status take_parts(struct ent_stance_model *model, const ent__section *sections,
                             ent_error *err)
{
    bool pooled = false, pair = false;
    ent_string metadata = sections[PART_ACCOUNT].data;
    if (metadata.size) {
        ENT_TRY(ent__check_object(metadata, "metadata", err));
        model->metadata = ent_string_copy(&model->arena, metadata);
        if (!model->metadata.data)
            return ent_fail_memory(err);
    }
    ENT_TRY(take_list(model, &pooled, &pair, sections[PART_STANCE].data, err));
    ENT_TRY(take_all_nested(model, pooled, pair, sections[PART_NESTED].data, err));
    ent__reader reader = {sections[PART_KERNELS].data, false};
    if (pair) {
        size_t features =
            ENT_PAIR_FEATURES + (model->pair.words ? model->pair.words->label_count : 0);
        ENT_TRY(take_kernel(&model->pair.related, &reader, features, &model->arena, err));
        ENT_TRY(take_kernel(&model->pair.stance, &reader, features, &model->arena, err));
        size_t related = model->pair.related.labels, stances = model->pair.stance.labels;
        /* "unrelated" is a label of its own in an answer. */
        if (related > 1 || stances < 2 || related + stances > ENT_STANCE_LABELS)
            return ent_fail(err, ENT_EMODEL, "section KERN is damaged");
    }
    return reader.rest.size ? ent_fail(err, ENT_EMODEL, "section KERN has a wrong size")
                            : ENT_OK;
}

ent_status ent__stance_decode(struct ent_stance_model **out, ent_string bytes,
                              ent_error *err)
{
    struct ent_stance_model *model = NULL;
    ent__section sections[STANCE_PARTS];
    ent_arena scratch;
    ent_digest digest;
    if (bytes.size > PREAMBLE_SIZE + 4 &&
        memcmp(bytes.data + PREAMBLE_SIZE, "DIMS", 4) == 0)
        return ent_fail(err, ENT_EMODEL, "it is no stance model");
    open_parts(sections);
    ENT_TRY(ent__container_decode(sections, STANCE_PARTS, &scratch, bytes, err));
    ent_status status = ent__stance_model_new(&model, err);
    if (status == ENT_OK)
        status = take_parts(model, sections, err);
    if (status == ENT_OK && !ent_digest_open(&digest))
        status = ent_fail_memory(err);
    ent_arena_close(&scratch);
    if (status != ENT_OK) {
        ent_stance_model_free(model);
        return status;
    }
    ent_digest_add(&digest, bytes.data, bytes.size);
    ent_digest_close(&digest, model->digest);
    *out = model;
    return ENT_OK;
}

/* ---- files ---- */

bool ent_stance_model_is(const char *path)
{
    ent_input *input;
    ent_string begin = {0};
    if (ent_input_open(&input, path, NULL) != ENT_OK)
        return false;
    bool is = ent_input_peek(input, PREAMBLE_SIZE + 4, &begin, NULL) == ENT_OK &&
              begin.size >= PREAMBLE_SIZE + 4 &&
              memcmp(begin.data + PREAMBLE_SIZE, "STNC", 4) == 0;
    ent_input_close(input);
    return is;
}

ent_status ent_stance_model_open(ent_stance_model **out, const char *path, ent_error *err)
{
    ent_arena scratch;
    ent_string bytes;
    ent_stance_model *model = NULL;
    ent_error fault = {0};
    ENT_TRY(ent_arena_open(&scratch, file_limit + ((size_t)1 << 20), err));
    ent_status status = ent_file_read(&bytes, &scratch, path, file_limit, err);
    if (status == ENT_OK) {
        status = ent__stance_decode(&model, bytes, &fault);
        if (status != ENT_OK)
            ent_fail(err, status, "cannot %s model '%s': %s",
                     status == ENT_EVERSION ? "use" : "read", path, fault.msg);
    }
    ent_arena_close(&scratch);
    if (status != ENT_OK)
        return status;
    model->name = ent_string_copy(&model->arena, ent__model_base_name(path));
    if (!model->name.data) {
        ent_stance_model_free(model);
        return ent_fail_memory(err);
    }
    *out = model;
    return ENT_OK;
}

ent_status ent_stance_model_save(ent_stance_model *model, const char *path,
                                 ent_error *err)
{
    ent_buffer bytes = {0};
    struct ent_stance_model *copy = NULL;
    ent_error fault = {0};
    ent_status status;
    ENT_TRY_OUT(ent__stance_encode(&bytes, model, err));
    status = ent__stance_decode(&copy, ent_buffer_view(&bytes), &fault);
    if (status != ENT_OK) {
        ent_fail(err, ENT_EDATA, "the new model is not usable: %s", fault.msg);
        goto out;
    }
    ENT_TRY_OUT(ent_file_write(path, ent_buffer_view(&bytes), err));
    memcpy(model->digest, copy->digest, sizeof model->digest);
out:
    ent_stance_model_free(copy);
    ent_buffer_dispose(&bytes);
    return status;
}

/* ---- asking ---- */

ent_string ent_stance_model_name(const ent_stance_model *model)
{
    return model->name;
}

const char *ent_stance_model_digest(const ent_stance_model *model)
{
    return model->digest;
}

ent_string ent_stance_model_metadata(const ent_stance_model *model)
{
    return model->metadata;
}

size_t ent_stance_target_count(const ent_stance_model *model)
{
    return model->target_count;
}

ent_string ent_stance_target(const ent_stance_model *model, size_t target)
{
    return model->targets[target];
}

bool ent_stance_knows_claims(const ent_stance_model *model)
{
    return model->pair.words != NULL;
}

bool ent_stance_knows_targets(const ent_stance_model *model)
{
    return model->pooled != NULL;
}
