/* SPDX-License-Identifier: MIT */
/* Putting a page together: copies fold under their first, articles on one event become a story, tags are counted. */
#include <stdlib.h>
#include <string.h>

#include "page.h"

enum { ARTICLES = 50, WORDS = 100, RELATED = 12 };

/* ---- order ---- */

static int by_time(const ent_entry *a, const ent_entry *b)
{
    if (a->time != b->time)
        return a->time > b->time ? -1 : 1;
    return a->number > b->number ? -1 : a->number < b->number;
}

static int items_newest_first(const void *a, const void *b)
{
    return by_time(((const ent_tagpage_item *)a)->entry,
                   ((const ent_tagpage_item *)b)->entry);
}

/* The text an article is a copy of, then the order of arrival: the first of a group stands for it. */
static uint64_t text_of(const ent_entry *entry)
{
    return entry->place.copy_of == ENT_STORIES_NONE ? entry->number
                                                    : entry->place.copy_of;
}

static int by_text(const void *a, const void *b)
{
    const ent_entry *x = *(const ent_entry *const *)a, *y = *(const ent_entry *const *)b;
    uint64_t first = text_of(x), second = text_of(y);
    if (first != second)
        return first < second ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* ---- copies ---- */

static ent_status fold_copies(ent_tagpage_item **out, size_t *count, ent_arena *arena,
                              const ent_entry *entries, size_t entry_count,
                              ent_error *err)
{
    const ent_entry **order = ent_arena_alloc(arena, entry_count, sizeof *order);
    ent_tagpage_item *items = ent_arena_alloc(arena, entry_count, sizeof *items);
    if (!order || !items)
        return ent_fail_memory(err);
    for (size_t i = 0; i < entry_count; i++)
        order[i] = &entries[i];
    qsort(order, entry_count, sizeof *order, by_text);
    *count = 0;
    for (size_t i = 0; i < entry_count;) {
        size_t end = i + 1;
        while (end < entry_count && text_of(order[end]) == text_of(order[i]))
            end++;
        items[(*count)++] = (ent_tagpage_item){order[i], order + i + 1, end - i - 1};
        i = end;
    }
    qsort(items, *count, sizeof *items, items_newest_first);
    *out = items;
    return ENT_OK;
}

/* ---- stories ---- */

static ent_tagpage_story *story_of(ent_tagpage *page, uint64_t number)
{
    for (size_t s = 0; s < page->story_count; s++)
        if (page->stories[s].number == number)
            return &page->stories[s];
    page->stories[page->story_count] = (ent_tagpage_story){.number = number};
    return &page->stories[page->story_count++];
}

/* Items are newest first: so are the stories then, and the items in them. */
static ent_status group(ent_tagpage *page, ent_arena *arena,
                        const ent_tagpage_item *items, size_t count, ent_error *err)
{
    page->article_count = count;
    page->stories = ent_arena_alloc(arena, count, sizeof *page->stories);
    if (!page->stories)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        story_of(page, items[i].entry->place.story)->count++;
    for (size_t s = 0; s < page->story_count; s++) {
        ent_tagpage_story *story = &page->stories[s];
        story->items = ent_arena_alloc(arena, story->count, sizeof *story->items);
        if (!story->items)
            return ent_fail_memory(err);
        story->count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        ent_tagpage_story *story = story_of(page, items[i].entry->place.story);
        story->items[story->count++] = items[i];
    }
    return ENT_OK;
}

/* A digest is in one language: that of most of the story's articles, on a tie of the newest. */
static ent_string language_of(const ent_tagpage_story *story)
{
    size_t best = 0, most = 0;
    for (size_t i = 0; i < story->count; i++) {
        size_t same = 0;
        for (size_t j = 0; j < story->count; j++)
            same += ent_string_equal(story->items[i].entry->article.lang,
                                     story->items[j].entry->article.lang);
        if (same > most) {
            most = same;
            best = i;
        }
    }
    return story->items[best].entry->article.lang;
}

static ent_status digest(ent_tagpage_story *story, ent_arena *arena, ent_desk *desk,
                         size_t words, ent_error *err)
{
    if (story->count < 2)
        return ENT_OK;
    const ent_entry **told = ent_arena_alloc(arena, story->count, sizeof *told);
    size_t count = 0;
    story->lang = language_of(story);
    if (!told)
        return ent_fail_memory(err);
    for (size_t i = 0; i < story->count; i++)
        if (ent_string_equal(story->items[i].entry->article.lang, story->lang))
            told[count++] = story->items[i].entry;
    return ent_desk_digest(&story->digest, arena, desk, told, count, words, err);
}

/* ---- related tags ---- */

struct counted {
    uint64_t key;
    ent_string tag;
    size_t count;
    double score; /* the sum: breaks ties */
};

static int most_frequent_first(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    if (x->score > y->score || x->score < y->score)
        return x->score > y->score ? -1 : 1;
    int order = ent_string_compare(x->tag, y->tag);
    return order ? order : (x->key > y->key) - (x->key < y->key);
}

static ent_status count_tag(struct counted *counted, size_t *count, ent_map *places,
                            const ent_entry_tag *tag, ent_error *err)
{
    uint32_t *place = ent_map_put(places, tag->key);
    if (!place)
        return ent_fail_memory(err);
    if (*place == ENT_MAP_NONE) {
        *place = (uint32_t)*count;
        counted[(*count)++] = (struct counted){.key = tag->key, .tag = tag->tag};
    }
    counted[*place].count++;
    counted[*place].score += (double)tag->score;
    return ENT_OK;
}

static ent_status relate(ent_tagpage *page, ent_arena *arena,
                         const ent_tagpage_item *items, size_t count, uint64_t own,
                         size_t most, ent_error *err)
{
    size_t tags = 0, distinct = 0;
    for (size_t i = 0; i < count; i++)
        tags += items[i].entry->tag_count;
    struct counted *counted = ent_arena_alloc(arena, tags, sizeof *counted);
    if (!counted)
        return ent_fail_memory(err);
    ent_map places = {0};
    ent_status status = ENT_OK;
    for (size_t i = 0; i < count; i++)
        for (size_t t = 0; t < items[i].entry->tag_count && status == ENT_OK; t++)
            if (items[i].entry->tags[t].key != own)
                status =
                    count_tag(counted, &distinct, &places, &items[i].entry->tags[t], err);
    ent_map_dispose(&places);
    ENT_TRY(status);
    qsort(counted, distinct, sizeof *counted, most_frequent_first);
    page->related_count = distinct < most ? distinct : most;
    page->related = ent_arena_alloc(arena, page->related_count, sizeof *page->related);
    if (!page->related)
        return ent_fail_memory(err);
    for (size_t i = 0; i < page->related_count; i++)
        page->related[i] = (ent_tagpage_related){counted[i].tag, counted[i].count};
    return ENT_OK;
}

/* ---- the page ---- */

/* "#China", also where "china" was asked for. */
static void write_tag(ent_buffer *out, const ent_entry *entries, size_t count,
                      const char *tag)
{
    ent_string asked = ent_string_of(tag);
    ent_string known = ent__tag_of(entries, count, ent_tag_key(asked));
    if (known.size)
        ent_buffer_string(out, known);
    else
        ent_tag_form(out, asked);
}

static ent_status entitle(ent_tagpage *page, ent_arena *arena, const ent_entry *entries,
                          size_t count, const char *tag, ent_error *err)
{
    ent_buffer text = {0};
    if (tag)
        write_tag(&text, entries, count, tag);
    page->tag = ent_string_copy(arena, ent_buffer_view(&text));
    bool named = text.size > 0;
    ent_buffer_clear(&text);
    ent_buffer_text(&text, named ? "Latest news with " : "Latest news");
    ent_buffer_string(&text, page->tag);
    page->title = ent_string_copy(arena, ent_buffer_view(&text));
    bool good = !text.failed && page->title.data && page->tag.data;
    ent_buffer_dispose(&text);
    return good ? ENT_OK : ent_fail_memory(err);
}

ent_status ent_tagpage_make(ent_tagpage *page, ent_arena *arena, ent_desk *desk,
                            const ent_entry *entries, size_t count,
                            const ent_tagpage_options *options, ent_error *err)
{
    size_t most = options->articles ? options->articles : ARTICLES, item_count = 0;
    ent_tagpage made = {.now = options->now};
    ent_tagpage_item *items = NULL;
    ENT_TRY(entitle(&made, arena, entries, count, options->tag, err));
    ENT_TRY(fold_copies(&items, &item_count, arena, entries, count, err));
    item_count = item_count < most ? item_count : most;
    ENT_TRY(group(&made, arena, items, item_count, err));
    for (size_t s = 0; s < made.story_count; s++)
        ENT_TRY(digest(&made.stories[s], arena, desk,
                       options->words ? options->words : WORDS, err));
    ENT_TRY(relate(&made, arena, items, item_count,
                   options->tag ? ent_tag_key(ent_string_of(options->tag)) : 0,
                   options->related ? options->related : RELATED, err));
    *page = made;
    return ENT_OK;
}

/* ---- formats ---- */

#define AS_NAME(name, word, what) word,
const char *const ent_tagpage_format_names[] = {ENT_TAGPAGE_FORMAT_LIST(AS_NAME) NULL};

void ent_tagpage_write(ent_buffer *out, const ent_tagpage *page,
                       ent_tagpage_format format)
{
    static void (*const writers[ENT_TAGPAGE_FORMAT_COUNT])(ent_buffer *,
                                                           const ent_tagpage *) = {
        [ENT_TAGPAGE_HTML] = ent__write_html,
        [ENT_TAGPAGE_MARKDOWN] = ent__write_markdown,
        [ENT_TAGPAGE_TEXT] = ent__write_text,
        [ENT_TAGPAGE_JSON] = ent__write_json,
        [ENT_TAGPAGE_RSS] = ent__write_rss,
        [ENT_TAGPAGE_NINJS] = ent__write_ninjs,
    };
    writers[format](out, page);
}
