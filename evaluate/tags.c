/* SPDX-License-Identifier: MIT */
/* Key phrases: precision, recall and F1 of the first k found, compared as words or as stems. */
#include <math.h>

#include "evaluate.h"
#include "words.h"

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

static ent_average score(double hits, double truth, double found)
{
    return (ent_average){
        found > 0 ? hits / found : 0,
        truth > 0 ? hits / truth : 0,
        truth + found > 0 ? 2 * hits / (truth + found) : 0,
    };
}

/* ---- sums ---- */

/* What a document adds for one way of comparing; the number of documents stands behind both. */
enum { HITS, TRUTH, FOUND, OWN_PRECISION, OWN_RECALL, OWN_F1, SUMS };

static void fill_sums(double *sums, const uint64_t *truth, size_t truth_count,
                      const uint64_t *found, size_t found_count)
{
    size_t hits = 0;
    for (size_t i = 0; i < found_count; i++)
        for (size_t j = 0; j < truth_count; j++)
            hits += found[i] == truth[j];
    ent_average own = score((double)hits, (double)truth_count, (double)found_count);
    sums[HITS] = (double)hits;
    sums[TRUTH] = (double)truth_count;
    sums[FOUND] = (double)found_count;
    sums[OWN_PRECISION] = own.precision;
    sums[OWN_RECALL] = own.recall;
    sums[OWN_F1] = own.f1;
}

/* *counts: the document has a true phrase. */
static ent_status score_document(double *sums, bool *counts, enum word_rules rules,
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
    *counts = truth_count > 0;
    if (*counts)
        fill_sums(sums, truth, truth_count, found, found_count);
out:
    ent__word_reader_close(&reader);
    return status;
}

static void write_average(double *out, ent_average average, bool defined)
{
    out[0] = defined ? average.precision : NAN;
    out[1] = defined ? average.recall : NAN;
    out[2] = defined ? average.f1 : NAN;
}

static void averages(double *scores, const double *sums)
{
    double n = sums[2 * SUMS];
    for (int way = 0; way < 2; way++, sums += SUMS, scores += 6) {
        ent_average mean = {sums[OWN_PRECISION] / n, sums[OWN_RECALL] / n,
                            sums[OWN_F1] / n};
        write_average(scores, score(sums[HITS], sums[TRUTH], sums[FOUND]), n > 0);
        write_average(scores + 3, mean, n > 0);
    }
}

ent_status ent__tag_units(ent_units *out, ent_arena *arena, const ent_tagged *items,
                          size_t count, size_t k, ent_error *err)
{
    ENT_TRY(ent__units_open(out, arena, count, 2 * SUMS + 1, 3 * ENT_TAGS_AVERAGES, err));
    out->score = averages;
    for (size_t i = 0; i < count; i++) {
        double *sums = out->values + i * out->width;
        bool stemmed, exact;
        ENT_TRY(score_document(sums, &stemmed, WORDS_STEMMED, &items[i], k, *arena, err));
        ENT_TRY(
            score_document(sums + SUMS, &exact, WORDS_FOLDED, &items[i], k, *arena, err));
        sums[2 * SUMS] = stemmed && exact;
    }
    return ENT_OK;
}

ent_status ent_score_tags(ent_tag_scores *out, const ent_tagged *items, size_t count,
                          size_t k, ent_arena scratch, ent_error *err)
{
    ent_units units;
    double scores[3 * ENT_TAGS_AVERAGES];
    ENT_TRY(ent__tag_units(&units, &scratch, items, count, k, err));
    ent__units_score(scores, &units);
    ent_average *to[] = {[ENT_TAGS_STEMMED] = &out->stemmed,
                         [ENT_TAGS_STEMMED_MEAN] = &out->stemmed_mean,
                         [ENT_TAGS_EXACT] = &out->exact,
                         [ENT_TAGS_EXACT_MEAN] = &out->exact_mean};
    for (size_t i = 0; i < ENT_TAGS_AVERAGES; i++)
        *to[i] = (ent_average){scores[3 * i], scores[3 * i + 1], scores[3 * i + 2]};
    return ENT_OK;
}
