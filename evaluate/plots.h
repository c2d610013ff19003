/* SPDX-License-Identifier: MIT */
/* Inside the room: the drawings of the report. */
#ifndef ENT_EVALUATE_PLOTS_H
#define ENT_EVALUATE_PLOTS_H

#include "evaluate.h"

void ent__plot_reliability(ent_buffer *out, const ent_evaluation *evaluation);
void ent__plot_coverage(ent_buffer *out, const ent_evaluation *evaluation);
/** F1 of each of `count` labels, in the given order. */
void ent__plot_labels(ent_buffer *out, const ent_answers *answers,
                      const ent_evaluation *evaluation, const uint32_t *order,
                      size_t count);
/** Scores from 0 to 1, each with its interval where it has one. */
void ent__plot_intervals(ent_buffer *out, const ent_score_line *lines, size_t count);
/** A heat map; each row is shaded by its shares. */
void ent__plot_confusion(ent_buffer *out, const ent_answers *answers,
                         const ent_evaluation *evaluation, const uint32_t *order,
                         size_t count);

#endif
