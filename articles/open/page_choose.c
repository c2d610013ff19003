/* SPDX-License-Identifier: MIT */
/* Chooses a page's main text from its blocks. Knows no language. */
#include <string.h>

#include "page.h"

enum { NONE = UINT32_MAX };

static ent_page_node *node_at(const ent_page *page, uint32_t index)
{
    return &page->nodes.items[index];
}

static ent_page_block *block_at(const ent_page *page, uint32_t index)
{
    return &page->blocks.items[index];
}

/* Take a subtree out, and its figures out of its ancestors. */
static void drop(ent_page *page, uint32_t index)
{
    ent_page_node *node = node_at(page, index);
    uint32_t letters = node->letters, linked = node->linked, prose = node->prose;
    for (uint32_t i = index; i < node->end; i++)
        node_at(page, i)->dropped = true;
    while (node != page->nodes.items) {
        node = node_at(page, node->parent);
        node->letters -= letters;
        node->linked -= linked;
        node->prose -= prose;
    }
}

static ent_string text_of(const ent_page *page, const ent_page_block *block)
{
    return (ent_string){page->text.data + block->start, block->end - block->start};
}

static bool is_dropped(const ent_page *page, const ent_page_block *block)
{
    return node_at(page, block->node)->dropped;
}

/* ---- dropping ---- */

/* Names condemn a subtree, unless much of the page's prose is in it: then it is a wrapper with an odd name. */
static void drop_by_name(ent_page *page)
{
    uint32_t all = node_at(page, 0)->prose;
    for (uint32_t i = 1; i < page->nodes.count; i++) {
        const ent_page_node *node = node_at(page, i);
        if (node->dropped || !(node->hints & (ENT_HINT_JUNK | ENT_HINT_HIDDEN)) ||
            node->prose * 2 > all)
            continue;
        drop(page, i);
        i = node->end - 1;
    }
}

/* Mostly links, and hardly any running text. Tables of results link their first column. */
static bool is_links(const ent_page_node *node)
{
    uint32_t share = node->tag == ENT_TAG_TABLE ? 75 : 50;
    return node->letters && node->linked * 100 >= node->letters * share &&
           node->prose * 4 < node->letters;
}

static void drop_links(ent_page *page, uint32_t main)
{
    uint32_t end = node_at(page, main)->end;
    for (uint32_t i = main + 1; i < end; i++) {
        const ent_page_node *node = node_at(page, i);
        if (node->dropped || node->tag == ENT_TAG_P || node->tag == ENT_TAG_ITEM ||
            node->tag == ENT_TAG_HEADING)
            continue;
        bool links = is_links(node);
        bool figures = node->tag == ENT_TAG_TABLE && node->prose * 4 < node->letters;
        if (links)
            drop(page, i);
        if (links || figures) /* rows are not judged one by one */
            i = node->end - 1;
    }
}

/* A tile leads to another page: a headline that is a link, and at most two blocks of prose. */
static bool is_tile(const ent_page *page, const ent_page_node *node)
{
    uint32_t headlines = 0, prose = 0;
    for (uint32_t i = node->first_block; i < node->end_block; i++) {
        const ent_page_block *block = block_at(page, i);
        headlines += block->letters >= 12 && block->linked == block->letters;
        prose += block->weight > 0;
    }
    return headlines && prose <= 2;
}

static void drop_tiles(ent_page *page)
{
    uint32_t all = node_at(page, 0)->prose;
    for (uint32_t i = 1; i < page->nodes.count; i++) {
        const ent_page_node *node = node_at(page, i);
        if (node->dropped || !node->prose || node->prose * 5 > all * 4)
            continue;
        uint32_t tiles = 0, children = 0;
        for (uint32_t j = i + 1; j < node->end; j = node_at(page, j)->end) {
            if (!node_at(page, j)->letters || node_at(page, j)->dropped)
                continue;
            children++;
            tiles +=
                node_at(page, j)->tag != ENT_TAG_P && is_tile(page, node_at(page, j));
        }
        if (tiles < 3 || tiles * 4 < children * 3)
            continue;
        drop(page, i);
        i = node->end - 1;
    }
}

/* ---- the title's place ---- */

static bool repeats_title(const ent_page *page, const ent_page_block *block,
                          const char *wanted, size_t size)
{
    char here[400];
    ent_string text = text_of(page, block);
    if (text.size > 4 * size + 40)
        return false;
    size_t length = ent__squeeze(here, sizeof here, text);
    size_t shorter = length < size ? length : size;
    size_t longer = length < size ? size : length;
    return shorter * 10 >= longer * 7 && memcmp(here, wanted, shorter) == 0;
}

/* The last block that repeats the title, a heading before others, and has nearly all of the prose behind it. */
static uint32_t find_title(const ent_page *page, ent_string title)
{
    char wanted[400];
    size_t size = ent__squeeze(wanted, sizeof wanted, title);
    uint32_t found = NONE;
    bool heading = false;
    uint64_t all = node_at(page, 0)->prose, before = 0;
    for (uint32_t i = 0; size >= 4 && i < page->blocks.count && before * 7 <= all; i++) {
        const ent_page_block *block = block_at(page, i);
        bool here = node_at(page, block->node)->tag == ENT_TAG_HEADING;
        if ((here || !heading) && repeats_title(page, block, wanted, size)) {
            found = i;
            heading = here;
        }
        before += is_dropped(page, block) ? 0 : block->weight;
    }
    return found;
}

/* ---- the main subtree ---- */

/* The largest subtree that the page itself calls its article, where it holds much of the prose; else the root. */
static uint32_t named_main(const ent_page *page)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < page->nodes.count; i++) {
        const ent_page_node *node = node_at(page, i);
        if (node->dropped || !(node->hints & (ENT_HINT_BODY | ENT_HINT_STORY)))
            continue;
        if (best ? node->prose > node_at(page, best)->prose
                 : node->prose * 5 >= node_at(page, 0)->prose * 2)
            best = i;
    }
    return best;
}

/* From the root down, as long as one child holds most of the prose; where there is none, no child is better. */
static uint32_t find_main(const ent_page *page)
{
    uint32_t main = named_main(page);
    for (;;) {
        const ent_page_node *node = node_at(page, main);
        uint32_t best = 0;
        for (uint32_t i = main + 1; i < node->end; i = node_at(page, i)->end) {
            const ent_page_node *child = node_at(page, i);
            if (!child->dropped && (!best || child->prose > node_at(page, best)->prose))
                best = i;
        }
        if (!best || !node->prose || node_at(page, best)->prose < node->prose * 0.7 ||
            node_at(page, best)->tag == ENT_TAG_P)
            return main;
        main = best;
    }
}

static void lighten(ent_page *page, ent_page_block *block, uint32_t weight)
{
    uint32_t lost = block->weight - weight;
    block->weight = weight;
    for (uint32_t index = block->node;; index = node_at(page, index)->parent) {
        node_at(page, index)->prose -= lost;
        if (index == 0)
            break;
    }
}

/* What stands before the title belongs to the page, not to the article; so does, more and more, what stands behind links. */
static void weigh_by_title(ent_page *page, uint32_t title)
{
    if (title == NONE)
        return;
    uint64_t links = 0;
    for (uint32_t i = 0; i < page->blocks.count; i++) {
        ent_page_block *block = block_at(page, i);
        if (i > title && block->linked * 2 > block->letters)
            links += block->letters;
        if (!is_dropped(page, block) && block->weight)
            lighten(page, block,
                    i < title ? 0 : (uint32_t)(block->weight * 1000 / (1000 + links)));
    }
}

/* A paragraph or item that is nothing but a link leads away. */
static bool leads_away(const ent_page *page, const ent_page_block *block)
{
    const ent_page_node *node = node_at(page, block->node);
    return block->linked * 10 >= block->letters * 9 && block->letters >= 12 &&
           node->tag != ENT_TAG_HEADING && node->tag != ENT_TAG_CELL;
}

/* Headings that head nothing, and what trails behind the last sentence. */
static void trim(ent_page *page)
{
    bool tail = true;
    uint8_t below = 0; /* level of the heading behind, 0: text */
    for (uint32_t i = (uint32_t)page->blocks.count; i-- > 0;) {
        ent_page_block *block = block_at(page, i);
        if (!block->keep)
            continue;
        const ent_page_node *node = node_at(page, block->node);
        bool listed = node->tag == ENT_TAG_ITEM || node->tag == ENT_TAG_CELL;
        if (tail && !listed && !block->weight && !block->sentence &&
            block->letters < 60) {
            block->keep = false;
            continue;
        }
        tail = false;
        if (node->tag == ENT_TAG_HEADING && below && below <= node->level)
            block->keep = false;
        else
            below = node->tag == ENT_TAG_HEADING ? node->level : 0;
    }
}

/* One choice. @return letters that were kept */
static size_t choose(ent_page *page, ent_string name, bool trust_names)
{
    if (trust_names)
        drop_by_name(page);
    drop_tiles(page);
    uint32_t title = find_title(page, name);
    weigh_by_title(page, title);
    uint32_t main = find_main(page);
    drop_links(page, main);
    const ent_page_node *node = node_at(page, main);
    /* Between the title and the main subtree stands the lead, on some pages. */
    bool before = title != NONE && title < node->first_block;
    uint32_t from =
        title != NONE && title < node->end_block ? title + 1 : node->first_block;
    for (uint32_t i = from; i < node->end_block; i++) {
        ent_page_block *block = block_at(page, i);
        bool lead = before && i < node->first_block;
        block->keep = !is_dropped(page, block) && !leads_away(page, block) &&
                      !ent__is_insert(text_of(page, block), block->linked > 0) &&
                      (!lead || block->weight);
    }
    trim(page);
    size_t letters = 0;
    for (uint32_t i = from; i < node->end_block; i++)
        letters += block_at(page, i)->keep ? block_at(page, i)->letters : 0;
    return letters;
}

/* Does the page, or a name around the block, say that it is not shown or no part of what it has to say? */
static bool is_under(const ent_page *page, const ent_page_block *block, unsigned hints)
{
    for (uint32_t index = block->node;; index = node_at(page, index)->parent) {
        if (node_at(page, index)->hints & hints)
            return true;
        if (index == 0)
            return false;
    }
}

/* A page of a line or two has nothing to choose from: it is what it shows, but for its links and its title. */
static size_t take_what_is_shown(ent_page *page, ent_string title, unsigned hints)
{
    char wanted[400];
    size_t size = ent__squeeze(wanted, sizeof wanted, title), letters = 0;
    for (uint32_t i = 0; i < page->blocks.count; i++) {
        ent_page_block *block = block_at(page, i);
        block->keep = !is_under(page, block, hints) &&
                      block->linked * 2 <= block->letters &&
                      !(size >= 4 && repeats_title(page, block, wanted, size));
        letters += block->keep ? block->letters : 0;
    }
    return letters;
}

void ent__page_choose(ent_page *page, const ent_page_meta *meta)
{
    enum { TOO_LITTLE = 250 };
    size_t letters = choose(page, meta->title, true);
    if (letters >= TOO_LITTLE)
        return;
    /* Names may have misled: look again without them, and take what is clearly more. */
    ent__page_weigh(page);
    if (choose(page, meta->title, false) >= 2 * letters + 100)
        return;
    ent__page_weigh(page);
    if (choose(page, meta->title, true) > 0 ||
        take_what_is_shown(page, meta->title, ENT_HINT_HIDDEN | ENT_HINT_JUNK) > 0)
        return;
    take_what_is_shown(page, (ent_string){NULL, 0}, ENT_HINT_HIDDEN);
}
