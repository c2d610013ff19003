/* SPDX-License-Identifier: MIT */
/* Reads XML as it is found: charsets of all kinds, stray ampersands, documents that break off. */
#include "xml.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

static const size_t document_limit = (size_t)64 << 20;

/* ---- parsing ---- */

static void quiet(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

static void note_fault(ent_xml *out, const xmlError *error)
{
    if (out->faulty)
        return;
    out->faulty = true;
    out->fault_line = error->line > 0 ? (uint64_t)error->line : 0;
    out->fault_column = error->int2 > 0 ? (size_t)error->int2 : 0;
    ent_string text = ent__trimmed(ent_string_of(error->message ? error->message : ""));
    size_t size = text.size < sizeof out->fault - 1 ? text.size : sizeof out->fault - 1;
    memcpy(out->fault, text.data, size);
    out->fault[size] = '\0';
}

static xmlDoc *parse(ent_xml *out, ent_string text)
{
    int options = XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                  XML_PARSE_NOWARNING | XML_PARSE_NOCDATA;
    xmlParserCtxt *context = xmlNewParserCtxt();
    if (!context)
        return NULL;
    xmlSetStructuredErrorFunc(NULL, quiet);
    xmlDoc *document =
        xmlCtxtReadMemory(context, text.data, (int)text.size, NULL, "UTF-8", options);
    if (!context->wellFormed)
        note_fault(out, &context->lastError);
    xmlFreeParserCtxt(context);
    return document;
}

/* A reference at the front of `text` that XML knows without a document type goes as it is; HTML's names become numbers. */
static size_t mend_reference(ent_buffer *out, ent_string text)
{
    char name[32];
    size_t size = 1;
    while (size < text.size && size < sizeof name &&
           (isalnum((unsigned char)text.data[size]) || text.data[size] == '#'))
        size++;
    bool whole = size > 1 && size < text.size && text.data[size] == ';';
    if (!whole) {
        ent_buffer_text(out, "&amp;");
        return 1;
    }
    memcpy(name, text.data + 1, size - 1);
    name[size - 1] = '\0';
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
    if (entity && entity->value >= 0x80)
        ent_buffer_format(out, "&#%u;", entity->value);
    else
        ent_buffer_append(out, text.data, size + 1);
    return size + 1;
}

/* References mended, but for CDATA sections. data is NULL when memory is out. */
static ent_string mend_references(ent_arena *arena, ent_string text)
{
    ent_buffer mended = {0};
    for (size_t at = 0; at < text.size;) {
        ent_string rest = {text.data + at, text.size - at};
        size_t size = 1;
        if (rest.data[0] == '&') {
            size = mend_reference(&mended, rest);
        } else if (rest.size >= 9 && memcmp(rest.data, "<![CDATA[", 9) == 0) {
            const char *end = memmem(rest.data, rest.size, "]]>", 3);
            size = end ? (size_t)(end - rest.data) : rest.size;
            ent_buffer_append(&mended, rest.data, size);
        } else {
            ent_buffer_byte(&mended, rest.data[0]);
        }
        at += size;
    }
    ent_string copy = mended.failed ? (ent_string){NULL, 0}
                                    : ent_string_copy(arena, ent_buffer_view(&mended));
    ent_buffer_dispose(&mended);
    return copy;
}

/* The document type goes, and with it every entity of the document's own: bombs, and files of this machine. */
static ent_string without_doctype(ent_arena *arena, ent_string text)
{
    size_t at =
        0; /* only before the first element: further down it is text, and so it is in comments */
    while (at + 9 < text.size && memcmp(text.data + at, "<!DOCTYPE", 9) != 0 &&
           !(text.data[at] == '<' && isalpha((unsigned char)text.data[at + 1]))) {
        const char *end = memcmp(text.data + at, "<!--", 4) == 0
                              ? memmem(text.data + at, text.size - at, "-->", 3)
                              : NULL;
        at = end ? (size_t)(end - text.data) + 3 : at + 1;
    }
    if (at + 9 >= text.size || text.data[at + 1] != '!')
        return text;
    ent_string copy = ent_string_copy(arena, text);
    char quote = 0;
    for (int depth = 0; copy.data && at < copy.size; at++) {
        char *c = (char *)copy.data + at, was = *c;
        if (was != '\n')
            *c = ' '; /* lines keep their numbers */
        if (quote || (depth == 0 && was == '>')) {
            if (!quote)
                break;
            quote = was == quote ? 0 : quote;
        } else if (was == '"' || was == '\'') {
            quote = was;
        } else if (was == '[' || was == ']') {
            depth += was == '[' ? 1 : -1;
        }
    }
    return copy;
}

/* The charset of the XML declaration, in `name`; NULL when it names none. */
static const char *declared_charset(ent_string bytes, char *name, size_t capacity)
{
    ent_string head = {bytes.data, bytes.size < 300 ? bytes.size : 300};
    const char *close = head.size ? memmem(head.data, head.size, "?>", 2) : NULL;
    const char *at = close ? memmem(head.data, head.size, "encoding", 8) : NULL;
    if (!at || at > close)
        return NULL;
    at += 8;
    while (at < close && strchr(" \t=\"'", *at))
        at++;
    size_t size = 0;
    while (at + size < close && size + 1 < capacity && !strchr("\"' ?", at[size]))
        size++;
    memcpy(name, at, size);
    name[size] = '\0';
    return size ? name : NULL;
}

static ent_status read_document(ent_xml *out, ent_articles *reader, ent_error *err)
{
    ent_string bytes, text;
    char charset[40];
    ENT_TRY(ent__article_rest(reader, &bytes, err));
    ENT_TRY(ent__article_decode(reader, &text, bytes,
                                declared_charset(bytes, charset, sizeof charset), err));
    text = ent__trimmed(text); /* nothing may stand before the XML declaration */
    if (text.size > document_limit)
        return ent__article_end(reader, err, 0, 0, "XML is longer than %zu bytes",
                                document_limit);
    text = without_doctype(&reader->scratch, text);
    if (!text.data)
        return ent_fail_memory(err);
    out->document = parse(out, text);
    if (!out->faulty)
        return ENT_OK;
    xmlFreeDoc(out->document);
    out->faulty = false;
    text = mend_references(&reader->scratch, text);
    if (!text.data)
        return ent_fail_memory(err);
    out->document = parse(out, text);
    return ENT_OK;
}

/* ---- items ---- */

static bool is_item(const xmlNode *node, const char *const *names)
{
    for (; *names; names++)
        if (ent__xml_is(node, *names))
            return true;
    return false;
}

static ent_status find_items(ent_xml *out, ent_articles *reader, const char *const *names,
                             ent_error *err)
{
    ENT_ARRAY(const xmlNode *) items = {0};
    const xmlNode *root = xmlDocGetRootElement(out->document);
    ent_status status = ENT_OK;
    for (const xmlNode *at = root; at && status == ENT_OK;) {
        bool item = at->type == XML_ELEMENT_NODE && is_item(at, names);
        if (item && !ent_array_push(&items, at))
            status = ent_fail_memory(err);
        if (!item && at->type == XML_ELEMENT_NODE && at->children) {
            at = at->children;
            continue;
        }
        while (at != root && !at->next)
            at = at->parent;
        at = at == root ? NULL : at->next;
    }
    out->count = items.count;
    out->items = ent_arena_alloc(&reader->document, items.count, sizeof *items.items);
    if (status == ENT_OK && !out->items)
        status = ent_fail_memory(err);
    if (status == ENT_OK && items.count)
        memcpy(out->items, items.items, items.count * sizeof *items.items);
    free(items.items);
    return status;
}

ent_status ent__xml_open(ent_xml *out, ent_articles *reader, const char *const *names,
                         ent_error *err)
{
    ENT_TRY(read_document(out, reader, err));
    return out->document ? find_items(out, reader, names, err) : ENT_OK;
}

void ent__xml_close(ent_xml *xml)
{
    xmlFreeDoc(xml->document);
    xml->document = NULL;
}

const xmlNode *ent__xml_next(ent_xml *xml, ent_articles *reader, ent_status *status,
                             ent_error *err)
{
    *status = ENT_OK;
    if (xml->at < xml->count) {
        const xmlNode *item = xml->items[xml->at++];
        long line = xmlGetLineNo(item);
        reader->details.line = line > 0 ? (uint64_t)line : 0;
        return item;
    }
    if (xml->faulty) {
        *status = ent__article_end(reader, err, xml->fault_line, xml->fault_column,
                                   "not well-formed (%s): read %zu article%s of it",
                                   xml->fault, xml->count, xml->count == 1 ? "" : "s");
        xml->faulty = false;
    }
    return NULL;
}

/* ---- looking into elements ---- */

const xmlNode *ent__xml_following(const xmlNode *root, const xmlNode *at)
{
    do {
        if (at->type == XML_ELEMENT_NODE && at->children) {
            at = at->children;
            continue;
        }
        while (at != root && !at->next)
            at = at->parent;
        at = at == root ? NULL : at->next;
    } while (at && at->type != XML_ELEMENT_NODE);
    return at;
}

bool ent__xml_is(const xmlNode *node, const char *name)
{
    const char *own = (const char *)node->name;
    const char *colon = strchr(own, ':'); /* of a prefix that was never declared */
    return strcasecmp(colon ? colon + 1 : own, name) == 0;
}

bool ent__xml_is_foreign(const xmlNode *node)
{
    static const char *const ours[] = {"atom",         "rss",      "purl.org/dc",
                                       "intertwingly", "netscape", "content",
                                       "iptc",         NULL};
    const char *uri = node->ns ? (const char *)node->ns->href : NULL;
    if (!uri)
        return strchr((const char *)node->name, ':') != NULL;
    if (strstr(uri, "search.yahoo") || strstr(uri, "itunes"))
        return true;
    for (size_t i = 0; ours[i]; i++)
        if (strcasestr(uri, ours[i]))
            return false;
    return true;
}

const xmlNode *ent__xml_child(const xmlNode *parent, const char *name)
{
    for (const xmlNode *at = parent ? parent->children : NULL; at; at = at->next)
        if (at->type == XML_ELEMENT_NODE && ent__xml_is(at, name))
            return at;
    return NULL;
}

const char *ent__xml_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *at = node->properties; at; at = at->next)
        if (strcmp((const char *)at->name, name) == 0)
            return at->children && at->children->content
                       ? (const char *)at->children->content
                       : "";
    return NULL;
}

ent_string ent__xml_text(ent_arena *arena, const xmlNode *node)
{
    ent_buffer text = {0};
    const xmlNode *at = node ? node->children : NULL; /* NULL is empty */
    while (at) {
        if ((at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) &&
            at->content)
            ent_buffer_text(&text, (const char *)at->content);
        else if (at->type == XML_ELEMENT_NODE && at->children) {
            at = at->children;
            continue;
        }
        while (at != node && !at->next)
            at = at->parent;
        at = at == node ? NULL : at->next;
    }
    ent_string copy = text.failed
                          ? (ent_string){NULL, 0}
                          : ent_string_copy(arena, ent__trimmed(ent_buffer_view(&text)));
    ent_buffer_dispose(&text);
    return copy;
}
