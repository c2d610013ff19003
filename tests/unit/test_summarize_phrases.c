/* SPDX-License-Identifier: MIT */
/* What is recognised as a dateline, a byline, boilerplate, a leaning sentence; and what must not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/buffer.h"
#include "summarize/phrases.h"

/* What is left of a sentence behind its dateline. */
static const char *behind_dateline(const char *text)
{
    return text + ent__dateline(ent_string_of(text));
}

static void datelines_are_found(void **state)
{
    (void)state;
    assert_string_equal(behind_dateline("MOSCOW (Reuters) - It snowed."), "It snowed.");
    assert_string_equal(behind_dateline("LONDON, Feb 3 (AP) -- It snowed."),
                        "It snowed.");
    assert_string_equal(behind_dateline("NEW YORK — It snowed."), "It snowed.");
    assert_string_equal(behind_dateline("Paris (AFP) – It snowed."), "It snowed.");
    assert_string_equal(behind_dateline("(CNN)It snowed."), "It snowed.");
    assert_string_equal(behind_dateline("(CNN) -- It snowed."), "It snowed.");
    assert_string_equal(behind_dateline("NEW DELHI: It snowed."), "It snowed.");
    assert_string_equal(
        behind_dateline("18 March 2014 Last updated at 09:22 GMT It snowed."),
        "It snowed.");
}

static void other_beginnings_are_no_datelines(void **state)
{
    (void)state;
    static const char *const plain[] = {
        "It snowed - again.",
        "The EU - and NATO - agreed.",
        "Rain fell (in parts) - and snow.",
        "A plan: build it.",
        "U2: the tour.",
        "In Paris, AP reported snow.",
        "",
    };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_int_equal(ent__dateline(ent_string_of(plain[i])), 0);
}

static void bylines_are_found(void **state)
{
    (void)state;
    assert_true(ent__is_byline(ent_string_of("By Ann Marsh")));
    assert_true(ent__is_byline(ent_string_of("By Ann Marsh and Bo Lind")));
    assert_true(ent__is_byline(ent_string_of("Von Ludwig van Dyck")));
    assert_false(ent__is_byline(ent_string_of("By noon it rained.")));
    assert_false(ent__is_byline(ent_string_of("By noon it rained")));
    assert_false(ent__is_byline(ent_string_of("The mayor")));
}

static void boilerplate_is_found(void **state)
{
    (void)state;
    assert_true(ent__is_boilerplate(ent_string_of("Read more: bridges of the north")));
    assert_true(ent__is_boilerplate(ent_string_of("READ MORE")));
    assert_true(ent__is_boilerplate(ent_string_of("Lire aussi : la pluie")));
    assert_false(ent__is_boilerplate(ent_string_of("Readers liked it.")));
    assert_false(ent__is_boilerplate(ent_string_of("")));
}

static void glued_prefixes_are_measured(void **state)
{
    (void)state;
    const char *text = "Share this withEmailCopy this linkIt rained.";
    assert_string_equal(text + ent__boilerplate_prefix(ent_string_of(text)),
                        "It rained.");
    assert_int_equal(ent__boilerplate_prefix(ent_string_of("Share this with me.")), 0);
}

static void leaning_sentences_are_found(void **state)
{
    (void)state;
    ent_string en = ent_string_of("en");
    assert_true(ent__is_reference(ent_string_of("But it rained."), en));
    assert_true(ent__is_reference(ent_string_of("He said so."), en));
    assert_true(ent__is_reference(ent_string_of("\"It rained,\" he said."), en));
    assert_false(ent__is_reference(ent_string_of("\"It rained,\" Ann Marsh said."), en));
    assert_false(ent__is_reference(ent_string_of("This week it rained."), en));
    assert_false(ent__is_reference(ent_string_of("Heather rained."), en));
    assert_false(ent__is_reference(ent_string_of("But it rained."), ent_string_of("vi")));
    assert_true(
        ent__is_reference(ent_string_of("Außerdem regnete es."), ent_string_of("de")));
    assert_true(ent__is_reference(ent_string_of("Но шёл дождь."), ent_string_of("ru")));
    assert_false(ent__is_reference(ent_string_of(""), en));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(datelines_are_found),
        cmocka_unit_test(other_beginnings_are_no_datelines),
        cmocka_unit_test(bylines_are_found),
        cmocka_unit_test(boilerplate_is_found),
        cmocka_unit_test(glued_prefixes_are_measured),
        cmocka_unit_test(leaning_sentences_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
