/* SPDX-License-Identifier: MIT */
/* NewsML-G2: every newsItem of a document is an article. */
#include <string.h>

#include "page.h"
#include "xml.h"

/* The first element of that name below `root`, at any depth. */
static const xmlNode *find(const xmlNode *root, const char *name)
{
    const xmlNode *at = root;
    while (at && (at = ent__xml_following(root, at)) && !ent__xml_is(at, name))
        ;
    return at;
}

static ent_string text_of(ent_arena *arena, const xmlNode *node)
{
    return node ? ent__xml_text(arena, node) : (ent_string){"", 0};
}

/* "<name>", else a literal or the part of a code behind its colon */
static ent_string named(ent_arena *arena, const xmlNode *node)
{
    if (!node)
        return (ent_string){"", 0};
    ent_string name = text_of(arena, ent__xml_child(node, "name"));
    if (name.size)
        return name;
    const char *code = ent__xml_attribute(node, "literal");
    code = code ? code : ent__xml_attribute(node, "qcode");
    if (!code)
        return ent__xml_text(arena, node);
    const char *colon = strchr(code, ':');
    return ent_string_of(colon ? colon + 1 : code);
}

/* The blocks of what the content holds: XHTML and NITF both have <p>; a headline of its own is left out. */
static ent_string body_text(ent_arena *arena, const xmlNode *content)
{
    const xmlNode *inner = find(content, "body.content");
    inner = inner ? inner : find(content, "body");
    ent_page page = {0};
    ent_string text = {NULL, 0};
    if (ent__page_cut(&page, inner ? inner : content)) {
        for (size_t i = 0; i < page.blocks.count; i++)
            page.blocks.items[i].keep = true;
        text = ent__kept_text(&page, arena);
    }
    ent__page_dispose(&page);
    return text;
}

static ent_status newsml_open(ent_articles *reader, ent_error *err)
{
    static const char *const names[] = {"newsItem", NULL};
    ent_xml *xml = ent_arena_alloc(&reader->document, 1, sizeof *xml);
    if (!xml)
        return ent_fail_memory(err);
    reader->state = xml;
    return ent__xml_open(xml, reader, names, err);
}

static void newsml_close(ent_articles *reader)
{
    if (reader->state)
        ent__xml_close(reader->state);
}

static bool add_subjects(ent_articles *reader, const xmlNode *meta)
{
    enum { MOST = 32 };
    for (const xmlNode *at = meta ? meta->children : NULL; at; at = at->next) {
        if (at->type != XML_ELEMENT_NODE || !ent__xml_is(at, "subject") ||
            reader->topics.count == MOST)
            continue;
        ent_string topic = named(&reader->scratch, at);
        if (topic.size && !ent_array_push(&reader->topics, topic))
            return false;
    }
    return true;
}

static ent_string or_else(ent_string a, ent_string b)
{
    return a.size ? a : b;
}

static ent_status newsml_next(ent_articles *reader, bool *end, ent_error *err)
{
    ent_status status;
    const xmlNode *item = ent__xml_next(reader->state, reader, &status, err);
    *end = !item;
    if (!item)
        return status;
    ent_arena *arena = &reader->scratch;
    ent_article *article = &reader->article;
    const xmlNode *about = ent__xml_child(item, "itemMeta");
    const xmlNode *meta = ent__xml_child(item, "contentMeta");
    const xmlNode *set = ent__xml_child(item, "contentSet");
    const xmlNode *language = meta ? ent__xml_child(meta, "language") : NULL;
    const char *guid = ent__xml_attribute(item, "guid");
    const char *lang = language ? ent__xml_attribute(language, "tag") : NULL;
    lang = lang ? lang : ent__xml_attribute(item, "lang");
    article->id = ent_string_of(guid);
    article->lang = ent_string_of(lang);
    article->source = named(arena, ent__xml_child(about, "provider"));
    article->time =
        or_else(text_of(arena, ent__xml_child(meta, "contentCreated")),
                or_else(text_of(arena, ent__xml_child(about, "firstCreated")),
                        text_of(arena, ent__xml_child(about, "versionCreated"))));
    article->title = or_else(text_of(arena, ent__xml_child(meta, "headline")),
                             text_of(arena, ent__xml_child(about, "title")));
    reader->details.author = or_else(text_of(arena, ent__xml_child(meta, "by")),
                                     named(arena, ent__xml_child(meta, "creator")));
    reader->details.summary = text_of(arena, ent__xml_child(meta, "description"));
    if (set)
        article->text = body_text(arena, set);
    if (set && !article->text.data)
        return ent_fail_memory(err);
    return add_subjects(reader, meta) ? ENT_OK : ent_fail_memory(err);
}

const ent_article_format ent__articles_of_newsml = {newsml_open, newsml_next,
                                                    newsml_close, NULL};
