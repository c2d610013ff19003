/* SPDX-License-Identifier: MIT */
/* Reading an article's words: sentence by sentence, with the breaks that no phrase reaches over. */
#include "words.h"

#include <string.h>

struct reading {
    struct tag_words *words;
    ent_lexicon *lexicon;
    ent_map terms; /* key -> term */
    ent_string text;
    ent_field field;
    bool breaks; /* what stood last ends a phrase: a possessive */
};

/* ---- one token ---- */

/* The byte behind the last apostrophe, typographic or not, that lies inside [start, end); 0: there is none. */
static uint32_t behind_apostrophe(ent_string text, uint32_t start, uint32_t end,
                                  uint32_t *from)
{
    for (uint32_t at = end; at-- > start + 1;) {
        if (text.data[at] == '\'') {
            *from = at;
            return at + 1;
        }
        if (end - at >= 3 && memcmp(text.data + at, "\xE2\x80\x99", 3) == 0) {
            *from = at;
            return at + 3;
        }
    }
    return 0;
}

/* Leave out what an apostrophe joins to a word: in front where the stem says so, "'s" behind. */
static void trim(struct reading *reading, struct tag_word *word, const ent_token *token)
{
    uint32_t mark = 0;
    uint32_t tail = behind_apostrophe(reading->text, word->start, word->end, &mark);
    if (!tail || token->kind != ENT_TOKEN_WORD)
        return;
    ent_string stem = ent_lexicon_stem(reading->lexicon, token->form);
    bool elided = !(stem.size && memchr(stem.data, '\'', stem.size));
    char last = reading->text.data[word->end - 1];
    if (word->end - tail == 1 && (last == 's' || last == 'S')) {
        word->end = mark;
        reading->breaks = true;
    } else if (elided && mark - word->start <= 6 && tail < word->end &&
               mark - word->start < word->end - tail) {
        word->start = tail;
    }
}

/* ---- breaks ---- */

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Does anything but white space stand in [from, to)? A full stop with white space behind it is an abbreviation's, as sentences end elsewhere. */
static bool is_broken(ent_string text, uint32_t from, uint32_t to)
{
    if (from < to && text.data[from] == '.')
        from++;
    for (; from < to; from++) {
        if (to - from >= 2 && memcmp(text.data + from, "\xC2\xA0", 2) == 0)
            from++;
        else if (!is_space(text.data[from]))
            return true;
    }
    return false;
}

/* Is the last sign before `at` one that a capital may follow without saying anything: a quote or a colon? */
static bool is_opened(ent_string text, uint32_t from, uint32_t to)
{
    while (to > from && is_space(text.data[to - 1]))
        to--;
    if (to <= from)
        return false;
    char c = text.data[to - 1];
    return c == ':' || c == '"' || c == '\'' || (unsigned char)c >= 0x80;
}

/* ---- reading ---- */

static ent_status add_token(struct reading *reading, const ent_token *token,
                            ent_error *err)
{
    struct tag_words *words = reading->words;
    struct tag_word *word = &words->items[words->count];
    bool breaks = reading->breaks;
    *word = (struct tag_word){.key = token->key,
                              .start = token->start,
                              .end = token->end,
                              .sentence = (uint32_t)words->sentences,
                              .field = (uint8_t)reading->field,
                              .kind = token->kind,
                              .flags = token->flags};
    reading->breaks = false;
    trim(reading, word, token);
    uint32_t *place = ent_map_put(&reading->terms, token->key);
    if (!place)
        return ent_fail_memory(err);
    if (*place == ENT_MAP_NONE)
        *place = (uint32_t)words->terms++;
    word->term = *place;
    const struct tag_word *before = words->count ? word - 1 : NULL;
    if (before && before->field != word->field)
        before = NULL;
    if (!before || before->sentence != word->sentence)
        word->flags |= TAG_WORD_BREAK | TAG_WORD_FIRST;
    else if (breaks || is_broken(reading->text, before->end, token->start))
        word->flags |= TAG_WORD_BREAK;
    if (before && is_opened(reading->text, before->end, token->start))
        word->flags |= TAG_WORD_FIRST;
    words->count++;
    return ENT_OK;
}

static ent_status read_sentence(struct reading *reading, ent_range sentence,
                                ent_error *err)
{
    struct tag_words *words = reading->words;
    ent_string head = {reading->text.data, sentence.end};
    ent_token tokens[TAG_TOKENS];
    size_t at = sentence.start;
    reading->breaks = false;
    for (;;) {
        size_t count = ent_tokenize(tokens, TAG_TOKENS, reading->lexicon, head, &at);
        for (size_t i = 0; i < count && words->count < TAG_WORDS_MOST; i++)
            ENT_TRY(add_token(reading, &tokens[i], err));
        if (!count || words->count == TAG_WORDS_MOST)
            break;
    }
    words->sentences++;
    return ENT_OK;
}

static ent_status read_text(struct reading *reading, ent_paragraphs mode,
                            const ent_language *language, ent_arena scratch,
                            ent_error *err)
{
    ent_range *paragraphs;
    size_t count;
    ENT_TRY(
        ent_paragraph_ranges(&paragraphs, &count, &scratch, reading->text, mode, err));
    for (size_t i = 0; i < count; i++) {
        ent_arena taken = scratch;
        ent_range *sentences;
        size_t sentence_count;
        ENT_TRY(ent_sentence_ranges(&sentences, &sentence_count, &taken, reading->text,
                                    paragraphs[i], language, err));
        for (size_t j = 0; j < sentence_count; j++)
            ENT_TRY(read_sentence(reading, sentences[j], err));
    }
    return ENT_OK;
}

/* A token has a byte at least, and bigrams overlap by all but one character. */
static size_t most_words(const ent_article *article)
{
    size_t size = article->title.size + article->text.size + 1;
    return size < TAG_WORDS_MOST ? size : TAG_WORDS_MOST;
}

ent_status ent__tag_words(struct tag_words *out, ent_arena *arena, ent_lexicon *lexicon,
                          const ent_language *language, const ent_article *article,
                          ent_error *err)
{
    *out = (struct tag_words){
        .items = ent_arena_alloc(arena, most_words(article), sizeof *out->items)};
    if (!out->items)
        return ent_fail_memory(err);
    struct reading reading = {.words = out, .lexicon = lexicon};
    ent_status status = ENT_OK;
    reading.text = article->title;
    reading.field = ENT_FIELD_TITLE;
    ENT_TRY_OUT(read_text(&reading, ENT_PARAGRAPHS_BLANK, language, *arena, err));
    reading.text = article->text;
    reading.field = ENT_FIELD_TEXT;
    ENT_TRY_OUT(read_text(&reading, article->paragraphs, language, *arena, err));
out:
    ent_map_dispose(&reading.terms);
    return status;
}
