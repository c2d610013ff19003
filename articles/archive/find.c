/* SPDX-License-Identifier: MIT */
/* Questions to the archive: which rows, in which order, and rows as entries again. */
#include <stdlib.h>
#include <string.h>

#include "store.h"

struct ent_archive_answer {
    ent_archive *archive;
    sqlite3_stmt *rows;
    ent_buffer expression; /* the statement's, while it runs */
    ent_arena arena;       /* of the current entry */
};

/* ---- asking ---- */

/* The languages of the articles; one where the person named the words' language. */
static ent_status languages_of(ent_string **out, size_t *count, ent_arena *arena,
                               ent_archive *archive, const char *named, ent_error *err)
{
    enum { MOST = 1024 };
    ent_string *languages = ent_arena_alloc(arena, MOST, sizeof *languages);
    sqlite3_stmt *rows;
    if (!languages)
        return ent_fail_memory(err);
    *out = languages;
    *count = 0;
    if (named) {
        languages[(*count)++] = ent_string_of(named);
        return ENT_OK;
    }
    ENT_TRY(ent__store_statement(&rows, archive, ENT__SQL_LANGUAGES, err));
    int code;
    while ((code = sqlite3_step(rows)) == SQLITE_ROW && *count < MOST) {
        languages[*count] = ent_string_copy(arena, ent__column_string(rows, 0));
        if (!languages[(*count)++].data) {
            code = SQLITE_NOMEM;
            break;
        }
    }
    sqlite3_reset(rows);
    if (!*count) /* an empty archive: whether the words make sense is still to be told */
        languages[(*count)++] = ent_string_of("");
    return code == SQLITE_DONE || code == SQLITE_ROW
               ? ENT_OK
               : ent__store_fail(archive, code, "read", err);
}

static ent_status make_expression(ent_archive_answer *answer,
                                  const ent_archive_query *query, ent_error *err)
{
    ent_string *languages = NULL;
    size_t count = 0;
    ENT_TRY(languages_of(&languages, &count, &answer->arena, answer->archive,
                         query->words_lang, err));
    return ent__expression(&answer->expression, answer->archive, query->words, languages,
                           count, err);
}

static void write_sql(ent_buffer *sql, const ent_archive_query *query)
{
    ent_buffer_text(sql, ENT__SQL_FIND);
    ent_buffer_text(sql, query->words ? ENT__SQL_FROM_SEARCH : ENT__SQL_FROM_ALL);
    const struct {
        bool wanted;
        const char *text;
    } conditions[] = {
        {query->id != NULL, ENT__SQL_AND_ID},
        {query->lang != NULL, ENT__SQL_AND_LANG},
        {query->source != NULL, ENT__SQL_AND_SOURCE},
        {query->topic != NULL, ENT__SQL_AND_TOPIC},
        {query->tag != NULL, ENT__SQL_AND_TAG},
        {query->story != 0, ENT__SQL_AND_STORY},
        {query->number != 0, ENT__SQL_AND_NUMBER},
        {query->has_since, ENT__SQL_AND_SINCE},
        {query->has_until, ENT__SQL_AND_UNTIL},
    };
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (conditions[i].wanted)
            ent_buffer_text(sql, conditions[i].text);
    ent_buffer_text(sql, query->arrival                   ? ENT__SQL_ARRIVAL
                         : query->words && !query->newest ? ENT__SQL_BEST_FIRST
                                                          : ENT__SQL_NEWEST_FIRST);
    ent_buffer_text(sql, ENT__SQL_LIMIT);
}

static void bind_text(sqlite3_stmt *rows, int place, const char *value)
{
    if (value)
        sqlite3_bind_text(rows, place, value, -1, SQLITE_TRANSIENT);
}

static ent_status bind(ent_archive_answer *answer, const ent_archive_query *query,
                       ent_error *err)
{
    sqlite3_stmt *rows = answer->rows;
    if (query->words)
        ent__bind_string(rows, 1, ent_buffer_view(&answer->expression));
    bind_text(rows, 2, query->id);
    bind_text(rows, 3, query->lang);
    bind_text(rows, 4, query->source);
    bind_text(rows, 5, query->topic);
    if (query->tag) {
        uint64_t key = ent_tag_key(ent_string_of(query->tag));
        if (!key)
            return ent_fail(err, ENT_EARG, "'%s' is not a tag: it has no letter or digit",
                            query->tag);
        sqlite3_bind_int64(rows, 6, (int64_t)key);
    }
    sqlite3_bind_int64(rows, 7, (int64_t)query->story);
    sqlite3_bind_int64(rows, 11, (int64_t)query->number);
    sqlite3_bind_int64(rows, 8, query->since);
    sqlite3_bind_int64(rows, 9, query->until);
    sqlite3_bind_int64(rows, 10,
                       query->most && query->most <= INT64_MAX ? (int64_t)query->most
                                                               : INT64_MAX);
    return ENT_OK;
}

static ent_status ask(ent_archive_answer *answer, const ent_archive_query *query,
                      ent_error *err)
{
    ent_buffer sql = {0};
    if (query->words)
        ENT_TRY(make_expression(answer, query, err));
    write_sql(&sql, query);
    ent_status status = sql.failed ? ent_fail_memory(err) : ENT_OK;
    if (status == ENT_OK) {
        int code =
            sqlite3_prepare_v2(answer->archive->db, sql.data, -1, &answer->rows, NULL);
        if (code != SQLITE_OK)
            status = ent__store_fail(answer->archive, code, "read", err);
    }
    ent_buffer_dispose(&sql);
    return status == ENT_OK ? bind(answer, query, err) : status;
}

ent_status ent_archive_find(ent_archive_answer **out, ent_archive *archive,
                            const ent_archive_query *query, ent_error *err)
{
    ent_archive_answer *answer = ent_new_zeroed(1, sizeof *answer);
    if (!answer)
        return ent_fail_memory(err);
    answer->archive = archive;
    ent_status status = ent_arena_open(&answer->arena, (size_t)4 << 30, err);
    if (status == ENT_OK)
        status = ask(answer, query, err);
    if (status != ENT_OK) {
        ent_archive_answer_free(answer);
        return status;
    }
    *out = answer;
    return ENT_OK;
}

void ent_archive_answer_free(ent_archive_answer *answer)
{
    if (!answer)
        return;
    sqlite3_finalize(answer->rows);
    ent_buffer_dispose(&answer->expression);
    ent_arena_close(&answer->arena);
    free(answer);
}

/* ---- rows as entries ---- */

/* A column in the arena; sets *full when there is no room. */
static ent_string column(ent_arena *arena, sqlite3_stmt *row, int place, bool *full)
{
    ent_string copy = ent_string_copy(arena, ent__column_string(row, place));
    *full = *full || !copy.data;
    return copy;
}

static uint64_t number_or_none(sqlite3_stmt *row, int place)
{
    return sqlite3_column_type(row, place) == SQLITE_NULL
               ? ENT_STORIES_NONE
               : (uint64_t)sqlite3_column_int64(row, place);
}

/* The columns of ENT__SQL_FIND. */
static bool read_article(ent_entry *entry, ent_arena *arena, sqlite3_stmt *row)
{
    bool full = false;
    *entry = (ent_entry){.number = (uint64_t)sqlite3_column_int64(row, 0)};
    ent_article *article = &entry->article;
    ent_string *const texts[] = {&entry->digest,   &article->id,   &article->url,
                                 &article->source, &entry->author, &article->time};
    for (int i = 0; i < 6; i++)
        *texts[i] = column(arena, row, 1 + i, &full);
    entry->time = sqlite3_column_int64(row, 7);
    entry->timed = sqlite3_column_int(row, 8) != 0;
    article->lang = column(arena, row, 9, &full);
    article->title = column(arena, row, 10, &full);
    entry->teaser = column(arena, row, 11, &full);
    article->text = column(arena, row, 12, &full);
    article->paragraphs = ENT_PARAGRAPHS_LINE;
    entry->summary = column(arena, row, 13, &full);
    entry->place.story = (uint64_t)sqlite3_column_int64(row, 14);
    entry->place.copy_of = number_or_none(row, 15);
    entry->place.time = entry->time;
    return !full;
}

static ent_provenance provenance(ent_arena *arena, sqlite3_stmt *row, int place,
                                 bool *full)
{
    return (ent_provenance){column(arena, row, place, full),
                            column(arena, row, place + 1, full)};
}

static void read_topic(void *out, ent_arena *arena, sqlite3_stmt *row, bool *full)
{
    bool calibrated = sqlite3_column_type(row, 2) != SQLITE_NULL;
    *(ent_topic *)out = (ent_topic){
        .label = column(arena, row, 0, full),
        .code = column(arena, row, 1, full),
        .probability = calibrated ? (float)sqlite3_column_double(row, 2) : -1.0F,
        .margin = (float)sqlite3_column_double(row, 3),
        .by = provenance(arena, row, 4, full),
    };
}

static void read_tag(void *out, ent_arena *arena, sqlite3_stmt *row, bool *full)
{
    *(ent_entry_tag *)out = (ent_entry_tag){
        .key = (uint64_t)sqlite3_column_int64(row, 0),
        .tag = column(arena, row, 1, full),
        .phrase = column(arena, row, 2, full),
        .score = (float)sqlite3_column_double(row, 3),
        .by = provenance(arena, row, 4, full),
    };
}

static void read_leaning(void *out, ent_arena *arena, sqlite3_stmt *row, bool *full)
{
    *(ent_leaning *)out = (ent_leaning){
        .target = column(arena, row, 0, full),
        .label = column(arena, row, 1, full),
        .probability = (float)sqlite3_column_double(row, 2),
        .by = provenance(arena, row, 3, full),
    };
}

/* Room for one more item: twice as many when the room is used up. */
static char *make_room(char *items, size_t count, size_t size, ent_arena *arena)
{
    enum { FIRST = 16 };
    if (count && (count < FIRST || (count & (count - 1)) != 0))
        return items;
    char *more = ent_arena_alloc(arena, count ? 2 * count : FIRST, size);
    if (more && count)
        memcpy(more, items, count * size);
    return more;
}

/* What is said of an article: rows of one kind, in the arena. */
static ent_status read_rows(void **items, size_t *count, size_t size,
                            void (*read)(void *, ent_arena *, sqlite3_stmt *, bool *),
                            ent_archive *archive, enum ent__sql id, uint64_t number,
                            ent_arena *arena, ent_error *err)
{
    sqlite3_stmt *rows;
    bool full = false;
    char *place = NULL;
    int code;
    ENT_TRY(ent__store_statement(&rows, archive, id, err));
    sqlite3_bind_int64(rows, 1, (int64_t)number);
    for (*count = 0; (code = sqlite3_step(rows)) == SQLITE_ROW && !full; ++*count) {
        place = make_room(place, *count, size, arena);
        if (place)
            read(place + *count * size, arena, rows, &full);
        full = full || !place;
    }
    sqlite3_reset(rows);
    *items = place;
    if (full)
        return ent_fail_memory(err);
    return code == SQLITE_DONE ? ENT_OK : ent__store_fail(archive, code, "read", err);
}

static ent_status read_sayings(ent_archive *archive, ent_entry *entry, ent_arena *arena,
                               ent_error *err)
{
    void *topics, *tags, *leanings;
    ENT_TRY(read_rows(&topics, &entry->topic_count, sizeof *entry->topics, read_topic,
                      archive, ENT__SQL_TOPICS, entry->number, arena, err));
    ENT_TRY(read_rows(&tags, &entry->tag_count, sizeof *entry->tags, read_tag, archive,
                      ENT__SQL_TAGS, entry->number, arena, err));
    ENT_TRY(read_rows(&leanings, &entry->leaning_count, sizeof *entry->leanings,
                      read_leaning, archive, ENT__SQL_STANCES, entry->number, arena,
                      err));
    entry->topics = topics;
    entry->tags = tags;
    entry->leanings = leanings;
    return ENT_OK;
}

ent_status ent_archive_next_in(ent_archive_answer *answer, ent_entry *entry, bool *end,
                               ent_arena *arena, ent_error *err)
{
    int code = sqlite3_step(answer->rows);
    *end = code == SQLITE_DONE;
    if (*end)
        return ENT_OK;
    if (code != SQLITE_ROW)
        return ent__store_fail(answer->archive, code, "read", err);
    if (!read_article(entry, arena, answer->rows))
        return ent_fail_memory(err);
    return read_sayings(answer->archive, entry, arena, err);
}

ent_status ent_archive_next(ent_archive_answer *answer, ent_entry *entry, bool *end,
                            ent_error *err)
{
    ent_arena_reset(&answer->arena);
    return ent_archive_next_in(answer, entry, end, &answer->arena, err);
}
