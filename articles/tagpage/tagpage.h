/* SPDX-License-Identifier: MIT */
/* Door of articles/tagpage/: the newest articles with a tag, those on one event together under a digest, as a page. */
#ifndef ENT_ARTICLES_TAGPAGE_H
#define ENT_ARTICLES_TAGPAGE_H

#include "articles/archive/archive.h"
#include "articles/desk/desk.h"

/* ---- formats ----------------------------------------------------------------------------------------------------- */

#define ENT_TAGPAGE_FORMAT_LIST(X)                                                       \
    X(ENT_TAGPAGE_HTML, "html", "one file, light and dark, no scripts")                  \
    X(ENT_TAGPAGE_MARKDOWN, "markdown", "CommonMark")                                    \
    X(ENT_TAGPAGE_TEXT, "text", "plain text")                                            \
    X(ENT_TAGPAGE_JSON, "json", "one object with everything that is known")              \
    X(ENT_TAGPAGE_RSS, "rss", "RSS 2.0")                                                 \
    X(ENT_TAGPAGE_NINJS, "ninjs", "IPTC ninjs 3.0, a composite item")

#define ENT_AS_TAGPAGE_FORMAT(name, word, what) name,
typedef enum ent_tagpage_format {
    ENT_TAGPAGE_FORMAT_LIST(ENT_AS_TAGPAGE_FORMAT) ENT_TAGPAGE_FORMAT_COUNT
} ent_tagpage_format;
/** Names in the order of the enum, then NULL: for an option's choices. Static. */
extern const char *const ent_tagpage_format_names[];

/* ---- the page ---------------------------------------------------------------------------------------------------- */

typedef struct ent_tagpage_item {
    const ent_entry *entry;
    const ent_entry *const
        *copies; /* [copy_count] the same text elsewhere, in the order of arrival */
    size_t copy_count;
} ent_tagpage_item;

typedef struct ent_tagpage_story {
    uint64_t number;
    ent_string lang; /* of the digest */
    /* one paragraph over the items; empty where there is only one */
    ent_string digest;
    ent_tagpage_item *items; /* [count] newest first */
    size_t count;
} ent_tagpage_story;

typedef struct ent_tagpage_related {
    ent_string tag; /* "#FSB" */
    size_t count;   /* articles of the page with it */
} ent_tagpage_related;

/** Everything lives in the caller's arena or in the entries. */
typedef struct ent_tagpage {
    ent_string title;           /* "Latest news with #Entente-4" */
    ent_string tag;             /* "#Entente-4"; empty: the page is on everything */
    int64_t now;                /* seconds since 1970 */
    ent_tagpage_story *stories; /* [story_count] by their newest article, newest first */
    size_t story_count;
    size_t article_count;         /* without copies */
    ent_tagpage_related *related; /* [related_count] most frequent first */
    size_t related_count;
} ent_tagpage;

/** All zero is a good default, but for `now`. */
typedef struct ent_tagpage_options {
    const char *tag; /* any way of writing it; NULL: everything */
    size_t articles; /* at most; 0: 50 */
    size_t words;    /* of a digest, at most; 0: 100 */
    size_t related;  /* tags, at most; 0: 12 */
    int64_t now;     /* seconds since 1970 */
} ent_tagpage_options;

/**
 * Which articles of an archive belong on the page, newest first: those with the tag; those that name it in a story of which
 * another article has it; and where none has it, those that name it.
 * @param entries  out: [*count] in the arena
 * @return ENT_EARG for a tag without a letter or digit
 */
ent_status ent_tagpage_find(ent_entry **entries, size_t *count, ent_arena *arena,
                            ent_archive *archive, const ent_tagpage_options *options,
                            ent_error *err);

/**
 * Put a page together. The same entries and options give the same page, whatever their order.
 * @param desk  writes the digests
 */
ent_status ent_tagpage_make(ent_tagpage *page, ent_arena *arena, ent_desk *desk,
                            const ent_entry *entries, size_t count,
                            const ent_tagpage_options *options, ent_error *err);

/** Write the page. Failure is the buffer's. Links are http and https, all else is text; nothing of an article is markup. */
void ent_tagpage_write(ent_buffer *out, const ent_tagpage *page,
                       ent_tagpage_format format);

#endif
