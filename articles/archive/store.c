/* SPDX-License-Identifier: MIT */
/* Opening an archive: settings, schema, versions; statements; and every fault of SQLite as one line for a person. */
#include "store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char memory[] = ":memory:"; /* SQLite's name for it */

/* ---- faults ---- */

ent_status ent__store_fail(const ent_archive *archive, int code, const char *verb,
                           ent_error *err)
{
    const char *path = archive->path;
    int system = archive->db ? sqlite3_system_errno(archive->db) : 0;
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return ent_fail_memory(err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ent_fail(err, ENT_EIO,
                        "cannot %s '%s': it is locked by another program (waited %g s)",
                        verb, path, archive->wait);
    case SQLITE_READONLY:
        return ent_fail(err, ENT_EIO, "cannot %s '%s': it is read-only", verb, path);
    case SQLITE_FULL:
        return ent_fail(err, ENT_EIO, "cannot %s '%s': %s", verb, path, strerror(ENOSPC));
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_PERM:
        return ent_fail(err, ENT_EIO, "cannot %s '%s': %s", verb, path,
                        system ? strerror(system) : sqlite3_errstr(code & 0xff));
    case SQLITE_NOTADB:
        return ent_fail(err, ENT_EDATA, "'%s' is not a database", path);
    case SQLITE_CORRUPT:
        return ent_fail(err, ENT_EDATA, "'%s' is damaged (%s)", path,
                        archive->db ? sqlite3_errmsg(archive->db) : "");
    case SQLITE_TOOBIG:
        return ent_fail(err, ENT_ELIMIT, "cannot %s '%s': an article is too large", verb,
                        path);
    default:
        return ent_fail(err, ENT_EIO, "cannot %s '%s': %s", verb, path,
                        archive->db ? sqlite3_errmsg(archive->db)
                                    : sqlite3_errstr(code & 0xff));
    }
}

/* ---- statements ---- */

static const char *verb_of(const ent_archive *archive)
{
    return archive->writes ? "write" : "read";
}

ent_status ent__store_statement(sqlite3_stmt **out, ent_archive *archive,
                                enum ent__sql id, ent_error *err)
{
    sqlite3_stmt **kept = &archive->statements[id];
    if (!*kept) {
        int code = sqlite3_prepare_v3(archive->db, ent__sql_texts[id], -1,
                                      SQLITE_PREPARE_PERSISTENT, kept, NULL);
        if (code != SQLITE_OK)
            return ent__store_fail(archive, code, verb_of(archive), err);
    }
    sqlite3_reset(*kept);
    sqlite3_clear_bindings(*kept);
    *out = *kept;
    return ENT_OK;
}

ent_status ent__store_run(ent_archive *archive, sqlite3_stmt *statement, ent_error *err)
{
    int code = sqlite3_step(statement);
    ent_status status = code == SQLITE_DONE
                            ? ENT_OK
                            : ent__store_fail(archive, code, verb_of(archive), err);
    sqlite3_reset(statement);
    return status;
}

ent_status ent__store_number(int64_t *value, bool *found, ent_archive *archive,
                             sqlite3_stmt *statement, ent_error *err)
{
    int code = sqlite3_step(statement);
    ent_status status = ENT_OK;
    *found = code == SQLITE_ROW;
    if (*found)
        *value = sqlite3_column_int64(statement, 0);
    else if (code != SQLITE_DONE)
        status = ent__store_fail(archive, code, verb_of(archive), err);
    sqlite3_reset(statement);
    return status;
}

ent_status ent__store_execute(ent_archive *archive, const char *sql, const char *verb,
                              ent_error *err)
{
    int code = sqlite3_exec(archive->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? ENT_OK : ent__store_fail(archive, code, verb, err);
}

void ent__bind_string(sqlite3_stmt *statement, int place, ent_string value)
{
    sqlite3_bind_text64(statement, place, value.size ? value.data : "", value.size,
                        SQLITE_STATIC, SQLITE_UTF8);
}

ent_string ent__column_string(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    int size = sqlite3_column_bytes(statement, column);
    return (ent_string){text, text ? (size_t)size : 0};
}

/* ---- lexicons ---- */

ent_status ent__store_lexicon(ent_lexicon **out, ent_archive *archive, ent_string code,
                              ent_error *err)
{
    const ent_language *language = ent_language_find(code);
    for (size_t i = 0; i < archive->lexicon_count; i++)
        if (archive->lexicons[i].language == language) {
            *out = archive->lexicons[i].lexicon;
            return ENT_OK;
        }
    ent_lexicon *lexicon = ent_lexicon_new(language, true);
    if (!lexicon)
        return ent_fail_memory(err);
    size_t place = archive->lexicon_count;
    if (place == ENT__LEXICONS) {
        place = archive->lexicon_next;
        archive->lexicon_next = (place + 1) % ENT__LEXICONS;
        ent_lexicon_free(archive->lexicons[place].lexicon);
    } else {
        archive->lexicon_count++;
    }
    archive->lexicons[place].language = language;
    archive->lexicons[place].lexicon = lexicon;
    *out = lexicon;
    return ENT_OK;
}

/* ---- opening ---- */

static ent_status pragma(int64_t *value, ent_archive *archive, const char *sql,
                         ent_error *err)
{
    sqlite3_stmt *statement;
    int code = sqlite3_prepare_v2(archive->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
        *value = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
        int end = sqlite3_finalize(statement);
        code = code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : end;
    }
    return code == SQLITE_OK
               ? ENT_OK
               : ent__store_fail(archive, code, archive->writes ? "open" : "read", err);
}

/* Is it ours, and not from the future? An empty database may become ours. */
static ent_status check_schema(bool *empty, ent_archive *archive, ent_error *err)
{
    int64_t tables, application, version;
    ENT_TRY(pragma(&tables, archive, ENT__SQL_TABLES, err));
    ENT_TRY(pragma(&application, archive, "PRAGMA application_id", err));
    ENT_TRY(pragma(&version, archive, "PRAGMA user_version", err));
    *empty = tables == 0 && application == 0;
    if (*empty)
        return ENT_OK;
    if (application != ENT__SCHEMA_APPLICATION)
        return ent_fail(err, ENT_EDATA,
                        "'%s' is a database, but not an archive of articles",
                        archive->path);
    if (version > ENT__SCHEMA_VERSION)
        return ent_fail(err, ENT_EDATA,
                        "'%s' was made by a newer version (schema %lld, known is %d)",
                        archive->path, (long long)version, ENT__SCHEMA_VERSION);
    return ENT_OK;
}

/* Two processes may make the same archive: the second finds it made. */
static ent_status make_schema(ent_archive *archive, ent_error *err)
{
    bool empty;
    ENT_TRY(ent__store_execute(archive, ENT__SQL_WAL, "open", err));
    ENT_TRY(ent_archive_begin(archive, err));
    ent_status status = check_schema(&empty, archive, err);
    if (status == ENT_OK && empty)
        status = ent__store_execute(archive, ent__sql_schema, "write", err);
    if (status == ENT_OK)
        return ent_archive_commit(archive, err);
    ent_archive_abandon(archive);
    return status;
}

/* SQLite opens folders, and says of every reason only that it could not. */
static ent_status check_path(const char *path, ent_archive_mode mode, ent_error *err)
{
    struct stat about;
    int fault = stat(path, &about) != 0 ? errno : S_ISDIR(about.st_mode) ? EISDIR : 0;
    if (!fault || (fault == ENOENT && mode == ENT_ARCHIVE_CREATE))
        return ENT_OK;
    return ent_fail(err, ENT_EIO, "cannot open '%s': %s", path, strerror(fault));
}

/* "file:PATH?immutable=1", what means something in an address escaped */
static void write_immutable(ent_buffer *out, const char *path)
{
    ent_buffer_text(out, "file:");
    for (const char *c = path; *c; c++)
        if (strchr("%?#", *c))
            ent_buffer_format(out, "%%%02X", (unsigned char)*c);
        else
            ent_buffer_byte(out, *c);
    ent_buffer_text(out, "?immutable=1");
}

static ent_status open_handle(ent_archive *archive, const char *name, int flags,
                              ent_error *err)
{
    int code = sqlite3_open_v2(name, &archive->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return ent__store_fail(archive, code, "open", err);
    sqlite3_extended_result_codes(archive->db, 1);
    sqlite3_busy_timeout(archive->db, (int)(archive->wait * 1000));
    sqlite3_db_config(archive->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return ENT_OK;
}

/* Readers, too, write beside the file, so as to tell a writer of themselves. Where nobody may write, nobody does. */
static ent_status open_immutable(ent_archive *archive, ent_error *err)
{
    ent_buffer name = {0};
    int code = sqlite3_exec(archive->db, ENT__SQL_TABLES, NULL, NULL, NULL) & 0xff;
    if (code != SQLITE_READONLY && code != SQLITE_CANTOPEN)
        return ENT_OK;
    sqlite3_close(archive->db);
    archive->db = NULL;
    write_immutable(&name, archive->path);
    ent_status status = name.failed
                            ? ent_fail_memory(err)
                            : open_handle(archive, name.data,
                                          SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
    ent_buffer_dispose(&name);
    return status;
}

static ent_status open_database(ent_archive *archive, ent_archive_mode mode,
                                ent_error *err)
{
    bool empty;
    ENT_TRY(open_handle(archive, archive->path,
                        SQLITE_OPEN_READWRITE |
                            (mode == ENT_ARCHIVE_CREATE ? SQLITE_OPEN_CREATE : 0),
                        err));
    if (!archive->writes)
        ENT_TRY(open_immutable(archive, err));
    ENT_TRY(ent__store_execute(archive, ent__sql_settings, "open", err));
    ENT_TRY(check_schema(&empty, archive, err));
    if (empty && mode != ENT_ARCHIVE_CREATE)
        return ent_fail(err, ENT_EDATA, "'%s' is empty, not an archive of articles",
                        archive->path);
    if (archive->writes && sqlite3_db_readonly(archive->db, "main") == 1)
        return ent__store_fail(archive, SQLITE_READONLY, "write", err);
    if (empty)
        return make_schema(archive, err);
    return archive->writes ? ENT_OK
                           : ent__store_execute(archive, ent__sql_read_only, "read", err);
}

ent_status ent_archive_open(ent_archive **out, const char *path, ent_archive_mode mode,
                            double wait, ent_error *err)
{
    ent_archive *archive = ent_new_zeroed(1, sizeof *archive);
    if (!archive)
        return ent_fail_memory(err);
    archive->wait = wait;
    archive->writes = mode != ENT_ARCHIVE_READ;
    archive->path = strdup(path ? path : memory);
    ent_status status = archive->path ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK && path)
        status = check_path(path, mode, err);
    if (status == ENT_OK)
        status = open_database(archive, mode, err);
    if (status != ENT_OK) {
        ent_archive_free(archive);
        return status;
    }
    *out = archive;
    return ENT_OK;
}

void ent_archive_free(ent_archive *archive)
{
    if (!archive)
        return;
    for (size_t i = 0; i < ENT__SQL_COUNT; i++)
        sqlite3_finalize(archive->statements[i]);
    for (size_t i = 0; i < archive->lexicon_count; i++)
        ent_lexicon_free(archive->lexicons[i].lexicon);
    sqlite3_close(archive->db);
    free(archive->path);
    free(archive);
}

/* ---- transactions ---- */

ent_status ent_archive_begin(ent_archive *archive, ent_error *err)
{
    return ent__store_execute(archive, ENT__SQL_BEGIN, "write", err);
}

ent_status ent_archive_commit(ent_archive *archive, ent_error *err)
{
    ent_status status = ent__store_execute(archive, ENT__SQL_COMMIT, "write", err);
    if (status != ENT_OK)
        ent_archive_abandon(archive);
    return status;
}

void ent_archive_abandon(ent_archive *archive)
{
    if (archive && archive->db && !sqlite3_get_autocommit(archive->db))
        sqlite3_exec(archive->db, ENT__SQL_ROLLBACK, NULL, NULL, NULL);
}
