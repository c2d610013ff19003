/* SPDX-License-Identifier: MIT */
/* `archive add`: articles go over the desk into the archive; each is told once it is safely on disk. */
#include "archive.h"

struct telling {
    ent_buffer out;
    enum cli_output output;
};

static void tell_json(ent_buffer *out, const ent_archive_receipt *receipt)
{
    const ent_entry *entry = receipt->entry;
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "id");
    ent_json_write_string(&json, entry->article.id);
    ent_json_key(&json, "digest");
    ent_json_write_string(&json, entry->digest);
    ent_json_key(&json, "status");
    ent_json_write_text(&json, receipt->added ? "added" : "known");
    ent_json_key(&json, "number");
    ent_json_write_integer(&json, (int64_t)entry->number);
    if (receipt->added) {
        ent_json_key(&json, "story");
        ent_json_write_integer(&json, (int64_t)entry->place.story);
    }
    if (receipt->added && entry->place.copy_of != ENT_STORIES_NONE) {
        ent_json_key(&json, "copy_of");
        ent_json_write_integer(&json, (int64_t)entry->place.copy_of);
    }
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

/* What is told must reach whoever listens before the next batch. */
static bool tell(void *context, const ent_archive_receipt *receipt)
{
    struct telling *telling = context;
    if (telling->output == CLI_OUTPUT_JSONL) {
        tell_json(&telling->out, receipt);
    } else {
        char between = telling->output == CLI_OUTPUT_TSV ? '\t' : ' ';
        ent_buffer_format(&telling->out, "%s%c", receipt->added ? "added" : "known",
                          between);
        archive_print_row(&telling->out, receipt->entry, between);
    }
    return cli_print(&telling->out) && fflush(stdout) == 0;
}

static ent_status take(ent_archive_tally *tally, ent_articles **reader,
                       struct archive_request *request, ent_archive *archive,
                       ent_desk *desk, ent_error *err)
{
    struct telling telling = {.output = request->output};
    const ent_archive_intake intake = {
        .batch = request->batch, .done = tell, .context = &telling};
    ent_status status = cli_inputs_open(reader, &request->inputs, request->operands,
                                        request->operand_count, err);
    if (status == ENT_OK)
        status = ent_archive_take(tally, archive, desk, *reader, &intake, err);
    ent_buffer_dispose(&telling.out);
    return status;
}

int archive_add(struct archive_request *request)
{
    ent_error err = {ENT_OK, ""};
    ent_desk *desk = NULL;
    ent_archive *archive = NULL;
    ent_articles *reader = NULL;
    ent_archive_tally tally = {0};
    cli_desk_set_clock(&request->desk, &request->inputs);
    ent_status status = cli_desk_open(&desk, &request->desk, &err);
    if (status == ENT_OK)
        status = cli_inputs_spare(request->operands, request->operand_count, request->db,
                                  &err);
    if (status == ENT_OK)
        status = archive_open(&archive, request, ENT_ARCHIVE_CREATE, &err);
    if (status == ENT_OK)
        status = take(&tally, &reader, request, archive, desk, &err);
    if (archive)
        cli_say("added %llu, known before %llu", (unsigned long long)tally.added,
                (unsigned long long)tally.known);
    int code = status == ENT_OK ? cli_inputs_code(reader) : cli_fail(&err);
    ent_articles_free(reader);
    ent_archive_free(archive);
    ent_desk_free(desk);
    cli_inputs_close(&request->inputs);
    return cli_finish(code);
}
