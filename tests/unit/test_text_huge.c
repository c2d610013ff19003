/* SPDX-License-Identifier: MIT */
/* Texts that are large or built to hurt: linear time, bounded memory. A quadratic step would take hours here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include <entente/text.h>

enum { MIB = 1 << 20, TOKENS = 4096 };

static ent_lexicon *lexicon;

static int open_lexicon(void **state)
{
    (void)state;
    lexicon = ent_lexicon_new(ent_language_find((ent_string){"en", 2}), true);
    return !lexicon;
}

static int close_lexicon(void **state)
{
    (void)state;
    ent_lexicon_free(lexicon);
    return 0;
}

/* `head`, then `unit` again and again up to `size` bytes. */
static ent_string repeated(const char *head, const char *unit, size_t size)
{
    char *text = malloc(size);
    assert_non_null(text);
    size_t begin = strlen(head), length = strlen(unit);
    memcpy(text, head, begin);
    for (size_t at = begin; at < size; at += length)
        memcpy(text + at, unit, size - at < length ? size - at : length);
    return (ent_string){text, size};
}

static size_t tokens_in(const char *head, const char *unit, size_t size)
{
    static ent_token tokens[TOKENS];
    ent_string text = repeated(head, unit, size);
    size_t count = 0, at = 0;
    for (size_t got; (got = ent_tokenize(tokens, TOKENS, lexicon, text, &at)) > 0;)
        count += got;
    assert_int_equal(at, size);
    ent_count_words(text);
    free((void *)(uintptr_t)text.data);
    return count;
}

static void one_token_of_50_megabytes_is_one_token(void **state)
{
    (void)state;
    assert_int_equal(tokens_in("", "x", 50 * MIB), 1);
    assert_int_equal(tokens_in("", "\xC3\xA9", 50 * MIB), 1);
    assert_int_equal(tokens_in("", "a-", 50 * MIB), 1);
    assert_int_equal(tokens_in("#", "a", 50 * MIB), 1);
    assert_int_equal(tokens_in("http://a.example/", "(", 50 * MIB), 1);
}

static void ten_million_line_feeds_are_no_token(void **state)
{
    (void)state;
    assert_int_equal(tokens_in("", "\n", 10000000), 0);
}

static void a_line_of_100_megabytes_is_cut_into_its_words(void **state)
{
    (void)state;
    assert_int_equal(tokens_in("", "one two ", 100 * MIB), 100 * MIB / 4);
}

static void deep_combining_marks_take_linear_time(void **state)
{
    (void)state;
    assert_int_equal(tokens_in("e", "\xCC\x81", 4 * MIB + 1), 1);
    assert_int_equal(tokens_in("e", "\xCC\x81\xCC\xA3", 4 * MIB + 1),
                     1); /* to be reordered */
    assert_int_equal(tokens_in("", "\xCC\x81", 4 * MIB), 0);
    assert_int_equal(tokens_in("a'", "\xCC\x81", 4 * MIB), 1);
    assert_int_equal(tokens_in("\xE0\xB8\x81", "\xE0\xB9\x89", 3 * MIB),
                     1); /* Thai: the surplus marks are none's */
}

/* Openings of links, addresses, tags and joints that come to nothing. */
static void look_ahead_is_bounded(void **state)
{
    (void)state;
    static const char *const units[] = {
        "a@", "a+", "a_", "a.",   "a'",         "a:",    "a://",    "#",
        "@",  "#_", "@_", "a@b.", "a@a@",       "x://(", "www.",    "a__",
        "\"", "&#", "-",  "a--",  "\xD7\x90\"", "\xFF",  "\xE2\x82"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        tokens_in("", units[i], MIB);
        tokens_in("a", units[i], MIB + 1);
    }
}

/* A million forms that are never seen again, and no more memory than the cache is allowed. */
static void memory_is_bounded(void **state)
{
    (void)state;
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    static ent_token tokens[TOKENS];
    enum { WORD = 40, FORMS = 1 << 10, ROUNDS = 1 << 10 };
    char text[WORD * FORMS];
    uint64_t number = 1;
    for (int round = 0; round < ROUNDS; round++) {
        memset(text, 'q', sizeof text);
        for (int i = 0; i < FORMS; i++) {
            number = number * 6364136223846793005u + 1442695040888963407u;
            for (int digit = 0; digit < 16; digit++)
                text[i * WORD + digit] = (char)('a' + (number >> (4 * digit) & 15));
            text[i * WORD + WORD - 1] = ' ';
        }
        size_t at = 0, count = 0, got;
        while ((got = ent_tokenize(tokens, TOKENS, lexicon,
                                   (ent_string){text, sizeof text}, &at)) > 0)
            count += got;
        assert_int_equal(count, FORMS);
    }
    getrusage(RUSAGE_SELF, &after);
    assert_true(after.ru_maxrss - before.ru_maxrss <
                128 * 1024); /* KiB; the bound is 45 MiB, and a table while it grows */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_token_of_50_megabytes_is_one_token),
        cmocka_unit_test(ten_million_line_feeds_are_no_token),
        cmocka_unit_test(a_line_of_100_megabytes_is_cut_into_its_words),
        cmocka_unit_test(deep_combining_marks_take_linear_time),
        cmocka_unit_test(look_ahead_is_bounded),
        cmocka_unit_test(memory_is_bounded),
    };
    return cmocka_run_group_tests(tests, open_lexicon, close_lexicon);
}
