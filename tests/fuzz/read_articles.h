/* SPDX-License-Identifier: MIT */
/* Read bytes as articles of one format, and abort when one is not what articles.h promises. */
#ifndef ENT_FUZZ_READ_ARTICLES_H
#define ENT_FUZZ_READ_ARTICLES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "articles/open/open.h"
#include "base/base.h"

static inline void check_utf8(ent_arena *arena, ent_string text)
{
    ent_decoded decoded;
    arena->next = arena->start;
    if (!text.size)
        return;
    if (memchr(text.data, '\0', text.size) ||
        ent_decode(&decoded, arena, text, "UTF-8", NULL) != ENT_OK || decoded.repaired)
        abort();
}

static inline void check_article(ent_arena *arena, const ent_article *article,
                                 const ent_article_details *details)
{
    if (!article->id.size || (!article->text.size && !article->title.size))
        abort();
    const ent_string fields[] = {article->id,   article->url,    article->source,
                                 article->time, article->lang,   article->title,
                                 article->text, details->author, details->summary};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        check_utf8(arena, fields[i]);
    for (size_t i = 0; i < details->topic_count; i++)
        check_utf8(arena, details->topics[i]);
}

static inline void read_articles(const uint8_t *data, size_t size,
                                 ent_articles_format format)
{
    int fd = memfd_create("article", 0);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    const char *paths[] = {path};
    ent_articles_options options = {.format = format,
                                    .on_error = ENT_ON_ERROR_SKIP,
                                    .now = "2026-01-01T00:00:00Z",
                                    .record_limit = 1 << 22};
    ent_articles *reader;
    ent_arena arena;
    if (ent_arena_open(&arena, 1 << 28, NULL) != ENT_OK ||
        ent_articles_open(&reader, paths, 1, &options, NULL) != ENT_OK)
        abort();
    uint64_t count = 0;
    for (bool end = false; !end;) {
        ent_article article;
        if (ent_articles_next(reader, &article, &end, NULL) != ENT_OK)
            abort(); /* under ENT_ON_ERROR_SKIP only memory and files can fail */
        if (!end)
            check_article(&arena, &article, ent_articles_details(reader));
        count += !end;
    }
    if (ent_articles_get_report(reader).articles != count)
        abort();
    ent_articles_free(reader);
    ent_arena_close(&arena);
    close(fd);
}

#endif
