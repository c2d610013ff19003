/* SPDX-License-Identifier: MIT */
/* Points in time: RFC 3339 and dates are read, everything else is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

static int64_t micros_of(const char *text)
{
    int64_t micros;
    assert_true(ent_rfc3339_read(&micros, ent_string_of(text)));
    return micros;
}

static bool refused(const char *text)
{
    int64_t micros = 7;
    return !ent_rfc3339_read(&micros, ent_string_of(text)) && micros == 7;
}

/* `date -u -d TEXT +%s` gives the seconds. */
static void times_are_seconds_since_1970(void **state)
{
    (void)state;
    assert_int_equal(micros_of("1970-01-01T00:00:00Z"), 0);
    assert_int_equal(micros_of("1970-01-01"), 0);
    assert_int_equal(micros_of("2019-11-19T13:16:49Z"), 1574169409 * (int64_t)1000000);
    assert_int_equal(micros_of("2000-02-29t23:59:59z"), 951868799 * (int64_t)1000000);
    assert_int_equal(micros_of("0001-01-01"), -62135596800 * (int64_t)1000000);
    assert_int_equal(micros_of("1969-12-31 23:59:59.5Z"), -500000);
}

static void zones_count(void **state)
{
    (void)state;
    /* 13:16 at +01:00 is 12:16 in UTC */
    assert_int_equal(micros_of("2019-11-19T13:16:49+01:00"),
                     micros_of("2019-11-19T12:16:49Z"));
    assert_int_equal(micros_of("2019-12-31T20:00:00-05:30"),
                     micros_of("2020-01-01T01:30:00Z"));
}

static void fractions_count_to_the_microsecond(void **state)
{
    (void)state;
    assert_int_equal(micros_of("1970-01-01T00:00:00.25Z"), 250000);
    assert_int_equal(micros_of("1970-01-01T00:00:00.1234567Z"), 123456);
    assert_int_equal(micros_of("1970-01-01T00:00:60Z"), 60000000); /* a leap second */
}

static void everything_else_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "yesterday",
                                        "2019",
                                        "2019-11",
                                        "2019-13-01",
                                        "2019-02-29",
                                        "1900-02-29",
                                        "2019-11-31",
                                        "2019-00-10",
                                        "2019-11-19T",
                                        "2019-11-19T13:16Z",
                                        "2019-11-19T13:16:49",
                                        "2019-11-19T24:00:00Z",
                                        "2019-11-19T13:60:00Z",
                                        "2019-11-19T13:16:49.Z",
                                        "2019-11-19T13:16:49+1:00",
                                        "2019-11-19T13:16:49Z ",
                                        "26-FEB-1987 15:01:01.79",
                                        "19.11.2019"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_true(refused(texts[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_seconds_since_1970),
        cmocka_unit_test(zones_count),
        cmocka_unit_test(fractions_count_to_the_microsecond),
        cmocka_unit_test(everything_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
