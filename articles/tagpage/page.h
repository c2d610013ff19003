/* SPDX-License-Identifier: MIT */
/* Inside the room: what the writers of the formats share. */
#ifndef ENT_ARTICLES_TAGPAGE_PAGE_H
#define ENT_ARTICLES_TAGPAGE_PAGE_H

#include "tagpage.h"

#include "base/base.h"

enum { ENT__AGE_SIZE = 48 };

/** "7 hours ago", from two weeks on the date: "3 May 2024". */
void ent__age_write(char text[ENT__AGE_SIZE], int64_t time, int64_t now);
/** "8 June 2025, 05:00 UTC" */
void ent__date_write(char text[ENT__AGE_SIZE], int64_t time);
/** RFC 822: "Sun, 08 Jun 2025 05:00:00 GMT" */
void ent__mail_date_write(char text[ENT__AGE_SIZE], int64_t time);

/** Can the address be linked to: http or https, and nothing in it that ends an address? */
bool ent__is_link(ent_string url);
/** What an article is called: its title, else the beginning of its text, else its id. */
ent_string ent__headline(const ent_entry *entry);
/** Is the topic for readers: the publisher's where there are any, else the models', each label once. Data keep all. */
bool ent__topic_is_shown(const ent_entry *entry, size_t topic);
/** How the first article that has the tag writes it; empty when none has it. */
ent_string ent__tag_of(const ent_entry *entries, size_t count, uint64_t key);
/** How many different publishers the story's articles and copies have. */
size_t ent__source_count(const ent_tagpage_story *story);
/** "2 articles", "1 article" */
void ent__count_write(ent_buffer *out, size_t count, const char *one, const char *many);

void ent__write_html(ent_buffer *out, const ent_tagpage *page);
void ent__write_markdown(ent_buffer *out, const ent_tagpage *page);
void ent__write_text(ent_buffer *out, const ent_tagpage *page);
void ent__write_json(ent_buffer *out, const ent_tagpage *page);
void ent__write_rss(ent_buffer *out, const ent_tagpage *page);
void ent__write_ninjs(ent_buffer *out, const ent_tagpage *page);

extern const char ent__page_style[];

#endif
