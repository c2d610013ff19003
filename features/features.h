/* SPDX-License-Identifier: MIT */
/* Features: tokens become term ids and sparse TF-IDF vectors. Door of the room; knows no labels' meaning, reads no files. */
#ifndef ENT_FEATURES_H
#define ENT_FEATURES_H

#include <stdbool.h>

#include "base/base.h"

#include <entente/text.h>

/* ---- settings: stored in the model, used alike by training and scoring ---------------------------------------- */

typedef enum ent_weighting {
    ENT_WEIGHT_TFIDF, /* (1 + ln tf) * idf */
    ENT_WEIGHT_BM25,  /* tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)) * idf */
    ENT_WEIGHT_BINARY /* idf */
} ent_weighting;

typedef struct ent_feature_settings {
    uint8_t word_min, word_max; /* word n-grams, 1..3; word_max 0: none */
    uint8_t char_min,
        char_max; /* character n-grams within words, 1..6; char_max 0: none */
    /* Factors on the blocks, which have unit length where unit_blocks says so; then the whole gets unit length. */
    float word_weight;
    float char_weight;
    /* false: word and character n-grams count as one block, and the title as any other part of the text */
    bool unit_blocks;
    /* what the title counts beside the whole article, each of unit length: see blocks.h; wants unit_blocks */
    float title_weight;
    bool stem;
    bool stop_words;       /* true: function words are left out of word n-grams */
    uint8_t weighting;     /* ent_weighting */
    uint8_t hash_bits;     /* 0: a vocabulary; else 2^hash_bits buckets */
    uint32_t min_df;       /* documents a term must stand in */
    float max_df;          /* largest share of documents, 0..1 */
    uint32_t max_features; /* 0: no limit; else the highest ranked terms */
    float mean_length; /* BM25: mean number of terms a document, counted in training */
} ent_feature_settings;

ent_feature_settings
ent__feature_defaults(void); /* words 1-2, stemmed, TF-IDF, min_df 2, max_df 1 */

#define ENT_HASH_BITS_MOST 26 /* that a corpus can be counted with */

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
 * A locked vocabulary: terms by key, most frequent first (document frequency descending, then key), so that id
 * order is also the order of locality. An unseen key has no id. Hashed features have neither keys nor terms: V is a
 * power of two, and the id is the key's low bits.
 */
typedef struct
    ent_vocabulary {       /* every array is from malloc and belongs to the vocabulary */
    size_t size;           /* V */
    uint64_t documents;    /* N that the frequencies were counted on */
    uint64_t *keys;        /* [V], distinct; NULL: hashed features */
    uint32_t *frequencies; /* [V] documents that hold the term */
    float *idf; /* [V] 1 + ln((1 + N) / (1 + df)), set by ent__vocabulary_lock() */
    uint32_t *
        term_starts; /* [V + 1] into terms; NULL where a model was written without terms */
    char *
        terms; /* UTF-8: stems; n-grams joined by one space; character n-grams begin with U+0001 */
    struct ent_term_table *table; /* set by ent__vocabulary_lock() */
    /* hashed features: buckets that terms of different keys fell into while they were counted */
    uint64_t collisions;
    /* what counted the terms, and knows the forms of the corpus: ent__matrix_build() goes on with it. NULL: nothing */
    struct ent__readers *readers;
} ent_vocabulary;

#define ENT_NO_TERM UINT32_MAX

/** The key of an n-gram from the key of its first n-1 terms and of its last: not commutative. Unigrams keep their own. */
static inline uint64_t ent__ngram_key(uint64_t prefix, uint64_t last)
{
    uint64_t x = (prefix + 0x9E3779B97F4A7C15u) * 0xFF51AFD7ED558CCDu;
    x ^= (x >> 32) ^ last;
    x *= 0xC4CEB9FE1A85EC53u;
    return x ^ (x >> 29);
}

/** The key of a term from its text as a vocabulary stores it: unigrams and character n-grams by ent_hash(). */
uint64_t ent__term_key(ent_string term);
/** The text of a term; empty where there are no terms. */
ent_string ent__vocabulary_term(const ent_vocabulary *vocabulary, uint32_t id);

/** The id of a key, or ENT_NO_TERM. @cost one cache line for an unseen key, two for a known one */
uint32_t ent__vocabulary_find(const ent_vocabulary *vocabulary, uint64_t key);
/** The same for many keys at once, which hides the memory's latency: ids[i] is that of keys[i]. */
void ent__vocabulary_find_all(uint32_t *ids, const ent_vocabulary *vocabulary,
                              const uint64_t *keys, size_t count);
/** Build idf and the look-up table from keys and frequencies that are set already; ENT_EDATA when two keys are equal. */
ent_status ent__vocabulary_lock(ent_vocabulary *vocabulary, ent_error *err);
void ent__vocabulary_dispose(ent_vocabulary *vocabulary);

/* ---- terms: what an article is made of, chunk by chunk ---------------------------------------------------------- */

/** Reads one article's terms in bounded memory; one a thread. Keeps a lexicon for every language it meets. */
typedef struct ent_extractor ent_extractor;

/** @param language  of articles that do not name one; NULL: all articles are read alike, whatever they name   @param settings  borrowed */
ent_extractor *ent__extractor_new(const ent_feature_settings *settings,
                                  const ent_language *language);
void ent__extractor_free(ent_extractor *extractor);
/** Have it give character n-grams as ids of a locked vocabulary (borrowed): each word's are looked up once, at its first sight. */
void ent__extractor_look_up(ent_extractor *extractor, const ent_vocabulary *vocabulary);

/** Extractors that have read a corpus, one a thread, with the lexicons they have filled. */
typedef struct ent__readers {
    ent_feature_settings settings; /* they have read by; a copy */
    int count;
    ent_extractor *extractors[];
} ent__readers;
/** @return NULL when memory is out */
ent__readers *ent__readers_new(int count, const ent_feature_settings *settings,
                               const ent_language *language);
void ent__readers_free(ent__readers *readers);
/** Take one of them to read the same corpus by these settings; NULL where there is none, or none of use. */
ent_extractor *ent__readers_take(ent__readers *readers,
                                 const ent_feature_settings *settings,
                                 const ent_language *language);

/** Begin an article (borrowed until its last chunk): title, then text; n-grams do not reach from one to the other. */
ent_status ent__extract_begin(ent_extractor *extractor, const ent_article *article,
                              ent_error *err);

/** A piece of an article: the terms that end in it, in text order, word n-grams before character n-grams. */
typedef struct ent_terms {
    const uint64_t *keys; /* [count] */
    size_t count;
    size_t words; /* how many of them, from the front, are word n-grams */
    bool
        has_ids; /* keys[words..count) are ids, or ENT_NO_TERM: ent__extractor_look_up() */
    size_t tokens; /* word tokens in the piece */
    ent_field field;
} ent_terms;
/** The next piece, lent until the next call; count 0 and tokens 0 only at the end. @cost O(bytes of the piece) */
ent_status ent__extract_next(ent_terms *terms, ent_extractor *extractor, ent_error *err);

/** The ids [count] of a piece's terms, or ENT_NO_TERM. @param vocabulary  that of the extractor, where it looks up itself */
void ent__terms_find(uint32_t *ids, const ent_terms *terms,
                     const ent_vocabulary *vocabulary);
/** That of one term. */
static inline uint32_t ent__terms_id(const ent_terms *terms, size_t index,
                                     const ent_vocabulary *vocabulary)
{
    bool is_id = terms->has_ids && index >= terms->words;
    return is_id ? (uint32_t)terms->keys[index]
                 : ent__vocabulary_find(vocabulary, terms->keys[index]);
}

/** Do both make the same tokens of an article: same language, stems, function words? */
bool ent__extractors_read_alike(const ent_extractor *a, const ent_extractor *b);
/**
 * Begin the article that `leader` has begun, which reads alike and goes first: ent__extract_next() of the leader makes the
 * tokens, ent__extract_same() gives the terms that this one makes of them. `leader` lives longer than `extractor` reads.
 * No places and texts are to be had of such terms.
 */
ent_status ent__extract_join(ent_extractor *extractor, const ent_extractor *leader,
                             ent_error *err);
/** @param terms  in: the leader's; out: this one's, lent until the next call */
ent_status ent__extract_same(ent_terms *terms, ent_extractor *extractor,
                             const ent_extractor *leader, ent_error *err);

/** Where term `index` of the last piece stands, and its text as a vocabulary stores it (appended to `out`). */
ent_span ent__extract_span(const ent_extractor *extractor, size_t index);
void ent__extract_text(ent_buffer *out, const ent_extractor *extractor, size_t index);

/* ---- vectors ----------------------------------------------------------------------------------------------------- */

/** Turns articles into vectors by one vocabulary; one a thread; settings and vocabulary are borrowed. */
typedef struct ent_vectorizer ent_vectorizer;
ent_status ent__vectorizer_new(ent_vectorizer **out, const ent_feature_settings *settings,
                               const ent_vocabulary *vocabulary,
                               const ent_language *language, ent_error *err);
void ent__vectorizer_free(ent_vectorizer *vectorizer);
/** Its extractor, to walk an article again between two vectors. */
ent_extractor *ent__vectorizer_extractor(ent_vectorizer *vectorizer);

/** Have it read with another extractor, of the same settings and language, which it takes over. */
void ent__vectorizer_read_with(ent_vectorizer *vectorizer, ent_extractor *extractor);

/** What was seen on the way to a vector. */
typedef struct ent_vector_facts {
    size_t tokens;  /* word tokens of the article */
    size_t terms;   /* n-grams, with repetition */
    size_t unknown; /* of these, not in the vocabulary */
} ent_vector_facts;

/**
 * One article's vector:  w[i] = f(tf[i]) * idf[i],  then  w /= |w|_2,  f by settings.weighting; with settings.unit_blocks
 * as blocks.h says.
 * @param vector  out: lent by the vectorizer until its next call; empty where no term is known
 * @param facts   out, may be NULL
 * @cost O(bytes + nnz log nnz); allocates only while its buffers still grow
 */
ent_status ent__vectorize(ent_vector *vector, ent_vector_facts *facts,
                          ent_vectorizer *vectorizer, const ent_article *article,
                          ent_error *err);

/**
 * The same article's vectors by several vocabularies, each as ent__vectorize() gives it; what makes tokens alike makes them once.
 * @param vectors, facts, vectorizers  [count], vectorizers distinct
 */
ent_status ent__vectorize_together(ent_vector *vectors, ent_vector_facts *facts,
                                   ent_vectorizer *const *vectorizers, size_t count,
                                   const ent_article *article, ent_error *err);

/* ---- from a corpus: count, choose a vocabulary, make the matrix ---------------------------------------------------- */

/**
 * Count document frequencies over `articles` [count] and lock the terms that settings ask for (min_df, max_df,
 * max_features by df) into a vocabulary; their texts come with ent__matrix_build(). Also sets settings->mean_length.
 * The result does not depend on the number of threads.
 * @cost O(bytes); memory about 24 bytes a distinct term
 */
ent_status ent__vocabulary_build(ent_vocabulary *vocabulary,
                                 ent_feature_settings *settings,
                                 const ent_article *articles, size_t count,
                                 const ent_language *language, int threads,
                                 ent_error *err);

/** Keep only the marked terms [V], in their order; their texts are gone until ent__matrix_build(). Not for hashed features. */
ent_status ent__vocabulary_keep(ent_vocabulary *vocabulary, const bool *kept,
                                ent_error *err);

/**
 * Every article's vector, in order. A vocabulary that has no texts gets them on the way. Release with
 * ent__matrix_dispose().
 */
ent_status ent__matrix_build(ent_matrix *matrix, const ent_feature_settings *settings,
                             ent_vocabulary *vocabulary, const ent_article *articles,
                             size_t count, const ent_language *language, int threads,
                             ent_error *err);
void ent__matrix_dispose(ent_matrix *matrix);

/**
 * Number the columns anew, in their order, leaving out those that no row holds: of hashed features most are, where there are few
 * documents. At least one column stays. What is fitted then is as before, but no longer goes with the vocabulary.
 */
ent_status ent__matrix_pack(ent_matrix *matrix, ent_error *err);

#endif
