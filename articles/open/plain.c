/* SPDX-License-Identifier: MIT */
/* Plain text: a file is an article; its first line is the title where it looks like one. */
#include <string.h>

#include "reader.h"

enum { TITLE_CHARACTERS = 160 };

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

ent_string ent__trimmed(ent_string text)
{
    while (text.size && is_space(text.data[0]))
        text = (ent_string){text.data + 1, text.size - 1};
    while (text.size && is_space(text.data[text.size - 1]))
        text.size--;
    return text;
}

/* A sentence ends with one of these; a headline seldom does, but it may ask or shout. */
static bool ends_sentence(ent_string line)
{
    static const char *const marks[] = {".", ",", ";", ":", "。"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t size = strlen(marks[i]);
        if (line.size >= size &&
            memcmp(line.data + line.size - size, marks[i], size) == 0)
            return true;
    }
    return false;
}

static bool is_title(ent_string line)
{
    size_t characters = 0;
    for (size_t i = 0; i < line.size; i++)
        characters += ((unsigned char)line.data[i] & 0xC0) != 0x80;
    return characters > 0 && characters <= TITLE_CHARACTERS && !ends_sentence(line);
}

/* The first line of *text, trimmed, and *text behind it. */
static ent_string take_line(ent_string *text)
{
    const char *feed = text->size ? memchr(text->data, '\n', text->size) : NULL;
    size_t size = feed ? (size_t)(feed - text->data) : text->size;
    ent_string line = {text->data, size};
    size += feed != NULL;
    *text = (ent_string){text->data + size, text->size - size};
    return ent__trimmed(line);
}

void ent__article_split(ent_article *article, ent_string text)
{
    article->text = text;
    ent_string rest = ent__trimmed(text);
    ent_string first = take_line(&rest);
    if (!is_title(first) || take_line(&rest).size || !ent__trimmed(rest).size)
        return;
    article->title = first;
    article->text = ent__trimmed(rest);
}

static const uint32_t *source_of(const ent_decoded *decoded, ent_string field)
{
    return decoded->source && field.size
               ? decoded->source + (field.data - decoded->text.data)
               : NULL;
}

static ent_status text_next(ent_articles *reader, bool *end, ent_error *err)
{
    *end = reader->read > 0;
    if (*end)
        return ENT_OK;
    ent_string bytes;
    ent_decoded decoded;
    ent_article *article = &reader->article;
    ENT_TRY(ent__article_rest(reader, &bytes, err));
    ENT_TRY(ent__article_decode_traced(reader, &decoded, bytes, NULL, err));
    ent__article_split(article, decoded.text);
    article->title_source = source_of(&decoded, article->title);
    article->text_source = source_of(&decoded, article->text);
    article->paragraphs = reader->paragraphs;
    const char *path = reader->paths.items[reader->at];
    if (strcmp(path, "-") != 0)
        article->id = ent_string_of(path);
    return ENT_OK;
}

const ent_article_format ent__articles_of_text = {NULL, text_next, NULL, NULL};
