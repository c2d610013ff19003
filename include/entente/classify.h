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

#define ENT_TOGETHER_MAX 64 /* models */

/**
 * Score one article by several models: each gives what ent_score() would give, but tokens and stems are made once for all
 * models that want the same of them (same language, stemmed or not, with function words or without).
 * @param scores    [count] of [label count of that model], out
 * @param verdicts  [count] out
 * @param scorers   [count] distinct, at most ENT_TOGETHER_MAX
 * @cost  O(bytes) once a way of reading, and for each model the look-up of its terms; no allocation after warm-up
 */
ENT_API ent_status ent_score_together(ent_label_score *const *scores,
                                      ent_verdict *verdicts, ent_scorer *const *scorers,
                                      size_t count, const ent_article *article,
                                      ent_error *err);

/** From here on an article counts as unlike the training corpus: the verdict is ENT_VERDICT_UNSURE. */
#define ENT_NOVELTY_LIMIT 0.5

/** With a greater share of terms that the model has never seen the verdict is ENT_VERDICT_UNSURE, too. */
#define ENT_UNKNOWN_LIMIT 0.9

/**
 * The share of terms (with repetition) of the article scored last that the model has never seen, 0..1; 1 where it has no
 * term at all.
 */
ENT_API double ent_scored_unknown(const ent_scorer *scorer);

/** How unlike the training corpus the article scored last is, 0..1; -1 where the model does not know (train --novelty). */
ENT_API double ent_scored_novelty(const ent_scorer *scorer);

/** How many of the sorted scores the model chooses: 1 for single-label, those above their thresholds for multi-label. */
ENT_API size_t ent_chosen(const ent_label_score *scores, const ent_model *model);

/* ---- languages ------------------------------------------------------------------------------------------------- */

/** Tells the language of texts; one a thread. */
typedef struct ent_identifier ent_identifier;
/** @param model  of kind "languages"; borrowed, must outlive the identifier   @return ENT_EMODEL for another kind */
ENT_API ent_status ent_identifier_new(ent_identifier **out, const ent_model *model,
                                      ent_error *err);
ENT_API void ent_identifier_free(ent_identifier *identifier);
/**
 * The language of a title and text (either may be empty), of which the first kilobyte of letters is looked at:
 * numbers, links, tags and marks are passed over.
 * @param language  out, static; NULL: unknown (no letters, or no language claims them)
 * @param scores    out, may be NULL: [labels of the model] best first; lent until the next call
 * @cost  O(bytes looked at), no allocation once warm
 */
ENT_API ent_status ent_identify(const ent_language **language,
                                const ent_label_score **scores,
                                ent_identifier *identifier, ent_string title,
                                ent_string text, ent_error *err);

/* ---- explanations ---------------------------------------------------------------------------------------------- */

#define ENT_EXPLAIN_SPANS 32 /* places of a term that are listed */

/** A term of the article and its part in a margin:  contribution = tfidf * weight. */
typedef struct ent_evidence {
    ent_string
        term; /* as the vocabulary has it: stems joined by a space; empty where the model has no terms */
    float tfidf;  /* its value in the article's unit vector */
    float weight; /* of the label */
    float contribution;
    size_t occurrences; /* in the article */
    ent_span *spans;    /* [span_count] the first of them */
    size_t span_count;  /* at most ENT_EXPLAIN_SPANS */
} ent_evidence;

/** margin = bias + sum of the terms' contributions + others, but for float rounding. */
typedef struct ent_explanation {
    uint32_t label;
    float
        margin; /* of the linear model, also where a kernel machine behind it gives the answer */
    float bias;
    ent_evidence
        *terms; /* [count] greatest |contribution| first, ties by the model's order */
    size_t count;
    double others; /* sum of the contributions that are not listed */
    size_t other_count;
} ent_explanation;

/**
 * Say why an article has its margin for a label.
 * @param out    terms and spans live in the arena; the terms' text in the model
 * @param most   terms to list; 0 lists none
 * @return ENT_OK; ENT_EARG for a label that the model does not have; ENT_ENOMEM
 * @cost   two walks over the article
 */
ENT_API ent_status ent_explain(ent_explanation *out, ent_arena *arena, ent_scorer *scorer,
                               const ent_article *article, uint32_t label, size_t most,
                               ent_error *err);

#ifdef __cplusplus
}
#endif
#endif
