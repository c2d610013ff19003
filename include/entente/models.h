/* SPDX-License-Identifier: MIT */
/* Model files: open, describe, verify, find by name. The file format is models/FORMAT.md. */
#ifndef ENTENTE_MODELS_H
#define ENTENTE_MODELS_H

#include <entente/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A loaded model: immutable, shared by any number of threads. */
typedef struct ent_model ent_model;

/**
 * Load and verify a model file. Nothing in the file is trusted: magic, version, bounds, overlap, counts, finite weights
 * and checksums are checked before use.
 * @return ENT_EIO when it cannot be read, ENT_EMODEL when it is damaged, ENT_EVERSION when it needs a newer reader
 */
ENT_API ent_status ent_model_open(ent_model **out, const char *path, ent_error *err);
ENT_API void ent_model_free(ent_model *model);

/**
 * The path of a model: NAME holding a slash or ending in ".ent" is a path; else NAME.ent is looked up in
 * $ENTENTE_MODELS, PREFIX/share/entente/models, and the source tree's models/; last of all a file called NAME will do.
 */
ENT_API ent_status ent_model_find(char *path, size_t capacity, const char *name,
                                  ent_error *err);

/** XXH128 of the file, 32 hex digits; lives as long as the model. */
ENT_API const char *ent_model_digest(const ent_model *model);
ENT_API ent_string ent_model_name(const ent_model *model);
ENT_API ent_string ent_model_kind(const ent_model *model);
ENT_API size_t ent_model_label_count(const ent_model *model);
/** Name of label `label` (< label count) and, where it has one, its code. */
ENT_API ent_string ent_model_label_name(const ent_model *model, size_t label);
ENT_API ent_string ent_model_label_code(const ent_model *model, size_t label);
/** Everything the file says about itself, as one JSON object. */
ENT_API ent_string ent_model_metadata(const ent_model *model);

#ifdef __cplusplus
}
#endif
#endif
