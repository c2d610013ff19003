/* SPDX-License-Identifier: MIT */
/* The vocabulary into the file: order of features, frequencies, front-coded terms, keys (FORMAT.md, DFRQ, TERM, TRMG, KEYS). */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"

/* ---- order ---- */

/* A term's 8 bytes from a depth on, big-endian, zeros behind its end. */
static uint64_t chunk_of(ent_string term, size_t depth)
{
    uint64_t chunk = 0;
    if (term.size >= depth + 8) {
        memcpy(&chunk, term.data + depth, sizeof chunk);
        return be64toh(chunk);
    }
    for (size_t i = depth; i < depth + 8; i++)
        chunk = chunk << 8 | (i < term.size ? (unsigned char)term.data[i] : 0);
    return chunk;
}

/* Ids by their terms, 8 bytes at a time, and only what is equal so far by the next 8. Terms hold no zero byte: a chunk that
 * ends with one is the end of its term. */
static void sort_terms(ent_keyed *sorted, size_t count, const ent_vocabulary *vocabulary,
                       size_t depth)
{
    for (size_t i = 0; i < count; i++)
        sorted[i].key =
            chunk_of(ent__vocabulary_term(vocabulary, sorted[i].value), depth);
    ent_sort_keyed(sorted, count);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && sorted[end].key == sorted[first].key;)
            end++;
        if (end - first > 1 && sorted[first].key & 0xFF)
            sort_terms(sorted + first, end - first, vocabulary, depth + 8);
    }
}

static int by_frequency(const void *a, const void *b, void *context)
{
    const ent_keyed *x = a, *y = b;
    const uint32_t *frequencies = ((const ent_vocabulary *)context)->frequencies;
    if (frequencies[x->value] != frequencies[y->value])
        return frequencies[x->value] > frequencies[y->value] ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

/* The features as they are, most frequent first, which they mostly are already. */
static void list_features(ent_keyed *sorted, const ent_vocabulary *vocabulary)
{
    bool in_order = true;
    for (uint32_t i = 0; i < vocabulary->size; i++) {
        sorted[i] = (ent_keyed){vocabulary->keys[i], i};
        in_order = in_order && (i == 0 || vocabulary->frequencies[i - 1] >=
                                              vocabulary->frequencies[i]);
    }
    if (!in_order)
        qsort_r(sorted, vocabulary->size, sizeof *sorted, by_frequency,
                (void *)(uintptr_t)vocabulary);
}

ent_status ent__feature_order(uint32_t *order, const ent_vocabulary *vocabulary,
                              enum ent__feature_space space, ent_error *err)
{
    size_t size = vocabulary->size;
    for (size_t i = 0; i < size; i++)
        order[i] = (uint32_t)i;
    if (space == SPACE_HASHED)
        return ENT_OK;
    ent_keyed *sorted = ent_new(size, sizeof *sorted);
    if (!sorted)
        return ent_fail_memory(err);
    list_features(sorted, vocabulary);
    for (size_t first = 0, end; first < size; first = end) {
        uint32_t frequency = vocabulary->frequencies[sorted[first].value];
        for (end = first + 1;
             end < size && vocabulary->frequencies[sorted[end].value] == frequency;)
            end++;
        if (space == SPACE_TERMS)
            sort_terms(sorted + first, end - first, vocabulary, 0);
        else
            ent_sort_keyed(sorted + first, end - first);
    }
    for (size_t i = 0; i < size; i++)
        order[i] = sorted[i].value;
    free(sorted);
    return ENT_OK;
}

/* ---- writing ---- */

void ent__frequencies_put(ent_buffer *out, const ent_vocabulary *vocabulary,
                          const uint32_t *order)
{
    int64_t last = 0;
    for (size_t i = 0; i < vocabulary->size; i++) {
        int64_t frequency = vocabulary->frequencies[order[i]], step = frequency - last;
        ent__put_varint(out, step < 0 ? (uint64_t)(-2 * step - 1) : (uint64_t)(2 * step));
        last = frequency;
    }
}

static size_t shared_prefix(ent_string a, ent_string b)
{
    size_t most = a.size < b.size ? a.size : b.size, shared = 0;
    while (shared < most && a.data[shared] == b.data[shared])
        shared++;
    return shared;
}

/* Terms [first, end), the first of them written out. @return bytes of the terms */
static size_t put_group(ent_buffer *out, ent_buffer *suffixes,
                        const ent_vocabulary *vocabulary, const uint32_t *order,
                        size_t first, size_t end)
{
    ent_string last = {0};
    size_t bytes = 0;
    ent_buffer_clear(suffixes);
    for (size_t i = first; i < end; i++) {
        ent_string term = ent__vocabulary_term(vocabulary, order[i]);
        size_t shared = shared_prefix(last, term);
        ent__put_varint(out, shared);
        ent_buffer_append(suffixes, term.data + shared, term.size - shared);
        ent_buffer_byte(suffixes, '\n');
        bytes += term.size;
        last = term;
    }
    ent_buffer_string(out, ent_buffer_view(suffixes));
    out->failed |= suffixes->failed;
    return bytes;
}

void ent__terms_put(ent_buffer *out, const ent_vocabulary *vocabulary,
                    const uint32_t *order)
{
    ent_buffer suffixes = {0};
    put_group(out, &suffixes, vocabulary, order, 0, vocabulary->size);
    ent_buffer_dispose(&suffixes);
}

void ent__term_groups_put(ent_buffer *out, const ent_vocabulary *vocabulary,
                          const uint32_t *order)
{
    ent_buffer groups = {0}, suffixes = {0};
    for (size_t first = 0; first < vocabulary->size; first += TERMS_A_GROUP) {
        size_t end = first + TERMS_A_GROUP, start = groups.size;
        size_t bytes = put_group(&groups, &suffixes, vocabulary, order, first,
                                 end < vocabulary->size ? end : vocabulary->size);
        ent__put(out, groups.size - start, 4);
        ent__put(out, bytes, 4);
    }
    ent_buffer_string(out, ent_buffer_view(&groups));
    out->failed |= groups.failed;
    ent_buffer_dispose(&groups);
    ent_buffer_dispose(&suffixes);
}

void ent__keys_put(ent_buffer *out, const ent_vocabulary *vocabulary,
                   const uint32_t *order)
{
    for (size_t i = 0; i < vocabulary->size; i++)
        ent__put(out, vocabulary->keys[order[i]], 8);
}
