/* SPDX-License-Identifier: MIT */
/* The page as one JSON object. */
#include "page.h"

static void write_item(ent_json_writer *json, const ent_tagpage_item *item, int64_t now)
{
    char age[ENT__AGE_SIZE], time[ENT_TIME_SIZE];
    ent_json_begin_object(json);
    if (item->entry->timed) {
        ent__age_write(age, item->entry->time, now);
        ent_time_write(time, item->entry->time);
        ent_json_key(json, "age");
        ent_json_write_text(json, age);
        ent_json_key(json, "time");
        ent_json_write_text(json, time);
    }
    ent_json_key(json, "article");
    ent_entry_write(json, item->entry, false);
    ent_json_key(json, "copies");
    ent_json_begin_array(json);
    for (size_t i = 0; i < item->copy_count; i++)
        ent_entry_write(json, item->copies[i], false);
    ent_json_end_array(json);
    ent_json_end_object(json);
}

static void write_story(ent_json_writer *json, const ent_tagpage_story *story,
                        int64_t now)
{
    ent_json_begin_object(json);
    ent_json_key(json, "story");
    ent_json_write_integer(json, (int64_t)story->number);
    if (story->digest.size) {
        ent_json_key(json, "digest");
        ent_json_write_string(json, story->digest);
    }
    ent_json_key(json, "articles");
    ent_json_begin_array(json);
    for (size_t i = 0; i < story->count; i++)
        write_item(json, &story->items[i], now);
    ent_json_end_array(json);
    ent_json_end_object(json);
}

void ent__write_json(ent_buffer *out, const ent_tagpage *page)
{
    char now[ENT_TIME_SIZE];
    ent_json_writer json = {.out = out};
    ent_time_write(now, page->now);
    ent_json_begin_object(&json);
    ent_json_key(&json, "title");
    ent_json_write_string(&json, page->title);
    ent_json_key(&json, "tag");
    ent_json_write_string(&json, page->tag);
    ent_json_key(&json, "time");
    ent_json_write_text(&json, now);
    ent_json_key(&json, "stories");
    ent_json_begin_array(&json);
    for (size_t s = 0; s < page->story_count; s++)
        write_story(&json, &page->stories[s], page->now);
    ent_json_end_array(&json);
    ent_json_key(&json, "related");
    ent_json_begin_array(&json);
    for (size_t i = 0; i < page->related_count; i++) {
        ent_json_begin_object(&json);
        ent_json_key(&json, "tag");
        ent_json_write_string(&json, page->related[i].tag);
        ent_json_key(&json, "articles");
        ent_json_write_integer(&json, (int64_t)page->related[i].count);
        ent_json_end_object(&json);
    }
    ent_json_end_array(&json);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}
