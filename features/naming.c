/* SPDX-License-Identifier: MIT */
/* Texts of terms. A term's text is the same wherever it is met, so it does not matter which worker comes first. */
#include "naming.h"

#include <stdlib.h>
#include <string.h>

struct ent__claim {
    uint32_t id;
    uint32_t size;
    size_t start; /* in the worker's texts */
};

ent_status ent__naming_open(struct ent__naming *naming, const ent_vocabulary *vocabulary,
                            int workers, ent_error *err)
{
    naming->workers = workers;
    naming->taken = ent_new_zeroed(vocabulary->size, sizeof *naming->taken);
    naming->claims = ent_new_zeroed((size_t)workers, sizeof *naming->claims);
    return naming->taken && naming->claims ? ENT_OK : ent_fail_memory(err);
}

void ent__naming_close(struct ent__naming *naming)
{
    for (int w = 0; naming->claims && w < naming->workers; w++) {
        ent_buffer_dispose(&naming->claims[w].texts);
        free(naming->claims[w].items.items);
    }
    free(naming->claims);
    free(naming->taken);
    *naming = (struct ent__naming){0};
}

bool ent__naming_see(struct ent__naming *naming, struct ent__claims *claims,
                     const ent_extractor *extractor, const uint32_t *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t id = ids[i];
        /* The plain look first: most terms have their text long since. */
        if (id == ENT_NO_TERM ||
            atomic_load_explicit(&naming->taken[id], memory_order_relaxed) ||
            atomic_exchange(&naming->taken[id], 1))
            continue;
        size_t start = claims->texts.size;
        ent__extract_text(&claims->texts, extractor, i);
        struct ent__claim claim = {id, (uint32_t)(claims->texts.size - start), start};
        if (claims->texts.failed || !ent_array_push(&claims->items, claim))
            return false;
    }
    return true;
}

ent_status ent__naming_finish(ent_vocabulary *vocabulary,
                              const struct ent__naming *naming, ent_error *err)
{
    vocabulary->term_starts =
        ent_new_zeroed(vocabulary->size + 1, sizeof *vocabulary->term_starts);
    if (!vocabulary->term_starts)
        return ent_fail_memory(err);
    for (int w = 0; w < naming->workers; w++)
        for (size_t i = 0; i < naming->claims[w].items.count; i++) {
            struct ent__claim claim = naming->claims[w].items.items[i];
            vocabulary->term_starts[claim.id + 1] = claim.size;
        }
    uint64_t total = 0;
    for (size_t id = 1; id <= vocabulary->size; id++) {
        total += vocabulary->term_starts[id];
        if (total > UINT32_MAX)
            return ent_fail(err, ENT_ELIMIT,
                            "the vocabulary's terms take more than 4 GiB");
        vocabulary->term_starts[id] = (uint32_t)total;
    }
    vocabulary->terms = ent_new((size_t)total, 1);
    if (!vocabulary->terms)
        return ent_fail_memory(err);
    for (int w = 0; w < naming->workers; w++)
        for (size_t i = 0; i < naming->claims[w].items.count; i++) {
            struct ent__claim claim = naming->claims[w].items.items[i];
            if (claim.size)
                memcpy(vocabulary->terms + vocabulary->term_starts[claim.id],
                       naming->claims[w].texts.data + claim.start, claim.size);
        }
    return ENT_OK;
}
