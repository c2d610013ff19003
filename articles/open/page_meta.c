/* SPDX-License-Identifier: MIT */
/* What a page says about its article: title, author, source, time, language. */
#include <string.h>
#include <strings.h>

#include "page_meta.h"
#include "xml.h"

/* Where a value came from: a lower number wins. */
enum field { TITLE, URL, SOURCE, AUTHOR, TIME, LANG, SECTION, DESCRIPTION, FIELDS };

struct gatherer {
    ent_arena *arena;
    ent_page_meta linked; /* from JSON-LD */
    ent_string best[FIELDS];
    int rank[FIELDS];   /* 0: none yet */
    ent_string heading; /* the first <h1> */
    ent_string page_title;
    bool failed;
};

/* ---- text ---- */

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void append_collapsed(ent_buffer *out, const char *text)
{
    for (; *text; text++) {
        if (!is_space(*text))
            ent_buffer_byte(out, *text);
        else if (out->size && out->data[out->size - 1] != ' ')
            ent_buffer_byte(out, ' ');
    }
}

ent_string ent__node_text(ent_arena *arena, const xmlNode *node)
{
    ent_buffer text = {0};
    const xmlNode *at = node->children;
    while (at && text.size < 4096) {
        if ((at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) &&
            at->content)
            append_collapsed(&text, (const char *)at->content);
        if (at->type == XML_ELEMENT_NODE && at->children) {
            at = at->children;
            continue;
        }
        while (at != node && !at->next)
            at = at->parent;
        at = at == node ? NULL : at->next;
    }
    ent_string copy = ent_string_copy(arena, ent__trimmed(ent_buffer_view(&text)));
    ent_buffer_dispose(&text);
    return copy;
}

const char *ent__attribute(const xmlNode *element, const char *name)
{
    for (const xmlAttr *at = element->properties; at; at = at->next)
        if (strcmp((const char *)at->name, name) == 0)
            return at->children && at->children->content
                       ? (const char *)at->children->content
                       : "";
    return NULL;
}

/* ---- candidates ---- */

static void offer(struct gatherer *gather, enum field field, int rank, ent_string value)
{
    if (!value.data)
        gather->failed = true;
    if (value.size && (gather->rank[field] == 0 || rank < gather->rank[field])) {
        gather->best[field] = value;
        gather->rank[field] = rank;
    }
}

static void offer_text(struct gatherer *gather, enum field field, int rank,
                       const char *text)
{
    ent_buffer clean = {0};
    append_collapsed(&clean, text);
    ent_string value = ent__trimmed(ent_buffer_view(&clean));
    if (value.size)
        offer(gather, field, rank, ent_string_copy(gather->arena, value));
    ent_buffer_dispose(&clean);
}

static bool is_link(const char *text)
{
    return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0 ||
           text[0] == '/';
}

static void read_meta(struct gatherer *gather, const xmlNode *meta)
{
    static const struct {
        const char *name;
        enum field field;
        int rank;
    } known[] = {
        {"og:title", TITLE, 1},
        {"twitter:title", TITLE, 2},
        {"dc.title", TITLE, 3},
        {"og:url", URL, 2},
        {"og:site_name", SOURCE, 1},
        {"application-name", SOURCE, 4},
        {"dc.publisher", SOURCE, 3},
        {"publisher", SOURCE, 3},
        {"author", AUTHOR, 2},
        {"article:author", AUTHOR, 3},
        {"dc.creator", AUTHOR, 3},
        {"parsely-author", AUTHOR, 2},
        {"sailthru.author", AUTHOR, 3},
        {"byl", AUTHOR, 3},
        {"article:published_time", TIME, 1},
        {"og:published_time", TIME, 2},
        {"datepublished", TIME, 2},
        {"parsely-pub-date", TIME, 3},
        {"sailthru.date", TIME, 3},
        {"article.published", TIME, 3},
        {"pubdate", TIME, 3},
        {"publishdate", TIME, 3},
        {"publication_date", TIME, 3},
        {"dc.date.issued", TIME, 4},
        {"dc.date", TIME, 4},
        {"dcterms.created", TIME, 4},
        {"date", TIME, 5},
        {"content-language", LANG, 3},
        {"language", LANG, 3},
        {"og:locale", LANG, 2},
        {"inlanguage", LANG, 2},
        {"article:section", SECTION, 1},
        {"og:description", DESCRIPTION, 1},
        {"description", DESCRIPTION, 2},
        {"twitter:description", DESCRIPTION, 3},
    };
    const char *content = ent__attribute(meta, "content");
    static const char *const naming[] = {"property", "name", "itemprop", "http-equiv"};
    for (size_t i = 0; content && i < sizeof naming / sizeof *naming; i++) {
        const char *name = ent__attribute(meta, naming[i]);
        for (size_t j = 0; name && j < sizeof known / sizeof *known; j++) {
            if (strcasecmp(name, known[j].name) != 0)
                continue;
            if (known[j].field != AUTHOR || !is_link(content))
                offer_text(gather, known[j].field, known[j].rank, content);
        }
    }
}

static void read_item(struct gatherer *gather, const xmlNode *element, const char *item)
{
    if (strcmp(item, "datePublished") == 0) {
        const char *time = ent__attribute(element, "datetime");
        time = time ? time : ent__attribute(element, "content");
        if (time)
            offer_text(gather, TIME, 2, time);
    } else if (strcmp(item, "author") == 0 && gather->rank[AUTHOR] == 0) {
        offer(gather, AUTHOR, 6, ent__node_text(gather->arena, element));
    }
}

static void read_script(struct gatherer *gather, const xmlNode *script)
{
    const char *type = ent__attribute(script, "type");
    if (!type || strcasecmp(type, "application/ld+json") != 0 || !script->children ||
        !script->children->content)
        return;
    ent_string text = ent_string_of((const char *)script->children->content);
    if (!ent__json_ld(&gather->linked, gather->arena, text))
        gather->failed = true;
}

static void read_element(struct gatherer *gather, const xmlNode *element)
{
    const char *name = (const char *)element->name;
    const char *value;
    if (strcmp(name, "meta") == 0) {
        read_meta(gather, element);
    } else if (strcmp(name, "script") == 0) {
        read_script(gather, element);
    } else if (strcmp(name, "title") == 0) {
        if (!gather->page_title.size)
            gather->page_title = ent__node_text(gather->arena, element);
    } else if (strcmp(name, "h1") == 0) {
        if (!gather->heading.size)
            gather->heading = ent__node_text(gather->arena, element);
    } else if (strcmp(name, "html") == 0) {
        value = ent__attribute(element, "lang");
        value = value ? value : ent__attribute(element, "xml:lang");
        if (value)
            offer_text(gather, LANG, 1, value);
    } else if (strcmp(name, "link") == 0) {
        value = ent__attribute(element, "rel");
        const char *href = ent__attribute(element, "href");
        if (value && href && strcasecmp(value, "canonical") == 0 && is_link(href))
            offer_text(gather, URL, 1, href);
    } else if (strcmp(name, "time") == 0 &&
               (value = ent__attribute(element, "datetime"))) {
        offer_text(gather, TIME, 6, value);
    } else if (strcmp(name, "a") == 0 && (value = ent__attribute(element, "rel")) &&
               strcmp(value, "author") == 0 && gather->rank[AUTHOR] == 0) {
        offer(gather, AUTHOR, 5, ent__node_text(gather->arena, element));
    }
    if ((value = ent__attribute(element, "itemprop")))
        read_item(gather, element, value);
}

/* ---- decisions ---- */

/* "Headline - The Paper" without the last part, which is the site's name, where enough is left of it. */
static ent_string without_site(ent_string title)
{
    static const char *const marks[] = {" | ", " - ", " – ", " — ", " :: ", " » ", " · "};
    enum { SHORTEST = 10 };
    size_t best = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t size = strlen(marks[i]);
        for (size_t at = SHORTEST; at + size < title.size; at++)
            if (memcmp(title.data + at, marks[i], size) == 0 && at > best)
                best = at;
    }
    return best ? (ent_string){title.data, best} : title;
}

static bool begins(ent_string text, ent_string start)
{
    return start.size && text.size >= start.size &&
           memcmp(text.data, start.data, start.size) == 0;
}

/* The headline as the page shows it, where what it calls itself agrees; else what it calls itself. */
static ent_string choose_title(const struct gatherer *gather)
{
    ent_string heading = gather->heading, named = gather->best[TITLE];
    if (begins(named, heading) || begins(gather->page_title, heading) ||
        (heading.size && ent_string_equal(heading, gather->linked.title)))
        return heading;
    if (gather->linked.title.size)
        return gather->linked.title;
    if (named.size)
        return without_site(named);
    return gather->page_title.size ? without_site(gather->page_title) : heading;
}

static ent_string first_of(ent_string a, ent_string b)
{
    return a.size ? a : b;
}

bool ent__page_meta(ent_page_meta *out, ent_arena *arena, const xmlNode *root)
{
    struct gatherer gather = {.arena = arena};
    for (const xmlNode *at = root; at; at = ent__xml_following(root, at))
        read_element(&gather, at);
    const ent_page_meta *linked = &gather.linked;
    *out = (ent_page_meta){
        .title = choose_title(&gather),
        .url = first_of(gather.best[URL], linked->url),
        .source = first_of(gather.best[SOURCE], linked->source),
        .author = first_of(linked->author, gather.best[AUTHOR]),
        .time = first_of(linked->time, gather.best[TIME]),
        .lang = first_of(gather.best[LANG], linked->lang),
        .section = first_of(gather.best[SECTION], linked->section),
        .description = first_of(gather.best[DESCRIPTION], linked->description),
        .body = linked->body,
    };
    return !gather.failed;
}
