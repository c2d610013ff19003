/* SPDX-License-Identifier: MIT */
/* What a reader counts on the way: documents, labels, bytes, and the digest of the records' content. */
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "reader.h"

ent_status ent__tally_open(ent_tally *tally, ent_error *err)
{
    XXH3_state_t *state = XXH3_createState();
    if (!state)
        return ent_fail_memory(err);
    XXH3_128bits_reset(state);
    tally->digest = state;
    return ENT_OK;
}

void ent__tally_close(ent_tally *tally)
{
    XXH3_freeState(tally->digest);
    ent_names_dispose(&tally->labels);
    free(tally->counts.items);
    free(tally->stamps.items);
    free(tally->sorted.items);
}

ent_status ent__tally_label(ent_tally *tally, uint32_t *id, bool *repeated,
                            ent_string name, uint64_t number, ent_error *err)
{
    if (!ent_names_add(&tally->labels, name, id))
        return ent_fail_memory(err);
    if (*id == tally->counts.count &&
        (!ent_array_push(&tally->counts, 0) || !ent_array_push(&tally->stamps, 0)))
        return ent_fail_memory(err);
    *repeated = tally->stamps.items[*id] == number;
    tally->stamps.items[*id] = number;
    return ENT_OK;
}

/* ---- the digest ---- */

/* Short strings are gathered, so that a short record costs one call of the hash and not twelve. */
struct gatherer {
    XXH3_state_t *state;
    size_t used;
    unsigned char bytes[1024];
};

static void gather(struct gatherer *to, const void *bytes, size_t size)
{
    if (size > sizeof to->bytes - to->used) {
        XXH3_128bits_update(to->state, to->bytes, to->used);
        to->used = 0;
    }
    if (size > sizeof to->bytes) {
        XXH3_128bits_update(to->state, bytes, size);
    } else if (size) {
        memcpy(to->bytes + to->used, bytes, size);
        to->used += size;
    }
}

static void add_size(struct gatherer *to, size_t size)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)size >> (8 * i));
    gather(to, bytes, sizeof bytes);
}

static void add_string(struct gatherer *to, ent_string string)
{
    add_size(to, string.size);
    gather(to, string.data, string.size);
}

static int by_bytes(const void *a, const void *b)
{
    return ent_string_compare(*(const ent_string *)a, *(const ent_string *)b);
}

/* The canonical content: every string behind its length, labels in byte order. Where a record stood is left out, so that
   the same records give the same digest in every format. */
static void add_record(XXH3_state_t *state, const ent_record *record, ent_arena scratch)
{
    const ent_article *article = &record->article;
    struct gatherer to;
    to.state = state;
    to.used = 0;
    add_string(&to, article->id);
    add_string(&to, article->title);
    add_string(&to, article->text);
    add_string(&to, article->lang);
    add_string(&to, record->target);
    add_string(&to, record->stance);
    const ent_string *labels = record->labels;
    if (record->label_count > 1) {
        ent_string *sorted =
            ent_arena_alloc(&scratch, record->label_count, sizeof *sorted);
        if (sorted) { /* the arena holds several records of the largest size */
            memcpy(sorted, labels, record->label_count * sizeof *sorted);
            qsort(sorted, record->label_count, sizeof *sorted, by_bytes);
            labels = sorted;
        }
    }
    add_size(&to, record->label_count);
    for (size_t i = 0; i < record->label_count; i++)
        add_string(&to, labels[i]);
    add_size(&to, record->reference_count);
    for (size_t i = 0; i < record->reference_count; i++)
        add_string(&to, record->references[i]);
    XXH3_128bits_update(state, to.bytes, to.used);
}

uint64_t ent_record_hash(const ent_record *record)
{
    const ent_article *article = &record->article;
    uint64_t hash = ent_hash(article->text.data, article->text.size);
    if (article->title.size)
        hash ^= ent_mix(ent_hash(article->title.data, article->title.size));
    if (record->target.size)
        hash ^= ent_mix(ent_mix(ent_hash(record->target.data, record->target.size)));
    return hash;
}

void ent__tally_record(ent_tally *tally, const ent_record *record,
                       const uint32_t *label_ids, ent_arena scratch)
{
    tally->documents++;
    tally->unlabelled += record->label_count == 0;
    tally->multi += record->label_count > 1;
    tally->bytes += record->article.title.size + record->article.text.size;
    for (size_t i = 0; i < record->label_count; i++)
        tally->counts.items[label_ids[i]]++;
    add_record(tally->digest, record, scratch);
}

static int by_name(const void *a, const void *b)
{
    const ent_label_count *x = a, *y = b;
    return ent_string_compare(x->name, y->name);
}

static void write_digest(char hex[33], const XXH3_state_t *state)
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
    for (int i = 0; i < 16; i++) {
        hex[2 * i] = "0123456789abcdef"[canonical.digest[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[canonical.digest[i] & 15];
    }
    hex[32] = '\0';
}

ent_status ent__tally_report(ent_dataset_report *report, ent_tally *tally, ent_error *err)
{
    tally->sorted.count = 0;
    for (uint32_t id = 0; id < tally->labels.count; id++) {
        ent_label_count label = {ent_names_get(&tally->labels, id),
                                 tally->counts.items[id]};
        if (label.documents && !ent_array_push(&tally->sorted, label))
            return ent_fail_memory(err);
    }
    if (tally->sorted.count)
        qsort(tally->sorted.items, tally->sorted.count, sizeof *tally->sorted.items,
              by_name);
    *report = (ent_dataset_report){
        .documents = tally->documents,
        .unlabelled = tally->unlabelled,
        .multi = tally->multi,
        .bytes = tally->bytes,
        .repaired = tally->repaired,
        .labels = tally->sorted.items,
        .label_count = tally->sorted.count,
    };
    memcpy(report->skipped, tally->skipped, sizeof report->skipped);
    for (int reason = 0; reason < ENT_SKIP_FAULTS; reason++)
        report->faults += tally->skipped[reason];
    write_digest(report->digest, tally->digest);
    return ENT_OK;
}
