/* SPDX-License-Identifier: MIT */
/* Inside the room: the stages of training a stance model. */
#ifndef ENT_TRAIN_STANCE_H
#define ENT_TRAIN_STANCE_H

#include "base/base.h"
#include "classify/classify.h"
#include "linear.h"

#include <entente/stance.h>

struct ent__stance_training {
    const ent_corpus *corpus;
    const ent_stance_options *options;
    ent_stance_report *report;
    ent_stance_model *model;
    const ent_language *language;
    ent__beholder *beholder;
    ent_arena arena;
    uint32_t *target_rows; /* [target_row_count] documents with a target */
    size_t target_row_count;
    uint32_t *pair_rows; /* [pair_row_count] claims and articles */
    size_t pair_row_count;
    struct ent__linear_how how; /* that the targets' models were fitted */
};

void ent__stance_stage(const struct ent__stance_training *training, const char *name,
                       double share);

/** Distinct stances of some rows, ascending; labels[i] is that of rows[i]. ENT_EDATA beyond ENT_STANCE_LABELS. */
struct ent__stance_labels {
    ent_string names[ENT_STANCE_LABELS];
    size_t count;
    uint32_t *of; /* [rows] in the training's arena */
};
ent_status ent__stance_labels_of(struct ent__stance_labels *labels,
                                 struct ent__stance_training *training,
                                 const uint32_t *rows, size_t count, ent_error *err);

/** A model a target, and the pooled one. */
ent_status ent__train_targets(struct ent__stance_training *training, ent_error *err);
/** The models of claims. */
ent_status ent__train_pairs(struct ent__stance_training *training, ent_error *err);

#endif
