/* SPDX-License-Identifier: MIT */
/* What models of languages are trained on: letters of documents, and pieces that keep label and group. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/base.h"
#include "train/pieces.h"

static ent_corpus corpus_of(ent_article *articles, size_t count, size_t *starts,
                            uint32_t *ids, uint64_t *counts, ent_string *labels)
{
    return (ent_corpus){.count = count,
                        .articles = articles,
                        .label_starts = starts,
                        .label_ids = ids,
                        .label_count = 2,
                        .labels = labels,
                        .label_counts = counts};
}

static const struct {
    size_t starts[4];
    uint32_t ids[3];
} of_three = {{0, 1, 2, 3}, {1, 1, 0}};

/* Six words make a long document, three a short one. With 2 pieces each of the first label's two long documents brings 2, of the
 * second label's 1 short document none; label "en" has 4 pieces, "de" one short document. */
static void long_documents_bring_pieces(void **state)
{
    (void)state;
    ent_article articles[] = {{.text = ent_string_of("one, two: three four five six"),
                               .lang = ent_string_of("en")},
                              {.title = ent_string_of("Red"),
                               .text = ent_string_of("green 12 blue black white grey")},
                              {.text = ent_string_of("eins zwei drei")}};
    ent_string labels[] = {ent_string_of("de"), ent_string_of("en")};
    size_t starts[4];
    uint32_t ids[3];
    memcpy(starts, of_three.starts, sizeof starts);
    memcpy(ids, of_three.ids, sizeof ids);
    ent_corpus corpus = corpus_of(articles, 3, starts, ids, NULL, labels), cut;
    assert_int_equal(ent__corpus_with_pieces(&cut, &corpus, 2, 3, NULL), ENT_OK);
    assert_int_equal(cut.count, 3 + 4);
    assert_int_equal(cut.label_counts[0], 1);
    assert_int_equal(cut.label_counts[1], 6);
    assert_true(ent_string_is(cut.articles[0].text, "one two three four five six"));
    assert_true(ent_string_is(cut.articles[3].text, "Red green blue black white grey"));
    assert_true(ent_string_is(cut.articles[6].text, "eins zwei drei"));
    for (size_t i = 0; i < cut.count; i++) {
        const ent_string *text = &cut.articles[i].text,
                         *whole = &cut.articles[i / 3 * 3].text;
        assert_int_equal(cut.label_starts[i + 1] - cut.label_starts[i], 1);
        assert_int_equal(cut.articles[i].lang.size,
                         0); /* it must not choose how it is read */
        assert_true(ent_string_equal(cut.groups[i], cut.groups[i / 3 * 3]));
        assert_non_null(memmem(whole->data, whole->size, text->data, text->size));
        if (i < 6 && i % 3) /* a pair, then a word */
            assert_true((memchr(text->data, ' ', text->size) != NULL) == (i % 3 == 1));
    }
    ent_corpus_dispose(&cut);
}

/* Label "de" has five short documents, "en" one long one: 4 pieces for balance, where 1 would be the least, but no more than 2. */
static void short_documents_are_balanced(void **state)
{
    (void)state;
    ent_article articles[6] = {{.text = ent_string_of("a b c d e f g h")}};
    size_t starts[] = {0, 1, 2, 3, 4, 5, 6};
    uint32_t ids[] = {1, 0, 0, 0, 0, 0};
    ent_string labels[] = {ent_string_of("de"), ent_string_of("en")};
    for (size_t i = 1; i < 6; i++)
        articles[i].text = ent_string_of("eins");
    ent_corpus corpus = corpus_of(articles, 6, starts, ids, NULL, labels), cut;
    assert_int_equal(ent__corpus_with_pieces(&cut, &corpus, 1, 3, NULL), ENT_OK);
    assert_int_equal(cut.label_counts[1], 1 + 2);
    ent_corpus_dispose(&cut);
    assert_int_equal(ent__corpus_with_pieces(&cut, &corpus, 3, 3, NULL), ENT_OK);
    assert_int_equal(cut.label_counts[1], 1 + 5);
    ent_corpus_dispose(&cut);
}

static void the_seed_chooses_and_repeats(void **state)
{
    (void)state;
    ent_article articles[] = {
        {.text = ent_string_of("a b c d e f g h i j k l m n o p q r s t u v w x y z")}};
    size_t starts[] = {0, 1};
    uint32_t ids[] = {0};
    ent_string labels[] = {ent_string_of("x"), ent_string_of("y")};
    ent_corpus corpus = corpus_of(articles, 1, starts, ids, NULL, labels), cut[3];
    corpus.label_count = 1;
    for (size_t c = 0; c < 3; c++)
        assert_int_equal(
            ent__corpus_with_pieces(&cut[c], &corpus, 30, c < 2 ? 1 : 2, NULL), ENT_OK);
    bool differs = false;
    for (size_t i = 0; i < cut[0].count; i++) {
        assert_true(ent_string_equal(cut[0].articles[i].text, cut[1].articles[i].text));
        differs = differs ||
                  !ent_string_equal(cut[0].articles[i].text, cut[2].articles[i].text);
    }
    assert_true(differs);
    for (size_t c = 0; c < 3; c++)
        ent_corpus_dispose(&cut[c]);
}

/* Han without spaces: two characters of three bytes, or three for a pair of bigrams. */
static void characters_stay_whole(void **state)
{
    (void)state;
    ent_article articles[] = {
        {.text = ent_string_of(
             "\u5929\u5730\u7384\u9ec3\u5b87\u5b99\u6d2a\u8352\u65e5\u6708")}};
    size_t starts[] = {0, 1};
    uint32_t ids[] = {0};
    ent_string labels[] = {ent_string_of("zh")};
    ent_corpus corpus = corpus_of(articles, 1, starts, ids, NULL, labels), cut;
    corpus.label_count = 1;
    assert_int_equal(ent__corpus_with_pieces(&cut, &corpus, 40, 5, NULL), ENT_OK);
    for (size_t i = 1; i < cut.count; i++)
        assert_int_equal(cut.articles[i].text.size, i % 2 ? 9 : 6);
    ent_corpus_dispose(&cut);
}

/* A story in two languages stays one group, and so do the pieces of both; who is in no group is one. */
static void groups_of_the_corpus_stay(void **state)
{
    (void)state;
    ent_article articles[] = {{.text = ent_string_of("one two three four five six")},
                              {.text = ent_string_of("alpha beta gamma")},
                              {.text = ent_string_of("eins zwei drei vier fuenf sechs")}};
    ent_string labels[] = {ent_string_of("de"), ent_string_of("en")};
    ent_string story = ent_string_of("story"), groups[] = {story, {0}, story};
    size_t starts[4];
    uint32_t ids[3];
    memcpy(starts, of_three.starts, sizeof starts);
    memcpy(ids, of_three.ids, sizeof ids);
    ent_corpus corpus = corpus_of(articles, 3, starts, ids, NULL, labels), cut;
    corpus.groups = groups;
    assert_int_equal(ent__corpus_with_pieces(&cut, &corpus, 1, 3, NULL), ENT_OK);
    size_t alone = 0;
    for (size_t i = 0; i < cut.count; i++)
        if (ent_string_is(cut.articles[i].text, "alpha beta gamma"))
            alone += !ent_string_equal(cut.groups[i], story) && cut.groups[i].size;
        else
            assert_true(ent_string_equal(cut.groups[i], story));
    assert_int_equal(alone, 1);
    assert_true(cut.count >= 5); /* two long documents, at least a piece of each */
    ent_corpus_dispose(&cut);
}

static void what_has_no_language_is_told(void **state)
{
    (void)state;
    ent_article articles[] = {{.text = ent_string_of("one two")},
                              {.text = ent_string_of("12 34")}};
    size_t starts[] = {0, 1, 2}, two[] = {0, 2, 2};
    uint32_t ids[] = {1, 0};
    ent_string labels[] = {ent_string_of("de"), ent_string_of("en")};
    ent_corpus corpus = corpus_of(articles, 2, starts, ids, NULL, labels), cut;
    ent_error err = {0};
    assert_int_equal(ent__corpus_with_pieces(&cut, &corpus, 2, 3, &err), ENT_EDATA);
    assert_string_equal(err.msg, "cannot train: no document in 'de' has letters");
    corpus.label_starts = two;
    assert_int_equal(ent__corpus_with_pieces(&cut, &corpus, 2, 3, &err), ENT_EDATA);
    assert_string_equal(err.msg,
                        "cannot train: document 1 is not of exactly one language");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_documents_bring_pieces),
        cmocka_unit_test(short_documents_are_balanced),
        cmocka_unit_test(the_seed_chooses_and_repeats),
        cmocka_unit_test(characters_stay_whole),
        cmocka_unit_test(groups_of_the_corpus_stay),
        cmocka_unit_test(what_has_no_language_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
