/* SPDX-License-Identifier: MIT */
/* A system under test: a model that is asked, or predictions that were made elsewhere. */
#ifndef ENT_CLI_EVALUATE_SYSTEM_H
#define ENT_CLI_EVALUATE_SYSTEM_H

#include "evaluate.h"

#include <entente/classify.h>
#include <entente/stance.h>

struct label_system {
    const char *name; /* as on the command line */
    /* either a model ... */
    ent_model *model;
    ent_scorer *scorer;
    ent_identifier *identifier; /* instead, where the model tells languages */
    uint32_t *label_numbers;    /* [model's labels] in the shared names */
    ent_label_score *scores;    /* [model's labels] scratch */
    double seconds;             /* spent scoring */
    /* or a stance model ... */
    ent_stance_model *stance;
    ent_stance_scorer *stance_scorer;
    ent_names *names; /* the shared ones */
    /* ... or predictions */
    ent_predictions predictions;
    size_t matched; /* documents with a prediction */
    /* its answers, one a document; the truth is filled in by the caller */
    ENT_ARRAY(ent_answer) answers;
    bool probabilities;
    bool multi_label;
};

/** Open a model (`is_model`) or read predictions; its labels are added to the names. */
ent_status label_system_open(struct label_system *system, const char *name, bool is_model,
                             ent_names *names, ent_task task, ent_error *err);
void label_system_close(struct label_system *system);
/** Append the answer on a document, which is number answers.count; what it points to lives in the arena. */
ent_status label_system_answer(struct label_system *system, ent_arena *arena,
                               const ent_record *record, ent_error *err);

#endif
