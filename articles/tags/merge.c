/* SPDX-License-Identifier: MIT */
/* Merging: UN and United Nations by initials, FSB and Federal Security Service by the parentheses between, Xi and Xi Jinping by the order in which news names people. */
#include "merge.h"

#include <stdlib.h>
#include <string.h>

enum {
    INITIALS_LEAST = 2,
    INITIALS_MOST = 6,
    SHORT_NAME_MOST = 4, /* bytes of a family name that stands in front: Xi, Kim, Moon */
    NAME_WORDS_MOST = 4,
    VARIANTS_MOST =
        64 /* abbreviations, and names in full, that are looked at: the first ones */
};

struct merging {
    struct tag_candidates *candidates;
    const struct tag_words *words;
    const ent_article *article;
    ent_arena *arena;
};

static ent_string word_text(const struct merging *merging, const struct tag_word *word)
{
    const ent_article *article = merging->article;
    ent_string field = word->field == ENT_FIELD_TITLE ? article->title : article->text;
    return (ent_string){field.data + word->start, word->end - word->start};
}

/* ---- joining mentions ---- */

static bool before(const struct tag_mention *a, const struct tag_mention *b)
{
    return a->at != b->at ? a->at < b->at : a->length > b->length;
}

/* All mentions of both, those left out that lie in one before. */
static ent_status absorb(struct merging *merging, struct tag_candidate *into,
                         struct tag_candidate *from, ent_error *err)
{
    size_t total = (size_t)into->count + from->count;
    struct tag_mention *all = ent_arena_alloc(merging->arena, total, sizeof *all);
    if (!all)
        return ent_fail_memory(err);
    uint32_t i = 0, j = 0, count = 0;
    while (i < into->count || j < from->count) {
        bool first = j == from->count ||
                     (i < into->count && before(&into->mentions[i], &from->mentions[j]));
        struct tag_mention next = first ? into->mentions[i++] : from->mentions[j++];
        if (count && next.at < all[count - 1].at + all[count - 1].length)
            continue;
        all[count++] = next;
    }
    into->mentions = all;
    into->count = count;
    into->whole += from->whole;
    into->name |= from->name;
    from->merged = true;
    return ENT_OK;
}

/* ---- abbreviations ---- */

/* An ASCII word in capitals: its letters; 0: it is no abbreviation. */
static size_t abbreviation(char letters[INITIALS_MOST], const struct merging *merging,
                           const struct tag_candidate *candidate)
{
    const struct tag_word *word = merging->words->items + candidate->first;
    if (candidate->length != 1 || !(word->flags & ENT_TOKEN_ALL_UPPER))
        return 0;
    ent_string text = word_text(merging, word);
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '.')
            continue;
        if (c < 'A' || c > 'Z' || count == INITIALS_MOST)
            return 0;
        letters[count++] = c;
    }
    return count >= INITIALS_LEAST ? count : 0;
}

/* Do the words begin with these letters, with or without those of function words? */
static bool has_initials(const struct merging *merging,
                         const struct tag_candidate *candidate, const char *letters,
                         size_t count)
{
    size_t all = 0, content = 0;
    bool same_all = true, same_content = true;
    if (candidate->length < 2 || candidate->length > INITIALS_MOST + 2)
        return false;
    for (uint32_t i = 0; i < candidate->length; i++) {
        const struct tag_word *word = merging->words->items + candidate->first + i;
        char c = *word_text(merging, word).data;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        same_all = same_all && all < count && letters[all] == c;
        all++;
        if (!ent__tag_is_content(word))
            continue;
        same_content = same_content && content < count && letters[content] == c;
        content++;
    }
    return (same_all && all == count) || (same_content && content == count);
}

/* "Federal Security Service (FSB)", "FSB (Federal Security Service)": side by side, the second in parentheses, same first letter. */
static bool is_beside(const struct merging *merging, const struct tag_mention *first,
                      const struct tag_mention *second)
{
    const struct tag_word *words = merging->words->items, *next = words + second->at;
    if (first->at + first->length != second->at || next->field != next[-1].field)
        return false;
    size_t gap = next->start - next[-1].end;
    ent_string field =
        next->field == ENT_FIELD_TITLE ? merging->article->title : merging->article->text;
    return gap > 0 && gap <= 3 && field.data[next->start - 1] == '(';
}

static bool is_glossed(const struct merging *merging,
                       const struct tag_candidate *abbreviated,
                       const struct tag_candidate *full)
{
    char initial = *word_text(merging, merging->words->items + full->first).data;
    if (full->length < 2 || !full->name ||
        initial != *word_text(merging, merging->words->items + abbreviated->first).data)
        return false;
    const struct tag_mention *a = abbreviated->mentions, *a_end = a + abbreviated->count,
                             *f = full->mentions, *f_end = f + full->count;
    while (a < a_end && f < f_end) {
        if (is_beside(merging, f, a) || is_beside(merging, a, f))
            return true;
        if (a->at < f->at)
            a++;
        else
            f++;
    }
    return false;
}

/* The candidate of most mentions that an abbreviation may stand for: the first of equals. */
static struct tag_candidate *expansion(const struct merging *merging,
                                       const struct tag_candidate *abbreviated,
                                       const char *letters, size_t count)
{
    struct tag_candidate *best = NULL;
    for (size_t i = 0; i < merging->candidates->count; i++) {
        struct tag_candidate *candidate = &merging->candidates->items[i];
        if (!candidate->merged && (!best || candidate->count > best->count) &&
            (has_initials(merging, candidate, letters, count) ||
             is_glossed(merging, abbreviated, candidate)))
            best = candidate;
    }
    return best;
}

/* The form that is mentioned more stays, the long one where they are equal. */
static ent_status merge_abbreviations(struct merging *merging, ent_error *err)
{
    size_t seen = 0;
    for (size_t i = 0; i < merging->candidates->count && seen < VARIANTS_MOST; i++) {
        struct tag_candidate *abbreviated = &merging->candidates->items[i];
        char letters[INITIALS_MOST];
        size_t count = abbreviation(letters, merging, abbreviated);
        seen += count > 0;
        struct tag_candidate *full = count && !abbreviated->merged
                                         ? expansion(merging, abbreviated, letters, count)
                                         : NULL;
        if (!full)
            continue;
        bool is_usual = abbreviated->count > full->count;
        ENT_TRY(absorb(merging, is_usual ? abbreviated : full,
                       is_usual ? full : abbreviated, err));
    }
    return ENT_OK;
}

/* ---- names in short ---- */

static bool is_full_name(const struct merging *merging,
                         const struct tag_candidate *candidate)
{
    if (!candidate->name || candidate->merged || candidate->length < 2 ||
        candidate->length > NAME_WORDS_MOST)
        return false;
    const struct tag_word *word = merging->words->items + candidate->first;
    for (uint32_t i = 0; i < candidate->length; i++)
        if (!(word[i].flags & TAG_WORD_PROPER) || word[i].kind != ENT_TOKEN_WORD)
            return false;
    return true;
}

/* News names a person in full first: afterwards by the last word, or by a short first one. */
static bool is_short_for(const struct merging *merging, const struct tag_candidate *brief,
                         const struct tag_candidate *full)
{
    const struct tag_word *words = merging->words->items, *word = words + brief->first,
                          *last = words + full->first + full->length - 1;
    if (brief->first < full->first)
        return false;
    return word->term == last->term || (word->term == words[full->first].term &&
                                        word->end - word->start <= SHORT_NAME_MOST);
}

/* The one full name that a word is short for; NULL where there are none or several. */
static struct tag_candidate *full_name(const struct merging *merging,
                                       struct tag_candidate *const *full, size_t count,
                                       const struct tag_candidate *brief)
{
    struct tag_candidate *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (full[i]->merged || !is_short_for(merging, brief, full[i]))
            continue;
        if (found)
            return NULL;
        found = full[i];
    }
    return found;
}

static ent_status merge_names(struct merging *merging, ent_error *err)
{
    struct tag_candidates *candidates = merging->candidates;
    struct tag_candidate *full[VARIANTS_MOST];
    size_t count = 0;
    for (size_t i = 0; i < candidates->count && count < VARIANTS_MOST; i++)
        if (is_full_name(merging, &candidates->items[i]))
            full[count++] = &candidates->items[i];
    for (size_t i = 0; i < candidates->count; i++) {
        struct tag_candidate *brief = &candidates->items[i];
        if (brief->length != 1 || !brief->name || brief->merged)
            continue;
        struct tag_candidate *name = full_name(merging, full, count, brief);
        if (name)
            ENT_TRY(absorb(merging, name, brief, err));
    }
    return ENT_OK;
}

ent_status ent__tag_merge(struct tag_candidates *candidates,
                          const struct tag_words *words, const ent_article *article,
                          ent_arena *arena, ent_error *err)
{
    struct merging merging = {candidates, words, article, arena};
    ENT_TRY(merge_abbreviations(&merging, err));
    return merge_names(&merging, err);
}
