/* SPDX-License-Identifier: MIT */
/* Door of articles/desk/: what becomes of one article: topics, tags, summary, stance, and its place in a story. Knows neither
   the archive nor the page. */
#ifndef ENT_ARTICLES_DESK_H
#define ENT_ARTICLES_DESK_H

#include "articles/open/open.h"
#include "articles/stories/stories.h"
#include "articles/tags/tags.h"

/* ---- an entry: an article and all that is said of it ------------------------------------------------------------- */

/** What gave a label, a tag or a stance: kept with it, so that another model's answer can be told from it. */
typedef struct ent_provenance {
    ent_string name; /* "topics-en"; of the publisher's own topics "publisher" */
    ent_string
        digest; /* XXH128 of the model file, 32 hex digits; of the tagger: of its settings and vocabulary */
} ent_provenance;

typedef struct ent_topic {
    ent_string label;
    ent_string code; /* may be empty */
    float
        probability; /* 0..1; -1: the model is not calibrated, or the publisher says so */
    float margin;
    ent_provenance by;
} ent_topic;

/** A tag as it is kept: ent_tag without its places. */
typedef struct ent_entry_tag {
    uint64_t key; /* ent_tag_key() */
    ent_string tag;
    ent_string phrase;
    float score;
    ent_provenance by;
} ent_entry_tag;

typedef struct ent_leaning {
    ent_string target;
    ent_string label;  /* empty: the article does not speak of the target */
    float probability; /* of the label; 0 without one */
    ent_provenance by;
} ent_leaning;

/** Everything is borrowed from whoever made the entry; absent strings are empty. */
typedef struct ent_entry {
    uint64_t number;     /* in the order of arrival, from 1; 0: not placed yet */
    ent_string digest;   /* XXH128 of source (else URL), title and text: 32 hex digits */
    ent_article article; /* paragraphs by lines */
    ent_string author;
    ent_string teaser;
    int64_t
        time; /* seconds since 1970: the article's own, but no later than it came in; without one, when it came in */
    bool timed; /* it has a time of its own that could be read */
    const ent_topic
        *topics; /* [topic_count] the publisher's, then the models', best first */
    size_t topic_count;
    const ent_entry_tag *tags; /* [tag_count] best first */
    size_t tag_count;
    const ent_leaning *leanings; /* [leaning_count] */
    size_t leaning_count;
    ent_string summary; /* one paragraph */
    ent_story_place place;
} ent_entry;

/** Did the publisher give this topic, or a model? */
bool ent_topic_is_publishers(const ent_topic *topic);

/**
 * Write an entry as one JSON object, absent members left out. The keys of the article are those that datasets/ reads; the
 * publisher's topics are its "labels", those of the models its "topics".
 * @param text  with the text itself
 */
void ent_entry_write(ent_json_writer *json, const ent_entry *entry, bool text);

/* ---- the desk ---------------------------------------------------------------------------------------------------- */

/** All zero is a good default. Strings are borrowed while the desk lives. */
typedef struct ent_desk_options {
    /* [model_count] names or files; none: topics-en for English, topics-world for all other languages */
    const char *const *models;
    size_t model_count;
    const char *const *targets; /* [target_count] stance toward these is asked */
    size_t target_count;
    const char *stance_model; /* NULL: stance-en */
    const char *vocabulary;   /* only the tags of this file are given; NULL: any */
    size_t tags;              /* an article; 0: 10 */
    size_t words;             /* of a summary; 0: 60 */
    ent_stories_options stories;
    int64_t now; /* seconds since 1970 */
} ent_desk_options;

/** Models, lexicons and the stories so far. For one thread. */
typedef struct ent_desk ent_desk;
/** @return ENT_EIO, ENT_EMODEL, ENT_EVERSION for what a model or the vocabulary is; ENT_EARG for a target that cannot be asked for */
ent_status ent_desk_open(ent_desk **out, const ent_desk_options *options, ent_error *err);
void ent_desk_free(ent_desk *desk);
/** From now on it is `now`: for desks that live long. */
void ent_desk_set_now(ent_desk *desk, int64_t now);

/**
 * What an article is: copied, its digest and time found. Nothing of it is said yet.
 * @param entry  in `arena`, whole
 */
ent_status ent_desk_take(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                         const ent_article *article, const ent_article_details *details,
                         ent_error *err);

/** Topics of the publisher are kept, those of the models set anew. An article that a model cannot answer on has none. */
ent_status ent_desk_topics(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                           ent_error *err);
ent_status ent_desk_tags(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                         ent_error *err);
ent_status ent_desk_leanings(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                             ent_error *err);
ent_status ent_desk_summary(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                            ent_error *err);
/** The four above. */
ent_status ent_desk_read(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                         ent_error *err);

/** One paragraph over several entries: their story told once. In the arena. */
ent_status ent_desk_digest(ent_string *out, ent_arena *arena, ent_desk *desk,
                           const ent_entry *const *entries, size_t count, size_t words,
                           ent_error *err);

/**
 * Put the entry into the story it belongs to.
 * @param number  greater than any before
 * @param memory  out, may be NULL: what to give to ent_desk_remember() in another process; lent until the next call
 */
ent_status ent_desk_place(ent_entry *entry, ent_desk *desk, uint64_t number,
                          ent_string *memory, ent_error *err);
/** Take up an entry that was placed in another process, in the order of the numbers. What an older version packed is
 *  passed over. */
ent_status ent_desk_remember(ent_desk *desk, uint64_t number,
                             const ent_story_place *place, ent_string memory,
                             ent_error *err);
/** Seconds behind which no article can join another; INFINITY: there is no such time. */
double ent_desk_horizon(const ent_desk *desk);

#endif
