/* SPDX-License-Identifier: MIT */
/* Words for comparing texts that people and programs wrote: folded, perhaps stemmed, as hashes. */
#include "words.h"

#include <string.h>

#include <libstemmer.h>
#include <utf8proc.h>

#include <entente/text.h>

#include "base/base.h"

ent_status ent__word_reader_open(struct word_reader *reader, enum word_rules rules,
                                 ent_string lang, ent_error *err)
{
    const ent_language *language = ent_language_find(lang);
    *reader =
        (struct word_reader){rules, language && strcmp(language->code, "en") == 0, NULL};
    const char *algorithm = NULL;
    if (rules != WORDS_FOLDED && reader->english)
        algorithm = "porter";
    else if (rules == WORDS_STEMMED && language)
        algorithm = language->stemmer;
    if (!algorithm)
        return ENT_OK;
    reader->stemmer = sb_stemmer_new(algorithm, NULL);
    return reader->stemmer ? ENT_OK : ent_fail_memory(err);
}

void ent__word_reader_close(struct word_reader *reader)
{
    if (reader->stemmer)
        sb_stemmer_delete(reader->stemmer);
    reader->stemmer = NULL;
}

/* ---- characters ---- */

/* Scripts that put no spaces between words: Thai to Tibetan, Myanmar, Khmer, Kana, Han and their extensions. */
static bool is_unspaced(int32_t c)
{
    return (c >= 0x0E00 && c <= 0x0FFF) || (c >= 0x1000 && c <= 0x109F) ||
           (c >= 0x1780 && c <= 0x17FF) || (c >= 0x3040 && c <= 0x30FF) ||
           (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_ascii_word(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_mark(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

static bool is_word(int32_t c, bool ascii_only)
{
    if (c < 0x80 || ascii_only)
        return is_ascii_word(c);
    utf8proc_category_t category = utf8proc_category(c);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

/* ---- words ---- */

static uint64_t hash_word(const struct word_reader *reader, const char *word, size_t size)
{
    bool stems =
        reader->stemmer && size <= 1000 && (reader->rules == WORDS_STEMMED || size > 3);
    if (stems) {
        const sb_symbol *stem =
            sb_stemmer_stem(reader->stemmer, (const sb_symbol *)word, (int)size);
        if (stem)
            return ent_hash(stem, (size_t)sb_stemmer_length(reader->stemmer));
    }
    return ent_hash(word, size);
}

/* A text's words in the making. */
struct collector {
    const struct word_reader *reader;
    uint64_t *words; /* in the arena */
    size_t count;
    ent_buffer word; /* the one that is being read, lower-cased */
    bool single;     /* it is of a script that makes each character a word */
};

static void end_word(struct collector *collector)
{
    if (collector->word.size && !collector->word.failed)
        collector->words[collector->count++] =
            hash_word(collector->reader, collector->word.data, collector->word.size);
    collector->word.size = 0;
}

static void take_character(struct collector *collector, int32_t c)
{
    const struct word_reader *reader = collector->reader;
    if (!is_word(c, reader->rules == WORDS_ROUGE && reader->english)) {
        end_word(collector);
        return;
    }
    if (!is_mark(c)) { /* a mark stays with what it marks */
        if (is_unspaced(c) || collector->single)
            end_word(collector);
        collector->single = is_unspaced(c);
    }
    uint8_t utf8[4];
    utf8proc_ssize_t size = utf8proc_encode_char(utf8proc_tolower(c), utf8);
    ent_buffer_append(&collector->word, utf8, (size_t)size);
}

ent_status ent__words_read(uint64_t **out, size_t *count, ent_arena *arena,
                           const struct word_reader *reader, ent_string text,
                           ent_error *err)
{
    /* A word takes a byte at least; what is not used is given back below. */
    struct collector collector = {.reader = reader};
    collector.words = ent_arena_alloc(arena, text.size, sizeof *collector.words);
    if (!collector.words)
        return ent_fail_memory(err);
    for (size_t at = 0; at < text.size;) {
        int32_t c;
        utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text.data + at,
                                                 (utf8proc_ssize_t)(text.size - at), &c);
        bool valid = size > 0; /* invalid bytes separate words */
        take_character(&collector, valid ? c : ' ');
        at += valid ? (size_t)size : 1;
    }
    end_word(&collector);
    bool failed = collector.word.failed;
    ent_buffer_dispose(&collector.word);
    if (failed)
        return ent_fail_memory(err);
    arena->next = (char *)(collector.words + collector.count);
    *out = collector.words;
    *count = collector.count;
    return ENT_OK;
}
