/* SPDX-License-Identifier: MIT */
/* Quotation marks without a partner: which, and whether the quotation goes on over the sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "summarize/quotes.h"

static struct quotes quotes_of(const char *text)
{
    struct quotes quotes;
    ent__find_loose_quotes(&quotes, (ent_string){text, strlen(text)});
    return quotes;
}

static void paired_marks_are_not_loose(void **state)
{
    (void)state;
    static const char *const sound[] = {
        "\"It rained,\" she said, \"all day.\"",
        "“It rained,” she said.",
        "„Es regnete“, sagte sie.",
        "« Il pleut », dit-elle.",
        "»Es regnete«, sagte sie.",
        "「雨だ」と言った。",
        "'It rained,' she said.",
        "The mayor's hat, the '90s and the Joneses' house.",
        "A board of 6'2\" was laid.",
    };
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
        assert_int_equal(quotes_of(sound[i]).loose_count, 0);
}

static void an_opening_mark_goes_on(void **state)
{
    (void)state;
    struct quotes quotes = quotes_of("She said: “It rained.");
    assert_int_equal(quotes.loose_count, 1);
    assert_int_equal(quotes.loose[0].at, 10); /* S-h-e- -s-a-i-d-:- - */
    assert_int_equal(quotes.loose[0].size, 3);
    assert_true(quotes.opens);
    assert_false(quotes.closes);
}

static void a_closing_mark_ends_one(void **state)
{
    (void)state;
    struct quotes quotes = quotes_of("It rained all day.\"");
    assert_int_equal(quotes.loose_count, 1);
    assert_int_equal(quotes.loose[0].at, 18);
    assert_true(quotes.closes);
    assert_false(quotes.opens);
}

/* Between spaces « opens and » closes, whatever the sentence holds besides. */
static void french_marks_have_their_sides(void **state)
{
    (void)state;
    assert_true(quotes_of("Il vente. »").closes);
    assert_false(quotes_of("Il vente. »").opens);
    assert_true(quotes_of("Anne dit : « Il pleut.").opens);
    assert_true(quotes_of("Er sagte: »Es regnet.").opens);
    assert_true(quotes_of("Es regnet.«").closes);
}

/* The end of a quotation that began before, a comma or a dash behind it. */
static void a_stop_behind_makes_no_mark_an_opening_one(void **state)
{
    (void)state;
    static const char *const ends[] = {
        "Nous irons », dit Anne.", "Wir klagen“, sagte Anne.",
        "Мы идём», — сказала Анна.", "Wir klagen«, sagte Anne.",
        "We will sue,” said Ann."};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        assert_true(quotes_of(ends[i]).closes);
        assert_false(quotes_of(ends[i]).opens);
    }
}

static bool is_one(const char *text)
{
    return ent__is_one_quotation((ent_string){text, strlen(text)});
}

static void one_quotation_is_told(void **state)
{
    (void)state;
    assert_true(is_one("\"We will see.\""));
    assert_true(is_one("« Nous verrons. »"));
    assert_false(is_one("\"We will see,\" said Ann."));
    assert_false(is_one("\"We\" and \"they\""));
    assert_false(is_one("“We will see."));
    assert_false(is_one("\""));
}

static void places_ascend(void **state)
{
    (void)
        state; /* the closing one at 3 is found first, the opening one at 5 is known to be loose only at the end */
    struct quotes quotes = quotes_of("Yes\" “No");
    assert_int_equal(quotes.loose_count, 2);
    assert_int_equal(quotes.loose[0].at, 3);
    assert_int_equal(quotes.loose[1].at, 5);
}

static void too_many_are_left_alone(void **state)
{
    (void)state;
    char text[200];
    for (size_t i = 0; i < 198; i += 3)
        memcpy(text + i, "“x", 3); /* any bytes will do */
    for (size_t i = 0; i + 3 < 200; i += 4)
        memcpy(text + i, "a \"b", 4);
    struct quotes quotes;
    ent__find_loose_quotes(&quotes, (ent_string){text, 196});
    assert_true(quotes.too_many);
    assert_int_equal(quotes.loose_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paired_marks_are_not_loose),
        cmocka_unit_test(an_opening_mark_goes_on),
        cmocka_unit_test(a_closing_mark_ends_one),
        cmocka_unit_test(french_marks_have_their_sides),
        cmocka_unit_test(a_stop_behind_makes_no_mark_an_opening_one),
        cmocka_unit_test(one_quotation_is_told),
        cmocka_unit_test(places_ascend),
        cmocka_unit_test(too_many_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
