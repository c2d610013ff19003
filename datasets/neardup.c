/* SPDX-License-Identifier: MIT */
/* MinHash sketches and their groups. */
#include "neardup.h"

#include <stdlib.h>
#include <string.h>

enum { SHINGLE = 3, COMPARED = 64 };

ent_status ent__sketcher_open(ent_sketcher *sketcher, ent_error *err)
{
    sketcher->lexicon = ent_lexicon_new(NULL, false);
    return sketcher->lexicon ? ENT_OK : ent_fail_memory(err);
}

void ent__sketcher_close(ent_sketcher *sketcher)
{
    ent_lexicon_free(sketcher->lexicon);
    sketcher->lexicon = NULL;
}

/* ---- sketches ---- */

/* One permutation: a shingle's hash says which bin it falls into and how small it is there. */
static void add_shingle(ent_sketcher *sketcher, uint64_t hash)
{
    size_t bin = (size_t)(((hash >> 32) * ENT_SKETCH_SIZE) >> 32);
    uint32_t value =
        (uint32_t)hash | 1; /* 0 stands for an empty bin: here the greatest wins */
    if (value > sketcher->least[bin])
        sketcher->least[bin] = value;
}

/* Shingles of the words of a text; `window` goes on from the title into the text. @return words so far */
static size_t add_text(ent_sketcher *sketcher, ent_string text, uint64_t window[SHINGLE],
                       size_t words)
{
    ent_token tokens[256];
    size_t count;
    for (size_t at = 0;
         (count = ent_tokenize(tokens, 256, sketcher->lexicon, text, &at)) > 0;)
        for (size_t i = 0; i < count; i++) {
            window[words++ % SHINGLE] = tokens[i].key;
            if (words < SHINGLE)
                continue;
            uint64_t hash = 0;
            for (size_t k = 0; k < SHINGLE; k++)
                hash = ent_mix(hash ^ window[(words + k) % SHINGLE]);
            add_shingle(sketcher, hash);
        }
    return words;
}

/* An empty bin takes the value of another one, found by a walk that depends on the bin only, so that equal sets do
   alike and similar ones mostly. */
static void fill_empty_bins(ent_sketch *out, const uint32_t *least)
{
    for (size_t bin = 0; bin < ENT_SKETCH_SIZE; bin++) {
        size_t from = bin;
        for (uint64_t step = 1; !least[from]; step++)
            from = (size_t)(((ent_mix(bin << 32 | step) >> 32) * ENT_SKETCH_SIZE) >> 32);
        /* Eight bits of the value: two different ones look alike in one case of 256. */
        out->bins[bin] = (uint8_t)(ent_mix(least[from] ^ (uint64_t)from << 32) >> 56);
    }
}

void ent__sketch(ent_sketch *out, ent_sketcher *sketcher, ent_string title,
                 ent_string text, uint64_t fallback)
{
    uint64_t window[SHINGLE] = {0};
    memset(sketcher->least, 0, sizeof sketcher->least);
    size_t words = add_text(sketcher, title, window, 0);
    words = add_text(sketcher, text, window, words);
    if (words < SHINGLE)
        add_shingle(sketcher, ent_mix(words ? ent_mix(window[0]) ^ window[1] : fallback));
    fill_empty_bins(out, sketcher->least);
}

static unsigned matches(const ent_sketch *a, const ent_sketch *b)
{
    unsigned equal = 0;
    for (size_t i = 0; i < ENT_SKETCH_SIZE; i++)
        equal += a->bins[i] == b->bins[i];
    return equal;
}

double ent__sketch_similarity(const ent_sketch *a, const ent_sketch *b)
{
    return (double)matches(a, b) / ENT_SKETCH_SIZE;
}

/* ---- disjoint sets ---- */

void ent__sets_open(uint32_t *parent, size_t count)
{
    for (size_t i = 0; i < count; i++)
        parent[i] = (uint32_t)i;
}

uint32_t ent__sets_find(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

void ent__sets_join(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = ent__sets_find(parent, a);
    b = ent__sets_find(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

/* ---- banding ---- */

struct bucket {
    uint64_t band; /* the five bytes of a sketch */
    uint32_t text;
};

static int by_band(const void *a, const void *b)
{
    const struct bucket *x = a, *y = b;
    if (x->band != y->band)
        return x->band < y->band ? -1 : 1;
    return (x->text > y->text) - (x->text < y->text);
}

/* Texts of one bucket: each is compared with those before it that it has not been joined to, at most COMPARED of them,
   so that a thousand texts with one common phrase do not cost a million comparisons. */
static void join_bucket(uint32_t *parent, const struct bucket *texts, size_t count,
                        const ent_sketch *sketches, unsigned wanted)
{
    uint32_t distinct[COMPARED];
    size_t distinct_count = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t text = texts[i].text;
        bool joined = false;
        for (size_t k = 0; k < distinct_count; k++) {
            if (ent__sets_find(parent, distinct[k]) == ent__sets_find(parent, text)) {
                joined = true;
            } else if (matches(&sketches[distinct[k]], &sketches[text]) >= wanted) {
                ent__sets_join(parent, distinct[k], text);
                joined = true;
            }
        }
        if (!joined && distinct_count < COMPARED)
            distinct[distinct_count++] = text;
    }
}

ent_status ent__neardup_join(uint32_t *parent, const ent_sketch *sketches, size_t count,
                             double threshold, ent_error *err)
{
    struct bucket *buckets = ent_new(count, sizeof *buckets);
    if (!buckets)
        return ent_fail_memory(err);
    unsigned wanted = (unsigned)(threshold * ENT_SKETCH_SIZE + 0.999);
    for (size_t band = 0; band < ENT_SKETCH_BANDS; band++) {
        for (size_t i = 0; i < count; i++) {
            uint64_t key = 0;
            memcpy(&key, &sketches[i].bins[band * ENT_SKETCH_ROWS], ENT_SKETCH_ROWS);
            buckets[i] = (struct bucket){key, (uint32_t)i};
        }
        if (count)
            qsort(buckets, count, sizeof *buckets, by_band);
        for (size_t from = 0, to; from < count; from = to) {
            for (to = from + 1; to < count && buckets[to].band == buckets[from].band;)
                to++;
            if (to - from > 1)
                join_bucket(parent, buckets + from, to - from, sketches, wanted);
        }
    }
    free(buckets);
    return ENT_OK;
}
