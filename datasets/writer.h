/* SPDX-License-Identifier: MIT */
/* Inside the room: what the writer's core and the format writers share. */
#ifndef ENT_DATASETS_WRITER_H
#define ENT_DATASETS_WRITER_H

#include <entente/datasets.h>

#include "base/base.h"

/** What a record can hold beside its text and labels: bits of what a format keeps, and of what was lost. */
#define ENT_EXTRA_LIST(X)                                                                \
    X(ENT_EXTRA_ID, "id")                                                                \
    X(ENT_EXTRA_TITLE, "title")                                                          \
    X(ENT_EXTRA_LANG, "lang")                                                            \
    X(ENT_EXTRA_URL, "url")                                                              \
    X(ENT_EXTRA_SOURCE, "source")                                                        \
    X(ENT_EXTRA_TIME, "time")                                                            \
    X(ENT_EXTRA_TARGET, "target")                                                        \
    X(ENT_EXTRA_STANCE, "stance")                                                        \
    X(ENT_EXTRA_PART, "part")                                                            \
    X(ENT_EXTRA_GROUP, "group")                                                          \
    X(ENT_EXTRA_WEIGHT, "weight")                                                        \
    X(ENT_EXTRA_REFERENCES, "summaries")
#define ENT_AS_EXTRA(name, text) name,
typedef enum ent_extra { ENT_EXTRA_LIST(ENT_AS_EXTRA) ENT_EXTRA_COUNT } ent_extra;

enum { ENT_NUMBER_ROOM = 32 };
/** The field of a record; REFERENCES gives the first. @param number  what holds a number that is asked for, as text */
ent_string ent__extra(const ent_record *record, ent_extra extra,
                      char number[ENT_NUMBER_ROOM]);
const char *ent__extra_name(ent_extra extra);

struct ent_dataset_writer {
    char *path;
    ent_format format;
    const struct ent_format_writer *writer;
    ent_output *output;          /* NULL for folders */
    struct ent_deflate *deflate; /* NULL: not compressed */
    ent_buffer text;             /* not yet written */
    const char *separator;       /* of labels in one cell */
    uint64_t written;            /* records */
    unsigned lost;               /* bits of ent_extra */
    ent_buffer lost_names;
    struct ent_numbering *numbering; /* libsvm and Vowpal Wabbit */
};

/** A format: appends a record to writer->text, or writes files of its own. */
typedef struct ent_format_writer {
    unsigned keeps; /* bits of ent_extra */
    ent_status (*write)(ent_dataset_writer *writer, const ent_record *record,
                        ent_error *err);
    ent_status (*finish)(ent_dataset_writer *writer,
                         ent_error *err); /* before the commit; may be NULL */
} ent_format_writer;

extern const ent_format_writer ent__jsonl_writer;
extern const ent_format_writer ent__csv_writer;
extern const ent_format_writer ent__fasttext_writer;
extern const ent_format_writer ent__folders_writer;
extern const ent_format_writer ent__text_writer;
extern const ent_format_writer ent__libsvm_writer;
extern const ent_format_writer ent__vw_writer;

/* numbering.c */
ent_status ent__numbering_new(struct ent_numbering **out, ent_error *err);
void ent__numbering_free(struct ent_numbering *numbering);

/** Do the labels or features of libsvm stand in this text as they are? */
bool ent__is_libsvm_features(ent_string text);
bool ent__is_libsvm_label(ent_string label);

#endif
