/* SPDX-License-Identifier: MIT */
/* Candidates: the longest runs of words that no function word and no punctuation interrupts. */
#include "candidates.h"

/* A run of words that was found, before equal ones are brought together. */
struct mention {
    uint32_t candidate;
    uint32_t at;
};

struct gathering {
    const struct tag_words *words;
    struct tag_candidates *out;
    struct mention *mentions;
    size_t count;
    ent_map known; /* hash of the terms -> candidate */
};

static bool is_content(const struct tag_word *word)
{
    return !(word->flags & ENT_TOKEN_STOP) && word->kind != ENT_TOKEN_LINK &&
           word->kind != ENT_TOKEN_HANDLE;
}

static bool has_word(const struct tag_word *words, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        if (words[i].kind != ENT_TOKEN_NUMBER && words[i].end - words[i].start > 1)
            return true;
    return false;
}

static ent_status add(struct gathering *gathering, uint32_t at, uint32_t length,
                      ent_error *err)
{
    const struct tag_word *word = gathering->words->items + at;
    if (length > TAG_PHRASE_MOST || !has_word(word, length))
        return ENT_OK;
    uint64_t key = length;
    for (uint32_t i = 0; i < length; i++)
        key = ent_mix(key ^ word[i].key);
    uint32_t *place = ent_map_put(&gathering->known, key);
    if (!place)
        return ent_fail_memory(err);
    if (*place == ENT_MAP_NONE) {
        *place = (uint32_t)gathering->out->count++;
        gathering->out->items[*place] =
            (struct tag_candidate){.first = at, .length = length};
    }
    gathering->out->items[*place].count++;
    gathering->mentions[gathering->count++] = (struct mention){*place, at};
    return ENT_OK;
}

static ent_status find_runs(struct gathering *gathering, ent_error *err)
{
    const struct tag_words *words = gathering->words;
    for (uint32_t at = 0; at < words->count;) {
        uint32_t end = at + 1;
        if (!is_content(&words->items[at])) {
            at++;
            continue;
        }
        while (end < words->count && is_content(&words->items[end]) &&
               !(words->items[end].flags & TAG_WORD_BREAK))
            end++;
        ENT_TRY(add(gathering, at, end - at, err));
        at = end;
    }
    return ENT_OK;
}

/* Bring each candidate's mentions together. */
static ent_status collect(struct gathering *gathering, ent_arena *arena, ent_error *err)
{
    uint32_t *all = ent_arena_alloc(arena, gathering->count, sizeof *all);
    if (!all)
        return ent_fail_memory(err);
    for (size_t i = 0; i < gathering->out->count; i++) {
        struct tag_candidate *candidate = &gathering->out->items[i];
        candidate->at = all;
        all += candidate->count;
        candidate->count = 0;
    }
    for (size_t i = 0; i < gathering->count; i++) {
        struct mention mention = gathering->mentions[i];
        struct tag_candidate *candidate = &gathering->out->items[mention.candidate];
        candidate->at[candidate->count++] = mention.at;
    }
    return ENT_OK;
}

ent_status ent__tag_candidates(struct tag_candidates *out, ent_arena *arena,
                               const struct tag_words *words, ent_error *err)
{
    out->count = 0;
    out->items = ent_arena_alloc(arena, words->count, sizeof *out->items);
    struct gathering gathering = {
        .words = words,
        .out = out,
        .mentions = ent_arena_alloc(arena, words->count, sizeof *gathering.mentions)};
    if (!out->items || !gathering.mentions)
        return ent_fail_memory(err);
    ent_status status = find_runs(&gathering, err);
    if (status == ENT_OK)
        status = collect(&gathering, arena, err);
    ent_map_dispose(&gathering.known);
    return status;
}
