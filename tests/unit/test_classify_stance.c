/* SPDX-License-Identifier: MIT */
/* Stance: mentions, what the pooled model sees, kernels worked by hand, statistics of a claim and an article. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "classify/classify.h"

static ent__beholder *beholder_of(const char *code)
{
    ent__beholder *beholder;
    assert_int_equal(
        ent__beholder_new(&beholder, ent_language_find(ent_string_of(code)), NULL),
        ENT_OK);
    return beholder;
}

static bool mentions(const char *target, const char *text)
{
    ent__beholder *beholder = beholder_of("en");
    ent_article article = {.text = ent_string_of(text)};
    assert_int_equal(ent__behold_target(beholder, ent_string_of(target), &article, NULL),
                     ENT_OK);
    bool found = ent__beheld_mention(beholder);
    ent__beholder_free(beholder);
    return found;
}

static void words_stems_tags_and_abbreviations_are_mentions(void **state)
{
    (void)state;
    assert_true(mentions("China", "They went to China."));
    assert_true(mentions("immigrant", "All immigrants are welcome."));
    assert_true(mentions("Hillary Clinton", "no way #HillaryClinton"));
    assert_true(mentions("Hillary Clinton", "Mrs Clinton spoke."));
    assert_true(mentions("United Nations", "The UN was late."));
    assert_true(mentions("UN", "The United Nations were late."));
    assert_true(mentions("UAE", "the United Arab Emirates"));
}

static void other_words_are_not(void **state)
{
    (void)state;
    assert_false(mentions("China", "They went to Japan."));
    assert_false(mentions("United Nations", "un deux trois")); /* not in capitals */
    assert_false(
        mentions("the green new deal", "The house is new.")); /* one word of three */
    assert_false(mentions("China", ""));
    assert_false(mentions("UN", "Under no circumstances."));
}

static void a_target_needs_a_word_and_an_end(void **state)
{
    (void)state;
    ent__beholder *beholder = beholder_of("en");
    ent_article article = {.text = ent_string_of("text")};
    ent_error err;
    assert_int_equal(ent__behold_target(beholder, ent_string_of(""), &article, &err),
                     ENT_EARG);
    assert_int_equal(ent__behold_target(beholder, ent_string_of(" ?! "), &article, &err),
                     ENT_EARG);
    char *longest = malloc(ENT_STANCE_TARGET_LIMIT + 1);
    memset(longest, 'x', ENT_STANCE_TARGET_LIMIT + 1);
    ent_string target = {longest, ENT_STANCE_TARGET_LIMIT + 1};
    assert_int_equal(ent__behold_target(beholder, target, &article, &err), ENT_EARG);
    target.size--;
    assert_int_equal(ent__behold_target(beholder, target, &article, &err), ENT_OK);
    free(longest);
    ent__beholder_free(beholder);
}

static void targets_are_equal_without_regard_to_case_and_spaces(void **state)
{
    (void)state;
    ent__beholder *beholder = beholder_of("en");
    uint64_t key = ent__target_key(beholder, ent_string_of("Climate Change"));
    assert_true(key != 0);
    assert_true(key == ent__target_key(beholder, ent_string_of(" climate  CHANGE ")));
    assert_true(key != ent__target_key(beholder, ent_string_of("Change Climate")));
    assert_true(ent__target_key(beholder, ent_string_of(" - ")) == 0);
    ent__beholder_free(beholder);
}

/* The target's words make way for a placeholder; "harm" is bad, and the ban on it turns that round. */
static void the_pooled_model_sees_no_target_words(void **state)
{
    (void)state;
    ent__beholder *beholder = beholder_of("en");
    ent_article article = {.text = ent_string_of("Gambling does harm.")}, seen;
    assert_int_equal(
        ent__behold_target(beholder, ent_string_of("ban on gambling"), &article, NULL),
        ENT_OK);
    assert_int_equal(ent__pooled_article(&seen, beholder, NULL), ENT_OK);
    assert_string_equal(seen.text.data,
                        " thetarget  does harm.\npolaritygood\ntargetagainst\n");
    assert_true(ent_string_is(seen.title, "ban on gambling"));
    ent__beholder_free(beholder);
}

/* Two features, two rows at (0, 0) and (64, 0), gamma 1: at (32, 0) both are one standard deviation away, squared distance
 * 1024, which lies in the step [1024, 1040), whose middle is 1031.5: exp(-1031.5 / 1024) = 0.365195. */
static void kernels_by_hand(void **state)
{
    (void)state;
    float shift[] = {0, 0}, scale[] = {1, 0}, coefficients[] = {2, -1};
    int8_t vectors[] = {0, 0, 64, 0}, z[2];
    ent_model_label label = {.bias = 0.5f};
    ent_pair_kernel kernel = {2, 1, 2, 1, shift, scale, vectors, coefficients, &label};
    float x[] = {1, 77}, margin; /* the second counts nothing */
    ent__pair_kernel_round(z, x, &kernel);
    assert_int_equal(z[0], 32);
    assert_int_equal(z[1], 0);
    float *table = ent__pair_kernel_table(&kernel);
    ent__pair_kernel_margins(&margin, &kernel, table, z);
    assert_true(fabs((double)margin - (0.5 + exp(-1031.5 / 1024))) < 1e-6);
    x[0] = 1e6f; /* clamped: 127 */
    ent__pair_kernel_round(z, x, &kernel);
    assert_int_equal(z[0], 127);
    free(table);
}

/* No vocabulary: all words weigh the same, so a sentence that is the claim has cosine 1, and others 0. */
static void the_same_sentence_is_nearest(void **state)
{
    (void)state;
    ent__beholder *beholder = beholder_of("en");
    ent_vocabulary none = {0};
    assert_int_equal(ent__vocabulary_lock(&none, NULL), ENT_OK);
    ent_article article = {.text = ent_string_of("Snow fell in Rome. Dogs chase cats. "
                                                 "Nothing else happened.")},
                near;
    float x[ENT_PAIR_FEATURES];
    assert_int_equal(ent__behold_pair(x, &near, beholder, &none,
                                      ent_string_of("dogs chase cats"), &article, NULL),
                     ENT_OK);
    for (size_t j = 0; j < ENT_PAIR_FEATURES; j++)
        assert_true(isfinite(x[j]));
    ent_span spans[ENT_STANCE_EVIDENCE];
    size_t count;
    ent__beheld_nearest(spans, &count, beholder);
    assert_int_equal(count, 1);
    assert_int_equal(spans[0].start, 19);
    assert_int_equal(spans[0].end, 35);
    assert_non_null(strstr(near.text.data, "theclaim"));
    assert_null(strstr(near.text.data, "cats"));
    ent__beholder_free(beholder);
    ent__vocabulary_dispose(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_stems_tags_and_abbreviations_are_mentions),
        cmocka_unit_test(other_words_are_not),
        cmocka_unit_test(a_target_needs_a_word_and_an_end),
        cmocka_unit_test(targets_are_equal_without_regard_to_case_and_spaces),
        cmocka_unit_test(the_pooled_model_sees_no_target_words),
        cmocka_unit_test(kernels_by_hand),
        cmocka_unit_test(the_same_sentence_is_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
