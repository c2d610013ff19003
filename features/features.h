/* SPDX-License-Identifier: MIT */
/* Features: tokens become term ids and sparse TF-IDF vectors. Door of the room; knows no labels' meaning, reads no files. */
#ifndef ENT_FEATURES_H
#define ENT_FEATURES_H

#include <stdbool.h>

#include <entente/text.h>

/* ---- settings: stored in the model, used alike by training and scoring ---------------------------------------- */

typedef enum ent_weighting {
    ENT_WEIGHT_TFIDF, /* (1 + ln tf) * idf */
    ENT_WEIGHT_BM25,  /* tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)) * idf */
    ENT_WEIGHT_BINARY /* idf */
} ent_weighting;

typedef struct ent_feature_settings {
    uint8_t word_min, word_max;   /* word n-grams, 1..3; word_max 0: none */
    uint8_t char_min, char_max;   /* character n-grams within words, 2..6; char_max 0: none */
    float word_weight;            /* factor on the word block before the vector is scaled to unit length */
    float char_weight;
    bool stem;
    bool stop_words;              /* true: function words are left out of word n-grams */
    uint8_t weighting;            /* ent_weighting */
    uint8_t hash_bits;            /* 0: a vocabulary; else 2^hash_bits buckets */
    uint32_t min_df;              /* documents a term must stand in */
    float max_df;                 /* largest share of documents, 0..1 */
    uint32_t max_features;        /* 0: no limit; else the highest ranked terms */
} ent_feature_settings;

ent_feature_settings ent__feature_defaults(void); /* words 1-2, stemmed, TF-IDF, min_df 2, max_df 1 */

/* ---- sparse rows ---------------------------------------------------------------------------------------------- */

typedef struct ent_feature {
    uint32_t id;
    float value;
} ent_feature;

/** A sparse vector: ids strictly ascending, unit length (or empty). */
typedef struct ent_vector {
    ent_feature *items; /* [count] */
    size_t count;
} ent_vector;

/** Compressed sparse rows. */
typedef struct ent_matrix {
    size_t rows;        /* N */
    size_t columns;     /* V */
    uint64_t *starts;   /* [N + 1] into items */
    ent_feature *items; /* [starts[N]] */
} ent_matrix;

/* ---- vocabulary ------------------------------------------------------------------------------------------------ */

/**
 * A locked vocabulary: terms by key, most frequent first (document frequency descending, then term bytes), so that id
 * order is also the order of locality. An unseen key has no id.
 */
typedef struct ent_vocabulary {
    size_t size;           /* V */
    uint64_t documents;    /* N that the frequencies were counted on */
    uint64_t *keys;        /* [V] */
    uint32_t *frequencies; /* [V] documents that hold the term */
    float *idf;            /* [V] 1 + ln((1 + N) / (1 + df)) (times a term weight where the scheme has one) */
    uint32_t *term_starts; /* [V + 1] into terms */
    char *terms;           /* UTF-8: stems; n-grams joined by one space; character n-grams begin with U+0001 */
    struct ent_term_table *table;
} ent_vocabulary;

#define ENT_NO_TERM UINT32_MAX
uint32_t ent__vocabulary_find(const ent_vocabulary *vocabulary, uint64_t key); /* ENT_NO_TERM when unseen */
/** Build idf and the look-up table from keys and frequencies that are set already. */
ent_status ent__vocabulary_lock(ent_vocabulary *vocabulary, ent_error *err);
void ent__vocabulary_dispose(ent_vocabulary *vocabulary);

#endif
