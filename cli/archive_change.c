/* SPDX-License-Identifier: MIT */
/* `archive retag` and `remove`: what is said of articles is said anew, articles are taken out; all in one transaction. */
#include <stdlib.h>

#include "archive.h"

/* ---- which ---- */

typedef ENT_ARRAY(uint64_t) numbers;

/* The numbers of what a query finds: a row must not change under the query that gives it. */
static ent_status find_numbers(numbers *out, ent_archive *archive,
                               const ent_archive_query *query, ent_error *err)
{
    ent_archive_answer *answer;
    ENT_TRY(ent_archive_find(&answer, archive, query, err));
    ent_status status;
    for (;;) {
        ent_entry entry;
        bool end;
        status = ent_archive_next(answer, &entry, &end, err);
        if (status != ENT_OK || end)
            break;
        if (!ent_array_push(out, entry.number)) {
            status = ent_fail_memory(err);
            break;
        }
    }
    ent_archive_answer_free(answer);
    return status;
}

/* ---- retag ---- */

struct change {
    struct archive_request *request;
    ent_archive *archive;
    ent_desk *desk;
    ent_arena arena; /* of the article at hand */
    ent_buffer out;
    uint64_t seen, changed;
};

static bool same_topics(const ent_entry *old, const ent_entry *new)
{
    bool same = old->topic_count == new->topic_count;
    for (size_t i = 0; same && i < old->topic_count; i++)
        same = ent_string_equal(old->topics[i].label, new->topics[i].label);
    return same;
}

/* Is nothing different, not even who says it and how sure? */
static bool identical_topics(const ent_entry *old, const ent_entry *new)
{
    bool same = same_topics(old, new);
    for (size_t i = 0; same && i < old->topic_count; i++)
        same = ent_string_equal(old->topics[i].by.digest, new->topics[i].by.digest) &&
               old->topics[i].probability == new->topics[i].probability;
    return same;
}

static bool identical_tags(const ent_entry *old, const ent_entry *new)
{
    bool same = old->tag_count == new->tag_count;
    for (size_t i = 0; same && i < old->tag_count; i++)
        same = ent_string_equal(old->tags[i].tag, new->tags[i].tag) &&
               ent_string_equal(old->tags[i].by.digest, new->tags[i].by.digest);
    return same;
}

static bool same_tags(const ent_entry *old, const ent_entry *new)
{
    bool same = old->tag_count == new->tag_count;
    for (size_t i = 0; same && i < old->tag_count; i++)
        same = old->tags[i].key == new->tags[i].key;
    return same;
}

static ent_string name_of(const ent_entry *entry, bool tags, size_t i)
{
    return tags ? entry->tags[i].tag : entry->topics[i].label;
}

static void write_names(ent_json_writer *json, const char *key, const ent_entry *entry,
                        bool tags)
{
    size_t count = tags ? entry->tag_count : entry->topic_count;
    ent_json_key(json, key);
    ent_json_begin_array(json);
    for (size_t i = 0; i < count; i++)
        if (tags || !ent_topic_is_publishers(&entry->topics[i]))
            ent_json_write_string(json, name_of(entry, tags, i));
    ent_json_end_array(json);
}

static void print_names(ent_buffer *out, const ent_entry *entry, bool tags)
{
    size_t count = tags ? entry->tag_count : entry->topic_count, shown = 0;
    for (size_t i = 0; i < count; i++) {
        if (!tags && ent_topic_is_publishers(&entry->topics[i]))
            continue;
        ent_buffer_text(out, shown++ ? ", " : "");
        ent_buffer_string(out, name_of(entry, tags, i));
    }
    if (!shown)
        ent_buffer_text(out, "(none)");
}

/* One line a change: the id, what was said, what is said now. */
static void print_change(struct change *change, const ent_entry *old,
                         const ent_entry *new, bool tags)
{
    ent_buffer *out = &change->out;
    if (change->request->output == CLI_OUTPUT_JSONL) {
        ent_json_writer json = {.out = out};
        ent_json_begin_object(&json);
        ent_json_key(&json, "id");
        ent_json_write_string(&json, old->article.id);
        ent_json_key(&json, "digest");
        ent_json_write_string(&json, old->digest);
        ent_json_key(&json, "changed");
        ent_json_write_text(&json, tags ? "tags" : "topics");
        write_names(&json, "old", old, tags);
        write_names(&json, "new", new, tags);
        ent_json_end_object(&json);
    } else {
        ent_buffer_string(out, old->article.id);
        ent_buffer_text(out, tags ? "  tags: " : "  topics: ");
        print_names(out, old, tags);
        ent_buffer_text(out, " -> ");
        print_names(out, new, tags);
    }
    ent_buffer_byte(out, '\n');
}

static ent_status retag_entry(struct change *change, const ent_entry *old, ent_error *err)
{
    ent_entry new = *old;
    bool writes = !change->request->dry_run;
    ENT_TRY(ent_desk_topics(&new, &change->arena, change->desk, err));
    ENT_TRY(ent_desk_tags(&new, &change->arena, change->desk, err));
    bool topics = !same_topics(old, &new), tags = !same_tags(old, &new);
    if (topics)
        print_change(change, old, &new, false);
    if (tags)
        print_change(change, old, &new, true);
    change->changed += topics || tags;
    if (writes && !identical_topics(old, &new))
        ENT_TRY(ent_archive_set_topics(change->archive, &new, err));
    if (writes && !identical_tags(old, &new))
        ENT_TRY(ent_archive_set_tags(change->archive, &new, err));
    return ENT_OK;
}

static ent_status retag_number(struct change *change, uint64_t number, ent_error *err)
{
    const ent_archive_query query = {.number = number};
    ent_archive_answer *answer;
    ent_entry entry;
    bool end;
    ENT_TRY(ent_archive_find(&answer, change->archive, &query, err));
    ent_status status = ent_archive_next(answer, &entry, &end, err);
    if (status == ENT_OK && !end) {
        change->seen++;
        status = retag_entry(change, &entry, err);
    }
    ent_archive_answer_free(answer);
    ent_arena_reset(&change->arena);
    return status;
}

static ent_status retag_all(struct change *change, ent_error *err)
{
    numbers found = {0};
    struct archive_request *request = change->request;
    request->query.most = 0;
    request->query.arrival = true;
    ent_status status = find_numbers(&found, change->archive, &request->query, err);
    for (size_t i = 0; i < found.count && status == ENT_OK; i++)
        status = retag_number(change, found.items[i], err);
    free(found.items);
    return status;
}

static ent_status retag_in_transaction(struct change *change, ent_error *err)
{
    if (change->request->dry_run)
        return retag_all(change, err);
    ENT_TRY(ent_archive_begin(change->archive, err));
    ent_status status = retag_all(change, err);
    if (status == ENT_OK)
        return ent_archive_commit(change->archive, err);
    ent_archive_abandon(change->archive);
    return status;
}

int archive_retag(struct archive_request *request)
{
    ent_error err = {ENT_OK, ""};
    struct change change = {.request = request};
    if (request->operand_count)
        return cli_usage(request->verb,
                         "retag takes no operand; --tag, --since and so on "
                         "choose");
    cli_desk_set_clock(&request->desk, &request->inputs);
    ent_status status = cli_desk_open(&change.desk, &request->desk, &err);
    if (status == ENT_OK)
        status =
            archive_open(&change.archive, request,
                         request->dry_run ? ENT_ARCHIVE_READ : ENT_ARCHIVE_WRITE, &err);
    if (status == ENT_OK)
        status = ent_arena_open(&change.arena, (size_t)4 << 30, &err);
    if (status == ENT_OK)
        status = retag_in_transaction(&change, &err);
    if (status == ENT_OK && !cli_print(&change.out)) /* after the commit */
        status = ent_fail(&err, ENT_EIO, "cannot write standard output");
    int code = status == ENT_OK ? CLI_OK : cli_fail(&err);
    if (status == ENT_OK)
        cli_say("%llu of %llu articles %s", (unsigned long long)change.changed,
                (unsigned long long)change.seen,
                request->dry_run ? "would change" : "changed");
    ent_buffer_dispose(&change.out);
    ent_arena_close(&change.arena);
    ent_archive_free(change.archive);
    ent_desk_free(change.desk);
    return cli_finish(code);
}

/* ---- remove ---- */

static ent_status remove_named(uint64_t *removed, ent_archive *archive,
                               const struct archive_request *request, ent_error *err)
{
    for (size_t i = 0; i < request->operand_count; i++) {
        const ent_archive_query query = {.id = request->operands[i], .arrival = true};
        numbers found = {0};
        ent_status status = find_numbers(&found, archive, &query, err);
        if (status == ENT_OK && !found.count)
            status = ent_fail(err, ENT_EIO, "no article '%s' in '%s'",
                              request->operands[i], request->db);
        for (size_t n = 0; n < found.count && status == ENT_OK; n++)
            status = ent_archive_remove(archive, found.items[n], err);
        *removed += found.count;
        free(found.items);
        ENT_TRY(status);
    }
    return ENT_OK;
}

int archive_remove(struct archive_request *request)
{
    ent_error err = {ENT_OK, ""};
    ent_archive *archive = NULL;
    uint64_t removed = 0;
    if (!request->operand_count)
        return cli_usage(request->verb, "which article? (its id or digest)");
    ent_status status = archive_open(&archive, request, ENT_ARCHIVE_WRITE, &err);
    if (status == ENT_OK)
        status = ent_archive_begin(archive, &err);
    if (status == ENT_OK)
        status = remove_named(&removed, archive, request, &err);
    if (status == ENT_OK)
        status = ent_archive_commit(archive, &err);
    int code = status == ENT_OK ? CLI_OK : cli_fail(&err);
    if (status == ENT_OK)
        cli_say("removed %llu", (unsigned long long)removed);
    ent_archive_abandon(archive);
    ent_archive_free(archive);
    return cli_finish(code);
}
