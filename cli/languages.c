/* SPDX-License-Identifier: MIT */
/* Opening the language identifier. */
#include "languages.h"

#include "base/base.h"

ent_status cli_languages_open(struct cli_languages *languages, const char *name,
                              ent_error *err)
{
    char path[4096];
    languages->tried = true;
    ENT_TRY(ent_model_find(path, sizeof path, name, err));
    ENT_TRY(ent_model_open(&languages->model, path, err));
    return ent_identifier_new(&languages->identifier, languages->model, err);
}

void cli_languages_close(struct cli_languages *languages)
{
    ent_identifier_free(languages->identifier);
    ent_model_free(languages->model);
    *languages = (struct cli_languages){0};
}

const char *cli_languages_identify(void *context, ent_string text)
{
    struct cli_languages *languages = context;
    const ent_language *language = NULL;
    if (!languages->tried)
        (void)cli_languages_open(languages, "languages", NULL);
    if (!languages->identifier ||
        ent_identify(&language, NULL, languages->identifier, (ent_string){NULL, 0}, text,
                     NULL) != ENT_OK)
        return NULL;
    return language ? language->code : NULL;
}
