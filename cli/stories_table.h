/* SPDX-License-Identifier: MIT */
/* Stories as a table for a person: every story with its articles. */
#ifndef ENT_CLI_STORIES_TABLE_H
#define ENT_CLI_STORIES_TABLE_H

#include "articles/stories/stories.h"

/** An article of the table. */
struct cli_stories_row {
    uint64_t story;
    size_t size;  /* articles of the story, set when the table is printed */
    size_t order; /* of arrival */
    size_t text_start, text_end; /* headline, source and time, in texts */
    double similarity;
    bool is_copy;
};

/** Zero-initialise. */
struct cli_stories_table {
    ent_buffer texts;
    ENT_ARRAY(struct cli_stories_row) rows;
};
void cli_stories_table_dispose(struct cli_stories_table *table);

/** @return false when memory is out */
bool cli_stories_table_add(struct cli_stories_table *table, const ent_article *article,
                           const ent_story_place *place);

/** The largest story first, among equals the oldest; its articles in order of arrival. */
void cli_stories_table_print(ent_buffer *out, struct cli_stories_table *table);

#endif
