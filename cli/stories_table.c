/* SPDX-License-Identifier: MIT */
/* Keeps what a table of stories shows until all articles are placed, then sorts and prints it. */
#include "stories_table.h"

#include <stdlib.h>

#include "cli.h"

enum { HEADLINE = 90 }; /* bytes of a text that stand for a headline */

void cli_stories_table_dispose(struct cli_stories_table *table)
{
    ent_buffer_dispose(&table->texts);
    free(table->rows.items);
}

/* The title, else the beginning of the text, else the id; on one line. */
static void add_headline(ent_buffer *out, const ent_article *article)
{
    ent_string text = article->title.size  ? article->title
                      : article->text.size ? article->text
                                           : article->id;
    size_t size = text.size;
    bool cut = !article->title.size && size > HEADLINE;
    if (cut)
        for (size = HEADLINE; size && ((unsigned char)text.data[size] & 0xC0) == 0x80;)
            size--;
    cli_put_cell(out, (ent_string){text.data, size});
    if (cut)
        ent_buffer_text(out, "…");
}

bool cli_stories_table_add(struct cli_stories_table *table, const ent_article *article,
                           const ent_story_place *place)
{
    struct cli_stories_row row = {.story = place->story,
                                  .order = table->rows.count,
                                  .text_start = table->texts.size,
                                  .similarity = place->similarity,
                                  .is_copy = place->copy_of != ENT_STORIES_NONE};
    add_headline(&table->texts, article);
    const ent_string more[] = {article->source, article->time};
    for (size_t i = 0; i < 2; i++)
        if (more[i].size) {
            ent_buffer_text(&table->texts, ", ");
            ent_buffer_string(&table->texts, more[i]);
        }
    row.text_end = table->texts.size;
    return !table->texts.failed && ent_array_push(&table->rows, row);
}

static int by_story(const void *a, const void *b)
{
    const struct cli_stories_row *x = a, *y = b;
    if (x->size != y->size)
        return x->size < y->size ? 1 : -1;
    if (x->story != y->story)
        return x->story > y->story ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

/* How many rows from `first` on are of its story. */
static size_t story_size(const struct cli_stories_table *table, size_t first)
{
    size_t end = first;
    while (end < table->rows.count &&
           table->rows.items[end].story == table->rows.items[first].story)
        end++;
    return end - first;
}

static void sort_rows(struct cli_stories_table *table)
{
    struct cli_stories_row *rows = table->rows.items;
    size_t size;
    if (!table->rows.count)
        return;
    qsort(rows, table->rows.count, sizeof *rows, by_story); /* all sizes are 0 */
    for (size_t i = 0; i < table->rows.count; i += size) {
        size = story_size(table, i);
        for (size_t j = 0; j < size; j++)
            rows[i + j].size = size;
    }
    qsort(rows, table->rows.count, sizeof *rows, by_story);
}

static void print_row(ent_buffer *out, const struct cli_stories_table *table,
                      const struct cli_stories_row *row, bool first)
{
    ent_string text = {table->texts.data + row->text_start,
                       row->text_end - row->text_start};
    ent_buffer_text(out, "  ");
    if (first || row->is_copy)
        ent_buffer_text(out, first ? "first" : "copy ");
    else
        ent_buffer_decimal(out, row->similarity, 2);
    ent_buffer_text(out, first || row->is_copy ? "  " : "   ");
    ent_buffer_string(out, text);
    ent_buffer_byte(out, '\n');
}

void cli_stories_table_print(ent_buffer *out, struct cli_stories_table *table)
{
    sort_rows(table);
    for (size_t i = 0; i < table->rows.count; i++) {
        const struct cli_stories_row *row = &table->rows.items[i];
        bool first = i == 0 || row[-1].story != row->story;
        if (first)
            ent_buffer_format(out, "%sstory %llu: %zu article%s\n", i ? "\n" : "",
                              (unsigned long long)row->story + 1, row->size,
                              row->size == 1 ? "" : "s");
        print_row(out, table, row, first);
    }
}
