/* SPDX-License-Identifier: MIT */
/* Door of articles/archive/: articles and all that was said of them, in one SQLite file that can be searched in every language. */
#ifndef ENT_ARTICLES_ARCHIVE_H
#define ENT_ARTICLES_ARCHIVE_H

#include "articles/desk/desk.h"

/* ---- opening ----------------------------------------------------------------------------------------------------- */

typedef struct ent_archive ent_archive;

typedef enum ent_archive_mode {
    ENT_ARCHIVE_READ,  /* nothing is changed; goes on while another process writes */
    ENT_ARCHIVE_WRITE, /* the file must exist */
    ENT_ARCHIVE_CREATE /* it is made where there is none */
} ent_archive_mode;

/**
 * Open an archive. The schema is docs/newsroom.md's; any SQLite with FTS5 reads it.
 * @param path  NULL: an archive in memory, which is gone when it is freed
 * @param wait  seconds to wait for another process that writes, then ENT_EIO
 * @return ENT_EIO where it cannot be opened, is locked or (for writing) read-only; ENT_EDATA where it is not a database,
 *         damaged, a database of something else, or of a newer schema
 */
ent_status ent_archive_open(ent_archive **out, const char *path, ent_archive_mode mode,
                            double wait, ent_error *err);
void ent_archive_free(ent_archive *archive);

/* ---- putting in and taking out ----------------------------------------------------------------------------------- */

/** What became of an article that was handed in. Lent while the function is called. */
typedef struct ent_archive_receipt {
    const ent_entry
        *entry; /* of a known one only digest, article and number are filled in */
    bool added; /* false: the archive had it */
} ent_archive_receipt;

typedef struct ent_archive_intake {
    size_t batch; /* articles a transaction; 0: 256 */
    /** Told of each article once its transaction is safely on disk. May be NULL. @return false to stop */
    bool (*done)(void *context, const ent_archive_receipt *receipt);
    void *context;
    const volatile int *
        stop; /* may be NULL; when it is set the batch at hand is finished, then ENT_ECANCEL */
} ent_archive_intake;

typedef struct ent_archive_tally {
    uint64_t added;
    uint64_t known;
} ent_archive_tally;

/**
 * Every article of the reader goes over the desk into the archive, one transaction a batch. An article whose digest the
 * archive has is passed over. Stories go on from those that the archive holds.
 * A killed process loses nothing that `done` was told of; on failure the batch at hand is not in the archive.
 * @param tally  out, also on failure: what is on disk
 */
ent_status ent_archive_take(ent_archive_tally *tally, ent_archive *archive,
                            ent_desk *desk, ent_articles *reader,
                            const ent_archive_intake *intake, ent_error *err);

/** Several changes as one: all of them, or none. */
ent_status ent_archive_begin(ent_archive *archive, ent_error *err);
ent_status ent_archive_commit(ent_archive *archive, ent_error *err);
void ent_archive_abandon(ent_archive *archive);

/** Put in one entry as it is: digest, number and place have been given, and are the archive's from now on. ent_archive_take()
 *  is what newsrooms want. @param memory  what ent_desk_place() gave; may be empty */
ent_status ent_archive_put(ent_archive *archive, const ent_entry *entry,
                           ent_string memory, ent_error *err);
/** Replace the topics of the models, or the tags, by those of the entry. */
ent_status ent_archive_set_topics(ent_archive *archive, const ent_entry *entry,
                                  ent_error *err);
ent_status ent_archive_set_tags(ent_archive *archive, const ent_entry *entry,
                                ent_error *err);
/** Take an article out. */
ent_status ent_archive_remove(ent_archive *archive, uint64_t number, ent_error *err);

/* ---- finding ----------------------------------------------------------------------------------------------------- */

/** Which articles; all zero is every one, newest first. All that is set must hold. Strings are borrowed. */
typedef struct ent_archive_query {
    /**
     * Words to be found, in any form that the language's stemmer brings together: all of them, "a phrase", word*, -without,
     * title:word, one OR other. Best first, unless `newest`. NULL: none asked for.
     */
    const char *words;
    const char *words_lang; /* the language of the words; NULL: each article's own */
    const char
        *id; /* the article's id as it came, or its digest, or at least 4 digits of it */
    const char *lang;
    const char *source;
    const char *topic; /* label or code, of a model or the publisher */
    const char *tag;   /* any way of writing it */
    uint64_t number;   /* 0: any */
    uint64_t story;    /* 0: any */
    bool has_since, has_until;
    int64_t since; /* seconds since 1970: at or after */
    int64_t until; /* before */
    bool newest;   /* words, too, newest first */
    bool arrival;  /* in the order of arrival */
    uint64_t most; /* 0: all */
} ent_archive_query;

/** Articles that answer a query, one at a time. */
typedef struct ent_archive_answer ent_archive_answer;
/** @return ENT_EARG for a query that asks for nothing or a tag without a letter */
ent_status ent_archive_find(ent_archive_answer **out, ent_archive *archive,
                            const ent_archive_query *query, ent_error *err);
/** The next one; lent until the next call. *end is true when there was none. Topics, tags and stances come with it. */
ent_status ent_archive_next(ent_archive_answer *answer, ent_entry *entry, bool *end,
                            ent_error *err);
/** The same, but the entry lives in the arena. */
ent_status ent_archive_next_in(ent_archive_answer *answer, ent_entry *entry, bool *end,
                               ent_arena *arena, ent_error *err);
void ent_archive_answer_free(ent_archive_answer *answer);

#endif
