/* SPDX-License-Identifier: MIT */
/* Stories: which articles are put together, which are copies, and that restoring goes on. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "articles/stories/stories.h"

static const char *const storm[] = {
    "Hurricane Orvil tears roofs from houses in Port Lenz, thousands without power",
    "Thousands are without power in Port Lenz as hurricane Orvil tears off roofs",
};
static const char *const vote =
    "Parliament votes for the pension law after a night of debate about the budget";

static ent_story_place add(ent_stories *stories, uint64_t number, const char *text)
{
    ent_error err;
    ent_story_place place;
    ent_article article = {.text = ent_string_of(text), .lang = ent_string_of("en")};
    assert_int_equal(
        ent_stories_add(&place, stories, number, &article, ENT_STORIES_NO_TIME, &err),
        ENT_OK);
    return place;
}

static ent_stories *begin(const ent_stories_options *options)
{
    ent_error err;
    ent_stories *stories;
    assert_int_equal(ent_stories_new(&stories, options, &err), ENT_OK);
    return stories;
}

static void articles_on_one_event_are_one_story(void **state)
{
    (void)state;
    ent_stories *stories = begin(NULL);
    ent_story_place place = add(stories, 7, storm[0]);
    assert_int_equal(place.story, 7); /* named by its first article */
    assert_int_equal(add(stories, 8, vote).story, 8);
    place = add(stories, 9, storm[1]);
    assert_int_equal(place.story, 7);
    assert_true(place.similarity > 0.2 && place.similarity <= 1);
    assert_true(place.copy_of == ENT_STORIES_NONE);
    ent_stories_free(stories);
}

static void a_copy_is_told_and_is_of_its_story(void **state)
{
    (void)state;
    ent_stories *stories = begin(NULL);
    add(stories, 1, vote);
    add(stories, 2, storm[0]);
    ent_story_place place = add(stories, 3, storm[0]);
    assert_int_equal(place.story, 2);
    assert_int_equal(place.copy_of, 2);
    ent_stories_free(stories);
}

static void what_was_packed_goes_on(void **state)
{
    (void)state;
    ent_error err;
    ent_stories *first = begin(NULL), *second = begin(NULL);
    const char *const texts[] = {storm[0], vote};
    for (uint64_t i = 0; i < 2; i++) {
        ent_story_place place = add(first, i, texts[i]);
        assert_int_equal(
            ent_stories_restore(second, i, &place, ent_stories_pack(first), &err),
            ENT_OK);
    }
    ent_story_place here = add(first, 2, storm[1]), there = add(second, 2, storm[1]);
    assert_int_equal(here.story, 0);
    assert_int_equal(here.story, there.story);
    assert_true(here.similarity == there.similarity);
    ent_stories_free(first);
    ent_stories_free(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_on_one_event_are_one_story),
        cmocka_unit_test(a_copy_is_told_and_is_of_its_story),
        cmocka_unit_test(what_was_packed_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
