/* SPDX-License-Identifier: MIT */
/* Paragraphs: the three modes, and what makes a line feed a wrap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <entente/text.h>

/* Expect the paragraphs of `text`, joined by bars, to be `wanted`. */
static void expect(ent_paragraphs mode, const char *text, const char *wanted)
{
    ent_arena arena;
    ent_error err;
    ent_range *ranges;
    size_t count;
    char found[2048] = "";
    assert_int_equal(ent_arena_open(&arena, 1 << 20, &err), ENT_OK);
    assert_int_equal(ent_paragraph_ranges(&ranges, &count, &arena,
                                          (ent_string){text, strlen(text)}, mode, &err),
                     ENT_OK);
    for (size_t i = 0; i < count; i++) {
        strncat(found, text + ranges[i].start, ranges[i].end - ranges[i].start);
        if (i + 1 < count)
            strcat(found, "|");
    }
    assert_string_equal(found, wanted);
    ent_arena_close(&arena);
}

static void line_mode_parts_at_every_line_feed(void **state)
{
    (void)state;
    expect(ENT_PARAGRAPHS_LINE, "One\ntwo\n\n  Three \r\n", "One|two|Three");
}

static void blank_mode_parts_at_blank_lines_only(void **state)
{
    (void)state;
    expect(ENT_PARAGRAPHS_BLANK, "One\nTwo\n \t\nThree\n", "One\nTwo|Three");
}

static void auto_mode_joins_lines_that_go_on_in_lower_case(void **state)
{
    (void)state;
    expect(ENT_PARAGRAPHS_AUTO, "The day was cold \nand grey.\nNight fell.",
           "The day was cold \nand grey.|Night fell.");
}

static void auto_mode_keeps_lists_in_lower_case_apart(void **state)
{
    (void)state;
    expect(ENT_PARAGRAPHS_AUTO, "bread\nmilk\neggs", "bread|milk|eggs");
}

static void auto_mode_joins_text_wrapped_to_a_width(void **state)
{
    (void)state;
    /* Lines of 45, 44, 44 and 9 characters: none but the last had room for the next line's first word within 45. */
    const char *text = "The harbour of the town was closed on Monday.\n"
                       "Boats from the Baltic had to wait outside in\n"
                       "Arctic winds that nobody had expected there.\n"
                       "Fog came.";
    expect(ENT_PARAGRAPHS_AUTO, text, text);
}

static void auto_mode_parts_lines_of_uneven_length(void **state)
{
    (void)state;
    expect(ENT_PARAGRAPHS_AUTO,
           "Harbour closed\nBoats from the Baltic had to wait outside in the "
           "wind.\nFog\nThe end",
           "Harbour closed|Boats from the Baltic had to wait outside in the "
           "wind.|Fog|The end");
}

static void empty_texts_have_no_paragraphs(void **state)
{
    (void)state;
    expect(ENT_PARAGRAPHS_AUTO, "", "");
    expect(ENT_PARAGRAPHS_LINE, "\n \n\t\r\n", "");
    expect(ENT_PARAGRAPHS_BLANK, "\xc2\xa0\n\xe3\x80\x80", ""); /* wide spaces */
}

static void ten_million_line_feeds_are_soon_done(void **state)
{
    (void)state;
    enum { SIZE = 10000000 };
    char *text = malloc(SIZE);
    ent_arena arena;
    ent_error err;
    ent_range *ranges;
    size_t count = 1;
    assert_non_null(text);
    memset(text, '\n', SIZE);
    assert_int_equal(ent_arena_open(&arena, 1 << 20, &err), ENT_OK);
    assert_int_equal(ent_paragraph_ranges(&ranges, &count, &arena,
                                          (ent_string){text, SIZE}, ENT_PARAGRAPHS_AUTO,
                                          &err),
                     ENT_OK);
    assert_int_equal(count, 0);
    ent_arena_close(&arena);
    free(text);
}

static void a_full_arena_is_an_error(void **state)
{
    (void)state;
    ent_arena arena, full;
    ent_error err;
    ent_range *ranges = NULL;
    size_t count = 7;
    assert_int_equal(ent_arena_open(&arena, 1, &err), ENT_OK);
    full = arena;
    full.next = full.end;
    assert_int_equal(ent_paragraph_ranges(&ranges, &count, &full, (ent_string){"a", 1},
                                          ENT_PARAGRAPHS_LINE, &err),
                     ENT_ENOMEM);
    assert_null(ranges); /* untouched */
    assert_int_equal(count, 7);
    ent_arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_mode_parts_at_every_line_feed),
        cmocka_unit_test(blank_mode_parts_at_blank_lines_only),
        cmocka_unit_test(auto_mode_joins_lines_that_go_on_in_lower_case),
        cmocka_unit_test(auto_mode_keeps_lists_in_lower_case_apart),
        cmocka_unit_test(auto_mode_joins_text_wrapped_to_a_width),
        cmocka_unit_test(auto_mode_parts_lines_of_uneven_length),
        cmocka_unit_test(empty_texts_have_no_paragraphs),
        cmocka_unit_test(ten_million_line_feeds_are_soon_done),
        cmocka_unit_test(a_full_arena_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
