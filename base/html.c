/* SPDX-License-Identifier: MIT */
/* Self-contained HTML pages: one file, one style sheet for light and dark, no scripts. */
#include "html.h"

#include <math.h>
#include <string.h>

#include "svg.h"

static const char page_style[] =
    ":root{color-scheme:light dark}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);"
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif}\n"
    "main{max-width:64rem;margin:0 auto;padding:1.5rem 1rem 4rem}\n"
    "h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem;margin-top:2.5rem}\n"
    "p.note,caption{color:var(--muted)}caption{text-align:left;padding-bottom:.4rem}\n"
    "div.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem}\n"
    "th,td{padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--grid);"
    "text-align:left;vertical-align:top}\n"
    "th.number,td.number{text-align:right;font-variant-numeric:tabular-nums}\n"
    "svg{max-width:100%;height:auto}div.wide svg{max-width:none}figure{margin:1.5rem 0}\n"
    "figcaption{color:var(--muted);font-size:.9rem;max-width:44rem}\n"
    "mark{background:var(--mark);color:inherit}a{color:var(--series-1)}\n";

void ent_html_text(ent_buffer *out, ent_string text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        const char *escaped = c == '&'    ? "&amp;"
                              : c == '<'  ? "&lt;"
                              : c == '>'  ? "&gt;"
                              : c == '"'  ? "&quot;"
                              : c == '\'' ? "&#39;"
                              : (c < ' ' && c != '\n' && c != '\t') || c == 0x7F
                                  ? "\xEF\xBF\xBD"
                                  : NULL;
        if (!escaped)
            continue;
        ent_buffer_append(out, text.data + from, i - from);
        ent_buffer_text(out, escaped);
        from = i + 1;
    }
    ent_buffer_append(out, text.data + from, text.size - from);
}

void ent_html_begin(ent_buffer *out, const char *lang, ent_string title)
{
    ent_buffer_text(out, "<!DOCTYPE html>\n<html lang=\"");
    ent_html_text(out, ent_string_of(lang));
    ent_buffer_text(
        out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
    ent_html_element(out, "title", NULL, title);
    ent_buffer_text(out, "<style>\n");
    ent_svg_style(out);
    ent_buffer_text(out, page_style);
    ent_buffer_text(out, "</style>\n</head>\n<body>\n<main>\n");
    ent_html_element(out, "h1", NULL, title);
}

void ent_html_end(ent_buffer *out)
{
    ent_buffer_text(out, "</main>\n</body>\n</html>\n");
}

static void open_tag(ent_buffer *out, const char *tag, const char *class_name)
{
    ent_buffer_format(out, "<%s", tag);
    if (class_name)
        ent_buffer_format(out, " class=\"%s\"", class_name);
    ent_buffer_byte(out, '>');
}

void ent_html_element(ent_buffer *out, const char *tag, const char *class_name,
                      ent_string text)
{
    open_tag(out, tag, class_name);
    ent_html_text(out, text);
    ent_buffer_format(out, "</%s>\n", tag);
}

/* ---- tables ---- */

static const char *column_class(const ent_html_table *table, size_t column)
{
    return table->heads[column][0] == '>' ? "number" : NULL;
}

void ent_html_table_begin(ent_html_table *table, ent_buffer *out, const char *caption,
                          const char *const *heads, size_t columns)
{
    *table = (ent_html_table){out, heads, columns, 0};
    ent_buffer_text(out, "<div class=\"wide\"><table>\n");
    if (caption)
        ent_html_element(out, "caption", NULL, ent_string_of(caption));
    ent_buffer_text(out, "<thead><tr>");
    for (size_t i = 0; i < columns; i++)
        ent_html_element(out, "th", column_class(table, i),
                         ent_string_of(heads[i] + (heads[i][0] == '>')));
    ent_buffer_text(out, "</tr></thead>\n<tbody>\n");
}

void ent_html_cell(ent_html_table *table, ent_string text)
{
    if (table->at == 0)
        ent_buffer_text(table->out, "<tr>");
    open_tag(table->out, "td", column_class(table, table->at));
    ent_html_text(table->out, text);
    ent_buffer_text(table->out, "</td>");
    if (++table->at == table->columns) {
        ent_buffer_text(table->out, "</tr>\n");
        table->at = 0;
    }
}

void ent_html_cell_number(ent_html_table *table, double number, int digits)
{
    if (!isfinite(number)) {
        ent_html_cell(table, ent_string_of("–"));
        return;
    }
    ent_buffer text = {0};
    ent_buffer_decimal(&text, number, digits);
    table->out->failed = table->out->failed || text.failed;
    ent_html_cell(table, ent_buffer_view(&text));
    ent_buffer_dispose(&text);
}

void ent_html_table_end(ent_html_table *table)
{
    if (table->at)
        ent_buffer_text(table->out, "</tr>\n");
    ent_buffer_text(table->out, "</tbody></table></div>\n");
}
