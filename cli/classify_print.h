/* SPDX-License-Identifier: MIT */
/* How labels are shown: JSON Lines, TSV, fastText's lines, a table, a page of explanations. */
#ifndef ENT_CLI_CLASSIFY_PRINT_H
#define ENT_CLI_CLASSIFY_PRINT_H

#include "cli.h"

#include <entente/classify.h>

/** One article's answer by one model. */
struct classify_print {
    const ent_model *model;
    const ent_article *article;
    ent_verdict verdict;
    double unknown;                /* share of terms that the model has never seen */
    double novelty;                /* 0..1; -1: the model does not know */
    double least;                  /* probability that a label must have */
    const ent_label_score *scores; /* of all labels, best first */
    size_t count;                  /* how many of them are chosen */
    const ent_explanation *explanations; /* [count], or NULL */
};

/** In the format asked for; one line, but for the table and for TSV with several labels. */
void cli_print_classified(ent_buffer *out, const struct classify_print *print,
                          enum cli_output format);

/** A section of the page: the article with its words shaded by their part in the first explanation. */
void cli_print_classified_html(ent_buffer *out, const struct classify_print *print,
                               ent_arena scratch);
/** The style sheet of the sections. */
void cli_print_classified_style(ent_buffer *out);

#endif
