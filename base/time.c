/* SPDX-License-Identifier: MIT */
/* Points in time as text: RFC 3339, which is how articles and records carry them. */
#include "time.h"

/* Where the reading stands; once something does not fit, nothing fits any more. */
struct reading {
    const char *at, *end;
    bool failed;
};

static int number(struct reading *reading, int digits)
{
    int value = 0;
    for (int i = 0; i < digits && !reading->failed; i++) {
        bool digit =
            reading->at < reading->end && *reading->at >= '0' && *reading->at <= '9';
        value = digit ? 10 * value + (*reading->at++ - '0') : value;
        reading->failed = !digit;
    }
    return value;
}

/* One character of `choice`; its place there, or -1 when there is none of them. */
static int one_of(struct reading *reading, const char *choice)
{
    for (int i = 0; reading->at < reading->end && choice[i]; i++)
        if (*reading->at == choice[i]) {
            reading->at++;
            return i;
        }
    return -1;
}

static void want(struct reading *reading, const char *choice)
{
    reading->failed |= one_of(reading, choice) < 0;
}

static int in_range(struct reading *reading, int value, int least, int most)
{
    reading->failed |= value < least || value > most;
    return value;
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* Of a date of the proleptic Gregorian calendar: Hinnant 2013, "chrono-compatible low-level date algorithms" */
static int64_t days_since_1970(int year, int month, int day)
{
    int64_t y = month <= 2 ? (int64_t)year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Microseconds of ".25"; digits beyond the sixth are passed over. */
static int fraction(struct reading *reading)
{
    int micros = 0, unit = 100000;
    if (one_of(reading, ".") < 0)
        return 0;
    micros = unit * number(reading, 1);
    for (int digit; (digit = one_of(reading, "0123456789")) >= 0;)
        micros += (unit /= 10) * digit;
    return micros;
}

/* Minutes east of Greenwich: "Z" or "+hh:mm". */
static int zone(struct reading *reading)
{
    if (one_of(reading, "Zz") >= 0)
        return 0;
    int sign = one_of(reading, "+-");
    int hours = in_range(reading, number(reading, 2), 0, 23);
    want(reading, ":");
    int minutes = in_range(reading, number(reading, 2), 0, 59);
    reading->failed |= sign < 0;
    return (sign == 1 ? -1 : 1) * (60 * hours + minutes);
}

static int64_t clock_micros(struct reading *reading)
{
    want(reading, "Tt ");
    int64_t hour = in_range(reading, number(reading, 2), 0, 23);
    want(reading, ":");
    int64_t minute = in_range(reading, number(reading, 2), 0, 59);
    want(reading, ":");
    int64_t second = in_range(reading, number(reading, 2), 0, 60);
    int64_t micros = fraction(reading);
    return 1000000 * (60 * (60 * hour + minute - zone(reading)) + second) + micros;
}

bool ent_rfc3339_read(int64_t *micros, ent_string text)
{
    struct reading reading = {text.data, text.data + text.size, text.size == 0};
    int year = number(&reading, 4);
    want(&reading, "-");
    int month = in_range(&reading, number(&reading, 2), 1, 12);
    want(&reading, "-");
    int day = number(&reading, 2);
    if (reading.failed || day < 1 || day > days_of_month(year, month))
        return false;
    int64_t time = days_since_1970(year, month, day) * 86400 * 1000000;
    if (reading.at < reading.end)
        time += clock_micros(&reading);
    if (reading.failed || reading.at != reading.end)
        return false;
    *micros = time;
    return true;
}
