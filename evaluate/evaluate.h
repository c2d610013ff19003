/* SPDX-License-Identifier: MIT */
/* Evaluation: reading what systems said, and writing results as JSON and as a page. Door of the room for other rooms. */
#ifndef ENT_EVALUATE_EVALUATE_H
#define ENT_EVALUATE_EVALUATE_H

#include "base/base.h"

#include <entente/evaluate.h>

/* ---- what a system said ---- */

/** Which part of a record answers the question. */
typedef enum ent_task {
    ENT_TASK_TOPICS,    /* topics, labels or label */
    ENT_TASK_STANCE,    /* stance, label */
    ENT_TASK_LANGUAGES, /* lang, language, label */
    ENT_TASK_TAGS,      /* tags, keyphrases, labels */
    ENT_TASK_STORIES,   /* story, cluster, label */
    ENT_TASK_SUMMARIES  /* summary, sentences */
} ent_task;

/** One record of a system's output. */
typedef struct ent_prediction {
    ent_string id;    /* empty where the format has none: then the order counts */
    uint32_t *chosen; /* [chosen_count] its answer, numbers in the reader's names */
    size_t chosen_count;
    ent_ranked *ranked; /* [ranked_count] everything it gave a score, best first */
    size_t ranked_count;
    ent_string summary; /* sentences on lines of their own where they were told apart */
} ent_prediction;

typedef struct ent_predictions {
    ent_prediction *items; /* [count] */
    size_t count;
    bool probabilities; /* every score was one */
    bool underscored;   /* fastText's: white space in labels became underscores */
    ent_map by_id;      /* ent_hash(id) -> number; empty where there are no ids */
    ent_arena arena;    /* owns everything above but the map */
} ent_predictions;

/**
 * Read a system's output: JSON Lines as `entente classify` prints them, or {"id", "labels" or "label" ...} with "scores"
 * or "probabilities": {label: number}; lines of fastText's predict or predict-prob; or TSV (id, label, probability; a
 * further label of the same document on a line of its own). Recognised by looking.
 * @param names  labels are added to it, and numbered by it
 * @return ENT_EIO; ENT_EDATA "file:line: what is wrong", also for an id given twice
 */
ent_status ent__predictions_read(ent_predictions *out, ent_names *names, const char *path,
                                 ent_task task, ent_error *err);
/** The same from memory; `path` is for messages. */
ent_status ent__predictions_parse(ent_predictions *out, ent_names *names, ent_string text,
                                  const char *path, ent_task task, ent_error *err);
void ent__predictions_dispose(ent_predictions *predictions);
/** The prediction of a document by its id, or, where there are no ids, by its place. NULL when there is none. */
const ent_prediction *ent__predictions_find(const ent_predictions *predictions,
                                            ent_string id, size_t place);

/* ---- results as JSON and as a page ---- */

extern const size_t ent__depths[ENT_DEPTHS]; /* the k of P@k and NDCG@k */

/** A member that may be undefined: NAN is null. */
void ent__json_score(ent_json_writer *writer, const char *key, double value);
void ent__json_average(ent_json_writer *writer, const char *key, ent_average average);
/** Members of the object that is open: documents, accuracy, micro_f1 ... labels, confusion. */
void ent__evaluation_json(ent_json_writer *writer, const ent_answers *answers,
                          const ent_evaluation *evaluation);
void ent__comparison_json(ent_json_writer *writer, const char *key,
                          const ent_comparison *comparison);

/** A page for a person: scores, reliability diagram, coverage against accuracy, labels, confusions. */
void ent__evaluation_page(ent_buffer *out, const char *title, const ent_answers *answers,
                          const ent_evaluation *evaluation,
                          const ent_comparison *comparison);

#endif
