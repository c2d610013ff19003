/* SPDX-License-Identifier: MIT */
/* Entries as rows: writing them, changing what is said of them, taking them out. */
#include "store.h"

/* ---- models ---- */

static ent_status model_of(int64_t *id, ent_archive *archive, ent_provenance by,
                           ent_error *err)
{
    sqlite3_stmt *find, *add;
    bool found;
    ENT_TRY(ent__store_statement(&find, archive, ENT__SQL_FIND_MODEL, err));
    ent__bind_string(find, 1, by.name);
    ent__bind_string(find, 2, by.digest);
    ENT_TRY(ent__store_number(id, &found, archive, find, err));
    if (found)
        return ENT_OK;
    ENT_TRY(ent__store_statement(&add, archive, ENT__SQL_ADD_MODEL, err));
    ent__bind_string(add, 1, by.name);
    ent__bind_string(add, 2, by.digest);
    ENT_TRY(ent__store_run(archive, add, err));
    *id = sqlite3_last_insert_rowid(archive->db);
    return ENT_OK;
}

/* ---- what is said of an article ---- */

static ent_status add_topics(ent_archive *archive, const ent_entry *entry, ent_error *err)
{
    for (size_t i = 0; i < entry->topic_count; i++) {
        const ent_topic *topic = &entry->topics[i];
        int64_t model;
        sqlite3_stmt *add;
        ENT_TRY(model_of(&model, archive, topic->by, err));
        ENT_TRY(ent__store_statement(&add, archive, ENT__SQL_ADD_TOPIC, err));
        sqlite3_bind_int64(add, 1, (int64_t)entry->number);
        sqlite3_bind_int64(add, 2, (int64_t)i);
        ent__bind_string(add, 3, topic->label);
        ent__bind_string(add, 4, topic->code);
        if (topic->probability >= 0)
            sqlite3_bind_double(add, 5, (double)topic->probability);
        if (!ent_topic_is_publishers(topic))
            sqlite3_bind_double(add, 6, (double)topic->margin);
        sqlite3_bind_int64(add, 7, model);
        ENT_TRY(ent__store_run(archive, add, err));
    }
    return ENT_OK;
}

static ent_status add_tags(ent_archive *archive, const ent_entry *entry, ent_error *err)
{
    for (size_t i = 0; i < entry->tag_count; i++) {
        const ent_entry_tag *tag = &entry->tags[i];
        int64_t model;
        sqlite3_stmt *add;
        ENT_TRY(model_of(&model, archive, tag->by, err));
        ENT_TRY(ent__store_statement(&add, archive, ENT__SQL_ADD_TAG, err));
        sqlite3_bind_int64(add, 1, (int64_t)entry->number);
        sqlite3_bind_int64(add, 2, (int64_t)i);
        sqlite3_bind_int64(add, 3, (int64_t)tag->key);
        ent__bind_string(add, 4, tag->tag);
        ent__bind_string(add, 5, tag->phrase);
        sqlite3_bind_double(add, 6, (double)tag->score);
        sqlite3_bind_int64(add, 7, model);
        ENT_TRY(ent__store_run(archive, add, err));
    }
    return ENT_OK;
}

static ent_status add_stances(ent_archive *archive, const ent_entry *entry,
                              ent_error *err)
{
    for (size_t i = 0; i < entry->leaning_count; i++) {
        const ent_leaning *leaning = &entry->leanings[i];
        int64_t model;
        sqlite3_stmt *add;
        ENT_TRY(model_of(&model, archive, leaning->by, err));
        ENT_TRY(ent__store_statement(&add, archive, ENT__SQL_ADD_STANCE, err));
        sqlite3_bind_int64(add, 1, (int64_t)entry->number);
        sqlite3_bind_int64(add, 2, (int64_t)i);
        ent__bind_string(add, 3, leaning->target);
        ent__bind_string(add, 4, leaning->label);
        sqlite3_bind_double(add, 5, (double)leaning->probability);
        sqlite3_bind_int64(add, 6, model);
        ENT_TRY(ent__store_run(archive, add, err));
    }
    return ENT_OK;
}

static ent_status drop(ent_archive *archive, enum ent__sql id, uint64_t number,
                       ent_error *err)
{
    sqlite3_stmt *statement;
    ENT_TRY(ent__store_statement(&statement, archive, id, err));
    sqlite3_bind_int64(statement, 1, (int64_t)number);
    return ent__store_run(archive, statement, err);
}

ent_status ent_archive_set_topics(ent_archive *archive, const ent_entry *entry,
                                  ent_error *err)
{
    ENT_TRY(drop(archive, ENT__SQL_DROP_TOPICS, entry->number, err));
    return add_topics(archive, entry, err);
}

ent_status ent_archive_set_tags(ent_archive *archive, const ent_entry *entry,
                                ent_error *err)
{
    ENT_TRY(drop(archive, ENT__SQL_DROP_TAGS, entry->number, err));
    return add_tags(archive, entry, err);
}

/* ---- articles ---- */

static ent_status add_article(ent_archive *archive, const ent_entry *entry,
                              ent_error *err)
{
    const ent_article *article = &entry->article;
    sqlite3_stmt *add;
    ENT_TRY(ent__store_statement(&add, archive, ENT__SQL_ADD_ARTICLE, err));
    const ent_string texts[] = {entry->digest,   article->id,   article->url,
                                article->source, entry->author, article->time};
    sqlite3_bind_int64(add, 1, (int64_t)entry->number);
    for (int i = 0; i < 6; i++)
        ent__bind_string(add, 2 + i, texts[i]);
    sqlite3_bind_int64(add, 8, entry->time);
    sqlite3_bind_int(add, 9, entry->timed);
    ent__bind_string(add, 10, article->lang);
    ent__bind_string(add, 11, article->title);
    ent__bind_string(add, 12, entry->teaser);
    ent__bind_string(add, 13, article->text);
    ent__bind_string(add, 14, entry->summary);
    sqlite3_bind_int64(add, 15, (int64_t)entry->place.story);
    if (entry->place.copy_of != ENT_STORIES_NONE)
        sqlite3_bind_int64(add, 16, (int64_t)entry->place.copy_of);
    return ent__store_run(archive, add, err);
}

static ent_status add_terms(ent_archive *archive, const ent_entry *entry, ent_error *err)
{
    ent_lexicon *lexicon;
    sqlite3_stmt *add;
    ent_buffer title = {0}, body = {0};
    ENT_TRY(ent__store_lexicon(&lexicon, archive, entry->article.lang, err));
    ENT_TRY(ent__store_statement(&add, archive, ENT__SQL_ADD_TERMS, err));
    ent__terms_append(&title, lexicon, entry->article.title);
    ent__terms_append(&body, lexicon, entry->article.text);
    sqlite3_bind_int64(add, 1, (int64_t)entry->number);
    ent__bind_string(add, 2, ent__terms_language(entry->article.lang));
    ent__bind_string(add, 3, ent_buffer_view(&title));
    ent__bind_string(add, 4, ent_buffer_view(&body));
    ent_status status = title.failed || body.failed ? ent_fail_memory(err)
                                                    : ent__store_run(archive, add, err);
    sqlite3_clear_bindings(add);
    ent_buffer_dispose(&title);
    ent_buffer_dispose(&body);
    return status;
}

static ent_status add_memory(ent_archive *archive, const ent_entry *entry,
                             ent_string memory, ent_error *err)
{
    sqlite3_stmt *add;
    ENT_TRY(ent__store_statement(&add, archive, ENT__SQL_ADD_MEMORY, err));
    sqlite3_bind_int64(add, 1, (int64_t)entry->number);
    sqlite3_bind_int64(add, 2, entry->place.time);
    sqlite3_bind_double(add, 3, entry->place.similarity);
    sqlite3_bind_blob64(add, 4, memory.size ? memory.data : "", memory.size,
                        SQLITE_STATIC);
    return ent__store_run(archive, add, err);
}

ent_status ent_archive_put(ent_archive *archive, const ent_entry *entry,
                           ent_string memory, ent_error *err)
{
    ENT_TRY(add_article(archive, entry, err));
    ENT_TRY(add_terms(archive, entry, err));
    ENT_TRY(add_memory(archive, entry, memory, err));
    ENT_TRY(add_topics(archive, entry, err));
    ENT_TRY(add_tags(archive, entry, err));
    return add_stances(archive, entry, err);
}

ent_status ent__rows_find(int64_t *number, bool *found, ent_archive *archive,
                          ent_string digest, ent_error *err)
{
    sqlite3_stmt *find;
    ENT_TRY(ent__store_statement(&find, archive, ENT__SQL_FIND_DIGEST, err));
    ent__bind_string(find, 1, digest);
    return ent__store_number(number, found, archive, find, err);
}

ent_status ent_archive_remove(ent_archive *archive, uint64_t number, ent_error *err)
{
    return drop(archive, ENT__SQL_DROP_ARTICLE, number, err);
}
