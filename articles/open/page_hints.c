/* SPDX-License-Identifier: MIT */
/* What an element's name, class, id and role say about the text below it. */
#include <stdlib.h>
#include <string.h>

#include "page.h"

/* ---- element names ---- */

static const struct {
    const char *name;
    ent_tag tag;
} tags[] = {
    /* in byte order */
    {"a", ENT_TAG_LINK},
    {"address", ENT_TAG_BLOCK},
    {"applet", ENT_TAG_SKIP},
    {"area", ENT_TAG_SKIP},
    {"article", ENT_TAG_BLOCK},
    {"aside", ENT_TAG_BLOCK},
    {"audio", ENT_TAG_SKIP},
    {"blockquote", ENT_TAG_QUOTE},
    {"body", ENT_TAG_BLOCK},
    {"br", ENT_TAG_BREAK},
    {"button", ENT_TAG_SKIP},
    {"canvas", ENT_TAG_SKIP},
    {"caption", ENT_TAG_CAPTION},
    {"center", ENT_TAG_BLOCK},
    {"datalist", ENT_TAG_SKIP},
    {"dd", ENT_TAG_ITEM},
    {"details", ENT_TAG_BLOCK},
    {"dialog", ENT_TAG_SKIP},
    {"dir", ENT_TAG_LIST},
    {"div", ENT_TAG_BLOCK},
    {"dl", ENT_TAG_LIST},
    {"dt", ENT_TAG_ITEM},
    {"embed", ENT_TAG_SKIP},
    {"fieldset", ENT_TAG_BLOCK},
    {"figcaption", ENT_TAG_CAPTION},
    {"figure", ENT_TAG_BLOCK},
    {"footer", ENT_TAG_BLOCK},
    {"form", ENT_TAG_BLOCK},
    {"frameset", ENT_TAG_SKIP},
    {"h1", ENT_TAG_HEADING},
    {"h2", ENT_TAG_HEADING},
    {"h3", ENT_TAG_HEADING},
    {"h4", ENT_TAG_HEADING},
    {"h5", ENT_TAG_HEADING},
    {"h6", ENT_TAG_HEADING},
    {"head",
     ENT_TAG_BLOCK}, /* without a <body> tag, all of an HTML 5 page may be in it, for libxml2 */
    {"header", ENT_TAG_BLOCK},
    {"hgroup", ENT_TAG_BLOCK},
    {"hr", ENT_TAG_BLOCK},
    {"html", ENT_TAG_BLOCK},
    {"iframe", ENT_TAG_SKIP},
    {"input", ENT_TAG_SKIP},
    {"legend", ENT_TAG_BLOCK},
    {"li", ENT_TAG_ITEM},
    {"link", ENT_TAG_SKIP},
    {"main", ENT_TAG_BLOCK},
    {"map", ENT_TAG_SKIP},
    {"menu", ENT_TAG_LIST},
    {"meta", ENT_TAG_SKIP},
    {"nav", ENT_TAG_BLOCK},
    {"noframes", ENT_TAG_SKIP},
    {"noscript", ENT_TAG_SKIP},
    {"object", ENT_TAG_SKIP},
    {"ol", ENT_TAG_LIST},
    {"option", ENT_TAG_SKIP},
    {"p", ENT_TAG_P},
    {"pre", ENT_TAG_PRE},
    {"progress", ENT_TAG_SKIP},
    {"script", ENT_TAG_SKIP},
    {"section", ENT_TAG_BLOCK},
    {"select", ENT_TAG_SKIP},
    {"style", ENT_TAG_SKIP},
    {"summary", ENT_TAG_BLOCK},
    {"svg", ENT_TAG_SKIP},
    {"table", ENT_TAG_TABLE},
    {"tbody", ENT_TAG_BLOCK},
    {"td", ENT_TAG_CELL},
    {"template", ENT_TAG_SKIP},
    {"textarea", ENT_TAG_SKIP},
    {"tfoot", ENT_TAG_BLOCK},
    {"th", ENT_TAG_CELL},
    {"thead", ENT_TAG_BLOCK},
    {"title", ENT_TAG_SKIP},
    {"tr", ENT_TAG_BLOCK},
    {"ul", ENT_TAG_LIST},
    {"video", ENT_TAG_SKIP},
};

static int by_name(const void *name, const void *entry)
{
    return strcmp(name, *(const char *const *)entry);
}

ent_tag ent__tag(const char *name)
{
    const char *const *found =
        bsearch(name, tags, sizeof tags / sizeof *tags, sizeof *tags, by_name);
    return found ? tags[((const char *)found - (const char *)tags) /
                        (ptrdiff_t)sizeof *tags]
                       .tag
                 : ENT_TAG_INLINE;
}

/* ---- words of class and id ---- */

enum { NAMES_ARTICLE = 64, NAMES_BODY = 128 }; /* "article-body": one behind the other */

static const struct {
    const char *word;
    unsigned hints;
} words[] = {
    /* in byte order */
    {"ad", ENT_HINT_JUNK},
    {"ads", ENT_HINT_JUNK},
    {"adsense", ENT_HINT_JUNK},
    {"adslot", ENT_HINT_JUNK},
    {"advert", ENT_HINT_JUNK},
    {"advertisement", ENT_HINT_JUNK},
    {"advertising", ENT_HINT_JUNK},
    {"anzeige", ENT_HINT_JUNK},
    {"article", NAMES_ARTICLE},
    {"articlebody", ENT_HINT_BODY},
    {"artikel", NAMES_ARTICLE},
    {"author", ENT_HINT_DOUBT},
    {"authors", ENT_HINT_DOUBT},
    {"autor", ENT_HINT_DOUBT},
    {"banner", ENT_HINT_JUNK},
    {"bio", ENT_HINT_JUNK},
    {"blog", NAMES_ARTICLE},
    {"body", NAMES_BODY},
    {"breadcrumb", ENT_HINT_JUNK},
    {"breadcrumbs", ENT_HINT_JUNK},
    {"byline", ENT_HINT_JUNK},
    {"caption", ENT_HINT_JUNK},
    {"captions", ENT_HINT_JUNK},
    {"carousel", ENT_HINT_JUNK},
    {"comentarios", ENT_HINT_JUNK},
    {"comment", ENT_HINT_JUNK},
    {"commentaires", ENT_HINT_JUNK},
    {"comments", ENT_HINT_JUNK},
    {"compartir", ENT_HINT_JUNK},
    {"consent", ENT_HINT_JUNK},
    {"content", NAMES_BODY},
    {"cookie", ENT_HINT_JUNK},
    {"cookies", ENT_HINT_JUNK},
    {"copy", NAMES_BODY},
    {"copyright", ENT_HINT_JUNK},
    {"credit", ENT_HINT_JUNK},
    {"credits", ENT_HINT_JUNK},
    {"crumbs", ENT_HINT_JUNK},
    {"date", ENT_HINT_DOUBT},
    {"dateline", ENT_HINT_DOUBT},
    {"disclaimer", ENT_HINT_JUNK},
    {"disqus", ENT_HINT_JUNK},
    {"dropdown", ENT_HINT_JUNK},
    {"empfehlung", ENT_HINT_JUNK},
    {"empfehlungen", ENT_HINT_JUNK},
    {"entry", NAMES_ARTICLE},
    {"follow", ENT_HINT_JUNK},
    {"footer", ENT_HINT_JUNK},
    {"footnotes", ENT_HINT_DOUBT},
    {"gallery", ENT_HINT_DOUBT},
    {"gdpr", ENT_HINT_JUNK},
    {"hidden", ENT_HINT_HIDDEN},
    {"hide", ENT_HINT_HIDDEN},
    {"infobox", ENT_HINT_JUNK},
    {"invisible", ENT_HINT_HIDDEN},
    {"jump", ENT_HINT_DOUBT},
    {"keywords", ENT_HINT_JUNK},
    {"kommentar", ENT_HINT_JUNK},
    {"kommentare", ENT_HINT_JUNK},
    {"legal", ENT_HINT_JUNK},
    {"license", ENT_HINT_JUNK},
    {"login", ENT_HINT_JUNK},
    {"menu", ENT_HINT_JUNK},
    {"message", NAMES_ARTICLE},
    {"meta", ENT_HINT_DOUBT},
    {"modal", ENT_HINT_JUNK},
    {"more", ENT_HINT_DOUBT},
    {"nav", ENT_HINT_JUNK},
    {"navbar", ENT_HINT_JUNK},
    {"navigation", ENT_HINT_JUNK},
    {"news", NAMES_ARTICLE},
    {"newsletter", ENT_HINT_JUNK},
    {"outbrain", ENT_HINT_JUNK},
    {"overlay", ENT_HINT_JUNK},
    {"page", NAMES_ARTICLE},
    {"pager", ENT_HINT_JUNK},
    {"pagination", ENT_HINT_JUNK},
    {"partage", ENT_HINT_JUNK},
    {"player", ENT_HINT_JUNK},
    {"poll", ENT_HINT_JUNK},
    {"popular", ENT_HINT_JUNK},
    {"popup", ENT_HINT_JUNK},
    {"post", NAMES_ARTICLE},
    {"promo", ENT_HINT_JUNK},
    {"promoted", ENT_HINT_JUNK},
    {"promotion", ENT_HINT_JUNK},
    {"publicidad", ENT_HINT_JUNK},
    {"publicite", ENT_HINT_JUNK},
    {"rating", ENT_HINT_JUNK},
    {"ratings", ENT_HINT_JUNK},
    {"readmore", ENT_HINT_JUNK},
    {"recirc", ENT_HINT_JUNK},
    {"recommend", ENT_HINT_JUNK},
    {"recommendation", ENT_HINT_JUNK},
    {"recommendations", ENT_HINT_JUNK},
    {"recommended", ENT_HINT_JUNK},
    {"register", ENT_HINT_JUNK},
    {"relacionadas", ENT_HINT_JUNK},
    {"related", ENT_HINT_JUNK},
    {"replies", ENT_HINT_JUNK},
    {"reply", ENT_HINT_JUNK},
    {"respond", ENT_HINT_JUNK},
    {"screenreader", ENT_HINT_HIDDEN},
    {"share", ENT_HINT_JUNK},
    {"sharebar", ENT_HINT_JUNK},
    {"sharing", ENT_HINT_JUNK},
    {"shoutbox", ENT_HINT_JUNK},
    {"sidebar", ENT_HINT_JUNK},
    {"signup", ENT_HINT_JUNK},
    {"skip", ENT_HINT_JUNK},
    {"slideshow", ENT_HINT_DOUBT},
    {"social", ENT_HINT_JUNK},
    {"sponsor", ENT_HINT_JUNK},
    {"sponsored", ENT_HINT_JUNK},
    {"sponsors", ENT_HINT_JUNK},
    {"sr", ENT_HINT_HIDDEN},
    {"story", NAMES_ARTICLE},
    {"storybody", ENT_HINT_BODY},
    {"subscribe", ENT_HINT_JUNK},
    {"subscription", ENT_HINT_JUNK},
    {"survey", ENT_HINT_JUNK},
    {"taboola", ENT_HINT_JUNK},
    {"tag", ENT_HINT_DOUBT},
    {"tags", ENT_HINT_JUNK},
    {"taxonomy", ENT_HINT_JUNK},
    {"teaser", ENT_HINT_DOUBT},
    {"teasers", ENT_HINT_JUNK},
    {"teilen", ENT_HINT_JUNK},
    {"text", NAMES_BODY},
    {"timestamp", ENT_HINT_JUNK},
    {"toc", ENT_HINT_JUNK},
    {"toolbar", ENT_HINT_JUNK},
    {"tools", ENT_HINT_JUNK},
    {"tooltip", ENT_HINT_JUNK},
    {"trending", ENT_HINT_JUNK},
    {"viewport", 0},
    {"vote", ENT_HINT_JUNK},
    {"werbung", ENT_HINT_JUNK},
    {"widget", ENT_HINT_DOUBT},
    {"widgets", ENT_HINT_DOUBT},
};

static unsigned word_hints(const char *word)
{
    const char *const *found =
        bsearch(word, words, sizeof words / sizeof *words, sizeof *words, by_name);
    return found ? words[((const char *)found - (const char *)words) /
                         (ptrdiff_t)sizeof *words]
                       .hints
                 : 0;
}

/* Words are runs of letters; a capital behind a small letter begins one ("relatedStories"). */
static unsigned names_hints(const char *value)
{
    unsigned hints = 0, before = 0;
    char word[24];
    size_t size = 0;
    bool small = false;
    for (const char *at = value;; at++) {
        bool upper = *at >= 'A' && *at <= 'Z', lower = *at >= 'a' && *at <= 'z';
        if ((!upper && !lower) || (upper && small)) {
            word[size < sizeof word ? size : sizeof word - 1] = '\0';
            unsigned found = size > 1 && size < sizeof word ? word_hints(word) : 0;
            if ((before & NAMES_ARTICLE) && (found & NAMES_BODY))
                found |= ENT_HINT_BODY;
            hints |= found;
            if (size)
                before = *at == ' ' ? 0 : found;
            size = 0;
        }
        if (!*at)
            break;
        small = lower;
        if ((upper || lower) && size < sizeof word)
            word[size++] = (char)(upper ? *at + ('a' - 'A') : *at);
    }
    return hints & ~(unsigned)(NAMES_ARTICLE | NAMES_BODY);
}

/* ---- the element ---- */

static bool listed(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

static unsigned name_hints(const char *name)
{
    static const char *const junk[] = {"nav",     "footer", "aside", "figcaption",
                                       "caption", "figure", NULL};
    if (listed(name, junk))
        return ENT_HINT_JUNK;
    if (strcmp(name, "article") == 0 || strcmp(name, "main") == 0)
        return ENT_HINT_STORY;
    return strcmp(name, "form") == 0 ? ENT_HINT_DOUBT : 0;
}

static unsigned role_hints(const char *role)
{
    static const char *const junk[] = {
        "navigation", "complementary", "contentinfo", "dialog",  "menu",    "menubar",
        "search",     "tooltip",       "alert",       "toolbar", "tablist", NULL};
    if (listed(role, junk))
        return ENT_HINT_JUNK;
    return strcmp(role, "article") == 0 || strcmp(role, "main") == 0 ? ENT_HINT_STORY : 0;
}

static bool hides(const char *style)
{
    const char *display = strstr(style, "display");
    const char *none = display ? strstr(display, "none") : NULL;
    return (none && none - display < 12) || strstr(style, "visibility:hidden");
}

unsigned ent__hints(const xmlNode *element)
{
    unsigned hints = name_hints((const char *)element->name);
    for (const xmlAttr *attribute = element->properties; attribute;
         attribute = attribute->next) {
        const char *name = (const char *)attribute->name;
        const char *value = attribute->children && attribute->children->content
                                ? (const char *)attribute->children->content
                                : "";
        if (strcmp(name, "class") == 0 || strcmp(name, "id") == 0)
            hints |= names_hints(value);
        else if (strcmp(name, "role") == 0)
            hints |= role_hints(value);
        else if (strcmp(name, "itemprop") == 0 && strcmp(value, "articleBody") == 0)
            hints |= ENT_HINT_BODY;
        else if (strcmp(name, "hidden") == 0 ||
                 (strcmp(name, "aria-hidden") == 0 && strcmp(value, "true") == 0) ||
                 (strcmp(name, "style") == 0 && hides(value)))
            hints |= ENT_HINT_HIDDEN;
    }
    return hints;
}
