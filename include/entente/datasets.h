/* SPDX-License-Identifier: MIT */
/* Labelled corpora: records of every format, one at a time or all in memory. Trains nothing. */
#ifndef ENTENTE_DATASETS_H
#define ENTENTE_DATASETS_H

#include <entente/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- records ------------------------------------------------------------------------------------------------- */

/** One labelled article; all strings live until the next record is read. */
typedef struct ent_record {
    ent_article article;
    const ent_string
        *labels; /* [label_count] distinct, in the source's order; none is legal */
    size_t label_count;
    ent_string target; /* stance corpora: what the stance is toward */
    ent_string stance;
    const ent_string *references; /* [reference_count] summaries written by people */
    size_t reference_count;
    ent_string part; /* "train", "test"... where the source says so, else empty */
    ent_string
        group; /* what must stay together in a split (a thread, a story), else empty */
    const char *file; /* where it came from; lives as long as the reader */
    uint64_t line;    /* from 1; 0 where a record is a file */
} ent_record;

/**
 * A hash of what a reader of the article would see: title, text and target. Equal on every machine; the id of a record
 * that has none is its 16 hex digits. @cost O(bytes)
 */
ENT_API uint64_t ent_record_hash(const ent_record *record);

/* ---- reading ------------------------------------------------------------------------------------------------- */

/** Formats, their names on the command line, and what they are (docs/formats.md). */
#define ENT_FORMAT_LIST(X)                                                               \
    X(ENT_FORMAT_AUTO, "auto", "recognised by looking")                                  \
    X(ENT_FORMAT_JSONL, "jsonl", "one JSON object a line: ours, Annif's, or ninjs")      \
    X(ENT_FORMAT_JSON, "json", "one JSON object or array a file: ours, Annif's, ninjs")  \
    X(ENT_FORMAT_CSV, "csv", "RFC 4180, columns named by the first row")                 \
    X(ENT_FORMAT_TSV, "tsv", "the same with tabs")                                       \
    X(ENT_FORMAT_FOLDERS, "folders", "a folder a class, text files in it")               \
    X(ENT_FORMAT_TEXT, "text", "text files, labels in .key or .tsv files beside them")   \
    X(ENT_FORMAT_FASTTEXT, "fasttext", "lines of __label__NAME... text")                 \
    X(ENT_FORMAT_LIBSVM, "libsvm", "lines of LABEL[,LABEL...] INDEX:VALUE...")           \
    X(ENT_FORMAT_VW, "vw", "Vowpal Wabbit (written only)")                               \
    X(ENT_FORMAT_REUTERS, "reuters", "Reuters-21578 SGML")                               \
    X(ENT_FORMAT_NEWSGROUPS, "newsgroups", "20 Newsgroups message trees")

#define ENT_AS_FORMAT(name, word, what) name,
typedef enum ent_format { ENT_FORMAT_LIST(ENT_AS_FORMAT) ENT_FORMAT_COUNT } ent_format;

/** Name and description of a format; static; NULL when out of range. */
ENT_API const char *ent_format_name(ent_format format);
ENT_API const char *ent_format_description(ent_format format);
/** @return false when no format has that name. */
ENT_API bool ent_format_find(ent_format *format, const char *name);

/** What to do with a bad record. */
typedef enum ent_on_error {
    ENT_ON_ERROR_FAIL,      /* stop */
    ENT_ON_ERROR_SKIP,      /* report, count, go on */
    ENT_ON_ERROR_QUARANTINE /* the same, and write the record's bytes to a file */
} ent_on_error;

/** Why records were left out. The first group are faults; the second is what the caller asked for. */
#define ENT_SKIP_LIST(X)                                                                 \
    X(ENT_SKIP_SYNTAX, "broken syntax")                                                  \
    X(ENT_SKIP_ENCODING, "invalid UTF-8")                                                \
    X(ENT_SKIP_NO_TEXT, "no text")                                                       \
    X(ENT_SKIP_EMPTY_TEXT, "empty text")                                                 \
    X(ENT_SKIP_FIELD, "field of the wrong kind")                                         \
    X(ENT_SKIP_LABEL, "bad label")                                                       \
    X(ENT_SKIP_TOO_LONG, "too long")                                                     \
    X(ENT_SKIP_DAMAGED, "damaged file")                                                  \
    X(ENT_SKIP_EMPTY_FILE, "empty file or folder")                                       \
    X(ENT_SKIP_UNMAPPED, "no label left by the map")                                     \
    X(ENT_SKIP_OTHER_PART, "of another part")

#define ENT_AS_SKIP(name, text) name,
typedef enum ent_skip { ENT_SKIP_LIST(ENT_AS_SKIP) ENT_SKIP_COUNT } ent_skip;
enum { ENT_SKIP_FAULTS = ENT_SKIP_UNMAPPED }; /* reasons below this one are faults */
/** The fixed English text of a reason; static. */
ENT_API const char *ent_skip_text(ent_skip reason);

enum { /* ent_dataset_options.strip: as scikit-learn's fetch_20newsgroups(remove=...) does */
       ENT_STRIP_HEADERS = 1, /* everything up to the first blank line */
       ENT_STRIP_QUOTES = 2,  /* lines that look like quotations or attributions */
       ENT_STRIP_FOOTERS = 4 /* the last block behind a blank line or a line of hyphens */
};

/** How to read; all zero is a good default. Strings are borrowed and must outlive the reader. */
typedef struct ent_dataset_options {
    ent_format format;
    const char
        *text; /* names of the fields that make the text, "body,summary"; NULL: "text" */
    const char
        *label; /* names of the fields that hold labels; NULL: "labels" or "label" */
    const char
        *title; /* name of the field; "first-line" in formats that are plain text */
    const char *id;
    const char *lang_field;
    const char
        *label_separator; /* splits a cell or string into labels; NULL: it is one label */
    bool no_header;      /* CSV and TSV: no row of names; columns are called 1, 2, 3... */
    const char *lang;    /* of records that name no language */
    const char *charset; /* of plain text that is not UTF-8; NULL: found by looking */
    const char *
        map; /* path of a label table: old<TAB>new, an empty new drops, "*" is the rest */
    const char *part; /* only records of this part ("train"); NULL: all */
    unsigned strip;   /* ENT_STRIP_* */
    ent_on_error on_error;
    const char *quarantine; /* path; wanted with ENT_ON_ERROR_QUARANTINE */
    size_t record_limit;    /* bytes of a record; 0: 256 MiB */
    /** Told of every bad record: "file:line:column: what is wrong". May be NULL. */
    void (*bad)(void *context, const char *message);
    /** Told of fields that have no meaning here, once each: for `check`. May be NULL. */
    void (*unknown_field)(void *context, const char *file, uint64_t line,
                          ent_string name);
    void *context;
} ent_dataset_options;

/** A stream of records from files, trees and standard input, in bounded memory: no more than a few records at a time. */
typedef struct ent_dataset ent_dataset;

/**
 * @param paths [count] files, folders or "-"; borrowed, must outlive the reader
 * @param options may be NULL
 * @return ENT_EIO when a path does not exist, ENT_EARG, ENT_EDATA when the map is bad
 */
ENT_API ent_status ent_dataset_open(ent_dataset **out, const char *const *paths,
                                    size_t count, const ent_dataset_options *options,
                                    ent_error *err);
ENT_API void ent_dataset_free(ent_dataset *dataset);

/**
 * The next record, lent until the next call. *end is true when there was none.
 * A bad record fails with ENT_EDATA ("file:line:column: what") under ENT_ON_ERROR_FAIL, and is reported, counted and
 * passed over otherwise. After a failure the reader is only good for ent_dataset_report() and ent_dataset_free().
 * @cost O(bytes of the record)
 */
ENT_API ent_status ent_dataset_next(ent_dataset *dataset, ent_record *record, bool *end,
                                    ent_error *err);

typedef struct ent_label_count {
    ent_string name;
    uint64_t documents;
} ent_label_count;

/** What has been read so far. */
typedef struct ent_dataset_report {
    uint64_t documents;
    uint64_t unlabelled; /* documents without a label */
    uint64_t multi;      /* documents with several labels */
    uint64_t bytes;      /* of title and text, UTF-8 */
    uint64_t repaired;   /* byte sequences of plain text that were replaced by U+FFFD */
    uint64_t skipped[ENT_SKIP_COUNT];
    uint64_t faults;               /* the sum of the reasons that are faults */
    const ent_label_count *labels; /* [label_count] by name, byte order */
    size_t label_count;
    char digest
        [33]; /* XXH128 of the records' canonical content, in order; 32 hex digits */
} ent_dataset_report;

/** Fill *report; its pointers live until the next call on this reader. @return ENT_OK or ENT_ENOMEM */
ENT_API ent_status ent_dataset_get_report(ent_dataset_report *report,
                                          ent_dataset *dataset, ent_error *err);

/* ---- in memory ------------------------------------------------------------------------------------------------ */

/** A corpus in memory: articles, and their labels as ids. */
typedef struct ent_corpus {
    size_t count;          /* N */
    ent_article *articles; /* [N] */
    size_t *label_starts;  /* [N + 1] into label_ids */
    uint32_t
        *label_ids; /* [label_starts[N]] ids into labels, ascending within a document */
    size_t label_count;     /* K: labels that have documents */
    ent_string *labels;     /* [K] names in byte order */
    uint64_t *label_counts; /* [K] documents, each >= 1 */
    ent_string *targets;    /* [N] or NULL when no record has one */
    ent_string *stances;    /* [N] or NULL */
    ent_string *groups;     /* [N] or NULL */
    bool multi_label;       /* some document has more than one label, or none */
    char digest[33];
    ent_arena arena; /* owns everything above */
} ent_corpus;

/**
 * Read all that is left of a dataset into memory.
 * @param memory_limit bytes; 0: what the machine can address. ENT_ELIMIT above it.
 */
ENT_API ent_status ent_corpus_load(ent_corpus *out, ent_dataset *dataset,
                                   size_t memory_limit, ent_error *err);
ENT_API void ent_corpus_dispose(ent_corpus *corpus);

#ifdef __cplusplus
}
#endif
#endif
