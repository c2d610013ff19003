/* SPDX-License-Identifier: MIT */
/* Near-duplicates among the documents of a corpus, through the sketches of datasets/. */
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

ent_status ent__near_duplicates(uint32_t *groups, const ent_article *articles,
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
    ent__sets_open(groups, count);
    if (status == ENT_OK)
        status = ent__neardup_join(groups, sketching.sketches, count, similar, err);
    for (size_t i = 0; status == ENT_OK && i < count; i++)
        groups[i] = ent__sets_find(groups, (uint32_t)i);
    while (opened > 0)
        ent__sketcher_close(&sketching.sketchers[--opened]);
    free(sketching.sketchers);
    free(sketching.sketches);
    return status;
}
