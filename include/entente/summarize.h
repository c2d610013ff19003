/* SPDX-License-Identifier: MIT */
/* Summaries: sentences ranked by centrality, chosen within a budget, printed in source order. */
#ifndef ENTENTE_SUMMARIZE_H
#define ENTENTE_SUMMARIZE_H

#include <entente/text.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum ent_summary_method {
    ENT_SUMMARY_CENTRALITY, /* ours, the default: docs/summaries.md has the formula */
    ENT_SUMMARY_LEXRANK, /* Erkan & Radev 2004: PageRank over cosines, continuous or thresholded */
    ENT_SUMMARY_TEXTRANK, /* Mihalcea & Tarau 2004: PageRank over normalized word overlap */
    ENT_SUMMARY_LEAD /* the first sentences; of several articles the first of each, then the second... */
} ent_summary_method;

/** What a budget counts. Titles are never printed and never count. */
typedef enum ent_summary_unit {
    ENT_SUMMARY_WORDS,     /* as ent_count_words() counts; the default */
    ENT_SUMMARY_SENTENCES, /* whole sentences */
    ENT_SUMMARY_CHARS, /* code points of the printed paragraph, joining spaces and all */
    ENT_SUMMARY_RATIO  /* 0..1 of the words of the input, at least one */
} ent_summary_unit;

/* The parts of a sentence's score. Each is a weight times a feature of 0..1; one list, so that names cannot drift. */
#define ENT_SUMMARY_PART_LIST(X)                                                         \
    X(LEAD,                                                                              \
      "lead") /* 1 / (1 + position) ^ falloff, position from 0 in its own article */     \
    X(CENTRALITY,                                                                        \
      "centrality") /* sum of cosines to all other sentences, over its greatest value */ \
    X(FORWARD, "forward")   /* the same to sentences further down */                     \
    X(BACKWARD, "backward") /* the same to sentences further up */                       \
    X(OTHERS,                                                                            \
      "others") /* the same to sentences of other articles; 0 for a single article */    \
    X(TITLE, "title") /* cosine to the titles */                                         \
    X(QUERY, "query") /* cosine to the query, over its greatest value */                 \
    X(FIRST,                                                                             \
      "first") /* cosine to the very first sentence; 1 for the first of any article */   \
    X(LENGTH, "length") /* words / enough, at most 1 */                                  \
    X(PARAGRAPH,                                                                         \
      "paragraph")    /* 1 where it opens a paragraph, in a text that has several */     \
    X(SHORT, "short") /* 1 below six words */                                            \
    X(QUOTE, "quote") /* 1 where it opens with a quotation mark */                       \
    X(REFERENCE,                                                                         \
      "reference")  /* 1 where it leans on the sentence before: But, He, However... */   \
    X(RANK, "rank") /* the PageRank, over its greatest value: lexrank and textrank only */

#define ENT_SUMMARY_PART_ENUM(name, text) ENT_SUMMARY_PART_##name,
enum { ENT_SUMMARY_PART_LIST(ENT_SUMMARY_PART_ENUM) ENT_SUMMARY_PARTS };

/** The name of a part, "lead"; static; NULL from ENT_SUMMARY_PARTS up. */
ENT_API const char *ent_summary_part_name(unsigned part);

/** What the default method weighs; tuned on development parts (docs/summaries.md has the ablation). */
typedef struct ent_summary_weights {
    float part[ENT_SUMMARY_PARTS];
    float falloff; /* exponent of the lead part */
    float enough;  /* words from which a longer sentence gains no more */
    /* added to the weight of LENGTH: in full where sentences average 12 words or fewer, falling to nothing at 18 */
    float terse;
    /* times the greatest cosine to a chosen sentence: subtracted at selection */
    float redundancy;
} ent_summary_weights;

ENT_API ent_summary_weights ent_summary_weights_default(void);

/** Zero-initialise: the best paragraph of at most 60 words. Strings are borrowed. */
typedef struct ent_summary_options {
    ent_summary_method method;
    ent_summary_unit unit;
    /* > 0; 0 with ENT_SUMMARY_WORDS means 60; one above what there is takes all */
    double budget;
    ent_string query; /* lean to this question or tag; empty: none */
    /* lexrank: 0 continuous; otherwise edges are cosines of at least this (0.1 as published) */
    double threshold;
    bool all; /* list every sentence, ranked, not only the chosen ones */
    bool raw; /* no cleaning: sentences as they stand, references not looked at */
    const ent_summary_weights *weights; /* NULL: the default */
} ent_summary_options;

typedef struct ent_summary_sentence {
    size_t document; /* index of its article */
    ent_range range; /* the sentence in that article's text */
    /* [kept_count] what of it is printed, in order: cleaning only removes */
    const ent_range *kept;
    size_t kept_count;
    /* what is printed of it; a run of white space with a line break in it prints as one space. Lies in the arena, or in
       the article where it stands there as it is printed */
    ent_string text;
    uint32_t
        rank; /* 1 was chosen first; 0: not fit to print (a byline, a caption, "read more") */
    bool chosen;
    float score;      /* sum of parts; what redundancy took off is not in it */
    float redundancy; /* greatest cosine to a sentence chosen before it */
    float part[ENT_SUMMARY_PARTS]; /* weight times feature */
} ent_summary_sentence;

/** Everything lives in the caller's arena. */
typedef struct ent_summary {
    /* one paragraph: the chosen sentences, spaces between (none behind Han and kana); empty only for an empty input */
    ent_string text;
    /* in source order (by article, then by place): chosen, or all */
    const ent_summary_sentence *sentences;
    size_t count;
    size_t chosen;
    size_t words; /* of `text` */
    /* not one sentence that can stand alone fitted: the best one was cut and ends in an ellipsis where there is room */
    bool cut;
    /* [articles] cosine of each article's words to those of all others together, 0..1: near 0 it tells another story.
       NULL for a single article */
    const float *related;
} ent_summary;

/** A thread's lexicons, one a language that it met (at most 8 are kept). The only memory outside the arenas. */
typedef struct ent_summarizer ent_summarizer;
ENT_API ent_status ent_summarizer_new(ent_summarizer **out, ent_error *err);
ENT_API void ent_summarizer_free(ent_summarizer *summarizer);

/**
 * Summarize one article, or several on one event as one digest.
 * @param out       result; text and sentences in `arena`
 * @param articles  [count] borrowed; any bytes are legal text; each shorter than 4 GiB, at most 2^26 distinct words in all
 * @param options   NULL: the defaults
 * @param scratch   working memory, gone on return; must not be `*arena`. A text of n bytes takes about 2n.
 * @return ENT_OK, also for an empty input (an empty summary); ENT_EARG for a budget that is not positive, a ratio above
 *         1 or a NaN; ENT_ENOMEM when an arena is full. `out` is untouched on failure.
 * @cost   centrality: O(tokens + chosen * tokens), no graph is built: row sums of the full cosine matrix come from
 *         running sums of the rows. lexrank: O(tokens) an iteration. textrank and thresholded lexrank: a graph of at
 *         most 64 neighbours a sentence through an inverted index, 10^9 steps at most.
 * @source docs/summaries.md; Zheng & Lapata 2019; Carbonell & Goldstein 1998
 */
ENT_API ent_status ent_summarize(ent_summary *out, ent_arena *arena,
                                 ent_summarizer *summarizer, const ent_article *articles,
                                 size_t count, const ent_summary_options *options,
                                 ent_arena scratch, ent_error *err);

#ifdef __cplusplus
}
#endif
#endif
