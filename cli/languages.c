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

/* ---- a corpus ---- */

enum { SAMPLE = 200 };

static const char *language_of(struct cli_languages *languages,
                               const ent_article *article)
{
    return cli_languages_identify(languages, article->text);
}

/* The language of nine in ten of the sample, or NULL. */
static const char *one_language(struct cli_languages *languages, const ent_corpus *corpus)
{
    const char *codes[SAMPLE];
    size_t seen = 0, step = corpus->count / SAMPLE + 1;
    for (size_t i = 0; i < corpus->count && seen < SAMPLE; i += step)
        if (!corpus->articles[i].lang.size)
            codes[seen++] = language_of(languages, &corpus->articles[i]);
    for (size_t i = 0; i < seen; i++) {
        size_t same = 0;
        for (size_t j = 0; j < seen; j++)
            same += codes[j] == codes[i]; /* codes are static: equal ones are one */
        if (codes[i] && same * 10 >= seen * 9)
            return codes[i];
    }
    return NULL;
}

void cli_languages_of_corpus(ent_corpus *corpus)
{
    struct cli_languages languages = {0};
    size_t unnamed = 0;
    for (size_t i = 0; i < corpus->count; i++)
        unnamed += !corpus->articles[i].lang.size;
    if (!unnamed)
        return;
    const char *all = one_language(&languages, corpus);
    for (size_t i = 0; i < corpus->count; i++)
        if (!corpus->articles[i].lang.size)
            corpus->articles[i].lang =
                ent_string_of(all ? all : language_of(&languages, &corpus->articles[i]));
    cli_languages_close(&languages);
}
