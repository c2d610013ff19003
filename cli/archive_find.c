/* SPDX-License-Identifier: MIT */
/* `archive list`, `search`, `show` and `export`: what the archive holds, as lines, as pages of text, as JSON. */
#include "archive.h"

/* ---- printing ---- */

static void put_cell(ent_buffer *out, ent_string text, char between)
{
    cli_put_cell(out, text);
    ent_buffer_text(out, between == '\t' ? "\t" : "  ");
}

void archive_print_row(ent_buffer *out, const ent_entry *entry, char between)
{
    char time[ENT_TIME_SIZE];
    ent_time_write(time, entry->time);
    put_cell(out, (ent_string){entry->digest.data, between == '\t' ? 32 : 12}, between);
    put_cell(out, ent_string_of(time), between);
    put_cell(out, entry->article.source, between);
    put_cell(out, entry->article.title.size ? entry->article.title : entry->article.id,
             between);
    out->size -= between == '\t' ? 1 : 2;
    ent_buffer_byte(out, '\n');
}

static void print_named(ent_buffer *out, const char *name, ent_string value)
{
    if (value.size) {
        ent_buffer_format(out, "%-9s", name);
        put_cell(out, value, ' ');
        out->size -= 2;
        ent_buffer_byte(out, '\n');
    }
}

/* Names one behind the other: topics and tags. */
static void print_joined(ent_buffer *out, const char *name, const ent_entry *entry,
                         bool tags)
{
    size_t count = tags ? entry->tag_count : entry->topic_count;
    ent_buffer line = {0};
    for (size_t i = 0; i < count; i++) {
        ent_buffer_text(&line, i ? ", " : "");
        ent_buffer_string(&line, tags ? entry->tags[i].tag : entry->topics[i].label);
        if (!tags && entry->topics[i].probability >= 0) {
            ent_buffer_byte(&line, ' ');
            ent_buffer_decimal(&line, (double)entry->topics[i].probability, 2);
        }
    }
    print_named(out, name, ent_buffer_view(&line));
    ent_buffer_dispose(&line);
}

static void print_stances(ent_buffer *out, const ent_entry *entry)
{
    for (size_t i = 0; i < entry->leaning_count; i++) {
        const ent_leaning *leaning = &entry->leanings[i];
        ent_buffer line = {0};
        ent_buffer_string(&line, leaning->target);
        ent_buffer_text(&line, ": ");
        ent_buffer_string(&line, leaning->label.size ? leaning->label
                                                     : ent_string_of("not mentioned"));
        print_named(out, "stance", ent_buffer_view(&line));
        ent_buffer_dispose(&line);
    }
}

static void print_whole(ent_buffer *out, const ent_entry *entry)
{
    const ent_article *article = &entry->article;
    char time[ENT_TIME_SIZE];
    ent_time_write(time, entry->time);
    print_named(out, "title", article->title);
    print_named(out, "id", article->id);
    print_named(out, "digest", entry->digest);
    print_named(out, "source", article->source);
    print_named(out, "author", entry->author);
    print_named(out, entry->timed ? "time" : "came in", ent_string_of(time));
    print_named(out, "url", article->url);
    print_named(out, "language", article->lang);
    print_joined(out, "topics", entry, false);
    print_joined(out, "tags", entry, true);
    print_stances(out, entry);
    ent_buffer_format(out, "%-9s%llu\n", "story", (unsigned long long)entry->place.story);
    print_named(out, "summary", entry->summary);
    ent_buffer_byte(out, '\n');
    for (size_t i = 0; i < article->text.size; i++) {
        char c = article->text.data[i]; /* nothing in it may steer a terminal */
        ent_buffer_byte(out, (unsigned char)c < ' ' && c != '\n' ? ' ' : c);
    }
    ent_buffer_text(out, "\n\n");
}

static void print_json(ent_buffer *out, const ent_entry *entry, bool text)
{
    ent_json_writer json = {.out = out};
    ent_entry_write(&json, entry, text);
    ent_buffer_byte(out, '\n');
}

/* ---- finding ---- */

enum form { ROWS, WHOLE, EXPORT };

static void print_entry(ent_buffer *out, const ent_entry *entry, enum form form,
                        enum cli_output output)
{
    if (form == EXPORT || output == CLI_OUTPUT_JSONL)
        print_json(out, entry, form != ROWS);
    else if (form == WHOLE)
        print_whole(out, entry);
    else
        archive_print_row(out, entry, output == CLI_OUTPUT_TSV ? '\t' : ' ');
}

static ent_status print_found(uint64_t *found, ent_archive *archive,
                              const struct archive_request *request, enum form form,
                              ent_error *err)
{
    ent_archive_answer *answer;
    ent_buffer out = {0};
    ENT_TRY(ent_archive_find(&answer, archive, &request->query, err));
    ent_status status;
    for (*found = 0;; ++*found) {
        ent_entry entry;
        bool end;
        status = ent_archive_next(answer, &entry, &end, err);
        if (status != ENT_OK || end)
            break;
        print_entry(&out, &entry, form, request->output);
        if (!cli_print(&out)) {
            status = ent_fail(err, ENT_EIO, "cannot write standard output");
            break;
        }
    }
    ent_buffer_dispose(&out);
    ent_archive_answer_free(answer);
    return status;
}

static int run(struct archive_request *request, enum form form)
{
    ent_error err = {ENT_OK, ""};
    ent_archive *archive = NULL;
    uint64_t found;
    ent_status status = archive_open(&archive, request, ENT_ARCHIVE_READ, &err);
    if (status == ENT_OK)
        status = print_found(&found, archive, request, form, &err);
    int code = status == ENT_OK ? CLI_OK : cli_fail(&err);
    ent_archive_free(archive);
    return cli_finish(code);
}

int archive_list(struct archive_request *request)
{
    if (request->operand_count)
        return cli_usage(request->verb, "list takes no words; search does");
    return run(request, ROWS);
}

int archive_search(struct archive_request *request)
{
    ent_buffer words = {0};
    if (!request->operand_count)
        return cli_usage(request->verb, "what is to be searched for?");
    for (size_t i = 0; i < request->operand_count; i++) {
        ent_buffer_text(&words, i ? " " : "");
        ent_buffer_text(&words, request->operands[i]);
    }
    request->query.words = words.data;
    int code = run(request, ROWS);
    ent_buffer_dispose(&words);
    return code;
}

int archive_export(struct archive_request *request)
{
    if (request->operand_count)
        return cli_usage(request->verb,
                         "export takes no operand; --tag, --topic, --since "
                         "and so on choose");
    request->query.most = 0;
    request->query.arrival = true;
    return run(request, EXPORT);
}

/* ---- by name ---- */

static ent_status show_all(ent_archive *archive, struct archive_request *request,
                           ent_error *err)
{
    request->query = (ent_archive_query){.arrival = true};
    for (size_t i = 0; i < request->operand_count; i++) {
        uint64_t found;
        request->query.id = request->operands[i];
        ENT_TRY(print_found(&found, archive, request, WHOLE, err));
        if (!found)
            return ent_fail(err, ENT_EIO, "no article '%s' in '%s'", request->operands[i],
                            request->db);
    }
    return ENT_OK;
}

int archive_show(struct archive_request *request)
{
    ent_error err = {ENT_OK, ""};
    ent_archive *archive = NULL;
    if (!request->operand_count)
        return cli_usage(request->verb, "which article? (its id or digest)");
    ent_status status = archive_open(&archive, request, ENT_ARCHIVE_READ, &err);
    if (status == ENT_OK)
        status = show_all(archive, request, &err);
    int code = status == ENT_OK ? CLI_OK : cli_fail(&err);
    ent_archive_free(archive);
    return cli_finish(code);
}
