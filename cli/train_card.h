/* SPDX-License-Identifier: MIT */
/* The model card: Markdown for people, JSON for programs, from what a training run found. */
#ifndef ENT_CLI_TRAIN_CARD_H
#define ENT_CLI_TRAIN_CARD_H

#include "evaluate/evaluate.h"
#include "train_report.h"

/** @param answers, evaluation  of the held-out documents; NULL where nothing was held out */
void train_card_markdown(ent_buffer *out, const struct train_report *report,
                         const ent_model *model, const ent_answers *answers,
                         const ent_evaluation *evaluation);
void train_card_json(ent_buffer *out, const struct train_report *report,
                     const ent_model *model, const ent_answers *answers,
                     const ent_evaluation *evaluation);
/** Accuracy against confidence, as a file of its own. */
void train_plot_calibration(ent_buffer *out, const ent_evaluation *evaluation);
/** Score against documents, the number of documents on a logarithmic axis. */
void train_plot_curve(ent_buffer *out, const struct train_report *report,
                      const ent_model *model);

#endif
