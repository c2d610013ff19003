/* SPDX-License-Identifier: MIT */
/* Door of articles/open/: opens any input, whatever its format, and gives its articles one at a time. */
#ifndef ENT_ARTICLES_OPEN_H
#define ENT_ARTICLES_OPEN_H

#include "base/base.h"

#include <entente/datasets.h>
#include <entente/text.h>

/* ---- formats --------------------------------------------------------------------------------------------------- */

/** What can be read, by the name that --format takes. How each is recognised: docs/extraction.md. */
#define ENT_ARTICLES_FORMAT_LIST(X)                                                      \
    X(ENT_ARTICLES_AUTO, "auto", "recognised by looking")                                \
    X(ENT_ARTICLES_TEXT, "text", "plain text, a file an article")                        \
    X(ENT_ARTICLES_JSONL, "jsonl", "JSON Lines: ours, Annif's or ninjs")                 \
    X(ENT_ARTICLES_JSON, "json", "one JSON object or array: ours, Annif's or ninjs")     \
    X(ENT_ARTICLES_CSV, "csv", "RFC 4180, columns named by the first row")               \
    X(ENT_ARTICLES_TSV, "tsv", "the same with tabs")                                     \
    X(ENT_ARTICLES_HTML, "html", "a web page")                                           \
    X(ENT_ARTICLES_FEED, "feed", "RSS, Atom or JSON Feed")                               \
    X(ENT_ARTICLES_NEWSML, "newsml", "NewsML-G2")                                        \
    X(ENT_ARTICLES_MBOX, "mbox", "mail, one or many messages a file")                    \
    X(ENT_ARTICLES_WARC, "warc", "web archive")                                          \
    X(ENT_ARTICLES_LISTING, "listing", "an aggregator's list of articles, as text")

#define ENT_AS_ARTICLES_FORMAT(name, word, what) name,
typedef enum ent_articles_format {
    ENT_ARTICLES_FORMAT_LIST(ENT_AS_ARTICLES_FORMAT) ENT_ARTICLES_FORMAT_COUNT
} ent_articles_format;

/** Names in the order of the enum, then NULL: for an option's choices. Static. */
extern const char *const ent_articles_format_names[];

/* ---- reading --------------------------------------------------------------------------------------------------- */

/** How to read; all zero is a good default, but for `on_error`. Strings are borrowed and must outlive the reader. */
typedef struct ent_articles_options {
    ent_articles_format format;
    const char *lang; /* code of articles that name no language; NULL: identify() */
    /** The code of a text's language, static, or NULL where it cannot be told. May be NULL. */
    const char *(*identify)(void *context, ent_string text);
    void *identify_context;
    /* of plain text: "auto" (the default, NULL), "line" or "blank" */
    const char *paragraphs;
    const char *charset; /* of text and pages that do not say; NULL: found by looking */
    /* RFC 3339; ages such as "7 hours ago" become times; NULL: they are kept as found */
    const char *now;
    ent_on_error on_error;
    const char *quarantine; /* path; wanted with ENT_ON_ERROR_QUARANTINE */
    size_t record_limit;    /* bytes of an article's file or record; 0: 256 MiB */
    /** Told of every bad record: "file:line:column: what is wrong". May be NULL. */
    void (*bad)(void *context, const char *message);
    void *bad_context;
    /** Names of fields in JSON and CSV; its format, lang, on_error, bad and quarantine are not used. May be NULL. */
    const ent_dataset_options *records;
} ent_articles_options;

/** What is known of an article beyond what ent_article holds. Absent fields are empty. */
typedef struct ent_article_details {
    ent_string author;  /* names, separated by ", " */
    ent_string summary; /* the standfirst or teaser that the publisher gave */
    /* [topic_count] the publisher's own topics, or a corpus' labels */
    const ent_string *topics;
    size_t topic_count;
    const char *file; /* where it came from; lives as long as the reader */
    uint64_t line;    /* from 1; 0 where an article is a file */
} ent_article_details;

/** A stream of articles from files, folders and standard input; one input is open, and one article in memory, at a time. */
typedef struct ent_articles ent_articles;

/**
 * @param paths [count] files, folders (every regular file in them and below, in byte order, but for hidden ones) or "-"
 *              for standard input; gzip is read through. Borrowed, must outlive the reader.
 * @param options may be NULL
 * @return ENT_EIO when a path does not exist; ENT_EARG
 */
ent_status ent_articles_open(ent_articles **out, const char *const *paths, size_t count,
                             const ent_articles_options *options, ent_error *err);
void ent_articles_free(ent_articles *reader);

/**
 * The next article, lent until the next call. *end is true when there was none.
 * `text` and `title` are both empty only where a JSON or CSV record says so. `id` is never empty: as found, else the path of a file that is one article, else 16 hex
 * digits made from the content. `lang` is as found, else options.lang, else what identify() says, else empty.
 * A bad record (a damaged or empty file is one) fails with ENT_EDATA ("file:line:column: what") under ENT_ON_ERROR_FAIL,
 * and is told, counted and passed over otherwise. So does a file that cannot be opened when its turn comes, with ENT_EIO.
 * After a failure the reader is only good for ent_articles_get_report() and ent_articles_free().
 */
ent_status ent_articles_next(ent_articles *reader, ent_article *article, bool *end,
                             ent_error *err);

/**
 * Will the next article, or the end, be there within some milliseconds? Where a pipe pauses between two records of JSON Lines
 * or CSV the answer is no, and whoever holds answers back had better give them now. Half a record's first line is no record.
 */
bool ent_articles_is_near(ent_articles *reader);

/** Details of the article that was given last; lent until the next call. */
const ent_article_details *ent_articles_details(const ent_articles *reader);

typedef struct ent_articles_report {
    uint64_t articles;
    uint64_t faults;   /* bad records, left out */
    uint64_t repaired; /* byte sequences of plain text that were replaced by U+FFFD */
} ent_articles_report;
/** What has been read so far. */
ent_articles_report ent_articles_get_report(const ent_articles *reader);

/* ---- times and paragraphs -------------------------------------------------------------------------------------- */

enum { ENT_TIME_SIZE = 40 };
/** Seconds since 1970 of a time as RFC 3339 or RFC 822 writes it; a date alone is its midnight in UTC.
 *  @return false, and nothing is written, for all else */
bool ent_time_read(int64_t *seconds, ent_string text);
/** RFC 3339 in UTC, "2026-11-23T04:05:06Z"; years 0 to 9999, what is beyond becomes the nearest. */
void ent_time_write(char text[ENT_TIME_SIZE], int64_t seconds);

/**
 * Bring a text into the form where a line feed ends a paragraph (ENT_PARAGRAPHS_LINE), as JSON and the archive hold it.
 * @param article  out: `text` and `paragraphs` are set, the former to `text` where something had to change
 * @param text     its memory; emptied first
 */
ent_status ent_article_by_lines(ent_article *article, ent_buffer *text, ent_arena scratch,
                                ent_error *err);

#endif
