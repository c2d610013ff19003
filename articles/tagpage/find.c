/* SPDX-License-Identifier: MIT */
/* Which articles of an archive a page is made of. */
#include <string.h>

#include "page.h"

enum { MOST = 1000 }; /* newest articles that are looked at */

static ent_status collect(ent_entry *entries, size_t *count, ent_arena *arena,
                          ent_archive *archive, const ent_archive_query *query,
                          ent_error *err)
{
    ent_archive_answer *answer;
    ENT_TRY(ent_archive_find(&answer, archive, query, err));
    ent_status status = ENT_OK;
    for (bool end = false; *count < MOST && status == ENT_OK; *count += !end) {
        status = ent_archive_next_in(answer, &entries[*count], &end, arena, err);
        if (status != ENT_OK || end)
            break;
    }
    ent_archive_answer_free(answer);
    return status;
}

static bool has_number(const ent_entry *entries, size_t count, uint64_t number)
{
    for (size_t i = 0; i < count; i++)
        if (entries[i].number == number)
            return true;
    return false;
}

static bool has_story(const ent_entry *entries, size_t count, uint64_t story)
{
    for (size_t i = 0; i < count; i++)
        if (entries[i].place.story == story)
            return true;
    return false;
}

/* The tag's words as a phrase: '#' and quotation marks would mean something else in a search. */
static ent_status phrase_of(char **out, ent_arena *arena, const char *tag, ent_error *err)
{
    char *phrase = ent_arena_alloc(arena, strlen(tag) + 3, 1);
    if (!phrase)
        return ent_fail_memory(err);
    char *end = phrase;
    *end++ = '"';
    for (const char *c = tag; *c; c++)
        *end++ = *c == '"' || *c == '#' ? ' ' : *c;
    *end++ = '"';
    *end = '\0';
    *out = phrase;
    return ENT_OK;
}

/* The tag as the archive writes it, else as it was asked for. */
static ent_status form_of(ent_string *out, ent_arena *arena, const ent_entry *tagged,
                          size_t count, const char *tag, ent_error *err)
{
    ent_buffer form = {0};
    *out = ent__tag_of(tagged, count, ent_tag_key(ent_string_of(tag)));
    if (out->size)
        return ENT_OK;
    ent_tag_form(&form, ent_string_of(tag));
    *out = ent_string_copy(arena, ent_buffer_view(&form));
    bool good = out->data && !form.failed;
    ent_buffer_dispose(&form);
    return good ? ENT_OK : ent_fail_memory(err);
}

/* An article that names the tag has it, on this page: in front of those that the tagger chose. */
static ent_status give_tag(ent_entry *entry, ent_arena *arena, ent_string form,
                           const char *tag, ent_error *err)
{
    ent_entry_tag *tags = ent_arena_alloc(arena, entry->tag_count + 1, sizeof *tags);
    if (!tags)
        return ent_fail_memory(err);
    tags[0] = (ent_entry_tag){.key = ent_tag_key(form),
                              .tag = form,
                              .phrase = ent_string_of(tag + (tag[0] == '#')),
                              .score = 1,
                              .by.name = ent_string_of("page")};
    if (entry->tag_count)
        memcpy(tags + 1, entry->tags, entry->tag_count * sizeof *tags);
    entry->tags = tags;
    entry->tag_count++;
    return ENT_OK;
}

/* Those that name the tag in a story in which an article has it; where none has it, all that name it. */
static ent_status find_named(ent_entry *found, size_t *count, ent_arena *arena,
                             ent_archive *archive, const char *tag, ent_error *err)
{
    const size_t tagged = *count;
    size_t named = 0;
    ent_string form;
    char *phrase = NULL;
    ENT_TRY(form_of(&form, arena, found, tagged, tag, err));
    ENT_TRY(phrase_of(&phrase, arena, tag, err));
    const ent_archive_query query = {.words = phrase, .newest = true, .most = MOST};
    ent_status status = collect(found + tagged, &named, arena, archive, &query, err);
    if (status == ENT_EARG) /* a tag of characters that are no words in any language */
        return ENT_OK;
    ENT_TRY(status);
    for (size_t i = tagged; i < tagged + named; i++)
        if (!has_number(found, *count, found[i].number) &&
            (!tagged || has_story(found, tagged, found[i].place.story))) {
            ENT_TRY(give_tag(&found[i], arena, form, tag, err));
            found[(*count)++] = found[i];
        }
    return ENT_OK;
}

ent_status ent_tagpage_find(ent_entry **entries, size_t *count, ent_arena *arena,
                            ent_archive *archive, const ent_tagpage_options *options,
                            ent_error *err)
{
    ent_entry *found = ent_arena_alloc(arena, 2 * MOST, sizeof *found);
    const ent_archive_query query = {.tag = options->tag, .most = MOST};
    size_t tagged = 0;
    if (!found)
        return ent_fail_memory(err);
    ENT_TRY(collect(found, &tagged, arena, archive, &query, err));
    if (options->tag)
        ENT_TRY(find_named(found, &tagged, arena, archive, options->tag, err));
    *entries = found;
    *count = tagged;
    return ENT_OK;
}
