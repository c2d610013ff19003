/* SPDX-License-Identifier: MIT */
/* Articles answered on several threads and told in input order, the next of them read meanwhile. */
#ifndef ENT_CLI_BATCHES_H
#define ENT_CLI_BATCHES_H

#include "articles/open/open.h"

enum { CLI_BATCH = 256 }; /* articles between two rounds of printing, at most */

/** What is done with them. `place` is below CLI_BATCH, and one article's alone from its answer until it is told. */
struct cli_answering {
    ent_articles *articles;
    int threads;
    bool line_buffered; /* each answer is wanted before the next article is read */
    void *context;
    /** Called before a batch is answered; and with none, before an input is waited for: what cannot succeed fails then. */
    ent_status (*begin)(void *context, const ent_article *articles, size_t count,
                        ent_error *err);
    /** On any thread, `worker` below `threads`. */
    ent_status (*answer)(void *context, const ent_article *article, size_t place,
                         int worker, ent_error *err);
    /** In input order. */
    ent_status (*tell)(void *context, const ent_article *article, size_t place,
                       ent_error *err);
};

/**
 * Answer all articles. What has arrived is answered where the input pauses, and before its failure is returned; standard output is
 * flushed behind every batch.
 */
ent_status cli_answer_all(const struct cli_answering *answering, ent_error *err);

#endif
