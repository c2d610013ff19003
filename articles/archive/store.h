/* SPDX-License-Identifier: MIT */
/* Inside the room: the open database, its prepared statements, and how SQLite's faults become ours. */
#ifndef ENT_ARTICLES_ARCHIVE_STORE_H
#define ENT_ARTICLES_ARCHIVE_STORE_H

#include <sqlite3.h>

#include "archive.h"
#include "sql.h"

#include "base/base.h"

enum { ENT__LEXICONS = 8 }; /* languages whose lexicon is kept */

struct ent_archive {
    sqlite3 *db;
    char *path;
    double wait;
    bool writes;
    sqlite3_stmt *statements[ENT__SQL_COUNT];
    struct {
        const ent_language *language; /* NULL: none that text/ knows */
        ent_lexicon *lexicon;
    } lexicons[ENT__LEXICONS];
    size_t lexicon_count;
    size_t lexicon_next;   /* the place that is given up next */
    uint64_t remembered;   /* up to this number the desk knows the stories */
    int64_t horizon_start; /* behind this time nothing was taken up */
    bool has_horizon;
};

/** What the last call of SQLite failed with, in one line. @param verb "open", "read", "write" */
ent_status ent__store_fail(const ent_archive *archive, int code, const char *verb,
                           ent_error *err);

/** A prepared statement, reset, its parameters cleared. */
ent_status ent__store_statement(sqlite3_stmt **out, ent_archive *archive,
                                enum ent__sql id, ent_error *err);
/** Run a statement that gives no rows. */
ent_status ent__store_run(ent_archive *archive, sqlite3_stmt *statement, ent_error *err);
/** Run one that gives a number, or none (*found). */
ent_status ent__store_number(int64_t *value, bool *found, ent_archive *archive,
                             sqlite3_stmt *statement, ent_error *err);
ent_status ent__store_execute(ent_archive *archive, const char *sql, const char *verb,
                              ent_error *err);

/** Strings are bound where they lie: they must live until the statement has run. Empty ones are empty, not NULL. */
void ent__bind_string(sqlite3_stmt *statement, int place, ent_string value);
/** A column's text, lent until the statement's next step. */
ent_string ent__column_string(sqlite3_stmt *statement, int column);

/** The lexicon of a language; lent until eight others were asked for. @param code  may be unknown or empty */
ent_status ent__store_lexicon(ent_lexicon **out, ent_archive *archive, ent_string code,
                              ent_error *err);

/* ---- terms.c, expression.c ---- */

/** Append the stems of a text, separated by spaces. */
void ent__terms_append(ent_buffer *out, ent_lexicon *lexicon, ent_string text);
/** What the language column holds: "en"; "und" where it is not known. */
ent_string ent__terms_language(ent_string code);

/**
 * Words as a person types them as an expression for FTS5, stemmed in each of the languages.
 * @param languages  [count] codes as articles have them
 * @return ENT_EARG when there is nothing to look for
 */
ent_status ent__expression(ent_buffer *out, ent_archive *archive, const char *words,
                           const ent_string *languages, size_t count, ent_error *err);

/* ---- rows.c ---- */

/** The number of the article with this digest. */
ent_status ent__rows_find(int64_t *number, bool *found, ent_archive *archive,
                          ent_string digest, ent_error *err);

#endif
