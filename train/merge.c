/* SPDX-License-Identifier: MIT */
/* An old corpus and a new one as one. */
#include "merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "learned.h"

/* ---- which documents ---- */

struct merging {
    struct ent__merged *rows; /* [old + fresh] */
    uint64_t *prints;         /* of the rows */
    bool *corrected;          /* by the first row of an id */
    size_t count;
    ent_map ids;      /* hash of an id -> first row that has it */
    ent_map contents; /* fingerprint -> first row */
    const ent_model *from;
    struct ent__merge *out;
};

static uint64_t id_of(const ent_corpus *corpus, size_t i)
{
    return ent_hash(corpus->articles[i].id.data, corpus->articles[i].id.size);
}

static ent_status add_row(struct merging *merging, const ent_corpus *corpus, size_t i,
                          ent_error *err)
{
    uint32_t row = (uint32_t)merging->count++;
    merging->rows[row] = (struct ent__merged){corpus, i};
    merging->prints[row] = ent__fingerprint(corpus, i);
    uint32_t *by_id = ent_map_put(&merging->ids, id_of(corpus, i));
    if (!by_id)
        return ent_fail_memory(err);
    if (*by_id == ENT_MAP_NONE)
        *by_id = row;
    uint32_t *by_content = ent_map_put(&merging->contents, merging->prints[row]);
    if (!by_content)
        return ent_fail_memory(err);
    if (*by_content == ENT_MAP_NONE)
        *by_content = row;
    return ENT_OK;
}

static ent_status take_fresh(struct merging *merging, const ent_corpus *fresh, size_t i,
                             ent_error *err)
{
    uint64_t print = ent__fingerprint(fresh, i);
    uint32_t same_id = ent_map_get(&merging->ids, id_of(fresh, i));
    bool there = ent_map_get(&merging->contents, print) != ENT_MAP_NONE;
    bool learned = merging->from && ent__recall(merging->from, print) == ENT__KNOWN;
    if (same_id != ENT_MAP_NONE) {
        if (merging->prints[same_id] == print) {
            merging->out->known++;
            return ENT_OK;
        }
        merging->rows[same_id] = (struct ent__merged){fresh, i};
        merging->prints[same_id] = print;
        merging->corrected[same_id] = true;
        *(learned ? &merging->out->known : &merging->out->corrected) += 1;
        return ENT_OK;
    }
    if (there) {
        merging->out->known++;
        return ENT_OK;
    }
    *(learned ? &merging->out->known : &merging->out->added) += 1;
    return add_row(merging, fresh, i, err);
}

/* An id that stands in the old corpus several times and was corrected stands there once from now on. */
static void drop_others(struct merging *merging, const ent_corpus *old)
{
    for (uint32_t row = 0; row < old->count; row++) {
        uint32_t first = ent_map_get(&merging->ids, id_of(old, row));
        if (first != row && merging->corrected[first])
            merging->rows[row].corpus = NULL;
    }
}

ent_status ent__merge(struct ent__merge *out, const ent_corpus *old,
                      const ent_corpus *fresh, const ent_model *from, ent_error *err)
{
    size_t most = old->count + fresh->count;
    struct merging merging = {.rows = ent_new(most, sizeof *merging.rows),
                              .prints = ent_new(most, sizeof *merging.prints),
                              .corrected = ent_new_zeroed(most, 1),
                              .from = from,
                              .out = out};
    ent_status status = most < ENT_MAP_NONE
                            ? ENT_OK
                            : ent_fail(err, ENT_ELIMIT, "too many documents to merge");
    *out = (struct ent__merge){0};
    if (!merging.rows || !merging.prints || !merging.corrected)
        status = ent_fail_memory(err);
    for (size_t i = 0; status == ENT_OK && i < old->count; i++)
        status = add_row(&merging, old, i, err);
    for (size_t i = 0; status == ENT_OK && i < fresh->count; i++)
        status = take_fresh(&merging, fresh, i, err);
    if (status == ENT_OK) {
        drop_others(&merging, old);
        status = ent__corpus_of(&out->corpus, merging.rows, merging.count, NULL, 0, err);
    }
    free(merging.rows);
    free(merging.prints);
    free(merging.corrected);
    ent_map_dispose(&merging.ids);
    ent_map_dispose(&merging.contents);
    return status;
}

/* ---- a corpus of them ---- */

/* Labels by name; the text with a code is kept where there is one. */
struct labels {
    ent_names names;
    ENT_ARRAY(ent_string) texts; /* by number of the name */
    uint32_t *sorted; /* number of the name -> place in byte order of the texts */
};

static bool add_label(struct labels *labels, ent_string text, uint32_t *number)
{
    ent_string code, name;
    ent__label_split(&code, &name, text);
    if (!ent_names_add(&labels->names, name, number))
        return false;
    if (*number == labels->texts.count)
        return ent_array_push(&labels->texts, text);
    if (code.size && labels->texts.items[*number].size == name.size)
        labels->texts.items[*number] = text;
    return true;
}

struct named {
    ent_string text;
    uint32_t number;
};

static int by_text(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return ent_string_compare(x->text, y->text);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool sort_labels(ent_corpus *out, struct labels *labels)
{
    size_t count = labels->texts.count;
    struct named *named = ent_new(count, sizeof *named);
    labels->sorted = ent_new(count, sizeof *labels->sorted);
    out->labels = ent_arena_alloc(&out->arena, count, sizeof *out->labels);
    out->label_counts = ent_arena_alloc(&out->arena, count, sizeof *out->label_counts);
    bool ok = named && labels->sorted && out->labels && out->label_counts;
    for (uint32_t i = 0; ok && i < count; i++)
        named[i] = (struct named){labels->texts.items[i], i};
    if (ok)
        qsort(named, count, sizeof *named, by_text);
    for (uint32_t i = 0; ok && i < count; i++) {
        labels->sorted[named[i].number] = i;
        out->labels[i] = ent_string_copy(&out->arena, named[i].text);
        ok = out->labels[i].data != NULL;
    }
    free(named);
    out->label_count = count;
    return ok;
}

static bool take_labels(struct labels *labels, const struct ent__merged *rows,
                        size_t count, size_t *assignments)
{
    for (size_t r = 0; r < count; r++) {
        const ent_corpus *corpus = rows[r].corpus;
        if (!corpus)
            continue;
        size_t i = corpus->label_starts[rows[r].index];
        size_t end = corpus->label_starts[rows[r].index + 1];
        *assignments += end - i;
        for (uint32_t number; i < end; i++)
            if (!add_label(labels, corpus->labels[corpus->label_ids[i]], &number))
                return false;
    }
    return true;
}

/* One document into the corpus, which has room for it. */
static void take_document(ent_corpus *out, const struct ent__merged *row,
                          struct labels *labels)
{
    const ent_corpus *corpus = row->corpus;
    size_t at = out->count++, start = out->label_starts[at], end = start;
    out->articles[at] = corpus->articles[row->index];
    if (corpus->targets)
        out->targets[at] = corpus->targets[row->index];
    if (corpus->stances)
        out->stances[at] = corpus->stances[row->index];
    if (corpus->groups)
        out->groups[at] = corpus->groups[row->index];
    if (out->weights)
        out->weights[at] = corpus->weights ? corpus->weights[row->index] : 1;
    for (size_t i = corpus->label_starts[row->index];
         i < corpus->label_starts[row->index + 1]; i++) {
        ent_string code, name;
        ent__label_split(&code, &name, corpus->labels[corpus->label_ids[i]]);
        uint32_t id = labels->sorted[ent_names_find(&labels->names, name)];
        out->label_ids[end++] = id;
        out->label_counts[id]++;
    }
    if (end - start > 1)
        qsort(out->label_ids + start, end - start, sizeof *out->label_ids, by_number);
    out->label_starts[at + 1] = end;
    out->multi_label |= end - start != 1;
}

static bool make_room(ent_corpus *out, const struct ent__merged *rows, size_t count,
                      size_t assignments)
{
    bool targets = false, stances = false, groups = false, weights = false;
    for (size_t r = 0; r < count; r++)
        if (rows[r].corpus) {
            targets |= rows[r].corpus->targets != NULL;
            stances |= rows[r].corpus->stances != NULL;
            groups |= rows[r].corpus->groups != NULL;
            weights |= rows[r].corpus->weights != NULL;
        }
    ent_arena *arena = &out->arena;
    out->articles = ent_arena_alloc(arena, count, sizeof *out->articles);
    out->label_starts = ent_arena_alloc(arena, count + 1, sizeof *out->label_starts);
    out->label_ids = ent_arena_alloc(arena, assignments, sizeof *out->label_ids);
    if (targets)
        out->targets = ent_arena_alloc(arena, count, sizeof *out->targets);
    if (stances)
        out->stances = ent_arena_alloc(arena, count, sizeof *out->stances);
    if (groups)
        out->groups = ent_arena_alloc(arena, count, sizeof *out->groups);
    if (weights)
        out->weights = ent_arena_alloc(arena, count, sizeof *out->weights);
    return out->articles && out->label_starts && out->label_ids &&
           !(targets && !out->targets) && !(stances && !out->stances) &&
           !(groups && !out->groups) && !(weights && !out->weights);
}

static bool fill(ent_corpus *out, struct labels *labels, const struct ent__merged *rows,
                 size_t count)
{
    size_t assignments = 0;
    ent_digest digest;
    if (!take_labels(labels, rows, count, &assignments) || !sort_labels(out, labels) ||
        !make_room(out, rows, count, assignments) || !ent_digest_open(&digest))
        return false;
    for (size_t r = 0; r < count; r++) {
        if (!rows[r].corpus)
            continue;
        uint64_t print = ent__fingerprint(rows[r].corpus, rows[r].index);
        unsigned char bytes[8];
        for (int b = 0; b < 8; b++)
            bytes[b] = (unsigned char)(print >> 8 * b);
        ent_digest_add(&digest, bytes, sizeof bytes);
        take_document(out, &rows[r], labels);
    }
    ent_digest_close(&digest, out->digest);
    return true;
}

/* At most; whole pages are reserved, not used. */
static size_t room_for(const struct ent__merged *rows, size_t count,
                       const ent_string *labels, size_t label_count)
{
    enum { A_LABEL = 64, A_DOCUMENT = sizeof(ent_article) + 4 * sizeof(ent_string) };
    size_t bytes = 65536 + count * A_DOCUMENT;
    const ent_corpus *counted[2] = {NULL, NULL}; /* an old and a new one */
    for (size_t k = 0; k < label_count; k++)
        bytes += A_LABEL + labels[k].size;
    for (size_t r = 0; r < count; r++) {
        const ent_corpus *corpus = rows[r].corpus;
        if (!corpus)
            continue;
        bytes += sizeof(uint32_t) * (corpus->label_starts[rows[r].index + 1] -
                                     corpus->label_starts[rows[r].index]);
        if (corpus == counted[0] || corpus == counted[1])
            continue;
        counted[counted[0] != NULL] = corpus;
        for (size_t k = 0; k < corpus->label_count; k++)
            bytes += A_LABEL + corpus->labels[k].size;
    }
    return bytes;
}

ent_status ent__corpus_of(ent_corpus *out, const struct ent__merged *rows, size_t count,
                          const ent_string *labels, size_t label_count, ent_error *err)
{
    struct labels found = {0};
    ent_corpus corpus = {0};
    ENT_TRY(
        ent_arena_open(&corpus.arena, room_for(rows, count, labels, label_count), err));
    bool ok = true;
    for (uint32_t number, i = 0; ok && i < label_count; i++)
        ok = add_label(&found, labels[i], &number);
    ok = ok && fill(&corpus, &found, rows, count);
    ent_names_dispose(&found.names);
    free(found.texts.items);
    free(found.sorted);
    if (!ok) {
        ent_arena_close(&corpus.arena);
        return ent_fail_memory(err);
    }
    *out = corpus;
    return ENT_OK;
}
