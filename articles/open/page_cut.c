/* SPDX-License-Identifier: MIT */
/* Cuts a parsed page into block-level nodes and blocks of text, with the figures that the choice of text rests on. */
#include <string.h>

#include "page.h"

enum { LONG_TEXT = 80, SHORT_SENTENCE = 40 };

struct cutter {
    ent_page *page;
    uint32_t node;    /* the innermost block-level element */
    unsigned links;   /* open <a> elements */
    unsigned breaks;  /* <br> since the last text */
    bool space;       /* white space since the last text */
    size_t start;     /* of the block that is being gathered */
    uint32_t letters; /* of it */
    uint32_t linked;
};

void ent__page_dispose(ent_page *page)
{
    free(page->nodes.items);
    free(page->blocks.items);
    ent_buffer_dispose(&page->text);
}

/* ---- text ---- */

/* Bytes of white space at `p`: ASCII, no-break space, the spaces of U+2000..200A, line separators, U+3000. */
static size_t space_size(const unsigned char *p)
{
    if (p[0] == ' ' || (p[0] >= '\t' && p[0] <= '\r'))
        return 1;
    if (p[0] == 0xC2 && p[1] == 0xA0)
        return 2;
    if (p[0] == 0xE2 && p[1] == 0x80 && (p[2] <= 0x8A || p[2] == 0xA8 || p[2] == 0xA9))
        return 3;
    return p[0] == 0xE3 && p[1] == 0x80 && p[2] == 0x80 ? 3 : 0;
}

/* Bytes of what is not shown at all: soft hyphen, zero-width space, byte order mark. */
static size_t nothing_size(const unsigned char *p)
{
    if (p[0] == 0xC2 && p[1] == 0xAD)
        return 2;
    if (p[0] == 0xE2 && p[1] == 0x80 && p[2] == 0x8B)
        return 3;
    return p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF ? 3 : 0;
}

/* Behind the last letter come only closing quotes and brackets between it and the mark. */
static bool ends_sentence(const char *text, size_t size)
{
    static const char *const closing[] = {"\"", "'", ")", "]",  "”", "’",
                                          "»",  "“", "«", "」", "›"};
    static const char *const marks[] = {".",  "!",  "?", "…", "。",
                                        "！", "？", "।", "؟", "۔"};
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < sizeof closing / sizeof *closing; i++) {
            size_t length = strlen(closing[i]);
            if (size > length && memcmp(text + size - length, closing[i], length) == 0) {
                size -= length;
                more = true;
            }
        }
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t length = strlen(marks[i]);
        if (size >= length && memcmp(text + size - length, marks[i], length) == 0)
            return true;
    }
    return false;
}

static void end_block(struct cutter *cut)
{
    ent_page *page = cut->page;
    if (cut->letters) {
        ent_page_block block = {.start = cut->start,
                                .end = page->text.size,
                                .node = cut->node,
                                .letters = cut->letters,
                                .linked = cut->linked};
        block.sentence =
            ends_sentence(page->text.data + block.start, block.end - block.start);
        if (!ent_array_push(&page->blocks, block))
            page->failed = true;
    }
    cut->start = page->text.size;
    cut->letters = cut->linked = 0;
    cut->breaks = 0;
    cut->space = false;
}

/* One line break is a space unless a sentence ends before it; two end the block. */
static void settle_breaks(struct cutter *cut)
{
    const ent_buffer *text = &cut->page->text;
    if (cut->breaks > 1 || (cut->breaks == 1 && ends_sentence(text->data + cut->start,
                                                              text->size - cut->start)))
        end_block(cut);
    cut->space |= cut->breaks > 0;
    cut->breaks = 0;
}

static void add_text(struct cutter *cut, const unsigned char *p)
{
    ent_buffer *text = &cut->page->text;
    while (*p) {
        size_t size = space_size(p);
        if (size) {
            cut->space = true;
            p += size;
            continue;
        }
        size = nothing_size(p);
        if (size) {
            p += size;
            continue;
        }
        if (cut->breaks && cut->letters)
            settle_breaks(cut);
        cut->breaks = 0;
        if (cut->space && cut->letters)
            ent_buffer_byte(text, ' ');
        cut->space = false;
        uint32_t letters = 0;
        const unsigned char *run = p;
        do {
            letters += (*p & 0xC0) != 0x80;
            p++;
        } while (*p &&
                 !((*p <= ' ' || *p >= 0xC2) && (space_size(p) || nothing_size(p))));
        ent_buffer_append(text, run, (size_t)(p - run));
        cut->letters += letters;
        cut->linked += cut->links ? letters : 0;
    }
}

/* ---- elements ---- */

static void begin_node(struct cutter *cut, const xmlNode *element, ent_tag tag)
{
    end_block(cut);
    ent_page *page = cut->page;
    const char *name = (const char *)element->name;
    ent_page_node node = {.parent = cut->node,
                          .first_block = (uint32_t)page->blocks.count,
                          .tag = (uint8_t)tag,
                          .hints = (uint8_t)ent__hints(element)};
    if (tag == ENT_TAG_HEADING)
        node.level = (uint8_t)(name[1] - '0');
    cut->node = (uint32_t)page->nodes.count;
    if (!ent_array_push(&page->nodes, node))
        page->failed = true;
}

static void end_node(struct cutter *cut)
{
    end_block(cut);
    ent_page *page = cut->page;
    ent_page_node *node = &page->nodes.items[cut->node];
    node->end = (uint32_t)page->nodes.count;
    node->end_block = (uint32_t)page->blocks.count;
    cut->node = node->parent;
}

/* Inline elements stay in the flow of their block, but for captions and the like that stand outside of paragraphs. */
static bool is_container(const xmlNode *element, ent_tag tag)
{
    if (tag != ENT_TAG_INLINE)
        return tag != ENT_TAG_LINK && tag != ENT_TAG_BREAK;
    const xmlNode *parent = element->parent;
    return element->properties && parent && parent->type == XML_ELEMENT_NODE &&
           ent__tag((const char *)parent->name) == ENT_TAG_BLOCK &&
           (ent__hints(element) & ENT_HINT_JUNK);
}

/* @return true when the children are to be visited */
static bool enter(struct cutter *cut, const xmlNode *at)
{
    if (at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) {
        if (at->content)
            add_text(cut, at->content);
        return false;
    }
    if (at->type != XML_ELEMENT_NODE)
        return false;
    ent_tag tag = ent__tag((const char *)at->name);
    if (tag == ENT_TAG_SKIP)
        return false;
    if (tag == ENT_TAG_BREAK)
        cut->breaks++;
    else if (tag == ENT_TAG_LINK)
        cut->links++;
    else if (is_container(at, tag))
        begin_node(cut, at, tag);
    return true;
}

static void leave(struct cutter *cut, const xmlNode *at)
{
    ent_tag tag = ent__tag((const char *)at->name);
    if (tag == ENT_TAG_LINK)
        cut->links--;
    else if (is_container(at, tag))
        end_node(cut);
}

void ent__page_weigh(ent_page *page)
{
    for (size_t i = 0; i < page->nodes.count; i++) {
        ent_page_node *node = &page->nodes.items[i];
        node->letters = node->linked = node->prose = 0;
        node->dropped = false;
    }
    for (size_t i = 0; i < page->blocks.count; i++) {
        ent_page_block *block = &page->blocks.items[i];
        bool prose = block->linked * 2 < block->letters &&
                     (block->letters >= LONG_TEXT ||
                      (block->sentence && block->letters >= SHORT_SENTENCE));
        block->weight = prose ? block->letters - block->linked : 0;
        block->keep = false;
        ent_page_node *node = &page->nodes.items[block->node];
        node->letters += block->letters;
        node->linked += block->linked;
        node->prose += block->weight;
    }
    for (size_t i = page->nodes.count; i-- > 1;) {
        const ent_page_node *node = &page->nodes.items[i];
        ent_page_node *parent = &page->nodes.items[node->parent];
        parent->letters += node->letters;
        parent->linked += node->linked;
        parent->prose += node->prose;
    }
}

bool ent__page_cut(ent_page *page, const xmlNode *root)
{
    struct cutter cut = {.page = page};
    const xmlNode *at = root;
    ent_page_node top = {.tag = ENT_TAG_BLOCK};
    if (!ent_array_push(&page->nodes, top))
        return false;
    while (at) {
        if (enter(&cut, at) && at->children) {
            at = at->children;
            continue;
        }
        for (;;) {
            if (at->type == XML_ELEMENT_NODE &&
                ent__tag((const char *)at->name) != ENT_TAG_SKIP)
                leave(&cut, at);
            if (at == root || at->next)
                break;
            at = at->parent;
        }
        at = at == root ? NULL : at->next;
    }
    end_block(&cut);
    page->nodes.items[0].end = (uint32_t)page->nodes.count;
    page->nodes.items[0].end_block = (uint32_t)page->blocks.count;
    if (page->failed || page->text.failed)
        return false;
    ent__page_weigh(page);
    return true;
}
