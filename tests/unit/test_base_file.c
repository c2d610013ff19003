/* SPDX-License-Identifier: MIT */
/* Files: lines through gzip, damaged streams, atomic replacement. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/base.h"

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/entente-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    fclose(file);
}

/* Append one gzip member. */
static void put_gzip(const char *path, const char *text, const char *mode)
{
    gzFile file = gzopen(path, mode);
    assert_non_null(file);
    gzputs(file, text);
    gzclose(file);
}

static void expect_line(ent_input *input, const char *wanted)
{
    ent_string line;
    bool end;
    assert_int_equal(ent_input_line(input, &line, &end, 0, NULL), ENT_OK);
    if (!wanted) {
        assert_true(end);
        return;
    }
    assert_false(end);
    assert_int_equal(line.size, strlen(wanted));
    assert_memory_equal(line.data, wanted, line.size);
}

static void lines_end_at_line_feeds(void **state)
{
    (void)state;
    char *path = path_of("lines");
    put(path, "one\r\n\ntwo\nlast", 14);
    ent_input *input;
    assert_int_equal(ent_input_open(&input, path, NULL), ENT_OK);
    expect_line(input, "one");
    expect_line(input, "");
    expect_line(input, "two");
    expect_line(input, "last");
    assert_int_equal(ent_input_line_number(input), 4);
    expect_line(input, NULL);
    ent_input_close(input);
}

static void gzip_members_follow_one_another(void **state)
{
    (void)state;
    char *path = path_of("members.gz");
    put_gzip(path, "a\nb", "wb");
    put_gzip(path, "c\nd\n", "ab");
    ent_input *input;
    assert_int_equal(ent_input_open(&input, path, NULL), ENT_OK);
    expect_line(input, "a");
    expect_line(input, "bc");
    expect_line(input, "d");
    expect_line(input, NULL);
    ent_input_close(input);
}

static void truncated_gzip_is_an_error(void **state)
{
    (void)state;
    char *path = path_of("cut.gz");
    put_gzip(path, "some text that is long enough to be cut in the middle\n", "wb");
    assert_int_equal(truncate(path, 30), 0);
    ent_input *input;
    ent_error err;
    ent_string line;
    bool end = false;
    assert_int_equal(ent_input_open(&input, path, &err), ENT_OK);
    assert_int_equal(ent_input_line(input, &line, &end, 0, &err), ENT_EDATA);
    assert_non_null(strstr(err.msg, "ends in the middle"));
    ent_input_close(input);
}

/* Large enough to be inflated on a thread: the same bytes, the same failure behind them, and closing half way is no harm. */
static void a_large_gzip_is_inflated_ahead(void **state)
{
    (void)state;
    enum { LINES = 40000, LENGTH = 63 };
    char *path = path_of("large.gz"), *text = malloc(LINES * (LENGTH + 1) + 1);
    ent_random random = {7};
    assert_non_null(text);
    for (size_t i = 0; i < LINES * (LENGTH + 1); i++)
        text[i] = i % (LENGTH + 1) == LENGTH
                      ? '\n'
                      : (char)('!' + ent_random_below(&random, 90));
    text[LINES * (LENGTH + 1)] = '\0';
    put_gzip(path, text, "wb");
    for (int cut = 0; cut < 2; cut++) {
        ent_input *input;
        ent_string line;
        ent_error err;
        bool end = false;
        ent_status status;
        size_t lines = 0;
        assert_int_equal(ent_input_open(&input, path, NULL), ENT_OK);
        while ((status = ent_input_line(input, &line, &end, 0, &err)) == ENT_OK && !end) {
            assert_int_equal(line.size, LENGTH);
            assert_memory_equal(line.data, text + lines++ * (LENGTH + 1), LENGTH);
        }
        assert_int_equal(status, cut ? ENT_EDATA : ENT_OK);
        if (cut)
            assert_int_equal(ent_input_line(input, &line, &end, 0, &err), ENT_EDATA);
        else
            assert_int_equal(lines, LINES);
        uint64_t taken, size;
        ent_input_position(input, &taken, &size);
        assert_true(size > 1 << 20);
        assert_int_equal(taken, size);
        ent_input_close(input);
        assert_int_equal(truncate(path, (off_t)size - 20000), 0);
    }
    ent_input *input;
    assert_int_equal(ent_input_open(&input, path, NULL), ENT_OK);
    for (int i = 0; i < 10000; i++) {
        ent_string line;
        bool end;
        assert_int_equal(ent_input_line(input, &line, &end, 0, NULL), ENT_OK);
    }
    ent_input_close(input);
    free(text);
}

static void a_directory_is_not_a_file(void **state)
{
    (void)state;
    ent_input *input;
    ent_error err;
    assert_int_equal(ent_input_open(&input, folder, &err), ENT_EIO);
    assert_non_null(strstr(err.msg, "is a directory"));
}

static void an_overlong_line_is_refused_and_passed_over(void **state)
{
    (void)state;
    char *path = path_of("long");
    put(path, "0123456789\nok\n", 14);
    ent_input *input;
    ent_string line;
    bool end;
    assert_int_equal(ent_input_open(&input, path, NULL), ENT_OK);
    assert_int_equal(ent_input_line(input, &line, &end, 5, NULL), ENT_ELIMIT);
    expect_line(input, "ok");
    assert_int_equal(ent_input_line_number(input), 2);
    ent_input_close(input);
}

static void peeking_takes_nothing(void **state)
{
    (void)state;
    char *path = path_of("peek");
    put(path, "abc\n", 4);
    ent_input *input;
    ent_string bytes;
    assert_int_equal(ent_input_open(&input, path, NULL), ENT_OK);
    assert_int_equal(ent_input_peek(input, 100, &bytes, NULL), ENT_OK);
    assert_int_equal(bytes.size, 4);
    expect_line(input, "abc");
    ent_input_close(input);
}

/* Bytes on a pipe, and what is known of the next line: half a line is not near, its end is, and so is the end of all. */
static void a_line_is_near_when_its_end_has_come(void **state)
{
    (void)state;
    int ends[2];
    char path[32];
    ent_input *input;
    ent_string line;
    bool end;
    assert_int_equal(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    assert_int_equal(write(ends[1], "one\ntw", 6), 6);
    assert_int_equal(ent_input_open(&input, path, NULL), ENT_OK);
    assert_true(ent_input_line_is_near(input, 0));
    assert_int_equal(ent_input_line(input, &line, &end, 0, NULL), ENT_OK);
    assert_memory_equal(line.data, "one", 3);
    assert_false(ent_input_line_is_near(input, 0));
    assert_false(ent_input_line_is_near(input, 1));
    assert_int_equal(write(ends[1], "o\n", 2), 2);
    assert_true(ent_input_line_is_near(input, 0));
    assert_int_equal(ent_input_line(input, &line, &end, 0, NULL), ENT_OK);
    assert_int_equal(line.size, 3);
    assert_memory_equal(line.data, "two", 3);
    assert_false(ent_input_line_is_near(input, 0));
    close(ends[1]);
    close(ends[0]);
    assert_true(ent_input_line_is_near(input, 0));
    assert_int_equal(ent_input_line(input, &line, &end, 0, NULL), ENT_OK);
    assert_true(end);
    ent_input_close(input);
}

static void an_abandoned_write_leaves_the_old_file(void **state)
{
    (void)state;
    char *path = path_of("kept");
    put(path, "old", 3);
    ent_output *output;
    assert_int_equal(ent_output_open(&output, path, NULL), ENT_OK);
    assert_int_equal(ent_output_write(output, "new", 3, NULL), ENT_OK);
    ent_output_abandon(output);
    ent_arena arena;
    ent_string text;
    assert_int_equal(ent_arena_open(&arena, 0, NULL), ENT_OK);
    assert_int_equal(ent_file_read(&text, &arena, path, 0, NULL), ENT_OK);
    assert_true(ent_string_is(text, "old"));

    assert_int_equal(ent_output_open(&output, path, NULL), ENT_OK);
    assert_int_equal(ent_output_write(output, "new", 3, NULL), ENT_OK);
    assert_int_equal(ent_output_commit(output, NULL), ENT_OK);
    assert_int_equal(ent_file_read(&text, &arena, path, 0, NULL), ENT_OK);
    assert_true(ent_string_is(text, "new"));
    ent_arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_at_line_feeds),
        cmocka_unit_test(gzip_members_follow_one_another),
        cmocka_unit_test(truncated_gzip_is_an_error),
        cmocka_unit_test(a_large_gzip_is_inflated_ahead),
        cmocka_unit_test(a_directory_is_not_a_file),
        cmocka_unit_test(an_overlong_line_is_refused_and_passed_over),
        cmocka_unit_test(peeking_takes_nothing),
        cmocka_unit_test(a_line_is_near_when_its_end_has_come),
        cmocka_unit_test(an_abandoned_write_leaves_the_old_file),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
