/* SPDX-License-Identifier: MIT */
/* The language identifier as verbs use it: the shipped model languages.ent, opened when it is first needed. */
#ifndef ENT_CLI_LANGUAGES_H
#define ENT_CLI_LANGUAGES_H

#include <entente/classify.h>
#include <entente/datasets.h>

/** A model and an identifier over it; zero-initialise, release with cli_languages_close(). */
struct cli_languages {
    ent_model *model;
    ent_identifier *identifier;
    bool tried; /* opening it was tried */
};

ent_status cli_languages_open(struct cli_languages *languages, const char *name,
                              ent_error *err);
void cli_languages_close(struct cli_languages *languages);

/** For ent_articles_options.identify, the context a struct cli_languages: the code of the text's language, or NULL. Without the
 *  model it quietly knows none. */
const char *cli_languages_identify(void *context, ent_string text);

/**
 * Fill in the language of a corpus' articles that name none, so that they are read in training as they will be later: 200 of
 * them are looked at, and where nine in ten are in one language all are taken to be; else each is looked at.
 */
void cli_languages_of_corpus(ent_corpus *corpus);

#endif
