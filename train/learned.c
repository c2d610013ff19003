/* SPDX-License-Identifier: MIT */
/* Fingerprints of training documents. */
#include "learned.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

static const uint64_t label_mask = ((uint64_t)1 << ENT_LEARNED_LABEL_BITS) - 1;

uint64_t ent__fingerprint(const ent_corpus *corpus, size_t document)
{
    ent_record record = {.article = corpus->articles[document]};
    if (corpus->targets)
        record.target = corpus->targets[document];
    uint64_t labels = 0;
    for (size_t i = corpus->label_starts[document];
         i < corpus->label_starts[document + 1]; i++) {
        ent_string code, name;
        ent__label_split(&code, &name, corpus->labels[corpus->label_ids[i]]);
        labels += ent_mix(ent_hash(name.data, name.size));
    }
    return (ent_record_hash(&record) & ~label_mask) | (ent_mix(labels) & label_mask);
}

ent__acquaintance ent__recall(const ent_model *model, uint64_t fingerprint)
{
    size_t low = 0, high = model->learned_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (model->learned[middle] < fingerprint)
            low = middle + 1;
        else
            high = middle;
    }
    uint64_t content = fingerprint & ~label_mask;
    if (low < model->learned_count && model->learned[low] == fingerprint)
        return ENT__KNOWN;
    if (low < model->learned_count && (model->learned[low] & ~label_mask) == content)
        return ENT__CORRECTED;
    if (low > 0 && (model->learned[low - 1] & ~label_mask) == content)
        return ENT__CORRECTED;
    return ENT__UNKNOWN;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

ent_status ent__remember(ent_model *model, const ent_model *old, const ent_corpus *corpus,
                         ent_error *err)
{
    size_t count = 0, before = old ? old->learned_count : 0;
    uint64_t *all = ent_new(before + corpus->count, sizeof *all);
    if (!all)
        return ent_fail_memory(err);
    if (before)
        memcpy(all, old->learned, before * sizeof *all);
    for (size_t i = 0; i < corpus->count; i++)
        all[before + i] = ent__fingerprint(corpus, i);
    qsort(all, before + corpus->count, sizeof *all, by_value);
    for (size_t i = 0; i < before + corpus->count && count < ENT_LEARNED_MAX; i++)
        if (!count || all[i] != all[count - 1])
            all[count++] = all[i];
    model->learned = ent_arena_alloc(&model->arena, count, sizeof *model->learned);
    if (model->learned && count)
        memcpy(model->learned, all, count * sizeof *all);
    free(all);
    model->learned_count = model->learned ? count : 0;
    return model->learned ? ENT_OK : ent_fail_memory(err);
}
