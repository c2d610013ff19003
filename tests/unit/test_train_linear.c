/* SPDX-License-Identifier: MIT */
/* The linear models of stances: how common a term is, as told by a model's own documents or by others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "train/linear.h"

enum { OWN = 2, MOST = 4 };

static void open_linear(struct ent__linear *linear, size_t count)
{
    static ent_article articles[MOST];
    static const char *const texts[MOST] = {"alpha beta", "alpha gamma", "beta omega",
                                            "beta delta"};
    static const uint32_t labels[MOST] = {0, 1, 0, 1};
    static ent_string names[2];
    for (size_t i = 0; i < MOST; i++)
        articles[i].text = ent_string_of(texts[i]);
    names[0] = ent_string_of("against");
    names[1] = ent_string_of("favor");
    *linear = (struct ent__linear){.articles = articles,
                                   .labels = labels,
                                   .count = count,
                                   .own = OWN,
                                   .names = names,
                                   .label_count = 2,
                                   .settings = ent__feature_defaults(),
                                   .language = ent_language_find(ent_string_of("en")),
                                   .seed = 1,
                                   .threads = 1};
    linear->settings.word_max = 1;
    linear->settings.stem = false;
    linear->settings.min_df = 1;
    assert_int_equal(ent__linear_open(linear, NULL), ENT_OK);
}

static float idf_of(const struct ent__linear *linear, const char *term)
{
    uint32_t id =
        ent__vocabulary_find(&linear->vocabulary, ent__term_key(ent_string_of(term)));
    return id == ENT_NO_TERM ? -1 : linear->vocabulary.idf[id];
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-6;
}

/* Two own and two others, N = 2 + 1. alpha and gamma stand in no other: df = 0 + 1; beta in both: df = 2 + 1.
 * idf = 1 + ln((1 + 3) / (1 + df)): 1 + ln 2 and 1 + ln 1. What stands in others only is no term. */
static void others_tell_how_common_a_term_is(void **state)
{
    (void)state;
    struct ent__linear linear;
    open_linear(&linear, 4);
    assert_int_equal(linear.vocabulary.documents, 3);
    assert_int_equal(linear.vocabulary.size, 3);
    assert_true(near(idf_of(&linear, "alpha"), 1 + log(2)));
    assert_true(near(idf_of(&linear, "gamma"), 1 + log(2)));
    assert_true(near(idf_of(&linear, "beta"), 1));
    assert_true(idf_of(&linear, "omega") < 0);
    ent__linear_close(&linear);
}

/* alpha and gamma have the same idf beside others, so the row "alpha gamma" has two values of 1 / sqrt 2. */
static void rows_are_weighed_by_the_same_count(void **state)
{
    (void)state;
    struct ent__linear linear;
    open_linear(&linear, 4);
    assert_int_equal(linear.matrix.rows, 4);
    assert_int_equal(linear.matrix.starts[2] - linear.matrix.starts[1], 2);
    for (uint64_t j = linear.matrix.starts[1]; j < linear.matrix.starts[2]; j++)
        assert_true(near(linear.matrix.items[j].value, sqrt(0.5)));
    ent__linear_close(&linear);
}

/* One other beside two own: alpha stands in both own, N = 2: 1 + ln(3 / 3); beta in one: 1 + ln(3 / 2). */
static void fewer_others_do_not(void **state)
{
    (void)state;
    struct ent__linear linear;
    open_linear(&linear, 3);
    assert_int_equal(linear.vocabulary.documents, 2);
    assert_true(near(idf_of(&linear, "alpha"), 1));
    assert_true(near(idf_of(&linear, "beta"), 1 + log(1.5)));
    ent__linear_close(&linear);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(others_tell_how_common_a_term_is),
        cmocka_unit_test(rows_are_weighed_by_the_same_count),
        cmocka_unit_test(fewer_others_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
