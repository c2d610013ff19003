/* SPDX-License-Identifier: MIT */
/* Inside the room: what the reader's core and the readers of the formats share. */
#ifndef ENT_ARTICLES_READER_H
#define ENT_ARTICLES_READER_H

#include "open.h"

#include "base/base.h"

typedef ENT_ARRAY(const char *) ent_paths;

/** What is wrong with a record: set by ent__article_bad(). */
typedef struct ent_article_fault {
    bool set;
    bool ends_input; /* nothing behind it can be read */
    ent_string raw;  /* the record's bytes, for the quarantine */
} ent_article_fault;

struct ent_articles {
    ent_articles_options options;
    ent_paragraphs paragraphs;
    size_t record_limit;
    ent_arena arena;    /* lives as long as the reader */
    ent_arena document; /* of the current input */
    ent_arena scratch;  /* of the current article */
    ent_paths paths;
    size_t at; /* the current input; paths.count at the end */
    ent_input *input;
    const struct ent_article_format
        *format;           /* NULL: the current input has not been looked into */
    void *state;           /* the format's own */
    uint64_t read;         /* articles and faults of this input */
    bool may_be_empty;     /* this input is good even without an article */
    ENT_ARRAY(char) bytes; /* the whole of a file */
    /* the article being built */
    ent_article article;
    ent_article_details details;
    ENT_ARRAY(ent_string) topics;
    char id[17];
    ent_article_fault fault;
    ent_output *quarantine;
    ent_articles_report report;
};

/** A format: `next` fills reader->article and ->details, or sets *end, or fails through ent__article_bad(). */
typedef struct ent_article_format {
    ent_status (*open)(ent_articles *reader, ent_error *err); /* may be NULL */
    ent_status (*next)(ent_articles *reader, bool *end, ent_error *err);
    void (*close)(ent_articles *reader); /* may be NULL; frees reader->state */
    bool (*is_near)(ent_articles *reader,
                    int milliseconds); /* NULL: the input was read as a whole */
} ent_article_format;

extern const ent_article_format ent__articles_of_text;
extern const ent_article_format ent__articles_of_records;
extern const ent_article_format ent__articles_of_page;
extern const ent_article_format ent__articles_of_feed;
extern const ent_article_format ent__articles_of_json_feed;
extern const ent_article_format ent__articles_of_newsml;
extern const ent_article_format ent__articles_of_listing;
extern const ent_article_format ent__articles_of_mail;
extern const ent_article_format ent__articles_of_warc;

/** The format of an input by its first bytes and its name; never AUTO. ENT_ARTICLES_FORMAT_COUNT: it is not text. */
ent_articles_format ent__articles_recognise(const char *path, ent_string head);

/** Does a text look like an aggregator's list of articles? */
bool ent__is_listing(ent_string head);
/** Does it begin with the header of a mail? */
bool ent__is_mail(ent_string head);

/** Every file behind the caller's paths, in a stable order, names in the arena. */
ent_status ent__articles_find(ent_paths *out, ent_arena *arena, const char *const *paths,
                              size_t count, ent_error *err);

/** Mark the current record as bad. @param line, column 0: not known  @param raw for the quarantine  @return ENT_EDATA */
ent_status ent__article_bad(ent_articles *reader, ent_error *err, ent_string raw,
                            uint64_t line, size_t column, const char *format, ...)
    ENT_PRINTF(6, 7);
/** The same for what ends the input. */
ent_status ent__article_end(ent_articles *reader, ent_error *err, uint64_t line,
                            size_t column, const char *format, ...) ENT_PRINTF(5, 6);
/** Make a fault of a failed read where it is one; pass everything else on. */
ent_status ent__article_input(ent_articles *reader, ent_status status);
/** The rest of the current input, in reader->bytes, a NUL behind it. */
ent_status ent__article_rest(ent_articles *reader, ent_string *bytes, ent_error *err);
/** Bytes as UTF-8 without NULs, in the scratch arena or the input itself; repairs are counted. @param charset or NULL */
ent_status ent__article_decode(ent_articles *reader, ent_string *text, ent_string bytes,
                               const char *charset, ent_error *err);
/** The same with the way back to the bytes. */
ent_status ent__article_decode_traced(ent_articles *reader, ent_decoded *decoded,
                                      ent_string bytes, const char *charset,
                                      ent_error *err);

/** Set title and text from a plain text whose first line may be its title (docs/extraction.md). */
void ent__article_split(ent_article *article, ent_string text);

/**
 * A point in time as RFC 3339, or as found where it cannot be read or is a date alone. In the arena, or `found` itself.
 * @param now  RFC 3339: ages ("7 hours ago") are counted back from it; NULL: they stay as found
 */
ent_string ent__time(ent_arena *arena, ent_string found, const char *now);
/** Letters and digits of a text, in lower case where they are ASCII, and no more of them than fit. @return bytes in `out` */
size_t ent__squeeze(char *out, size_t capacity, ent_string text);
/** Is a whole block one of those that publishers put between paragraphs ("Advertisement")? @param linked it holds a link */
bool ent__is_insert(ent_string block, bool linked);
/** The text without those that stand in the middle of it; in the arena, data is NULL when it is full. */
ent_string ent__without_inserts(ent_arena *arena, ent_string text);

/** The text of an HTML fragment, a line a paragraph, in the arena; data is NULL when memory is out. */
ent_string ent__html_text(ent_arena *arena, ent_string html);

/** A feed's value, marked up or not, as text. @param one_line line breaks become spaces */
ent_string ent__feed_text(ent_arena *arena, ent_string value, bool one_line);

/** Fill the current article from one mail; `bytes` may be changed. */
ent_status ent__mail_read(ent_articles *reader, ent_string bytes, ent_error *err);
/** The value of a header field, unfolded, of header lines; in the arena. Empty when absent. */
ent_string ent__header(ent_arena *arena, ent_string headers, const char *name);
/** A parameter of a header's value: charset="utf-8". In the arena, empty when absent. */
ent_string ent__header_parameter(ent_arena *arena, ent_string value, const char *name);

/** Fill the current article from one web page. */
ent_status ent__page_read(ent_articles *reader, ent_string bytes, ent_error *err);

/** Without the white space around it. */
ent_string ent__trimmed(ent_string text);

#endif
