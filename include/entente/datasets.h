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
    ent_string author; /* this and the teaser are read under articles_only */
    ent_string teaser;
    double
        weight; /* factor on what it costs training to get the record wrong; 0: not said, which is 1 */
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
    X(ENT_SKIP_BINARY, "binary file")                                                    \
    X(ENT_SKIP_NO_TEXT, "no text")                                                       \
    X(ENT_SKIP_EMPTY_TEXT, "empty text")                                                 \
    X(ENT_SKIP_FIELD, "field of the wrong kind")                                         \
    X(ENT_SKIP_LABEL, "bad label")                                                       \
    X(ENT_SKIP_TIME, "bad time")                                                         \
    X(ENT_SKIP_GROUP, "no group")                                                        \
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

/** What is worth telling of a corpus, and where it stands. Strings live during the call. */
typedef enum ent_notice_kind {
    ENT_NOTICE_FAULT,   /* a record that is left out */
    ENT_NOTICE_FIELD,   /* a field without a meaning; each once */
    ENT_NOTICE_CHARSET, /* plain text that was read as another charset than UTF-8 */
    ENT_NOTICE_REPAIR,  /* byte sequences, or NULs, that became U+FFFD */
    ENT_NOTICE_TIME     /* a time that is neither RFC 3339 nor a date */
} ent_notice_kind;
typedef struct ent_notice {
    ent_notice_kind kind;
    const char *file;
    uint64_t line;    /* from 1; 0: the file as a whole */
    size_t column;    /* from 1, in bytes; 0: not known */
    const char *what; /* "field 'mood' has no meaning here" */
} ent_notice;

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
    bool no_header;   /* CSV and TSV: no row of names; columns are called 1, 2, 3... */
    const char *lang; /* of records that name no language */
    /* of what is not UTF-8; NULL: that of plain text is found by looking, records of CSV, TSV and fastText are bad */
    const char *charset;
    const char *
        map; /* path of a label table: old<TAB>new, an empty new drops, "*" is the rest */
    const char *part; /* only records of this part ("train"); NULL: all */
    unsigned strip;   /* ENT_STRIP_* */
    ent_on_error on_error;
    const char *quarantine; /* path; wanted with ENT_ON_ERROR_QUARANTINE */
    size_t record_limit;    /* bytes of a record; 0: 256 MiB */
    /* only the article is wanted: labels and other fields that are no good are passed over, a text may be empty, and a title do for it */
    bool articles_only;
    /* a record that says nothing of labels is bad; an empty list says that it has none */
    bool labels_wanted;
    bool time_wanted;  /* a record without a time (RFC 3339, or a date) is bad */
    bool group_wanted; /* a record without a group is bad */
    /** Told of every bad record: "file:line:column: what is wrong". May be NULL. */
    void (*bad)(void *context, const char *message);
    /** Told of bad records, and of what is odd but not bad. May be NULL. @cost a time is read only where it is not */
    void (*notice)(void *context, const ent_notice *notice);
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
    const ent_string *unmet; /* [unmet_count] labels of the map that no record had */
    size_t unmet_count;
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
    float *weights;         /* [N] > 0, or NULL when no record names one */
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

/* ---- writing -------------------------------------------------------------------------------------------------- */

/** A file (or, for ENT_FORMAT_FOLDERS and ENT_FORMAT_TEXT, a new folder) that records are written to. */
typedef struct ent_dataset_writer ent_dataset_writer;

/**
 * @param path  "-" is standard output; ".gz" at the end compresses. Files are replaced in one step by the commit.
 * @param format  AUTO: by the path's ending, else JSON Lines. LIBSVM and VW number labels and words; what the numbers
 *                mean is written beside the file, in PATH.labels and PATH.terms (one a line, the first is 1).
 * @return ENT_EARG when the format cannot be written there
 */
ENT_API ent_status ent_dataset_writer_open(ent_dataset_writer **out, const char *path,
                                           ent_format format, ent_error *err);
/**
 * CSV and TSV: what joins several labels in their column; ";" until this is called. Call it before the first record.
 * @param separator  borrowed, must outlive the writer; "": the column holds one label
 */
ENT_API void ent_dataset_writer_separate(ent_dataset_writer *writer,
                                         const char *separator);
/** @return ENT_EDATA when the format cannot hold the record (two labels in one folder) */
ENT_API ent_status ent_dataset_write(ent_dataset_writer *writer, const ent_record *record,
                                     ent_error *err);
/** Names of the fields that were there and that the format has no place for, comma-separated; "" when nothing was lost. */
ENT_API const char *ent_dataset_writer_lost(ent_dataset_writer *writer);
/** Finish, and put the file in place; frees the writer whatever happens. */
ENT_API ent_status ent_dataset_writer_commit(ent_dataset_writer *writer, ent_error *err);
/** Leave no file behind (folders keep what was written); NULL is allowed. */
ENT_API void ent_dataset_writer_abandon(ent_dataset_writer *writer);

/* ---- surveying ------------------------------------------------------------------------------------------------ */

/**
 * What is remembered of each record of a corpus that is read once: enough to split, sample, check and describe it, and
 * to find near-duplicates, in some 200 bytes a record. Texts are not kept: what acts on a survey reads the corpus again.
 */
typedef struct ent_survey ent_survey;

enum { /* what else to remember, for ent_survey_new() */
       ENT_SURVEY_SKETCHES =
           1, /* for near-duplicates: 120 bytes a record, and tokenizing */
       ENT_SURVEY_TIMES = 2,
       ENT_SURVEY_PLACES = 4 /* file and line, for messages */
};

ENT_API ent_status ent_survey_new(ent_survey **out, unsigned what, ent_error *err);
ENT_API void ent_survey_free(ent_survey *survey);
ENT_API ent_status ent_survey_add(ent_survey *survey, const ent_record *record,
                                  ent_error *err);
ENT_API size_t ent_survey_count(const ent_survey *survey);

/**
 * Group records that say the same: groups[i] is the smallest index in record i's group. Two records are alike when the
 * Jaccard similarity of their sets of three-word shingles, estimated by MinHash, is at least `threshold` (0 < t <= 1;
 * t = 1 asks for equal content); groups are what hangs together. Wants ENT_SURVEY_SKETCHES unless t = 1.
 * @param groups  [count] out
 * @cost O(n log n) for n records   @source Broder 1997; Shrivastava 2017 (one-permutation hashing, optimal densification)
 */
ENT_API ent_status ent_survey_groups(uint32_t *groups, const ent_survey *survey,
                                     double threshold, ent_error *err);

typedef enum ent_split_by {
    ENT_SPLIT_HASH, /* by the smallest content hash of a group: stays as it is when documents are added */
    ENT_SPLIT_STRATIFY, /* the same share of every label in every part, as far as that goes */
    ENT_SPLIT_TIME,     /* the oldest first */
    ENT_SPLIT_GROUP     /* by the records' own `group` */
} ent_split_by;

/**
 * Choose a part for every record.
 * @param part      [count] out: index into shares
 * @param groups    [count] from ent_survey_groups(): records of a group go to one part; NULL: every record alone
 * @param shares    [share_count] proportions, each > 0; they need not add up to one
 * @return ENT_EDATA when a record lacks the time (RFC 3339, or a date) or group that is asked for
 * @source Sechidis et al. 2011 (iterative stratification)
 */
ENT_API ent_status ent_survey_split(uint8_t *part, const ent_survey *survey,
                                    const uint32_t *groups, const double *shares,
                                    size_t share_count, ent_split_by by, uint64_t seed,
                                    ent_error *err);

/**
 * Draw `wanted` records (or, with `per_label`, that many of each label): the ones with the smallest seeded content hash,
 * so that the same corpus gives the same sample in any order. keep[i] is set to 1 for those drawn, else 0.
 */
ENT_API ent_status ent_survey_sample(uint8_t *keep, const ent_survey *survey,
                                     size_t wanted, bool per_label, uint64_t seed,
                                     ent_error *err);

/** Figures of a corpus. Strings and arrays live as long as the survey. */
typedef struct ent_survey_figures {
    uint64_t documents, words, bytes;
    uint32_t words_least, words_median, words_most; /* of a document */
    uint64_t repeated_ids, equal_texts;             /* records beyond the first */
    const ent_label_count *labels, *langs, *parts, *stances; /* by name */
    size_t label_count, lang_count, part_count, stance_count;
} ent_survey_figures;
ENT_API ent_status ent_survey_describe(ent_survey_figures *figures, ent_survey *survey,
                                       ent_error *err);

/** Where record `i` stood (ENT_SURVEY_PLACES). */
ENT_API const char *ent_survey_place(uint64_t *line, const ent_survey *survey, size_t i);
/** The first record that has the id of record i: i itself where it is the first. */
ENT_API size_t ent_survey_first_with_id(const ent_survey *survey, size_t i);
/** The first record that carries the label; ent_survey_count() where none does. */
ENT_API size_t ent_survey_first_with_label(const ent_survey *survey, ent_string label);
/** Do two records stand in different parts: by what they say, or, where neither says anything, in other files? A text that
    is a file of its own says nothing by that (ENT_SURVEY_PLACES). */
ENT_API bool ent_survey_parts_differ(const ent_survey *survey, size_t a, size_t b);

/** Two labels that are probably meant to be one: they differ by case, spaces, punctuation or normal form only. */
typedef struct ent_label_twins {
    ent_string rare, frequent;
    uint64_t rare_documents, frequent_documents;
} ent_label_twins;
/** Every label that has a more frequent twin (ties: the one that sorts first is kept); lives as long as the survey. */
ENT_API ent_status ent_survey_twins(const ent_label_twins **twins, size_t *count,
                                    ent_survey *survey, ent_error *err);

#ifdef __cplusplus
}
#endif
#endif
