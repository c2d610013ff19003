/* SPDX-License-Identifier: MIT */
/* Scoring: margins worked by hand, kernels that agree, explanations that add up, no allocation once warm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <entente/classify.h>

#include "classify/accumulate.h"
#include "classify/scorer.h"
#include "models/models.h"

/* Two words, two labels, three documents that hold either word twice: idf = 1 + ln(4 / 3) for both. */
static ent_model *model_of(unsigned bits)
{
    ent_model *model;
    assert_int_equal(ent__model_new(&model, 0, NULL), ENT_OK);
    model->kind = ent_string_of("topics");
    model->calibrated = true;
    model->settings = ent__feature_defaults();
    model->settings.word_max = 1;
    ent_vocabulary *vocabulary = &model->vocabulary;
    vocabulary->size = 2;
    vocabulary->documents = 3;
    vocabulary->keys = ent_new(2, sizeof *vocabulary->keys);
    vocabulary->frequencies = ent_new(2, sizeof *vocabulary->frequencies);
    vocabulary->term_starts = ent_new(3, sizeof *vocabulary->term_starts);
    vocabulary->terms = strdup("goalbank");
    vocabulary->keys[0] = ent_hash("goal", 4);
    vocabulary->keys[1] = ent_hash("bank", 4);
    vocabulary->frequencies[0] = vocabulary->frequencies[1] = 2;
    memcpy(vocabulary->term_starts, (uint32_t[]){0, 4, 8}, 12);
    assert_int_equal(ent__vocabulary_lock(vocabulary, NULL), ENT_OK);
    model->label_count = 2;
    model->labels = ent_arena_alloc(&model->arena, 2, sizeof *model->labels);
    model->labels[0] = (ent_model_label){
        .name = ent_string_of("money"), .bias = -0.5f, .slope = 1, .documents = 2};
    model->labels[1] = (ent_model_label){
        .name = ent_string_of("sport"), .bias = 0.25f, .slope = 1, .documents = 2};
    float weights[2 * 8] = {0};
    weights[0] = -1, weights[1] = 2; /* goal: money, sport */
    weights[8] = 1, weights[9] = -2; /* bank */
    assert_int_equal(ent__weights_quantise(&model->weights, &model->arena, weights, 2, 2,
                                           8, bits, NULL),
                     ENT_OK);
    return model;
}

static ent_article article_of(const char *text)
{
    return (ent_article){.id = ent_string_of("x"), .text = ent_string_of(text)};
}

/* "goal goal bank": tf-idf (1 + ln 2) : 1, so the unit vector is (1.693147, 1) / 1.966405 = (0.861037, 0.508542).
 * sport: 2 * 0.861037 - 2 * 0.508542 + 0.25 = 0.954989; money: -0.861037 + 0.508542 - 0.5 = -0.852495.
 * p(sport) = 1 / (1 + e^-0.954990) = 0.722117, p(money) = 0.298910; scaled to one: 0.707246, 0.292754. */
static void margins_are_as_worked_by_hand(void **state)
{
    (void)state;
    const unsigned widths[] = {8, 16, 32};
    for (size_t i = 0; i < 3; i++) {
        ent_model *model = model_of(widths[i]);
        ent_scorer *scorer;
        ent_label_score scores[2];
        ent_verdict verdict;
        ent_article article = article_of("Goal, goal! Bank.");
        assert_int_equal(ent_scorer_new(&scorer, model, NULL), ENT_OK);
        assert_int_equal(ent_score(scores, &verdict, scorer, &article, NULL), ENT_OK);
        assert_int_equal(verdict, ENT_VERDICT_OK);
        assert_int_equal(scores[0].label, 1);
        assert_true(fabsf(scores[0].margin - 0.954989f) < 1e-5f);
        assert_true(fabsf(scores[1].margin + 0.852495f) < 1e-5f);
        assert_true(fabsf(scores[0].probability - 0.707246f) < 1e-5f);
        assert_true(fabsf(scores[1].probability - 0.292754f) < 1e-5f);
        ent_scorer_free(scorer);
        ent_model_free(model);
    }
}

static void an_empty_article_is_not_guessed_at(void **state)
{
    (void)state;
    ent_model *model = model_of(8);
    ent_scorer *scorer;
    ent_label_score scores[2];
    ent_verdict verdict;
    ent_article empty = article_of(" \n\t"), brief = article_of("goal");
    assert_int_equal(ent_scorer_new(&scorer, model, NULL), ENT_OK);
    assert_int_equal(ent_score(scores, &verdict, scorer, &empty, NULL), ENT_OK);
    assert_int_equal(verdict, ENT_VERDICT_EMPTY);
    assert_true(scores[0].probability == 0 && scores[1].probability == 0);
    assert_int_equal(ent_score(scores, &verdict, scorer, &brief, NULL), ENT_OK);
    assert_int_equal(verdict, ENT_VERDICT_SHORT);
    ent_scorer_free(scorer);
    ent_model_free(model);
}

/* A label whose threshold the margin does not reach is not chosen, whatever its probability. */
static void thresholds_choose_and_go_first(void **state)
{
    (void)state;
    ent_model *model = model_of(32);
    model->multi_label = true;
    model->labels[0].threshold = -1;   /* money's margin is -0.85 */
    model->labels[1].threshold = 1.5f; /* sport's is 0.95 */
    ent_scorer *scorer;
    ent_label_score scores[2];
    ent_verdict verdict;
    ent_article article = article_of("goal goal bank");
    assert_int_equal(ent_scorer_new(&scorer, model, NULL), ENT_OK);
    assert_int_equal(ent_score(scores, &verdict, scorer, &article, NULL), ENT_OK);
    assert_int_equal(ent_chosen(scores, model), 1);
    assert_int_equal(scores[0].label, 0);
    model->labels[0].threshold = 0;
    assert_int_equal(ent_score(scores, &verdict, scorer, &article, NULL), ENT_OK);
    assert_int_equal(ent_chosen(scores, model), 0);
    ent_scorer_free(scorer);
    ent_model_free(model);
}

static void explanations_add_up_and_point_at_words(void **state)
{
    (void)state;
    ent_model *model = model_of(8);
    ent_scorer *scorer;
    ent_arena arena;
    ent_explanation why;
    const char *text = "The Goal. A goal, the bank";
    ent_article article = article_of(text);
    assert_int_equal(ent_arena_open(&arena, 1 << 20, NULL), ENT_OK);
    assert_int_equal(ent_scorer_new(&scorer, model, NULL), ENT_OK);
    for (size_t most = 0; most <= 3; most++) {
        assert_int_equal(ent_explain(&why, &arena, scorer, &article, 1, most, NULL),
                         ENT_OK);
        double sum = (double)why.bias + why.others;
        for (size_t i = 0; i < why.count; i++)
            sum += (double)why.terms[i].contribution;
        assert_true(fabs(sum - (double)why.margin) < 1e-5);
        assert_int_equal(why.count + why.other_count, 2);
    }
    assert_int_equal(why.count, 2);
    assert_true(ent_string_is(why.terms[0].term, "goal"));
    assert_int_equal(why.terms[0].occurrences, 2);
    assert_int_equal(why.terms[0].spans[0].start, 4);
    assert_int_equal(why.terms[0].spans[0].end, 8);
    assert_memory_equal(text + why.terms[1].spans[0].start, "bank", 4);
    assert_true(fabsf(why.terms[0].contribution - 2 * 0.861037f) < 1e-4f);
    assert_int_equal(ent_explain(&why, &arena, scorer, &article, 2, 1, NULL), ENT_EARG);
    ent_scorer_free(scorer);
    ent_arena_close(&arena);
    ent_model_free(model);
}

/* Both kernels, for dense rows of 1 to 18 groups, so of up to three panels, at each width. */
static void kernels_agree_to_the_bit(void **state)
{
    (void)state;
    if (!ent_cpu_has_avx2())
        skip();
    enum { FEATURES = 50 };
    static const unsigned widths[] = {8, 16, 32};
    ent_random random = {11};
    for (size_t labels = 2; labels <= 144; labels += 9)
        for (size_t w = 0; w < 3; w++) {
            size_t stride = (labels + 7) / 8 * 8;
            ent_arena arena;
            assert_int_equal(ent_arena_open(&arena, 1 << 20, NULL), ENT_OK);
            float *source = ent_arena_alloc(&arena, FEATURES * stride, sizeof *source);
            for (size_t i = 0; i < FEATURES * stride; i++)
                source[i] = (float)ent_random_below(&random, 2001) / 1000 - 1;
            ent_weights weights;
            assert_int_equal(ent__weights_quantise(&weights, &arena, source, FEATURES,
                                                   labels, stride, widths[w], NULL),
                             ENT_OK);
            ent_feature items[FEATURES];
            for (uint32_t i = 0; i < FEATURES; i++)
                items[i] = (ent_feature){i, (float)ent_random_below(&random, 1000) / 999};
            ent_vector vector = {items, FEATURES};
            float *plain = ent_arena_alloc(&arena, stride, sizeof *plain);
            float *avx2 = ent_arena_alloc(&arena, stride, sizeof *avx2);
            memset(plain, 0, stride * sizeof *plain);
            memset(avx2, 0, stride * sizeof *avx2);
            ent__accumulate_plain(plain, &weights, vector);
            ent__accumulate_avx2(avx2, &weights, vector);
            assert_memory_equal(plain, avx2, stride * sizeof *plain);
            ent_arena_close(&arena);
        }
}

/*
 * 30 features, 104 labels, two panels of a row. Of features 0 and 1 each label has a weight, of the others label 7 alone: sparse, and of the halves
 * of 30, 15, 7, 3, 1 the first that is an eighth full is 15 (208 + 13 weights of 1,560). Features 1 and 20 with values 2 and 3
 * give label k 2 (k + 1), and label 7 3 * 50 more; all by way of floats as they are.
 */
static void sparse_weights_sum_up_by_way_of_their_fullest_rows(void **state)
{
    (void)state;
    enum { FEATURES = 30, LABELS = 104 };
    float source[FEATURES * LABELS] = {0};
    for (size_t k = 0; k < LABELS; k++)
        source[k] = source[LABELS + k] = (float)(k + 1);
    for (size_t j = 2; j < FEATURES; j++)
        source[j * LABELS + 7] = 50;
    ent_model model = {.label_count = LABELS};
    ent_arena arena;
    assert_int_equal(ent_arena_open(&arena, 1 << 20, NULL), ENT_OK);
    assert_int_equal(ent__weights_quantise(&model.weights, &arena, source, FEATURES,
                                           LABELS, LABELS, 32, NULL),
                     ENT_OK);
    assert_null(model.weights.dense);
    _Alignas(32) float sums[LABELS];
    ent_scorer scorer = {
        .model = &model, .accumulate = ent__accumulate_plain, .sums = sums};
    assert_true(ent__open_head(&scorer));
    assert_int_equal(scorer.head.features, 15);
    ent_feature items[] = {{1, 2}, {20, 3}};
    ent__sum_up(&scorer, (ent_vector){items, 2});
    for (size_t k = 0; k < LABELS; k++)
        assert_true(sums[k] == 2 * (float)(k + 1) + (k == 7 ? 150 : 0));
    free(scorer.head.dense);
    ent_arena_close(&arena);
}

/* 100 labels, label k of margin k % 5 - 2, and label 2 of minus zero: first the 20 of margin 2 (labels 4, 9, 14…), in the order of
 * the labels, then those of 1, 0, -1 and -2. Without calibration all probabilities are -1. */
static void many_labels_are_ranked_by_margin_then_label(void **state)
{
    (void)state;
    enum { LABELS = 100 };
    ent_model model = {.label_count = LABELS};
    ent_label_score scores[LABELS];
    double decisions[LABELS];
    ent_keyed keys[2 * LABELS];
    ent_scorer scorer = {.model = &model, .decisions = decisions, .keys = keys};
    model.labels = ent_new_zeroed(LABELS, sizeof *model.labels);
    for (uint32_t k = 0; k < LABELS; k++)
        scores[k] = (ent_label_score){k, k == 2 ? -0.0F : (float)(k % 5) - 2, 0};
    ent__rank(scores, ENT_VERDICT_OK, &scorer);
    for (uint32_t i = 0; i < LABELS; i++) {
        assert_int_equal(scores[i].label, 4 - i / 20 + i % 20 * 5);
        assert_true(scores[i].margin == 2 - (float)(i / 20));
        assert_true(scores[i].probability == -1);
    }
    free(model.labels);
}

/* Every call for memory is counted, also one whose bytes are given back at once. Sanitizers and valgrind take these calls away. */
static size_t calls_for_memory;

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *data, size_t size);

void *malloc(size_t size)
{
    calls_for_memory++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    calls_for_memory++;
    return __libc_calloc(count, size);
}

void *realloc(void *data, size_t size)
{
    calls_for_memory++;
    return __libc_realloc(data, size);
}
#endif

static bool calls_are_counted(void)
{
    size_t before = calls_for_memory;
    void *volatile data = malloc(1);
    free(data);
    return calls_for_memory > before;
}

static void score_all(ent_scorer *const *scorers, const ent_article *articles,
                      size_t count)
{
    ent_label_score scores[3][16];
    ent_label_score *const rows[] = {scores[0], scores[1], scores[2]};
    ent_verdict verdicts[3];
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(ent_score(scores[0], verdicts, scorers[0], &articles[i], NULL),
                         ENT_OK);
        assert_int_equal(
            ent_score_together(rows, verdicts, scorers, 3, &articles[i], NULL), ENT_OK);
    }
}

/* A model alone, three together (two of which read alike), one of them as shipped; a title, another script, a long text. */
static void a_warm_scorer_allocates_nothing(void **state)
{
    (void)state;
    if (!calls_are_counted())
        skip();
    ent_model *models[] = {model_of(8), model_of(32), NULL};
    ent_scorer *scorers[3];
    char lengthy[20000];
    for (size_t i = 0; i < sizeof lengthy; i++)
        lengthy[i] = "goal of the bank, again. "[i % 25];
    ent_article articles[] = {article_of("A goal is a goal, said the bank."),
                              article_of("Матч за кубок и красивый гол в ворота"),
                              article_of(""), article_of("")};
    articles[2].title = ent_string_of("The bank of the goal");
    articles[3].text = (ent_string){lengthy, sizeof lengthy};
    assert_int_equal(ent_model_open(&models[2], "models/topics-en.ent", NULL), ENT_OK);
    for (size_t m = 0; m < 3; m++)
        assert_int_equal(ent_scorer_new(&scorers[m], models[m], NULL), ENT_OK);
    for (int i = 0; i < 3; i++)
        score_all(scorers, articles, 4);
    size_t before = calls_for_memory;
    for (int i = 0; i < 20; i++)
        score_all(scorers, articles, 4);
    assert_int_equal(calls_for_memory, before);
    for (size_t m = 0; m < 3; m++) {
        ent_scorer_free(scorers[m]);
        ent_model_free(models[m]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(margins_are_as_worked_by_hand),
        cmocka_unit_test(an_empty_article_is_not_guessed_at),
        cmocka_unit_test(thresholds_choose_and_go_first),
        cmocka_unit_test(explanations_add_up_and_point_at_words),
        cmocka_unit_test(kernels_agree_to_the_bit),
        cmocka_unit_test(sparse_weights_sum_up_by_way_of_their_fullest_rows),
        cmocka_unit_test(many_labels_are_ranked_by_margin_then_label),
        cmocka_unit_test(a_warm_scorer_allocates_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
