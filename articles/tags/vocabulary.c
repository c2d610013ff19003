/* SPDX-License-Identifier: MIT */
/* A fixed vocabulary of tags: its file, and its aliases found in an article by their stems. */
#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>

enum { ALIAS_WORDS_MOST = 16, LINE_MOST = 1 << 20 };

struct alias {
    uint32_t tag;
    uint32_t phrase; /* in names */
};

struct ent_tag_vocabulary {
    ent_names tags;
    ent_names phrases;
    ENT_ARRAY(struct alias) aliases;
};

/* ---- the file ---- */

static bool add_alias(ent_tag_vocabulary *vocabulary, uint32_t tag, ent_string phrase)
{
    struct alias alias = {.tag = tag};
    return phrase.size == 0 ||
           (ent_names_add(&vocabulary->phrases, phrase, &alias.phrase) &&
            ent_array_push(&vocabulary->aliases, alias));
}

/* The bytes of `line` from *at to the next `separator`, *at moved behind it. */
static ent_string cut(ent_string line, size_t *at, char separator)
{
    const char *start = line.data + *at;
    const char *end = memchr(start, separator, line.size - *at);
    size_t size = end ? (size_t)(end - start) : line.size - *at;
    *at += size + (end != NULL);
    return (ent_string){start, size};
}

static ent_status add_line(ent_tag_vocabulary *vocabulary, ent_string line,
                           const char *path, uint64_t number, ent_error *err)
{
    uint32_t tag;
    size_t at = 0;
    if (line.size == 0 || (line.size >= 2 && memcmp(line.data, "# ", 2) == 0))
        return ENT_OK;
    ent_string name = cut(line, &at, '\t');
    if (!ent_tag_key(name))
        return ent_fail(err, ENT_EDATA, "%s:%llu: a tag without a letter or digit", path,
                        (unsigned long long)number);
    if (!ent_names_add(&vocabulary->tags, name, &tag) ||
        !add_alias(vocabulary, tag, name))
        return ent_fail_memory(err);
    while (at < line.size)
        if (!add_alias(vocabulary, tag, cut(line, &at, '|')))
            return ent_fail_memory(err);
    return ENT_OK;
}

ent_status ent_tag_vocabulary_read(ent_tag_vocabulary **out, const char *path,
                                   ent_error *err)
{
    ent_input *input;
    ENT_TRY(ent_input_open(&input, path, err));
    ent_tag_vocabulary *vocabulary = ent_new_zeroed(1, sizeof *vocabulary);
    ent_status status = vocabulary ? ENT_OK : ent_fail_memory(err);
    while (status == ENT_OK) {
        ent_string line;
        bool end;
        status = ent_input_line(input, &line, &end, LINE_MOST, err);
        if (status != ENT_OK || end)
            break;
        status = add_line(vocabulary, line, path, ent_input_line_number(input), err);
    }
    if (status == ENT_OK && !vocabulary->tags.count)
        status = ent_fail(err, ENT_EDATA, "%s: no tag in it", path);
    ent_input_close(input);
    if (status != ENT_OK)
        ent_tag_vocabulary_free(vocabulary);
    else
        *out = vocabulary;
    return status;
}

void ent_tag_vocabulary_free(ent_tag_vocabulary *vocabulary)
{
    if (!vocabulary)
        return;
    ent_names_dispose(&vocabulary->tags);
    ent_names_dispose(&vocabulary->phrases);
    free(vocabulary->aliases.items);
    free(vocabulary);
}

ent_string ent__tag_vocabulary_name(const ent_tag_vocabulary *vocabulary, uint32_t tag)
{
    return ent_names_get(&vocabulary->tags, tag);
}

/* ---- looking up ---- */

ent_status ent__tag_index_open(struct tag_index *index,
                               const ent_tag_vocabulary *vocabulary, ent_lexicon *lexicon,
                               ent_error *err)
{
    for (size_t i = 0; i < vocabulary->aliases.count; i++) {
        struct alias alias = vocabulary->aliases.items[i];
        ent_token tokens[ALIAS_WORDS_MOST + 1];
        size_t at = 0, count;
        uint64_t key = 0;
        count = ent_tokenize(tokens, ALIAS_WORDS_MOST + 1, lexicon,
                             ent_names_get(&vocabulary->phrases, alias.phrase), &at);
        if (count == 0 || count > ALIAS_WORDS_MOST)
            continue;
        for (size_t j = 0; j < count; j++)
            key = ent_mix(key ^ tokens[j].key);
        uint32_t *place = ent_map_put(&index->phrases, key);
        if (!place)
            return ent_fail_memory(err);
        if (*place == ENT_MAP_NONE)
            *place = alias.tag;
        index->longest = count > index->longest ? (uint32_t)count : index->longest;
    }
    return ENT_OK;
}

void ent__tag_index_close(struct tag_index *index)
{
    ent_map_dispose(&index->phrases);
}

/* The longest alias that starts at a word: its tag, or ENT_MAP_NONE. */
static uint32_t match(const struct tag_index *index, const struct tag_words *words,
                      size_t at, uint32_t *length)
{
    uint32_t found = ENT_MAP_NONE;
    uint64_t key = 0;
    for (uint32_t i = 0; i < index->longest && at + i < words->count; i++) {
        const struct tag_word *word = &words->items[at + i];
        if (i && (word->sentence != words->items[at].sentence ||
                  word->field != words->items[at].field))
            break;
        key = ent_mix(key ^ word->key);
        uint32_t tag = ent_map_get(&index->phrases, key);
        if (tag != ENT_MAP_NONE) {
            found = tag;
            *length = i + 1;
        }
    }
    return found;
}

struct hit {
    uint32_t candidate;
    struct tag_mention mention;
};

/* Every mention of an alias, apart from each other, and the tags in order of first appearance. */
static ent_status find_hits(struct tag_candidates *out, struct hit *hits, size_t *count,
                            const struct tag_index *index, const struct tag_words *words,
                            ent_error *err)
{
    ent_map known = {0};
    uint32_t length = 1;
    for (size_t at = 0; at < words->count; at += length) {
        length = 1;
        uint32_t tag = match(index, words, at, &length);
        if (tag == ENT_MAP_NONE)
            continue;
        uint32_t *place = ent_map_put(&known, tag);
        if (!place) {
            ent_map_dispose(&known);
            return ent_fail_memory(err);
        }
        if (*place == ENT_MAP_NONE) {
            *place = (uint32_t)out->count++;
            out->items[*place] = (struct tag_candidate){
                .first = (uint32_t)at, .length = length, .tag = tag};
        }
        out->items[*place].whole++;
        hits[(*count)++] = (struct hit){*place, {(uint32_t)at, length}};
    }
    ent_map_dispose(&known);
    return ENT_OK;
}

ent_status ent__tag_lookup(struct tag_candidates *out, ent_arena *arena,
                           const struct tag_index *index, const struct tag_words *words,
                           ent_error *err)
{
    size_t count = 0;
    struct hit *hits = ent_arena_alloc(arena, words->count, sizeof *hits);
    struct tag_mention *all = ent_arena_alloc(arena, words->count, sizeof *all);
    out->count = 0;
    out->items = ent_arena_alloc(arena, words->count, sizeof *out->items);
    if (!hits || !all || !out->items)
        return ent_fail_memory(err);
    ENT_TRY(find_hits(out, hits, &count, index, words, err));
    for (size_t i = 0; i < out->count; i++) {
        out->items[i].mentions = all;
        all += out->items[i].whole;
    }
    for (size_t i = 0; i < count; i++) {
        struct tag_candidate *candidate = &out->items[hits[i].candidate];
        candidate->mentions[candidate->count++] = hits[i].mention;
    }
    return ENT_OK;
}
