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

/* ---- intervals of scores that are functions of sums ---- */

#define ENT_UNITS_WIDTH  16
#define ENT_UNITS_SCORES 16

/** What is resampled as a whole (a document, or a story), and what each one adds to the sums that scores are made of. */
typedef struct ent_units {
    size_t count;                                      /* n */
    size_t width;                                      /* w, at most ENT_UNITS_WIDTH */
    double *values;                                    /* [n][w] */
    size_t score_count;                                /* s, at most ENT_UNITS_SCORES */
    void (*score)(double *scores, const double *sums); /* [s] of [w]; NAN: not defined */
} ent_units;

/** Zeroed values in the arena; the caller fills them and sets `score`. */
ent_status ent__units_open(ent_units *out, ent_arena *arena, size_t count, size_t width,
                           size_t score_count, ent_error *err);
/** The scores [s] of all units together. */
void ent__units_score(double *scores, const ent_units *units);
/** 95 % intervals [s] of the scores: percentiles over resampled units. @cost O(replicates n w / threads) */
ent_status ent__units_intervals(ent_interval *out, const ent_units *units,
                                const ent_evaluate_options *options, ent_arena scratch,
                                ent_error *err);
/** Differences [s] of two systems on the same units. @return ENT_EARG where they are not the same */
ent_status ent__units_compare(ent_difference *out, const ent_units *ours,
                              const ent_units *theirs,
                              const ent_evaluate_options *options, ent_arena scratch,
                              ent_error *err);

/** A unit a document; scores: precision, recall, F1 of each of the four averages. */
enum ent_tag_average {
    ENT_TAGS_STEMMED,
    ENT_TAGS_STEMMED_MEAN,
    ENT_TAGS_EXACT,
    ENT_TAGS_EXACT_MEAN,
    ENT_TAGS_AVERAGES
};
ent_status ent__tag_units(ent_units *out, ent_arena *arena, const ent_tagged *items,
                          size_t count, size_t k, ent_error *err);
/** A unit a true story, since its documents stand and fall together; scores: precision, recall, F1 of BCubed and of pairs. */
ent_status ent__story_units(ent_units *out, ent_arena *arena, const uint32_t *truth,
                            const uint32_t *found, size_t count, ent_error *err);
/** A unit a document; scores: those of ent_stance_scores, in its order. */
ent_status ent__stance_units(ent_units *out, ent_arena *arena, const ent_answers *answers,
                             ent_error *err);
/** A unit a row; scores: the means of the columns, at most ENT_UNITS_WIDTH - 1. @param values [count][columns] */
ent_status ent__mean_units(ent_units *out, ent_arena *arena, const double *values,
                           size_t count, size_t columns, ent_error *err);

/* ---- results as JSON and as a page ---- */

extern const size_t ent__depths[ENT_DEPTHS]; /* the k of P@k and NDCG@k */

/** A member that may be undefined: NAN is null. */
void ent__json_score(ent_json_writer *writer, const char *key, double value);
void ent__json_average(ent_json_writer *writer, const char *key, ent_average average);
void ent__json_interval(ent_json_writer *writer, const char *key, ent_interval interval);
void ent__json_difference(ent_json_writer *writer, const char *key,
                          const ent_difference *difference);
/** A score as a person reads it. */
typedef struct ent_score_line {
    const char *name;
    const char *meaning; /* what it says, a few words */
    double value;
    ent_interval interval;
    bool compared; /* there is a second system */
    ent_difference difference;
} ent_score_line;

/** "p = 0.0226", and "p < 0.0001" where four digits would say that chance is out of the question. */
void ent__p_value(ent_buffer *out, double p);

/** Members of the object that is open: documents, accuracy, micro_f1 ... labels, confusion. */
/** @param more, more_count  the task's own scores; NULL, 0: none */
void ent__evaluation_json(ent_json_writer *writer, const ent_answers *answers,
                          const ent_evaluation *evaluation, const ent_score_line *more,
                          size_t more_count);
void ent__comparison_json(ent_json_writer *writer, const char *key,
                          const ent_comparison *comparison, const ent_score_line *more,
                          size_t more_count);

/**
 * A page for a person: scores, reliability diagram, coverage against accuracy, labels, confusions.
 * @param more, more_count  the task's own scores, set before the others; NULL, 0: none
 * @param comparison        NULL: there is no second system
 * @param against           what the second system is called
 */
void ent__evaluation_page(ent_buffer *out, const char *title, const ent_answers *answers,
                          const ent_evaluation *evaluation, const ent_score_line *more,
                          size_t more_count, const ent_comparison *comparison,
                          const char *against);
/** The same for tasks that have scores only. @param against  NULL: there is no second system */
void ent__scores_page(ent_buffer *out, const char *title, size_t documents,
                      const ent_score_line *lines, size_t count, const char *against);

#endif
