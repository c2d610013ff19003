/* SPDX-License-Identifier: MIT */
/* A vocabulary cut down to chosen terms. */
#include <stdlib.h>

#include "features.h"

ent_status ent__vocabulary_keep(ent_vocabulary *vocabulary, const bool *kept,
                                ent_error *err)
{
    if (!vocabulary->keys)
        return ent_fail(err, ENT_EARG, "hashed features cannot be chosen one by one");
    size_t size = 0;
    for (size_t id = 0; id < vocabulary->size; id++)
        if (kept[id]) {
            vocabulary->keys[size] = vocabulary->keys[id];
            vocabulary->frequencies[size++] = vocabulary->frequencies[id];
        }
    vocabulary->size = size;
    free(vocabulary->terms);
    free(vocabulary->term_starts);
    vocabulary->terms = NULL;
    vocabulary->term_starts = NULL;
    return ent__vocabulary_lock(vocabulary, err);
}
