/* SPDX-License-Identifier: MIT */
/* Texts that say nearly the same: MinHash sketches of word shingles, and groups of similar ones by banding. */
#ifndef ENT_DATASETS_NEARDUP_H
#define ENT_DATASETS_NEARDUP_H

#include <entente/text.h>

#include "base/base.h"

enum {
    ENT_SKETCH_BANDS = 24,
    ENT_SKETCH_ROWS =
        5, /* two texts of similarity J share a band with probability 1 - (1 - J^5)^24: 0.9999 at 0.8 */
    ENT_SKETCH_SIZE = ENT_SKETCH_BANDS * ENT_SKETCH_ROWS
};

/** A text's set of shingles in 120 bytes: the share of equal bytes estimates the Jaccard similarity (error <= 0.05). */
typedef struct ent_sketch {
    uint8_t bins[ENT_SKETCH_SIZE];
} ent_sketch;

/** What making sketches needs; one a thread. */
typedef struct ent_sketcher {
    ent_lexicon *lexicon;
    uint32_t greatest[ENT_SKETCH_SIZE]; /* of the shingles in each bin, 0: none */
    uint8_t walks[ENT_SKETCH_SIZE]
                 [ENT_SKETCH_SIZE]; /* where each bin looks when it is empty */
} ent_sketcher;
ent_status ent__sketcher_open(ent_sketcher *sketcher, ent_error *err);
void ent__sketcher_close(ent_sketcher *sketcher);

/**
 * The sketch of a title and a text: of every run of three words (folded), or of all of them where there are fewer.
 * A text without words gets a sketch of `fallback`, so that it is like equal ones only.
 * @cost O(bytes): one hash a word, whatever the size of the sketch
 * @source Broder 1997 (shingles, min-wise hashing); Li et al. 2012 (one permutation); Shrivastava 2017 (densification)
 */
void ent__sketch(ent_sketch *out, ent_sketcher *sketcher, ent_string title,
                 ent_string text, uint64_t fallback);

/** Estimated Jaccard similarity, 0..1. */
double ent__sketch_similarity(const ent_sketch *a, const ent_sketch *b);

/** Disjoint sets of 0..count-1, each named by its smallest member. */
void ent__sets_open(uint32_t *parent, size_t count);
uint32_t ent__sets_find(uint32_t *parent, uint32_t i);
void ent__sets_join(uint32_t *parent, uint32_t a, uint32_t b);

/**
 * Join every two texts that share a band and are at least `threshold` similar.
 * @param parent  [count] in, out: disjoint sets
 * @cost O(count) for each band; memory 12 to 16 bytes a text
 */
ent_status ent__neardup_join(uint32_t *parent, const ent_sketch *sketches, size_t count,
                             double threshold, ent_error *err);

#endif
