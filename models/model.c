/* SPDX-License-Identifier: MIT */
/* A model as a handle: opening, closing, asking. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parts.h"

static const size_t file_limit = (size_t)1 << 30;

ent_status ent__model_new(struct ent_model **out, size_t limit, ent_error *err)
{
    struct ent_model *model = ent_new_zeroed(1, sizeof *model);
    if (!model)
        return ent_fail_memory(err);
    ent_status status = ent_arena_open(&model->arena, limit, err);
    if (status != ENT_OK) {
        free(model);
        return status;
    }
    *out = model;
    return ENT_OK;
}

void ent_model_free(ent_model *model)
{
    if (!model)
        return;
    ent__vocabulary_dispose(&model->vocabulary);
    ent_arena_close(&model->arena);
    free(model);
}

ent_string ent__model_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    ent_string name = ent_string_of(slash ? slash + 1 : path);
    if (name.size > 4 && memcmp(name.data + name.size - 4, ".ent", 4) == 0)
        name.size -= 4;
    return name;
}

ent_status ent_model_open(ent_model **out, const char *path, ent_error *err)
{
    ent_arena scratch;
    ent_string bytes;
    struct ent_model *model = NULL;
    ent_error fault = {0};
    ENT_TRY(ent_arena_open(&scratch, file_limit + ((size_t)1 << 20), err));
    ent_status status = ent_file_read(&bytes, &scratch, path, file_limit, err);
    if (status == ENT_OK) {
        status = ent__model_decode(&model, bytes, &fault);
        if (status == ENT_EVERSION)
            ent_fail(err, status, "cannot use model '%s': %s", path, fault.msg);
        else if (status != ENT_OK)
            ent_fail(err, status, "cannot read model '%s': %s", path, fault.msg);
    }
    ent_arena_close(&scratch);
    if (status != ENT_OK)
        return status;
    model->name = ent_string_copy(&model->arena, ent__model_base_name(path));
    if (!model->name.data) {
        ent_model_free(model);
        return ent_fail_memory(err);
    }
    *out = model;
    return ENT_OK;
}

/* ---- finding ---- */

static bool is_there(char *path, size_t capacity, const char *directory, const char *name,
                     ent_buffer *looked)
{
    ent_buffer candidate = {0};
    ent_buffer_format(&candidate, "%s/%s.ent", directory, name);
    bool found = !candidate.failed && candidate.size < capacity &&
                 access(candidate.data, F_OK) == 0;
    if (found)
        memcpy(path, candidate.data, candidate.size + 1);
    ent_buffer_format(looked, "%s%s", looked->size ? ", " : "", directory);
    ent_buffer_dispose(&candidate);
    return found;
}

ent_status ent_model_find(char *path, size_t capacity, const char *name, ent_error *err)
{
    size_t size = strlen(name);
    if (strchr(name, '/') || (size > 4 && strcmp(name + size - 4, ".ent") == 0)) {
        if (size >= capacity)
            return ent_fail(err, ENT_EARG, "the name of the model is too long");
        memcpy(path, name, size + 1);
        return ENT_OK;
    }
    if (size == 0)
        return ent_fail(err, ENT_EARG, "the name of the model is empty");
    const char *environment = getenv("ENTENTE_MODELS");
    const char *directories[] = {environment, ENT_PREFIX "/share/entente/models",
                                 ENT_SOURCE_TREE "/models"};
    ent_buffer looked = {0};
    bool found = false;
    for (size_t i = 0; i < sizeof directories / sizeof *directories && !found; i++)
        if (directories[i] && *directories[i])
            found = is_there(path, capacity, directories[i], name, &looked);
    if (!found && ent_is_regular(name) &&
        size < capacity) { /* as `train -o NAME` wrote it */
        memcpy(path, name, size + 1);
        found = true;
    }
    if (!found)
        ent_fail(err, ENT_EIO, "no model '%s' in %s", name,
                 looked.data ? looked.data : "");
    ent_buffer_dispose(&looked);
    return found ? ENT_OK : ENT_EIO;
}

/* ---- asking ---- */

const char *ent_model_digest(const ent_model *model)
{
    return model->digest;
}

ent_string ent_model_name(const ent_model *model)
{
    return model->name;
}

ent_string ent_model_kind(const ent_model *model)
{
    return model->kind;
}

size_t ent_model_label_count(const ent_model *model)
{
    return model->label_count;
}

ent_string ent_model_label_name(const ent_model *model, size_t label)
{
    return model->labels[label].name;
}

ent_string ent_model_label_code(const ent_model *model, size_t label)
{
    return model->labels[label].code;
}

ent_string ent_model_metadata(const ent_model *model)
{
    return model->description;
}

static void describe_labels(ent_json_writer *writer, const struct ent_model *model)
{
    ent_json_key(writer, "labels");
    ent_json_begin_array(writer);
    for (size_t k = 0; k < model->label_count; k++) {
        const ent_model_label *label = &model->labels[k];
        ent_json_begin_object(writer);
        ent_json_key(writer, "label");
        ent_json_write_string(writer, label->name);
        if (label->code.size) {
            ent_json_key(writer, "code");
            ent_json_write_string(writer, label->code);
        }
        ent_json_key(writer, "documents");
        ent_json_write_integer(writer, (int64_t)label->documents);
        ent_json_end_object(writer);
    }
    ent_json_end_array(writer);
}

void ent__describe(ent_buffer *out, const struct ent_model *model)
{
    ent_json_writer writer = {out, false};
    ent_json_begin_object(&writer);
    ent__settings_put(&writer, model);
    ent_json_key(&writer, "documents");
    ent_json_write_integer(&writer, (int64_t)model->vocabulary.documents);
    ent_json_key(&writer, "features");
    ent_json_write_integer(&writer, (int64_t)model->vocabulary.size);
    ent_json_key(&writer, "weights");
    ent_json_begin_object(&writer);
    ent_json_key(&writer, "bits");
    ent_json_write_integer(&writer, model->weights.bits);
    ent_json_key(&writer, "non_zero");
    ent_json_write_integer(&writer, (int64_t)model->weights.non_zero);
    ent_json_end_object(&writer);
    describe_labels(&writer, model);
    if (model->metadata.size) {
        /* Verified JSON: it goes in as it is. */
        ent_json_key(&writer, "training");
        ent_buffer_string(out, model->metadata);
        writer.needs_comma = true;
    }
    ent_json_end_object(&writer);
}

void ent__label_split(ent_string *code, ent_string *name, ent_string text)
{
    const char *space = text.size ? memchr(text.data, ' ', text.size) : NULL;
    const char *colon =
        space ? memchr(text.data, ':', (size_t)(space - text.data)) : NULL;
    size_t size = colon ? (size_t)(space - text.data) : 0;
    *code = (ent_string){text.data, size};
    *name = size ? (ent_string){space + 1, text.size - size - 1} : text;
}
