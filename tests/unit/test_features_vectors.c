/* SPDX-License-Identifier: MIT */
/* Terms, vocabularies, vectors: TF-IDF worked by hand, n-grams across pieces, independence of threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "features/features.h"

static ent_article article_of(const char *title, const char *text)
{
    return (ent_article){.title = ent_string_of(title), .text = ent_string_of(text)};
}

static ent_feature_settings words(unsigned least, unsigned most)
{
    ent_feature_settings settings = ent__feature_defaults();
    settings.word_min = (uint8_t)least;
    settings.word_max = (uint8_t)most;
    settings.min_df = 1;
    return settings;
}

/* A vocabulary with its texts, which come with the matrix. */
static ent_status build_named(ent_vocabulary *vocabulary, ent_feature_settings *settings,
                              const ent_article *articles, size_t count,
                              const ent_language *language, int threads, ent_error *err)
{
    ent_matrix matrix;
    ENT_TRY(ent__vocabulary_build(vocabulary, settings, articles, count, language,
                                  threads, err));
    ENT_TRY(ent__matrix_build(&matrix, settings, vocabulary, articles, count, language,
                              threads, err));
    ent__matrix_dispose(&matrix);
    return ENT_OK;
}

static bool has_term(const ent_vocabulary *vocabulary, const char *text, uint32_t *id)
{
    for (uint32_t i = 0; i < vocabulary->size; i++)
        if (ent_string_is(ent__vocabulary_term(vocabulary, i), text)) {
            *id = i;
            return true;
        }
    return false;
}

static float value_of(ent_vector vector, uint32_t id)
{
    for (size_t i = 0; i < vector.count; i++)
        if (vector.items[i].id == id)
            return vector.items[i].value;
    return 0;
}

/* Three documents: apple df 1, banana df 2, cherry df 2; idf = 1 + ln(4 / (1 + df)) = 1.693147, 1.287682, 1.287682.
 * Document 1 has apple twice: (1 + ln 2) * 1.693147 = 2.866747, banana 1.287682; its length is 3.142668. */
static void tfidf_is_as_worked_by_hand(void **state)
{
    (void)state;
    ent_article articles[] = {article_of("Apple", "banana, apple."),
                              article_of(NULL, "banana cherry"),
                              article_of(NULL, "Cherry")};
    ent_feature_settings settings = words(1, 1);
    ent_vocabulary vocabulary;
    ent_matrix matrix;
    assert_int_equal(build_named(&vocabulary, &settings, articles, 3, NULL, 1, NULL),
                     ENT_OK);
    assert_int_equal(vocabulary.size, 3);
    assert_int_equal(
        ent__matrix_build(&matrix, &settings, &vocabulary, articles, 3, NULL, 1, NULL),
        ENT_OK);
    uint32_t apple = 0, banana = 0, cherry = 0;
    assert_true(has_term(&vocabulary, "apple", &apple));
    assert_true(has_term(&vocabulary, "banana", &banana));
    assert_true(has_term(&vocabulary, "cherry", &cherry));
    assert_int_equal(vocabulary.frequencies[apple], 1);
    assert_int_equal(apple, 2); /* the rarest comes last */
    ent_vector first = {matrix.items, (size_t)matrix.starts[1]};
    assert_int_equal(first.count, 2);
    assert_true(fabsf(value_of(first, apple) - 2.866747f / 3.142668f) < 1e-6f);
    assert_true(fabsf(value_of(first, banana) - 1.287682f / 3.142668f) < 1e-6f);
    /* cosine of documents 1 and 2 is banana's product: 0.409742 * 0.707107 = 0.289731 */
    ent_vector second = {matrix.items + matrix.starts[1],
                         (size_t)(matrix.starts[2] - matrix.starts[1])};
    float cosine = value_of(first, banana) * value_of(second, banana);
    assert_true(fabsf(cosine - 0.289731f) < 1e-6f);
    ent__matrix_dispose(&matrix);
    ent__vocabulary_dispose(&vocabulary);
}

/* Columns 2 and 5 of 8 are held: they become 0 and 1. */
static void packing_leaves_out_empty_columns(void **state)
{
    (void)state;
    uint64_t starts[] = {0, 1, 1, 3}, none[] = {0, 0};
    ent_feature items[] = {{5, 1}, {2, 0.6F}, {5, 0.8F}};
    ent_matrix matrix = {3, 8, starts, items}, empty = {1, 8, none, items};
    assert_int_equal(ent__matrix_pack(&matrix, NULL), ENT_OK);
    assert_int_equal(matrix.columns, 2);
    assert_int_equal(items[0].id, 1);
    assert_int_equal(items[1].id, 0);
    assert_int_equal(items[2].id, 1);
    assert_true(items[1].value > 0.59F && items[1].value < 0.61F);
    assert_int_equal(ent__matrix_pack(&empty, NULL), ENT_OK);
    assert_int_equal(empty.columns, 1);
}

static void bigrams_do_not_reach_from_title_to_text(void **state)
{
    (void)state;
    ent_article articles[] = {article_of("one two", "three four five")};
    ent_feature_settings settings = words(1, 3);
    ent_vocabulary vocabulary;
    uint32_t id = 0;
    assert_int_equal(build_named(&vocabulary, &settings, articles, 1, NULL, 1, NULL),
                     ENT_OK);
    assert_true(has_term(&vocabulary, "one two", &id));
    assert_true(has_term(&vocabulary, "three four five", &id));
    assert_false(has_term(&vocabulary, "two three", &id));
    assert_int_equal(vocabulary.size, 5 + 1 + 2 + 1); /* 5 words; 1 + 2 pairs; 1 triple */
    ent__vocabulary_dispose(&vocabulary);
}

/* An article of many pieces: every pair and triple of neighbours must be there, with the text that belongs to its key. */
static void ngrams_reach_over_pieces(void **state)
{
    (void)state;
    enum { WORDS = 3000 };
    ent_buffer text = {0};
    for (int i = 0; i < WORDS; i++)
        ent_buffer_format(&text, "w%dx ", i);
    ent_article articles[] = {article_of(NULL, text.data)};
    ent_feature_settings settings = words(1, 3);
    ent_vocabulary vocabulary;
    assert_int_equal(build_named(&vocabulary, &settings, articles, 1, NULL, 1, NULL),
                     ENT_OK);
    assert_int_equal(vocabulary.size, WORDS + WORDS - 1 + WORDS - 2);
    for (uint32_t id = 0; id < vocabulary.size; id++)
        assert_true(ent__term_key(ent__vocabulary_term(&vocabulary, id)) ==
                    vocabulary.keys[id]);
    for (int i = 0; i + 2 < WORDS; i++) {
        char triple[64];
        snprintf(triple, sizeof triple, "w%dx w%dx w%dx", i, i + 1, i + 2);
        assert_true(ent__vocabulary_find(&vocabulary, ent__term_key(ent_string_of(
                                                          triple))) != ENT_NO_TERM);
    }
    ent__vocabulary_dispose(&vocabulary);
    ent_buffer_dispose(&text);
}

static void spans_lead_back_to_the_text(void **state)
{
    (void)state;
    const char *text = "The Quick foxes ran";
    ent_article article = article_of(NULL, text);
    ent_feature_settings settings = words(2, 2);
    ent_extractor *extractor =
        ent__extractor_new(&settings, ent_language_find(ent_string_of("en")));
    ent_terms terms;
    assert_int_equal(ent__extract_begin(extractor, &article, NULL), ENT_OK);
    assert_int_equal(ent__extract_next(&terms, extractor, NULL), ENT_OK);
    assert_int_equal(terms.count, 3);
    ent_span span = ent__extract_span(extractor, 1);
    assert_int_equal(span.start, 4);
    assert_int_equal(span.end, 15); /* "Quick foxes" */
    ent_buffer out = {0};
    ent__extract_text(&out, extractor, 1);
    assert_string_equal(out.data, "quick fox"); /* Porter 2: foxes -> fox */
    ent_buffer_dispose(&out);
    ent__extractor_free(extractor);
}

/* "ab abc zz": one word bigram a pair, and of characters what " ab ", " abc " and " zz " have; looked up in the vocabulary of the
 * first two words alone, the ids are those of the keys. */
static void terms_looked_up_are_those_of_their_keys(void **state)
{
    (void)state;
    ent_article taught = article_of(NULL, "ab abc"),
                article = article_of(NULL, "ab abc zz");
    ent_feature_settings settings = words(1, 2);
    settings.char_min = 1;
    settings.char_max = 5;
    ent_vocabulary vocabulary;
    assert_int_equal(build_named(&vocabulary, &settings, &taught, 1, NULL, 1, NULL),
                     ENT_OK);
    ent_extractor *plain = ent__extractor_new(&settings, NULL);
    ent_extractor *looking = ent__extractor_new(&settings, NULL);
    for (int round = 0; round < 2;
         round++) { /* the first leaves keys behind, which must be forgotten */
        ent_terms keys, terms;
        uint32_t ids[64];
        size_t known = 0;
        if (round == 1)
            ent__extractor_look_up(looking, &vocabulary);
        assert_int_equal(ent__extract_begin(plain, &article, NULL), ENT_OK);
        assert_int_equal(ent__extract_begin(looking, &article, NULL), ENT_OK);
        assert_int_equal(ent__extract_next(&keys, plain, NULL), ENT_OK);
        assert_int_equal(ent__extract_next(&terms, looking, NULL), ENT_OK);
        assert_int_equal(terms.has_ids, round == 1);
        assert_int_equal(terms.count, keys.count);
        assert_int_equal(terms.words, 5); /* 3 words, 2 pairs */
        ent__terms_find(ids, &terms, &vocabulary);
        for (size_t i = 0; i < keys.count; i++) {
            uint32_t id = ent__vocabulary_find(&vocabulary, keys.keys[i]);
            assert_int_equal(ids[i], id);
            assert_int_equal(ent__terms_id(&terms, i, &vocabulary), id);
            known += id != ENT_NO_TERM;
        }
        assert_true(known > 0 && known < keys.count);
    }
    ent__extractor_free(plain);
    ent__extractor_free(looking);
    ent__vocabulary_dispose(&vocabulary);
}

/* " ab " has the bigrams " a", "ab", "b " and the trigrams " ab", "ab "; the 5-gram is longer than the padded word. */
static void character_ngrams_stay_within_words(void **state)
{
    (void)state;
    ent_article articles[] = {article_of(NULL, "ab ab")};
    ent_feature_settings settings = words(0, 0);
    settings.char_min = 2;
    settings.char_max = 3;
    ent_vocabulary vocabulary;
    uint32_t id = 0;
    assert_int_equal(build_named(&vocabulary, &settings, articles, 1, NULL, 1, NULL),
                     ENT_OK);
    assert_int_equal(vocabulary.size, 5);
    assert_true(has_term(&vocabulary, "\1 a", &id));
    assert_true(has_term(&vocabulary, "\1ab ", &id));
    ent__vocabulary_dispose(&vocabulary);
    settings.char_min = settings.char_max = 5; /* the padded word itself, once */
    assert_int_equal(build_named(&vocabulary, &settings, articles, 1, NULL, 1, NULL),
                     ENT_OK);
    assert_int_equal(vocabulary.size, 1);
    assert_true(has_term(&vocabulary, "\1 ab ", &id));
    ent__vocabulary_dispose(&vocabulary);
}

/* The letters "a" and "b", not the padding; then the bigrams as above. */
static void single_characters_are_letters_only(void **state)
{
    (void)state;
    ent_article articles[] = {article_of(NULL, "ab ab")};
    ent_feature_settings settings = words(0, 0);
    settings.char_min = settings.char_max = 1;
    ent_vocabulary vocabulary;
    uint32_t id = 0;
    assert_int_equal(build_named(&vocabulary, &settings, articles, 1, NULL, 1, NULL),
                     ENT_OK);
    assert_int_equal(vocabulary.size, 2);
    assert_true(has_term(&vocabulary, "\1a", &id));
    assert_true(has_term(&vocabulary, "\1b", &id));
    ent__vocabulary_dispose(&vocabulary);
    settings.char_max = 2;
    assert_int_equal(build_named(&vocabulary, &settings, articles, 1, NULL, 1, NULL),
                     ENT_OK);
    assert_int_equal(vocabulary.size, 5);
    ent__vocabulary_dispose(&vocabulary);
}

static void the_vocabulary_does_not_depend_on_threads(void **state)
{
    (void)state;
    enum { DOCUMENTS = 300 };
    static ent_article articles[DOCUMENTS];
    static char texts[DOCUMENTS][400];
    ent_random random = {7};
    for (int i = 0; i < DOCUMENTS; i++) {
        size_t size = 0;
        for (int w = 0; w < 40; w++)
            size += (size_t)snprintf(texts[i] + size, sizeof texts[i] - size, "t%llu ",
                                     (unsigned long long)ent_random_below(
                                         &random, 1 + ent_random_below(&random, 90)));
        articles[i] = article_of(NULL, texts[i]);
    }
    ent_feature_settings settings = words(1, 2);
    settings.min_df = 2;
    ent_vocabulary one, four;
    assert_int_equal(build_named(&one, &settings, articles, DOCUMENTS, NULL, 1, NULL),
                     ENT_OK);
    assert_int_equal(build_named(&four, &settings, articles, DOCUMENTS, NULL, 4, NULL),
                     ENT_OK);
    assert_int_equal(one.size, four.size);
    assert_true(one.size > 100);
    assert_memory_equal(one.keys, four.keys, one.size * sizeof *one.keys);
    assert_memory_equal(one.frequencies, four.frequencies,
                        one.size * sizeof *one.frequencies);
    assert_memory_equal(one.terms, four.terms, one.term_starts[one.size]);
    ent_matrix a, b;
    assert_int_equal(
        ent__matrix_build(&a, &settings, &one, articles, DOCUMENTS, NULL, 1, NULL),
        ENT_OK);
    assert_int_equal(
        ent__matrix_build(&b, &settings, &four, articles, DOCUMENTS, NULL, 4, NULL),
        ENT_OK);
    assert_memory_equal(a.starts, b.starts, (DOCUMENTS + 1) * sizeof *a.starts);
    assert_memory_equal(a.items, b.items, a.starts[DOCUMENTS] * sizeof *a.items);
    for (size_t i = 0; i < DOCUMENTS; i++) { /* unit length, ids ascending */
        double squares = 0;
        for (uint64_t j = a.starts[i]; j < a.starts[i + 1]; j++) {
            squares += (double)a.items[j].value * (double)a.items[j].value;
            assert_true(j == a.starts[i] || a.items[j - 1].id < a.items[j].id);
        }
        assert_true(fabs(squares - 1) < 1e-5);
    }
    ent__matrix_dispose(&a);
    ent__matrix_dispose(&b);
    ent__vocabulary_dispose(&one);
    ent__vocabulary_dispose(&four);
}

static void frequency_limits_are_kept(void **state)
{
    (void)state;
    ent_article articles[] = {article_of(NULL, "a1 b1 c1"), article_of(NULL, "a1 b1"),
                              article_of(NULL, "a1"), article_of(NULL, "a1 d1")};
    ent_feature_settings settings = words(1, 1);
    settings.min_df = 2;
    ent_vocabulary vocabulary;
    assert_int_equal(build_named(&vocabulary, &settings, articles, 4, NULL, 2, NULL),
                     ENT_OK);
    assert_int_equal(vocabulary.size, 2); /* a1, b1 */
    ent__vocabulary_dispose(&vocabulary);
    settings.max_df = 0.75f;
    assert_int_equal(build_named(&vocabulary, &settings, articles, 4, NULL, 2, NULL),
                     ENT_OK);
    assert_int_equal(vocabulary.size, 1); /* a1 stands in all four */
    ent__vocabulary_dispose(&vocabulary);
    settings = words(1, 1);
    settings.max_features = 1;
    uint32_t id = 0;
    assert_int_equal(build_named(&vocabulary, &settings, articles, 4, NULL, 2, NULL),
                     ENT_OK);
    assert_int_equal(vocabulary.size, 1);
    assert_true(has_term(&vocabulary, "a1", &id));
    ent__vocabulary_dispose(&vocabulary);
}

/* "each" stands in n of ten documents: a limit of n / 10 keeps it, a little less does not. */
static void a_term_may_stand_in_just_the_largest_share(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= 10; n++) {
        ent_article articles[10];
        for (unsigned i = 0; i < 10; i++)
            articles[i] = article_of(NULL, i < n ? "each" : "other");
        ent_feature_settings settings = words(1, 1);
        ent_vocabulary vocabulary;
        uint32_t id;
        for (int less = 0; less < 2; less++) {
            settings.max_df = (float)(n / 10.0 - less * 1e-6);
            assert_int_equal(
                build_named(&vocabulary, &settings, articles, 10, NULL, 1, NULL), ENT_OK);
            assert_int_equal(has_term(&vocabulary, "each", &id), !less);
            ent__vocabulary_dispose(&vocabulary);
        }
    }
}

static void an_empty_article_has_an_empty_vector(void **state)
{
    (void)state;
    ent_article articles[] = {article_of(NULL, "word")};
    ent_article empty = article_of(NULL, " \n ");
    ent_feature_settings settings = words(1, 2);
    ent_vocabulary vocabulary;
    ent_vectorizer *vectorizer;
    ent_vector vector;
    ent_vector_facts facts;
    assert_int_equal(build_named(&vocabulary, &settings, articles, 1, NULL, 1, NULL),
                     ENT_OK);
    assert_int_equal(ent__vectorizer_new(&vectorizer, &settings, &vocabulary, NULL, NULL),
                     ENT_OK);
    assert_int_equal(ent__vectorize(&vector, &facts, vectorizer, &empty, NULL), ENT_OK);
    assert_int_equal(vector.count, 0);
    assert_int_equal(facts.tokens, 0);
    ent_article strange = article_of(NULL, "unheard of");
    assert_int_equal(ent__vectorize(&vector, &facts, vectorizer, &strange, NULL), ENT_OK);
    assert_int_equal(vector.count, 0);
    assert_int_equal(facts.tokens, 2);
    assert_int_equal(facts.unknown, 3); /* two words and their pair */
    ent__vectorizer_free(vectorizer);
    ent__vocabulary_dispose(&vocabulary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tfidf_is_as_worked_by_hand),
        cmocka_unit_test(packing_leaves_out_empty_columns),
        cmocka_unit_test(bigrams_do_not_reach_from_title_to_text),
        cmocka_unit_test(ngrams_reach_over_pieces),
        cmocka_unit_test(spans_lead_back_to_the_text),
        cmocka_unit_test(terms_looked_up_are_those_of_their_keys),
        cmocka_unit_test(character_ngrams_stay_within_words),
        cmocka_unit_test(single_characters_are_letters_only),
        cmocka_unit_test(the_vocabulary_does_not_depend_on_threads),
        cmocka_unit_test(frequency_limits_are_kept),
        cmocka_unit_test(a_term_may_stand_in_just_the_largest_share),
        cmocka_unit_test(an_empty_article_has_an_empty_vector),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
