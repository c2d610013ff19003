/* SPDX-License-Identifier: MIT */
/* Labelled corpora: records of every format, one at a time or all in memory. Trains nothing. */
#ifndef ENTENTE_DATASETS_H
#define ENTENTE_DATASETS_H

#include <entente/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What to do with a bad record. */
typedef enum ent_on_error {
    ENT_ON_ERROR_FAIL,      /* stop */
    ENT_ON_ERROR_SKIP,      /* report, count, go on */
    ENT_ON_ERROR_QUARANTINE /* the same, and write the record's bytes to a file */
} ent_on_error;

/** One labelled article; all strings live until the next record is read. */
typedef struct ent_record {
    ent_article article;
    const ent_string *labels; /* [label_count]; none is legal */
    size_t label_count;
    ent_string target; /* stance corpora: what the stance is toward */
    ent_string stance;
    const ent_string *references; /* [reference_count] summaries written by people */
    size_t reference_count;
    const char *file; /* where it came from */
    uint64_t line;    /* from 1; 0 where a record is a file */
} ent_record;

#ifdef __cplusplus
}
#endif
#endif
