/* SPDX-License-Identifier: MIT */
/* Inside the room: what a scorer is made of. */
#ifndef ENT_CLASSIFY_SCORER_H
#define ENT_CLASSIFY_SCORER_H

#include <entente/classify.h>

#include "accumulate.h"
#include "features/features.h"

struct ent_scorer {
    const ent_model *model;
    ent_vectorizer *vectorizer;
    ent__accumulate_kernel *accumulate;
    float *sums; /* [stride] */
};

#endif
