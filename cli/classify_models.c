/* SPDX-License-Identifier: MIT */
/* Opening models for `classify`; scores nothing. */
#include "classify_models.h"

#include "base/base.h"
#include "cli.h"

enum { ENGLISH, WORLD, SHIPPED };
static const char *const shipped[SHIPPED] = {"topics-en", "topics-world"};

static ent_status open_one(struct cli_models *models, size_t m, ent_error *err)
{
    char path[4096];
    if (models->models[m])
        return ENT_OK;
    ENT_TRY(ent_model_find(path, sizeof path, models->names[m], err));
    ENT_TRY(ent_model_open(&models->models[m], path, err));
    if (ent_string_is(ent_model_kind(models->models[m]), "languages"))
        return ent_fail(err, ENT_EMODEL,
                        "model '%s' tells languages, not topics (entente language)",
                        models->names[m]);
    return ENT_OK;
}

/* ---- opening on the side ---- */

static ent_status open_piece(void *context, size_t m, int worker, ent_error *err)
{
    (void)worker;
    return open_one(context, m, err);
}

static ent_status open_named(void *context, ent_error *err)
{
    struct cli_models *models = context;
    return ent_parallel(models->count, 0, open_piece, models, err);
}

void cli_models_begin(struct cli_models *models)
{
    models->by_language = models->count == 0;
    for (; models->by_language && models->count < SHIPPED; models->count++)
        models->names[models->count] = shipped[models->count];
    if (!models->by_language)
        cli_aside_begin(&models->opening, open_named, models);
}

ent_status cli_models_ready(struct cli_models *models, ent_error *err)
{
    return cli_aside_wait(&models->opening, err);
}

void cli_models_close(struct cli_models *models)
{
    ent_error err;
    (void)cli_models_ready(models, &err);
    for (size_t m = 0; m < CLI_MODELS_MAX; m++)
        ent_model_free(models->models[m]);
    *models = (struct cli_models){0};
}

/* ---- choosing ---- */

static bool is_english(ent_string lang)
{
    const ent_language *language = ent_language_find(lang);
    return language && language == ent_language_find(ent_string_of("en"));
}

ent_status cli_models_for(size_t *first, size_t *end, struct cli_models *models,
                          const ent_article *article, ent_error *err)
{
    *first = 0;
    *end = models->count;
    if (!models->by_language)
        return ENT_OK;
    *first = is_english(article->lang) ? ENGLISH : WORLD;
    *end = *first + 1;
    return open_one(models, *first, err);
}
