/* SPDX-License-Identifier: MIT */
/* Feeds in XML: RSS of every version and Atom. JSON Feed stands in json_feed.c. */
#include <string.h>
#include <strings.h>

#include "page.h"
#include "xml.h"

/* ---- values ---- */

static bool has_markup(ent_string text)
{
    for (size_t i = 0; i + 1 < text.size; i++) {
        char next = text.data[i + 1];
        bool letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
        if (text.data[i] == '<' && (letter || next == '/' || next == '!'))
            return true;
        if (text.data[i] == '&' && (letter || next == '#') &&
            memchr(text.data + i, ';', text.size - i < 12 ? text.size - i : 12))
            return true;
    }
    return false;
}

ent_string ent__feed_text(ent_arena *arena, ent_string value, bool one_line)
{
    ent_string text = has_markup(value) ? ent__html_text(arena, value) : value;
    if (!one_line || !text.size)
        return text;
    ent_string line = ent_string_copy(arena, text);
    for (char *c = (char *)line.data; line.data && c < line.data + line.size; c++)
        if (*c == '\n' || *c == '\r' || *c == '\t')
            *c = ' ';
    return line;
}

/* Atom says what its text is: "xhtml" holds elements, "text" is not marked up, the rest may be. */
static ent_string marked_text(ent_arena *arena, const xmlNode *node, bool one_line)
{
    const char *type = ent__xml_attribute(node, "type");
    const char *mode = ent__xml_attribute(node, "mode");
    if (mode && strcmp(mode, "base64") == 0)
        return (ent_string){"", 0};
    bool elements = (type && strcmp(type, "xhtml") == 0) ||
                    (mode && strcmp(mode, "xml") == 0) || ent__xml_child(node, "div") ||
                    ent__xml_child(node, "p");
    if (elements && node->children && !one_line) {
        ent_page page = {0};
        ent_string text = {NULL, 0};
        if (ent__page_cut(&page, node)) {
            for (size_t i = 0; i < page.blocks.count; i++)
                page.blocks.items[i].keep = true;
            text = ent__kept_text(&page, arena);
        }
        ent__page_dispose(&page);
        return text;
    }
    ent_string value = ent__xml_text(arena, node);
    if (type && strcmp(type, "text") == 0)
        return value;
    return ent__feed_text(arena, value, one_line);
}

/* The first non-empty child among `names`, as text. */
static ent_string first_text(ent_arena *arena, const xmlNode *item,
                             const char *const *names, bool one_line)
{
    for (; *names; names++)
        for (const xmlNode *at = item->children; at; at = at->next) {
            if (at->type != XML_ELEMENT_NODE || !ent__xml_is(at, *names) ||
                ent__xml_is_foreign(at))
                continue;
            ent_string text = marked_text(arena, at, one_line);
            if (text.size || !text.data)
                return text;
        }
    return (ent_string){"", 0};
}

/* ---- fields ---- */

static bool is_address(ent_string text)
{
    return (text.size > 7 && strncasecmp(text.data, "http://", 7) == 0) ||
           (text.size > 8 && strncasecmp(text.data, "https://", 8) == 0);
}

/* RSS: the text of <link>, else a <guid> that is one; Atom: the link that is the article itself. */
static ent_string find_url(ent_arena *arena, const xmlNode *item)
{
    ent_string best = {"", 0};
    for (const xmlNode *at = item->children; at; at = at->next) {
        if (at->type != XML_ELEMENT_NODE || !ent__xml_is(at, "link"))
            continue;
        const char *href = ent__xml_attribute(at, "href");
        const char *rel = ent__xml_attribute(at, "rel");
        if (rel && strcmp(rel, "alternate") != 0)
            continue;
        ent_string text =
            href ? ent__trimmed(ent_string_of(href)) : ent__xml_text(arena, at);
        if (text.size && !best.size)
            best = text;
    }
    if (best.size)
        return best;
    const xmlNode *guid = ent__xml_child(item, "guid");
    ent_string text = guid ? ent__xml_text(arena, guid) : best;
    return is_address(text) ? text : best;
}

static ent_string find_author(ent_arena *arena, const xmlNode *item)
{
    ent_buffer names = {0};
    for (const xmlNode *at = item->children; at; at = at->next) {
        if (at->type != XML_ELEMENT_NODE ||
            (!ent__xml_is(at, "author") && !ent__xml_is(at, "creator")) ||
            ent__xml_is_foreign(at))
            continue;
        const xmlNode *name = ent__xml_child(at, "name");
        ent_string text =
            ent__feed_text(arena, ent__xml_text(arena, name ? name : at), true);
        /* RSS: "address (Name)" */
        const char *open = text.size ? memchr(text.data, '(', text.size) : NULL;
        if (open && text.data[text.size - 1] == ')' && memchr(text.data, '@', text.size))
            text = (ent_string){open + 1, (size_t)(text.data + text.size - open) - 2};
        if (text.size && names.size)
            ent_buffer_text(&names, ", ");
        ent_buffer_string(&names, text);
    }
    ent_string copy = ent_string_copy(arena, ent_buffer_view(&names));
    ent_buffer_dispose(&names);
    return copy;
}

static bool add_topics(ent_articles *reader, const xmlNode *item)
{
    enum { MOST = 32 };
    for (const xmlNode *at = item->children; at && reader->topics.count < MOST;
         at = at->next) {
        if (at->type != XML_ELEMENT_NODE || ent__xml_is_foreign(at) ||
            (!ent__xml_is(at, "category") && !ent__xml_is(at, "subject")))
            continue;
        const char *named = ent__xml_attribute(at, "label");
        named = named ? named : ent__xml_attribute(at, "term");
        ent_string topic =
            named ? ent_string_of(named) : ent__xml_text(&reader->scratch, at);
        topic = ent__feed_text(&reader->scratch, topic, true);
        if (topic.size && !ent_array_push(&reader->topics, topic))
            return false;
    }
    return true;
}

/* ---- what the items of a feed share ---- */

struct feed_state {
    ent_xml xml;
    const xmlNode
        *parent; /* of the last item; the rest holds for its other children, too */
    ent_string lang;
    ent_string source;
};

static ent_string shared_lang(ent_arena *arena, const xmlNode *parent)
{
    for (const xmlNode *at = parent; at && at->type == XML_ELEMENT_NODE;
         at = at->parent) {
        const char *lang = ent__xml_attribute(at, "lang");
        const xmlNode *channel = ent__xml_child(at, "channel");
        const xmlNode *element = ent__xml_child(channel ? channel : at, "language");
        ent_string text =
            lang && *lang ? ent_string_of(lang) : ent__xml_text(arena, element);
        if (text.size)
            return text;
    }
    return (ent_string){"", 0};
}

static ent_string shared_source(ent_arena *arena, const xmlNode *parent)
{
    static const char *const title[] = {"title", NULL};
    for (const xmlNode *at = parent; at && at->type == XML_ELEMENT_NODE;
         at = at->parent) {
        const xmlNode *channel = ent__xml_child(at, "channel");
        ent_string text = first_text(arena, channel ? channel : at, title, true);
        if (text.size)
            return text;
    }
    return (ent_string){"", 0};
}

static void find_shared(ent_articles *reader, const xmlNode *item)
{
    struct feed_state *state = reader->state;
    if (state->parent == item->parent)
        return;
    state->parent = item->parent;
    state->lang = shared_lang(&reader->document, item->parent);
    state->source = shared_source(&reader->document, item->parent);
}

static ent_string own_lang(ent_arena *arena, const xmlNode *item)
{
    const char *lang = ent__xml_attribute(item, "lang");
    return lang ? ent_string_of(lang)
                : ent__xml_text(arena, ent__xml_child(item, "language"));
}

/* Where an aggregated item comes from. */
static ent_string own_source(ent_arena *arena, const xmlNode *item)
{
    const xmlNode *source = ent__xml_child(item, "source");
    const xmlNode *name = source ? ent__xml_child(source, "title") : NULL;
    return ent__feed_text(arena, ent__xml_text(arena, name ? name : source), true);
}

/* ---- the reader ---- */

static bool is_feed(const xmlNode *root)
{
    return ent__xml_is(root, "rss") || ent__xml_is(root, "feed") ||
           ent__xml_is(root, "rdf") || ent__xml_is(root, "channel");
}

static ent_status feed_open(ent_articles *reader, ent_error *err)
{
    static const char *const names[] = {"item", "entry", NULL};
    ent_string head;
    ENT_TRY(ent_input_peek(reader->input, 1 << 10, &head, err));
    head = ent__trimmed(head);
    if (head.size && head.data[0] == '{') {
        reader->format = &ent__articles_of_json_feed;
        return reader->format->open(reader, err);
    }
    struct feed_state *state = ent_arena_alloc(&reader->document, 1, sizeof *state);
    if (!state)
        return ent_fail_memory(err);
    reader->state = state;
    ENT_TRY(ent__xml_open(&state->xml, reader, names, err));
    const xmlNode *root =
        state->xml.document ? xmlDocGetRootElement(state->xml.document) : NULL;
    reader->may_be_empty = root && is_feed(root); /* nothing new today is no fault */
    return ENT_OK;
}

static void feed_close(ent_articles *reader)
{
    struct feed_state *state = reader->state;
    if (state)
        ent__xml_close(&state->xml);
}

static ent_status feed_next(ent_articles *reader, bool *end, ent_error *err)
{
    static const char *const titles[] = {"title", NULL};
    static const char *const ids[] = {"guid", "id", "identifier", NULL};
    static const char *const times[] = {"pubDate", "published", "issued",   "date",
                                        "created", "updated",   "modified", NULL};
    static const char *const contents[] = {"encoded",  "content",     "body",
                                           "fullitem", "description", "summary",
                                           "tagline",  NULL};
    static const char *const teasers[] = {"summary", "description", NULL};
    struct feed_state *state = reader->state;
    ent_status status;
    const xmlNode *item = ent__xml_next(&state->xml, reader, &status, err);
    *end = !item;
    if (!item)
        return status;
    find_shared(reader, item);
    ent_arena *arena = &reader->scratch;
    ent_article *article = &reader->article;
    article->title = first_text(arena, item, titles, true);
    article->text = first_text(arena, item, contents, false);
    article->url = find_url(arena, item);
    article->id = first_text(arena, item, ids, true);
    const char *about = ent__xml_attribute(item, "about"); /* RSS 1.0 */
    if (!article->id.size)
        article->id = about ? ent_string_of(about) : article->url;
    article->time = first_text(arena, item, times, true);
    ent_string lang = own_lang(arena, item), source = own_source(arena, item);
    article->lang = lang.size ? lang : state->lang;
    article->source = source.size ? source : state->source;
    reader->details.author = find_author(arena, item);
    ent_string teaser = first_text(arena, item, teasers, false);
    if (!ent_string_equal(teaser, article->text))
        reader->details.summary = teaser;
    const ent_string needed[] = {article->title,  article->text,          article->url,
                                 article->source, reader->details.author, teaser};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!needed[i].data)
            return ent_fail_memory(err);
    return add_topics(reader, item) ? ENT_OK : ent_fail_memory(err);
}

const ent_article_format ent__articles_of_feed = {feed_open, feed_next, feed_close, NULL};
