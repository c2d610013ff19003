/* SPDX-License-Identifier: MIT */
/* Documents of a corpus that belong together: near-duplicates, and what the corpus itself names a group. */
#include "datasets.h"

#include <stdlib.h>

#include "base/base.h"
#include "neardup.h"

enum { DOCUMENTS_A_PIECE = 64 };
static const double similar = 0.8;

struct sketching {
    const ent_article *articles;
    size_t count;
    ent_sketcher *sketchers; /* [threads] */
    ent_sketch *sketches;    /* [count] */
};

static ent_status sketch_piece(void *context, size_t piece, int worker, ent_error *err)
{
    (void)err;
    struct sketching *sketching = context;
    for (size_t i = piece * DOCUMENTS_A_PIECE;
         i < sketching->count && i < (piece + 1) * DOCUMENTS_A_PIECE; i++)
        ent__sketch(&sketching->sketches[i], &sketching->sketchers[worker],
                    sketching->articles[i].title, sketching->articles[i].text, i);
    return ENT_OK;
}

static ent_status join_near_duplicates(uint32_t *groups, const ent_article *articles,
                                       size_t count, int threads, ent_error *err)
{
    size_t pieces = (count + DOCUMENTS_A_PIECE - 1) / DOCUMENTS_A_PIECE;
    threads = ent_parallel_threads(pieces, threads);
    struct sketching sketching = {articles, count, NULL, NULL};
    sketching.sketchers = ent_new_zeroed((size_t)threads, sizeof *sketching.sketchers);
    sketching.sketches = ent_new(count, sizeof *sketching.sketches);
    ent_status status =
        sketching.sketchers && sketching.sketches ? ENT_OK : ent_fail_memory(err);
    int opened = 0;
    while (status == ENT_OK && opened < threads) {
        status = ent__sketcher_open(&sketching.sketchers[opened], err);
        opened += status == ENT_OK;
    }
    if (status == ENT_OK)
        status = ent_parallel(pieces, threads, sketch_piece, &sketching, err);
    if (status == ENT_OK)
        status = ent__neardup_join(groups, sketching.sketches, count, similar, err);
    while (opened > 0)
        ent__sketcher_close(&sketching.sketchers[--opened]);
    free(sketching.sketchers);
    free(sketching.sketches);
    return status;
}

static ent_status join_by_name(uint32_t *groups, const ent_string *names, size_t count,
                               ent_error *err)
{
    ent_map first = {0};
    ent_status status = ENT_OK;
    for (size_t i = 0; i < count && status == ENT_OK; i++) {
        if (!names[i].size)
            continue;
        uint32_t *place = ent_map_put(&first, ent_hash(names[i].data, names[i].size));
        if (!place)
            status = ent_fail_memory(err);
        else if (*place == ENT_MAP_NONE)
            *place = (uint32_t)i;
        else
            ent__sets_join(groups, *place, (uint32_t)i);
    }
    ent_map_dispose(&first);
    return status;
}

ent_status ent__groups(uint32_t *groups, const ent_article *articles,
                       const ent_string *names, size_t count, bool alike, int threads,
                       ent_error *err)
{
    ent__sets_open(groups, count);
    if (alike)
        ENT_TRY(join_near_duplicates(groups, articles, count, threads, err));
    if (names)
        ENT_TRY(join_by_name(groups, names, count, err));
    for (size_t i = 0; i < count; i++)
        groups[i] = ent__sets_find(groups, (uint32_t)i);
    return ENT_OK;
}
