/* SPDX-License-Identifier: MIT */
/* Reading an article's words: sentence by sentence, with the breaks that no phrase reaches over. */
#include "words.h"

#include <string.h>

#include <utf8proc.h>

struct reading {
    struct tag_words *words;
    const struct tag_reader *reader;
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

static bool is_capital(ent_string text, size_t at)
{
    utf8proc_int32_t code;
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text.data + at,
                                             (utf8proc_ssize_t)(text.size - at), &code);
    return size > 0 && utf8proc_category(code) == UTF8PROC_CATEGORY_LU;
}

/* Leave out what an apostrophe joins to a word, where the stem does: in front, or "'s" behind. */
static void trim(struct reading *reading, struct tag_word *word, const ent_token *token)
{
    uint32_t mark = 0;
    uint32_t tail = behind_apostrophe(reading->text, word->start, word->end, &mark);
    if (!tail || token->kind != ENT_TOKEN_WORD)
        return;
    ent_string stem = ent_lexicon_stem(reading->reader->lexicon, token->form);
    bool elided = !(stem.size && memchr(stem.data, '\'', stem.size));
    char last = reading->text.data[word->end - 1];
    if (elided && word->end - tail == 1 && (last == 's' || last == 'S')) {
        word->end = mark;
        reading->breaks = true;
    } else if (elided && mark - word->start <= 6 && tail < word->end &&
               mark - word->start < word->end - tail) {
        word->start = tail;
        word->flags &= (uint16_t) ~(ENT_TOKEN_UPPER | ENT_TOKEN_ALL_UPPER);
        if (is_capital(reading->text, tail))
            word->flags |= ENT_TOKEN_UPPER; /* l'Union */
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

/* ---- what a word is ---- */

/* The folded form, without what an apostrophe joins to it. */
static ent_string bare_form(const struct reading *reading, const ent_token *token,
                            const struct tag_word *word)
{
    ent_string folded = ent_lexicon_folded(reading->reader->lexicon, token->form);
    const char *mark = memrchr(folded.data, '\'', folded.size);
    if (!mark || word->end - word->start == token->end - token->start)
        return folded;
    size_t head = (size_t)(mark - folded.data);
    if (word->start == token->start)
        return (ent_string){folded.data, head};
    return (ent_string){mark + 1, folded.size - head - 1};
}

static bool is_cut(const struct reading *reading, const ent_token *token, ent_string bare)
{
    switch (token->kind) {
    case ENT_TOKEN_WORD:
        return ent__tag_cuts(&reading->reader->cuts, bare);
    case ENT_TOKEN_BIGRAM:
        return ent__tag_cuts_bigram(
            (ent_string){reading->text.data + token->start, token->end - token->start});
    default:
        return token->kind != ENT_TOKEN_TAG;
    }
}

static void set_flags(struct reading *reading, struct tag_word *word,
                      const ent_token *token, bool breaks)
{
    const struct tag_word *before = reading->words->count ? word - 1 : NULL;
    if (before && before->field != word->field)
        before = NULL;
    if (!before || before->sentence != word->sentence)
        word->flags |= TAG_WORD_BREAK | TAG_WORD_FIRST;
    else if (breaks || before->key == word->key ||
             is_broken(reading->text, before->end, token->start))
        word->flags |= TAG_WORD_BREAK;
    if (before && is_opened(reading->text, before->end, token->start))
        word->flags |= TAG_WORD_FIRST;
    ent_string bare = bare_form(reading, token, word);
    if (word->flags & ENT_TOKEN_STOP) {
        if (ent__tag_is_particle(&reading->reader->cuts, bare))
            word->flags |= TAG_WORD_PARTICLE;
        return;
    }
    for (size_t i = 0; token->kind == ENT_TOKEN_WORD && i < bare.size; i++)
        if (bare.data[i] >= '0' && bare.data[i] <= '9')
            word->flags |= TAG_WORD_DIGIT;
    if (ent__tag_is_date(&reading->reader->cuts, bare))
        word->flags =
            (uint16_t)((word->flags & ~(ENT_TOKEN_UPPER | ENT_TOKEN_ALL_UPPER)) |
                       TAG_WORD_CUT);
    else if (is_cut(reading, token, bare))
        word->flags |= TAG_WORD_CUT;
    if (ent__tag_is_title(&reading->reader->cuts, bare))
        word->flags |= TAG_WORD_TITLE;
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
    set_flags(reading, word, token, breaks);
    uint32_t *place = ent_map_put(&reading->terms, token->key);
    if (!place)
        return ent_fail_memory(err);
    if (*place == ENT_MAP_NONE)
        *place = (uint32_t)words->terms++;
    word->term = *place;
    words->count++;
    return ENT_OK;
}

/* Where nearly every word is in capitals, as in titles, capitals say nothing; else a word with one is part of a name. */
static void read_case(struct tag_words *words, size_t from, bool is_heading)
{
    size_t content = 0, upper = 0;
    for (size_t i = from; i < words->count; i++) {
        const struct tag_word *word = &words->items[i];
        if (word->kind != ENT_TOKEN_WORD || (word->flags & ENT_TOKEN_STOP))
            continue;
        content++;
        upper += (word->flags & ENT_TOKEN_UPPER) != 0;
    }
    bool says_nothing = content >= 4 && upper * 10 >= content * (is_heading ? 7 : 9);
    for (size_t i = from; i < words->count; i++) {
        struct tag_word *word = &words->items[i];
        uint16_t name = ENT_TOKEN_UPPER | TAG_WORD_DIGIT;
        if (says_nothing)
            word->flags |= TAG_WORD_FIRST;
        if ((word->flags & name) == name)
            word->flags = (uint16_t)((word->flags & ~TAG_WORD_CUT) | TAG_WORD_PROPER);
        else if (says_nothing)
            continue;
        else if (word->kind == ENT_TOKEN_WORD && (word->flags & ENT_TOKEN_UPPER) &&
                 !(word->flags & (TAG_WORD_FIRST | ENT_TOKEN_STOP)))
            word->flags = (uint16_t)((word->flags & ~TAG_WORD_CUT) | TAG_WORD_PROPER);
        else if (word->kind == ENT_TOKEN_NUMBER && i > from &&
                 (word[-1].flags & TAG_WORD_PROPER) && !(word->flags & TAG_WORD_BREAK))
            word->flags = (uint16_t)((word->flags & ~TAG_WORD_CUT) | TAG_WORD_PROPER);
    }
}

/* Headings end without a full stop. */
static bool ends_with_stop(ent_string sentence)
{
    for (size_t i = 0; i < 4 && i < sentence.size; i++) {
        char c = sentence.data[sentence.size - 1 - i];
        if (c == '.' || c == '!' || c == '?')
            return true;
    }
    return false;
}

static ent_status read_sentence(struct reading *reading, ent_range sentence,
                                ent_error *err)
{
    struct tag_words *words = reading->words;
    ent_string head = {reading->text.data, sentence.end};
    ent_token tokens[TAG_TOKENS];
    size_t at = sentence.start;
    size_t from = words->count;
    reading->breaks = false;
    for (;;) {
        size_t count =
            ent_tokenize(tokens, TAG_TOKENS, reading->reader->lexicon, head, &at);
        for (size_t i = 0; i < count && words->count < TAG_WORDS_MOST; i++)
            ENT_TRY(add_token(reading, &tokens[i], err));
        if (!count || words->count == TAG_WORDS_MOST)
            break;
    }
    read_case(words, from, !ends_with_stop(head));
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

/* A language without a list of function words: what is short and makes up a hundredth of the text or more. */
static ent_status guess_stop_words(struct tag_words *words, const struct tag_cuts *cuts,
                                   ent_arena scratch, ent_error *err)
{
    if (cuts->words.count || words->count < 100)
        return ENT_OK;
    uint32_t *counts = ent_arena_alloc(&scratch, words->terms, sizeof *counts);
    if (!counts)
        return ent_fail_memory(err);
    for (size_t i = 0; i < words->count; i++) {
        const struct tag_word *word = &words->items[i];
        if (word->flags & ENT_TOKEN_STOP)
            return ENT_OK;
        counts[word->term] += word->kind == ENT_TOKEN_WORD;
    }
    for (size_t i = 0; i < words->count; i++) {
        struct tag_word *word = &words->items[i];
        size_t hundredfold = (size_t)counts[word->term] * 100;
        if (hundredfold >= words->count && hundredfold < 25 * words->count &&
            word->end - word->start <= 4 && !(word->flags & TAG_WORD_PROPER))
            word->flags |= ENT_TOKEN_STOP;
    }
    return ENT_OK;
}

/* What a term is elsewhere in the text. */
enum { TERM_PROPER = 1, TERM_LOWER = 2 };

/* What is part of a name somewhere is so where a capital says nothing too, and so is what stands before a name there. */
static ent_status spread_names(struct tag_words *words, ent_arena scratch, ent_error *err)
{
    uint8_t *seen = ent_arena_alloc(&scratch, words->terms, sizeof *seen);
    if (!seen)
        return ent_fail_memory(err);
    for (size_t i = 0; i < words->count; i++) {
        const struct tag_word *word = &words->items[i];
        seen[word->term] |= word->flags & TAG_WORD_PROPER   ? TERM_PROPER
                            : word->flags & ENT_TOKEN_UPPER ? 0
                                                            : TERM_LOWER;
    }
    for (size_t i = words->count; i-- > 0;) {
        struct tag_word *word = &words->items[i];
        if (!(word->flags & ENT_TOKEN_UPPER) || !(word->flags & TAG_WORD_FIRST) ||
            (word->flags & ENT_TOKEN_STOP))
            continue;
        bool before_name = i + 1 < words->count && (word[1].flags & TAG_WORD_PROPER) &&
                           !(word[1].flags & (TAG_WORD_BREAK | TAG_WORD_FIRST)) &&
                           !(word->flags & TAG_WORD_CUT) &&
                           !(seen[word->term] & TERM_LOWER);
        if ((seen[word->term] & TERM_PROPER) || before_name)
            word->flags = (uint16_t)((word->flags & ~TAG_WORD_CUT) | TAG_WORD_PROPER);
    }
    /* President Putin, Mr Putin: a title is no part of the name. */
    for (size_t i = words->count; i-- > 1;) {
        struct tag_word *word = &words->items[i - 1];
        if ((word->flags & TAG_WORD_TITLE) && (word->flags & ENT_TOKEN_UPPER) &&
            !(word[1].flags & TAG_WORD_BREAK) &&
            ((word[1].flags & TAG_WORD_PROPER) ||
             (word[1].flags & (TAG_WORD_TITLE | TAG_WORD_CUT)) ==
                 (TAG_WORD_TITLE | TAG_WORD_CUT)))
            word->flags = (uint16_t)((word->flags & ~TAG_WORD_PROPER) | TAG_WORD_CUT);
    }
    return ENT_OK;
}

/* Lower case, and part of a phrase. */
static bool is_lower(const struct tag_word *word)
{
    return word->kind == ENT_TOKEN_WORD && ent__tag_is_content(word) &&
           !(word->flags & (ENT_TOKEN_UPPER | TAG_WORD_PROPER));
}

/*
 * Where a run of words ends with a name, the name is a phrase by itself: "striker Ann Marsh". What stands between two names
 * is their verb: "FSB feared China". Not in German, which writes every noun with a capital.
 */
static void part_names(struct tag_words *words, const ent_language *language)
{
    if (language && strcmp(language->code, "de") == 0)
        return;
    for (size_t i = 1; i < words->count; i++) {
        struct tag_word *word = &words->items[i];
        if (!(word->flags & TAG_WORD_PROPER) || (word->flags & TAG_WORD_BREAK) ||
            !is_lower(word - 1))
            continue;
        size_t end = i, from = i - 1;
        while (end < words->count && (words->items[end].flags & TAG_WORD_PROPER) &&
               (end == i || !(words->items[end].flags & TAG_WORD_BREAK)))
            end++;
        if (end < words->count && is_lower(&words->items[end]) &&
            !(words->items[end].flags & TAG_WORD_BREAK))
            continue;
        word->flags |= TAG_WORD_BREAK;
        while (from > 0 && is_lower(&words->items[from]) &&
               !(words->items[from].flags & TAG_WORD_BREAK))
            from--;
        for (size_t j = from + 1; (words->items[from].flags & TAG_WORD_PROPER) && j < i;
             j++)
            words->items[j].flags |= TAG_WORD_CUT;
    }
}

ent_status ent__tag_words(struct tag_words *out, ent_arena *arena,
                          const struct tag_reader *reader, const ent_article *article,
                          ent_error *err)
{
    *out = (struct tag_words){
        .items = ent_arena_alloc(arena, most_words(article), sizeof *out->items)};
    if (!out->items)
        return ent_fail_memory(err);
    struct reading reading = {.words = out, .reader = reader};
    ent_status status = ENT_OK;
    reading.text = article->title;
    reading.field = ENT_FIELD_TITLE;
    ENT_TRY_OUT(read_text(&reading, ENT_PARAGRAPHS_BLANK, reader->language, *arena, err));
    reading.text = article->text;
    reading.field = ENT_FIELD_TEXT;
    ENT_TRY_OUT(read_text(&reading, article->paragraphs, reader->language, *arena, err));
    ENT_TRY_OUT(guess_stop_words(out, &reader->cuts, *arena, err));
    ENT_TRY_OUT(spread_names(out, *arena, err));
    part_names(out, reader->language);
out:
    ent_map_dispose(&reading.terms);
    return status;
}
