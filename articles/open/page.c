/* SPDX-License-Identifier: MIT */
/* Web pages: a page is an article. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>

#include "page.h"

/* A page beyond this is cut there: its article stands further up, and a tree takes many times the bytes. */
static const size_t page_limit = (size_t)32 << 20;

static void quiet(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

static htmlDocPtr parse(ent_string text)
{
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                  HTML_PARSE_NONET | HTML_PARSE_COMPACT;
    htmlParserCtxtPtr context = htmlNewParserCtxt();
    if (!context)
        return NULL;
    xmlSetStructuredErrorFunc(NULL, quiet);
    int size = (int)(text.size < page_limit ? text.size : page_limit);
    htmlDocPtr document =
        htmlCtxtReadMemory(context, text.data, size, NULL, "UTF-8", options);
    htmlFreeParserCtxt(context);
    return document;
}

ent_string ent__kept_text(const ent_page *page, ent_arena *arena)
{
    char *text = ent_arena_alloc(arena, page->text.size + page->blocks.count + 1, 1);
    if (!text)
        return (ent_string){NULL, 0};
    size_t size = 0;
    for (size_t i = 0; i < page->blocks.count; i++) {
        const ent_page_block *block = &page->blocks.items[i];
        if (!block->keep)
            continue;
        if (size)
            text[size++] = '\n';
        memcpy(text + size, page->text.data + block->start, block->end - block->start);
        size += block->end - block->start;
    }
    return (ent_string){text, size};
}

/* ---- what need not be parsed ---- */

/* Bytes of a comment, style or script (but for JSON-LD) at the front of `text`; 0 when it is none or never ends. */
static size_t dead_weight(ent_string text, bool endless[3])
{
    static const struct {
        const char *open, *close;
    } kinds[] = {{"<!--", "-->"}, {"<script", "</script"}, {"<style", "</style"}};
    enum { TAG_SIZE = 1024 };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t size = strlen(kinds[i].open);
        if (endless[i] || text.size < size ||
            strncasecmp(text.data, kinds[i].open, size) != 0)
            continue;
        size_t tag = text.size < TAG_SIZE ? text.size : TAG_SIZE;
        const char *tag_end = memchr(text.data, '>', tag);
        if (i > 0 &&
            (!tag_end || memmem(text.data, (size_t)(tag_end - text.data), "ld+json", 7)))
            return 0;
        const char *close =
            memmem(text.data, text.size, kinds[i].close, strlen(kinds[i].close));
        const char *end =
            close ? memchr(close, '>', text.size - (size_t)(close - text.data)) : NULL;
        endless[i] = !end; /* nor does any further one end */
        return end ? (size_t)(end - text.data) + 1 : 0;
    }
    return 0;
}

/* Scripts are half of a page, and a parser goes through them letter by letter. data is NULL when the arena is full. */
static ent_string without_dead_weight(ent_arena *arena, ent_string text)
{
    char *out = ent_arena_alloc(arena, text.size + 1, 1);
    size_t size = 0;
    bool endless[3] = {false, false, false};
    for (size_t at = 0; out && at < text.size;) {
        size_t dead =
            text.data[at] == '<'
                ? dead_weight((ent_string){text.data + at, text.size - at}, endless)
                : 0;
        at += dead;
        if (dead || at == text.size)
            continue;
        const char *next = memchr(text.data + at + 1, '<', text.size - at - 1);
        size_t run = (next ? (size_t)(next - text.data) : text.size) - at;
        memcpy(out + size, text.data + at, run);
        size += run;
        at += run;
    }
    return (ent_string){out, size};
}

static bool read_document(ent_articles *reader, const xmlNode *root)
{
    ent_page page = {0};
    ent_page_meta meta;
    bool good =
        ent__page_meta(&meta, &reader->scratch, root) && ent__page_cut(&page, root);
    if (good) {
        ent__page_choose(&page, &meta);
        reader->article.text = ent__without_inserts(
            &reader->scratch, ent__kept_text(&page, &reader->scratch));
        good = reader->article.text.data != NULL;
        reader->article.title = meta.title;
        reader->article.url = meta.url;
        reader->article.source = meta.source;
        reader->article.time = meta.time;
        reader->article.lang = meta.lang;
        reader->details.author = meta.author;
        reader->details.summary = meta.description;
        if (meta.section.size)
            good = good && ent_array_push(&reader->topics, meta.section);
    }
    ent__page_dispose(&page);
    return good;
}

ent_string ent__html_text(ent_arena *arena, ent_string html)
{
    ent_string none = {NULL, 0}, text = {"", 0};
    if (!html.size)
        return text;
    htmlDocPtr document = parse(html);
    const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    if (!root) {
        xmlFreeDoc(document);
        return document ? text : none;
    }
    ent_page page = {0};
    text = none;
    if (ent__page_cut(&page, root)) {
        for (size_t i = 0; i < page.blocks.count; i++) {
            ent_page_block *block = &page.blocks.items[i];
            ent_string line = {page.text.data + block->start, block->end - block->start};
            block->keep = !ent__is_insert(line, block->linked > 0);
        }
        text = ent__kept_text(&page, arena);
    }
    ent__page_dispose(&page);
    xmlFreeDoc(document);
    return text;
}

/* ---- charset ---- */

/* The charset that a page names in its first kilobytes, in `name`; NULL when it names none. */
static const char *declared_charset(ent_string bytes, char *name, size_t capacity)
{
    size_t size = bytes.size < 4096 ? bytes.size : 4096;
    for (size_t at = 0; at + 8 < size; at++) {
        if (strncasecmp(bytes.data + at, "charset", 7) != 0)
            continue;
        at += 7;
        while (at < size && strchr(" =\"'", bytes.data[at]) && bytes.data[at])
            at++;
        size_t length = 0;
        while (at + length < size && length + 1 < capacity &&
               (isalnum((unsigned char)bytes.data[at + length]) ||
                (bytes.data[at + length] && strchr("-_:.", bytes.data[at + length]))))
            length++;
        memcpy(name, bytes.data + at, length);
        name[length] = '\0';
        return length ? name : NULL;
    }
    return NULL;
}

ent_status ent__page_read(ent_articles *reader, ent_string bytes, ent_error *err)
{
    ent_string text;
    char charset[40];
    ENT_TRY(ent__article_decode(reader, &text, bytes,
                                declared_charset(bytes, charset, sizeof charset), err));
    text = without_dead_weight(&reader->scratch, text);
    if (!text.data)
        return ent_fail_memory(err);
    htmlDocPtr document = parse(text);
    if (!document)
        return ent__article_bad(reader, err, bytes, reader->details.line, 0,
                                "cannot be read as HTML");
    const xmlNode *root = xmlDocGetRootElement(document);
    bool good = !root || read_document(reader, root);
    xmlFreeDoc(document);
    return good ? ENT_OK : ent_fail_memory(err);
}

static ent_status page_next(ent_articles *reader, bool *end, ent_error *err)
{
    *end = reader->read > 0;
    if (*end)
        return ENT_OK;
    ent_string bytes;
    ENT_TRY(ent__article_rest(reader, &bytes, err));
    ENT_TRY(ent__page_read(reader, bytes, err));
    const char *path = reader->paths.items[reader->at];
    if (strcmp(path, "-") != 0)
        reader->article.id = ent_string_of(path);
    return ENT_OK;
}

const ent_article_format ent__articles_of_page = {NULL, page_next, NULL, NULL};
