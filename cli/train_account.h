/* SPDX-License-Identifier: MIT */
/* What `train` tells of a run: what was read, what is odd about it, what was fitted and how well, how long it took. */
#ifndef ENT_CLI_TRAIN_ACCOUNT_H
#define ENT_CLI_TRAIN_ACCOUNT_H

#include "retrain.h"

#include <entente/train.h>

/** A finished run; everything is borrowed. */
struct train_account {
    const char *path;   /* of the model */
    const char *digest; /* of it */
    const ent_dataset_report *read;
    const ent_train_report *fit; /* NULL: there was nothing to learn */
    const struct retrain *retrain;
    double reading, writing; /* seconds that are not the training's own */
    bool verbose;
};

/** The corpora, before the work begins; with warnings of labels that look alike and of a map that misses. */
ent_status train_say_reading(const ent_dataset_report *read, const ent_corpus *corpus,
                             ent_error *err);
/** The fit and its times. */
void train_say_fit(const struct train_account *account);
/** Of a small corpus: what more documents would bring. */
void train_say_small(const ent_model *model, const ent_corpus *corpus,
                     const ent_train_options *options);
/** All of it as one JSON object on standard output. */
void train_print_account(const struct train_account *account);

#endif
