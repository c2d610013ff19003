/* SPDX-License-Identifier: MIT */
/* Keys of terms, look-up and idf of a locked vocabulary. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "features/features.h"

static ent_vocabulary random_vocabulary(size_t size, uint64_t seed)
{
    ent_vocabulary vocabulary = {.size = size, .documents = 100};
    vocabulary.keys = ent_new(size, sizeof(uint64_t));
    vocabulary.frequencies = ent_new(size, sizeof(uint32_t));
    for (size_t i = 0; i < size; i++) {
        vocabulary.keys[i] = ent_mix(seed + i);
        vocabulary.frequencies[i] = 1;
    }
    return vocabulary;
}

static void every_key_is_found_and_no_other(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 9, 10, 11, 1000, 163840, 163841, 200000};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        ent_vocabulary vocabulary = random_vocabulary(sizes[s], 7);
        assert_int_equal(ent__vocabulary_lock(&vocabulary, NULL), ENT_OK);
        for (size_t i = 0; i < sizes[s]; i++)
            assert_int_equal(ent__vocabulary_find(&vocabulary, vocabulary.keys[i]), i);
        /* ent_mix() is a permutation, so that other inputs give other keys. */
        for (uint64_t i = 0; i < 100000; i++)
            assert_int_equal(ent__vocabulary_find(&vocabulary, ent_mix(1000000000 + i)),
                             ENT_NO_TERM);
        ent__vocabulary_dispose(&vocabulary);
    }
}

/* Keys that differ in few bits, as a hash never gives them, must be told apart all the same. */
static void neighbouring_keys_are_told_apart(void **state)
{
    (void)state;
    ent_vocabulary vocabulary = random_vocabulary(4096, 0);
    for (uint64_t i = 0; i < 4096; i++)
        vocabulary.keys[i] = i << 20;
    assert_int_equal(ent__vocabulary_lock(&vocabulary, NULL), ENT_OK);
    for (uint32_t i = 0; i < 4096; i++) {
        assert_int_equal(ent__vocabulary_find(&vocabulary, (uint64_t)i << 20), i);
        assert_int_equal(ent__vocabulary_find(&vocabulary, ((uint64_t)i << 20) + 1),
                         ENT_NO_TERM);
    }
    ent__vocabulary_dispose(&vocabulary);
}

static void many_keys_at_once_give_what_one_gives(void **state)
{
    (void)state;
    ent_vocabulary vocabulary = random_vocabulary(1000, 3);
    assert_int_equal(ent__vocabulary_lock(&vocabulary, NULL), ENT_OK);
    uint64_t keys[100];
    uint32_t ids[100];
    for (size_t i = 0; i < 100; i++)
        keys[i] = i % 3 ? vocabulary.keys[i * 7] : ent_mix(5000000 + i);
    ent__vocabulary_find_all(ids, &vocabulary, keys, 100);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(ids[i], i % 3 ? i * 7 : ENT_NO_TERM);
    ent__vocabulary_dispose(&vocabulary);
}

/* 163,840 keys fill 5/8 of the slots: of the buckets of 16, 10 keys each on average, one in forty runs over. */
static void keys_at_once_are_found_beyond_full_buckets(void **state)
{
    (void)state;
    enum { SIZE = 163840 };
    ent_vocabulary vocabulary = random_vocabulary(SIZE, 5);
    uint64_t *keys = ent_new(2 * SIZE, sizeof *keys);
    uint32_t *ids = ent_new(2 * SIZE, sizeof *ids);
    assert_int_equal(ent__vocabulary_lock(&vocabulary, NULL), ENT_OK);
    for (size_t i = 0; i < SIZE; i++) {
        keys[2 * i] = vocabulary.keys[i];
        keys[2 * i + 1] = ent_mix(1000000000 + i);
    }
    ent__vocabulary_find_all(ids, &vocabulary, keys, 2 * SIZE);
    for (uint32_t i = 0; i < SIZE; i++) {
        assert_int_equal(ids[2 * i], i);
        assert_int_equal(ids[2 * i + 1], ENT_NO_TERM);
    }
    free(keys);
    free(ids);
    ent__vocabulary_dispose(&vocabulary);
}

static void equal_keys_are_refused(void **state)
{
    (void)state;
    ent_vocabulary vocabulary = random_vocabulary(50, 3);
    vocabulary.keys[40] = vocabulary.keys[2];
    ent_error err;
    assert_int_equal(ent__vocabulary_lock(&vocabulary, &err), ENT_EDATA);
    ent__vocabulary_dispose(&vocabulary);
}

static void hashed_features_take_the_low_bits(void **state)
{
    (void)state;
    ent_vocabulary vocabulary = {.size = 16, .documents = 3};
    vocabulary.frequencies = ent_new_zeroed(16, sizeof(uint32_t));
    assert_int_equal(ent__vocabulary_lock(&vocabulary, NULL), ENT_OK);
    assert_int_equal(ent__vocabulary_find(&vocabulary, 0xABCDEF), 15);
    assert_int_equal(ent__vocabulary_find(&vocabulary, 0x10), 0);
    ent__vocabulary_dispose(&vocabulary);
    vocabulary.size = 12; /* not a power of two */
    assert_int_equal(ent__vocabulary_lock(&vocabulary, NULL), ENT_EARG);
}

static void idf_is_smooth(void **state)
{
    (void)state;
    ent_vocabulary vocabulary = random_vocabulary(3, 1);
    vocabulary.documents = 9;
    vocabulary.frequencies[0] = 9; /* 1 + ln(10 / 10) = 1 */
    vocabulary.frequencies[1] = 1; /* 1 + ln(10 / 2) = 2.6094379 */
    vocabulary.frequencies[2] = 1;
    assert_int_equal(ent__vocabulary_lock(&vocabulary, NULL), ENT_OK);
    assert_true(fabs((double)vocabulary.idf[0] - 1.0) < 1e-6);
    assert_true(fabs((double)vocabulary.idf[1] - 2.6094379) < 1e-6);
    assert_true(fabs((double)vocabulary.idf[2] - 2.6094379) < 1e-6);
    ent__vocabulary_dispose(&vocabulary);
}

static uint64_t hash_of(const char *text)
{
    ent_string string = ent_string_of(text);
    return ent_hash(string.data, string.size);
}

static void term_keys_follow_the_words(void **state)
{
    (void)state;
    uint64_t stock = hash_of("stock"), market = hash_of("market"), fall = hash_of("fall");
    assert_true(ent__term_key(ent_string_of("stock")) == stock);
    uint64_t pair = ent__ngram_key(stock, market);
    assert_true(ent__term_key(ent_string_of("stock market")) == pair);
    assert_true(ent__term_key(ent_string_of("market stock")) != pair);
    assert_true(ent__term_key(ent_string_of("stock market fall")) ==
                ent__ngram_key(pair, fall));
    /* A character n-gram is hashed whole, mark included. */
    assert_true(ent__term_key(ent_string_of("\1ab c")) == hash_of("\1ab c"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_found_and_no_other),
        cmocka_unit_test(neighbouring_keys_are_told_apart),
        cmocka_unit_test(many_keys_at_once_give_what_one_gives),
        cmocka_unit_test(keys_at_once_are_found_beyond_full_buckets),
        cmocka_unit_test(equal_keys_are_refused),
        cmocka_unit_test(hashed_features_take_the_low_bits),
        cmocka_unit_test(idf_is_smooth),
        cmocka_unit_test(term_keys_follow_the_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
