/* SPDX-License-Identifier: MIT */
/* Stories: which articles are put together, which are copies, what age does, and that restoring goes on. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "articles/stories/index.h"
#include "articles/stories/stories.h"

static const char *const storm[] = {
    "Hurricane Orvil tears roofs from houses in Port Lenz, thousands without power",
    "Thousands are without power in Port Lenz as hurricane Orvil tears off roofs",
    "Port Lenz counts the houses that hurricane Orvil left without roofs and power",
};
static const char *const vote =
    "Parliament votes for the pension law after a night of debate about the budget";

/* ---- helpers ---- */

static ent_stories *begin(size_t remembered, double half_life)
{
    ent_error err;
    ent_stories *stories;
    ent_stories_options options = {.remembered = remembered, .half_life = half_life};
    assert_int_equal(ent_stories_new(&stories, &options, &err), ENT_OK);
    return stories;
}

static ent_story_place add_at(ent_stories *stories, uint64_t number, const char *text,
                              const char *time, int64_t now)
{
    ent_error err;
    ent_story_place place;
    ent_article article = {.text = ent_string_of(text),
                           .time = ent_string_of(time),
                           .lang = ent_string_of("en")};
    assert_int_equal(ent_stories_add(&place, stories, number, &article, now, &err),
                     ENT_OK);
    assert_true(place.similarity >= 0 && place.similarity <= 1);
    return place;
}

static ent_story_place add(ent_stories *stories, uint64_t number, const char *text)
{
    return add_at(stories, number, text, "", ENT_STORIES_NO_TIME);
}

/* Article `i` of a made-up stream: words of the story i % 7, words that all have, and some of its own. */
static void made_up(char text[400], unsigned i)
{
    static const char *const names[] = {"Alvar", "Brenn", "Corda", "Dorin",
                                        "Elmas", "Farro", "Gilda"};
    const char *name = names[i % 7];
    snprintf(text, 400,
             "%sburg opens its %sbridge over the %sriver, said mayor %sson. %sport and "
             "%sfield are reached by %u, %u, %u and %u.",
             name, name, name, name, name, name, i, i * 7919u, i * 104729u, i * 1299709u);
}

/* ---- grouping ---- */

static void articles_on_one_event_are_one_story(void **state)
{
    (void)state;
    ent_stories *stories = begin(0, 0);
    ent_story_place place = add(stories, 7, storm[0]);
    assert_int_equal(place.story, 7); /* named by its first article */
    assert_true(place.similarity == 0);
    assert_int_equal(add(stories, 8, vote).story, 8);
    place = add(stories, 9, storm[1]);
    assert_int_equal(place.story, 7);
    assert_true(place.copy_of == ENT_STORIES_NONE);
    ent_stories_free(stories);
}

/* The title is read as well, and more than the text. */
static void a_title_alone_is_enough(void **state)
{
    (void)state;
    ent_error err;
    ent_stories *stories = begin(0, 0);
    ent_story_place place;
    add(stories, 1, storm[0]);
    ent_article article = {.title = ent_string_of(storm[1]), .lang = ent_string_of("en")};
    assert_int_equal(
        ent_stories_add(&place, stories, 2, &article, ENT_STORIES_NO_TIME, &err), ENT_OK);
    assert_int_equal(place.story, 1);
    ent_stories_free(stories);
}

/* Words are stemmed by the language of the article: of the German ones "Häuser" and "Häusern" are one stem, of the
   English ones "haus" and "häusern" share nothing. */
static void stems_are_of_the_articles_language(void **state)
{
    (void)state;
    static const char *const langs[] = {"de", "en"};
    for (size_t i = 0; i < 2; i++) {
        ent_error err;
        ent_story_place place;
        ent_stories *stories = begin(0, 0);
        ent_article article = {.text = ent_string_of("Häuser brannten"),
                               .lang = ent_string_of(langs[i])};
        assert_int_equal(
            ent_stories_add(&place, stories, 0, &article, ENT_STORIES_NO_TIME, &err),
            ENT_OK);
        article.text = ent_string_of("brannte, Häusern");
        assert_int_equal(
            ent_stories_add(&place, stories, 1, &article, ENT_STORIES_NO_TIME, &err),
            ENT_OK);
        assert_int_equal(place.story, i);
        ent_stories_free(stories);
    }
}

/* ---- weights ---- */

static const ent_story_term a_and_b[] = {{1, 1}, {2, 1}}, a_and_c[] = {{1, 1}, {3, 1}},
                            a_alone[] = {{1, 1}};

static void weigh(ent_story_index *index, const ent_story_term *items, size_t count)
{
    ent_story_term copy[4];
    ent_story_terms terms = {copy, count, count};
    memcpy(copy, items, count * sizeof *items);
    assert_true(ent__index_weigh(index, &terms));
}

/* By hand. The first article meets an empty index: both idf are 1 + ln 2, so both weights are 1/sqrt(2) = 0.707107. The
   second meets one story that holds a: idf a = 1 + ln(3/2) = 1.405465, idf c = 1 + ln 3 = 2.098612; to the power 1.5
   they are 1.666211 and 3.040173; of length 3.466830, so a weighs 0.480615. The query is a alone, of weight 1: its cosines
   are 0.707107 and 0.480615, and its similarity to both as one story (1.3 / 2.3) * 1.187722 = 0.671321. */
static void similarity_is_the_mean_cosine_but_for_the_prior(void **state)
{
    (void)state;
    ent_story_index index = {0};
    ent_story_match match;
    weigh(&index, a_and_b, 2);
    assert_true(fabs(index.article.items[0].weight - 0.707107) < 1e-6);
    assert_int_equal(ent__index_begin(&index, 10), 0);
    assert_true(ent__index_put(&index, 0));
    weigh(&index, a_and_c, 2);
    assert_true(fabs(index.article.items[0].weight - 0.480615) < 1e-6);
    assert_true(ent__index_put(&index, 0));
    weigh(&index, a_alone, 1);
    assert_true(ent__index_best(&match, &index, ENT_STORIES_NO_TIME, -1));
    assert_int_equal(match.story, 0);
    assert_true(fabs(match.similarity - 0.671321) < 1e-6);
    ent__index_dispose(&index);
}

/* Two articles of one story hold a, which counts once: with one story idf a = 1 + ln(3/2), not 1 + ln(3/3). */
static void a_large_story_does_not_make_its_words_common(void **state)
{
    (void)state;
    ent_story_index index = {0};
    ent__index_begin(&index, 10);
    for (size_t i = 0; i < 2; i++) {
        weigh(&index, a_alone, 1);
        assert_true(ent__index_put(&index, 0));
    }
    assert_int_equal(index.terms.items[index.article.items[0].id].count, 1);
    ent__index_dispose(&index);
}

/* Half of the background's 100 documents hold term 1, none term 2, and it stands for 30 stories. Of the first article the
   weights are (1 + ln(32 / 16))^1.5 = 2.2031 and (1 + ln(32 / 1))^1.5 = 9.4371, of unit length 0.22734 and 0.97381. An article
   of term 1 alone has that cosine; one story is known: chance = 0.2 + 0.8 * ln 2 / ln 31 = 0.36148, and
   0.22734 / (0.22734 + 0.77266 * 0.36148) = 0.44872. */
static void a_background_tells_rare_words_at_the_start(void **state)
{
    (void)state;
    ent_story_background background = {.documents = 100};
    ent_story_index index = {.background = &background};
    ent_story_match best;
    *ent_map_put(&background.frequencies, 1) = 50;
    weigh(&index, a_and_b, 2);
    assert_float_equal(index.article.items[0].weight, 0.22734, 1e-4);
    assert_float_equal(index.article.items[1].weight, 0.97381, 1e-4);
    assert_true(ent__index_put(&index, ent__index_begin(&index, 1)));
    weigh(&index, a_alone, 1);
    assert_true(ent__index_best(&best, &index, ENT_STORIES_NO_TIME, -1));
    assert_int_equal(best.story, 0);
    assert_float_equal(best.similarity, 0.44872, 1e-4);
    ent__index_dispose(&index);
    ent__story_background_dispose(&background);
}

/* It knows none of the terms: weights and similarity are as without it. */
static void a_background_of_another_language_tells_nothing(void **state)
{
    (void)state;
    ent_story_background background = {.documents = 100};
    ent_story_index index = {.background = &background};
    ent_story_match best;
    *ent_map_put(&background.frequencies, 9) = 50;
    weigh(&index, a_and_b, 2);
    assert_float_equal(index.article.items[0].weight, sqrt(0.5), 1e-6);
    assert_true(ent__index_put(&index, ent__index_begin(&index, 1)));
    weigh(&index, a_alone, 1);
    assert_true(ent__index_best(&best, &index, ENT_STORIES_NO_TIME, -1));
    assert_float_equal(best.similarity, sqrt(0.5), 1e-6);
    ent__index_dispose(&index);
    ent__story_background_dispose(&background);
}

/* ---- copies ---- */

static void a_copy_is_told_and_is_of_its_story(void **state)
{
    (void)state;
    ent_stories *stories = begin(0, 0);
    add(stories, 1, vote);
    add(stories, 2, storm[0]);
    ent_story_place place = add(stories, 3, storm[0]);
    assert_int_equal(place.story, 2);
    assert_int_equal(place.copy_of, 2);
    assert_true(place.similarity == 1);
    ent_stories_free(stories);
}

static void a_copy_of_a_copy_names_the_first(void **state)
{
    (void)state;
    char text[400], longer[440];
    ent_stories *stories = begin(0, 0);
    made_up(text, 1);
    snprintf(longer, sizeof longer, "%s Updated.",
             text); /* one triple of about 30 more */
    add(stories, 1, text);
    assert_int_equal(add(stories, 2, longer).copy_of, 1);
    assert_int_equal(add(stories, 3, longer).copy_of, 1);
    ent_stories_free(stories);
}

static void ten_thousand_copies_are_one_memory(void **state)
{
    (void)state;
    ent_stories *stories = begin(2, 0);
    add(stories, 0, storm[0]);
    for (uint64_t i = 1; i < 10000; i++)
        assert_int_equal(add(stories, i, storm[0]).copy_of, 0);
    /* They teach nothing: the story is as similar to the next article as it was with one. */
    ent_stories *other = begin(2, 0);
    add(other, 0, storm[0]);
    assert_true(add(stories, 10000, storm[1]).similarity ==
                add(other, 1, storm[1]).similarity);
    ent_stories_free(stories);
    ent_stories_free(other);
}

/* ---- little to go by ---- */

static void articles_without_words_stand_alone(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "", "...", "the", " \n", "the"};
    ent_stories *stories = begin(0, 0);
    for (uint64_t i = 0; i < 6; i++) {
        ent_story_place place = add(stories, i, texts[i]);
        assert_int_equal(place.story, i);
        assert_true(place.copy_of == ENT_STORIES_NONE && place.similarity == 0);
        assert_int_equal(ent_stories_pack(stories).size, 0);
    }
    ent_stories_free(stories);
}

static void one_word_is_like_the_same_word_only(void **state)
{
    (void)state;
    ent_stories *stories = begin(0, 0);
    add(stories, 0, storm[0]);
    assert_int_equal(add(stories, 1, "Earthquake").story, 1);
    assert_int_equal(add(stories, 2, "Earthquake").copy_of, 1);
    assert_int_equal(add(stories, 3, "Election").story, 3);
    ent_stories_free(stories);
}

/* ---- time ---- */

static void a_story_ages(void **state)
{
    (void)state;
    const double week = 7 * 86400;
    double similarity[3];
    static const char *const times[] = {"2026-03-01T12:00:00Z", "2026-03-08T12:00:00Z",
                                        "2026-05-01T12:00:00Z"};
    for (size_t i = 0; i < 3; i++) {
        ent_stories *stories = begin(0, week);
        add_at(stories, 0, storm[0], times[0], ENT_STORIES_NO_TIME);
        ent_story_place place =
            add_at(stories, 1, storm[1], times[i], ENT_STORIES_NO_TIME);
        similarity[i] = place.similarity;
        assert_int_equal(place.story, i == 2 ? 1 : 0);
        ent_stories_free(stories);
    }
    assert_true(fabs(similarity[1] - similarity[0] / 2) < 1e-12); /* one half-life */
    /* 61 days before it is as far as 61 days behind it. */
    ent_stories *stories = begin(0, week);
    add_at(stories, 0, storm[0], times[2], ENT_STORIES_NO_TIME);
    ent_story_place place = add_at(stories, 1, storm[1], times[0], ENT_STORIES_NO_TIME);
    assert_true(place.similarity == similarity[2]);
    ent_stories_free(stories);
}

/* An old text that returns is news again; within the horizon it is a copy. */
static void a_copy_has_a_horizon(void **state)
{
    (void)state;
    ent_stories *stories = begin(0, 86400);
    add_at(stories, 0, storm[0], "2026-03-01T12:00:00Z", ENT_STORIES_NO_TIME);
    ent_story_place place =
        add_at(stories, 1, storm[0], "2026-03-02T12:00:00Z", ENT_STORIES_NO_TIME);
    assert_int_equal(place.copy_of, 0);
    assert_true(place.similarity == 0.5);
    place = add_at(stories, 2, storm[0], "2027-03-02T12:00:00Z", ENT_STORIES_NO_TIME);
    assert_true(place.copy_of == ENT_STORIES_NONE);
    assert_int_equal(place.story, 2);
    ent_stories_free(stories);
}

static void stories_that_never_age(void **state)
{
    (void)state;
    ent_stories *stories = begin(0, -1);
    add_at(stories, 0, storm[0], "1066-10-14T09:00:00Z", ENT_STORIES_NO_TIME);
    assert_int_equal(
        add_at(stories, 1, storm[1], "2026-10-14T09:00:00Z", ENT_STORIES_NO_TIME).story,
        0);
    ent_stories_free(stories);
    assert_true(isinf(ent_stories_horizon(&(ent_stories_options){.half_life = -1})));
    /* 0.25 is two half-lives */
    assert_true(ent_stories_horizon(&(ent_stories_options){
                    .half_life = 10, .min_similarity = 0.25}) == 20);
}

static void times_that_cannot_be(void **state)
{
    (void)state;
    const int64_t now = 1772366400; /* 2026-03-01T12:00:00Z */
    ent_stories *stories = begin(0, 0);
    /* One from the future is from now; so is one without a time, or with one that is none. */
    assert_int_equal(add_at(stories, 0, storm[0], "9999-12-31T23:59:59Z", now).time, now);
    assert_int_equal(add_at(stories, 1, storm[1], "", now).time, now);
    assert_int_equal(add_at(stories, 2, storm[2], "last Tuesday-ish", now).story, 0);
    assert_int_equal(add_at(stories, 3, vote, "2026-02-28T12:00:00Z", now).time,
                     now - 86400);
    /* Without a now it has the time of the one before. */
    assert_int_equal(add(stories, 4, "Nothing else").time, now - 86400);
    ent_stories_free(stories);
    /* Nobody has a time: none is made up. */
    stories = begin(0, 0);
    assert_true(add(stories, 0, storm[0]).time == ENT_STORIES_NO_TIME);
    ent_stories_free(stories);
}

/* A believed date in the far future does not hide what is of today. */
static void a_wrong_date_harms_nobody_else(void **state)
{
    (void)state;
    ent_stories *stories = begin(0, 0);
    add_at(stories, 0, storm[0], "2026-03-01T12:00:00Z", ENT_STORIES_NO_TIME);
    add_at(stories, 1, vote, "9999-12-31T23:59:59Z", ENT_STORIES_NO_TIME);
    assert_int_equal(
        add_at(stories, 2, storm[1], "2026-03-01T13:00:00Z", ENT_STORIES_NO_TIME).story,
        0);
    ent_stories_free(stories);
}

/* ---- forgetting ---- */

/* When there are more than five, the third that was used least lately goes: two of six. */
static void the_oldest_are_forgotten(void **state)
{
    (void)state;
    char text[400];
    ent_stories *stories = begin(5, 0);
    add(stories, 100, storm[0]);
    add(stories, 101, vote);
    for (unsigned i = 0; i < 3; i++) {
        made_up(text, i);
        add(stories, i, text);
    }
    assert_int_equal(add(stories, 102, storm[0]).copy_of, 100); /* used again */
    made_up(text, 3);
    add(stories, 3, text); /* the sixth memory: vote and article 0 go */
    assert_int_equal(add(stories, 103, storm[0]).copy_of, 100);
    assert_int_equal(add(stories, 104, storm[1]).story, 100);
    ent_story_place place = add(stories, 105, vote);
    assert_int_equal(place.story, 105);
    assert_true(place.copy_of == ENT_STORIES_NONE);
    ent_stories_free(stories);
}

static void a_long_stream_is_grouped_while_articles_are_forgotten(void **state)
{
    (void)state;
    char text[400];
    ent_stories *stories = begin(50, 0);
    for (unsigned i = 0; i < 1000; i++) {
        made_up(text, i);
        assert_int_equal(add(stories, i, text).story, i % 7);
    }
    ent_stories_free(stories);
}

/* ---- other processes ---- */

static bool places_are_equal(ent_story_place a, ent_story_place b)
{
    return a.story == b.story && a.copy_of == b.copy_of && a.time == b.time &&
           a.similarity == b.similarity;
}

/* One runs through; the other is packed and restored after every article, and decides every second one itself. */
static void what_was_packed_goes_on(void **state)
{
    (void)state;
    char text[400];
    ent_error err;
    ent_stories *first = begin(0, 0), *second = begin(0, 0);
    for (unsigned i = 0; i < 300; i++) {
        made_up(text, i % 11 ? i : i / 2); /* some are copies */
        ent_story_place place = add(first, i, text);
        if (i % 2)
            assert_true(places_are_equal(place, add(second, i, text)));
        else
            assert_int_equal(
                ent_stories_restore(second, i, &place, ent_stories_pack(first), &err),
                ENT_OK);
    }
    ent_stories_free(first);
    ent_stories_free(second);
}

/* With a background, and while articles are forgotten: it outlives them. */
static void what_was_packed_goes_on_with_a_background(void **state)
{
    (void)state;
    ent_error err;
    ent_model *model;
    ent_stories *both[2];
    ent_story_place place, again;
    const char *const texts[] = {storm[0], vote, storm[1], storm[2]};
    assert_int_equal(ent_model_open(&model, "models/topics-en.ent", &err), ENT_OK);
    ent_stories_options options = {.remembered = 3, .background = model};
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(ent_stories_new(&both[i], &options, &err), ENT_OK);
    ent_model_free(model); /* it was borrowed for the beginning alone */
    for (uint64_t i = 0; i < 12; i++) {
        char text[400];
        snprintf(text, sizeof text, "%s, said witness %llu of %llu", texts[i % 4],
                 (unsigned long long)(i * 7919), (unsigned long long)(i * 104729));
        place = add(both[0], i, text);
        if (i < 8) {
            assert_int_equal(
                ent_stories_restore(both[1], i, &place, ent_stories_pack(both[0]), &err),
                ENT_OK);
            continue;
        }
        again = add(both[1], i, text);
        assert_int_equal(again.story, place.story);
        assert_true(again.similarity == place.similarity);
    }
    ent_stories_free(both[0]);
    ent_stories_free(both[1]);
}

/* A copy whose original is not restored stands in for it, and later copies name the original still. */
static void a_copy_stands_in_for_its_original(void **state)
{
    (void)state;
    ent_error err;
    ent_stories *first = begin(0, 0), *second = begin(0, 0);
    add(first, 1, storm[0]);
    ent_story_place place = add(first, 2, storm[0]);
    assert_int_equal(
        ent_stories_restore(second, 2, &place, ent_stories_pack(first), &err), ENT_OK);
    place = add(second, 3, storm[0]);
    assert_int_equal(place.copy_of, 1);
    assert_int_equal(place.story, 1);
    ent_stories_free(first);
    ent_stories_free(second);
}

static void damaged_memories_are_refused(void **state)
{
    (void)state;
    ent_error err;
    char bytes[4000];
    ent_stories *stories = begin(0, 0);
    ent_story_place place = add(stories, 1, "Hurricane Orvil");
    ent_string blob = ent_stories_pack(stories);
    assert_int_equal(blob.size, 1 + 120 + 2 * 5); /* version, sketch, two terms */
    memcpy(bytes, blob.data, blob.size);
    ent_string copy = {bytes, blob.size};
    bytes[0] = 2;
    assert_int_equal(ent_stories_restore(stories, 2, &place, copy, &err), ENT_EVERSION);
    bytes[0] = 1;
    bytes[125] = 0; /* a term that stands there 0 times */
    assert_int_equal(ent_stories_restore(stories, 2, &place, copy, &err), ENT_EDATA);
    bytes[125] = 2;
    memcpy(bytes + 126, bytes + 121, 5); /* a term twice */
    assert_int_equal(ent_stories_restore(stories, 2, &place, copy, &err), ENT_EDATA);
    for (size_t size = 1; size < blob.size; size++) {
        ent_string cut = {ent_stories_pack(stories).data, size};
        if (size != 1 + 120 + 5)
            assert_int_equal(ent_stories_restore(stories, 2, &place, cut, &err),
                             ENT_EDATA);
    }
    ent_story_place none = {.story = ENT_STORIES_NONE};
    assert_int_equal(ent_stories_restore(stories, 2, &none, copy, &err), ENT_EARG);
    ent_stories_free(stories);
}

static void wrong_options_are_refused(void **state)
{
    (void)state;
    ent_error err;
    ent_stories *stories;
    const ent_stories_options wrong[] = {
        {.min_similarity = 1.5}, {.min_similarity = -1}, {.half_life = NAN}};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(ent_stories_new(&stories, &wrong[i], &err), ENT_EARG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_on_one_event_are_one_story),
        cmocka_unit_test(a_title_alone_is_enough),
        cmocka_unit_test(stems_are_of_the_articles_language),
        cmocka_unit_test(similarity_is_the_mean_cosine_but_for_the_prior),
        cmocka_unit_test(a_large_story_does_not_make_its_words_common),
        cmocka_unit_test(a_background_tells_rare_words_at_the_start),
        cmocka_unit_test(a_background_of_another_language_tells_nothing),
        cmocka_unit_test(a_copy_is_told_and_is_of_its_story),
        cmocka_unit_test(a_copy_of_a_copy_names_the_first),
        cmocka_unit_test(ten_thousand_copies_are_one_memory),
        cmocka_unit_test(articles_without_words_stand_alone),
        cmocka_unit_test(one_word_is_like_the_same_word_only),
        cmocka_unit_test(a_story_ages),
        cmocka_unit_test(a_copy_has_a_horizon),
        cmocka_unit_test(stories_that_never_age),
        cmocka_unit_test(times_that_cannot_be),
        cmocka_unit_test(a_wrong_date_harms_nobody_else),
        cmocka_unit_test(the_oldest_are_forgotten),
        cmocka_unit_test(a_long_stream_is_grouped_while_articles_are_forgotten),
        cmocka_unit_test(what_was_packed_goes_on),
        cmocka_unit_test(what_was_packed_goes_on_with_a_background),
        cmocka_unit_test(a_copy_stands_in_for_its_original),
        cmocka_unit_test(damaged_memories_are_refused),
        cmocka_unit_test(wrong_options_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
