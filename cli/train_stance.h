/* SPDX-License-Identifier: MIT */
/* The part of the verb `train` that fits stance models. */
#ifndef ENT_CLI_TRAIN_STANCE_H
#define ENT_CLI_TRAIN_STANCE_H

#include "cli.h"

#include <entente/stance.h>

/** Read the corpora, fit, write the model, and tell what came of it. @return an exit code */
int cli_train_stance(ent_dataset *dataset, const ent_stance_options *options,
                     const char *model, bool json);

#endif
