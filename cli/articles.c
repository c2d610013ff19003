/* SPDX-License-Identifier: MIT */
/* Articles as verbs keep them until others are done, and places in them as JSON. */
#include "articles.h"
#include "cli.h"

#include <string.h>

static bool keep_string(ent_string *string, ent_arena *arena)
{
    if (string->size == 0)
        return true;
    *string = ent_string_copy(arena, *string);
    return string->data != NULL;
}

static bool keep_source(const uint32_t **source, ent_arena *arena, size_t size)
{
    if (!*source)
        return true;
    uint32_t *copy = ent_arena_alloc(arena, size + 1, sizeof *copy);
    if (copy)
        memcpy(copy, *source, (size + 1) * sizeof *copy);
    *source = copy;
    return copy != NULL;
}

ent_status cli_article_keep(ent_article *out, ent_arena *arena,
                            const ent_article *article, ent_error *err)
{
    *out = *article;
    ent_string *fields[] = {&out->id,   &out->url,   &out->source, &out->time,
                            &out->lang, &out->title, &out->text};
    bool kept = keep_source(&out->title_source, arena, out->title.size) &&
                keep_source(&out->text_source, arena, out->text.size);
    for (size_t i = 0; kept && i < sizeof fields / sizeof *fields; i++)
        kept = keep_string(fields[i], arena);
    return kept ? ENT_OK
                : ent_fail(err, ENT_ELIMIT,
                           "the articles of a batch take more memory than there is");
}

void cli_write_place(ent_json_writer *json, const ent_article *article, ent_span span)
{
    const uint32_t *source =
        span.field == ENT_FIELD_TITLE ? article->title_source : article->text_source;
    ent_json_key(json, "start");
    ent_json_write_integer(json, (int64_t)span.start);
    ent_json_key(json, "end");
    ent_json_write_integer(json, (int64_t)span.end);
    if (!source)
        return;
    ent_json_key(json, "source_start");
    ent_json_write_integer(json, source[span.start]);
    ent_json_key(json, "source_end");
    ent_json_write_integer(json, source[span.end]);
}

void cli_write_span(ent_json_writer *json, const ent_article *article, ent_span span)
{
    ent_json_begin_object(json);
    ent_json_key(json, "field");
    ent_json_write_text(json, span.field == ENT_FIELD_TITLE ? "title" : "text");
    cli_write_place(json, article, span);
    ent_json_end_object(json);
}

void cli_warn_of_language(bool *warned, const char *model, const ent_article *article)
{
    if (*warned)
        return;
    *warned = true;
    cli_say(
        "entente: warning: article '%.*s' is in '%.*s', a language that model '%s' was "
        "not taught (status unsupported-language; told once)",
        (int)article->id.size, article->id.data, (int)article->lang.size,
        article->lang.data, model);
}
