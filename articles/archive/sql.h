/* SPDX-License-Identifier: MIT */
/* Inside the room: every statement of SQL that is used. Nothing else in the program writes SQL. */
#ifndef ENT_ARTICLES_ARCHIVE_SQL_H
#define ENT_ARTICLES_ARCHIVE_SQL_H

enum {
    ENT__SCHEMA_APPLICATION = 0x456E7434, /* "Ent4": PRAGMA application_id */
    ENT__SCHEMA_VERSION = 1
};

/** Tables, indexes and triggers of an empty archive. */
extern const char ent__sql_schema[];
/** Settings of every connection, and of one that only reads. */
extern const char ent__sql_settings[];
extern const char ent__sql_read_only[];

#define ENT__SQL_TABLES   "SELECT count(*) FROM sqlite_master"
#define ENT__SQL_WAL      "PRAGMA journal_mode = WAL"
#define ENT__SQL_BEGIN    "BEGIN IMMEDIATE"
#define ENT__SQL_COMMIT   "COMMIT"
#define ENT__SQL_ROLLBACK "ROLLBACK"

/* Statements that are prepared once and used again and again. */
#define ENT__SQL_LIST(X)                                                                 \
    X(FIND_DIGEST, "SELECT id FROM article WHERE digest = ?1")                           \
    X(LAST_NUMBER, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence "                  \
                   "WHERE name = 'article'")                                             \
    X(ADD_ARTICLE,                                                                       \
      "INSERT INTO article (id, digest, name, url, source, author, time, at, timed, "    \
      "lang, title, teaser, text, summary, story, copy_of) VALUES "                      \
      "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")         \
    X(ADD_TERMS,                                                                         \
      "INSERT INTO term (article, lang, title, body) VALUES (?1, ?2, ?3, ?4)")           \
    X(ADD_MEMORY, "INSERT INTO memory (article, at, similarity, pack) "                  \
                  "VALUES (?1, ?2, ?3, ?4)")                                             \
    X(FIND_MODEL, "SELECT id FROM model WHERE name = ?1 AND digest = ?2")                \
    X(ADD_MODEL, "INSERT INTO model (name, digest) VALUES (?1, ?2)")                     \
    X(ADD_TOPIC, "INSERT INTO topic (article, rank, label, code, probability, margin, "  \
                 "model) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                           \
    X(ADD_TAG, "INSERT INTO tag (article, rank, key, tag, phrase, score, model) "        \
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                    \
    X(ADD_STANCE, "INSERT INTO stance (article, rank, target, label, probability, "      \
                  "model) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                              \
    X(DROP_TOPICS, "DELETE FROM topic WHERE article = ?1")                               \
    X(DROP_TAGS, "DELETE FROM tag WHERE article = ?1")                                   \
    X(DROP_ARTICLE, "DELETE FROM article WHERE id = ?1")                                 \
    X(TOPICS, "SELECT label, code, probability, margin, name, digest FROM topic JOIN "   \
              "model ON model.id = topic.model WHERE article = ?1 ORDER BY rank")        \
    X(TAGS, "SELECT key, tag, phrase, score, name, digest FROM tag JOIN model ON "       \
            "model.id = tag.model WHERE article = ?1 ORDER BY rank")                     \
    X(STANCES, "SELECT target, label, probability, name, digest FROM stance JOIN model " \
               "ON model.id = stance.model WHERE article = ?1 ORDER BY rank")            \
    X(LANGUAGES, "SELECT DISTINCT lang FROM article ORDER BY lang")                      \
    X(NEWEST, "SELECT coalesce(max(at), 0) FROM article")                                \
    X(MEMORIES, "SELECT memory.article, story, copy_of, similarity, memory.at, pack "    \
                "FROM memory JOIN article ON article.id = memory.article "               \
                "WHERE memory.article > ?1 AND memory.at >= ?2 ORDER BY memory.article")

#define ENT__SQL_ENUM(name, text) ENT__SQL_##name,
enum ent__sql { ENT__SQL_LIST(ENT__SQL_ENUM) ENT__SQL_COUNT };
extern const char *const ent__sql_texts[ENT__SQL_COUNT];

/*
 * A query is a head, the conditions that are set joined by AND, an order and a limit. Each condition has its own
 * parameter, ?1 to ?11, so that the text does not depend on the values.
 */
#define ENT__SQL_FIND                                                                    \
    "SELECT article.id, digest, name, url, source, author, time, at, timed, "            \
    "article.lang, article.title, teaser, text, summary, story, copy_of FROM "
#define ENT__SQL_FROM_ALL "article WHERE 1"
#define ENT__SQL_FROM_SEARCH                                                             \
    "search JOIN article ON article.id = search.rowid WHERE search MATCH ?1"
#define ENT__SQL_AND_ID                                                                  \
    " AND article.id IN (SELECT id FROM article WHERE name = ?2 UNION "                  \
    "SELECT id FROM article WHERE length(?2) >= 4 AND digest >= ?2 AND digest < ?2 || "  \
    "'g')"
#define ENT__SQL_AND_LANG   " AND article.lang = ?3"
#define ENT__SQL_AND_SOURCE " AND source = ?4"
#define ENT__SQL_AND_TOPIC                                                               \
    " AND article.id IN (SELECT article FROM topic WHERE label = ?5 COLLATE NOCASE "     \
    "OR code = ?5)"
#define ENT__SQL_AND_TAG    " AND article.id IN (SELECT article FROM tag WHERE key = ?6)"
#define ENT__SQL_AND_STORY  " AND story = ?7"
#define ENT__SQL_AND_NUMBER " AND article.id = ?11"
#define ENT__SQL_AND_SINCE  " AND at >= ?8"
#define ENT__SQL_AND_UNTIL  " AND at < ?9"
/* A title counts five times; the language is only there to be asked for. */
#define ENT__SQL_BEST_FIRST   " ORDER BY bm25(search, 0.0, 5.0, 1.0), article.id"
#define ENT__SQL_NEWEST_FIRST " ORDER BY at DESC, article.id DESC"
#define ENT__SQL_ARRIVAL      " ORDER BY article.id"
#define ENT__SQL_LIMIT        " LIMIT ?10"

#endif
