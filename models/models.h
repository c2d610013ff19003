/* SPDX-License-Identifier: MIT */
/* Models: what training gives and scoring takes, in memory and as a file (FORMAT.md). Door of the room for other rooms. */
#ifndef ENT_MODELS_H
#define ENT_MODELS_H

#include "features/features.h"

#include <entente/models.h>
#include <entente/stance.h>

/** A label of a model, with how its margin becomes a probability and a decision. */
typedef struct ent_model_label {
    ent_string name; /* "politics" */
    ent_string code; /* "medtop:11000000", or empty */
    float bias;      /* margin = w . x + bias */
    float slope;  /* probability = 1 / (1 + exp(-(slope * margin + offset))), slope > 0 */
    float offset; /* where the model is not calibrated, slope and offset are 0 */
    float threshold;    /* multi-label: chosen when the margin is >= this */
    uint64_t documents; /* training documents that carry it */
} ent_model_label;

/** "medtop:11000000 politics" is a code and a name; anything else is a name, its code empty. Both lie within `text`. */
void ent__label_split(ent_string *code, ent_string *name, ent_string text);

/**
 * Weights [V][K] in quantised form: weight = scales[label] * q, q of type int8_t, int16_t or float (its scales are 1).
 * Either `dense` or the three sparse arrays are there, whichever suits the model (ent__weights_open() chooses).
 */
typedef struct ent_weights {
    size_t features;   /* V */
    size_t labels;     /* K */
    size_t stride;     /* K rounded up to 8: lanes of a dense row, and of scales */
    unsigned bits;     /* of a q: 8 (-127..127), 16 (-32767..32767) or 32 */
    uint64_t non_zero; /* how many q are not 0 */
    float *scales;     /* [stride] finite, > 0; 0 behind the K-th */
    void *dense; /* [V][stride] q, 64-byte aligned, 0 behind the K-th of a row; or NULL */
    uint32_t *row_starts; /* [V + 1] into columns and values; or NULL */
    uint16_t *columns;    /* [non_zero] labels, ascending within a row */
    void *values;         /* [non_zero] q, none of them 0 */
} ent_weights;

/**
 * Quantise weights, label by label: scale = max |w| / (2^(bits-1) - 1), q = w / scale rounded to nearest, halves away
 * from zero. So no weight is off by more than scale / 2 (but for float rounding): by 1/254 of the label's largest weight at
 * 8 bits, 1/4094 at 12, 1/65534 at 16.
 * @param weights  out, in the arena
 * @param source   [features][stride] as the solver leaves them; lanes behind the K-th are not looked at
 * @param bits     4 to 8, kept as 8, and 12, kept as 16: fewer make smaller files; 16; or 32 (as they are)
 * @return ENT_OK; ENT_EARG for other bits or weights that are not finite; ENT_ENOMEM
 * @cost   O(V K), no working memory
 */
ent_status ent__weights_quantise(ent_weights *weights, ent_arena *arena,
                                 const float *source, size_t features, size_t labels,
                                 size_t stride, unsigned bits, ent_error *err);
/** One weight, for explanations. @cost O(1) dense, O(log row) sparse */
float ent__weight(const ent_weights *weights, uint32_t feature, size_t label);

/* ---- kernel machines over dense rows ---- */

/** Numbers of libsvm; a = u . v in the first, second and last. */
typedef enum ent_kernel_kind {
    ENT_KERNEL_LINEAR,     /* a */
    ENT_KERNEL_POLYNOMIAL, /* (gamma a + coef0)^degree */
    ENT_KERNEL_RBF,        /* exp(-gamma |u - v|^2) */
    ENT_KERNEL_SIGMOID,    /* tanh(gamma a + coef0) */
    ENT_KERNEL_COUNT
} ent_kernel_kind;

/** What a model's kernel machine reads. */
typedef enum ent_kernel_input {
    ENT_INPUT_MARGINS,    /* the margins of the linear model: D = K */
    ENT_INPUT_PROJECTION, /* the model's projection z: D = its columns */
    ENT_INPUT_LIKENESS, /* D = 2: |z|, and the share of the article's terms that the vocabulary has */
    ENT_INPUT_COUNT
} ent_kernel_input;

/**
 * M decision functions over rows z [D] that share their support vectors:
 *     u[d] = (z[d] - shift[d]) * scale[d]
 *     decision[m] = sum_s coefficients[s][m] k(vectors[s], u) - rho[m]
 * Vectors are reduced dense features, never a row of terms.
 */
typedef struct ent_kernel_machine {
    ent_kernel_kind kind;
    unsigned degree; /* 1..8 */
    double gamma, coef0;
    ent_kernel_input input; /* of no meaning outside of a model */
    size_t dimensions;      /* D, 1..4096 */
    size_t outputs;         /* M */
    size_t vector_count;    /* S */
    float *shift;           /* [D] */
    float *scale;           /* [D] >= 0 */
    float *vectors;         /* [S][D] */
    double *coefficients;   /* [S][M] */
    double *rho;            /* [M] */
} ent_kernel_machine;

/** Arrays for D, M, S that are set already, zeroed, in the arena. @return false when it is full */
bool ent__kernel_open(ent_kernel_machine *machine, ent_arena *arena);

/**
 * What tells whether a document was learned: the upper 40 bits are of its content, the lower 24 of its labels. A model
 * keeps at most ENT_LEARNED_MAX of them, the smallest.
 */
#define ENT_LEARNED_MAX        ((size_t)1 << 20)
#define ENT_LEARNED_LABEL_BITS 24

/** Single-label models: how the labels' sigmoids become probabilities that add up to 1 (FORMAT.md). */
typedef struct ent_coupling {
    float power; /* of the sigmoids before they are scaled; 0: 1 */
    float
        top_slope; /* of the likeliest label's logit, which is corrected last; 0: it is not */
    float top_offset;
} ent_coupling;

/*
 * A feature whose weights are all 0 must stay in the vocabulary: it still counts in the length of the vectors.
 */
struct ent_model {
    ent_arena arena; /* owns everything below but the vocabulary's own arrays */
    ent_string name; /* file name without directory and ending */
    char digest[33]; /* XXH128 of the file's bytes, hex */
    ent_string kind; /* "topics", "languages", "stance" */
    bool multi_label;
    bool calibrated;
    ent_coupling coupling;
    ent_string language; /* of the text pipeline: "en"; empty: any */
    ent_feature_settings settings;
    ent_vocabulary vocabulary;
    size_t label_count;      /* K, at least 2 */
    ent_model_label *labels; /* [K], sorted by name (byte order), names distinct */
    ent_weights weights;
    ent_weights
        projection; /* [V][D] z = P^T x of a vector x; features 0: there is none */
    ent_kernel_machine
        *kernel; /* gives the margins instead of the weights, M = K; or NULL */
    ent_kernel_machine *
        novelty; /* one-class, M = 1: < 0 where an article is unlike the corpus; or NULL */
    uint64_t
        *learned; /* [learned_count] ascending: the training documents' fingerprints */
    size_t learned_count;
    ent_string
        metadata; /* JSON object: solver settings, seed, corpus digest, counts, library versions, scores */
    ent_string description; /* what ent_model_metadata() gives; set on reading */
};

/** An empty model whose arena may grow to `limit` bytes (0: 1 GiB), to be filled; ent_model_free() releases it. */
ent_status ent__model_new(struct ent_model **out, size_t limit, ent_error *err);

/** How a model is written. */
typedef struct ent_model_writing {
    bool
        no_terms; /* keys instead of terms: nobody can read the vocabulary, explanations have no words */
} ent_model_writing;

/**
 * Write a model; the same model gives the same bytes. The bytes are read back and verified before they replace `path`
 * atomically. Fills model->digest. Features are numbered anew in the file (by frequency, then by term).
 * @param writing  NULL: with terms
 */
ent_status ent__model_write(struct ent_model *model, const char *path,
                            const ent_model_writing *writing, ent_error *err);
/** The same into memory, not read back. */
ent_status ent__model_encode(ent_buffer *out, const struct ent_model *model,
                             const ent_model_writing *writing, ent_error *err);
/** A model from the bytes of a file, which are not needed any more afterwards. Messages do not name the file. */
ent_status ent__model_decode(struct ent_model **out, ent_string bytes, ent_error *err);

/* ---- stance models: several models in one file -------------------------------------------------------------------- */

/**
 * A machine of RBF kernels over dense features, a decision a label, scored in classify/:
 *     z[j] = clamp(round(32 (x[j] - shift[j]) * scale[j]), -127, 127)
 *     margin[k] = bias[k] + sum over rows s of coefficients[k][s] * exp(-gamma * |z - rows[s]|^2 / 1024)
 * A row is dense statistics of a pair, rounded to bytes; no word of a document can be had from it.
 */
typedef struct ent_pair_kernel {
    size_t features;     /* D */
    size_t labels;       /* K */
    size_t rows;         /* S */
    float gamma;         /* > 0 */
    float *shift;        /* [D] */
    float *scale;        /* [D] >= 0 */
    int8_t *vectors;     /* [S][D] */
    float *coefficients; /* [K][S] */
    struct ent_model_label
        *label; /* [K]: name, bias, slope, offset as of a model's labels */
} ent_pair_kernel;

/** Features of a claim and an article that need no model (classify/); the margins of `words` stand behind them. */
#define ENT_PAIR_FEATURES 72

/** What answers about claims: related or not, then the labels of related pairs. */
typedef struct ent_pair_model {
    ent_model *
        words; /* document frequencies for cosines, and the linear model whose margins are features */
    ent_pair_kernel related; /* labels: none where no pair is unrelated, else "related" */
    ent_pair_kernel stance;
} ent_pair_model;

struct ent_stance_model {
    ent_arena arena; /* owns everything below but the nested models */
    ent_string name; /* file name without directory and ending */
    char digest[33];
    ent_string metadata; /* JSON object */
    ent_string language; /* of claims and texts that name none; empty: any */
    size_t target_count;
    ent_string *targets;       /* [target_count] ascending in byte order */
    ent_model **target_models; /* [target_count] */
    ent_model *pooled;         /* NULL: no targets */
    ent_pair_model pair;       /* words NULL: no claims */
};

/** An empty model to be filled; ent_stance_model_free() releases it, nested models included. */
ent_status ent__stance_model_new(struct ent_stance_model **out, ent_error *err);
/** As ent__model_encode() and ent__model_decode(). */
ent_status ent__stance_encode(ent_buffer *out, const struct ent_stance_model *model,
                              ent_error *err);
ent_status ent__stance_decode(struct ent_stance_model **out, ent_string bytes,
                              ent_error *err);

#endif
