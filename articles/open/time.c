/* SPDX-License-Identifier: MIT */
/* Points in time as feeds, mail and pages write them become RFC 3339; ages become points in time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "reader.h"

struct moment {
    int year, month, day, hour, minute, second;
    int zone; /* minutes east of Greenwich */
    bool utc; /* written as Z */
};

/* ---- pieces ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Between `least` and `most` digits at *at. */
static bool number(ent_string text, size_t *at, int least, int most, int *value)
{
    int digits = 0;
    *value = 0;
    while (digits < most && *at < text.size && is_digit(text.data[*at])) {
        *value = *value * 10 + (text.data[(*at)++] - '0');
        digits++;
    }
    return digits >= least;
}

static bool take(ent_string text, size_t *at, char c)
{
    bool here = *at < text.size && text.data[*at] == c;
    *at += here;
    return here;
}

static void skip_spaces(ent_string text, size_t *at)
{
    while (*at < text.size && text.data[*at] == ' ')
        (*at)++;
}

static int month_named(ent_string text, size_t at)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (int i = 0; i < 12 && at + 3 <= text.size; i++)
        if (strncasecmp(text.data + at, names + 3 * i, 3) == 0)
            return i + 1;
    return 0;
}

/* "hh:mm[:ss[.fraction]]" */
static bool clock_time(ent_string text, size_t *at, struct moment *out)
{
    int ignored;
    if (!number(text, at, 1, 2, &out->hour) || !take(text, at, ':') ||
        !number(text, at, 2, 2, &out->minute))
        return false;
    if (take(text, at, ':') && !number(text, at, 2, 2, &out->second))
        return false;
    if (take(text, at, '.'))
        while (number(text, at, 1, 9, &ignored))
            ;
    return true;
}

/* A letter zone of RFC 822, "Z", or "+hh[:]mm". */
static bool zone(ent_string text, size_t *at, struct moment *out)
{
    static const struct {
        const char *name;
        int hours;
    } zones[] = {{"UTC", 0},  {"GMT", 0},  {"UT", 0},   {"Z", 0},    {"EST", -5},
                 {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6},
                 {"PST", -8}, {"PDT", -7}, {"CET", 1},  {"CEST", 2}};
    skip_spaces(text, at);
    bool west = *at < text.size && text.data[*at] == '-';
    if (take(text, at, '+') || take(text, at, '-')) {
        int hours, minutes = 0;
        if (!number(text, at, 2, 2, &hours))
            return false;
        take(text, at, ':');
        if (*at < text.size && !number(text, at, 2, 2, &minutes))
            return false;
        out->zone = (west ? -1 : 1) * (60 * hours + minutes);
        return hours < 24 && minutes < 60;
    }
    size_t size = 0;
    while (*at + size < text.size && text.data[*at + size] != ' ')
        size++;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (size == strlen(zones[i].name) &&
            strncasecmp(text.data + *at, zones[i].name, size) == 0) {
            out->zone = 60 * zones[i].hours;
            out->utc = zones[i].hours == 0;
            *at += size;
            return true;
        }
    return false;
}

static bool is_valid(const struct moment *moment)
{
    return moment->month >= 1 && moment->month <= 12 && moment->day >= 1 &&
           moment->day <= 31 && moment->hour < 24 && moment->minute < 60 &&
           moment->second <= 60;
}

/* ---- whole forms ---- */

/* "2019-11-19T13:16:49+0000" and its variants */
static bool read_iso(ent_string text, struct moment *out)
{
    size_t at = 0;
    *out = (struct moment){0};
    if (!number(text, &at, 4, 4, &out->year) || !take(text, &at, '-') ||
        !number(text, &at, 2, 2, &out->month) || !take(text, &at, '-') ||
        !number(text, &at, 2, 2, &out->day))
        return false;
    if (!take(text, &at, 'T') && !take(text, &at, 't') && !take(text, &at, ' '))
        return false;
    return clock_time(text, &at, out) && zone(text, &at, out) && at == text.size &&
           is_valid(out);
}

/* "Tue, 19 Nov 2019 13:16:49 GMT" (RFC 822), the day of the week and the seconds optional */
static bool read_mail(ent_string text, struct moment *out)
{
    size_t at = 0;
    *out = (struct moment){0};
    const char *comma = text.size ? memchr(text.data, ',', text.size) : NULL;
    if (comma)
        at = (size_t)(comma - text.data) + 1;
    skip_spaces(text, &at);
    if (!number(text, &at, 1, 2, &out->day))
        return false;
    skip_spaces(text, &at);
    out->month = month_named(text, at);
    if (!out->month)
        return false;
    while (at < text.size && text.data[at] != ' ')
        at++; /* "November", too */
    skip_spaces(text, &at);
    size_t from = at;
    if (!number(text, &at, 2, 4, &out->year))
        return false;
    if (at - from == 2)
        out->year += out->year < 70 ? 2000 : 1900;
    skip_spaces(text, &at);
    if (!clock_time(text, &at, out) || !zone(text, &at, out))
        return false;
    skip_spaces(text, &at);
    return (at == text.size || text.data[at] == '(') && is_valid(out);
}

/* ---- ages ---- */

/* Days since 1970-01-01 of a date of the Gregorian calendar, and back (Hinnant 2013, "chrono-compatible date algorithms") */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_of(int64_t days, struct moment *out)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097, d = days - era * 146097;
    int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
    int64_t of_year = d - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    out->day = (int)(of_year - (153 * m + 2) / 5 + 1);
    out->month = (int)(m < 10 ? m + 3 : m - 9);
    out->year = (int)(y + era * 400 + (out->month <= 2));
}

static int64_t seconds_of(const struct moment *moment)
{
    return days_of(moment->year, moment->month, moment->day) * 86400 +
           moment->hour * 3600 + (moment->minute - moment->zone) * 60 + moment->second;
}

static struct moment moment_of(int64_t seconds)
{
    int64_t days = seconds >= 0 ? seconds / 86400 : -((86399 - seconds) / 86400);
    int64_t rest = seconds - days * 86400;
    struct moment moment = {.hour = (int)(rest / 3600),
                            .minute = (int)(rest / 60 % 60),
                            .second = (int)(rest % 60)};
    date_of(days, &moment);
    return moment;
}

/* Seconds of a unit's name, by its beginning, in the languages of the larger aggregators. */
static int64_t unit_seconds(ent_string word)
{
    static const struct {
        const char *start;
        int64_t seconds;
    } units[] = {
        {"sec", 1},         {"sek", 1},           {"seg", 1},         {"min", 60},
        {"hour", 3600},     {"hr", 3600},         {"stunde", 3600},   {"heure", 3600},
        {"hora", 3600},     {"ore", 3600},        {"ora", 3600},      {"day", 86400},
        {"tag", 86400},     {"jour", 86400},      {"día", 86400},     {"dia", 86400},
        {"giorn", 86400},   {"week", 604800},     {"woche", 604800},  {"semaine", 604800},
        {"semana", 604800}, {"settiman", 604800}, {"month", 2592000}, {"monat", 2592000},
        {"mois", 2592000},  {"mes", 2592000},     {"mês", 2592000},   {"year", 31536000},
        {"jahr", 31536000}, {"an", 31536000},     {"año", 31536000},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t size = strlen(units[i].start);
        if (word.size >= size && strncasecmp(word.data, units[i].start, size) == 0)
            return units[i].seconds;
    }
    return 0;
}

/* "7 hours ago", "vor 7 Stunden": a number of one to four digits, and a unit right behind it. */
static bool read_age(ent_string text, int64_t *seconds)
{
    size_t at = 0;
    int count;
    while (at < text.size && !is_digit(text.data[at]))
        at++;
    if (text.size > 40 || !number(text, &at, 1, 4, &count))
        return false;
    skip_spaces(text, &at);
    int64_t unit = unit_seconds((ent_string){text.data + at, text.size - at});
    *seconds = unit * count;
    return unit > 0;
}

static ent_string write_moment(ent_arena *arena, const struct moment *moment)
{
    char text[48];
    int size = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", moment->year,
                        moment->month, moment->day, moment->hour, moment->minute,
                        moment->second);
    int zone_size = moment->utc || moment->zone == 0
                        ? snprintf(text + size, sizeof text - (size_t)size, "Z")
                        : snprintf(text + size, sizeof text - (size_t)size, "%c%02d:%02d",
                                   moment->zone < 0 ? '-' : '+', abs(moment->zone) / 60,
                                   abs(moment->zone) % 60);
    return ent_string_copy(arena, (ent_string){text, (size_t)(size + zone_size)});
}

ent_string ent__time(ent_arena *arena, ent_string found, const char *now)
{
    struct moment moment;
    int64_t age;
    found = ent__trimmed(found);
    if (read_iso(found, &moment) || read_mail(found, &moment))
        return write_moment(arena, &moment);
    if (!now || !read_age(found, &age) || !read_iso(ent_string_of(now), &moment))
        return found;
    moment = moment_of(seconds_of(&moment) - age);
    return write_moment(arena, &moment);
}

/* ---- as numbers ---- */

/* "2019-11-19" */
static bool read_date(ent_string text, struct moment *out)
{
    size_t at = 0;
    *out = (struct moment){0};
    return number(text, &at, 4, 4, &out->year) && take(text, &at, '-') &&
           number(text, &at, 2, 2, &out->month) && take(text, &at, '-') &&
           number(text, &at, 2, 2, &out->day) && at == text.size && is_valid(out);
}

bool ent_time_read(int64_t *seconds, ent_string text)
{
    struct moment moment;
    text = ent__trimmed(text);
    if (!read_iso(text, &moment) && !read_mail(text, &moment) &&
        !read_date(text, &moment))
        return false;
    *seconds = seconds_of(&moment);
    return true;
}

void ent_time_write(char text[ENT_TIME_SIZE], int64_t seconds)
{
    const int64_t first = days_of(0, 1, 1) * 86400, behind = days_of(10000, 1, 1) * 86400;
    seconds = seconds < first ? first : seconds >= behind ? behind - 1 : seconds;
    struct moment moment = moment_of(seconds);
    snprintf(text, ENT_TIME_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", moment.year % 10000,
             moment.month % 100, moment.day % 100, moment.hour % 100, moment.minute % 100,
             moment.second % 100);
}
