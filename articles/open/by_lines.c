/* SPDX-License-Identifier: MIT */
/* Plain text keeps its line breaks, but in JSON and in the archive a line feed ends a paragraph: bring it into that form. */
#include "open.h"

ent_status ent_article_by_lines(ent_article *article, ent_buffer *text, ent_arena scratch,
                                ent_error *err)
{
    ent_range *ranges;
    size_t count;
    if (article->paragraphs == ENT_PARAGRAPHS_LINE)
        return ENT_OK;
    ENT_TRY(ent_paragraph_ranges(&ranges, &count, &scratch, article->text,
                                 article->paragraphs, err));
    ent_buffer_clear(text);
    for (size_t i = 0; i < count; i++) {
        if (i)
            ent_buffer_byte(text, '\n');
        for (size_t at = ranges[i].start; at < ranges[i].end; at++) {
            char c = article->text.data[at];
            if (c != '\r')
                ent_buffer_byte(text, c == '\n' ? ' ' : c);
        }
    }
    if (text->failed)
        return ent_fail_memory(err);
    article->text = ent_buffer_view(text);
    article->paragraphs = ENT_PARAGRAPHS_LINE;
    return ENT_OK;
}
