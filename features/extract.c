/* SPDX-License-Identifier: MIT */
/* Articles to terms: word n-grams over stems, character n-grams within words. Weighs nothing, knows no vocabulary. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "features.h"

enum {
    PIECE = 1024, /* tokens at a time */
    LONGEST = 3,  /* words in an n-gram */
    LEXICONS =
        64, /* languages kept at hand; a further one takes the place of the oldest */
    CHARACTERS_MAX = 64 /* character n-grams look at this much of a word */
};

/* A lexicon and, by its form numbers, the character n-grams of each form. */
struct tongue {
    const ent_language *language;
    ent_lexicon *lexicon;
    bool is_lent;    /* by an extractor whose tokens this one takes */
    uint64_t number; /* of the lexicon: addresses come again, numbers do not */
    uint32_t generation;
    ENT_ARRAY(struct form_grams) forms; /* by form number */
    ENT_ARRAY(uint64_t) grams;
};

struct form_grams {
    uint32_t start;
    uint32_t count; /* 0: not made yet */
};

/* Where a term comes from: the token it ends at, and which of that token's terms it is. */
struct origin {
    uint32_t token;
    uint16_t order; /* words in it; 0: a character n-gram */
    uint16_t index; /* of the character n-gram within its word */
};

struct ent_extractor {
    const ent_feature_settings *settings;
    const ent_language *language; /* of articles that name none */
    const ent_vocabulary
        *vocabulary;    /* whose ids character n-grams come as; NULL: as keys */
    char last_lang[16]; /* [last_lang_size] the last article's, and what it is */
    size_t last_lang_size;
    const ent_language *last_language;
    struct tongue tongues[LEXICONS];
    size_t tongue_count, oldest;
    struct tongue *tongue; /* of the present article */
    const ent_article *article;
    ent_field field;
    size_t at;
    bool ended;
    ent_token own[PIECE];
    const ent_token *
        tokens; /* of the last piece, function words left out where the settings say so; own or another's */
    size_t token_count;
    uint64_t prefix[LONGEST]; /* [n] key of the n+1 words that end at the last token */
    size_t depth;             /* words seen in this field, at most LONGEST - 1 */
    size_t carried; /* words of the piece before that n-grams of this one begin with */
    ent_buffer carried_text[LONGEST - 1]; /* oldest first */
    uint32_t carried_start[LONGEST - 1];
    ENT_ARRAY(uint64_t) keys;
    ENT_ARRAY(struct origin) origins;
};

ent_extractor *ent__extractor_new(const ent_feature_settings *settings,
                                  const ent_language *language)
{
    ent_extractor *extractor = ent_new_zeroed(1, sizeof *extractor);
    if (!extractor)
        return NULL;
    extractor->settings = settings;
    extractor->language = language;
    return extractor;
}

static void dispose_tongue(struct tongue *tongue)
{
    if (!tongue->is_lent)
        ent_lexicon_free(tongue->lexicon);
    free(tongue->forms.items);
    free(tongue->grams.items);
    *tongue = (struct tongue){0};
}

void ent__extractor_free(ent_extractor *extractor)
{
    if (!extractor)
        return;
    for (size_t i = 0; i < extractor->tongue_count; i++)
        dispose_tongue(&extractor->tongues[i]);
    for (size_t i = 0; i < LONGEST - 1; i++)
        ent_buffer_dispose(&extractor->carried_text[i]);
    free(extractor->keys.items);
    free(extractor->origins.items);
    free(extractor);
}

void ent__extractor_look_up(ent_extractor *extractor, const ent_vocabulary *vocabulary)
{
    extractor->vocabulary = vocabulary;
    for (size_t i = 0; i < extractor->tongue_count; i++) /* whose n-grams are keys */
        extractor->tongues[i].forms.count = extractor->tongues[i].grams.count = 0;
}

/* ---- extractors that have read a corpus ---- */

ent__readers *ent__readers_new(int count, const ent_feature_settings *settings,
                               const ent_language *language)
{
    ent__readers *readers =
        calloc(1, sizeof *readers + (size_t)count * sizeof *readers->extractors);
    if (!readers)
        return NULL;
    readers->settings = *settings;
    for (; readers->count < count; readers->count++) {
        readers->extractors[readers->count] = ent__extractor_new(settings, language);
        if (!readers->extractors[readers->count]) {
            ent__readers_free(readers);
            return NULL;
        }
    }
    return readers;
}

void ent__readers_free(ent__readers *readers)
{
    for (int i = 0; readers && i < readers->count; i++)
        ent__extractor_free(readers->extractors[i]);
    free(readers);
}

/* A lexicon depends on its language and on whether it stems; character n-grams that were made of its forms on the lengths of
 * these too. */
static bool read_alike(const ent_feature_settings *a, const ent_feature_settings *b)
{
    return a->stem == b->stem && a->char_min == b->char_min && a->char_max == b->char_max;
}

ent_extractor *ent__readers_take(ent__readers *readers,
                                 const ent_feature_settings *settings,
                                 const ent_language *language)
{
    if (!readers || readers->count == 0)
        return NULL;
    ent_extractor *extractor = readers->extractors[readers->count - 1];
    if (extractor->language != language || !read_alike(&readers->settings, settings))
        return NULL;
    readers->count--;
    extractor->settings = settings;
    return extractor;
}

/* A place for one more; the oldest goes where there are too many. */
static struct tongue *add_tongue(ent_extractor *extractor, struct tongue tongue)
{
    struct tongue *place;
    if (extractor->tongue_count < LEXICONS) {
        place = &extractor->tongues[extractor->tongue_count++];
    } else {
        place = &extractor->tongues[extractor->oldest];
        extractor->oldest = (extractor->oldest + 1) % LEXICONS;
        dispose_tongue(place);
    }
    *place = tongue;
    return place;
}

static struct tongue *find_tongue(ent_extractor *extractor, const ent_language *language)
{
    static atomic_uint_fast64_t numbers;
    for (size_t i = 0; i < extractor->tongue_count; i++)
        if (extractor->tongues[i].language == language && !extractor->tongues[i].is_lent)
            return &extractor->tongues[i];
    ent_lexicon *lexicon = ent_lexicon_new(language, extractor->settings->stem);
    if (!lexicon)
        return NULL;
    return add_tongue(extractor,
                      (struct tongue){.language = language,
                                      .lexicon = lexicon,
                                      .number = atomic_fetch_add(&numbers, 1)});
}

/* Its lexicon, with n-grams of one's own for its forms. */
static struct tongue *borrow_tongue(ent_extractor *extractor, const struct tongue *lent)
{
    for (size_t i = 0; i < extractor->tongue_count; i++)
        if (extractor->tongues[i].number == lent->number && extractor->tongues[i].is_lent)
            return &extractor->tongues[i];
    return add_tongue(extractor, (struct tongue){.language = lent->language,
                                                 .lexicon = lent->lexicon,
                                                 .is_lent = true,
                                                 .number = lent->number});
}

/* Articles that follow one another are mostly in one language: its name is looked up once. */
static const ent_language *find_language(ent_extractor *extractor, ent_string lang)
{
    ent_string last = {extractor->last_lang, extractor->last_lang_size};
    if (lang.size > sizeof extractor->last_lang)
        return ent_language_find(lang);
    if (!ent_string_equal(lang, last)) {
        memcpy(extractor->last_lang, lang.data, lang.size);
        extractor->last_lang_size = lang.size;
        extractor->last_language = ent_language_find(lang);
    }
    return extractor->last_language;
}

static ent_status begin(ent_extractor *extractor, const ent_article *article,
                        struct tongue *tongue, ent_error *err)
{
    if (!tongue)
        return ent_fail_memory(err);
    extractor->tongue = tongue;
    extractor->article = article;
    extractor->field = ENT_FIELD_TITLE;
    extractor->at = 0;
    extractor->depth = extractor->carried = 0;
    extractor->token_count = 0;
    extractor->ended = false;
    return ENT_OK;
}

ent_status ent__extract_begin(ent_extractor *extractor, const ent_article *article,
                              ent_error *err)
{
    /* Where no document of the corpus named a language, all were read alike, and so is whatever comes later. */
    const ent_language *language = extractor->language && article->lang.size
                                       ? find_language(extractor, article->lang)
                                       : NULL;
    return begin(extractor, article,
                 find_tongue(extractor, language ? language : extractor->language), err);
}

/* ---- words ---- */

static void drop_stop_words(ent_extractor *extractor)
{
    size_t kept = 0;
    for (size_t i = 0; i < extractor->token_count; i++)
        if (!(extractor->own[i].flags & ENT_TOKEN_STOP))
            extractor->own[kept++] = extractor->own[i];
    extractor->token_count = kept;
}

static bool add_word_grams(ent_extractor *extractor)
{
    const ent_feature_settings *settings = extractor->settings;
    if (!settings->word_max)
        return true;
    size_t room = extractor->token_count * LONGEST;
    if (!ent_array_reserve(&extractor->keys, room) ||
        !ent_array_reserve(&extractor->origins, room))
        return false;
    uint64_t *key = extractor->keys.items + extractor->keys.count;
    struct origin *origin = extractor->origins.items + extractor->origins.count;
    for (size_t i = 0; i < extractor->token_count; i++) {
        uint64_t gram[LONGEST];
        gram[0] = extractor->tokens[i].key;
        for (size_t n = 1; n <= extractor->depth; n++)
            gram[n] = ent__ngram_key(extractor->prefix[n - 1], gram[0]);
        for (size_t n = settings->word_min;
             n <= extractor->depth + 1 && n <= settings->word_max; n++) {
            *key++ = gram[n - 1];
            *origin++ = (struct origin){(uint32_t)i, (uint16_t)n, 0};
        }
        memcpy(extractor->prefix, gram, sizeof gram);
        if (extractor->depth + 1 < settings->word_max)
            extractor->depth++;
    }
    extractor->keys.count = (size_t)(key - extractor->keys.items);
    extractor->origins.count = (size_t)(origin - extractor->origins.items);
    return true;
}

/* ---- character n-grams within a word, a space before and behind it ---- */

struct padded {
    char bytes[4 * CHARACTERS_MAX +
               3]; /* U+0001 is put before a gram only when it is hashed */
    uint16_t starts[CHARACTERS_MAX +
                    3]; /* byte offset of each character; [characters] is the end */
    size_t characters;
};

static void pad(struct padded *padded, ent_string word)
{
    size_t size = 0, characters = 0;
    padded->starts[characters++] = (uint16_t)size;
    padded->bytes[size++] = ' ';
    for (size_t i = 0; i < word.size;) {
        size_t next = i + 1;
        while (next < word.size && ((unsigned char)word.data[next] & 0xC0) == 0x80)
            next++;
        if (characters > CHARACTERS_MAX || next - i > 4)
            break;
        padded->starts[characters++] = (uint16_t)size;
        memcpy(padded->bytes + size, word.data + i, next - i);
        size += next - i;
        i = next;
    }
    padded->starts[characters++] = (uint16_t)size;
    padded->bytes[size++] = ' ';
    padded->starts[characters] = (uint16_t)size;
    padded->characters = characters;
}

/* Gram `index` of a padded word, shortest grams first; a word shorter than a gram gives itself, once. The padding alone
 * is no gram. @return false behind the last one. */
static bool character_gram(ent_string *gram, const struct padded *padded,
                           const ent_feature_settings *settings, size_t index)
{
    for (size_t n = settings->char_min; n <= settings->char_max; n++) {
        size_t padding = n == 1;
        size_t count =
            padded->characters >= n ? padded->characters - n + 1 - 2 * padding : 1;
        if (index < count) {
            size_t first = index + padding;
            size_t last = padded->characters >= n ? first + n : padded->characters;
            *gram = (ent_string){padded->bytes + padded->starts[first],
                                 (size_t)(padded->starts[last] - padded->starts[first])};
            return true;
        }
        if (padded->characters <= n)
            return false;
        index -= count;
    }
    return false;
}

static uint64_t character_key(ent_string gram)
{
    char marked[64] = {1};
    memcpy(marked + 1, gram.data, gram.size);
    return ent_hash(marked, gram.size + 1);
}

static void keys_to_ids(uint64_t *keys, size_t count, const ent_vocabulary *vocabulary)
{
    uint32_t ids[CHARACTERS_MAX];
    for (size_t i = 0, part; i < count; i += part) {
        part = count - i < CHARACTERS_MAX ? count - i : CHARACTERS_MAX;
        ent__vocabulary_find_all(ids, vocabulary, keys + i, part);
        for (size_t j = 0; j < part; j++)
            keys[i + j] = ids[j];
    }
}

/* The grams of a form are made once and kept by its number until the lexicon starts anew. */
static bool make_form_grams(const ent_extractor *extractor, uint32_t form)
{
    struct tongue *tongue = extractor->tongue;
    while (tongue->forms.count <= form)
        if (!ent_array_push(&tongue->forms, ((struct form_grams){0, 0})))
            return false;
    if (tongue->forms.items[form].count)
        return true;
    struct padded padded;
    pad(&padded, ent_lexicon_folded(tongue->lexicon, form));
    size_t start = tongue->grams.count;
    ent_string gram;
    for (size_t index = 0; character_gram(&gram, &padded, extractor->settings, index);
         index++)
        if (!ent_array_push(&tongue->grams, character_key(gram)))
            return false;
    if (extractor->vocabulary)
        keys_to_ids(tongue->grams.items + start, tongue->grams.count - start,
                    extractor->vocabulary);
    tongue->forms.items[form] =
        (struct form_grams){(uint32_t)start, (uint32_t)(tongue->grams.count - start)};
    return true;
}

static bool add_character_grams(ent_extractor *extractor)
{
    struct tongue *tongue = extractor->tongue;
    if (!extractor->settings->char_max)
        return true;
    if (tongue->generation != ent_lexicon_generation(tongue->lexicon)) {
        tongue->generation = ent_lexicon_generation(tongue->lexicon);
        tongue->forms.count = tongue->grams.count = 0;
    }
    for (size_t i = 0; i < extractor->token_count; i++) {
        uint32_t form = extractor->tokens[i].form;
        if (!make_form_grams(extractor, form))
            return false;
        struct form_grams grams = tongue->forms.items[form];
        if (!ent_array_reserve(&extractor->keys, grams.count) ||
            !ent_array_reserve(&extractor->origins, grams.count))
            return false;
        memcpy(extractor->keys.items + extractor->keys.count,
               tongue->grams.items + grams.start,
               grams.count * sizeof *extractor->keys.items);
        for (size_t j = 0; j < grams.count; j++)
            extractor->origins.items[extractor->origins.count++] =
                (struct origin){(uint32_t)i, 0, (uint16_t)j};
        extractor->keys.count += grams.count;
    }
    return true;
}

/* ---- pieces ---- */

/* The last words of a piece begin n-grams of the next one: keep their texts, whose forms the lexicon may forget. */
static void carry(ent_extractor *extractor)
{
    size_t wanted = extractor->depth;
    for (size_t i = 0; i < extractor->token_count && i < wanted; i++) {
        const ent_token *token = &extractor->tokens[extractor->token_count - 1 - i];
        ent_buffer *text = &extractor->carried_text[LONGEST - 2 - i];
        if (i == 0 && extractor->token_count == 1 &&
            wanted == 2) { /* the word before moves up */
            ent_buffer moved = extractor->carried_text[0];
            extractor->carried_text[0] = extractor->carried_text[1];
            extractor->carried_text[1] = moved;
            extractor->carried_start[0] = extractor->carried_start[1];
        }
        ent_buffer_clear(text);
        ent_buffer_string(text,
                          ent_lexicon_stem(extractor->tongue->lexicon, token->form));
        extractor->carried_start[LONGEST - 2 - i] = token->start;
    }
    extractor->carried = wanted;
}

static ent_string field_text(const ent_extractor *extractor)
{
    return extractor->field == ENT_FIELD_TITLE ? extractor->article->title
                                               : extractor->article->text;
}

/* The terms of the present tokens. */
static ent_status make_terms(ent_terms *terms, ent_extractor *extractor, ent_error *err)
{
    extractor->keys.count = extractor->origins.count = 0;
    if (!add_word_grams(extractor))
        return ent_fail_memory(err);
    terms->words = extractor->keys.count;
    if (!add_character_grams(extractor))
        return ent_fail_memory(err);
    terms->field = extractor->field;
    terms->keys = extractor->keys.items;
    terms->has_ids = extractor->vocabulary != NULL;
    terms->count = extractor->keys.count;
    return ENT_OK;
}

static void begin_field(ent_extractor *extractor, ent_field field)
{
    extractor->field = field;
    extractor->at = extractor->depth = extractor->carried = 0;
}

ent_status ent__extract_next(ent_terms *terms, ent_extractor *extractor, ent_error *err)
{
    *terms = (ent_terms){0};
    if (extractor->ended)
        return ENT_OK;
    if (extractor->token_count)
        carry(extractor);
    extractor->tokens = extractor->own;
    for (;;) {
        extractor->token_count =
            ent_tokenize(extractor->own, PIECE, extractor->tongue->lexicon,
                         field_text(extractor), &extractor->at);
        if (extractor->token_count)
            break;
        if (extractor->field == ENT_FIELD_TEXT) {
            extractor->ended = true;
            return ENT_OK;
        }
        begin_field(extractor, ENT_FIELD_TEXT);
    }
    terms->tokens = extractor->token_count;
    if (extractor->settings->stop_words)
        drop_stop_words(extractor);
    return make_terms(terms, extractor, err);
}

/* ---- several extractors over the same tokens ---- */

bool ent__extractors_read_alike(const ent_extractor *a, const ent_extractor *b)
{
    return a->language == b->language && a->settings->stem == b->settings->stem &&
           a->settings->stop_words == b->settings->stop_words;
}

ent_status ent__extract_join(ent_extractor *extractor, const ent_extractor *leader,
                             ent_error *err)
{
    return begin(extractor, leader->article, borrow_tongue(extractor, leader->tongue),
                 err);
}

ent_status ent__extract_same(ent_terms *terms, ent_extractor *extractor,
                             const ent_extractor *leader, ent_error *err)
{
    size_t tokens = terms->tokens;
    if (extractor->field != leader->field)
        begin_field(extractor, leader->field);
    extractor->tokens = leader->tokens;
    extractor->token_count = leader->token_count;
    *terms = (ent_terms){.tokens = tokens};
    return make_terms(terms, extractor, err);
}

ent_span ent__extract_span(const ent_extractor *extractor, size_t index)
{
    struct origin origin = extractor->origins.items[index];
    size_t words = origin.order ? origin.order : 1;
    uint32_t start;
    if (origin.token + 1 >= words)
        start = extractor->tokens[origin.token + 1 - words].start;
    else
        start = extractor->carried_start[LONGEST - words + origin.token];
    return (ent_span){extractor->field, start, extractor->tokens[origin.token].end};
}

void ent__extract_text(ent_buffer *out, const ent_extractor *extractor, size_t index)
{
    struct origin origin = extractor->origins.items[index];
    const ent_lexicon *lexicon = extractor->tongue->lexicon;
    if (!origin.order) {
        struct padded padded;
        pad(&padded, ent_lexicon_folded(lexicon, extractor->tokens[origin.token].form));
        ent_string gram = {NULL, 0};
        character_gram(&gram, &padded, extractor->settings, origin.index);
        ent_buffer_byte(out, 1);
        ent_buffer_string(out, gram);
        return;
    }
    for (size_t word = 0; word < origin.order; word++) {
        size_t back = origin.order - 1 - word; /* words before the last one */
        if (word)
            ent_buffer_byte(out, ' ');
        if (back <= origin.token)
            ent_buffer_string(
                out,
                ent_lexicon_stem(lexicon, extractor->tokens[origin.token - back].form));
        else
            ent_buffer_string(
                out, ent_buffer_view(
                         &extractor->carried_text[LONGEST - 1 - (back - origin.token)]));
    }
}
