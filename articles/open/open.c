/* SPDX-License-Identifier: MIT */
/* The reader's core: goes through the inputs, hands bad records to the caller's policy, finishes good ones. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/datasets.h"
#include "reader.h"

static const size_t default_record_limit = (size_t)256 << 20;
enum { LOOKED_AT = 1 << 14 };

/* ---- formats ---- */

#define AS_NAME(name, word, what) word,
const char *const ent_articles_format_names[] = {ENT_ARTICLES_FORMAT_LIST(AS_NAME) NULL};

static const ent_article_format *const formats[ENT_ARTICLES_FORMAT_COUNT] = {
    [ENT_ARTICLES_TEXT] = &ent__articles_of_text,
    [ENT_ARTICLES_JSONL] = &ent__articles_of_records,
    [ENT_ARTICLES_JSON] = &ent__articles_of_records,
    [ENT_ARTICLES_CSV] = &ent__articles_of_records,
    [ENT_ARTICLES_TSV] = &ent__articles_of_records,
    [ENT_ARTICLES_HTML] = &ent__articles_of_page,
    [ENT_ARTICLES_FEED] = &ent__articles_of_feed,
    [ENT_ARTICLES_NEWSML] = &ent__articles_of_newsml,
    [ENT_ARTICLES_LISTING] = &ent__articles_of_listing,
    [ENT_ARTICLES_MBOX] = &ent__articles_of_mail,
    [ENT_ARTICLES_WARC] = &ent__articles_of_warc,
};

/* ---- opening and closing ---- */

static ent_status check_options(ent_articles *reader, size_t count, ent_error *err)
{
    const ent_articles_options *options = &reader->options;
    if (count == 0)
        return ent_fail(err, ENT_EARG, "no input to read");
    if ((unsigned)options->format >= ENT_ARTICLES_FORMAT_COUNT)
        return ent_fail(err, ENT_EARG, "unknown format");
    if (options->format != ENT_ARTICLES_AUTO && !formats[options->format])
        return ent_fail(err, ENT_EARG, "format '%s' cannot be read",
                        ent_articles_format_names[options->format]);
    ENT_TRY(ent__reading_check(options->on_error, options->quarantine, options->charset,
                               err));
    const char *wish = options->paragraphs ? options->paragraphs : "auto";
    if (strcmp(wish, "auto") == 0)
        reader->paragraphs = ENT_PARAGRAPHS_AUTO;
    else if (strcmp(wish, "line") == 0)
        reader->paragraphs = ENT_PARAGRAPHS_LINE;
    else if (strcmp(wish, "blank") == 0)
        reader->paragraphs = ENT_PARAGRAPHS_BLANK;
    else
        return ent_fail(err, ENT_EARG, "'%s' is not auto, line or blank", wish);
    return ENT_OK;
}

static ent_status open_parts(ent_articles *reader, const char *const *paths, size_t count,
                             ent_error *err)
{
    ENT_TRY(check_options(reader, count, err));
    size_t limit = reader->options.record_limit;
    reader->record_limit = limit ? limit : default_record_limit;
    size_t room = 16 * reader->record_limit + (1 << 20);
    ENT_TRY(ent_arena_open(&reader->arena, (size_t)8 << 30, err));
    ENT_TRY(ent_arena_open(&reader->document, room, err));
    ENT_TRY(ent_arena_open(&reader->scratch, room, err));
    ENT_TRY(ent__articles_find(&reader->paths, &reader->arena, paths, count, err));
    if (reader->options.quarantine)
        ENT_TRY(ent_output_open(&reader->quarantine, reader->options.quarantine, err));
    return ENT_OK;
}

ent_status ent_articles_open(ent_articles **out, const char *const *paths, size_t count,
                             const ent_articles_options *options, ent_error *err)
{
    ent_articles *reader = ent_new_zeroed(1, sizeof *reader);
    if (!reader)
        return ent_fail_memory(err);
    if (options)
        reader->options = *options;
    ent_status status = open_parts(reader, paths, count, err);
    if (status != ENT_OK) {
        ent_articles_free(reader);
        return status;
    }
    *out = reader;
    return ENT_OK;
}

static void close_input(ent_articles *reader)
{
    if (reader->format && reader->format->close)
        reader->format->close(reader);
    ent_input_close(reader->input);
    reader->format = NULL;
    reader->state = NULL;
    reader->input = NULL;
}

void ent_articles_free(ent_articles *reader)
{
    if (!reader)
        return;
    close_input(reader);
    ent_output_abandon(reader->quarantine);
    free(reader->paths.items);
    free(reader->bytes.items);
    free(reader->topics.items);
    ent_arena_close(&reader->arena);
    ent_arena_close(&reader->document);
    ent_arena_close(&reader->scratch);
    free(reader);
}

/* ---- faults ---- */

static ent_status report_fault(ent_articles *reader, ent_error *err, uint64_t line,
                               size_t column, const char *format, va_list arguments)
{
    char what[sizeof err->msg];
    vsnprintf(what, sizeof what, format, arguments);
    const char *place = reader->paths.items[reader->at];
    if (strcmp(place, "-") == 0)
        place = "standard input";
    reader->fault = (ent_article_fault){.set = true};
    if (line == 0)
        return ent_fail(err, ENT_EDATA, "%s: %s", place, what);
    if (column == 0)
        return ent_fail(err, ENT_EDATA, "%s:%llu: %s", place, (unsigned long long)line,
                        what);
    return ent_fail(err, ENT_EDATA, "%s:%llu:%zu: %s", place, (unsigned long long)line,
                    column, what);
}

ent_status ent__article_bad(ent_articles *reader, ent_error *err, ent_string raw,
                            uint64_t line, size_t column, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    ent_status status = report_fault(reader, err, line, column, format, arguments);
    va_end(arguments);
    reader->fault.raw = raw;
    return status;
}

ent_status ent__article_end(ent_articles *reader, ent_error *err, uint64_t line,
                            size_t column, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    ent_status status = report_fault(reader, err, line, column, format, arguments);
    va_end(arguments);
    reader->fault.ends_input = true;
    return status;
}

/* The message names the file already. */
ent_status ent__article_input(ent_articles *reader, ent_status status)
{
    if (status == ENT_EDATA || status == ENT_EIO || status == ENT_ELIMIT)
        reader->fault = (ent_article_fault){.set = true, .ends_input = true};
    return status;
}

ent_status ent__article_rest(ent_articles *reader, ent_string *bytes, ent_error *err)
{
    enum { PIECE = 1 << 16 };
    reader->bytes.count = 0;
    for (size_t size = 1; size > 0;) {
        if (!ent_array_reserve(&reader->bytes, PIECE + 1))
            return ent_fail_memory(err);
        char *room = reader->bytes.items + reader->bytes.count;
        ent_status status = ent_input_read(reader->input, room, PIECE, &size, err);
        if (status != ENT_OK)
            return ent__article_input(reader, status);
        reader->bytes.count += size;
        if (reader->bytes.count > reader->record_limit)
            return ent__article_end(reader, err, 0, 0, "file is longer than %zu bytes",
                                    reader->record_limit);
    }
    reader->bytes.items[reader->bytes.count] = '\0';
    *bytes = (ent_string){reader->bytes.items, reader->bytes.count};
    return ENT_OK;
}

ent_status ent__article_decode_traced(ent_articles *reader, ent_decoded *decoded,
                                      ent_string bytes, const char *charset,
                                      ent_error *err)
{
    if (!charset)
        charset = reader->options.charset;
    ENT_TRY(ent_decode(decoded, &reader->scratch, bytes, charset, err));
    reader->report.repaired += decoded->repaired;
    return ENT_OK;
}

ent_status ent__article_decode(ent_articles *reader, ent_string *text, ent_string bytes,
                               const char *charset, ent_error *err)
{
    ent_decoded decoded;
    ENT_TRY(ent__article_decode_traced(reader, &decoded, bytes, charset, err));
    *text = decoded.text;
    return ENT_OK;
}

/* Tell, count, keep the bytes. What fails here fails the reading. */
static ent_status put_aside(ent_articles *reader, const ent_error *problem,
                            ent_error *err)
{
    ent_string raw = reader->fault.raw;
    reader->report.faults++;
    if (reader->options.bad)
        reader->options.bad(reader->options.bad_context, problem->msg);
    if (!reader->quarantine || !raw.size)
        return ENT_OK;
    ENT_TRY(ent_output_write(reader->quarantine, raw.data, raw.size, err));
    if (raw.data[raw.size - 1] == '\n')
        return ENT_OK;
    return ent_output_write(reader->quarantine, "\n", 1, err);
}

/* ---- finishing an article ---- */

/* "en-GB", "eng" and "English" become "en"; what is no language we know by name stays as found. */
static void identify(ent_articles *reader)
{
    const ent_articles_options *options = &reader->options;
    ent_article *article = &reader->article;
    const ent_language *known =
        article->lang.size ? ent_language_find(article->lang) : NULL;
    /* A code that nobody knows says nothing. */
    article->lang = ent_string_of(known ? known->code : NULL);
    if (!article->lang.size && options->lang)
        article->lang = ent_string_of(options->lang);
    if (!article->lang.size && options->identify)
        article->lang = ent_string_of(
            options->identify(options->identify_context,
                              article->text.size ? article->text : article->title));
}

/* Paths, addresses and header fields come as they are; what is handed on is UTF-8 without NULs. */
static ent_status clean_fields(ent_articles *reader, ent_error *err)
{
    ent_article *article = &reader->article;
    ent_article_details *details = &reader->details;
    ent_string *fields[] = {&article->id,     &article->url,    &article->source,
                            &article->time,   &article->lang,   &article->title,
                            &details->author, &details->summary};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        ent_decoded decoded;
        if (!fields[i]->size)
            continue;
        ENT_TRY(ent_decode(&decoded, &reader->scratch, *fields[i], NULL, err));
        *fields[i] = decoded.text;
    }
    return ENT_OK;
}

static ent_status finish(ent_articles *reader, ent_error *err)
{
    ent_article *article = &reader->article;
    reader->details.topics = reader->topics.items;
    reader->details.topic_count = reader->topics.count;
    reader->details.file = reader->paths.items[reader->at];
    /* A record may be empty, and is answered so; a file or page that gave nothing is not an article. */
    bool is_record = reader->format == &ent__articles_of_records;
    if (!is_record && !ent__trimmed(article->text).size &&
        !ent__trimmed(article->title).size)
        return ent__article_bad(reader, err, reader->fault.raw, reader->details.line, 0,
                                "no text in it");
    ENT_TRY(clean_fields(reader, err));
    if (article->time.size)
        article->time = ent__time(&reader->scratch, article->time, reader->options.now);
    identify(reader);
    if (article->id.size)
        return ENT_OK;
    ent_record record = {.article = *article};
    snprintf(reader->id, sizeof reader->id, "%016llx",
             (unsigned long long)ent_record_hash(&record));
    article->id = (ent_string){reader->id, 16};
    return ENT_OK;
}

/* ---- the loop ---- */

static ent_status open_input(ent_articles *reader, ent_error *err)
{
    const char *path = reader->paths.items[reader->at];
    reader->read = 0;
    reader->may_be_empty = false;
    reader->document.next = reader->document.start;
    if (ent_is_directory(path))
        return ent__article_end(reader, err, 0, 0, "no file in this folder");
    ent_status status = ent_input_open(&reader->input, path, err);
    if (status != ENT_OK)
        return ent__article_input(reader, status);
    ent_string head;
    status = ent_input_peek(reader->input, LOOKED_AT, &head, err);
    if (status != ENT_OK)
        return ent__article_input(reader, status);
    if (head.size == 0)
        return ent__article_end(reader, err, 0, 0, "file is empty");
    ent_articles_format format = reader->options.format;
    if (format == ENT_ARTICLES_AUTO)
        format = ent__articles_recognise(path, head);
    if (format == ENT_ARTICLES_FORMAT_COUNT)
        return ent__article_end(reader, err, 0, 0, "not text: a binary file");
    reader->format = formats[format];
    return reader->format->open ? reader->format->open(reader, err) : ENT_OK;
}

static void begin_article(ent_articles *reader)
{
    reader->scratch.next = reader->scratch.start;
    reader->topics.count = 0;
    reader->article = (ent_article){.paragraphs = ENT_PARAGRAPHS_LINE};
    reader->details = (ent_article_details){0};
    reader->fault = (ent_article_fault){0};
}

/* One article, or a fault, or neither at the end of an input. */
static ent_status step(ent_articles *reader, bool *found, ent_error *err)
{
    *found = false;
    begin_article(reader);
    if (!reader->format)
        ENT_TRY(open_input(reader, err));
    bool end = false;
    ENT_TRY(reader->format->next(reader, &end, err));
    if (!end) {
        reader->read++;
        *found = true;
        return finish(reader, err);
    }
    if (reader->read == 0 && !reader->may_be_empty)
        return ent__article_end(reader, err, 0, 0, "no article in it");
    close_input(reader);
    reader->at++;
    return ENT_OK;
}

static ent_status finish_quarantine(ent_articles *reader, ent_error *err)
{
    ent_output *output = reader->quarantine;
    reader->quarantine = NULL;
    return output ? ent_output_commit(output, err) : ENT_OK;
}

static ent_status pass_over(ent_articles *reader, ent_status status,
                            const ent_error *problem, ent_error *err)
{
    if (!reader->fault.set || reader->options.on_error == ENT_ON_ERROR_FAIL) {
        reader->report.faults += reader->fault.set;
        if (err)
            *err = *problem;
        return status;
    }
    ENT_TRY(put_aside(reader, problem, err));
    reader->read++;
    if (reader->fault.ends_input) {
        close_input(reader);
        reader->at++;
    }
    return ENT_OK;
}

ent_status ent_articles_next(ent_articles *reader, ent_article *article, bool *end,
                             ent_error *err)
{
    while (reader->at < reader->paths.count) {
        ent_error problem;
        bool found;
        ent_status status = step(reader, &found, &problem);
        if (status != ENT_OK) {
            ENT_TRY(pass_over(reader, status, &problem, err));
        } else if (found) {
            reader->report.articles++;
            *article = reader->article;
            *end = false;
            return ENT_OK;
        }
    }
    *end = true;
    return finish_quarantine(reader, err);
}

bool ent_articles_is_near(ent_articles *reader)
{
    enum { PATIENCE = 20 };
    if (reader->at == reader->paths.count)
        return true;
    const char *path = reader->paths.items[reader->at];
    if (!reader->input) /* opening a pipe may wait as well */
        return ent_is_regular(path) || ent_is_directory(path);
    return !reader->format || !reader->format->is_near ||
           reader->format->is_near(reader, PATIENCE);
}

const ent_article_details *ent_articles_details(const ent_articles *reader)
{
    return &reader->details;
}

ent_articles_report ent_articles_get_report(const ent_articles *reader)
{
    return reader->report;
}
