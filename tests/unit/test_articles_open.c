/* SPDX-License-Identifier: MIT */
/* The door of articles/: plain text, records, folders, and what happens to bad input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "articles/open/open.h"
#include "base/base.h"

static char folder[64];
static char told[4][400];
static size_t told_count;

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/entente-test-XXXXXX");
    told_count = 0;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static const char *path_of(const char *name)
{
    static char paths[8][128];
    static size_t next;
    char *path = paths[next++ % 8];
    snprintf(path, 128, "%s/%s", folder, name);
    return path;
}

static const char *put(const char *name, const char *data, size_t size)
{
    const char *path = path_of(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    fclose(file);
    return path;
}
#define PUT(name, text) put(name, text, sizeof(text) - 1)

static void tell(void *context, const char *message)
{
    (void)context;
    if (told_count < 4)
        snprintf(told[told_count++], sizeof told[0], "%s", message);
}

static ent_articles *open_with(const char *path, ent_articles_options options)
{
    const char *paths[] = {path};
    ent_articles *reader = NULL;
    if (options.on_error == ENT_ON_ERROR_FAIL)
        options.on_error = ENT_ON_ERROR_SKIP;
    options.bad = tell;
    assert_int_equal(ent_articles_open(&reader, paths, 1, &options, NULL), ENT_OK);
    return reader;
}

static ent_articles *open_one(const char *path)
{
    return open_with(path, (ent_articles_options){0});
}

static ent_article next(ent_articles *reader)
{
    ent_article article;
    bool end = true;
    assert_int_equal(ent_articles_next(reader, &article, &end, NULL), ENT_OK);
    assert_false(end);
    return article;
}

static void expect_end(ent_articles *reader, uint64_t articles, uint64_t faults)
{
    ent_article article;
    bool end = false;
    assert_int_equal(ent_articles_next(reader, &article, &end, NULL), ENT_OK);
    assert_true(end);
    assert_int_equal(ent_articles_get_report(reader).articles, articles);
    assert_int_equal(ent_articles_get_report(reader).faults, faults);
    ent_articles_free(reader);
}

static void expect(ent_string value, const char *wanted)
{
    assert_int_equal(value.size, strlen(wanted));
    assert_memory_equal(value.data, wanted, value.size);
}

/* ---- plain text ---- */

static void a_text_file_is_an_article(void **state)
{
    (void)state;
    const char *path =
        PUT("a.txt", "Mayor resigns\n\nThe mayor resigned.\n\nNo reason.\n");
    ent_articles *reader = open_one(path);
    ent_article article = next(reader);
    expect(article.id, path);
    expect(article.title, "Mayor resigns");
    expect(article.text, "The mayor resigned.\n\nNo reason.");
    assert_int_equal(article.paragraphs, ENT_PARAGRAPHS_AUTO);
    assert_int_equal(article.lang.size, 0);
    expect_end(reader, 1, 0);
}

static void a_first_line_without_a_blank_line_is_no_title(void **state)
{
    (void)state;
    ent_articles *reader = open_one(PUT("a.txt", "Mayor resigns\nThe mayor resigned.\n"));
    ent_article article = next(reader);
    expect(article.title, "");
    expect(article.text, "Mayor resigns\nThe mayor resigned.\n");
    expect_end(reader, 1, 0);
}

static void a_sentence_is_no_title(void **state)
{
    (void)state;
    ent_articles *reader = open_one(PUT("a.txt", "The mayor resigned.\n\nNo reason.\n"));
    expect(next(reader).title, "");
    expect_end(reader, 1, 0);
}

static void a_lone_line_is_no_title(void **state)
{
    (void)state;
    ent_articles *reader = open_one(PUT("a.txt", "Mayor resigns\n\n"));
    ent_article article = next(reader);
    expect(article.title, "");
    expect(article.text, "Mayor resigns\n\n");
    expect_end(reader, 1, 0);
}

/* One U+FFFD for the NUL, one for 0xFF, one for E2 82, the maximal part of a three-byte sequence (Unicode 3.9). */
static void bytes_that_are_not_text_are_repaired_and_counted(void **state)
{
    (void)state;
    ent_articles *reader =
        open_one(PUT("a.txt", "äöüß a\0b some text \xFF and \xE2\x82 end"));
    ent_article article = next(reader);
    expect(article.text, "äöüß a\xEF\xBF\xBD"
                         "b some text \xEF\xBF\xBD and \xEF\xBF\xBD end");
    assert_int_equal(ent_articles_get_report(reader).repaired, 3);
    expect_end(reader, 1, 0);
}

static void a_byte_order_mark_is_not_text(void **state)
{
    (void)state;
    ent_articles *reader = open_one(PUT("a.txt", "\xEF\xBB\xBFHello there"));
    expect(next(reader).text, "Hello there");
    expect_end(reader, 1, 0);
}

static void gzip_is_read_through(void **state)
{
    (void)state;
    const char *path = path_of("a.txt.gz");
    gzFile file = gzopen(path, "wb");
    gzputs(file, "Hello there");
    gzclose(file);
    ent_articles *reader = open_one(path);
    expect(next(reader).text, "Hello there");
    expect_end(reader, 1, 0);
}

static void the_paragraph_mode_can_be_wished_for(void **state)
{
    (void)state;
    ent_articles *reader =
        open_with(PUT("a.txt", "One\nTwo"), (ent_articles_options){.paragraphs = "line"});
    assert_int_equal(next(reader).paragraphs, ENT_PARAGRAPHS_LINE);
    expect_end(reader, 1, 0);
    const char *paths[] = {path_of("a.txt")};
    ent_articles_options wrong = {.paragraphs = "word"};
    assert_int_equal(ent_articles_open(&reader, paths, 1, &wrong, NULL), ENT_EARG);
}

/* ---- language ---- */

static const char *says_xx(void *context, ent_string text)
{
    (void)text;
    return context;
}

static void language_comes_from_record_then_option_then_identification(void **state)
{
    (void)state;
    static char xx[] = "xx";
    const char *path =
        PUT("a.jsonl", "{\"text\":\"a\",\"lang\":\"de\"}\n{\"text\":\"b\"}\n");
    ent_articles *reader = open_with(path, (ent_articles_options){.lang = "fr"});
    expect(next(reader).lang, "de");
    expect(next(reader).lang, "fr");
    expect_end(reader, 2, 0);
    reader = open_with(
        path, (ent_articles_options){.identify = says_xx, .identify_context = xx});
    expect(next(reader).lang, "de");
    expect(next(reader).lang, "xx");
    expect_end(reader, 2, 0);
}

/* ---- records ---- */

static void json_lines_are_recognised_and_keep_their_fields(void **state)
{
    (void)state;
    const char *path = PUT("a", "{\"id\":\"7\",\"title\":\"T\",\"text\":\"One\\nTwo\","
                                "\"labels\":[\"x\",\"y\"]}\n");
    ent_articles *reader = open_one(path);
    ent_article article = next(reader);
    expect(article.id, "7");
    expect(article.title, "T");
    expect(article.text, "One\nTwo");
    assert_int_equal(article.paragraphs, ENT_PARAGRAPHS_LINE);
    const ent_article_details *details = ent_articles_details(reader);
    assert_int_equal(details->topic_count, 2);
    expect(details->topics[1], "y");
    assert_int_equal(details->line, 1);
    assert_string_equal(details->file, path);
    expect_end(reader, 1, 0);
}

static void a_bad_line_is_named_and_passed_over(void **state)
{
    (void)state;
    const char *path =
        PUT("a.jsonl", "{\"text\":\"a\"}\n{\"text\":}\n{\"text\":\"c\"}\n");
    ent_articles *reader = open_one(path);
    expect(next(reader).text, "a");
    expect(next(reader).text, "c");
    expect_end(reader, 2, 1);
    char wanted[200];
    snprintf(wanted, sizeof wanted, "%s:2:", path);
    assert_int_equal(told_count, 1);
    assert_memory_equal(told[0], wanted, strlen(wanted));
}

static void a_bad_line_can_end_the_reading(void **state)
{
    (void)state;
    const char *paths[] = {PUT("a.jsonl", "{\"text\":\"a\"}\n{\"text\":}\n")};
    ent_articles *reader;
    ent_article article;
    ent_error err;
    bool end;
    assert_int_equal(ent_articles_open(&reader, paths, 1, NULL, NULL), ENT_OK);
    assert_int_equal(ent_articles_next(reader, &article, &end, &err), ENT_OK);
    assert_int_equal(ent_articles_next(reader, &article, &end, &err), ENT_EDATA);
    assert_non_null(strstr(err.msg, "a.jsonl:2:"));
    assert_int_equal(ent_articles_get_report(reader).faults, 1);
    ent_articles_free(reader);
}

/* Bad records of two files go to one quarantine file, byte for byte. */
static void quarantine_collects_from_every_file(void **state)
{
    (void)state;
    const char *paths[] = {PUT("a.jsonl", "{\"text\":}\n{\"text\":\"a\"}\n"),
                           PUT("b.jsonl", "{\"text\":\"b\"}\n[\n")};
    char quarantine[128];
    snprintf(quarantine, sizeof quarantine, "%s", path_of("bad"));
    ent_articles_options options = {.on_error = ENT_ON_ERROR_QUARANTINE,
                                    .quarantine = quarantine};
    ent_articles *reader;
    assert_int_equal(ent_articles_open(&reader, paths, 2, &options, NULL), ENT_OK);
    expect(next(reader).text, "a");
    expect(next(reader).text, "b");
    expect_end(reader, 2, 2);
    char kept[100] = {0};
    FILE *file = fopen(quarantine, "rb");
    assert_non_null(file);
    assert_int_equal(fread(kept, 1, sizeof kept - 1, file), 12);
    fclose(file);
    assert_string_equal(kept, "{\"text\":}\n[\n");
}

/* ---- inputs that are no articles ---- */

static void an_empty_file_is_a_fault(void **state)
{
    (void)state;
    expect_end(open_one(PUT("a.txt", "")), 0, 1);
    assert_non_null(strstr(told[0], "a.txt: file is empty"));
}

static void white_space_is_no_article(void **state)
{
    (void)state;
    expect_end(open_one(PUT("a.txt", " \n\n\t\n")), 0, 1);
    assert_non_null(strstr(told[0], "a.txt: no text in it"));
}

static void a_binary_file_is_a_fault(void **state)
{
    (void)state;
    expect_end(open_one(PUT("a.png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1")), 0,
               1);
    assert_non_null(strstr(told[0], "not text"));
}

static void a_truncated_gzip_file_is_a_fault(void **state)
{
    (void)state;
    expect_end(open_one(PUT("a.gz", "\x1f\x8b\x08\0\0\0\0\0\0\3\x4b")), 0, 1);
    assert_non_null(strstr(told[0], "gzip"));
}

static void a_missing_file_is_an_error_at_once(void **state)
{
    (void)state;
    const char *paths[] = {path_of("nothing")};
    ent_articles *reader;
    ent_error err;
    assert_int_equal(ent_articles_open(&reader, paths, 1, NULL, &err), ENT_EIO);
    assert_non_null(strstr(err.msg, "nothing"));
    assert_int_equal(ent_articles_open(&reader, paths, 0, NULL, &err), ENT_EARG);
}

static void a_folder_is_every_file_in_it_in_byte_order(void **state)
{
    (void)state;
    mkdir(path_of("d"), 0755);
    mkdir(path_of("d/b"), 0755);
    PUT("d/c.txt", "third");
    PUT("d/b/x.txt", "second");
    PUT("d/a.txt", "first");
    PUT("d/.hidden", "never");
    ent_articles *reader = open_one(path_of("d"));
    expect(next(reader).text, "first");
    expect(next(reader).text, "second");
    expect(next(reader).text, "third");
    expect_end(reader, 3, 0);
}

static void an_empty_folder_is_a_fault(void **state)
{
    (void)state;
    mkdir(path_of("d"), 0755);
    expect_end(open_one(path_of("d")), 0, 1);
    assert_non_null(strstr(told[0], "no file in this folder"));
}

static void a_bad_file_does_not_hide_the_next(void **state)
{
    (void)state;
    const char *paths[] = {PUT("a.txt", ""), PUT("b.txt", "text")};
    ent_articles *reader;
    ent_articles_options options = {.on_error = ENT_ON_ERROR_SKIP, .bad = tell};
    assert_int_equal(ent_articles_open(&reader, paths, 2, &options, NULL), ENT_OK);
    expect(next(reader).text, "text");
    expect_end(reader, 1, 1);
}

static void a_file_beyond_the_limit_is_a_fault(void **state)
{
    (void)state;
    expect_end(
        open_with(PUT("a.txt", "0123456789"), (ent_articles_options){.record_limit = 9}),
        0, 1);
    assert_non_null(strstr(told[0], "longer than 9 bytes"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
/* Seconds as `date -u -d TIME +%s` prints them. */
static void times_become_seconds_and_back(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t seconds;
        const char *back;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"},
        {"1970-01-02", 86400, "1970-01-02T00:00:00Z"},
        {"1969-12-31T23:59:59Z", -1, "1969-12-31T23:59:59Z"},
        {"2019-11-19T15:16:49+02:00", 1574169409, "2019-11-19T13:16:49Z"},
        {"Tue, 19 Nov 2019 13:16:49 GMT", 1574169409, "2019-11-19T13:16:49Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t seconds = 7;
        char back[ENT_TIME_SIZE];
        assert_true(ent_time_read(&seconds, ent_string_of(cases[i].text)));
        assert_int_equal(seconds, cases[i].seconds);
        ent_time_write(back, seconds);
        assert_string_equal(back, cases[i].back);
    }
    static const char *const wrong[] = {"", "7 hours ago", "2019-13-01", "2019-11-19x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t seconds = 7;
        assert_false(ent_time_read(&seconds, ent_string_of(wrong[i])));
        assert_int_equal(seconds, 7);
    }
    char far[ENT_TIME_SIZE];
    ent_time_write(far, INT64_MAX);
    assert_string_equal(far, "9999-12-31T23:59:59Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_text_file_is_an_article),
        TEST(times_become_seconds_and_back),
        TEST(a_first_line_without_a_blank_line_is_no_title),
        TEST(a_sentence_is_no_title),
        TEST(a_lone_line_is_no_title),
        TEST(bytes_that_are_not_text_are_repaired_and_counted),
        TEST(a_byte_order_mark_is_not_text),
        TEST(gzip_is_read_through),
        TEST(the_paragraph_mode_can_be_wished_for),
        TEST(language_comes_from_record_then_option_then_identification),
        TEST(json_lines_are_recognised_and_keep_their_fields),
        TEST(a_bad_line_is_named_and_passed_over),
        TEST(a_bad_line_can_end_the_reading),
        TEST(quarantine_collects_from_every_file),
        TEST(an_empty_file_is_a_fault),
        TEST(white_space_is_no_article),
        TEST(a_binary_file_is_a_fault),
        TEST(a_truncated_gzip_file_is_a_fault),
        TEST(a_missing_file_is_an_error_at_once),
        TEST(a_folder_is_every_file_in_it_in_byte_order),
        TEST(an_empty_folder_is_a_fault),
        TEST(a_bad_file_does_not_hide_the_next),
        TEST(a_file_beyond_the_limit_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
