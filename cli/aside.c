/* SPDX-License-Identifier: MIT */
/* One task on a thread of its own. */
#include "aside.h"

#include <stddef.h>

static void *run(void *argument)
{
    struct cli_aside *aside = argument;
    aside->status = aside->task(aside->context, &aside->err);
    return NULL;
}

void cli_aside_begin(struct cli_aside *aside, cli_task task, void *context)
{
    *aside = (struct cli_aside){.task = task, .context = context};
    aside->has_thread = pthread_create(&aside->thread, NULL, run, aside) == 0;
}

ent_status cli_aside_wait(struct cli_aside *aside, ent_error *err)
{
    if (aside->has_thread)
        pthread_join(aside->thread, NULL);
    else if (aside->task)
        run(aside);
    aside->has_thread = false;
    aside->task = NULL;
    if (aside->status != ENT_OK)
        *err = aside->err;
    return aside->status;
}
