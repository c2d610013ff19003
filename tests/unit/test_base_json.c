/* SPDX-License-Identifier: MIT */
/* JSON: what RFC 8259 allows passes, what json-c alone would let through does not; the writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include <json-c/json.h>

#include "base/base.h"

static ent_json_parser *parser;

static int open_parser(void **state)
{
    (void)state;
    parser = ent_json_parser_new();
    return parser ? 0 : -1;
}

static int close_parser(void **state)
{
    (void)state;
    ent_json_parser_free(parser);
    return 0;
}

static bool accepts_bytes(const char *text, size_t size)
{
    struct json_object *value = NULL;
    bool good =
        ent_json_parse(&value, parser, (ent_string){text, size}, NULL, NULL) == ENT_OK;
    if (good)
        json_object_put(value);
    return good;
}

static bool accepts(const char *text)
{
    return accepts_bytes(text, strlen(text));
}

static void valid_texts_pass(void **state)
{
    (void)state;
    const char *texts[] = {"{}",
                           "[]",
                           "null",
                           "-1.5e-3",
                           "\"a\\u00e9\\\"b\"",
                           " {\"a\" : [1, {\"a\":2}]} ",
                           "true",
                           "0",
                           "\"it's :\"",
                           "\"NaN\"",
                           "{\"k:\":\"v:\"}",
                           "[1]\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!accepts(texts[i]))
            fail_msg("refused: %s", texts[i]);
}

static void invalid_texts_are_refused(void **state)
{
    (void)state;
    const char *texts[] = {"",
                           "{",
                           "{'a':1}",
                           "[NaN]",
                           "[Infinity]",
                           "[-Infinity]",
                           "[1,]",
                           "{\"a\":1,}",
                           "{} {}",
                           "[1] x",
                           "\"\x01\"",
                           "\"tab\there\"",
                           "{\"a\":1,\"a\":2}",
                           "[{\"b\":{\"x\":1,\"x\":2}}]",
                           "\"\xff\"",
                           "\"\xc3\"",
                           "/*c*/{}",
                           "nul",
                           "\"\\x\"",
                           "{\"a\" 1}",
                           "\"open"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (accepts(texts[i]))
            fail_msg("accepted: %s", texts[i]);
    assert_false(accepts_bytes("[1]\0", 4));
    assert_false(accepts_bytes("\"a\0b\"", 5));
}

static void depth_is_bounded(void **state)
{
    (void)state;
    char text[402];
    memset(text, '[', 200);
    memset(text + 200, ']', 200);
    assert_false(accepts_bytes(text, 400));
}

static void the_fault_is_placed(void **state)
{
    (void)state;
    struct json_object *value;
    size_t column = 0;
    assert_int_equal(
        ent_json_parse(&value, parser, ent_string_of("{\"a\":'b'}"), &column, NULL),
        ENT_EDATA);
    assert_int_equal(column, 6);
}

static void a_repeated_key_is_placed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t column; /* counted by hand, from 1 */
    } cases[] = {{"{\"a\":1,\"a\":2}", 8},
                 {"{\"a\":{\"a\":1},\"b\":[\"a\",{\"c\":\"}\\\"\",\"c\":0}]}", 34},
                 {"{\"a\":1,\"\\u0061\":2}", 1}}; /* written differently: not found */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json_object *value;
        size_t column = 0;
        assert_int_equal(
            ent_json_parse(&value, parser, ent_string_of(cases[i].text), &column, NULL),
            ENT_EDATA);
        assert_int_equal(column, cases[i].column);
    }
}

static void members_and_elements_are_placed(void **state)
{
    (void)state;
    ent_string text = ent_string_of("{\"x\":{\"t\":1}, \"t\" : \"v\"}");
    assert_int_equal(ent_json_member_place(text, ent_string_of("t")), 20);
    assert_int_equal(ent_json_member_place(text, ent_string_of("x")), 5);
    assert_true(ent_json_member_place(text, ent_string_of("y")) == SIZE_MAX);
    ent_string list = ent_string_of(" [ {\"a\":[1,2]},\n \"],\" ,3]");
    size_t at = 0, start;
    const char *wanted[] = {"{\"a\":[1,2]}", "\"],\" ", "3"};
    for (size_t i = 0; i < 3; i++) {
        assert_true(ent_json_element(list, &at, &start));
        assert_true(
            ent_string_is((ent_string){list.data + start, at - start}, wanted[i]));
    }
    assert_false(ent_json_element(list, &at, &start));
    at = 0;
    assert_false(ent_json_element(ent_string_of("[ ]"), &at, &start));
}

static void an_embedded_escape_nul_keeps_its_length(void **state)
{
    (void)state;
    struct json_object *value;
    assert_int_equal(ent_json_parse(&value, parser,
                                    ent_string_of("{\"t\":\"a\\u0000b\"}"), NULL, NULL),
                     ENT_OK);
    assert_int_equal(ent_json_string(value, "t", NULL).size, 3);
    json_object_put(value);
}

static void the_writer_puts_commas_and_escapes(void **state)
{
    (void)state;
    ent_buffer out = {0};
    ent_json_writer writer = {.out = &out};
    ent_json_begin_object(&writer);
    ent_json_key(&writer, "a\"");
    ent_json_begin_array(&writer);
    ent_json_write_number(&writer, 0.125, 2); /* round to even: 0.12 */
    ent_json_write_number(&writer, 3, 4);
    ent_json_write_number(&writer, NAN, 4);
    ent_json_write_number(&writer, -0.00001, 2);
    ent_json_end_array(&writer);
    ent_json_key(&writer, "b");
    ent_json_write_text(&writer, "x\n\x01y");
    ent_json_end_object(&writer);
    assert_string_equal(out.data, "{\"a\\\"\":[0.12,3,null,0],\"b\":\"x\\n\\u0001y\"}");
    ent_buffer_dispose(&out);
}

static void numbers_are_written_without_the_locale(void **state)
{
    (void)state;
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8"))
        skip();
    ent_buffer out = {0};
    ent_buffer_number(&out, 1.5);
    ent_buffer_byte(&out, ' ');
    ent_buffer_decimal(&out, 2.25, 2);
    setlocale(LC_NUMERIC, "C");
    assert_string_equal(out.data, "1.5 2.25");
    ent_buffer_dispose(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_texts_pass),
        cmocka_unit_test(invalid_texts_are_refused),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(the_fault_is_placed),
        cmocka_unit_test(a_repeated_key_is_placed),
        cmocka_unit_test(members_and_elements_are_placed),
        cmocka_unit_test(an_embedded_escape_nul_keeps_its_length),
        cmocka_unit_test(the_writer_puts_commas_and_escapes),
        cmocka_unit_test(numbers_are_written_without_the_locale),
    };
    return cmocka_run_group_tests(tests, open_parser, close_parser);
}
