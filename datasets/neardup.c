/* SPDX-License-Identifier: MIT */
/* MinHash sketches and their groups. */
#include "neardup.h"

#include <stdlib.h>
#include <string.h>

enum { SHINGLE = 3, COMPARED = 64 };

/* Every bin walks over all bins, itself first, in an order of its own that is the same everywhere. */
static void draw_walks(ent_sketcher *sketcher)
{
    ent_random random = {ENT_SKETCH_SIZE};
    for (size_t bin = 0; bin < ENT_SKETCH_SIZE; bin++) {
        uint8_t *walk = sketcher->walks[bin];
        for (size_t i = 0; i < ENT_SKETCH_SIZE; i++)
            walk[i] = (uint8_t)((bin + i) % ENT_SKETCH_SIZE);
        for (size_t i = ENT_SKETCH_SIZE - 1; i > 1; i--) {
            size_t other = 1 + (size_t)ent_random_below(&random, i);
            uint8_t kept = walk[i];
            walk[i] = walk[other];
            walk[other] = kept;
        }
    }
}

ent_status ent__sketcher_open(ent_sketcher *sketcher, ent_error *err)
{
    draw_walks(sketcher);
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
    uint32_t value = (uint32_t)hash | 1; /* 0 stands for an empty bin */
    if (value > sketcher->greatest[bin])
        sketcher->greatest[bin] = value;
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

/* An empty bin takes the value of the first bin on its walk that has one. Eight bits of it are kept, mixed with the
   bin's number: two different values look alike in one case of 256, in every bin anew. */
static void fill_bins(ent_sketch *out, const ent_sketcher *sketcher)
{
    for (size_t bin = 0; bin < ENT_SKETCH_SIZE; bin++) {
        const uint8_t *from = sketcher->walks[bin];
        while (!sketcher->greatest[*from])
            from++;
        uint64_t value =
            sketcher->greatest[*from] | (uint64_t)*from << 32 | (uint64_t)bin << 48;
        out->bins[bin] = (uint8_t)(ent_mix(value) >> 56);
    }
}

void ent__sketch(ent_sketch *out, ent_sketcher *sketcher, ent_string title,
                 ent_string text, uint64_t fallback)
{
    uint64_t window[SHINGLE] = {0};
    memset(sketcher->greatest, 0, sizeof sketcher->greatest);
    size_t words = add_text(sketcher, title, window, 0);
    words = add_text(sketcher, text, window, words);
    if (words < SHINGLE)
        add_shingle(sketcher, ent_mix(words ? ent_mix(window[0]) ^ window[1] : fallback));
    fill_bins(out, sketcher);
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

/* Texts of one band, chained by a hash of what stands there. A chain holds those that no earlier one of it was joined to. */
struct chains {
    uint32_t *heads; /* [mask + 1] */
    uint32_t *next;  /* [count] */
    uint32_t *
        keys; /* [count] hashes, so that most texts are told apart without a look at their sketches */
    size_t mask;
};

/* Compare a text with those of its chain that it has not been joined to: COMPARED at most, so that a thousand texts with
   one common phrase do not cost a million comparisons. */
static void join_text(uint32_t *parent, struct chains *chains, const ent_sketch *sketches,
                      uint32_t text, size_t band, unsigned wanted)
{
    uint64_t key = 0;
    memcpy(&key, &sketches[text].bins[band * ENT_SKETCH_ROWS], ENT_SKETCH_ROWS);
    key = ent_mix(key);
    chains->keys[text] = (uint32_t)(key >> 32);
    uint32_t *head = &chains->heads[key & chains->mask];
    bool joined = false;
    int left = COMPARED;
    for (uint32_t other = *head; other != UINT32_MAX && left > 0;
         other = chains->next[other], left--) {
        if (chains->keys[other] != chains->keys[text])
            continue;
        if (ent__sets_find(parent, other) == ent__sets_find(parent, text)) {
            joined = true;
        } else if (matches(&sketches[other], &sketches[text]) >= wanted) {
            ent__sets_join(parent, other, text);
            joined = true;
        }
    }
    if (!joined) {
        chains->next[text] = *head;
        *head = text;
    }
}

ent_status ent__neardup_join(uint32_t *parent, const ent_sketch *sketches, size_t count,
                             double threshold, ent_error *err)
{
    struct chains chains = {.mask = 15};
    while (chains.mask < count)
        chains.mask = chains.mask * 2 + 1;
    chains.heads = ent_new(chains.mask + 1, sizeof *chains.heads);
    chains.next = ent_new(count, sizeof *chains.next);
    chains.keys = ent_new(count, sizeof *chains.keys);
    bool good = chains.heads && chains.next && chains.keys;
    unsigned wanted = (unsigned)(threshold * ENT_SKETCH_SIZE + 0.999);
    for (size_t band = 0; good && band < ENT_SKETCH_BANDS; band++) {
        memset(chains.heads, 0xff, (chains.mask + 1) * sizeof *chains.heads);
        for (uint32_t text = 0; text < count; text++)
            join_text(parent, &chains, sketches, text, band, wanted);
    }
    free(chains.heads);
    free(chains.next);
    free(chains.keys);
    return good ? ENT_OK : ent_fail_memory(err);
}
