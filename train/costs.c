/* SPDX-License-Identifier: MIT */
/* What missing a document costs, label by label. */
#include <math.h>
#include <stdlib.h>

#include "base/base.h"
#include "models/models.h"
#include "training.h"

static ent_status weigh_label(float *costs, const ent_corpus *corpus,
                              const ent_label_weight *weight, ent_error *err)
{
    if (!isfinite(weight->weight) || weight->weight < 1e-6 || weight->weight > 1e6)
        return ent_fail(err, ENT_EARG, "the weight of label '%.*s' must be 1e-6 to 1e6",
                        (int)weight->label.size, weight->label.data);
    for (size_t k = 0; k < corpus->label_count; k++) {
        ent_string code, name;
        ent__label_split(&code, &name, corpus->labels[k]);
        if (ent_string_equal(corpus->labels[k], weight->label) ||
            ent_string_equal(name, weight->label) ||
            (code.size && ent_string_equal(code, weight->label))) {
            costs[k] = (float)weight->weight;
            return ENT_OK;
        }
    }
    return ent_fail(err, ENT_EARG, "no document has label '%.*s', which has a weight",
                    (int)weight->label.size, weight->label.data);
}

ent_status ent__label_costs(float **costs, const ent_corpus *corpus,
                            const ent_train_options *options, ent_error *err)
{
    size_t labels = corpus->label_count;
    if (!options->balanced && !options->label_weight_count)
        return ENT_OK;
    float *factors = ent_new(labels, sizeof *factors);
    if (!factors)
        return ent_fail_memory(err);
    /* A label that only the older model has (--from) has no documents to balance. */
    for (size_t k = 0; k < labels; k++)
        factors[k] = options->balanced && corpus->label_counts[k]
                         ? (float)((double)corpus->count /
                                   ((double)labels * (double)corpus->label_counts[k]))
                         : 1;
    for (size_t i = 0; i < options->label_weight_count; i++) {
        ent_status status = weigh_label(factors, corpus, &options->label_weights[i], err);
        if (status != ENT_OK) {
            free(factors);
            return status;
        }
    }
    *costs = factors;
    return ENT_OK;
}
