/* SPDX-License-Identifier: MIT */
/* Short pieces of documents: they lie in the text, keep its labels, and end on word and character boundaries. */
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

static bool is_boundary(ent_string text, const char *at)
{
    return at == text.data || at == text.data + text.size || at[-1] == ' ' || *at == ' ';
}

static void pieces_are_words_of_the_text(void **state)
{
    (void)state;
    ent_article articles[] = {{.text = ent_string_of("one two three four five six"),
                               .lang = ent_string_of("en")},
                              {.text = ent_string_of("eins  zwei")}};
    size_t starts[] = {0, 1, 2};
    uint32_t ids[] = {1, 0};
    uint64_t counts[] = {1, 1};
    ent_string labels[] = {ent_string_of("de"), ent_string_of("en")};
    ent_corpus corpus = corpus_of(articles, 2, starts, ids, counts, labels), cut;
    assert_int_equal(ent__corpus_with_pieces(&cut, &corpus, 10, 3, NULL), ENT_OK);
    assert_true(cut.count > 12 && cut.count <= 22);
    assert_int_equal(cut.label_counts[0] + cut.label_counts[1], cut.count);
    for (size_t i = 0; i < cut.count; i++) {
        uint32_t label = cut.label_ids[cut.label_starts[i]];
        ent_string whole = articles[label == 1 ? 0 : 1].text,
                   piece = cut.articles[i].text;
        assert_int_equal(cut.label_starts[i + 1] - cut.label_starts[i], 1);
        assert_true(piece.size > 0 && piece.data >= whole.data &&
                    piece.data + piece.size <= whole.data + whole.size);
        assert_true(is_boundary(whole, piece.data) &&
                    is_boundary(whole, piece.data + piece.size));
        assert_int_equal(cut.articles[i].lang.size,
                         0); /* the language must not choose how it is read */
    }
    ent_corpus_dispose(&cut);
}

static void the_seed_chooses_and_repeats(void **state)
{
    (void)state;
    ent_article articles[] = {
        {.text = ent_string_of("a b c d e f g h i j k l m n o p q r s t u v w x y z")}};
    size_t starts[] = {0, 1};
    uint32_t ids[] = {0};
    uint64_t counts[] = {1, 0};
    ent_string labels[] = {ent_string_of("x"), ent_string_of("y")};
    ent_corpus corpus = corpus_of(articles, 1, starts, ids, counts, labels), one, same,
               other;
    assert_int_equal(ent__corpus_with_pieces(&one, &corpus, 30, 1, NULL), ENT_OK);
    assert_int_equal(ent__corpus_with_pieces(&same, &corpus, 30, 1, NULL), ENT_OK);
    assert_int_equal(ent__corpus_with_pieces(&other, &corpus, 30, 2, NULL), ENT_OK);
    assert_int_equal(one.count, same.count);
    bool differs = one.count != other.count;
    for (size_t i = 0; i < one.count; i++) {
        assert_ptr_equal(one.articles[i].text.data, same.articles[i].text.data);
        differs = differs || one.articles[i].text.data != other.articles[i].text.data;
    }
    assert_true(differs);
    ent_corpus_dispose(&one);
    ent_corpus_dispose(&same);
    ent_corpus_dispose(&other);
}

/* Han without spaces: a piece begins and ends between characters of three bytes. */
static void characters_stay_whole(void **state)
{
    (void)state;
    const char *text = "天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏";
    ent_article articles[] = {{.text = ent_string_of(text)}};
    size_t starts[] = {0, 1};
    uint32_t ids[] = {0};
    uint64_t counts[] = {1, 0};
    ent_string labels[] = {ent_string_of("zh"), ent_string_of("x")};
    ent_corpus corpus = corpus_of(articles, 1, starts, ids, counts, labels), cut;
    assert_int_equal(ent__corpus_with_pieces(&cut, &corpus, 40, 5, NULL), ENT_OK);
    for (size_t i = 1; i < cut.count; i++) {
        assert_int_equal((cut.articles[i].text.data - text) % 3, 0);
        assert_int_equal(cut.articles[i].text.size % 3, 0);
        assert_true(cut.articles[i].text.size <= 24);
    }
    ent_corpus_dispose(&cut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_words_of_the_text),
        cmocka_unit_test(the_seed_chooses_and_repeats),
        cmocka_unit_test(characters_stay_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
