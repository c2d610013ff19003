/* SPDX-License-Identifier: MIT */
/* An entry as JSON: for exports, lists and pages. */
#include "desk.h"

static void member(ent_json_writer *json, const char *key, ent_string value)
{
    if (!value.size)
        return;
    ent_json_key(json, key);
    ent_json_write_string(json, value);
}

static void number(ent_json_writer *json, const char *key, float value)
{
    ent_json_key(json, key);
    ent_json_write_number(json, (double)value, 4);
}

static void write_provenance(ent_json_writer *json, ent_provenance by)
{
    ent_json_key(json, "model");
    ent_json_begin_object(json);
    member(json, "name", by.name);
    member(json, "digest", by.digest);
    ent_json_end_object(json);
}

static void write_labels(ent_json_writer *json, const ent_entry *entry)
{
    if (!entry->topic_count || !ent_topic_is_publishers(&entry->topics[0]))
        return;
    ent_json_key(json, "labels");
    ent_json_begin_array(json);
    for (size_t i = 0; i < entry->topic_count; i++)
        if (ent_topic_is_publishers(&entry->topics[i]))
            ent_json_write_string(json, entry->topics[i].label);
    ent_json_end_array(json);
}

static void write_topics(ent_json_writer *json, const ent_entry *entry)
{
    ent_json_key(json, "topics");
    ent_json_begin_array(json);
    for (size_t i = 0; i < entry->topic_count; i++) {
        const ent_topic *topic = &entry->topics[i];
        if (ent_topic_is_publishers(topic))
            continue;
        ent_json_begin_object(json);
        member(json, "label", topic->label);
        member(json, "code", topic->code);
        if (topic->probability >= 0)
            number(json, "probability", topic->probability);
        number(json, "margin", topic->margin);
        write_provenance(json, topic->by);
        ent_json_end_object(json);
    }
    ent_json_end_array(json);
}

static void write_tags(ent_json_writer *json, const ent_entry *entry)
{
    ent_json_key(json, "tags");
    ent_json_begin_array(json);
    for (size_t i = 0; i < entry->tag_count; i++) {
        const ent_entry_tag *tag = &entry->tags[i];
        ent_json_begin_object(json);
        member(json, "tag", tag->tag);
        member(json, "text", tag->phrase);
        number(json, "score", tag->score);
        ent_json_end_object(json);
    }
    ent_json_end_array(json);
}

static void write_stances(ent_json_writer *json, const ent_entry *entry)
{
    if (!entry->leaning_count)
        return;
    ent_json_key(json, "stance");
    ent_json_begin_array(json);
    for (size_t i = 0; i < entry->leaning_count; i++) {
        const ent_leaning *leaning = &entry->leanings[i];
        ent_json_begin_object(json);
        member(json, "target", leaning->target);
        ent_json_key(json, "status");
        ent_json_write_text(json, leaning->label.size ? "ok" : "not-mentioned");
        member(json, "label", leaning->label);
        if (leaning->label.size)
            number(json, "probability", leaning->probability);
        write_provenance(json, leaning->by);
        ent_json_end_object(json);
    }
    ent_json_end_array(json);
}

static void write_place(ent_json_writer *json, const ent_entry *entry)
{
    if (!entry->number)
        return;
    ent_json_key(json, "number");
    ent_json_write_integer(json, (int64_t)entry->number);
    ent_json_key(json, "story");
    ent_json_write_integer(json, (int64_t)entry->place.story);
    if (entry->place.copy_of != ENT_STORIES_NONE) {
        ent_json_key(json, "copy_of");
        ent_json_write_integer(json, (int64_t)entry->place.copy_of);
    }
}

void ent_entry_write(ent_json_writer *json, const ent_entry *entry, bool text)
{
    const ent_article *article = &entry->article;
    ent_json_begin_object(json);
    member(json, "id", article->id);
    member(json, "digest", entry->digest);
    write_place(json, entry);
    member(json, "url", article->url);
    member(json, "source", article->source);
    member(json, "author", entry->author);
    member(json, "time", article->time);
    member(json, "lang", article->lang);
    write_labels(json, entry);
    member(json, "title", article->title);
    member(json, "teaser", entry->teaser);
    if (text) {
        ent_json_key(json, "text");
        ent_json_write_string(json, article->text);
    }
    write_topics(json, entry);
    write_tags(json, entry);
    write_stances(json, entry);
    member(json, "summary", entry->summary);
    ent_json_end_object(json);
}
