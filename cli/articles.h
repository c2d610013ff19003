/* SPDX-License-Identifier: MIT */
/* Articles as verbs keep them until others are done, and places in them as JSON. */
#ifndef ENT_CLI_ARTICLES_H
#define ENT_CLI_ARTICLES_H

#include "base/base.h"

#include <entente/text.h>

/** A copy that outlives the reader's next article. @return ENT_ELIMIT where the arena is full */
ent_status cli_article_keep(ent_article *out, ent_arena *arena,
                            const ent_article *article, ent_error *err);

/** "start" and "end" in the UTF-8 of the field; "source_start" and "source_end" in the file, where that is something else. */
void cli_write_place(ent_json_writer *json, const ent_article *article, ent_span span);
/** {"field", and its place} */
void cli_write_span(ent_json_writer *json, const ent_article *article, ent_span span);

/** Tell on stderr, once a run, that a model was not taught the language of an article. */
void cli_warn_of_language(bool *warned, const char *model, const ent_article *article);

#endif
