/* SPDX-License-Identifier: MIT */
/* The tag page: folding copies, grouping stories, counting tags, ages; and that no text leaves its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "articles/tagpage/page.h"

/* 2026-03-02T12:00:00Z, as `date -u -d ... +%s` prints it. */
static const int64_t noon = 1772452800;
enum { HOUR = 3600, DAY = 86400 };

static ent_arena arena;
static ent_desk *desk;

static int open_all(void **state)
{
    (void)state;
    const ent_desk_options options = {.now = noon};
    return ent_arena_open(&arena, 0, NULL) == ENT_OK &&
                   ent_desk_open(&desk, &options, NULL) == ENT_OK
               ? 0
               : -1;
}

static int close_all(void **state)
{
    (void)state;
    ent_desk_free(desk);
    ent_arena_close(&arena);
    return 0;
}

static ent_entry entry(uint64_t number, uint64_t story, uint64_t copy_of, int64_t age)
{
    static char ids[100][8];
    snprintf(ids[number], sizeof ids[number], "a%u", (unsigned)number);
    return (ent_entry){
        .number = number,
        .digest = ent_string_of(ids[number]),
        .article = {.id = ent_string_of(ids[number]),
                    .title = ent_string_of(ids[number]),
                    .text = ent_string_of("The mayor of the town opened a new bridge.")},
        .time = noon - age,
        .timed = true,
        .place = {.story = story, .copy_of = copy_of},
    };
}

static ent_tagpage make(const ent_entry *entries, size_t count, const char *tag)
{
    const ent_tagpage_options options = {.tag = tag, .now = noon};
    ent_tagpage page = {.now = 0};
    assert_int_equal(
        ent_tagpage_make(&page, &arena, desk, entries, count, &options, NULL), ENT_OK);
    return page;
}

/* Story 1 has articles 1 (9 hours old) and 4 (an hour), story 2 article 2 (five hours); 3 is a copy of 1. */
static void stories_and_articles_are_newest_first(void **state)
{
    (void)state;
    const ent_entry entries[] = {
        entry(1, 1, ENT_STORIES_NONE, 9 * HOUR), entry(2, 2, ENT_STORIES_NONE, 5 * HOUR),
        entry(3, 1, 1, 2 * HOUR), entry(4, 1, ENT_STORIES_NONE, HOUR)};
    ent_tagpage page = make(entries, 4, NULL);
    assert_int_equal(page.story_count, 2);
    assert_int_equal(page.article_count, 3);
    assert_int_equal(page.stories[0].number, 1);
    assert_int_equal(page.stories[0].count, 2);
    assert_int_equal(page.stories[0].items[0].entry->number, 4);
    assert_int_equal(page.stories[0].items[1].entry->number, 1);
    assert_int_equal(page.stories[1].items[0].entry->number, 2);
}

static void copies_fold_under_the_first(void **state)
{
    (void)state;
    const ent_entry entries[] = {entry(3, 1, 1, 2 * HOUR), entry(5, 1, 1, HOUR),
                                 entry(1, 1, ENT_STORIES_NONE, 9 * HOUR)};
    ent_tagpage page = make(entries, 3, NULL);
    const ent_tagpage_item *item = &page.stories[0].items[0];
    assert_int_equal(page.article_count, 1);
    assert_int_equal(item->entry->number, 1);
    assert_int_equal(item->copy_count, 2);
    assert_int_equal(item->copies[0]->number, 3);
    assert_int_equal(item->copies[1]->number, 5);
    assert_int_equal(page.stories[0].digest.size, 0); /* one article needs none */
}

/* The text that 3 and 5 copy is not on the page: the first of them stands for it. */
static void copies_of_an_absent_article_fold_too(void **state)
{
    (void)state;
    const ent_entry entries[] = {entry(5, 1, 1, HOUR), entry(3, 1, 1, 2 * HOUR)};
    ent_tagpage page = make(entries, 2, NULL);
    assert_int_equal(page.article_count, 1);
    assert_int_equal(page.stories[0].items[0].entry->number, 3);
}

/* b stands in two articles, a and c in one each; c's score is the higher; the page's own tag is left out. */
static void related_tags_are_counted(void **state)
{
    (void)state;
    const ent_entry_tag first[] = {{.key = 1, .tag = ent_string_of("#a"), .score = 0.5F},
                                   {.key = 2, .tag = ent_string_of("#b"), .score = 0.1F}};
    const ent_entry_tag second[] = {{.key = 2, .tag = ent_string_of("#b"), .score = 0.1F},
                                    {.key = 3, .tag = ent_string_of("#c"), .score = 0.9F},
                                    {.key = ent_tag_key(ent_string_of("own")),
                                     .tag = ent_string_of("#own"),
                                     .score = 1}};
    ent_entry entries[] = {entry(1, 1, ENT_STORIES_NONE, HOUR),
                           entry(2, 2, ENT_STORIES_NONE, HOUR)};
    entries[0].tags = first;
    entries[0].tag_count = 2;
    entries[1].tags = second;
    entries[1].tag_count = 3;
    ent_tagpage page = make(entries, 2, "OWN");
    assert_int_equal(page.related_count, 3);
    assert_true(ent_string_is(page.related[0].tag, "#b"));
    assert_int_equal(page.related[0].count, 2);
    assert_true(ent_string_is(page.related[1].tag, "#c"));
    assert_true(ent_string_is(page.related[2].tag, "#a"));
    assert_int_equal(page.related[2].count, 1);
}

static void the_order_of_the_entries_does_not_matter(void **state)
{
    (void)state;
    const ent_entry there[] = {entry(1, 1, ENT_STORIES_NONE, HOUR),
                               entry(2, 1, ENT_STORIES_NONE, HOUR),
                               entry(3, 3, ENT_STORIES_NONE, HOUR)};
    const ent_entry back[] = {there[2], there[1], there[0]};
    ent_buffer first = {0}, second = {0};
    ent_tagpage page = make(there, 3, NULL);
    ent_tagpage_write(&first, &page, ENT_TAGPAGE_HTML);
    page = make(back, 3, NULL);
    ent_tagpage_write(&second, &page, ENT_TAGPAGE_HTML);
    assert_string_equal(first.data, second.data);
    ent_buffer_dispose(&first);
    ent_buffer_dispose(&second);
}

static void ages_read_as_people_say_them(void **state)
{
    (void)state;
    static const struct {
        int64_t age;
        const char *text;
    } cases[] = {{-HOUR, "just now"},
                 {59, "just now"},
                 {60, "1 minute ago"},
                 {HOUR - 1, "59 minutes ago"},
                 {HOUR, "1 hour ago"},
                 {7 * HOUR + 1800, "7 hours ago"},
                 {DAY, "1 day ago"},
                 {14 * DAY - 1, "13 days ago"},
                 {14 * DAY, "16 February 2026"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[ENT__AGE_SIZE];
        ent__age_write(text, noon - cases[i].age, noon);
        assert_string_equal(text, cases[i].text);
    }
}

/* 2 March 2026 is a Monday, 31 December 1969 was a Wednesday. */
static void dates_of_mail_name_the_day(void **state)
{
    (void)state;
    char text[ENT__AGE_SIZE];
    ent__mail_date_write(text, noon);
    assert_string_equal(text, "Mon, 02 Mar 2026 12:00:00 GMT");
    ent__mail_date_write(text, -1);
    assert_string_equal(text, "Wed, 31 Dec 1969 23:59:59 GMT");
}

/* The publisher says Politics and says it twice; a model adds another opinion. Without a publisher the model's stand. */
static void the_publishers_topics_are_shown_alone(void **state)
{
    (void)state;
    const ent_provenance publisher = {.name = ent_string_of("publisher")},
                         model = {.name = ent_string_of("topics-en")};
    const ent_topic topics[] = {
        {.label = ent_string_of("Politics"), .by = publisher, .probability = -1},
        {.label = ent_string_of("politics"), .by = publisher, .probability = -1},
        {.label = ent_string_of("science"), .by = model, .probability = 0.7F},
        {.label = ent_string_of("SCIENCE"), .by = model, .probability = 0.6F},
        {.label = ent_string_of("weather"), .by = model, .probability = 0.6F}};
    const ent_entry both = {.topics = topics, .topic_count = 5},
                    models = {.topics = topics + 2, .topic_count = 3};
    const bool of_both[] = {true, false, false, false, false};
    const bool of_models[] = {true, false, true};
    for (size_t i = 0; i < both.topic_count; i++)
        assert_int_equal(ent__topic_is_shown(&both, i), of_both[i]);
    for (size_t i = 0; i < models.topic_count; i++)
        assert_int_equal(ent__topic_is_shown(&models, i), of_models[i]);
}

static void only_addresses_of_the_web_are_links(void **state)
{
    (void)state;
    static const char *const good[] = {"http://a.example", "HTTPS://a.example/b?c=d&e#f",
                                       "https://a.example/Dam_(river)?it's"};
    static const char *const bad[] = {"",
                                      "http://",
                                      "javascript:alert(1)",
                                      "ftp://a.example",
                                      "//a.example",
                                      "https://a.example/\"onclick=",
                                      "https://a.example/ b",
                                      "https://a.example/\n",
                                      " https://a.example",
                                      "https://a.example/>"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(ent__is_link(ent_string_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(ent__is_link(ent_string_of(bad[i])));
}

static void every_format_writes_an_empty_page(void **state)
{
    (void)state;
    ent_tagpage page = make(NULL, 0, "x");
    for (int format = 0; format < ENT_TAGPAGE_FORMAT_COUNT; format++) {
        ent_buffer out = {0};
        ent_tagpage_write(&out, &page, (ent_tagpage_format)format);
        assert_false(out.failed);
        assert_non_null(strstr(out.data, "Latest news with "));
        ent_buffer_dispose(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stories_and_articles_are_newest_first),
        cmocka_unit_test(copies_fold_under_the_first),
        cmocka_unit_test(copies_of_an_absent_article_fold_too),
        cmocka_unit_test(related_tags_are_counted),
        cmocka_unit_test(the_order_of_the_entries_does_not_matter),
        cmocka_unit_test(ages_read_as_people_say_them),
        cmocka_unit_test(dates_of_mail_name_the_day),
        cmocka_unit_test(the_publishers_topics_are_shown_alone),
        cmocka_unit_test(only_addresses_of_the_web_are_links),
        cmocka_unit_test(every_format_writes_an_empty_page),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
