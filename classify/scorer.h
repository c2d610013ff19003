/* SPDX-License-Identifier: MIT */
/* Inside the room: what a scorer is made of. */
#ifndef ENT_CLASSIFY_SCORER_H
#define ENT_CLASSIFY_SCORER_H

#include <entente/classify.h>

#include "accumulate.h"
#include "base/sort.h"
#include "features/features.h"
#include "spoken.h"

struct ent_scorer {
    const ent_model *model;
    ent_vectorizer *vectorizer;
    ent__accumulate_kernel *accumulate;
    ent_weights
        head; /* the first rows of sparse weights, dense; no features: there are none */
    float *sums;       /* [stride] */
    float *row;        /* [D] what kernel machines read; NULL: there are none */
    float *projected;  /* [stride of the projection], aligned to 32 */
    double *decisions; /* [K] of a kernel machine, then probabilities */
    ent_keyed *keys;   /* [2 K] to sort the scores; NULL: few labels */
    ent__spoken spoken;
    /* of the last article */
    double unknown; /* share of its terms */
    double novelty; /* -1: not known */
};

/** ent_score() in two parts: margins in the order of the model's labels, and the verdict… */
ent_status ent__margins(ent_label_score *scores, ent_verdict *verdict, ent_scorer *scorer,
                        const ent_article *article, ent_error *err);
/** …which give probabilities, and the order of these. */
void ent__rank(ent_label_score *scores, ent_verdict verdict, ent_scorer *scorer);

/** Where the model's weights are sparse, spread its fullest rows out. @return false when memory is out */
bool ent__open_head(ent_scorer *scorer);
/** `sums` of a vector: its margins without scale and bias. */
void ent__sum_up(ent_scorer *scorer, ent_vector vector);

/** Room for the model's kernel machines. @return false when memory is out */
bool ent__open_kernels(ent_scorer *scorer);
/** The margins of the kernel machine instead of the linear ones, and the novelty, where the model has them. */
void ent__run_kernels(ent_label_score *scores, ent_scorer *scorer, ent_vector vector,
                      const ent_vector_facts *facts);

#endif
