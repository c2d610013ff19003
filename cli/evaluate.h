/* SPDX-License-Identifier: MIT */
/* The parts of the verb `evaluate`, a file a kind of task. */
#ifndef ENT_CLI_EVALUATE_H
#define ENT_CLI_EVALUATE_H

#include "cli.h"

#include "evaluate/evaluate.h"

#include <entente/datasets.h>
#include <entente/summarize.h>

/** The command line. */
struct evaluate_job {
    const char *const *paths; /* [path_count] the corpus */
    size_t path_count;
    bool task_known;
    ent_task task;
    const char *model; /* NULL: predictions are read */
    const char *predictions;
    const char *against;             /* a model or predictions */
    const char *against_predictions; /* until it is settled into `against` */
    bool against_is_model;
    const char *report; /* folder */
    enum cli_output output;
    ent_dataset_options reading;
    ent_evaluate_options options;
    size_t words, sentences; /* summary budgets; 0: none */
    bool cut;
    ent_summary_method method;
};

/** Run a task; @return an exit code, the person having been told of any fault. */
int evaluate_labels(const struct evaluate_job *job);
int evaluate_tags(const struct evaluate_job *job);
int evaluate_stories(const struct evaluate_job *job);
int evaluate_summaries(const struct evaluate_job *job);

/* ---- shared by the tasks ---- */

/** One gold record of the tasks whose truth is text: key phrases, stories, summaries. Strings live in the corpus. */
struct gold {
    ent_string id, lang;
    ent_article *articles; /* [article_count] one, or the documents of a cluster */
    size_t article_count;
    ent_string *truth; /* [truth_count] key phrases, the story, or reference summaries */
    size_t truth_count;
};
struct gold_corpus {
    ENT_ARRAY(struct gold) items;
    ent_arena arena;
};
ent_status gold_read(struct gold_corpus *out, const struct evaluate_job *job,
                     ent_error *err);
void gold_dispose(struct gold_corpus *corpus);

/** Which task the first record of a corpus asks for: by its members. */
ent_task guess_task(const char *path);

enum { RESULTS_MOST = 32 };
/** Collects lines "name value" for a table, members for JSON and lines for a page at once. */
struct results {
    const char *against; /* the second system's name; NULL: there is none */
    ent_buffer table, json;
    ent_json_writer writer;
    ent_score_line lines[RESULTS_MOST];
    size_t line_count;
};
void results_begin(struct results *results, const struct evaluate_job *job);
void results_count(struct results *results, const char *key, uint64_t value);
/** A score with its interval and, where there are two systems, its difference, for the table and the page. */
void results_score(struct results *results, const ent_score_line *line);

/** Which of the scores of units are told, and what they mean. */
struct told_score {
    size_t at; /* in the order of the units' scores */
    const char *key, *meaning;
};
/** Score units, ours and (where not NULL) theirs, with intervals, and tell them. */
ent_status results_units(struct results *results, const struct told_score *told,
                         size_t count, const ent_units *ours, const ent_units *theirs,
                         const ent_evaluate_options *options, ent_arena scratch,
                         ent_error *err);
/** Which system the differences are from: a line of the table, and "other_system" in JSON. */
void results_name_other(struct results *results);
/** The same as JSON: the scores, "intervals" and "against". */
void results_write_scores(struct results *results);
/** Write index.html with everything that was told, where a report is wanted. */
ent_status results_page(const struct results *results, const struct evaluate_job *job,
                        size_t documents, ent_error *err);
/** Release what a failed run has gathered. */
void results_dispose(struct results *results);
/** Print in the wished form, write evaluation.json to the report's folder. @return an exit code */
int results_end(struct results *results, const struct evaluate_job *job);
/** Write a file of the report. */
ent_status report_write(const struct evaluate_job *job, const char *name,
                        ent_string content, ent_error *err);

#endif
