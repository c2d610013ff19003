/* SPDX-License-Identifier: MIT */
/* Projection and kernel machines in the file (FORMAT.md: PROJ, PBIT, PVAL, KERN, NOVL). */
#include <math.h>
#include <string.h>

#include "parts.h"

enum { DIMENSIONS_MAX = 4096, VECTORS_MAX = 1 << 20, DEGREE_MAX = 8 };
static const float row_max = 1e6F; /* of scales and support vectors */

bool ent__kernel_open(ent_kernel_machine *machine, ent_arena *arena)
{
    size_t d = machine->dimensions, s = machine->vector_count, m = machine->outputs;
    machine->shift = ent_arena_alloc(arena, d, sizeof(float));
    machine->scale = ent_arena_alloc(arena, d, sizeof(float));
    machine->vectors = ent_arena_alloc(arena, s * d, sizeof(float));
    machine->coefficients = ent_arena_alloc(arena, s * m, sizeof(double));
    machine->rho = ent_arena_alloc(arena, m, sizeof(double));
    return machine->shift && machine->scale && machine->vectors &&
           machine->coefficients && machine->rho;
}

/* ---- writing ---- */

static void put_double(ent_buffer *out, double number)
{
    uint64_t pattern;
    memcpy(&pattern, &number, sizeof pattern);
    ent__put(out, pattern, 8);
}

static void put_floats(ent_buffer *out, const float *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ent__put_float(out, numbers[i]);
}

static void put_doubles(ent_buffer *out, const double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put_double(out, numbers[i]);
}

void ent__kernel_put(ent_buffer *out, const ent_kernel_machine *machine)
{
    size_t d = machine->dimensions, s = machine->vector_count, m = machine->outputs;
    ent__put(out, machine->kind, 4);
    ent__put(out, machine->degree, 4);
    put_double(out, machine->gamma);
    put_double(out, machine->coef0);
    ent__put(out, machine->input, 4);
    ent__put(out, d, 4);
    ent__put(out, m, 4);
    ent__put(out, s, 4);
    put_floats(out, machine->shift, d);
    put_floats(out, machine->scale, d);
    put_floats(out, machine->vectors, s * d);
    put_doubles(out, machine->coefficients, s * m);
    put_doubles(out, machine->rho, m);
}

void ent__projection_put(ent__section *sections, const ent_weights *projection,
                         const uint32_t *order)
{
    ent_buffer *out = &sections[PART_PROJECTION].bytes;
    ent__put(out, projection->labels, 4);
    ent__put(out, projection->bits, 4);
    ent__put(out, projection->non_zero, 8);
    put_floats(out, projection->scales, projection->labels);
    ent__weights_put(&sections[PART_PROJECTION_BITMAP].bytes,
                     &sections[PART_PROJECTION_VALUES].bytes, projection, order);
}

/* ---- reading ---- */

static double take_double(ent__reader *reader)
{
    uint64_t pattern = ent__take(reader, 8);
    double number;
    memcpy(&number, &pattern, sizeof number);
    return number;
}

static bool take_floats(float *out, size_t count, ent__reader *reader, float least,
                        float most)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = ent__take_float(reader);
        if (!(out[i] >= least && out[i] <= most))
            return false;
    }
    return true;
}

static bool take_doubles(double *out, size_t count, ent__reader *reader)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = take_double(reader);
        if (!(fabs(out[i]) <= (double)NUMBER_MAX))
            return false;
    }
    return true;
}

static bool take_header(ent_kernel_machine *machine, ent__reader *reader)
{
    uint64_t kind = ent__take(reader, 4), degree = ent__take(reader, 4);
    machine->gamma = take_double(reader);
    machine->coef0 = take_double(reader);
    uint64_t input = ent__take(reader, 4);
    machine->dimensions = ent__take(reader, 4);
    machine->outputs = ent__take(reader, 4);
    machine->vector_count = ent__take(reader, 4);
    if (reader->bad || kind >= ENT_KERNEL_COUNT || degree < 1 || degree > DEGREE_MAX ||
        input >= ENT_INPUT_COUNT || machine->dimensions < 1 ||
        machine->dimensions > DIMENSIONS_MAX || machine->vector_count > VECTORS_MAX ||
        machine->outputs < 1 || machine->outputs > UINT16_MAX)
        return false;
    machine->kind = (ent_kernel_kind)kind;
    machine->degree = (unsigned)degree;
    machine->input = (ent_kernel_input)input;
    return machine->gamma >= 0 && machine->gamma <= (double)row_max &&
           fabs(machine->coef0) <= (double)row_max;
}

static ent_status take_machine(ent_kernel_machine **out, struct ent_model *model,
                               ent_string data, size_t outputs, const char *tag,
                               ent_error *err)
{
    ent__reader reader = {data, false};
    if (!data.size)
        return ENT_OK;
    ent_kernel_machine *machine = ent_arena_alloc(&model->arena, 1, sizeof *machine);
    if (!machine)
        return ent_fail_memory(err);
    if (!take_header(machine, &reader))
        return ent_fail(err, ENT_EMODEL, "section %s is impossible", tag);
    size_t d = machine->dimensions, s = machine->vector_count, m = machine->outputs;
    size_t columns = model->projection.labels;
    size_t wanted = machine->input == ENT_INPUT_MARGINS      ? model->label_count
                    : machine->input == ENT_INPUT_PROJECTION ? columns
                                                             : 2;
    if (m != outputs || d != wanted || (machine->input != ENT_INPUT_MARGINS && !columns))
        return ent_fail(err, ENT_EMODEL, "section %s does not fit the model", tag);
    if (reader.rest.size != 8 * d + 4 * s * d + 8 * s * m + 8 * m)
        return ent_fail(err, ENT_EMODEL, "section %s has a wrong size", tag);
    if (!ent__kernel_open(machine, &model->arena))
        return ent_fail_memory(err);
    if (!take_floats(machine->shift, d, &reader, -NUMBER_MAX, NUMBER_MAX) ||
        !take_floats(machine->scale, d, &reader, 0, row_max) ||
        !take_floats(machine->vectors, s * d, &reader, -row_max, row_max) ||
        !take_doubles(machine->coefficients, s * m, &reader) ||
        !take_doubles(machine->rho, m, &reader))
        return ent_fail(err, ENT_EMODEL, "section %s has impossible numbers", tag);
    *out = machine;
    return ENT_OK;
}

static ent_status take_projection_header(ent_weights *projection, ent__reader *reader,
                                         const ent__section *sections, size_t features,
                                         ent_error *err)
{
    uint64_t columns = ent__take(reader, 4), bits = ent__take(reader, 4);
    uint64_t non_zero = ent__take(reader, 8);
    if (reader->bad || columns < 1 || columns > DIMENSIONS_MAX || features == 0 ||
        (bits != 8 && bits != 16 && bits != 32) || non_zero > columns * features)
        return ent_fail(err, ENT_EMODEL, "section PROJ is impossible");
    if (reader->rest.size != 4 * columns ||
        sections[PART_PROJECTION_BITMAP].data.size != (features * columns + 7) / 8 ||
        sections[PART_PROJECTION_VALUES].data.size != non_zero * (bits / 8))
        return ent_fail(err, ENT_EMODEL, "the projection's sections do not fit");
    *projection = (ent_weights){.features = features,
                                .labels = (size_t)columns,
                                .bits = (unsigned)bits,
                                .non_zero = non_zero};
    return ENT_OK;
}

ent_status ent__kernels_room(size_t *room, const ent__section *sections, size_t features,
                             ent_error *err)
{
    ent__reader reader = {sections[PART_PROJECTION].data, false};
    ent_weights projection = {0};
    *room = sections[PART_KERNEL].data.size + sections[PART_NOVELTY].data.size + 4096;
    if (!reader.rest.size && (sections[PART_PROJECTION_BITMAP].data.size ||
                              sections[PART_PROJECTION_VALUES].data.size))
        return ent_fail(err, ENT_EMODEL, "section PROJ is missing");
    if (!reader.rest.size)
        return ENT_OK;
    ENT_TRY(take_projection_header(&projection, &reader, sections, features, err));
    *room += ent__weights_room(&projection);
    return ENT_OK;
}

static ent_status take_projection(struct ent_model *model, const ent__section *sections,
                                  ent_error *err)
{
    ent__reader reader = {sections[PART_PROJECTION].data, false};
    ent_weights *projection = &model->projection;
    if (!reader.rest.size)
        return ENT_OK;
    ENT_TRY(take_projection_header(projection, &reader, sections, model->vocabulary.size,
                                   err));
    if (!ent__weights_open(projection, &model->arena))
        return ent_fail_memory(err);
    float most = projection->bits == 8 ? 127 : projection->bits == 16 ? 32767 : 1;
    if (!take_floats(projection->scales, projection->labels, &reader, 0,
                     NUMBER_MAX / most))
        return ent_fail(err, ENT_EMODEL, "section PROJ has impossible numbers");
    return ent__weights_take(projection, sections[PART_PROJECTION_BITMAP].data,
                             sections[PART_PROJECTION_VALUES].data, err);
}

ent_status ent__kernels_take(struct ent_model *model, const ent__section *sections,
                             ent_error *err)
{
    ENT_TRY(take_projection(model, sections, err));
    ENT_TRY(take_machine(&model->kernel, model, sections[PART_KERNEL].data,
                         model->label_count, "KERN", err));
    return take_machine(&model->novelty, model, sections[PART_NOVELTY].data, 1, "NOVL",
                        err);
}
