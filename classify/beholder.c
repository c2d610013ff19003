/* SPDX-License-Identifier: MIT */
/* Reading a text beside a target: where it speaks of it, and what the pooled model sees. */
#include "beholder.h"

#include <stdlib.h>

static const size_t reading_limit = (size_t)8 << 30; /* of address space */

ent_status ent__beholder_new(ent__beholder **out, const ent_language *language,
                             ent_error *err)
{
    ent__beholder *beholder = ent_new_zeroed(1, sizeof *beholder);
    if (!beholder)
        return ent_fail_memory(err);
    beholder->language = language;
    beholder->lexicon = ent_lexicon_new(language, true);
    beholder->pairing = ent__pairing_new();
    ent_status status =
        beholder->lexicon && beholder->pairing ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK)
        status = ent__cues_open(&beholder->cues, beholder->lexicon, language, err);
    if (status == ENT_OK)
        status = ent_arena_open(&beholder->arena, reading_limit, err);
    if (status == ENT_OK)
        *out = beholder;
    else
        ent__beholder_free(beholder);
    return status;
}

void ent__beholder_free(ent__beholder *beholder)
{
    if (!beholder)
        return;
    ent_lexicon_free(beholder->lexicon);
    ent__pairing_free(beholder->pairing);
    ent__cues_close(&beholder->cues);
    ent__reading_dispose(&beholder->words);
    ent__reading_dispose(&beholder->text);
    free(beholder->mentions.items);
    ent_buffer_dispose(&beholder->pooled);
    ent_arena_close(&beholder->arena);
    free(beholder);
}

uint64_t ent__target_key(ent__beholder *beholder, ent_string target)
{
    enum { PIECE = 64 };
    ent_token tokens[PIECE];
    uint64_t key = 0;
    size_t at = 0, count;
    while ((count = ent_tokenize(tokens, PIECE, beholder->lexicon, target, &at)) != 0)
        for (size_t i = 0; i < count; i++) {
            ent_string folded = ent_lexicon_folded(beholder->lexicon, tokens[i].form);
            key = ent__ngram_key(key, ent_hash(folded.data, folded.size));
        }
    return key;
}

/* ---- mentions ---- */

static ent_status find_mentions(ent__beholder *beholder, ent_error *err)
{
    const struct ent__reading *text = &beholder->text;
    beholder->mentions.count = 0;
    beholder->mentioned = false;
    if (!ent_array_reserve(&beholder->mentions, text->sentences.count))
        return ent_fail_memory(err);
    for (size_t s = 0; s < text->sentences.count; s++) {
        const struct ent__sentence *sentence = &text->sentences.items[s];
        const ent_token *tokens = text->tokens.items + sentence->first;
        uint32_t words = 0;
        for (size_t i = 0; i < sentence->count; i++)
            words |= ent__target_words(&beholder->target, tokens, sentence->count, i,
                                       ent__field_text(beholder->article, sentence));
        beholder->mentions.items[s] = words;
        beholder->mentioned |= ent__is_mention(&beholder->target, words);
    }
    beholder->mentions.count = text->sentences.count;
    return ENT_OK;
}

ent_status ent__behold_target(ent__beholder *beholder, ent_string target,
                              const ent_article *article, ent_error *err)
{
    if (target.size > ENT_STANCE_TARGET_LIMIT)
        return ent_fail(err, ENT_EARG, "the target is longer than %d bytes",
                        ENT_STANCE_TARGET_LIMIT);
    beholder->article = article;
    ENT_TRY(ent__target_read(&beholder->target, &beholder->words, beholder->lexicon,
                             target, err));
    if (!beholder->target.count)
        return ent_fail(err, ENT_EARG, "the target has no word");
    ENT_TRY(ent__read_article(&beholder->text, beholder->lexicon, beholder->arena,
                              article, beholder->language, err));
    return find_mentions(beholder, err);
}

bool ent__beheld_mention(const ent__beholder *beholder)
{
    return beholder->mentioned;
}

bool ent__beheld_nothing(const ent__beholder *beholder)
{
    return beholder->text.tokens.count == 0;
}

void ent__beheld_sentences(ent_span *spans, size_t *count, size_t capacity,
                           const ent__beholder *beholder)
{
    *count = 0;
    for (size_t s = 0; s < beholder->mentions.count && *count < capacity; s++)
        if (ent__is_mention(&beholder->target, beholder->mentions.items[s]))
            spans[(*count)++] = beholder->text.sentences.items[s].span;
}

/* ---- what the pooled model sees ---- */

static const char placeholder[] = " thetarget ";

/* A target that is against something ("ban on gambling") turns what is said of that thing round. */
static int target_polarity(const ent__beholder *beholder)
{
    int polarity = 1;
    for (size_t i = 0; i < beholder->words.tokens.count; i++) {
        unsigned cues =
            ent__cues_of(&beholder->cues, beholder->words.tokens.items[i].key);
        if (cues & (1u << ENT__CUE_SHIFT | 1u << ENT__CUE_NEGATE))
            polarity = -polarity;
    }
    return polarity;
}

/* Good is 1, bad -1; within three words behind a negation, or a word such as "prevent", it turns. */
static int sentence_polarity(const ent__beholder *beholder,
                             const struct ent__sentence *sentence)
{
    enum { REACH = 4 };
    int sum = 0;
    size_t turned_until = 0;
    for (size_t i = 0; i < sentence->count; i++) {
        const ent_token *token = &beholder->text.tokens.items[sentence->first + i];
        unsigned cues = ent__cues_of(&beholder->cues, token->key);
        int worth =
            (cues >> ENT__CUE_GOOD & 1 ? 1 : 0) - (cues >> ENT__CUE_BAD & 1 ? 1 : 0);
        if (i < turned_until)
            worth = -worth;
        sum += worth;
        if (cues & (1u << ENT__CUE_SHIFT | 1u << ENT__CUE_NEGATE))
            turned_until = i + REACH;
    }
    return sum;
}

static void put_masked(ent_buffer *out, const ent__beholder *beholder,
                       const struct ent__sentence *sentence)
{
    ent_string text = ent__field_text(beholder->article, sentence);
    const ent_token *tokens = beholder->text.tokens.items + sentence->first;
    size_t at = sentence->span.start;
    for (size_t i = 0; i < sentence->count; i++) {
        if (tokens[i].start < at ||
            !ent__target_words(&beholder->target, tokens, sentence->count, i, text))
            continue;
        ent_buffer_append(out, text.data + at, tokens[i].start - at);
        ent_buffer_text(out, placeholder);
        at = tokens[i].end;
    }
    ent_buffer_append(out, text.data + at, sentence->span.end - at);
    ent_buffer_byte(out, '\n');
}

ent_status ent__pooled_article(ent_article *out, ent__beholder *beholder, ent_error *err)
{
    ent_buffer *text = &beholder->pooled;
    ent_buffer_clear(text);
    int sum = 0;
    for (size_t s = 0; s < beholder->text.sentences.count; s++) {
        put_masked(text, beholder, &beholder->text.sentences.items[s]);
        sum += sentence_polarity(beholder, &beholder->text.sentences.items[s]);
    }
    int polarity = target_polarity(beholder), turned = sum * polarity;
    if (turned)
        ent_buffer_text(text, turned > 0 ? "polaritygood\n" : "polaritybad\n");
    if (turned > 1 || turned < -1)
        ent_buffer_text(text, turned > 0 ? "polarityverygood\n" : "polarityverybad\n");
    if (polarity < 0)
        ent_buffer_text(text, "targetagainst\n");
    if (text->failed)
        return ent_fail_memory(err);
    *out = *beholder->article;
    out->title = beholder->target.text;
    out->text = ent_buffer_view(text);
    out->paragraphs = ENT_PARAGRAPHS_LINE;
    return ENT_OK;
}
