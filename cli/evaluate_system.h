/* SPDX-License-Identifier: MIT */
/* A system under test: a model that is asked, or predictions that were made elsewhere. */
#ifndef ENT_CLI_EVALUATE_SYSTEM_H
#define ENT_CLI_EVALUATE_SYSTEM_H

#include "evaluate.h"

#include <entente/classify.h>
#include <entente/stance.h>

/** What a thread needs to ask a model. */
struct label_worker {
    ent_scorer *scorer;
    ent_label_score *scores;    /* [model's labels] */
    ent_identifier *identifier; /* instead, where the model tells languages */
    ent_stance_scorer *stance;
};

struct label_system {
    const char *name; /* as on the command line */
    /* either a model, or a stance model ... */
    ent_model *model;
    ent_stance_model *stance;
    uint32_t *label_numbers;      /* [model's labels] in the shared names */
    struct label_worker *workers; /* [threads] */
    int threads;
    ent_names *names; /* the shared ones */
    /* ... or predictions */
    ent_predictions predictions;
    size_t matched; /* documents with a prediction */
    /* its answers, one a document; the truth is filled in by the caller */
    ENT_ARRAY(ent_answer) answers;
    bool probabilities;
    bool multi_label;
};

/** Open a model (`is_model`) of the kind that the task asks for, or read predictions; its labels are added to the names. */
ent_status label_system_open(struct label_system *system, const char *name, bool is_model,
                             ent_names *names, ent_task task, int threads,
                             ent_error *err);
void label_system_close(struct label_system *system);
/** Append the answers on [count] documents, the first of which is number answers.count; they live in the arena. */
ent_status label_system_answer(struct label_system *system, ent_arena *arena,
                               const ent_record *records, size_t count, ent_error *err);

#endif
