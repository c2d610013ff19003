/* SPDX-License-Identifier: MIT */
/* Inside the room: XML documents of items, as feeds and NewsML are. */
#ifndef ENT_ARTICLES_XML_H
#define ENT_ARTICLES_XML_H

#include <libxml/tree.h>

#include "reader.h"

/** A document and its items; in the document arena. */
typedef struct ent_xml {
    xmlDoc *document;
    const xmlNode **items; /* [count] */
    size_t count;
    size_t at;
    bool faulty; /* it is not well-formed, and this has not been told yet */
    uint64_t fault_line;
    size_t fault_column;
    char fault[160];
} ent_xml;

/**
 * Read the current input as XML, mending what can be mended, and find the outermost elements called so.
 * No entity is expanded that the document declares itself, nothing outside of it is read.
 * @param names  ends with NULL
 */
ent_status ent__xml_open(ent_xml *out, ent_articles *reader, const char *const *names,
                         ent_error *err);
void ent__xml_close(ent_xml *xml);
/** The next item; NULL behind the last, where *status says what to return: once the fault of a document, then ENT_OK. */
const xmlNode *ent__xml_next(ent_xml *xml, ent_articles *reader, ent_status *status,
                             ent_error *err);

/** The element behind `at` in the order of the document, below `root`; NULL behind the last. */
const xmlNode *ent__xml_following(const xmlNode *root, const xmlNode *at);
/** Is this the element's local name? */
bool ent__xml_is(const xmlNode *node, const char *name);
/** Does the element belong to none of the namespaces but the format's own and Dublin Core? Media RSS has titles too. */
bool ent__xml_is_foreign(const xmlNode *node);
/** The first child element of that local name; NULL when there is none. */
const xmlNode *ent__xml_child(const xmlNode *parent, const char *name);
const char *ent__xml_attribute(const xmlNode *node, const char *name);
/** All text below, as it stands, trimmed; in the arena, data is NULL when it is full. */
ent_string ent__xml_text(ent_arena *arena, const xmlNode *node);

#endif
