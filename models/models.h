/* SPDX-License-Identifier: MIT */
/* Models: what training gives and scoring takes, in memory and as a file (FORMAT.md). Door of the room for other rooms. */
#ifndef ENT_MODELS_H
#define ENT_MODELS_H

#include "features/features.h"

#include <entente/models.h>

/** A label of a model, with how its margin becomes a probability and a decision. */
typedef struct ent_model_label {
    ent_string name;      /* "politics" */
    ent_string code;      /* "medtop:11000000", or empty */
    float bias;           /* margin = w . x + bias */
    float slope;          /* probability = 1 / (1 + exp(-(slope * margin + offset))), slope > 0 */
    float offset;
    float threshold;      /* multi-label: chosen when the margin is >= this */
    uint64_t documents;   /* training documents that carry it */
} ent_model_label;

/**
 * Linear weights as sparse rows, one a feature, in quantised form: weight = scale[label] * quantised.
 * bits 8 or 16: `quantised` holds int8_t or int16_t; bits 32: it holds float, and the scales are 1.
 */
typedef struct ent_weights {
    unsigned bits;        /* 8, 16 or 32 */
    uint32_t *row_starts; /* [V + 1] into labels and quantised */
    uint16_t *labels;     /* [nnz] ascending within a row */
    void *quantised;      /* [nnz] */
    float *scales;        /* [K] */
} ent_weights;

struct ent_model {
    ent_arena arena;          /* owns everything below but the vocabulary's own allocations */
    ent_string name;          /* file name without directory and ending */
    char digest[33];          /* XXH128 of the file's bytes, hex */
    ent_string kind;          /* "topics", "languages", "stance" */
    bool multi_label;
    bool calibrated;
    ent_string language;      /* of the text pipeline: "en"; empty: any */
    ent_feature_settings settings;
    ent_vocabulary vocabulary;
    size_t label_count;       /* K, at least 2 */
    ent_model_label *labels;  /* [K], sorted by name */
    ent_weights weights;
    ent_string metadata;      /* JSON object: solver settings, seed, corpus digest, counts, library versions, scores */
};

/** Write a model; the same model gives the same bytes. Replaces `path` atomically. Fills model->digest. */
ent_status ent__model_write(struct ent_model *model, const char *path, ent_error *err);

#endif
