/* SPDX-License-Identifier: MIT */
/* Fingerprints of training documents, by which a model knows again what it has learned. */
#ifndef ENT_TRAIN_LEARNED_H
#define ENT_TRAIN_LEARNED_H

#include <entente/datasets.h>

#include "models/models.h"

/** The fingerprint of a corpus's document (models/FORMAT.md, SEEN). Labels count as a set of names, without codes. */
uint64_t ent__fingerprint(const ent_corpus *corpus, size_t document);

typedef enum ent__acquaintance {
    ENT__UNKNOWN,
    ENT__KNOWN,     /* learned, with these labels */
    ENT__CORRECTED, /* learned, only with others (by 40 bits: in a million documents a chance in a million each) */
} ent__acquaintance;
ent__acquaintance ent__recall(const ent_model *model, uint64_t fingerprint);

/** The smallest ENT_LEARNED_MAX fingerprints of a corpus, and of `old` where it is not NULL, into the model. */
ent_status ent__remember(ent_model *model, const ent_model *old, const ent_corpus *corpus,
                         ent_error *err);

#endif
