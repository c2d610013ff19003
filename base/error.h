/* SPDX-License-Identifier: MIT */
/* Filling an ent_error and passing it up. */
#ifndef ENT_BASE_ERROR_H
#define ENT_BASE_ERROR_H

#include <entente/base.h>

/** Write the message (one line; control bytes become '?') and return `code`, so that `return ent_fail(...)` reads well. */
ent_status ent_fail(ent_error *err, ent_status code, const char *format, ...)
    ENT_PRINTF(3, 4);

/** `return ent_fail_memory(err)` when an allocation gave NULL. */
ent_status ent_fail_memory(ent_error *err);

/** Forward a failure unchanged. */
#define ENT_TRY(call)                                                                    \
    do {                                                                                 \
        ent_status ent_try_status_ = (call);                                             \
        if (ent_try_status_ != ENT_OK)                                                   \
            return ent_try_status_;                                                      \
    } while (0)

/** The same where the function has things to free: sets `status` and goes to `out`. */
#define ENT_TRY_OUT(call)                                                                \
    do {                                                                                 \
        status = (call);                                                                 \
        if (status != ENT_OK)                                                            \
            goto out;                                                                    \
    } while (0)

#endif
