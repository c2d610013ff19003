/* SPDX-License-Identifier: MIT */
/* Key phrases: precision, recall and F1 of the first k found, compared as words or as stems. */
#include <math.h>

#include <entente/evaluate.h>

#include "base/base.h"

#include "words.h"

/* Sums over the documents for one way of comparing. */
struct sums {
    uint64_t hits, truth, found;
    ent_average means; /* sums of the documents' own scores until the end */
    uint64_t documents;
};

/* A phrase as one number: its words in order. A phrase without a word is nothing (0). */
static ent_status phrase_key(uint64_t *key, const struct word_reader *reader,
                             ent_string phrase, ent_arena scratch, ent_error *err)
{
    uint64_t *words;
    size_t count;
    ENT_TRY(ent__words_read(&words, &count, &scratch, reader, phrase, err));
    *key = count ? ent_hash(words, count * sizeof *words) : 0;
    return ENT_OK;
}

/* The distinct phrases' keys in order, at most `limit` of them. */
static ent_status phrase_keys(uint64_t *keys, size_t *count,
                              const struct word_reader *reader, const ent_string *phrases,
                              size_t phrase_count, size_t limit, ent_arena scratch,
                              ent_error *err)
{
    ent_map seen = {0};
    ent_status status = ENT_OK;
    *count = 0;
    for (size_t i = 0; i < phrase_count && *count < limit; i++) {
        uint64_t key;
        ENT_TRY_OUT(phrase_key(&key, reader, phrases[i], scratch, err));
        if (!key || ent_map_get(&seen, key) != ENT_MAP_NONE)
            continue;
        uint32_t *place = ent_map_put(&seen, key);
        if (!place) {
            status = ent_fail_memory(err);
            goto out;
        }
        *place = 0;
        keys[(*count)++] = key;
    }
out:
    ent_map_dispose(&seen);
    return status;
}

static ent_average score(uint64_t hits, uint64_t truth, uint64_t found)
{
    return (ent_average){
        found ? (double)hits / (double)found : 0,
        truth ? (double)hits / (double)truth : 0,
        truth + found ? 2 * (double)hits / (double)(truth + found) : 0,
    };
}

static void add_document(struct sums *sums, const uint64_t *truth, size_t truth_count,
                         const uint64_t *found, size_t found_count)
{
    if (!truth_count)
        return;
    size_t hits = 0;
    for (size_t i = 0; i < found_count; i++)
        for (size_t j = 0; j < truth_count; j++)
            hits += found[i] == truth[j];
    ent_average own = score(hits, truth_count, found_count);
    sums->means.precision += own.precision;
    sums->means.recall += own.recall;
    sums->means.f1 += own.f1;
    sums->hits += hits;
    sums->truth += truth_count;
    sums->found += found_count;
    sums->documents++;
}

static ent_status score_document(struct sums *sums, enum word_rules rules,
                                 const ent_tagged *item, size_t k, ent_arena scratch,
                                 ent_error *err)
{
    uint64_t *truth = ent_arena_alloc(&scratch, item->truth_count, sizeof *truth);
    uint64_t *found = ent_arena_alloc(&scratch, item->found_count, sizeof *found);
    size_t truth_count, found_count;
    if (!truth || !found)
        return ent_fail_memory(err);
    struct word_reader reader;
    ENT_TRY(ent__word_reader_open(&reader, rules, item->lang, err));
    ent_status status;
    ENT_TRY_OUT(phrase_keys(truth, &truth_count, &reader, item->truth, item->truth_count,
                            SIZE_MAX, scratch, err));
    ENT_TRY_OUT(phrase_keys(found, &found_count, &reader, item->found, item->found_count,
                            k, scratch, err));
    add_document(sums, truth, truth_count, found, found_count);
out:
    ent__word_reader_close(&reader);
    return status;
}

static void finish(ent_average *summed, ent_average *mean, const struct sums *sums)
{
    double n = sums->documents ? (double)sums->documents : NAN;
    *summed = sums->documents ? score(sums->hits, sums->truth, sums->found)
                              : (ent_average){NAN, NAN, NAN};
    *mean = (ent_average){sums->means.precision / n, sums->means.recall / n,
                          sums->means.f1 / n};
}

ent_status ent_score_tags(ent_tag_scores *out, const ent_tagged *items, size_t count,
                          size_t k, ent_arena scratch, ent_error *err)
{
    struct sums exact = {0}, stemmed = {0};
    for (size_t i = 0; i < count; i++) {
        ENT_TRY(score_document(&exact, WORDS_FOLDED, &items[i], k, scratch, err));
        ENT_TRY(score_document(&stemmed, WORDS_STEMMED, &items[i], k, scratch, err));
    }
    finish(&out->exact, &out->exact_mean, &exact);
    finish(&out->stemmed, &out->stemmed_mean, &stemmed);
    return ENT_OK;
}
