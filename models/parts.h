/* SPDX-License-Identifier: MIT */
/* The parts of a model and their sections (FORMAT.md, part 2). Private to the room. */
#ifndef ENT_MODELS_PARTS_H
#define ENT_MODELS_PARTS_H

#include "container.h"
#include "models.h"
#include "weights.h"

/** Sections in the order of the file. */
enum ent__part {
    PART_DIMENSIONS,
    PART_SETTINGS,
    PART_METADATA,
    PART_LABELS,
    PART_FREQUENCIES,
    PART_TERMS,
    PART_TERM_GROUPS,
    PART_KEYS,
    PART_BITMAP,
    PART_VALUES,
    PART_LEARNED,
    PART_PROJECTION,
    PART_PROJECTION_BITMAP,
    PART_PROJECTION_VALUES,
    PART_KERNEL,
    PART_NOVELTY,
    PART_COUNT
};
void ent__parts_open(ent__section sections[PART_COUNT]);

/** How the file tells features apart. */
enum ent__feature_space { SPACE_TERMS, SPACE_KEYS, SPACE_HASHED, SPACE_COUNT };

/** Largest size of a weight, bias or parameter: no sum or product of scoring can leave the range of float. */
#define NUMBER_MAX 1e15f

/* ---- settings: table-driven JSON ---- */

void ent__settings_put(ent_json_writer *writer,
                       const struct ent_model *model); /* members */
ent_status ent__settings_take(struct ent_model *model, ent_string json, ent_error *err);
/** Is it one complete JSON object, without white space around it? */
ent_status ent__check_object(ent_string json, const char *what, ent_error *err);

/* ---- vocabulary ---- */

enum { TERMS_A_GROUP = 1 << 15 };

/** Is it UTF-8 without control characters? */
bool ent__is_printable(ent_string text);
/** File order of the features [V]: document frequency descending, then term (or key); hashed features as they are. */
ent_status ent__feature_order(uint32_t *order, const ent_vocabulary *vocabulary,
                              enum ent__feature_space space, ent_error *err);
void ent__frequencies_put(ent_buffer *out, const ent_vocabulary *vocabulary,
                          const uint32_t *order);
void ent__terms_put(ent_buffer *out, const ent_vocabulary *vocabulary,
                    const uint32_t *order);
/** The same in groups that can be read side by side. */
void ent__term_groups_put(ent_buffer *out, const ent_vocabulary *vocabulary,
                          const uint32_t *order);
void ent__keys_put(ent_buffer *out, const ent_vocabulary *vocabulary,
                   const uint32_t *order);
/** A vocabulary of `size` features and `documents` documents (set already) from its sections, to be closed. */
ent_status ent__vocabulary_take(ent_vocabulary *vocabulary, enum ent__feature_space space,
                                uint64_t term_bytes, const ent__section *sections,
                                ent_error *err);

/** Lock it. */
ent_status ent__vocabulary_close(ent_vocabulary *vocabulary, ent_error *err);

/* ---- projection and kernel machines ---- */

void ent__projection_put(ent__section *sections, const ent_weights *projection,
                         const uint32_t *order);
void ent__kernel_put(ent_buffer *out, const ent_kernel_machine *machine);
/** Bytes of the arena that ent__kernels_take() needs; ENT_EMODEL where the projection's header is impossible. */
ent_status ent__kernels_room(size_t *room, const ent__section *sections, size_t features,
                             ent_error *err);
/** The projection and both machines, checked, where their sections are there; labels and vocabulary size are set. */
ent_status ent__kernels_take(struct ent_model *model, const ent__section *sections,
                             ent_error *err);

/** "topics-en" of "models/topics-en.ent". */
ent_string ent__model_base_name(const char *path);

/** What ent_model_metadata() gives. */
void ent__describe(ent_buffer *out, const struct ent_model *model);

#endif
