/* SPDX-License-Identifier: MIT */
/* Inside the room: what the reader's core and the format readers share. */
#ifndef ENT_DATASETS_READER_H
#define ENT_DATASETS_READER_H

#include <entente/datasets.h>

#include "base/base.h"
#include "fields.h"
#include "label_map.h"

/** One file to read, with what its place in a tree says about it. */
typedef struct ent_source {
    const char *path;
    const char *id;     /* path below the tree's root: the id where a record is a file */
    const char *label;  /* its folder, or NULL */
    const char *labels; /* the .key or .tsv file beside it, or NULL */
    const char *part;   /* or NULL */
    ent_format format;
} ent_source;

typedef ENT_ARRAY(ent_source) ent_sources;

/** What is wrong with a record: set by ent__bad(). */
typedef struct ent_fault {
    bool set;
    bool ends_source; /* nothing behind it can be read */
    ent_skip reason;
    ent_string raw; /* the record's bytes, where it has a place of its own in the file */
    uint64_t line;  /* 0: not known */
    size_t column;  /* 0: not known */
    size_t prefix;  /* bytes of the message that are the place */
} ent_fault;

/** Where a field stands in its record's bytes: so many bytes behind their start, or, in JSON, under this name. */
typedef struct ent_field_place {
    ent_string name;
    size_t at;
} ent_field_place;

/** One of several fields that make the text. */
struct ent_piece {
    uint32_t order;
    ent_string text;
};

/** Where records stand while they are counted and hashed. */
typedef struct ent_tally {
    uint64_t documents, unlabelled, multi, bytes, repaired;
    uint64_t skipped[ENT_SKIP_COUNT];
    ent_names labels;           /* every label that was seen */
    ENT_ARRAY(uint64_t) counts; /* [labels.count] documents */
    ENT_ARRAY(uint64_t)
    stamps; /* [labels.count] number of the last record that had it: finds repeats */
    ENT_ARRAY(ent_label_count) sorted;
    void *digest; /* XXH3_state_t */
} ent_tally;

struct ent_dataset {
    ent_dataset_options options;
    size_t record_limit;
    ent_fields fields;
    ent_label_map *map;
    ent_arena arena;   /* lives as long as the reader */
    ent_arena scratch; /* of the current record */
    ent_sources sources;
    size_t at; /* the current source, sources.count at the end */
    const struct ent_format_reader *format;
    ent_format found; /* the format of the current source */
    ent_input *input; /* of the current source; NULL between sources */
    uint64_t read;    /* records and faults of this source */
    void *state;      /* the format's own */
    /* the record being built */
    ent_record record;
    ENT_ARRAY(ent_string) labels;
    ENT_ARRAY(uint32_t) label_ids;
    ENT_ARRAY(ent_string) references;
    ENT_ARRAY(char) bytes; /* the whole of a file */
    ENT_ARRAY(struct ent_piece)
    pieces;            /* fields that make the text, where there are several */
    ent_buffer joined; /* the text they make */
    char id[17];
    bool had_labels;  /* before the map */
    bool told_labels; /* the record said something of labels, were it an empty list */
    uint64_t number;  /* of the record, from 1 */
    ent_fault fault;
    size_t raw_column;          /* of the record's first byte in its line, from 1 */
    ent_field_place field;      /* the one that is being set */
    ent_field_place text_field; /* the (last) one that makes the text */
    ent_field_place time_field;
    ent_tally tally;
    ent_output *quarantine;
    bool lent;         /* input and quarantine belong to the caller */
    ent_names unknown; /* names of fields that were told of */
};

/** A format: `next` fills dataset->record, or sets *end, or fails through ent__bad(). */
typedef struct ent_format_reader {
    ent_status (*open)(ent_dataset *dataset, ent_error *err); /* may be NULL */
    ent_status (*next)(ent_dataset *dataset, bool *end, ent_error *err);
    void (*close)(ent_dataset *dataset); /* may be NULL; frees dataset->state */
    /* Will a line be there soon? NULL: the input is read as a whole, or nobody waits for it. */
    bool (*is_near)(ent_dataset *dataset, int milliseconds);
} ent_format_reader;

extern const ent_format_reader ent__jsonl_reader;
extern const ent_format_reader ent__json_reader;
extern const ent_format_reader ent__csv_reader; /* and tabs */
extern const ent_format_reader ent__fasttext_reader;
extern const ent_format_reader ent__libsvm_reader;
extern const ent_format_reader ent__reuters_reader;
/** One file, one record: folders, text, newsgroups. */
extern const ent_format_reader ent__text_reader;

/** The path as messages show it. */
const char *ent__shown(const char *path);

/** Mark the current record as bad. @param line, column  0: not known @param raw for the quarantine. @return ENT_EDATA */
ent_status ent__bad(ent_dataset *dataset, ent_error *err, ent_skip reason, ent_string raw,
                    uint64_t line, size_t column, const char *format, ...)
    ENT_PRINTF(7, 8);
/** The same for what stands at a place within the record. */
ent_status ent__bad_field(ent_dataset *dataset, ent_error *err, ent_skip reason,
                          const ent_field_place *place, const char *format, ...)
    ENT_PRINTF(5, 6);

/** Count a bad record, tell of it, keep its bytes. What fails here fails the reading. */
ent_status ent__put_aside(ent_dataset *dataset, const ent_error *problem, ent_error *err);

/** ent_input_line() with a byte order mark removed, over-long lines and damaged gzip made faults. */
ent_status ent__next_line(ent_dataset *dataset, ent_string *line, bool *end,
                          ent_error *err);
/** The rest of the current file, in dataset->bytes; the same faults. */
ent_status ent__read_rest(ent_dataset *dataset, ent_string *bytes, ent_error *err);
/** Make a fault of a failed read where it is one; pass everything else on. */
ent_status ent__input_fault(ent_dataset *dataset, ent_status status, ent_error *err);

/** Add a label to the record: mapped, repeats dropped. An empty one is a fault. */
ent_status ent__add_label(ent_dataset *dataset, ent_string label, ent_error *err);
/** Add the labels of a string that may hold several (options.label_separator). */
ent_status ent__add_labels(ent_dataset *dataset, ent_string cell, ent_error *err);
/** Set a field of the record from a string. */
ent_status ent__set_field(ent_dataset *dataset, const ent_field_rule *rule,
                          ent_string value, ent_error *err);
/** Check and count the record whose fields are set; *kept false: left out without being at fault. */
ent_status ent__finish_record(ent_dataset *dataset, bool *kept, ent_error *err);
/** Count byte sequences that became U+FFFD, and tell of them. */
void ent__count_repaired(ent_dataset *dataset, size_t sequences);
/** Put the pieces of the text together: called by the core when all fields are set. */
ent_status ent__join_text(ent_dataset *dataset, ent_error *err);
/** Tell of something odd at a place within the record. */
void ent__notice(ent_dataset *dataset, ent_notice_kind kind, const ent_field_place *place,
                 const char *format, ...) ENT_PRINTF(4, 5);
/** Tell of a field without a meaning, once. */
ent_status ent__unknown_field(ent_dataset *dataset, ent_string name,
                              const ent_field_place *place, ent_error *err);
/** Bytes of plain text as UTF-8, in the scratch arena or the input itself; repairs are counted. */
ent_status ent__plain(ent_dataset *dataset, ent_string *text, ent_string bytes,
                      ent_error *err);
/** Bytes of the current field, which must be UTF-8 unless the caller named a charset. */
ent_status ent__field_text(ent_dataset *dataset, ent_string *text, ent_string bytes,
                           ent_error *err);

/** The files behind the caller's paths, in a stable order. */
ent_status ent__sources_find(ent_dataset *dataset, const char *const *paths, size_t count,
                             ent_error *err);
/** Does the name end so, with .gz behind it or not? */
bool ent__has_ending(const char *name, const char *ending);
/** The format of a file by its first bytes and name; never AUTO. */
ent_format ent__recognise(const char *path, ent_string head, const ent_fields *fields);

/* tally.c */
ent_status ent__tally_open(ent_tally *tally, ent_error *err);
void ent__tally_close(ent_tally *tally);
/** The label's number; *repeated when record `number` had it already. */
ent_status ent__tally_label(ent_tally *tally, uint32_t *id, bool *repeated,
                            ent_string name, uint64_t number, ent_error *err);
void ent__tally_record(ent_tally *tally, const ent_record *record,
                       const uint32_t *label_ids, ent_arena scratch);
ent_status ent__tally_report(ent_dataset_report *report, ent_tally *tally,
                             ent_error *err);

#endif
