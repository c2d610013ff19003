/* SPDX-License-Identifier: MIT */
/* The report of a training run: a model card as Markdown and JSON, a page of scores, plots. */
#ifndef ENT_CLI_TRAIN_REPORT_H
#define ENT_CLI_TRAIN_REPORT_H

#include "base/base.h"

#include <entente/train.h>

/** A document that was held out. */
struct held_document {
    uint32_t *truth; /* [truth_count] numbers in the names */
    size_t truth_count;
    float *margins; /* [labels of the corpus] */
};

/** What is gathered while the run goes on; zero-initialise. */
struct train_report {
    const char *directory; /* NULL: no report is wanted */
    const char *model;     /* where the model went; NULL: nowhere */
    ent_names names;       /* labels of the corpus, without codes, in its order */
    ENT_ARRAY(struct held_document) held;
    ent_arena arena; /* owns what the documents point to */
    bool failed;
    ent_curve_point curve[ENT_CURVE_POINTS];
    size_t curve_count;
    size_t duplicates; /* documents that nearly repeat an earlier one */
    size_t leaked;     /* documents to validate on that nearly repeat one to train on */
    size_t validated;  /* documents to validate on */
    ent_survey *survey;
    const ent_label_twins *twins; /* [twin_count] */
    size_t twin_count;
};

/** Make the folder and ask the run for its held-out margins. */
ent_status train_report_open(struct train_report *report, ent_train_options *training,
                             ent_error *err);
/** After the fit: learning curve (where `whole`, the corpus being all that was learned), duplicates, leakage, labels. */
ent_status train_report_study(struct train_report *report, const ent_model *model,
                              const ent_corpus *corpus, bool whole, const char *validate,
                              const ent_dataset_options *reading,
                              const ent_train_options *training, ent_error *err);
/** Write card.md, card.json, evaluation.html, calibration.svg and learning-curve.svg. */
ent_status train_report_write(struct train_report *report, const ent_model *model,

                              const ent_train_options *training, ent_error *err);
void train_report_close(struct train_report *report);

#endif
