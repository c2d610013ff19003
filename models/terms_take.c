/* SPDX-License-Identifier: MIT */
/* The vocabulary from the file: every term is copied, checked and hashed in one go, groups of them side by side. */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"

/* ---- characters ---- */

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

/* ---- terms ---- */

/* Terms that are coded by themselves: the first shares nothing with any before it. */
struct group {
    size_t first, end; /* terms */
    ent_string coded;
    size_t start, stop; /* bytes of the terms */
};

struct taking {
    ent_vocabulary *vocabulary;
    struct group *groups;
    size_t count;
};

enum { SHORT = 16 };

/* Most pieces are shorter than a call of memcpy() is long. `from` and `to` have room for that many bytes to be moved. */
static inline void copy(char *to, size_t room, const char *from, size_t left, size_t size)
{
    if (size <= SHORT && room >= SHORT && left >= SHORT) {
        char few[SHORT]; /* they may overlap behind what counts */
        memcpy(few, from, SHORT);
        memcpy(to, few, SHORT);
    } else if (size) {
        memcpy(to, from, size);
    }
}

/* Bytes before the next line feed; SIZE_MAX where there is none. */
static inline size_t line_size(ent_string rest)
{
    if (rest.size >= 8) {
        uint64_t word;
        memcpy(&word, rest.data, sizeof word);
        word = le64toh(word) ^ 0x0A0A0A0A0A0A0A0Au;
        uint64_t zero = (word - 0x0101010101010101u) & ~word & 0x8080808080808080u;
        if (zero)
            return (size_t)__builtin_ctzll(zero) / 8;
    }
    const char *end = rest.size ? memchr(rest.data, '\n', rest.size) : NULL;
    return end ? (size_t)(end - rest.data) : SIZE_MAX;
}

/* Does a term that shares bytes with the last one come behind it? */
static inline bool follows(ent_string last, ent_string term, size_t shared)
{
    if (shared == last.size)
        return term.size > shared;
    if (term.size > shared && term.data[shared] != last.data[shared])
        return (unsigned char)term.data[shared] > (unsigned char)last.data[shared];
    return ent_string_compare(last, term) < 0;
}

/* Is all of it printable, but for a mark in front? What it shares with the last term was looked at there, unless that cuts
 * a character. */
static inline bool is_term(ent_string term, ent_string last, size_t shared)
{
    size_t from = shared;
    if (shared < last.size && continues((unsigned char)last.data[shared]))
        from = 0;
    if (from == 0 && term.data[0] == '\1')
        from = 1;
    return ent__is_printable((ent_string){term.data + from, term.size - from});
}

/* The group's first term is compared with the one before it, which another thread writes: later. */
static bool take_group(ent_vocabulary *vocabulary, const struct group *group)
{
    ent__reader prefixes = {group->coded, false}, suffixes = {group->coded, false};
    for (size_t i = group->first; i < group->end; i++)
        ent__take_varint(&suffixes);
    size_t used = group->start;
    ent_string last = {vocabulary->terms + used, 0}, *rest = &suffixes.rest;
    for (size_t i = group->first; i < group->end && !suffixes.bad; i++) {
        size_t size = line_size(*rest), room = group->stop - used;
        uint64_t shared = ent__take_varint(&prefixes);
        char *to = vocabulary->terms + used;
        if (size == SIZE_MAX || shared > last.size || shared + size == 0 ||
            shared + size > room)
            return false;
        copy(to, room, last.data, room, (size_t)shared);
        copy(to + shared, room - (size_t)shared, rest->data, rest->size, size);
        ent_string term = {to, (size_t)shared + size};
        if (!is_term(term, last, (size_t)shared) ||
            (i > group->first &&
             vocabulary->frequencies[i] == vocabulary->frequencies[i - 1] &&
             !follows(last, term, (size_t)shared)))
            return false;
        vocabulary->term_starts[i] = (uint32_t)used;
        vocabulary->keys[i] = ent__term_key(term);
        used += term.size;
        *rest = (ent_string){rest->data + size + 1, rest->size - size - 1};
        last = term;
    }
    return !suffixes.bad && rest->size == 0 && used == group->stop;
}

static ent_status take_piece(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    const struct taking *taking = context;
    return take_group(taking->vocabulary, &taking->groups[piece])
               ? ENT_OK
               : ent_fail(err, ENT_EMODEL, "the terms are damaged or out of order");
}

/* Where groups meet the order holds, too. */
static bool groups_follow(const struct taking *taking)
{
    const ent_vocabulary *vocabulary = taking->vocabulary;
    for (size_t g = 1; g < taking->count; g++) {
        uint32_t i = (uint32_t)taking->groups[g].first;
        if (vocabulary->frequencies[i] == vocabulary->frequencies[i - 1] &&
            ent_string_compare(ent__vocabulary_term(vocabulary, i - 1),
                               ent__vocabulary_term(vocabulary, i)) >= 0)
            return false;
    }
    return true;
}

/* Sizes first, then the groups. A file of format 1.0 is one group without sizes. */
static bool find_groups(struct taking *taking, ent_string whole, ent_string grouped,
                        uint64_t term_bytes)
{
    ent__reader sizes = {grouped, false};
    ent__reader coded = {grouped.size ? grouped : whole, false};
    size_t start = 0, size = taking->vocabulary->size;
    if (grouped.size)
        ent__take_bytes(&coded, taking->count * 8);
    for (size_t g = 0; g < taking->count; g++) {
        struct group *group = &taking->groups[g];
        uint64_t stored = grouped.size ? ent__take(&sizes, 4) : whole.size;
        uint64_t bytes = grouped.size ? ent__take(&sizes, 4) : term_bytes;
        if (bytes > term_bytes - start)
            return false;
        *group =
            (struct group){g * TERMS_A_GROUP, (g + 1) * TERMS_A_GROUP,
                           ent__take_bytes(&coded, stored), start, start + (size_t)bytes};
        if (g + 1 == taking->count)
            group->end = size;
        start = group->stop;
    }
    return !sizes.bad && !coded.bad && coded.rest.size == 0 && start == term_bytes;
}

static ent_status take_terms(ent_vocabulary *vocabulary, uint64_t term_bytes,
                             ent_string whole, ent_string grouped, ent_error *err)
{
    struct taking taking = {.vocabulary = vocabulary, .count = 1};
    if (grouped.size)
        taking.count = (vocabulary->size + TERMS_A_GROUP - 1) / TERMS_A_GROUP;
    taking.groups = ent_new(taking.count, sizeof *taking.groups);
    if (!taking.groups)
        return ent_fail_memory(err);
    ent_status status =
        find_groups(&taking, whole, grouped, term_bytes)
            ? ent_parallel(taking.count, 0, take_piece, &taking, err)
            : ent_fail(err, ENT_EMODEL, "the terms are not grouped as they should be");
    vocabulary->term_starts[vocabulary->size] = (uint32_t)term_bytes;
    if (status == ENT_OK && !groups_follow(&taking))
        status = ent_fail(err, ENT_EMODEL, "the terms are damaged or out of order");
    free(taking.groups);
    return status;
}

/* ---- frequencies and keys ---- */

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
    vocabulary->frequencies = ent_new_large(size, sizeof *vocabulary->frequencies);
    if (!vocabulary->frequencies)
        return ent_fail_memory(err);
    if (space != SPACE_HASHED &&
        !(vocabulary->keys = ent_new_large(size, sizeof *vocabulary->keys)))
        return ent_fail_memory(err);
    if (space != SPACE_TERMS)
        return ENT_OK;
    vocabulary->term_starts = ent_new_large(size + 1, sizeof *vocabulary->term_starts);
    vocabulary->terms = ent_new_large((size_t)term_bytes, 1);
    return vocabulary->term_starts && vocabulary->terms ? ENT_OK : ent_fail_memory(err);
}

ent_status ent__vocabulary_take(ent_vocabulary *vocabulary, enum ent__feature_space space,
                                uint64_t term_bytes, const ent__section *sections,
                                ent_error *err)
{
    ent_string terms = sections[PART_TERMS].data, keys = sections[PART_KEYS].data;
    ent_string groups = sections[PART_TERM_GROUPS].data;
    if ((space == SPACE_TERMS && vocabulary->size > terms.size + groups.size) ||
        (terms.size && groups.size) ||
        (terms.size + groups.size && space != SPACE_TERMS) ||
        (keys.size && space != SPACE_KEYS))
        return ent_fail(err, ENT_EMODEL, "the vocabulary's sections do not fit it");
    ENT_TRY(make_room(vocabulary, space, term_bytes, err));
    if (!take_frequencies(vocabulary, space, sections[PART_FREQUENCIES].data))
        return ent_fail(err, ENT_EMODEL, "the document frequencies are impossible");
    if (space == SPACE_TERMS)
        return take_terms(vocabulary, term_bytes, terms, groups, err);
    if (space == SPACE_KEYS && !take_keys(vocabulary, keys))
        return ent_fail(err, ENT_EMODEL, "the keys are damaged or out of order");
    return ENT_OK;
}

ent_status ent__vocabulary_close(ent_vocabulary *vocabulary, ent_error *err)
{
    ent_status status = ent__vocabulary_lock(vocabulary, err);
    return status == ENT_OK || status == ENT_ENOMEM
               ? status
               : ent_fail(err, ENT_EMODEL, "two terms have the same key");
}
