/* SPDX-License-Identifier: MIT */
/* Inside the room: what a page says about its article, beside the text. */
#ifndef ENT_ARTICLES_PAGE_META_H
#define ENT_ARTICLES_PAGE_META_H

#include <libxml/tree.h>

#include "reader.h"

/** Absent ones are empty; all in the arena. White space is collapsed, but in `body`. */
typedef struct ent_page_meta {
    ent_string title;
    ent_string url;
    ent_string source;
    ent_string author;
    ent_string time;
    ent_string lang;
    ent_string section;
    ent_string description;
    ent_string body; /* the whole text, where a page repeats it for machines */
} ent_page_meta;

/** From JSON-LD, OpenGraph, <meta>, microdata and the usual elements, in this order. @return false when memory is out */
bool ent__page_meta(ent_page_meta *out, ent_arena *arena, const xmlNode *root);

/** Fill what is empty in *out from one JSON-LD text (schema.org). */
bool ent__json_ld(ent_page_meta *out, ent_arena *arena, ent_string text);

/** The text of a subtree (of an attribute with `name` not NULL), white space collapsed, in the arena. */
ent_string ent__node_text(ent_arena *arena, const xmlNode *node);
const char *ent__attribute(const xmlNode *element, const char *name);

#endif
