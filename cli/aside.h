/* SPDX-License-Identifier: MIT */
/* One task on a thread of its own, for whoever has something else to do meanwhile. */
#ifndef ENT_CLI_ASIDE_H
#define ENT_CLI_ASIDE_H

#include <stdbool.h>

#include <pthread.h>

#include <entente/base.h>

typedef ent_status (*cli_task)(void *context, ent_error *err);

/** Zero-initialise; stays where it is while the task runs. */
struct cli_aside {
    cli_task task;
    void *context;
    pthread_t thread;
    bool has_thread; /* else the task is done by whoever waits for it */
    ent_status status;
    ent_error err;
};

void cli_aside_begin(struct cli_aside *aside, cli_task task, void *context);
/** What became of it, at once where it was asked before; ENT_OK where nothing was begun. */
ent_status cli_aside_wait(struct cli_aside *aside, ent_error *err);

#endif
