/* SPDX-License-Identifier: MIT */
/* Retraining: fingerprints, merged corpora, a vocabulary that grows, and what one new document does to the weights. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <entente/classify.h>
#include <entente/train.h>

#include "train/extend.h"
#include "train/learned.h"
#include "train/merge.h"

#define TEXT(literal) ((ent_string){literal, sizeof(literal) - 1})

static ent_corpus corpus_of(const char *jsonl)
{
    char path[] = "/tmp/entente-test-XXXXXX";
    const char *paths[] = {path};
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    assert_int_equal(write(handle, jsonl, strlen(jsonl)), (ssize_t)strlen(jsonl));
    close(handle);
    ent_dataset *dataset;
    ent_corpus corpus;
    ent_dataset_options options = {.format = ENT_FORMAT_JSONL};
    ent_error err = {0};
    assert_int_equal(ent_dataset_open(&dataset, paths, 1, &options, &err), ENT_OK);
    assert_int_equal(ent_corpus_load(&corpus, dataset, (size_t)1 << 24, &err), ENT_OK);
    ent_dataset_free(dataset);
    unlink(path);
    return corpus;
}

/* ---- fingerprints ---- */

static void a_fingerprint_is_of_content_and_labels(void **state)
{
    (void)state;
    ent_corpus corpus =
        corpus_of("{\"id\":\"1\",\"text\":\"a b\",\"labels\":[\"x\",\"y\"]}\n"
                  "{\"id\":\"2\",\"text\":\"a b\",\"labels\":[\"y\",\"medtop:01 x\"]}\n"
                  "{\"id\":\"3\",\"text\":\"a b\",\"labels\":[\"x\"]}\n"
                  "{\"id\":\"4\",\"text\":\"a c\",\"labels\":[\"x\"]}\n");
    uint64_t print[4];
    for (size_t i = 0; i < 4; i++)
        print[i] = ent__fingerprint(&corpus, i);
    assert_true(print[0] == print[1]); /* neither id, order nor code counts */
    assert_true(print[0] != print[2]);
    assert_true(print[0] >> ENT_LEARNED_LABEL_BITS == print[2] >> ENT_LEARNED_LABEL_BITS);
    assert_true(print[2] >> ENT_LEARNED_LABEL_BITS != print[3] >> ENT_LEARNED_LABEL_BITS);
    ent_corpus_dispose(&corpus);
}

static void a_model_tells_known_corrected_and_unknown(void **state)
{
    (void)state;
    uint64_t learned[] = {0x1000001, 0x5000007};
    struct ent_model model = {.learned = learned, .learned_count = 2};
    assert_int_equal(ent__recall(&model, 0x1000001), ENT__KNOWN);
    assert_int_equal(ent__recall(&model, 0x5000007), ENT__KNOWN);
    assert_int_equal(ent__recall(&model, 0x1000000),
                     ENT__CORRECTED); /* below its entry */
    assert_int_equal(ent__recall(&model, 0x1000002), ENT__CORRECTED); /* above */
    assert_int_equal(ent__recall(&model, 0x5FFFFFF), ENT__CORRECTED);
    assert_int_equal(ent__recall(&model, 0x2000001), ENT__UNKNOWN);
    assert_int_equal(ent__recall(&model, 0x6000007), ENT__UNKNOWN);
}

/* ---- merging ---- */

static void a_merge_corrects_adds_and_knows(void **state)
{
    (void)state;
    ent_corpus old =
        corpus_of("{\"id\":\"1\",\"text\":\"one\",\"labels\":[\"medtop:01 x\"]}\n"
                  "{\"id\":\"2\",\"text\":\"two\",\"labels\":[\"y\"]}\n"
                  "{\"id\":\"3\",\"text\":\"three\",\"labels\":[\"z\"]}\n");
    ent_corpus fresh = corpus_of(
        "{\"id\":\"3\",\"text\":\"three\",\"labels\":[\"x\"]}\n" /* corrects */
        "{\"id\":\"9\",\"text\":\"two\",\"labels\":[\"y\"]}\n" /* same text, same label */
        "{\"id\":\"4\",\"text\":\"four\",\"labels\":[\"a\"]}\n"  /* new */
        "{\"id\":\"1\",\"text\":\"one\",\"labels\":[\"x\"]}\n"); /* the same */
    struct ent__merge merge;
    ent_error err = {0};
    assert_int_equal(ent__merge(&merge, &old, &fresh, NULL, &err), ENT_OK);
    assert_int_equal(merge.added, 1);
    assert_int_equal(merge.corrected, 1);
    assert_int_equal(merge.known, 2);
    assert_int_equal(merge.corpus.count, 4);
    /* z has no document any more; x keeps its code; byte order: a, medtop:01 x, y */
    assert_int_equal(merge.corpus.label_count, 3);
    assert_true(ent_string_is(merge.corpus.labels[0], "a"));
    assert_true(ent_string_is(merge.corpus.labels[1], "medtop:01 x"));
    assert_true(ent_string_is(merge.corpus.labels[2], "y"));
    static const uint32_t ids[] = {1, 2, 1, 0};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(merge.corpus.label_starts[i], i);
        assert_int_equal(merge.corpus.label_ids[i], ids[i]);
    }
    assert_int_equal(merge.corpus.label_counts[1], 2);
    assert_false(merge.corpus.multi_label);
    ent_corpus_dispose(&merge.corpus);
    ent_corpus_dispose(&old);
    ent_corpus_dispose(&fresh);
}

static void the_last_of_several_corrections_holds(void **state)
{
    (void)state;
    ent_corpus old =
        corpus_of("{\"id\":\"1\",\"text\":\"one\",\"labels\":[\"x\"]}\n"
                  "{\"id\":\"1\",\"text\":\"one again\",\"labels\":[\"y\"]}\n");
    ent_corpus fresh = corpus_of("{\"id\":\"1\",\"text\":\"one\",\"labels\":[\"p\"]}\n"
                                 "{\"id\":\"1\",\"text\":\"one\",\"labels\":[\"q\"]}\n");
    struct ent__merge merge;
    assert_int_equal(ent__merge(&merge, &old, &fresh, NULL, NULL), ENT_OK);
    assert_int_equal(merge.corrected, 2);
    assert_int_equal(merge.corpus.count, 1); /* the id stood twice */
    assert_int_equal(merge.corpus.label_count, 1);
    assert_true(ent_string_is(merge.corpus.labels[0], "q"));
    ent_corpus_dispose(&merge.corpus);
    ent_corpus_dispose(&old);
    ent_corpus_dispose(&fresh);
}

/* ---- the vocabulary ---- */

static void a_vocabulary_counts_on(void **state)
{
    (void)state;
    ent_feature_settings settings = ent__feature_defaults();
    settings.word_max = 1;
    settings.stem = false;
    ent_article first[] = {{.text = TEXT("red green")},
                           {.text = TEXT("red green")},
                           {.text = TEXT("red rare")}};
    ent_article second[] = {{.text = TEXT("green blue rare")},
                            {.text = TEXT("green blue once")}};
    ent_vocabulary old, grown;
    ent_matrix matrix;
    size_t added;
    const ent_language *none = NULL;
    assert_int_equal(ent__vocabulary_build(&old, &settings, first, 3, none, 1, NULL),
                     ENT_OK);
    assert_int_equal(ent__matrix_build(&matrix, &settings, &old, first, 3, none, 1, NULL),
                     ENT_OK);
    assert_int_equal(old.size, 2); /* red, green; rare stands once */
    assert_int_equal(
        ent__vocabulary_extend(&grown, &added, &settings, &old, second, 2, none, 1, NULL),
        ENT_OK);
    /* green 2 + 2, red 3 + 0, blue 0 + 2; rare and once stand in one new document each */
    assert_int_equal(added, 1);
    assert_int_equal(grown.size, 3);
    assert_int_equal(grown.documents, 5);
    static const char *const terms[] = {"green", "red", "blue"};
    static const uint32_t frequencies[] = {4, 3, 2};
    for (uint32_t id = 0; id < 3; id++) {
        assert_true(ent_string_is(ent__vocabulary_term(&grown, id), terms[id]));
        assert_int_equal(grown.frequencies[id], frequencies[id]);
        assert_int_equal(
            ent__vocabulary_find(&grown, ent__term_key(ent_string_of(terms[id]))), id);
    }
    assert_true(fabsf(settings.mean_length - 12.0F / 5) <
                1e-6F); /* (3 * 2 + 2 * 3) / 5 */
    ent__matrix_dispose(&matrix);
    ent__vocabulary_dispose(&old);
    ent__vocabulary_dispose(&grown);
}

/* ---- weights ---- */

static double margin_of(const ent_model *model, const char *text, const char *label)
{
    ent_scorer *scorer;
    ent_label_score scores[8];
    ent_verdict verdict;
    ent_article article = {.text = ent_string_of(text)};
    double margin = NAN;
    assert_int_equal(ent_scorer_new(&scorer, model, NULL), ENT_OK);
    assert_int_equal(ent_score(scores, &verdict, scorer, &article, NULL), ENT_OK);
    for (size_t k = 0; k < ent_model_label_count(model); k++)
        if (ent_string_is(ent_model_label_name(model, scores[k].label), label))
            margin = scores[k].margin;
    ent_scorer_free(scorer);
    return margin;
}

static const char lessons[] =
    "{\"id\":\"1\",\"text\":\"alpha beta\",\"labels\":[\"x\"]}\n"
    "{\"id\":\"2\",\"text\":\"alpha delta\",\"labels\":[\"x\"]}\n"
    "{\"id\":\"3\",\"text\":\"beta gamma\",\"labels\":[\"y\"]}\n"
    "{\"id\":\"4\",\"text\":\"gamma delta\",\"labels\":[\"y\"]}\n";

static ent_train_options plain_options(void)
{
    ent_train_options options = ENT_TRAIN_OPTIONS_INIT;
    options.search = ENT_SEARCH_NONE;
    options.word_ngrams = 1;
    options.no_stem = true;
    options.no_calibration = true;
    options.weight_bits = 32;
    return options;
}

/*
 * One new document x of label y, all of it the word alpha: x = 1 in one coordinate, and 1 for the bias. Then
 *     m0 = w_alpha * r + b,   r = idf_old / idf_new = (1 + ln(5/3)) / (1 + ln(6/4))       (df 2 of 4, then 3 of 5)
 *     a = max(0, 1 - s m0) / (2 + 1 / (2 C)),   m1 = m0 + 2 s a,   s = +1 for y and -1 for x,   C = 1
 */
static void one_document_moves_the_weights_as_far_as_the_formula_says(void **state)
{
    (void)state;
    ent_corpus old = corpus_of(lessons);
    ent_corpus fresh =
        corpus_of("{\"id\":\"5\",\"text\":\"alpha alpha alpha\",\"labels\":[\"y\"]}\n");
    ent_train_options options = plain_options();
    ent_model *before, *after;
    ent_train_report trained;
    ent_retrain_report report;
    assert_int_equal(ent_train(&before, &trained, &old, &options, NULL), ENT_OK);
    assert_int_equal(ent_retrain(&after, &report, before, &fresh, NULL, &options, NULL),
                     ENT_OK);
    assert_non_null(after);
    assert_int_equal(report.learned, 1);
    double ratio = (1 + log(5.0 / 3)) / (1 + log(6.0 / 4));
    for (int k = 0; k < 2; k++) {
        const char *label = k ? "y" : "x";
        double sign = k ? 1 : -1;
        double bias = margin_of(before, "unseen unseen unseen", label);
        double start =
            (margin_of(before, "alpha alpha alpha", label) - bias) * ratio + bias;
        double step = fmax(0, 1 - sign * start) / 2.5;
        double end = margin_of(after, "alpha alpha alpha", label);
        assert_true(fabs(end - (start + 2 * sign * step)) < 1e-5);
        /* What the document does not hold changes with the bias only: gamma has its frequency of 2 of 5 now. */
        double gamma_ratio = (1 + log(5.0 / 3)) / (1 + log(6.0 / 3));
        double gamma =
            (margin_of(before, "gamma gamma gamma", label) - bias) * gamma_ratio;
        assert_true(fabs(margin_of(after, "gamma gamma gamma", label) -
                         (gamma + bias + sign * step)) < 1e-5);
    }
    ent_model_free(before);
    ent_model_free(after);
    ent_corpus_dispose(&old);
    ent_corpus_dispose(&fresh);
}

/* A new label begins at w = 0, b = -1. Its first document: a = (1 + 1) / 2.5, m1 = -1 + 2 a = 0.6; elsewhere -1 + a. */
static void a_new_label_begins_as_never_given(void **state)
{
    (void)state;
    ent_corpus old = corpus_of(lessons);
    ent_corpus fresh =
        corpus_of("{\"id\":\"5\",\"text\":\"alpha alpha alpha\",\"labels\":[\"new\"]}\n");
    ent_train_options options = plain_options();
    ent_model *before, *after;
    ent_train_report trained;
    ent_retrain_report report;
    assert_int_equal(ent_train(&before, &trained, &old, &options, NULL), ENT_OK);
    assert_int_equal(ent_retrain(&after, &report, before, &fresh, NULL, &options, NULL),
                     ENT_OK);
    assert_int_equal(report.new_labels, 1);
    assert_true(fabs(margin_of(after, "alpha alpha alpha", "new") - 0.6) < 1e-5);
    assert_true(fabs(margin_of(after, "unseen unseen unseen", "new") + 0.2) < 1e-5);
    ent_model_free(before);
    ent_model_free(after);
    ent_corpus_dispose(&old);
    ent_corpus_dispose(&fresh);
}

static void with_the_old_corpus_the_objective_is_that_of_all(void **state)
{
    (void)state;
    ent_corpus old = corpus_of(lessons);
    ent_corpus fresh =
        corpus_of("{\"id\":\"5\",\"text\":\"alpha gamma\",\"labels\":[\"y\"]}\n"
                  "{\"id\":\"2\",\"text\":\"alpha delta\",\"labels\":[\"y\"]}\n");
    ent_corpus all =
        corpus_of("{\"id\":\"1\",\"text\":\"alpha beta\",\"labels\":[\"x\"]}\n"
                  "{\"id\":\"2\",\"text\":\"alpha delta\",\"labels\":[\"y\"]}\n"
                  "{\"id\":\"3\",\"text\":\"beta gamma\",\"labels\":[\"y\"]}\n"
                  "{\"id\":\"4\",\"text\":\"gamma delta\",\"labels\":[\"y\"]}\n"
                  "{\"id\":\"5\",\"text\":\"alpha gamma\",\"labels\":[\"y\"]}\n");
    ent_train_options options = plain_options();
    ent_model *before, *after, *scratch;
    ent_train_report trained;
    ent_retrain_report report;
    assert_int_equal(ent_train(&before, &trained, &old, &options, NULL), ENT_OK);
    assert_int_equal(ent_retrain(&after, &report, before, &fresh, &old, &options, NULL),
                     ENT_OK);
    assert_int_equal(ent_train(&scratch, &trained, &all, &options, NULL), ENT_OK);
    assert_true(report.complete);
    assert_int_equal(report.learned, 1);
    assert_int_equal(report.corrected, 1);
    assert_true(fabs(report.training.objective - trained.objective) <
                1e-3 * trained.objective);
    ent_model_free(before);
    ent_model_free(after);
    ent_model_free(scratch);
    ent_corpus_dispose(&old);
    ent_corpus_dispose(&fresh);
    ent_corpus_dispose(&all);
}

static void what_is_known_gives_no_model(void **state)
{
    (void)state;
    ent_corpus old = corpus_of(lessons);
    ent_train_options options = plain_options();
    ent_model *before, *after = (ent_model *)8;
    ent_train_report trained;
    ent_retrain_report report;
    assert_int_equal(ent_train(&before, &trained, &old, &options, NULL), ENT_OK);
    assert_int_equal(ent_retrain(&after, &report, before, &old, NULL, &options, NULL),
                     ENT_OK);
    assert_null(after);
    assert_int_equal(report.known, 4);
    after = (ent_model *)8;
    assert_int_equal(ent_retrain(&after, &report, before, &old, &old, &options, NULL),
                     ENT_OK);
    assert_null(after);
    ent_model_free(before);
    ent_corpus_dispose(&old);
}

static void a_model_of_another_kind_is_refused(void **state)
{
    (void)state;
    ent_corpus old = corpus_of(lessons);
    ent_train_options options = plain_options();
    ent_model *before, *after = NULL;
    ent_train_report trained;
    ent_retrain_report report;
    ent_error err = {0};
    assert_int_equal(ent_train(&before, &trained, &old, &options, NULL), ENT_OK);
    before->kind = TEXT("languages");
    assert_int_equal(ent_retrain(&after, &report, before, &old, NULL, &options, &err),
                     ENT_EMODEL);
    assert_null(after);
    assert_non_null(strstr(err.msg, "languages"));
    ent_model_free(before);
    ent_corpus_dispose(&old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fingerprint_is_of_content_and_labels),
        cmocka_unit_test(a_model_tells_known_corrected_and_unknown),
        cmocka_unit_test(a_merge_corrects_adds_and_knows),
        cmocka_unit_test(the_last_of_several_corrections_holds),
        cmocka_unit_test(a_vocabulary_counts_on),
        cmocka_unit_test(one_document_moves_the_weights_as_far_as_the_formula_says),
        cmocka_unit_test(a_new_label_begins_as_never_given),
        cmocka_unit_test(with_the_old_corpus_the_objective_is_that_of_all),
        cmocka_unit_test(what_is_known_gives_no_model),
        cmocka_unit_test(a_model_of_another_kind_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
