/* SPDX-License-Identifier: MIT */
/* A vocabulary that grows. */
#include "extend.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    uint64_t key;
    uint32_t frequency;
    uint32_t fresh; /* id among the new documents' terms, or ENT_NO_TERM */
    uint32_t old;   /* id in the old vocabulary, or ENT_NO_TERM */
};

static int by_frequency(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->frequency != y->frequency)
        return x->frequency > y->frequency ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

static uint32_t add_frequencies(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

/* The old terms, then those of the new documents that may come in; both vocabularies are most frequent first. */
static size_t list_entries(struct entry *entries, const ent_vocabulary *old,
                           const ent_vocabulary *fresh,
                           const ent_feature_settings *settings)
{
    size_t count = 0;
    for (uint32_t id = 0; id < old->size; id++) {
        uint32_t other = ent__vocabulary_find(fresh, old->keys[id]);
        uint32_t more = other == ENT_NO_TERM ? 0 : fresh->frequencies[other];
        entries[count++] = (struct entry){
            old->keys[id], add_frequencies(old->frequencies[id], more), other, id};
    }
    for (uint32_t id = 0; id < fresh->size; id++) {
        if (fresh->frequencies[id] < settings->min_df ||
            (settings->max_features && count >= settings->max_features))
            break;
        if (ent__vocabulary_find(old, fresh->keys[id]) == ENT_NO_TERM)
            entries[count++] =
                (struct entry){fresh->keys[id], fresh->frequencies[id], id, ENT_NO_TERM};
    }
    return count;
}

static ent_string text_of(const struct entry *entry, const ent_vocabulary *old,
                          const ent_vocabulary *fresh)
{
    return entry->old != ENT_NO_TERM ? ent__vocabulary_term(old, entry->old)
                                     : ent__vocabulary_term(fresh, entry->fresh);
}

static ent_status take_texts(ent_vocabulary *out, const struct entry *entries,
                             const ent_vocabulary *old, const ent_vocabulary *fresh,
                             ent_error *err)
{
    uint64_t total = 0;
    for (size_t i = 0; i < out->size; i++)
        total += text_of(&entries[i], old, fresh).size;
    if (total > UINT32_MAX)
        return ent_fail(err, ENT_ELIMIT, "the vocabulary's terms take more than 4 GiB");
    out->terms = ent_new((size_t)total, 1);
    out->term_starts = ent_new(out->size + 1, sizeof *out->term_starts);
    if (!out->terms || !out->term_starts)
        return ent_fail_memory(err);
    uint32_t at = 0;
    for (size_t i = 0; i < out->size; i++) {
        ent_string text = text_of(&entries[i], old, fresh);
        out->term_starts[i] = at;
        if (text.size)
            memcpy(out->terms + at, text.data, text.size);
        at += (uint32_t)text.size;
    }
    out->term_starts[out->size] = at;
    return ENT_OK;
}

static ent_status join(ent_vocabulary *out, size_t *added, const ent_vocabulary *old,
                       const ent_vocabulary *fresh, const ent_feature_settings *settings,
                       ent_error *err)
{
    struct entry *entries = ent_new(old->size + fresh->size, sizeof *entries);
    if (!entries)
        return ent_fail_memory(err);
    size_t count = list_entries(entries, old, fresh, settings);
    qsort(entries, count, sizeof *entries, by_frequency);
    *out = (ent_vocabulary){.size = count,
                            .documents = old->documents + fresh->documents,
                            .keys = ent_new(count, sizeof *out->keys),
                            .frequencies = ent_new(count, sizeof *out->frequencies)};
    ent_status status = out->keys && out->frequencies ? ENT_OK : ent_fail_memory(err);
    for (size_t i = 0; status == ENT_OK && i < count; i++) {
        out->keys[i] = entries[i].key;
        out->frequencies[i] = entries[i].frequency;
    }
    if (status == ENT_OK && old->term_starts)
        status = take_texts(out, entries, old, fresh, err);
    if (status == ENT_OK)
        status = ent__vocabulary_lock(out, err);
    free(entries);
    *added = count - old->size;
    return status;
}

/* Buckets have neither keys nor texts; what a new document holds is found by making it a vector. */
static ent_status extend_hashed(ent_vocabulary *out, const ent_feature_settings *settings,
                                const ent_vocabulary *old, const ent_article *articles,
                                size_t count, const ent_language *language, int threads,
                                ent_error *err)
{
    ent_matrix matrix = {0};
    *out = (ent_vocabulary){.size = old->size,
                            .documents = old->documents + count,
                            .frequencies = ent_new(old->size, sizeof *out->frequencies)};
    if (!out->frequencies)
        return ent_fail_memory(err);
    memcpy(out->frequencies, old->frequencies, old->size * sizeof *out->frequencies);
    ENT_TRY(ent__vocabulary_lock(out, err));
    ENT_TRY(ent__matrix_build(&matrix, settings, out, articles, count, language, threads,
                              err));
    for (uint64_t i = 0; i < matrix.starts[matrix.rows]; i++) {
        uint32_t *frequency = &out->frequencies[matrix.items[i].id];
        *frequency = add_frequencies(*frequency, 1);
    }
    ent__matrix_dispose(&matrix);
    return ent__vocabulary_lock(out, err);
}

static ent_status extend_terms(ent_vocabulary *out, size_t *added,
                               ent_feature_settings *settings, const ent_vocabulary *old,
                               const ent_article *articles, size_t count,
                               const ent_language *language, int threads, ent_error *err)
{
    ent_feature_settings every = *settings; /* old terms count at any frequency */
    every.min_df = 1;
    every.max_df = 1;
    every.max_features = 0;
    ent_vocabulary fresh = {0};
    ent_matrix matrix = {0};
    ent_status status;
    ENT_TRY_OUT(
        ent__vocabulary_build(&fresh, &every, articles, count, language, threads, err));
    /* Only for the texts that come in passing. */
    if (old->term_starts)
        ENT_TRY_OUT(ent__matrix_build(&matrix, &every, &fresh, articles, count, language,
                                      threads, err));
    ENT_TRY_OUT(join(out, added, old, &fresh, settings, err));
    double documents = (double)out->documents;
    settings->mean_length =
        (float)(((double)settings->mean_length * (double)old->documents +
                 (double)every.mean_length * (double)count) /
                (documents > 0 ? documents : 1));
out:
    ent__matrix_dispose(&matrix);
    ent__vocabulary_dispose(&fresh);
    return status;
}

ent_status ent__vocabulary_extend(ent_vocabulary *out, size_t *added,
                                  ent_feature_settings *settings,
                                  const ent_vocabulary *old, const ent_article *articles,
                                  size_t count, const ent_language *language, int threads,
                                  ent_error *err)
{
    ent_vocabulary grown = {0};
    ent_status status = old->keys ? extend_terms(&grown, added, settings, old, articles,
                                                 count, language, threads, err)
                                  : extend_hashed(&grown, settings, old, articles, count,
                                                  language, threads, err);
    if (!old->keys)
        *added = 0;
    if (status == ENT_OK)
        *out = grown;
    else
        ent__vocabulary_dispose(&grown);
    return status;
}
