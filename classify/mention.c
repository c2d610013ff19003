/* SPDX-License-Identifier: MIT */
/* Where a text speaks of a target: by its words' stems, within hashtags, by its abbreviation. */
#include "mention.h"

#include <string.h>

static bool is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static char lower(char byte)
{
    return is_upper(byte) ? (char)(byte + 32) : byte;
}

static void add_word(struct ent__target *target, const ent_token *token)
{
    for (size_t i = 0; i < target->count; i++)
        if (target->keys[i] == token->key)
            return;
    if (target->count == ENT__TARGET_WORDS)
        return;
    target->keys[target->count] = token->key;
    target->ranges[target->count++] = (ent_range){token->start, token->end};
}

/* Of the words in capitals: "United Nations" is UN; one word has no initials. */
static void take_initials(struct ent__target *target, const struct ent__reading *words)
{
    size_t count = 0;
    for (size_t i = 0; i < words->tokens.count; i++) {
        const ent_token *token = &words->tokens.items[i];
        char first = target->text.data[token->start];
        if (!(token->flags & ENT_TOKEN_UPPER) || !is_upper(first))
            continue;
        if (count < ENT__INITIALS)
            target->initials[count] = first;
        count++;
    }
    if (count < 2 || count > ENT__INITIALS)
        count = 0;
    target->initials[count] = 0;
}

ent_status ent__target_read(struct ent__target *target, struct ent__reading *words,
                            ent_lexicon *lexicon, ent_string text, ent_error *err)
{
    *target = (struct ent__target){.text = text};
    ENT_TRY(ent__read_claim(words, lexicon, text, err));
    for (size_t i = 0; i < words->tokens.count; i++)
        if (ent__is_content(&words->tokens.items[i]))
            add_word(target, &words->tokens.items[i]);
    for (size_t i = 0; !target->count && i < words->tokens.count; i++)
        add_word(target, &words->tokens.items[i]); /* function words are all there is */
    take_initials(target, words);
    const ent_token *only = words->tokens.items;
    size_t size = words->tokens.count == 1 ? only->end - only->start : 0;
    if (size >= 2 && size <= ENT__INITIALS && only->flags & ENT_TOKEN_ALL_UPPER)
        memcpy(target->acronym, text.data + only->start, size);
    return ENT_OK;
}

/* Does a hashtag hold the word, in any case? Short words would be found anywhere. */
static bool holds(ent_string tag, ent_string word)
{
    enum { SHORTEST = 4 };
    if (word.size < SHORTEST)
        return false;
    for (size_t at = 0; at + word.size <= tag.size; at++) {
        size_t same = 0;
        while (same < word.size && lower(tag.data[at + same]) == lower(word.data[same]))
            same++;
        if (same == word.size)
            return true;
    }
    return false;
}

/* Do the words from here on have the acronym as their initials? "of" and "the" may stand between. */
static bool spells(const char *acronym, const ent_token *tokens, size_t count,
                   ent_string text)
{
    size_t letters = strlen(acronym), found = 0;
    for (size_t i = 0; letters && i < count && found < letters; i++) {
        char first = text.data[tokens[i].start];
        if (tokens[i].flags & ENT_TOKEN_UPPER && first == acronym[found])
            found++;
        else if (!found || !(tokens[i].flags & ENT_TOKEN_STOP))
            return false;
    }
    return letters && found == letters;
}

uint32_t ent__target_words(const struct ent__target *target, const ent_token *tokens,
                           size_t count, size_t at, ent_string text)
{
    const ent_token *token = &tokens[at];
    ent_string form = {text.data + token->start, token->end - token->start};
    uint32_t all = target->count >= 32 ? UINT32_MAX : (1u << target->count) - 1,
             words = 0;
    for (size_t i = 0; i < target->count; i++) {
        ent_range range = target->ranges[i];
        ent_string word = {target->text.data + range.start, range.end - range.start};
        if (token->key == target->keys[i] ||
            (token->kind == ENT_TOKEN_TAG && holds(form, word)))
            words |= 1u << i;
    }
    if (words)
        return words;
    if (*target->initials && token->flags & ENT_TOKEN_ALL_UPPER &&
        ent_string_is(form, target->initials))
        return all;
    if (*target->acronym && spells(target->acronym, tokens + at, count - at, text))
        return all;
    return 0;
}

bool ent__is_mention(const struct ent__target *target, uint32_t words)
{
    size_t found = 0;
    for (; words; words &= words - 1)
        found++;
    return target->count && found >= (target->count + 1) / 2;
}
