/* SPDX-License-Identifier: MIT */
/* The room's inner door: scoring dense rows by kernel machines; how stance models see texts. */
#ifndef ENT_CLASSIFY_INNER_H
#define ENT_CLASSIFY_INNER_H

#include "base/base.h"
#include "models/models.h"

#include <entente/classify.h>
#include <entente/stance.h>

/**
 * The decisions of a kernel machine on one dense row (formula: ent_kernel_machine).
 * Sums run in the order of the support vectors, in double, as libsvm's do.
 * @param decisions  [M] out, finite
 * @param row        [D] finite
 * @cost  O(S (D + M)), no allocation
 */
void ent__kernel_score(double *decisions, const ent_kernel_machine *machine,
                       const float *row);

/** How unlike the training rows: 1/2 - decision / (2 rho) of a one-class machine, held within 0 and 1. */
double ent__novelty(const ent_kernel_machine *machine, const float *row);

/** The row of ENT_INPUT_LIKENESS. @param squares  |z|^2 of the projected article */
void ent__likeness(float row[2], double squares, const ent_vector_facts *facts);

/* ---- probabilities: the same in training and in answering --------------------------------------------------------- */

/** ln(1 / (1 + exp(-t))), without a loss of digits on either side. */
double ent__log_sigmoid(double t);
/** ln(p / (1 - p)), p held within 1e-9 of 0 and 1. */
double ent__top_logit(double p);
/**
 * From the logarithms of the labels' sigmoids s to probabilities that add up to 1:
 *     p[k] = s[k]^power / sum of s[l]^power,   then for the best label only
 *     p = max(1 / (1 + exp(-(top_slope ln(p / (1 - p)) + top_offset))), what the second then has),
 * while the others share the rest as before. The order of the labels stays.
 * @param p  [count] in: ln s, out: probabilities; count at least 2
 */
void ent__couple(double *p, size_t count, const ent_coupling *coupling);

/* ---- languages: the same in training and in answering ------------------------------------------------------------ */

/**
 * Append the words of a text, joined by spaces, until `out` holds `limit` bytes or a word more: what is left when numbers,
 * links, tags and marks are gone. Runs of scripts without spaces stay whole. At most the first 64 KiB are looked at.
 * @param lexicon  of no language
 */
void ent__letters(ent_buffer *out, ent_lexicon *lexicon, ent_string text, size_t limit);

enum { ENT__LETTERS_PIECE = 24 }; /* tokens at a time: a first look wants hardly more */

/** A text whose letters are read by and by; `text` is borrowed. */
struct ent__letters {
    ent_string text;
    ent_token
        tokens[ENT__LETTERS_PIECE]; /* [count], of which `next` have been dealt with */
    size_t count, next;
    size_t at;  /* what is left to tokenize */
    size_t end; /* of the last word */
};
void ent__letters_begin(struct ent__letters *letters, ent_string text);
/** As ent__letters() does; again, with a higher limit, to read on: in the end `out` is the same. */
void ent__letters_read(ent_buffer *out, struct ent__letters *letters,
                       ent_lexicon *lexicon, size_t limit);

/* ---- stance: the same in training and in answering --------------------------------------------------------------- */

/** Reads texts beside a target or a claim; one a thread. What it gives is lent until its next call. */
typedef struct ent__beholder ent__beholder;
/** @param language  of texts and targets; NULL: any */
ent_status ent__beholder_new(ent__beholder **out, const ent_language *language,
                             ent_error *err);
void ent__beholder_free(ent__beholder *beholder);

/** Read an article, and where it speaks of the target. @return ENT_EARG for a target without a word, or too long a one */
ent_status ent__behold_target(ent__beholder *beholder, ent_string target,
                              const ent_article *article, ent_error *err);
/** Did it? Did it have a word at all? */
bool ent__beheld_mention(const ent__beholder *beholder);
bool ent__beheld_nothing(const ent__beholder *beholder);
/** Sentences that speak of the target; [*count] in text order, at most `capacity`, the first ones. */
void ent__beheld_sentences(ent_span *spans, size_t *count, size_t capacity,
                           const ent__beholder *beholder);
/**
 * What the pooled model sees: the target as title; as text the article's with every word of the target replaced by one
 * placeholder, so that what is said of a target can be learned from others, and behind it words for the good and bad that
 * is spoken of, turned round by negation, and by a target that is itself against something.
 */
ent_status ent__pooled_article(ent_article *out, ent__beholder *beholder, ent_error *err);

/** The hash by which targets are compared: folded forms of its tokens, in order; 0 where it has none. */
uint64_t ent__target_key(ent__beholder *beholder, ent_string target);

/* ---- claims ---- */

/**
 * Dense statistics of a claim and an article (docs/stance.md lists them).
 * @param x      [ENT_PAIR_FEATURES] out, finite
 * @param near   out: what the linear model sees, the sentences nearest to the claim, the claim's words replaced
 * @param words  its document frequencies weigh the cosines
 * @cost O(bytes + tokens log tokens)
 */
ent_status ent__behold_pair(float *x, ent_article *near, ent__beholder *beholder,
                            const ent_vocabulary *words, ent_string claim,
                            const ent_article *article, ent_error *err);
/** The sentences nearest to the claim, in text order. */
void ent__beheld_nearest(ent_span *spans, size_t *count, const ent__beholder *beholder);

/* ---- kernels ---- */

enum { ENT__PAIR_KERNEL_SCALE = 32 }; /* a standard deviation, in the steps of a byte */

/** z[j] = clamp(round(32 (x[j] - shift[j]) scale[j]), -127, 127). */
void ent__pair_kernel_round(int8_t *z, const float *x, const ent_pair_kernel *kernel);
/**
 * Margins of one row of features; the same bytes on every machine.
 * @param margins  [kernel->labels] out
 * @param table    from ent__pair_kernel_table()
 * @cost O(S (D + K))
 */
void ent__pair_kernel_margins(float *margins, const ent_pair_kernel *kernel,
                              const float *table, const int8_t *z);
/** exp(-gamma d / 1024) by d >> ENT__PAIR_KERNEL_SHIFT, [ENT__PAIR_KERNEL_TABLE]; malloc, NULL without memory. */
enum { ENT__PAIR_KERNEL_TABLE = 65536, ENT__PAIR_KERNEL_SHIFT = 4 };
float *ent__pair_kernel_table(const ent_pair_kernel *kernel);

#endif
