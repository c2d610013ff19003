/* SPDX-License-Identifier: MIT */
/* Self-contained HTML pages: one file, one style sheet for light and dark, no scripts. Failure is the buffer's. */
#ifndef ENT_BASE_HTML_H
#define ENT_BASE_HTML_H

#include "buffer.h"

/** Head, the shared style sheet, and the title as <h1>. @param lang  of the page, "en" */
void ent_html_begin(ent_buffer *out, const char *lang, ent_string title);
void ent_html_end(ent_buffer *out);

/** Text, safe between tags and inside attribute quotes; control characters that HTML forbids become U+FFFD. */
void ent_html_text(ent_buffer *out, ent_string text);
/** <tag class="...">text</tag>; the class may be NULL. */
void ent_html_element(ent_buffer *out, const char *tag, const char *class_name,
                      ent_string text);

/**
 * A table. Columns whose head begins with '>' hold numbers: they are set to the right. Cells go to the columns in turn;
 * a row begins and ends by itself.
 */
typedef struct ent_html_table {
    ent_buffer *out;
    const char *const *heads;
    size_t columns;
    size_t at; /* column of the next cell */
} ent_html_table;
void ent_html_table_begin(ent_html_table *table, ent_buffer *out, const char *caption,
                          const char *const *heads, size_t columns);
void ent_html_cell(ent_html_table *table, ent_string text);
/** A number with `digits` decimals; a NaN becomes a dash. */
void ent_html_cell_number(ent_html_table *table, double number, int digits);
void ent_html_table_end(ent_html_table *table);

#endif
