/* SPDX-License-Identifier: MIT */
/* An older model's weights, by the features and labels of a new vocabulary: to start from, or to stay near. */
#ifndef ENT_TRAIN_CARRY_H
#define ENT_TRAIN_CARRY_H

#include <entente/datasets.h>

#include "models/models.h"
#include "solve.h"

struct ent__carry {
    const ent_model *model; /* NULL: nothing is carried */
    const ent_vocabulary *vocabulary;
    uint32_t *features; /* [V] feature of the model, or ENT_NO_TERM */
    uint32_t *labels;   /* [K] label of the model, or ENT_NO_TERM */
    size_t label_count; /* K */
};

/**
 * Find the old model's features (by key) and labels (by name) among the new ones.
 * A weight is carried as  w * idf_old / idf_new,  so that a term counts for as much as before although it has become
 * more or less frequent. New terms have the weight 0. A label that the old model lacks has weights 0 and the bias -1:
 * the optimum over documents of which none carries it.
 * @param carry       out; model, vocabulary and corpus are borrowed
 * @param vocabulary  locked
 * @param corpus      whose labels are carried to
 * @cost O(V + K log K)
 */
ent_status ent__carry_open(struct ent__carry *carry, const ent_model *model,
                           const ent_vocabulary *vocabulary, const ent_corpus *corpus,
                           ent_error *err);
void ent__carry_close(struct ent__carry *carry);
/** Fills blocks of the solver; an empty port where nothing is carried. */
ent_solve_port ent__carry_port(struct ent__carry *carry);

/** Index of a label by name in a model, or ENT_NO_TERM. @cost O(log K) */
uint32_t ent__find_label(const ent_model *model, ent_string name);

#endif
