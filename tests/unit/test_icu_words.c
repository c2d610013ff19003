/* SPDX-License-Identifier: MIT */
/* Our tokens beside the words of ICU's break iterator: every difference must be one that docs/text.md explains. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <entente/text.h>

#include "base/base.h"
#include "text/unicode.h"

enum { MOST = 1 << 14 };

typedef struct words {
    ent_range items[MOST];
    size_t count;
} words;

static ent_token tokens[MOST];
static words of_icu;
static UBreakIterator *iterator;
static ent_lexicon *lexicon;

static int open_icu(void **state)
{
    (void)state;
    UErrorCode status = U_ZERO_ERROR;
    iterator = ubrk_open(UBRK_WORD, "en", NULL, 0, &status);
    lexicon = ent_lexicon_new(NULL, false);
    return U_FAILURE(status) || !lexicon;
}

static int close_icu(void **state)
{
    (void)state;
    ubrk_close(iterator);
    ent_lexicon_free(lexicon);
    return 0;
}

static void find_icu_words(ent_string text)
{
    UErrorCode status = U_ZERO_ERROR;
    UText *wrapped = utext_openUTF8(NULL, text.data, (int64_t)text.size, &status);
    ubrk_setUText(iterator, wrapped, &status);
    assert_true(U_SUCCESS(status));
    of_icu.count = 0;
    int32_t start = ubrk_first(iterator);
    for (int32_t end; (end = ubrk_next(iterator)) != UBRK_DONE; start = end)
        if (ubrk_getRuleStatus(iterator) >= UBRK_WORD_NUMBER && of_icu.count < MOST)
            of_icu.items[of_icu.count++] = (ent_range){(uint32_t)start, (uint32_t)end};
    utext_close(wrapped);
}

static bool is_hangul(uint32_t code)
{
    return (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0x1100 && code <= 0x11FF);
}

/* Does the stretch from here to there hold what our rules treat in a way of their own? */
static bool is_explained(ent_string text, uint32_t start, uint32_t end)
{
    size_t at = start;
    while (at < end) {
        uint32_t code = ent__next(text, &at);
        enum ent__class class = ent__class(code);
        if (class == ENT__HYPHEN || class >= ENT__CJK || class == ENT__CONNECTOR)
            return true;
        if (is_hangul(code) || code == 0x202F)
            return true;
        if (code == '\'' && at == end) /* geresh at the end of a Hebrew word */
            return true;
    }
    return false;
}

/* Walk both lists in blocks that begin and end together. @return the number of blocks that differ without a reason */
static size_t unexplained(ent_string text, size_t *same)
{
    size_t at = 0, faults = 0, i = 0, j = 0;
    find_icu_words(text);
    size_t count = ent_tokenize(tokens, MOST, lexicon, text, &at);
    while (i < count || j < of_icu.count) {
        uint32_t start = UINT32_MAX, end = 0;
        if (i < count)
            start = tokens[i].start;
        if (j < of_icu.count && of_icu.items[j].start < start)
            start = of_icu.items[j].start;
        bool special = false;
        size_t ours = 0, theirs = 0;
        for (bool more = true; more;) {
            more = false;
            for (; i < count && (tokens[i].start == start || tokens[i].start < end);
                 i++, ours++) {
                special |= tokens[i].kind >= ENT_TOKEN_TAG;
                end = tokens[i].end > end ? tokens[i].end : end;
                more = true;
            }
            for (; j < of_icu.count &&
                   (of_icu.items[j].start == start || of_icu.items[j].start < end);
                 j++, theirs++) {
                end = of_icu.items[j].end > end ? of_icu.items[j].end : end;
                more = true;
            }
        }
        bool equal = ours == 1 && theirs == 1 && !special &&
                     tokens[i - 1].start == of_icu.items[j - 1].start &&
                     tokens[i - 1].end == of_icu.items[j - 1].end;
        *same += equal;
        if (!equal && !special && !is_explained(text, start, end)) {
            faults++;
            print_message("differs: %.*s\n", (int)(end - start), text.data + start);
        }
    }
    return faults;
}

static void sentences_of_our_own_agree(void **state)
{
    (void)state;
    static const char *const sentences[] = {
        "The minister's reply, at 3.5 % and 1,200 votes, wasn't final (e.g. the U.S. "
        "view).",
        u8"L’été, d’après l'État, coûtera 2,5 millions d’euros à 14 h.",
        u8"Straßen und Häuser: 1.234,56 Euro, sagte sie „gestern“.",
        u8"Премьер-министр сказал: «Это не так», и ушёл в 10:30.",
        u8"الحكومة قالت: لا تعليق، حتى الآن ٣٫٥.",
        u8"यह एक छोटा वाक्य है। और यह दूसरा १२३ वाक्य।",
        u8"צה\"ל הודיע אתמול על ההחלטה.",
        u8"La col·lecció d'art és oberta.",
        u8"می\u200Cخواهم بروم، اما نمی\u200Cشود.",
        u8"Η κυβέρνηση ανακοίνωσε: «Δεν θα γίνει».",
        u8"soft\u00ADhyphen zero\u200Bwidth no\u00A0break e\u0301te\u0301 \u0301x",
    };
    size_t same = 0;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        assert_int_equal(unexplained(ent_string_of(sentences[i]), &same), 0);
    assert_true(same > 80);
}

/* 205 languages: of all words that both find, next to none differ for a reason that is not ours. */
static void a_corpus_of_two_hundred_languages_agrees(void **state)
{
    (void)state;
    const char *data = getenv("ENTENTE_DATA");
    char path[4096];
    snprintf(path, sizeof path, "%s/langid/sib200/dev.jsonl.gz",
             data ? data : "../shared/data");
    ent_input *input;
    if (ent_input_open(&input, path, NULL) != ENT_OK)
        skip();
    ent_json_parser *parser = ent_json_parser_new();
    ent_string line;
    bool end = false;
    size_t same = 0, faults = 0;
    while (ent_input_line(input, &line, &end, 0, NULL) == ENT_OK && !end) {
        struct json_object *row;
        assert_int_equal(ent_json_parse(&row, parser, line, NULL, NULL), ENT_OK);
        faults += unexplained(ent_json_string(row, "text", NULL), &same);
        json_object_put(row);
    }
    ent_json_parser_free(parser);
    ent_input_close(input);
    print_message("%zu words are the same, %zu blocks differ without a reason\n", same,
                  faults);
    assert_true(same > 390000);
    assert_true(faults <= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_of_our_own_agree),
        cmocka_unit_test(a_corpus_of_two_hundred_languages_agrees),
    };
    return cmocka_run_group_tests(tests, open_icu, close_icu);
}
