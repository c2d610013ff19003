/* SPDX-License-Identifier: MIT */
/* From a reader over the desk into the archive: batches that are read first, then placed and written in one transaction. */
#include <math.h>
#include <stdlib.h>

#include "store.h"

enum { BATCH = 256 };
static const size_t batch_bytes = 8u << 20; /* or this much text */

struct item {
    ent_entry entry;
    bool read; /* topics and all the rest are in it */
    bool added;
};

struct batch {
    struct item *items; /* [capacity] */
    size_t count;
    size_t capacity;
    size_t bytes;
    ent_arena arena; /* what the entries hold */
};

/* ---- stories ---- */

/*
 * The desk learns of the articles that the archive has and it does not: those of earlier runs, and those that other
 * processes put in meanwhile. How far back is settled by the first batch: as far as its oldest article may reach.
 */
static void settle_horizon(ent_archive *archive, const ent_desk *desk,
                           const struct batch *batch, int64_t newest)
{
    double horizon = ent_desk_horizon(desk);
    int64_t oldest = newest;
    if (archive->has_horizon)
        return;
    for (size_t i = 0; i < batch->count; i++)
        if (batch->items[i].entry.time < oldest)
            oldest = batch->items[i].entry.time;
    archive->has_horizon = true;
    archive->horizon_start =
        isfinite(horizon) && (double)oldest - horizon > (double)INT64_MIN / 2
            ? (int64_t)floor((double)oldest - horizon)
            : INT64_MIN;
}

static ent_status remember_row(ent_archive *archive, ent_desk *desk, sqlite3_stmt *row,
                               ent_error *err)
{
    bool copy = sqlite3_column_type(row, 2) != SQLITE_NULL;
    ent_story_place place = {
        .story = (uint64_t)sqlite3_column_int64(row, 1),
        .copy_of = copy ? (uint64_t)sqlite3_column_int64(row, 2) : ENT_STORIES_NONE,
        .similarity = sqlite3_column_double(row, 3),
        .time = sqlite3_column_int64(row, 4),
    };
    const char *pack = sqlite3_column_blob(row, 5);
    ent_string memory = {pack, pack ? (size_t)sqlite3_column_bytes(row, 5) : 0};
    archive->remembered = (uint64_t)sqlite3_column_int64(row, 0);
    return ent_desk_remember(desk, archive->remembered, &place, memory, err);
}

static ent_status remember(ent_archive *archive, ent_desk *desk,
                           const struct batch *batch, ent_error *err)
{
    sqlite3_stmt *rows;
    int64_t newest = 0;
    bool found;
    ENT_TRY(ent__store_statement(&rows, archive, ENT__SQL_NEWEST, err));
    ENT_TRY(ent__store_number(&newest, &found, archive, rows, err));
    settle_horizon(archive, desk, batch, newest);
    ENT_TRY(ent__store_statement(&rows, archive, ENT__SQL_MEMORIES, err));
    sqlite3_bind_int64(rows, 1, (int64_t)archive->remembered);
    sqlite3_bind_int64(rows, 2, archive->horizon_start);
    ent_status status = ENT_OK;
    int code;
    while (status == ENT_OK && (code = sqlite3_step(rows)) != SQLITE_DONE)
        status = code == SQLITE_ROW ? remember_row(archive, desk, rows, err)
                                    : ent__store_fail(archive, code, "read", err);
    sqlite3_reset(rows);
    return status;
}

/* ---- one transaction ---- */

static ent_status write_item(ent_archive *archive, ent_desk *desk, struct item *item,
                             ent_arena *arena, uint64_t *last, ent_error *err)
{
    int64_t number;
    bool known;
    ent_string memory;
    ENT_TRY(ent__rows_find(&number, &known, archive, item->entry.digest, err));
    item->added = !known;
    if (known) {
        item->entry.number = (uint64_t)number;
        return ENT_OK;
    }
    if (!item->read) /* somebody took it out in between */
        ENT_TRY(ent_desk_read(&item->entry, arena, desk, err));
    ENT_TRY(ent_desk_place(&item->entry, desk, ++*last, &memory, err));
    return ent_archive_put(archive, &item->entry, memory, err);
}

static ent_status write_items(ent_archive *archive, ent_desk *desk, struct batch *batch,
                              ent_error *err)
{
    sqlite3_stmt *statement;
    int64_t number = 0;
    bool found;
    ENT_TRY(remember(archive, desk, batch, err));
    ENT_TRY(ent__store_statement(&statement, archive, ENT__SQL_LAST_NUMBER, err));
    ENT_TRY(ent__store_number(&number, &found, archive, statement, err));
    uint64_t last = (uint64_t)number;
    for (size_t i = 0; i < batch->count; i++)
        ENT_TRY(write_item(archive, desk, &batch->items[i], &batch->arena, &last, err));
    archive->remembered = last;
    return ENT_OK;
}

/* What is told has been committed before. */
static ent_status finish_batch(ent_archive_tally *tally, ent_archive *archive,
                               ent_desk *desk, struct batch *batch,
                               const ent_archive_intake *intake, ent_error *err)
{
    if (!batch->count)
        return ENT_OK;
    ENT_TRY(ent_archive_begin(archive, err));
    ent_status status = write_items(archive, desk, batch, err);
    if (status != ENT_OK) {
        ent_archive_abandon(archive);
        return status;
    }
    ENT_TRY(ent_archive_commit(archive, err));
    bool go_on = true;
    for (size_t i = 0; i < batch->count; i++) {
        const struct item *item = &batch->items[i];
        const ent_archive_receipt receipt = {&item->entry, item->added};
        *(item->added ? &tally->added : &tally->known) += 1;
        if (go_on && intake->done)
            go_on = intake->done(intake->context, &receipt);
    }
    batch->count = batch->bytes = 0;
    ent_arena_reset(&batch->arena);
    return go_on ? ENT_OK : ent_fail(err, ENT_ECANCEL, "stopped");
}

/* ---- all of them ---- */

/* What the archive has is not read again: the answer may be outdated, and is asked for once more before writing. */
static ent_status take_one(struct batch *batch, ent_archive *archive, ent_desk *desk,
                           const ent_article *article, const ent_article_details *details,
                           ent_error *err)
{
    struct item *item = &batch->items[batch->count];
    ent_entry *entry = &item->entry;
    int64_t number;
    bool known;
    ENT_TRY(ent_desk_take(entry, &batch->arena, desk, article, details, err));
    ENT_TRY(ent__rows_find(&number, &known, archive, entry->digest, err));
    item->read = !known;
    if (item->read)
        ENT_TRY(ent_desk_read(entry, &batch->arena, desk, err));
    batch->bytes += entry->article.text.size;
    batch->count++;
    return ENT_OK;
}

static bool is_stopped(const ent_archive_intake *intake)
{
    return intake->stop && *intake->stop;
}

static ent_status take_all(ent_archive_tally *tally, ent_archive *archive, ent_desk *desk,
                           ent_articles *reader, struct batch *batch,
                           const ent_archive_intake *intake, ent_error *err)
{
    for (;;) {
        ent_article article;
        bool end = false;
        if (is_stopped(intake)) {
            ENT_TRY(finish_batch(tally, archive, desk, batch, intake, err));
            return ent_fail(err, ENT_ECANCEL, "stopped");
        }
        ent_error fault;
        ent_status status = ent_articles_next(reader, &article, &end, &fault);
        if (status != ENT_OK) { /* what came before the fault is good */
            ENT_TRY(finish_batch(tally, archive, desk, batch, intake, err));
            return ent_fail(err, status, "%s", fault.msg);
        }
        if (end)
            return finish_batch(tally, archive, desk, batch, intake, err);
        ENT_TRY(
            take_one(batch, archive, desk, &article, ent_articles_details(reader), err));
        if (batch->count == batch->capacity || batch->bytes >= batch_bytes)
            ENT_TRY(finish_batch(tally, archive, desk, batch, intake, err));
    }
}

ent_status ent_archive_take(ent_archive_tally *tally, ent_archive *archive,
                            ent_desk *desk, ent_articles *reader,
                            const ent_archive_intake *intake, ent_error *err)
{
    struct batch batch = {.capacity = intake->batch ? intake->batch : BATCH};
    *tally = (ent_archive_tally){0};
    batch.items = ent_new(batch.capacity, sizeof *batch.items);
    ent_status status = batch.items ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK)
        status = ent_arena_open(&batch.arena, (size_t)16 << 30, err);
    if (status == ENT_OK)
        status = take_all(tally, archive, desk, reader, &batch, intake, err);
    ent_arena_close(&batch.arena);
    free(batch.items);
    return status;
}
