/* SPDX-License-Identifier: MIT */
/* Batches of articles: one is answered while the next is read. */
#include "batches.h"

#include <stdio.h>
#include <stdlib.h>

#include "articles.h"

static const size_t batch_bytes = 4u << 20; /* of text, at most */

/* Articles that were read together. */
struct batch {
    ent_article articles[CLI_BATCH];
    size_t count;
    ent_arena arena; /* of the articles */
    bool end;        /* nothing was left to read behind them */
    ent_status status;
    ent_error err; /* where reading failed: what was read before has its answers first */
};

struct run {
    const struct cli_answering *answering;
    struct batch batches[2];
    struct batch
        *batch; /* that is being answered, while the next one is read into the other */
};

/* ---- reading ---- */

/* Where the input pauses the batch ends: what has arrived is answered. @param wait for the first article, however long */
static ent_status read_articles(struct run *run, struct batch *batch, bool wait,
                                ent_error *err)
{
    ent_articles *articles = run->answering->articles;
    size_t bytes = 0, most = run->answering->line_buffered ? 1 : CLI_BATCH;
    while (batch->count < most && bytes < batch_bytes) {
        if ((batch->count || !wait) && !ent_articles_is_near(articles))
            return ENT_OK;
        ent_article article;
        ENT_TRY(ent_articles_next(articles, &article, &batch->end, err));
        if (batch->end)
            return ENT_OK;
        ENT_TRY(cli_article_keep(&batch->articles[batch->count], &batch->arena, &article,
                                 err));
        batch->count++;
        bytes += article.title.size + article.text.size;
    }
    return ENT_OK;
}

static void read_batch(struct run *run, struct batch *batch, bool wait)
{
    batch->count = 0;
    ent_arena_reset(&batch->arena);
    batch->status = read_articles(run, batch, wait, &batch->err);
    if (batch->status != ENT_OK)
        batch->end = true;
}

/* ---- answering ---- */

/* That which is not being answered. */
static struct batch *other(struct run *run)
{
    return &run->batches[run->batch == run->batches];
}

/* Piece 0 reads the next batch while others are at work on this one. */
static ent_status work_on_batch(void *context, size_t piece, int worker, ent_error *err)
{
    struct run *run = context;
    const struct cli_answering *answering = run->answering;
    struct batch *batch = run->batch;
    if (piece == 0) {
        if (!batch->end && !answering->line_buffered)
            read_batch(run, other(run), false);
        return ENT_OK;
    }
    return answering->answer(answering->context, &batch->articles[piece - 1], piece - 1,
                             worker, err);
}

static ent_status tell_batch(struct run *run, ent_error *err)
{
    const struct cli_answering *answering = run->answering;
    for (size_t i = 0; i < run->batch->count; i++)
        ENT_TRY(answering->tell(answering->context, &run->batch->articles[i], i, err));
    fflush(stdout);
    return ENT_OK;
}

static ent_status answer_batches(struct run *run, ent_error *err)
{
    const struct cli_answering *answering = run->answering;
    /* Who has to be waited for is not, before it is known that there can be an answer. */
    if (!ent_articles_is_near(answering->articles))
        ENT_TRY(answering->begin(answering->context, NULL, 0, err));
    for (;;) {
        struct batch *batch = run->batch;
        if (!batch->count && !batch->end)
            read_batch(run, batch, true);
        ENT_TRY(answering->begin(answering->context, batch->articles, batch->count, err));
        ENT_TRY(
            ent_parallel(batch->count + 1, answering->threads, work_on_batch, run, err));
        ENT_TRY(tell_batch(run, err));
        if (batch->status != ENT_OK)
            *err = batch->err;
        if (batch->end)
            return batch->status;
        batch->count = 0;
        run->batch = other(run);
    }
}

ent_status cli_answer_all(const struct cli_answering *answering, ent_error *err)
{
    struct run *run = ent_new_zeroed(1, sizeof *run);
    if (!run)
        return ent_fail_memory(err);
    run->answering = answering;
    run->batch = run->batches;
    ent_status status = ENT_OK;
    for (size_t b = 0; status == ENT_OK && b < 2; b++)
        status = ent_arena_open(&run->batches[b].arena, (size_t)16 << 30, err);
    if (status == ENT_OK)
        status = answer_batches(run, err);
    for (size_t b = 0; b < 2; b++)
        ent_arena_close(&run->batches[b].arena);
    free(run);
    return status;
}
