/* SPDX-License-Identifier: MIT */
/* Articles out of JSON, JSON Lines, ninjs, CSV and TSV: what datasets/ reads, passed on. */
#include "reader.h"

#include "datasets/datasets.h"

struct records_state {
    ent_dataset *dataset;
    ent_dataset_options options;
};

/* The dataset tells of its faults itself; they are counted here. */
static void count_fault(void *context, const char *message)
{
    ent_articles *reader = context;
    reader->report.faults++;
    reader->read++;
    if (reader->options.bad)
        reader->options.bad(reader->options.bad_context, message);
}

static ent_format format_of(ent_articles_format format)
{
    switch (format) {
    case ENT_ARTICLES_JSONL:
        return ENT_FORMAT_JSONL;
    case ENT_ARTICLES_JSON:
        return ENT_FORMAT_JSON;
    case ENT_ARTICLES_CSV:
        return ENT_FORMAT_CSV;
    case ENT_ARTICLES_TSV:
        return ENT_FORMAT_TSV;
    default:
        return ENT_FORMAT_AUTO;
    }
}

static ent_status records_open(ent_articles *reader, ent_error *err)
{
    struct records_state *state = ent_arena_alloc(&reader->document, 1, sizeof *state);
    if (!state)
        return ent_fail_memory(err);
    if (reader->options.records)
        state->options = *reader->options.records;
    state->options.format = format_of(reader->options.format);
    state->options.lang = NULL;
    state->options.charset = reader->options.charset;
    state->options.on_error = reader->options.on_error;
    state->options.quarantine = reader->options.quarantine;
    state->options.record_limit = reader->record_limit;
    state->options.bad = count_fault;
    state->options.notice = NULL;
    state->options.articles_only = true;
    state->options.context = reader;
    reader->state = state;
    return ent_dataset_open_stream(&state->dataset, reader->input,
                                   reader->paths.items[reader->at], &state->options,
                                   reader->quarantine, err);
}

static void records_close(ent_articles *reader)
{
    struct records_state *state = reader->state;
    if (state)
        ent_dataset_free(state->dataset);
}

static ent_status records_next(ent_articles *reader, bool *end, ent_error *err)
{
    struct records_state *state = reader->state;
    ent_record record;
    ent_status status = ent_dataset_next(state->dataset, &record, end, err);
    /* A fault comes only under ENT_ON_ERROR_FAIL: otherwise the dataset has gone on. */
    if (status != ENT_OK)
        return ent__article_input(reader, status);
    if (*end)
        return ENT_OK;
    reader->article = record.article;
    reader->details.line = record.line;
    reader->details.author = record.author;
    reader->details.summary = record.teaser;
    for (size_t i = 0; i < record.label_count; i++)
        if (!ent_array_push(&reader->topics, record.labels[i]))
            return ent_fail_memory(err);
    return ENT_OK;
}

static bool records_is_near(ent_articles *reader, int milliseconds)
{
    const struct records_state *state = reader->state;
    return ent__dataset_is_near(state->dataset, milliseconds);
}

const ent_article_format ent__articles_of_records = {records_open, records_next,
                                                     records_close, records_is_near};
