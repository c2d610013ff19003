/* SPDX-License-Identifier: MIT */
/* Inside the room: a web page as nodes and blocks, and what the steps of its reading hand to each other. */
#ifndef ENT_ARTICLES_PAGE_H
#define ENT_ARTICLES_PAGE_H

#include <libxml/tree.h>

#include "page_meta.h"

/** What class, id, role and the element itself say about a subtree. */
enum ent_hint {
    ENT_HINT_JUNK = 1,   /* comments, sharing, related stories, navigation... */
    ENT_HINT_DOUBT = 2,  /* words that main text seldom, but sometimes, stands under */
    ENT_HINT_BODY = 4,   /* the main text, says the page */
    ENT_HINT_HIDDEN = 8, /* not shown, at least not at once */
    ENT_HINT_STORY = 16  /* <article>, <main> */
};

/** Elements, as far as the choice of text tells them apart. */
typedef enum ent_tag {
    ENT_TAG_INLINE, /* and unknown ones */
    ENT_TAG_SKIP,   /* nothing in it is text */
    ENT_TAG_BLOCK,  /* div, section... */
    ENT_TAG_P,
    ENT_TAG_HEADING,
    ENT_TAG_LIST,
    ENT_TAG_ITEM,
    ENT_TAG_QUOTE,
    ENT_TAG_TABLE,
    ENT_TAG_CELL,
    ENT_TAG_PRE,
    ENT_TAG_CAPTION,
    ENT_TAG_BREAK,
    ENT_TAG_LINK
} ent_tag;

ent_tag ent__tag(const char *name);
/** Hints of an element (enum ent_hint). */
unsigned ent__hints(const xmlNode *element);

/** A block-level element. Its subtree is nodes [itself, end), its text blocks [first_block, end_block). */
typedef struct ent_page_node {
    uint32_t parent; /* the root is its own */
    uint32_t end;
    uint32_t first_block;
    uint32_t end_block;
    uint32_t letters; /* characters that are not white space */
    uint32_t linked;  /* those of them that stand in links */
    uint32_t prose;   /* those of them that stand in blocks that look like running text */
    uint8_t tag;
    uint8_t hints;
    uint8_t level; /* of a heading, 1 to 6 */
    bool dropped;
} ent_page_node;

/** A run of text between two block boundaries. */
typedef struct ent_page_block {
    size_t start; /* in page->text */
    size_t end;
    uint32_t node; /* the innermost block-level element around it */
    uint32_t letters;
    uint32_t linked;
    uint32_t weight; /* letters, where it looks like running text; else 0 */
    bool sentence;   /* ends like one */
    bool keep;
} ent_page_block;

typedef struct ent_page {
    ENT_ARRAY(ent_page_node) nodes;
    ENT_ARRAY(ent_page_block) blocks;
    ent_buffer text; /* of all blocks, white space collapsed */
    bool failed;     /* memory ran out */
} ent_page;

void ent__page_dispose(ent_page *page);
/** Fill nodes and blocks from the tree below `root`. @return false when memory is out */
bool ent__page_cut(ent_page *page, const xmlNode *root);
/** Set all figures of nodes and blocks anew, nothing dropped or kept: what ent__page_cut() ends with. */
void ent__page_weigh(ent_page *page);
/** Decide which blocks are the article. */
void ent__page_choose(ent_page *page, const ent_page_meta *meta);

/** The blocks that are kept, a line each; in the arena, data is NULL when it is full. */
ent_string ent__kept_text(const ent_page *page, ent_arena *arena);

#endif
