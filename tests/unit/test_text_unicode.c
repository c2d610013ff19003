/* SPDX-License-Identifier: MIT */
/* Decoding, encoding and the property table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "text/unicode.h"

static ent_string bytes_of(const char *text)
{
    return (ent_string){text, strlen(text)};
}

static void every_code_point_encodes_and_decodes_to_itself(void **state)
{
    (void)state;
    for (uint32_t code = 1; code < 0x110000; code++) {
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        char bytes[4];
        size_t size = ent__encode(code, bytes), at = 0;
        ent_string text = {bytes, size};
        assert_int_equal(ent__next(text, &at), code);
        assert_int_equal(at, size);
        assert_int_equal(ent__previous(text, size), 0);
    }
}

/* Unicode 15, table 3-11: 61 F1 80 80 E1 80 C2 62 80 63 80 BF 64 has the maximal subparts F1 80 80, E1 80, C2, 80, 80, BF. */
static void ill_formed_bytes_are_taken_by_maximal_subparts(void **state)
{
    (void)state;
    ent_string text = bytes_of("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64");
    static const size_t ends[] = {1, 4, 6, 7, 8, 9, 10, 11, 12, 13};
    static const char expected[] = "a???b?c??d";
    size_t at = 0;
    for (size_t i = 0; i < 10; i++) {
        uint32_t code = ent__next(text, &at);
        assert_int_equal(at, ends[i]);
        assert_int_equal(code,
                         expected[i] == '?' ? ENT__ILL_FORMED : (uint32_t)expected[i]);
    }
}

/* Tables 3-8 to 3-10: overlong forms, surrogates and what lies beyond U+10FFFF have no subpart longer than one byte. */
static void overlong_forms_and_surrogates_are_ill_formed(void **state)
{
    (void)state;
    ent_string text = bytes_of("\xC0\xAF\xE0\x80\xBF\xED\xA0\x80\xF4\x90\x80\x80");
    size_t at = 0;
    for (size_t i = 1; i <= text.size; i++) {
        assert_int_equal(ent__next(text, &at), ENT__ILL_FORMED);
        assert_int_equal(at, i);
    }
}

static void a_cut_sequence_is_ill_formed_and_reads_nothing_behind_the_end(void **state)
{
    (void)state;
    size_t at = 0;
    ent_string text = {"\xE2\x82\xAC", 2};
    assert_int_equal(ent__next(text, &at), ENT__ILL_FORMED);
    assert_int_equal(at, 2);
}

static void going_back_stops_where_going_forward_stopped(void **state)
{
    (void)state;
    ent_string text = bytes_of("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");
    assert_int_equal(ent__previous(text, 11), 10);
    assert_int_equal(ent__previous(text, 10), 6);
    assert_int_equal(ent__previous(text, 6), 3);
    assert_int_equal(ent__previous(text, 3), 1);
    assert_int_equal(ent__previous(text, 1), 0);
    ent_string loose = bytes_of("\x80\x80\x80\x80\x80");
    assert_int_equal(ent__previous(loose, 5), 4);
}

/* utf8proc is the oracle for case and categories; the special cases are those of docs/text.md. */
static void properties_follow_the_general_categories(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 0x110000; code++) {
        utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
        enum ent__class class = ent__class(code);
        assert_int_equal(ent__is_upper(code), category == UTF8PROC_CATEGORY_LU ||
                                                  category == UTF8PROC_CATEGORY_LT);
        assert_int_equal(ent__is_lower(code), category == UTF8PROC_CATEGORY_LL);
        if (category == UTF8PROC_CATEGORY_ND)
            assert_int_equal(class, ENT__DIGIT);
        if (category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL)
            assert_int_equal(class, ENT__LETTER);
        if (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP)
            assert_int_equal(class, ENT__SPACE);
        if (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME)
            assert_int_equal(class, ENT__MARK);
    }
}

static void single_characters_have_the_documented_class(void **state)
{
    (void)state;
    static const struct {
        uint32_t code;
        enum ent__class class;
    } cases[] = {{'_', ENT__CONNECTOR},        {'.', ENT__MID_BOTH},
                 {',', ENT__MID_NUMBER},       {0xB7, ENT__MID_LETTER},
                 {0x2019, ENT__APOSTROPHE},    {0x2011, ENT__HYPHEN},
                 {0x2013, ENT__OTHER},         {0xAD, ENT__MARK},
                 {0x200B, ENT__OTHER},         {0xA0, ENT__SPACE},
                 {0x202F, ENT__SPACE},         {0x4E2D, ENT__CJK},
                 {0x30FC, ENT__CJK},           {0x20000, ENT__CJK},
                 {0xE01, ENT__THAI},           {0xE81, ENT__LAO},
                 {0x1780, ENT__KHMER},         {0x1000, ENT__MYANMAR},
                 {0xAC00, ENT__LETTER},        {0x915, ENT__LETTER},
                 {ENT__ILL_FORMED, ENT__OTHER}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(ent__class(cases[i].code), cases[i].class);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_encodes_and_decodes_to_itself),
        cmocka_unit_test(ill_formed_bytes_are_taken_by_maximal_subparts),
        cmocka_unit_test(overlong_forms_and_surrogates_are_ill_formed),
        cmocka_unit_test(a_cut_sequence_is_ill_formed_and_reads_nothing_behind_the_end),
        cmocka_unit_test(going_back_stops_where_going_forward_stopped),
        cmocka_unit_test(properties_follow_the_general_categories),
        cmocka_unit_test(single_characters_have_the_documented_class),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
