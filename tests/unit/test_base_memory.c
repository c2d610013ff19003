/* SPDX-License-Identifier: MIT */
/* Arenas, arrays, maps, names, parallel loops, errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

static void an_arena_gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    ent_arena arena;
    assert_int_equal(ent_arena_open(&arena, 4096, NULL), ENT_OK);
    char *first = ent_arena_alloc(&arena, 3, 1);
    memset(first, 7, 3);
    int *second = ent_arena_alloc(&arena, 4, sizeof *second);
    assert_int_equal((uintptr_t)second % 16, 0);
    assert_int_equal(second[0] | second[3], 0);
    assert_null(ent_arena_alloc(&arena, SIZE_MAX / 2, 16)); /* the product overflows */
    assert_null(ent_arena_alloc(&arena, 4096, 1));          /* some of it is taken */
    ent_arena_reset(&arena);
    assert_non_null(ent_arena_alloc(&arena, 4096, 1));
    ent_arena_close(&arena);
    ent_arena_close(&arena);
}

static void scratch_by_value_is_gone_on_return(void **state)
{
    (void)state;
    ent_arena arena;
    assert_int_equal(ent_arena_open(&arena, 4096, NULL), ENT_OK);
    ent_arena scratch = arena;
    void *lent = ent_arena_alloc(&scratch, 100, 1);
    assert_ptr_equal(ent_arena_alloc(&arena, 100, 1), lent);
    ent_arena_close(&arena);
}

static void arrays_refuse_sizes_that_overflow(void **state)
{
    (void)state;
    ENT_ARRAY(uint64_t) numbers = {0};
    for (uint64_t i = 0; i < 1000; i++)
        assert_true(ent_array_push(&numbers, i));
    assert_int_equal(numbers.items[999], 999);
    assert_false(ent_array_reserve(&numbers, SIZE_MAX / 8));
    assert_int_equal(numbers.count, 1000);
    assert_null(ent_new(SIZE_MAX / 4, 8));
    free(numbers.items);
}

static void a_map_finds_what_was_put(void **state)
{
    (void)state;
    ent_map map = {0};
    assert_int_equal(ent_map_get(&map, 5), ENT_MAP_NONE);
    for (uint64_t key = 0; key < 5000; key++)
        *ent_map_put(&map, key << 40) = (uint32_t)key;
    assert_int_equal(map.count, 5000);
    for (uint64_t key = 0; key < 5000; key++)
        assert_int_equal(ent_map_get(&map, key << 40), key);
    assert_int_equal(ent_map_get(&map, 1), ENT_MAP_NONE);
    ent_map_dispose(&map);
}

static void names_are_numbered_by_first_appearance(void **state)
{
    (void)state;
    ent_names names = {0};
    uint32_t id;
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 300; i++) {
            char name[16];
            snprintf(name, sizeof name, "n%u", i);
            assert_true(ent_names_add(&names, ent_string_of(name), &id));
            assert_int_equal(id, i);
        }
    assert_true(ent_names_add(&names, (ent_string){"a\0b", 3}, &id));
    assert_int_equal(id, 300);
    assert_int_equal(ent_names_get(&names, 300).size, 3);
    assert_true(ent_string_is(ent_names_get(&names, 7), "n7"));
    names.locked = true;
    assert_true(ent_names_add(&names, ent_string_of("new"), &id));
    assert_int_equal(id, ENT_MAP_NONE);
    assert_int_equal(names.count, 301);
    ent_names_dispose(&names);
}

static ent_status square(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    if (piece == 777)
        return ent_fail(err, ENT_EDATA, "piece %zu", piece);
    ((size_t *)context)[piece] = piece * piece;
    return ENT_OK;
}

static void every_piece_is_run_once(void **state)
{
    (void)state;
    size_t squares[700] = {0};
    assert_int_equal(ent_parallel(700, 4, square, squares, NULL), ENT_OK);
    for (size_t i = 0; i < 700; i++)
        assert_int_equal(squares[i], i * i);
    assert_int_equal(ent_parallel(0, 4, square, NULL, NULL), ENT_OK);
}

static void a_failing_piece_is_named(void **state)
{
    (void)state;
    static size_t squares[1000];
    ent_error err;
    assert_int_equal(ent_parallel(1000, 3, square, squares, &err), ENT_EDATA);
    assert_string_equal(err.msg, "piece 777");
}

static void a_message_cannot_steer_a_terminal(void **state)
{
    (void)state;
    ent_error err;
    ent_fail(&err, ENT_EIO, "cannot open '%s'", "a\x1b[2J\nb");
    assert_string_equal(err.msg, "cannot open 'a?[2J?b'");
    assert_string_equal(ent_status_text(ENT_EVERSION), "made by a newer version");
    assert_int_equal(ent_fail(NULL, ENT_EIO, "nobody listens"), ENT_EIO);
}

static void a_digest_does_not_depend_on_the_pieces(void **state)
{
    (void)state;
    char one[33], two[33];
    ent_digest digest;
    assert_true(ent_digest_open(&digest));
    ent_digest_close(&digest, one);
    assert_string_equal(
        one,
        "99aa06d3014798d86001c324468d497f"); /* XXH3-128 of nothing, xxHash's own test vector */
    assert_true(ent_digest_open(&digest));
    ent_digest_add(&digest, "ab", 2);
    ent_digest_add(&digest, "c", 1);
    ent_digest_close(&digest, one);
    assert_true(ent_digest_open(&digest));
    ent_digest_add(&digest, "abc", 3);
    ent_digest_close(&digest, two);
    assert_string_equal(one, two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(scratch_by_value_is_gone_on_return),
        cmocka_unit_test(arrays_refuse_sizes_that_overflow),
        cmocka_unit_test(a_map_finds_what_was_put),
        cmocka_unit_test(names_are_numbered_by_first_appearance),
        cmocka_unit_test(every_piece_is_run_once),
        cmocka_unit_test(a_failing_piece_is_named),
        cmocka_unit_test(a_message_cannot_steer_a_terminal),
        cmocka_unit_test(a_digest_does_not_depend_on_the_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
