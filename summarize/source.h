/* SPDX-License-Identifier: MIT */
/* The input of a summary as ranking sees it: sentences and their tf-idf rows. Private to summarize/. */
#ifndef ENT_SUMMARIZE_SOURCE_H
#define ENT_SUMMARIZE_SOURCE_H

#include <entente/summarize.h>

/* sentence.flags */
enum {
    SENTENCE_UNFIT = 1,       /* a byline, a caption, "read more": never printed */
    SENTENCE_QUOTE = 2,       /* opens with a quotation mark */
    SENTENCE_REFERENCE = 4,   /* leans on the sentence before */
    SENTENCE_PARAGRAPH = 8,   /* opens a paragraph */
    SENTENCE_UNFINISHED = 16, /* does not end as a sentence ends */
    /* in a quotation over several sentences; its first one only if it opens with the mark */
    SENTENCE_INSIDE = 32,
    /* a heading or an interviewer's question: only ever printed before its answer */
    SENTENCE_QUESTION = 64
};

struct sentence {
    uint32_t document;
    ent_range range;
    uint32_t printed;  /* where printing begins: behind datelines and bullets */
    uint32_t kept;     /* index of its first kept range; the next sentence's is the end */
    uint32_t position; /* among the fit sentences of its document */
    uint32_t words;    /* printed */
    uint32_t chars;    /* printed, in code points */
    uint32_t flags;
    uint16_t
        quoted_back; /* sentences back to the one that begins the quotation this is in */
    uint16_t
        quoted_ahead; /* and ahead to its last; both 0: none over several sentences */
};

/* A nonzero of a row: the term and how often it occurs (up to 63 times). */
struct entry {
    uint32_t term : 26;
    uint32_t tf : 6;
};
enum { TERMS_MAX = 1 << 26, TF_MAX = 63 };

/*
 * Rows 0..count-1 are the sentences (unfit ones are empty), row count the titles, row count + 1 the query. Row r is
 * entries[row[r]..row[r + 1]); its weights are (1 + ln tf) * idf[term] * norm[r], a vector of unit length (or empty).
 */
struct source {
    const ent_article *articles;
    size_t article_count;
    struct sentence *sentences; /* [count + 1] */
    size_t count;
    ent_range *kept;
    size_t *row; /* [count + 3] */
    struct entry *entries;
    float *idf;             /* [terms] */
    float *norm;            /* [count + 2] */
    const float *tf_weight; /* [TF_MAX + 1] 1 + ln tf */
    size_t terms;
    uint32_t *
        order; /* [fit] fit sentences by position, then document: the first of each article, then the second... */
    size_t fit;
    double mean_words; /* of a fit sentence */
    bool raw;          /* clean nothing */
    bool as_it_stands; /* nothing was cleaned: raw, or nothing would have been left */
};

static inline size_t source_title_row(const struct source *source)
{
    return source->count;
}

static inline size_t source_query_row(const struct source *source)
{
    return source->count + 1;
}

static inline bool sentence_is_fit(const struct sentence *sentence)
{
    return !(sentence->flags & SENTENCE_UNFIT);
}

/** Find the sentences, clean them (but not where `raw` is set), and build the rows. All in the arena. */
ent_status ent__source_build(struct source *source, ent_arena *arena,
                             ent_summarizer *summarizer, ent_string query,
                             ent_error *err);

/** dense += scale * row; dense is [terms]. */
void ent__row_add(float *dense, const struct source *source, size_t row, float scale);
/** Zero the places that the row touches. */
void ent__row_clear(float *dense, const struct source *source, size_t row);
/** Inner product of the row and a dense vector. */
float ent__row_dot(const float *dense, const struct source *source, size_t row);

#endif
