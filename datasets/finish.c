/* SPDX-License-Identifier: MIT */
/* The last steps of every record: part and map, text, id, what the caller cannot do without, the counts. */
#include <string.h>

#include "reader.h"

static const ent_field_place whole_record;

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A NUL would end the text for any program that treats it as a C string: it becomes U+FFFD, and is counted. */
static ent_status replace_nuls(ent_dataset *dataset, ent_string *text, ent_error *err)
{
    size_t nuls = 0;
    for (size_t i = 0; i < text->size; i++)
        nuls += text->data[i] == '\0';
    char *copy = ent_arena_alloc(&dataset->scratch, text->size + 2 * nuls + 1, 1);
    if (!copy)
        return ent_fail_memory(err);
    char *to = copy;
    for (size_t i = 0; i < text->size; i++) {
        if (text->data[i]) {
            *to++ = text->data[i];
        } else {
            memcpy(to, "\xEF\xBF\xBD", 3);
            to += 3;
        }
    }
    *text = (ent_string){copy, (size_t)(to - copy)};
    ent__count_repaired(dataset, nuls);
    return ENT_OK;
}

static ent_status clean_text(ent_dataset *dataset, ent_error *err)
{
    ent_record *record = &dataset->record;
    ent_string *fields[] = {&record->article.id, &record->article.title,
                            &record->article.text, &record->target};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i]->size && memchr(fields[i]->data, '\0', fields[i]->size))
            ENT_TRY(replace_nuls(dataset, fields[i], err));
    ent_string text = record->article.text;
    size_t at = 0;
    while (at < text.size && is_space(text.data[at]))
        at++;
    bool may_be_empty =
        dataset->found == ENT_FORMAT_LIBSVM || /* all features are 0 */
        (dataset->options.articles_only && (text.data || record->article.title.size));
    if (at < text.size || may_be_empty)
        return ENT_OK;
    if (!text.data)
        return ent__bad_field(dataset, err, ENT_SKIP_NO_TEXT, &whole_record,
                              "record has no text");
    return ent__bad_field(dataset, err, ENT_SKIP_EMPTY_TEXT, &dataset->text_field,
                          "text is empty");
}

static void fill_id(ent_dataset *dataset)
{
    if (dataset->record.article.id.size)
        return;
    uint64_t hash = ent_record_hash(&dataset->record);
    for (int i = 0; i < 16; i++)
        dataset->id[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    dataset->record.article.id = (ent_string){dataset->id, 16};
}

/* What the caller cannot do without. */
static ent_status check_wanted(ent_dataset *dataset, ent_error *err)
{
    const ent_dataset_options *options = &dataset->options;
    const ent_record *record = &dataset->record;
    ent_string time = record->article.time;
    int64_t micros;
    bool can_tell =
        dataset->found == ENT_FORMAT_JSONL || dataset->found == ENT_FORMAT_JSON;
    if (options->labels_wanted && can_tell && !dataset->told_labels)
        return ent__bad_field(
            dataset, err, ENT_SKIP_LABEL, &whole_record,
            "record has no labels (an empty list would say that it has none)");
    if (options->group_wanted && !record->group.size)
        return ent__bad_field(dataset, err, ENT_SKIP_GROUP, &whole_record,
                              "record has no group");
    if (options->time_wanted && !time.size)
        return ent__bad_field(dataset, err, ENT_SKIP_TIME, &whole_record,
                              "record has no time");
    bool read_it = options->time_wanted || (options->notice && time.size);
    if (!read_it || ent_rfc3339_read(&micros, time))
        return ENT_OK;
    static const char what[] = "time '%.*s' is neither RFC 3339 nor a date";
    int shown = (int)(time.size < 40 ? time.size : 40);
    if (options->time_wanted)
        return ent__bad_field(dataset, err, ENT_SKIP_TIME, &dataset->time_field, what,
                              shown, time.data);
    ent__notice(dataset, ENT_NOTICE_TIME, &dataset->time_field, what, shown, time.data);
    return ENT_OK;
}

/* *kept false: left out without being at fault. */
ent_status ent__finish_record(ent_dataset *dataset, bool *kept, ent_error *err)
{
    ent_record *record = &dataset->record;
    const ent_source *source = &dataset->sources.items[dataset->at];
    const char *part = dataset->options.part;
    if (!record->part.size && source->part)
        record->part = ent_string_of(source->part);
    record->labels = dataset->labels.items;
    record->label_count = dataset->labels.count;
    record->references = dataset->references.items;
    record->reference_count = dataset->references.count;
    *kept = false;
    if (part && !ent_string_is(record->part, part)) {
        dataset->tally.skipped[ENT_SKIP_OTHER_PART]++;
        return ENT_OK;
    }
    if (dataset->map && dataset->had_labels && record->label_count == 0) {
        dataset->tally.skipped[ENT_SKIP_UNMAPPED]++;
        return ENT_OK;
    }
    ENT_TRY(ent__join_text(dataset, err));
    ENT_TRY(clean_text(dataset, err));
    ENT_TRY(check_wanted(dataset, err));
    if (!record->article.lang.size && dataset->options.lang)
        record->article.lang = ent_string_of(dataset->options.lang);
    fill_id(dataset);
    ent__tally_record(&dataset->tally, record, dataset->label_ids.items,
                      dataset->scratch);
    *kept = true;
    return ENT_OK;
}
