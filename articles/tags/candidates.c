/* SPDX-License-Identifier: MIT */
/* Finding candidates: every row of words within the runs is counted, then those that may be tags are chosen. */
#include "candidates.h"

/* A distinct row of words. */
struct gram {
    uint32_t first;
    uint32_t length;
    uint32_t count;
    uint32_t whole;   /* as a run of its own */
    uint32_t proper;  /* mentions of words of names only */
    uint32_t names;   /* as the longest row of words of a name */
    uint32_t heads;   /* of these, with nothing behind that they would belong to */
    uint32_t covered; /* most mentions of a longer row that holds it */
    uint32_t candidate;
    bool joint;
};

struct instance {
    uint32_t gram;
    uint32_t at;
};

struct gathering {
    const struct tag_words *words;
    struct gram *grams;
    size_t count;
    struct instance *instances;
    size_t instance_count;
    ent_map known; /* hash of a row's stems -> gram */
};

/* ---- runs ---- */

/* The end of the run that starts at `at`, a content word. */
static uint32_t run_end(const struct tag_words *words, uint32_t at)
{
    uint32_t end = at + 1;
    for (; end < words->count; end++) {
        const struct tag_word *word = &words->items[end];
        if (!ent__tag_is_content(word) || (word->flags & TAG_WORD_BREAK))
            break;
        /* Bigrams that do not overlap, or a word beside one, are apart. */
        if ((word->kind == ENT_TOKEN_BIGRAM || word[-1].kind == ENT_TOKEN_BIGRAM) &&
            word->start >= word[-1].end)
            break;
    }
    return end;
}

static uint64_t row_key(const struct tag_word *word, uint32_t length)
{
    uint64_t key = length;
    for (uint32_t i = 0; i < length; i++)
        key = ent_mix(key ^ word[i].key);
    return key;
}

/* ---- counting ---- */

static struct gram *find(struct gathering *gathering, uint32_t at, uint32_t length)
{
    uint32_t id =
        ent_map_get(&gathering->known, row_key(gathering->words->items + at, length));
    return id == ENT_MAP_NONE ? NULL : &gathering->grams[id];
}

static bool is_proper(const struct tag_word *word, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        if (ent__tag_is_content(&word[i]) && !(word[i].flags & TAG_WORD_PROPER))
            return false;
    return true;
}

/* Count a mention; NULL: memory is out. */
static struct gram *count(struct gathering *gathering, uint32_t at, uint32_t length)
{
    uint32_t *place =
        ent_map_put(&gathering->known, row_key(gathering->words->items + at, length));
    if (!place)
        return NULL;
    if (*place == ENT_MAP_NONE) {
        *place = (uint32_t)gathering->count++;
        gathering->grams[*place] = (struct gram){.first = at, .length = length};
    }
    struct gram *gram = &gathering->grams[*place];
    gram->count++;
    gram->proper += is_proper(gathering->words->items + at, length);
    gathering->instances[gathering->instance_count++] = (struct instance){*place, at};
    return gram;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The most words of a row in the run that starts at `at`. */
static uint32_t longest(const struct gathering *gathering, uint32_t at)
{
    return gathering->words->items[at].kind == ENT_TOKEN_BIGRAM ? TAG_BIGRAMS_MOST
                                                                : TAG_PHRASE_MOST;
}

/* Every row of words of a run; where the run is too long to be a phrase, its words stand for themselves. */
static bool count_run(struct gathering *gathering, uint32_t at, uint32_t end)
{
    uint32_t most = longest(gathering, at), whole = end - at > most ? 1 : end - at;
    for (uint32_t i = at; i < end; i++)
        for (uint32_t length = 1; length <= least(end - i, most); length++) {
            struct gram *gram = count(gathering, i, length);
            if (!gram)
                return false;
            gram->whole += length == whole;
        }
    return true;
}

/* The longest rows of words of names within a run. */
static void mark_names(struct gathering *gathering, uint32_t at, uint32_t end)
{
    const struct tag_word *words = gathering->words->items;
    for (uint32_t i = at; i < end;) {
        uint32_t j = i;
        while (j < end && (words[j].flags & TAG_WORD_PROPER))
            j++;
        struct gram *gram =
            j > i && j - i <= TAG_PHRASE_MOST ? find(gathering, i, j - i) : NULL;
        if (gram) {
            gram->names++;
            gram->heads += j == end;
        }
        i = j > i ? j : i + 1;
    }
}

/* The run behind one or two particles that follow at `end`; 0: there is none. */
static uint32_t behind_particles(const struct tag_words *words, uint32_t end)
{
    uint32_t at = end;
    while (at < words->count && at < end + 2 &&
           (words->items[at].flags & TAG_WORD_PARTICLE) &&
           !(words->items[at].flags & TAG_WORD_BREAK))
        at++;
    bool joined = at > end && at < words->count &&
                  ent__tag_is_content(&words->items[at]) &&
                  !(words->items[at].flags & TAG_WORD_BREAK);
    return joined ? at : 0;
}

/* Runs joined by particles: the names at the joint, or else the whole of both. */
static bool count_joint(struct gathering *gathering, uint32_t at, uint32_t end)
{
    const struct tag_words *words = gathering->words;
    uint32_t next = behind_particles(words, end);
    if (!next)
        return true;
    uint32_t from = end, to = next, next_end = run_end(words, next);
    while (from > at && (words->items[from - 1].flags & TAG_WORD_PROPER))
        from--;
    while (to < next_end && (words->items[to].flags & TAG_WORD_PROPER))
        to++;
    bool name = from < end && to > next;
    if (!name) {
        from = at;
        to = next_end;
    }
    if (end - from > 3 || to - next > 3)
        return true;
    struct gram *gram = count(gathering, from, to - from);
    if (!gram)
        return false;
    gram->joint = true;
    gram->whole++;
    gram->names += name;
    gram->heads += name;
    return true;
}

static ent_status count_rows(struct gathering *gathering, ent_arena *arena,
                             ent_error *err)
{
    const struct tag_words *words = gathering->words;
    size_t rows = 0;
    for (uint32_t at = 0, end; at < words->count; at = end) {
        end = at + 1;
        if (!ent__tag_is_content(&words->items[at]))
            continue;
        end = run_end(words, at);
        rows += 1 + (size_t)(end - at) * least(end - at, longest(gathering, at));
    }
    gathering->grams = ent_arena_alloc(arena, rows, sizeof *gathering->grams);
    gathering->instances = ent_arena_alloc(arena, rows, sizeof *gathering->instances);
    if (!gathering->grams || !gathering->instances)
        return ent_fail_memory(err);
    for (uint32_t at = 0, end; at < words->count; at = end) {
        end = at + 1;
        if (!ent__tag_is_content(&words->items[at]))
            continue;
        end = run_end(words, at);
        if (!count_run(gathering, at, end) || !count_joint(gathering, at, end))
            return ent_fail_memory(err);
        mark_names(gathering, at, end);
    }
    return ENT_OK;
}

/* A row that always stands in the same longer one says nothing by itself. */
static void cover_with(struct gathering *gathering, uint32_t at, uint32_t length,
                       uint32_t count)
{
    struct gram *part = find(gathering, at, length);
    if (part && part->covered < count)
        part->covered = count;
}

/* The parts of a name that is joined by particles. */
static void cover_parts(struct gathering *gathering, const struct gram *gram)
{
    const struct tag_word *words = gathering->words->items + gram->first;
    uint32_t left = 0, right = 0;
    while (left < gram->length && ent__tag_is_content(&words[left]))
        left++;
    while (right < gram->length && ent__tag_is_content(&words[gram->length - 1 - right]))
        right++;
    cover_with(gathering, gram->first, left, gram->count);
    cover_with(gathering, gram->first + gram->length - right, right, gram->count);
}

static void cover(struct gathering *gathering)
{
    for (size_t i = 0; i < gathering->count; i++) {
        const struct gram *gram = &gathering->grams[i];
        if (gram->joint && gram->names)
            cover_parts(gathering, gram);
        if (gram->count < 2 || gram->length < 2 || gram->joint)
            continue;
        for (uint32_t side = 0; side < 2; side++)
            cover_with(gathering, gram->first + side, gram->length - 1, gram->count);
    }
}

/* ---- choosing ---- */

/* Something to read: a letter beside another, and no word twice in a row. */
static bool is_sound(const struct tag_word *words, const struct gram *gram)
{
    bool has_word = false;
    const struct tag_word *row = words + gram->first;
    for (uint32_t i = 0; i < gram->length; i++) {
        if (i && row[i].key == row[i - 1].key)
            return false;
        has_word |= row[i].kind != ENT_TOKEN_NUMBER && row[i].end - row[i].start > 1;
    }
    return has_word;
}

static bool is_candidate(const struct tag_word *words, const struct gram *gram)
{
    if (!is_sound(words, gram))
        return false;
    if (gram->count == gram->covered && gram->names)
        return false;
    if (gram->names && (gram->heads * 3 >= gram->names || gram->length > 1))
        return true; /* but not "Chinese", of Chinese agents and Chinese spies */
    if (gram->joint)
        return gram->count >= 2;
    if (words[gram->first].kind == ENT_TOKEN_BIGRAM)
        return gram->count >= 2 ? gram->count > gram->covered : gram->whole > 0;
    if (gram->names)
        return false;
    return gram->whole ||
           (gram->length >= 2 && gram->count >= 2 && gram->count > gram->covered);
}

static ent_status choose(struct tag_candidates *out, struct gathering *gathering,
                         ent_arena *arena, ent_error *err)
{
    size_t mentions = 0;
    out->count = 0;
    for (size_t i = 0; i < gathering->count; i++) {
        struct gram *gram = &gathering->grams[i];
        bool chosen = is_candidate(gathering->words->items, gram);
        gram->candidate = chosen ? (uint32_t)out->count++ : UINT32_MAX;
        mentions += chosen ? gram->count : 0;
    }
    out->items = ent_arena_alloc(arena, out->count, sizeof *out->items);
    struct tag_mention *all = ent_arena_alloc(arena, mentions, sizeof *all);
    if (!out->items || !all)
        return ent_fail_memory(err);
    for (size_t i = 0; i < gathering->count; i++) {
        const struct gram *gram = &gathering->grams[i];
        if (gram->candidate == UINT32_MAX)
            continue;
        out->items[gram->candidate] =
            (struct tag_candidate){.first = gram->first,
                                   .length = gram->length,
                                   .mentions = all,
                                   .whole = gram->whole,
                                   .name = gram->proper * 2 >= gram->count};
        all += gram->count;
    }
    return ENT_OK;
}

/* Mentions in the order of the source, apart from each other. */
static void collect(struct tag_candidates *out, const struct gathering *gathering)
{
    for (size_t i = 0; i < gathering->instance_count; i++) {
        const struct gram *gram = &gathering->grams[gathering->instances[i].gram];
        uint32_t at = gathering->instances[i].at;
        if (gram->candidate == UINT32_MAX)
            continue;
        struct tag_candidate *candidate = &out->items[gram->candidate];
        const struct tag_mention *last =
            candidate->count ? &candidate->mentions[candidate->count - 1] : NULL;
        const struct tag_word *words = gathering->words->items;
        if (last && words[last->at].field == words[at].field &&
            words[last->at + last->length - 1].end > words[at].start)
            continue;
        candidate->mentions[candidate->count++] = (struct tag_mention){at, gram->length};
    }
}

ent_status ent__tag_candidates(struct tag_candidates *out, ent_arena *arena,
                               const struct tag_words *words, ent_error *err)
{
    struct gathering gathering = {.words = words};
    ent_status status = count_rows(&gathering, arena, err);
    if (status == ENT_OK) {
        cover(&gathering);
        status = choose(out, &gathering, arena, err);
    }
    if (status == ENT_OK)
        collect(out, &gathering);
    ent_map_dispose(&gathering.known);
    return status;
}
