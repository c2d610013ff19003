/* SPDX-License-Identifier: MIT */
/* Which models answer an article: those that were named, or the shipped one for its language. */
#ifndef ENT_CLI_CLASSIFY_MODELS_H
#define ENT_CLI_CLASSIFY_MODELS_H

#include <entente/classify.h>

#include "aside.h"

enum { CLI_MODELS_MAX = 16 };

/** Zero-initialise, name models or not, then begin; release with cli_models_close(). */
struct cli_models {
    const char *names[CLI_MODELS_MAX];
    ent_model *models[CLI_MODELS_MAX]; /* NULL: not opened yet */
    size_t count;                      /* of names, and of places in `models` */
    bool by_language; /* nobody named one: each article has the model for its language */
    struct cli_aside opening;
};

/**
 * Open the models that were named, on a thread of their own: whoever reads the first article, and wants to be told its
 * language, does not wait for them. The shipped ones are opened when an article asks for them.
 */
void cli_models_begin(struct cli_models *models);
/** Wait for them; no model is to be touched before. Once they are there it returns at once. */
ent_status cli_models_ready(struct cli_models *models, ent_error *err);
void cli_models_close(struct cli_models *models);

/**
 * The models [*first, *end) that answer an article: topics-en where it is English, topics-world where it is in any other
 * language or in one that cannot be told; or all that were named.
 */
ent_status cli_models_for(size_t *first, size_t *end, struct cli_models *models,
                          const ent_article *article, ent_error *err);

#endif
