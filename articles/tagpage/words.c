/* SPDX-License-Identifier: MIT */
/* Small words of a page: ages, dates, counts, headlines, and which addresses may be linked to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "page.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

struct parts {
    int year, month, day;
    char clock[9]; /* "05:00:00" */
};

static struct parts parts_of(int64_t time)
{
    char text[ENT_TIME_SIZE]; /* "2025-06-08T05:00:00Z" */
    struct parts parts;
    ent_time_write(text, time);
    parts.year = (int)strtol(text, NULL, 10);
    parts.month = (int)strtol(text + 5, NULL, 10);
    parts.day = (int)strtol(text + 8, NULL, 10);
    memcpy(parts.clock, text + 11, 8);
    parts.clock[8] = '\0';
    return parts;
}

/* ---- times ---- */

void ent__date_write(char text[ENT__AGE_SIZE], int64_t time)
{
    struct parts parts = parts_of(time);
    snprintf(text, ENT__AGE_SIZE, "%d %s %d, %.5s UTC", parts.day,
             months[parts.month - 1], parts.year, parts.clock);
}

void ent__mail_date_write(char text[ENT__AGE_SIZE], int64_t time)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    struct parts parts = parts_of(time);
    int64_t day = time / DAY - (time % DAY < 0); /* the first of 1970 was a Thursday */
    snprintf(text, ENT__AGE_SIZE, "%s, %02d %.3s %04d %s GMT", days[(day % 7 + 7) % 7],
             parts.day, months[parts.month - 1], parts.year, parts.clock);
}

void ent__age_write(char text[ENT__AGE_SIZE], int64_t time, int64_t now)
{
    static const struct {
        int64_t until, unit;
        const char *name;
    } units[] = {{HOUR, MINUTE, "minute"}, {DAY, HOUR, "hour"}, {14 * DAY, DAY, "day"}};
    int64_t age = now > time ? now - time : 0;
    if (age < MINUTE) {
        snprintf(text, ENT__AGE_SIZE, "just now");
        return;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (age < units[i].until) {
            long long count = (long long)(age / units[i].unit);
            snprintf(text, ENT__AGE_SIZE, "%lld %s%s ago", count, units[i].name,
                     count == 1 ? "" : "s");
            return;
        }
    struct parts parts = parts_of(time);
    snprintf(text, ENT__AGE_SIZE, "%d %s %d", parts.day, months[parts.month - 1],
             parts.year);
}

/* ---- articles ---- */

bool ent__is_link(ent_string url)
{
    enum { LONGEST = 4096 };
    size_t scheme = url.size > 8 && strncasecmp(url.data, "https://", 8) == 0  ? 8
                    : url.size > 7 && strncasecmp(url.data, "http://", 7) == 0 ? 7
                                                                               : 0;
    if (!scheme || url.size > LONGEST)
        return false;
    for (size_t i = scheme; i < url.size; i++) {
        unsigned char c = (unsigned char)url.data[i];
        if (c <= ' ' || c == 0x7F || strchr("\"<>\\^`{|}[]", c))
            return false;
    }
    return true;
}

ent_string ent__headline(const ent_entry *entry)
{
    enum { SHORT = 80 };
    ent_string text = entry->article.text;
    if (entry->article.title.size)
        return entry->article.title;
    size_t size = 0, end = 0;
    for (; size < text.size && size < SHORT && text.data[size] != '\n'; size++)
        if (text.data[size] == ' ')
            end = size;
    if (size == text.size || (size && text.data[size] == '\n'))
        end = size;
    return end ? (ent_string){text.data, end} : entry->article.id;
}

ent_string ent__tag_of(const ent_entry *entries, size_t count, uint64_t key)
{
    ent_string tag = {NULL, 0};
    uint64_t first = UINT64_MAX;
    for (size_t i = 0; i < count; i++)
        for (size_t t = 0; t < entries[i].tag_count; t++)
            if (entries[i].tags[t].key == key && entries[i].number < first) {
                first = entries[i].number;
                tag = entries[i].tags[t].tag;
            }
    return tag;
}

size_t ent__source_count(const ent_tagpage_story *story)
{
    enum { MOST = 512 };
    ent_string seen[MOST];
    size_t count = 0;
    for (size_t i = 0; i < story->count; i++) {
        const ent_tagpage_item *item = &story->items[i];
        for (size_t c = 0; c <= item->copy_count && count < MOST; c++) {
            ent_string source = (c ? item->copies[c - 1] : item->entry)->article.source;
            size_t s = 0;
            while (s < count && !ent_string_equal(seen[s], source))
                s++;
            if (s == count && source.size)
                seen[count++] = source;
        }
    }
    return count;
}

void ent__count_write(ent_buffer *out, size_t count, const char *one, const char *many)
{
    ent_buffer_format(out, "%zu %s", count, count == 1 ? one : many);
}

/* A publisher writes "Politics", a model "politics". */
static bool same_label(ent_string a, ent_string b)
{
    return a.size == b.size && (!a.size || strncasecmp(a.data, b.data, a.size) == 0);
}

/* The publisher's topics come first. Beside them a model's second opinion would only puzzle the reader. */
bool ent__topic_is_shown(const ent_entry *entry, size_t topic)
{
    if (ent_topic_is_publishers(&entry->topics[0]) &&
        !ent_topic_is_publishers(&entry->topics[topic]))
        return false;
    for (size_t i = 0; i < topic; i++)
        if (same_label(entry->topics[i].label, entry->topics[topic].label))
            return false;
    return true;
}
