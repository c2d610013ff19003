/* SPDX-License-Identifier: MIT */
/* Web archives (WARC 0.17 to 1.1): every page and plain text in them is an article. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <zlib.h>

#include "reader.h"

enum { HEADER_LIMIT = 1 << 20 };

static bool begins(ent_string text, const char *start)
{
    size_t size = strlen(start);
    return text.size >= size && strncasecmp(text.data, start, size) == 0;
}

/* ---- records ---- */

/* Header lines up to the blank one, in the scratch arena; *end at the end of the archive. */
static ent_status read_headers(ent_articles *reader, ent_string *headers, bool *end,
                               ent_error *err)
{
    ent_buffer lines = {0};
    bool started = false;
    ent_status status = ENT_OK;
    for (;;) {
        ent_string line;
        status = ent_input_line(reader->input, &line, end, HEADER_LIMIT, err);
        if (status != ENT_OK) {
            status = ent__article_input(reader, status);
            break;
        }
        if (*end || (started && !line.size))
            break;
        if (!started && !line.size)
            continue;
        if (!started) {
            reader->details.line = ent_input_line_number(reader->input);
            if (!begins(line, "WARC/")) {
                status = ent__article_end(reader, err, reader->details.line, 1,
                                          "no WARC record begins here");
                break;
            }
        }
        started = true;
        ent_buffer_string(&lines, line);
        ent_buffer_byte(&lines, '\n');
        if (lines.size > HEADER_LIMIT) {
            status = ent__article_end(reader, err, reader->details.line, 0,
                                      "header is longer than %d bytes", HEADER_LIMIT);
            break;
        }
    }
    *end = *end && !started;
    if (status == ENT_OK) {
        *headers = ent_string_copy(&reader->scratch, ent_buffer_view(&lines));
        status = headers->data ? ENT_OK : ent_fail_memory(err);
    }
    ent_buffer_dispose(&lines);
    return status;
}

/* The record's block in reader->bytes; one beyond the limit, or not `wanted`, is passed over. */
static ent_status read_block(ent_articles *reader, size_t size, bool wanted,
                             ent_error *err)
{
    char piece[4096];
    wanted = wanted && size <= reader->record_limit;
    reader->bytes.count = 0;
    while (size) {
        size_t got, step = size < sizeof piece ? size : sizeof piece;
        ent_status status = ent_input_read(reader->input, piece, step, &got, err);
        if (status != ENT_OK)
            return ent__article_input(reader, status);
        if (!got)
            return ent__article_end(reader, err, reader->details.line, 0,
                                    "the archive breaks off in this record");
        size -= got;
        if (!wanted)
            continue;
        if (!ent_array_reserve(&reader->bytes, got + 1))
            return ent_fail_memory(err);
        memcpy(reader->bytes.items + reader->bytes.count, piece, got);
        reader->bytes.count += got;
    }
    return ENT_OK;
}

/* ---- HTTP ---- */

/* "Transfer-Encoding: chunked" undone in place, as far as it goes. */
static ent_string without_chunks(ent_string body)
{
    char *out = (char *)body.data;
    size_t size = 0, at = 0;
    while (at < body.size) {
        char *end;
        char digits[17] = {0};
        size_t left = body.size - at;
        memcpy(digits, body.data + at, left < 16 ? left : 16);
        unsigned long long chunk = strtoull(digits, &end, 16);
        const char *feed = memchr(body.data + at, '\n', left);
        if (end == digits || chunk == 0 || !feed)
            break;
        at = (size_t)(feed - body.data) + 1;
        size_t take = chunk < body.size - at ? (size_t)chunk : body.size - at;
        memmove(out + size, body.data + at, take);
        size += take;
        at += take;
        while (at < body.size && (body.data[at] == '\r' || body.data[at] == '\n'))
            at++;
    }
    return (ent_string){out, size};
}

/* gzip or deflate undone, at most the record limit; what is damaged ends there. data is NULL when memory is out. */
static ent_string inflated(ent_articles *reader, ent_string body)
{
    z_stream stream = {0};
    ent_buffer out = {0};
    if (inflateInit2(&stream, 15 + 32) != Z_OK)
        return (ent_string){NULL, 0};
    stream.next_in = (Bytef *)body.data;
    stream.avail_in = (uInt)(body.size < UINT32_MAX ? body.size : UINT32_MAX);
    for (int code = Z_OK; code == Z_OK && out.size < reader->record_limit;) {
        char piece[16384];
        stream.next_out = (Bytef *)piece;
        stream.avail_out = sizeof piece;
        code = inflate(&stream, Z_NO_FLUSH);
        ent_buffer_append(&out, piece, sizeof piece - stream.avail_out);
    }
    inflateEnd(&stream);
    ent_string copy = ent_string_copy(&reader->scratch, ent_buffer_view(&out));
    ent_buffer_dispose(&out);
    return copy;
}

/* What a server sent: its content type, and *body without headers and encodings. Empty type: not a page. */
static ent_string open_response(ent_articles *reader, ent_string *body)
{
    ent_string none = {"", 0}, head = *body;
    const char *blank = memmem(head.data, head.size, "\r\n\r\n", 4);
    const char *status = head.size ? memchr(head.data, ' ', head.size) : NULL;
    if (!begins(head, "HTTP/") || !blank || !status || strncmp(status, " 200", 4) != 0)
        return none;
    head.size = (size_t)(blank - head.data) + 2;
    *body = (ent_string){blank + 4, body->size - head.size - 2};
    ent_arena *arena = &reader->scratch;
    if (begins(ent__header(arena, head, "Transfer-Encoding"), "chunked"))
        *body = without_chunks(*body);
    ent_string encoding = ent__header(arena, head, "Content-Encoding");
    if (begins(encoding, "gzip") || begins(encoding, "deflate"))
        *body = inflated(reader, *body);
    return ent__header(arena, head, "Content-Type");
}

/* ---- the reader ---- */

static ent_status read_text(ent_articles *reader, ent_string body, ent_error *err)
{
    ent_string text;
    ENT_TRY(ent__article_decode(reader, &text, body, NULL, err));
    ent__article_split(&reader->article, text);
    reader->article.paragraphs = reader->paragraphs;
    return ENT_OK;
}

/* *found false: the record is something else than a page or a text. */
static ent_status read_record(ent_articles *reader, ent_string headers, bool *found,
                              ent_error *err)
{
    ent_arena *arena = &reader->scratch;
    ent_string kind = ent__header(arena, headers, "WARC-Type");
    ent_string length = ent__header(arena, headers, "Content-Length");
    bool response = begins(kind, "response");
    bool wanted = response || begins(kind, "resource") || begins(kind, "conversion");
    char *end;
    unsigned long long size = length.size ? strtoull(length.data, &end, 10) : 0;
    *found = false;
    if (!length.size || *end || length.data[0] == '-')
        return ent__article_end(reader, err, reader->details.line, 0,
                                "record has no usable Content-Length");
    ENT_TRY(read_block(reader, (size_t)size, wanted, err));
    if (!wanted || !reader->bytes.count)
        return ENT_OK;
    ent_string body = {reader->bytes.items, reader->bytes.count};
    ent_string type = response ? open_response(reader, &body)
                               : ent__header(arena, headers, "Content-Type");
    bool html = begins(type, "text/html") || begins(type, "application/xhtml");
    if ((!html && !begins(type, "text/plain")) || !body.size)
        return ENT_OK;
    *found = true;
    ENT_TRY(html ? ent__page_read(reader, body, err) : read_text(reader, body, err));
    ent_article *article = &reader->article;
    ent_string url = ent__header(arena, headers, "WARC-Target-URI");
    if (url.size > 2 && url.data[0] == '<')
        url = (ent_string){url.data + 1, url.size - 2};
    article->id = url;
    if (!article->url.size)
        article->url = url;
    if (!article->time.size)
        article->time = ent__header(arena, headers, "WARC-Date");
    return ENT_OK;
}

static ent_status warc_next(ent_articles *reader, bool *end, ent_error *err)
{
    for (bool found = false; !found;) {
        ent_string headers;
        reader->scratch.next = reader->scratch.start;
        ENT_TRY(read_headers(reader, &headers, end, err));
        if (*end)
            return ENT_OK;
        ENT_TRY(read_record(reader, headers, &found, err));
    }
    return ENT_OK;
}

/* Blank lines end a record: one of those being there does not mean that the next record is. */
static bool warc_is_near(ent_articles *reader, int milliseconds)
{
    ent_string head, line;
    bool end;
    while (ent_input_line_is_near(reader->input, milliseconds)) {
        if (ent_input_peek(reader->input, 1, &head, NULL) != ENT_OK || !head.size ||
            (*head.data != '\r' && *head.data != '\n') ||
            ent_input_line(reader->input, &line, &end, HEADER_LIMIT, NULL) != ENT_OK)
            return true;
    }
    return false;
}

const ent_article_format ent__articles_of_warc = {NULL, warc_next, NULL, warc_is_near};
