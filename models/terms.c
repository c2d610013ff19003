/* SPDX-License-Identifier: MIT */
/* The vocabulary in the file: order of features, frequencies, front-coded terms, keys (FORMAT.md, DFRQ, TERM, KEYS). */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"

/* ---- order ---- */

/* Terms that follow one another have the same frequency mostly, and often begin alike: those are sorted by 8 bytes at a time,
 * and only what is equal so far by the next 8. */
struct sorted {
    uint64_t
        chunk; /* the term's 8 bytes from a depth on, big-endian, zeros behind its end; or the key */
    uint32_t id;
};

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

static int by_chunk(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;
    return (x->chunk > y->chunk) - (x->chunk < y->chunk);
}

/* Terms hold no zero byte: a chunk that ends with one is the end of its term. */
static void sort_terms(struct sorted *sorted, size_t count,
                       const ent_vocabulary *vocabulary, size_t depth)
{
    for (size_t i = 0; i < count; i++)
        sorted[i].chunk = chunk_of(ent__vocabulary_term(vocabulary, sorted[i].id), depth);
    qsort(sorted, count, sizeof *sorted, by_chunk);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && sorted[end].chunk == sorted[first].chunk;)
            end++;
        if (end - first > 1 && sorted[first].chunk & 0xFF)
            sort_terms(sorted + first, end - first, vocabulary, depth + 8);
    }
}

static int by_frequency(const void *a, const void *b, void *context)
{
    const struct sorted *x = a, *y = b;
    const uint32_t *frequencies = ((const ent_vocabulary *)context)->frequencies;
    if (frequencies[x->id] != frequencies[y->id])
        return frequencies[x->id] > frequencies[y->id] ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* The features as they are, most frequent first, which they mostly are already. */
static void list_features(struct sorted *sorted, const ent_vocabulary *vocabulary)
{
    bool in_order = true;
    for (uint32_t i = 0; i < vocabulary->size; i++) {
        sorted[i] = (struct sorted){vocabulary->keys[i], i};
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
    struct sorted *sorted = ent_new(size, sizeof *sorted);
    if (!sorted)
        return ent_fail_memory(err);
    list_features(sorted, vocabulary);
    for (size_t first = 0, end; first < size; first = end) {
        uint32_t frequency = vocabulary->frequencies[sorted[first].id];
        for (end = first + 1;
             end < size && vocabulary->frequencies[sorted[end].id] == frequency;)
            end++;
        if (space == SPACE_TERMS)
            sort_terms(sorted + first, end - first, vocabulary, 0);
        else
            qsort(sorted + first, end - first, sizeof *sorted, by_chunk);
    }
    for (size_t i = 0; i < size; i++)
        order[i] = sorted[i].id;
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

void ent__terms_put(ent_buffer *out, const ent_vocabulary *vocabulary,
                    const uint32_t *order)
{
    ent_buffer suffixes = {0};
    ent_string last = {0};
    for (size_t i = 0; i < vocabulary->size; i++) {
        ent_string term = ent__vocabulary_term(vocabulary, order[i]);
        size_t shared = shared_prefix(last, term);
        ent__put_varint(out, shared);
        ent_buffer_append(&suffixes, term.data + shared, term.size - shared);
        ent_buffer_byte(&suffixes, '\n');
        last = term;
    }
    ent_buffer_string(out, ent_buffer_view(&suffixes));
    out->failed |= suffixes.failed;
    ent_buffer_dispose(&suffixes);
}

void ent__keys_put(ent_buffer *out, const ent_vocabulary *vocabulary,
                   const uint32_t *order)
{
    for (size_t i = 0; i < vocabulary->size; i++)
        ent__put(out, vocabulary->keys[order[i]], 8);
}

/* ---- reading ---- */

/* Are these 8 bytes from 0x20 to 0x7E? A byte below borrows from its highest bit, 0x7F carries into it. */
static bool is_plain(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    uint64_t low = word - 0x2020202020202020u, high = word + 0x0101010101010101u;
    return ((word | low | high) & 0x8080808080808080u) == 0;
}

static inline bool continues(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Bytes of the character beyond ASCII that begins here; 0: no UTF-8 (Unicode 15, table 3-7). */
static inline size_t character_size(const unsigned char *at, size_t left)
{
    if (at[0] < 0xE0)
        return at[0] >= 0xC2 && left >= 2 && continues(at[1]) ? 2 : 0;
    if (at[0] < 0xF0) {
        unsigned char least = at[0] == 0xE0 ? 0xA0 : 0x80,
                      most = at[0] == 0xED ? 0x9F : 0xBF;
        return left >= 3 && at[1] >= least && at[1] <= most && continues(at[2]) ? 3 : 0;
    }
    unsigned char least = at[0] == 0xF0 ? 0x90 : 0x80, most = at[0] == 0xF4 ? 0x8F : 0xBF;
    return at[0] <= 0xF4 && left >= 4 && at[1] >= least && at[1] <= most &&
                   continues(at[2]) && continues(at[3])
               ? 4
               : 0;
}

bool ent__is_printable(ent_string text)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    for (size_t i = 0; i < text.size;) {
        if (text.size - i >= 8 && is_plain(text.data + i)) {
            i += 8;
        } else if (bytes[i] < 0x80) {
            if (bytes[i] < 0x20 || bytes[i] == 0x7F)
                return false;
            i++;
        } else {
            size_t size = character_size(bytes + i, text.size - i);
            if (!size)
                return false;
            i += size;
        }
    }
    return true;
}

static bool take_frequencies(ent_vocabulary *vocabulary, enum ent__feature_space space,
                             ent_string data)
{
    ent__reader reader = {data, false};
    int64_t frequency = 0, least = space == SPACE_HASHED ? 0 : 1;
    for (size_t i = 0; i < vocabulary->size; i++) {
        uint64_t coded = ent__take_varint(&reader);
        if (coded > (uint64_t)UINT32_MAX * 2)
            return false;
        frequency += coded & 1 ? -(int64_t)(coded / 2) - 1 : (int64_t)(coded / 2);
        if (frequency < least || frequency > UINT32_MAX ||
            (uint64_t)frequency > vocabulary->documents)
            return false;
        if (space != SPACE_HASHED && i && frequency > vocabulary->frequencies[i - 1])
            return false;
        vocabulary->frequencies[i] = (uint32_t)frequency;
    }
    return !reader.bad && reader.rest.size == 0;
}

/* The next term behind the `used` bytes of terms; false when the coding is against the rules. */
static bool take_term(char *terms, size_t *used, uint64_t capacity, ent_string last,
                      uint64_t shared, ent_string *rest)
{
    const char *end = memchr(rest->data, '\n', rest->size);
    size_t size = end ? (size_t)(end - rest->data) : 0;
    if (!end || shared > last.size || shared + size == 0 ||
        shared + size > capacity - *used)
        return false;
    memcpy(terms + *used, last.data, (size_t)shared);
    memcpy(terms + *used + shared, rest->data, size);
    *used += (size_t)shared + size;
    rest->data += size + 1;
    rest->size -= size + 1;
    return true;
}

enum { TERMS_A_PIECE = 1 << 15 };

/* Terms are looked at and hashed piece by piece on all processors: with writing them down, this is half of loading. */
static ent_status check_terms(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    ent_vocabulary *vocabulary = context;
    size_t first = piece * TERMS_A_PIECE, last = first + TERMS_A_PIECE;
    for (size_t i = first; i < last && i < vocabulary->size; i++) {
        ent_string term = ent__vocabulary_term(vocabulary, (uint32_t)i);
        size_t mark = term.data[0] == '\1';
        bool follows =
            i == 0 || vocabulary->frequencies[i] != vocabulary->frequencies[i - 1] ||
            ent_string_compare(ent__vocabulary_term(vocabulary, (uint32_t)i - 1), term) <
                0;
        if (!follows ||
            !ent__is_printable((ent_string){term.data + mark, term.size - mark}))
            return ent_fail(err, ENT_EMODEL, "the terms are damaged or out of order");
        vocabulary->keys[i] = ent__term_key(term);
    }
    return ENT_OK;
}

static bool take_terms(ent_vocabulary *vocabulary, uint64_t term_bytes, ent_string data)
{
    ent__reader prefixes = {data, false}, suffixes = {data, false};
    for (size_t i = 0; i < vocabulary->size; i++)
        ent__take_varint(&suffixes);
    size_t used = 0;
    ent_string last = {vocabulary->terms, 0};
    for (size_t i = 0; i < vocabulary->size && !suffixes.bad; i++) {
        vocabulary->term_starts[i] = (uint32_t)used;
        if (!take_term(vocabulary->terms, &used, term_bytes, last,
                       ent__take_varint(&prefixes), &suffixes.rest))
            return false;
        last = (ent_string){vocabulary->terms + vocabulary->term_starts[i],
                            used - vocabulary->term_starts[i]};
    }
    vocabulary->term_starts[vocabulary->size] = (uint32_t)used;
    return !suffixes.bad && suffixes.rest.size == 0 && used == term_bytes;
}

static bool take_keys(ent_vocabulary *vocabulary, ent_string data)
{
    ent__reader reader = {data, false};
    for (size_t i = 0; i < vocabulary->size; i++) {
        vocabulary->keys[i] = ent__take(&reader, 8);
        if (i && vocabulary->frequencies[i] == vocabulary->frequencies[i - 1] &&
            vocabulary->keys[i] <= vocabulary->keys[i - 1])
            return false;
    }
    return !reader.bad && reader.rest.size == 0;
}

static ent_status make_room(ent_vocabulary *vocabulary, enum ent__feature_space space,
                            uint64_t term_bytes, ent_error *err)
{
    size_t size = vocabulary->size;
    vocabulary->frequencies = ent_new(size, sizeof *vocabulary->frequencies);
    if (!vocabulary->frequencies)
        return ent_fail_memory(err);
    if (space != SPACE_HASHED &&
        !(vocabulary->keys = ent_new(size, sizeof *vocabulary->keys)))
        return ent_fail_memory(err);
    if (space != SPACE_TERMS)
        return ENT_OK;
    vocabulary->term_starts = ent_new(size + 1, sizeof *vocabulary->term_starts);
    vocabulary->terms = ent_new((size_t)term_bytes, 1);
    return vocabulary->term_starts && vocabulary->terms ? ENT_OK : ent_fail_memory(err);
}

ent_status ent__vocabulary_take(ent_vocabulary *vocabulary, enum ent__feature_space space,
                                uint64_t term_bytes, const ent__section *sections,
                                ent_error *err)
{
    ent_string terms = sections[PART_TERMS].data, keys = sections[PART_KEYS].data;
    if ((space == SPACE_TERMS && vocabulary->size > terms.size) ||
        (terms.size && space != SPACE_TERMS) || (keys.size && space != SPACE_KEYS))
        return ent_fail(err, ENT_EMODEL, "the vocabulary's sections do not fit it");
    ENT_TRY(make_room(vocabulary, space, term_bytes, err));
    if (!take_frequencies(vocabulary, space, sections[PART_FREQUENCIES].data))
        return ent_fail(err, ENT_EMODEL, "the document frequencies are impossible");
    if (space == SPACE_TERMS && !take_terms(vocabulary, term_bytes, terms))
        return ent_fail(err, ENT_EMODEL, "the terms are damaged or out of order");
    if (space == SPACE_TERMS)
        ENT_TRY(ent_parallel((vocabulary->size + TERMS_A_PIECE - 1) / TERMS_A_PIECE, 0,
                             check_terms, vocabulary, err));
    if (space == SPACE_KEYS && !take_keys(vocabulary, keys))
        return ent_fail(err, ENT_EMODEL, "the keys are damaged or out of order");
    ent_status status = ent__vocabulary_lock(vocabulary, err);
    return status == ENT_OK || status == ENT_ENOMEM
               ? status
               : ent_fail(err, ENT_EMODEL, "two terms have the same key");
}
