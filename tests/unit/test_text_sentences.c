/* SPDX-License-Identifier: MIT */
/* Sentences: what ends one and what does not, by language; bounds and hostile inputs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <entente/text.h>

#include "base/base.h"

/* Split `marked` without its bars, and expect the breaks to be where the bars were. A bar stands for the space there. */
static void expect(const char *lang, const char *marked)
{
    ent_arena arena;
    ent_error err;
    ent_language language = {.code = lang};
    ent_range *ranges;
    size_t count;
    char text[1024], found[1024];
    size_t size = strlen(marked);
    assert_true(size < sizeof text);
    for (size_t i = 0; i <= size; i++)
        text[i] = marked[i];
    for (size_t i = 0; i < size; i++)
        if (text[i] == '|')
            text[i] = ' ';
    memcpy(found, text, size + 1);
    assert_int_equal(ent_arena_open(&arena, 1 << 20, &err), ENT_OK);
    assert_int_equal(ent_sentence_ranges(
                         &ranges, &count, &arena, (ent_string){text, size},
                         (ent_range){0, (uint32_t)size}, *lang ? &language : NULL, &err),
                     ENT_OK);
    for (size_t i = 0; i + 1 < count; i++)
        found[ranges[i].end] = '|';
    if (strcmp(found, marked) != 0)
        fail_msg("%s\n  wanted %s\n  found  %s", lang, marked, found);
    ent_arena_close(&arena);
}

/* The same where no white space is at the breaks: bars are taken out. */
static void expect_glued(const char *lang, const char *marked)
{
    ent_arena arena;
    ent_error err;
    ent_language language = {.code = lang};
    ent_range *ranges;
    size_t count, size = 0;
    char text[1024], found[1024] = "";
    for (const char *c = marked; *c; c++)
        if (*c != '|')
            text[size++] = *c;
    assert_int_equal(ent_arena_open(&arena, 1 << 20, &err), ENT_OK);
    assert_int_equal(ent_sentence_ranges(&ranges, &count, &arena,
                                         (ent_string){text, size},
                                         (ent_range){0, (uint32_t)size}, &language, &err),
                     ENT_OK);
    for (size_t i = 0; i < count; i++) {
        strncat(found, text + ranges[i].start, ranges[i].end - ranges[i].start);
        if (i + 1 < count)
            strcat(found, "|");
    }
    assert_string_equal(found, marked);
    ent_arena_close(&arena);
}

static void marks_end_sentences(void **state)
{
    (void)state;
    expect("en", "The vote was close.|It passed.");
    expect("en", "Did it pass?|Nobody knew!|Then the bell rang.");
    expect("en", "What?!|No way...|They left.");
    expect("en", "No mark at the end");
    expect("en", "In 2019 he won.|81 people came.");
}

static void titles_and_initials_do_not(void **state)
{
    (void)state;
    expect("en", "Mr. Brown met Gov. Lee and J. R. Stone.|They spoke.");
    expect("en", "On Sept. 3 Dr. Amy B. Lin spoke at St. Mary's.");
    expect("en", "GEN. LEE spoke.");
    expect("de", "Das sagte Dr. med. Klein.|Er ging.");
    expect("fr", "M. Petit et Mme. Roux sont partis.|Ils reviennent.");
    expect("", "Dr. Ngo met Mrs. Oba.|Then Prof. Li came.");
}

static void abbreviations_that_may_end_one_ask_the_next_word(void **state)
{
    (void)state;
    expect("en", "She works at Acme Inc. in Ohio.");
    expect("en", "He sold Acme Inc.|The price was low.|Buyers cheered.");
    expect("en", "They flew to the U.S.|It rained.");
    expect("en", "The U.S. Senate met at 6 p.m.|It was late.");
    expect("en", "At 6 p.m. The Senate met.");
    expect("en", "Bread, milk, etc.|Everything was there.");
}

static void numbers(void **state)
{
    (void)state;
    expect("en", "It cost $3.50 at most.|See p. 12 and No. 7.");
    expect("en", "Version 2.10.3 is out.|Get it.");
    expect("de", "Er kam am 3. Oktober.|Heinrich VIII. König von England blieb.");
    expect("de", "Das steht auf Seite 12.|Dort stand es immer.");
    expect("de", "Im Jahr 1999.|Peter ging.");
    expect("da", "Det er på 5. gade i byen.|Den er lang.");
}

static void numbers_of_other_shapes(void **state)
{
    (void)state;
    expect("de", "Es war der 100. Geburtstag.|Er kam am 20./21. März.");
    expect("de", "Sie wohnt in der Hauptstr. 5 in Bonn.|Die Rechnungsnr. 7 fehlt.");
    expect("de", "König Ludwig XVI. die Stadt verließ.|Sie blieb leer.");
    expect("de", "Spiele (z. B. Nichts als Ärger) gibt es.");
    expect("pl", "W latach 30. XX wieku było tak.");
    expect("en", "The rise was 3.50.|Nobody saw it.");
}

static void datelines_and_origins_stay_whole(void **state)
{
    (void)state;
    expect("en", "TAMPA, Fla. - The storm came.|It left.");
    expect("pl", "Republika (hiszp. República) jest duża.|To prawda.");
    expect("es", "La liga de los EE. UU. (NBA) paró.|Luego siguió.");
    expect("it", "Il dott. Rossi arriva.|Poi parte.");
}

static void links_and_files(void **state)
{
    (void)state;
    expect("en",
           "Write to a.b@example.org.|Or see https://example.org/a.html?b=1.|Done.");
    expect("en", "Open notes.txt and www.Example.com now.");
    expect("en", "Read on.|https://example.org/x");
    expect("en",
           "https://example.org/A.B?c=D!e|http://example.org/2|https://example.org/3.");
    expect("en", "From: Ann Poe <ann@example.org>|The ship left.");
    expect("en", "(The Daily Bugle)|The ship left.|(BBC)|\"We saw it.\"");
}

static void quotes_and_brackets(void **state)
{
    (void)state;
    expect("en", "\"We won.\"|She smiled.");
    expect("en", "\"We won!\" she said.|(He did not hear it.)|They left.");
    expect("en", "He wrote (in ink.) and left.");
    expect("de", "„Wir gehen.“|Sie ging.");
    expect("fr", "« Nous partons ! »|Il sortit.");
    expect("en", "“Is it?” he asked.|“It is.”");
}

static void ellipses(void **state)
{
    (void)state;
    expect("en", "Well ... it is late.|Go.");
    expect("en", "He waited . . . and waited.|Then he left.");
    expect("en", "It was over.|. . . No one came.");
    expect("en", "It was over….|No one came.");
}

static void lists(void **state)
{
    (void)state;
    expect("en", "1. Get flour|2. Get eggs|3. Mix");
    expect("en", "a) Get flour.|b) Get eggs.|c) Mix.");
    expect("en", "• Flour|• eggs");
    expect("en", "The score was 2) The end");
}

static void scripts_without_spaces(void **state)
{
    (void)state;
    expect_glued("zh", "今天下雨。|我们在家。");
    expect_glued("ja", "雨です！|家にいます。");
    expect_glued("ja", "彼は「雨です。家にいます」と言った。");
    expect_glued("ja", "３．５％です。");
    expect_glued("am", "ሰላም።|እንዴት ነህ፧");
    expect_glued("my", "နေကောင်းလား။|ကောင်းပါတယ်။");
}

static void stops_of_other_scripts(void **state)
{
    (void)state;
    expect("hi", "आज बारिश है।|हम घर पर हैं।");
    expect("ur", "کیا حال ہے؟|سب ٹھیک ہے۔");
    expect("ar", "كيف الحال؟|نحن بخير.|شكرا.");
    expect("el", "Τι κάνεις;|Είμαι καλά.");
    expect("hy", "Բարև:|Ինչպես ես:|Ժամը 11։30 է։");
    expect("ka", "ეს სახლია.|ის დიდია.");
    expect("hi", "वह घर पर था.|फिर वह गया.");
    expect("km", "សួស្តី។|អរគុណ។");
}

static void without_capitals_small_letters_start_sentences(void **state)
{
    (void)state;
    expect("en", "i was there.|nobody came.|bad show");
    expect("en", "It lasted approx. three hours.");
}

static void glued_sentences_part_but_names_do_not(void **state)
{
    (void)state;
    expect_glued("en", "We came home.|They stayed.");
    expect_glued("en", "See www.Example.com and Node.js.");
}

static void layout(void **state)
{
    (void)state;
    expect("en", "Headline of it|*****|The text came.");
    expect("en", "The old harbour|Photo: Ann Poe.");
    expect("en", "Thanks :-)|See you");
    expect("en", "Ann Poe|01/02/2003 04:05 PM|Please call.");
    expect("en", "The plan is to go:\nmilk first.");
}

static void emptiness_and_bad_ranges(void **state)
{
    (void)state;
    ent_arena arena;
    ent_error err;
    ent_range *ranges;
    size_t count = 9;
    assert_int_equal(ent_arena_open(&arena, 1 << 20, &err), ENT_OK);
    assert_int_equal(ent_sentence_ranges(&ranges, &count, &arena, (ent_string){NULL, 0},
                                         (ent_range){0, 0}, NULL, &err),
                     ENT_OK);
    assert_int_equal(count, 0);
    assert_int_equal(ent_sentence_ranges(&ranges, &count, &arena, (ent_string){" \n ", 3},
                                         (ent_range){0, 3}, NULL, &err),
                     ENT_OK);
    assert_int_equal(count, 0);
    assert_int_equal(ent_sentence_ranges(&ranges, &count, &arena, (ent_string){"a", 1},
                                         (ent_range){0, 2}, NULL, &err),
                     ENT_EARG);
    assert_int_equal(ent_sentence_ranges(&ranges, &count, &arena, (ent_string){"a", 1},
                                         (ent_range){1, 0}, NULL, &err),
                     ENT_EARG);
    ent_arena_close(&arena);
}

static void offsets_count_from_the_text_not_the_paragraph(void **state)
{
    (void)state;
    ent_arena arena;
    ent_error err;
    ent_range *ranges;
    size_t count;
    ent_string text = {"skip. Ja. Nein. skip", 20};
    assert_int_equal(ent_arena_open(&arena, 1 << 20, &err), ENT_OK);
    assert_int_equal(ent_sentence_ranges(&ranges, &count, &arena, text,
                                         (ent_range){5, 16}, NULL, &err),
                     ENT_OK);
    assert_int_equal(count, 2);
    assert_int_equal(ranges[0].start, 6); /* "Ja." */
    assert_int_equal(ranges[0].end, 9);
    assert_int_equal(ranges[1].start, 10); /* "Nein." */
    assert_int_equal(ranges[1].end, 15);
    ent_arena_close(&arena);
}

/* A megabyte of every pattern that could make a rule look far, in a time that only linear work keeps to. */
static void hostile_repetitions_take_linear_time(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        ".",         "\"",         "(",
        ")",         ". ",         " .",
        "\n",        " \n",        ".\n",
        "a. ",       "1. ",        "1) ",
        "• ",        "• 1) ",      "!\" ",
        ".( ",       ".  (",       "[1]",
        ". [1]",     "_",          "= ",
        "-",         ":) ",        "\xe2\x80\x8b.",
        ".\xcc\x81", "。",         "。」",
        "「。",      "… ",         "A.",
        "\x80",      "\xe3\x80",   "01/02/2003 04:05 PM ",
        ". . .X",    "://",        "a://.",
        "<@>",       "(abcd) The "};
    enum { SIZE = 1 << 20 };
    char *text = malloc(SIZE);
    ent_arena arena;
    ent_error err;
    assert_non_null(text);
    assert_int_equal(ent_arena_open(&arena, 64 << 20, &err), ENT_OK);
    clock_t begin = clock();
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        size_t size = strlen(patterns[i]), count;
        ent_arena scratch = arena;
        ent_range *ranges;
        ent_language english = {.code = "en"};
        for (size_t at = 0; at < SIZE; at++)
            text[at] = patterns[i][at % size];
        assert_int_equal(ent_sentence_ranges(&ranges, &count, &scratch,
                                             (ent_string){text, SIZE},
                                             (ent_range){0, SIZE}, &english, &err),
                         ENT_OK);
        assert_int_equal(ent_paragraph_ranges(&ranges, &count, &scratch,
                                              (ent_string){text, SIZE},
                                              ENT_PARAGRAPHS_AUTO, &err),
                         ENT_OK);
    }
    /* 34 MB; quadratic work on one of them would be some 10^12 steps. */
    assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 60);
    ent_arena_close(&arena);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_end_sentences),
        cmocka_unit_test(titles_and_initials_do_not),
        cmocka_unit_test(abbreviations_that_may_end_one_ask_the_next_word),
        cmocka_unit_test(numbers),
        cmocka_unit_test(numbers_of_other_shapes),
        cmocka_unit_test(datelines_and_origins_stay_whole),
        cmocka_unit_test(links_and_files),
        cmocka_unit_test(quotes_and_brackets),
        cmocka_unit_test(ellipses),
        cmocka_unit_test(lists),
        cmocka_unit_test(scripts_without_spaces),
        cmocka_unit_test(stops_of_other_scripts),
        cmocka_unit_test(without_capitals_small_letters_start_sentences),
        cmocka_unit_test(glued_sentences_part_but_names_do_not),
        cmocka_unit_test(layout),
        cmocka_unit_test(emptiness_and_bad_ranges),
        cmocka_unit_test(offsets_count_from_the_text_not_the_paragraph),
        cmocka_unit_test(hostile_repetitions_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
