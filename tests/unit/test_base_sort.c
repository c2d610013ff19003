/* SPDX-License-Identifier: MIT */
/* Sorting by keys, against qsort() and by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/base.h"

static void few_keys_are_sorted_with_their_values(void **state)
{
    (void)state;
    ent_keyed items[] = {{UINT64_MAX, 1}, {0, 2}, {256, 3}, {255, 4}};
    const uint32_t expected[] = {2, 4, 3, 1};
    ent_sort_keyed(items, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(items[i].value, expected[i]);
    ent_sort_keyed(NULL, 0);
}

static int by_key(const void *a, const void *b)
{
    const ent_keyed *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* Keys that differ in any of their bytes, in few of them, or not at all; values tell that none got lost. */
static void many_keys_come_as_from_qsort(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    static const uint64_t masks[] = {UINT64_MAX, 0xFF, 0x0300000000000000u, 0xFFF000, 0};
    static ent_keyed items[MANY], expected[MANY];
    ent_random random = {3};
    for (size_t m = 0; m < sizeof masks / sizeof *masks; m++) {
        uint64_t sum = 0;
        for (uint32_t i = 0; i < MANY; i++)
            items[i] = expected[i] = (ent_keyed){ent_random_next(&random) & masks[m], i};
        ent_sort_keyed(items, MANY);
        qsort(expected, MANY, sizeof *expected, by_key);
        for (size_t i = 0; i < MANY; i++) {
            assert_true(items[i].key == expected[i].key);
            if (m == 0) /* 64 random bits: no two are equal */
                assert_int_equal(items[i].value, expected[i].value);
            sum += items[i].value;
        }
        assert_true(sum == (uint64_t)MANY * (MANY - 1) / 2);
    }
}

/* Equal keys are told apart by where they stood, which qsort() is told by the value. */
static int by_key_and_value(const void *a, const void *b)
{
    const ent_keyed *x = a, *y = b;
    int order = by_key(a, b);
    return order ? order : (x->value > y->value) - (x->value < y->value);
}

static void equal_keys_keep_their_order(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    static const uint64_t masks[] = {UINT64_MAX, 0xFF, 0x0300000000000000u, 0x0F00F000,
                                     0};
    static ent_keyed items[MANY], spare[MANY], expected[MANY];
    ent_random random = {4};
    for (size_t m = 0; m < sizeof masks / sizeof *masks; m++) {
        for (uint32_t i = 0; i < MANY; i++)
            items[i] = expected[i] = (ent_keyed){ent_random_next(&random) & masks[m], i};
        ent_sort_keyed_stably(items, spare, MANY);
        qsort(expected, MANY, sizeof *expected, by_key_and_value);
        for (size_t i = 0; i < MANY; i++)
            assert_int_equal(items[i].value, expected[i].value);
    }
    ent_sort_keyed_stably(NULL, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_keys_are_sorted_with_their_values),
        cmocka_unit_test(many_keys_come_as_from_qsort),
        cmocka_unit_test(equal_keys_keep_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
