/* SPDX-License-Identifier: MIT */
/* Classification: model + article -> labels with probabilities. */
#ifndef ENTENTE_CLASSIFY_H
#define ENTENTE_CLASSIFY_H

#include <entente/models.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum ent_verdict {
    ENT_VERDICT_OK,
    ENT_VERDICT_EMPTY,  /* no token at all */
    ENT_VERDICT_SHORT,  /* fewer tokens than an answer can rest on */
    ENT_VERDICT_UNSURE, /* abstains */
    ENT_VERDICT_UNSUPPORTED_LANGUAGE
} ent_verdict;

typedef struct ent_label_score {
    uint32_t label; /* index in the model */
    float margin;   /* w . x + bias */
    float
        probability; /* calibrated, 0..1; NAN never: -1 where the model has no calibration */
} ent_label_score;

/** What a thread needs to score articles: lexicons and working memory, reused from article to article. */
typedef struct ent_scorer ent_scorer;

/** @param model borrowed, must outlive the scorer */
ENT_API ent_status ent_scorer_new(ent_scorer **out, const ent_model *model,
                                  ent_error *err);
ENT_API void ent_scorer_free(ent_scorer *scorer);

/**
 * Score one article against every label of the model.
 * @param scores  [label count] out, highest probability (margin where there is none) first, ties by label index
 * @return ENT_OK; the verdict says whether the scores mean anything (all zero when it is EMPTY)
 * @cost O(bytes), no allocation after warm-up
 */
ENT_API ent_status ent_score(ent_label_score *scores, ent_verdict *verdict,
                             ent_scorer *scorer, const ent_article *article,
                             ent_error *err);

/** How many of the sorted scores the model chooses: 1 for single-label, those above their thresholds for multi-label. */
ENT_API size_t ent_chosen(const ent_label_score *scores, const ent_model *model);

#ifdef __cplusplus
}
#endif
#endif
