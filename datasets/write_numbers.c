/* SPDX-License-Identifier: MIT */
/* Writing for other learners: libsvm's sparse rows and Vowpal Wabbit's lines, with numbers for labels and words. */
#include <stdlib.h>
#include <string.h>

#include "writer.h"

/* Numbers from 1 in order of first appearance. */
struct ent_numbering {
    ent_names labels;
    ent_names terms;
    ent_lexicon *lexicon;
    ENT_ARRAY(uint32_t) counts; /* [terms.count] in the current record, else 0 */
    ENT_ARRAY(uint32_t) seen;   /* terms of the current record */
};

void ent__numbering_free(struct ent_numbering *numbering)
{
    if (!numbering)
        return;
    ent_names_dispose(&numbering->labels);
    ent_names_dispose(&numbering->terms);
    ent_lexicon_free(numbering->lexicon);
    free(numbering->counts.items);
    free(numbering->seen.items);
    free(numbering);
}

ent_status ent__numbering_new(struct ent_numbering **out, ent_error *err)
{
    struct ent_numbering *numbering = ent_new_zeroed(1, sizeof *numbering);
    if (!numbering || !(numbering->lexicon = ent_lexicon_new(NULL, false))) {
        ent__numbering_free(numbering);
        return ent_fail_memory(err);
    }
    *out = numbering;
    return ENT_OK;
}

/* "1,3": the labels' numbers; as they stand where they are numbers already (they come from a file of this kind). */
static ent_status write_labels(ent_dataset_writer *writer, const ent_record *record,
                               bool as_they_are, ent_error *err)
{
    for (size_t i = 0; i < record->label_count; i++) {
        if (i)
            ent_buffer_byte(&writer->text, ',');
        uint32_t id;
        if (as_they_are)
            ent_buffer_string(&writer->text, record->labels[i]);
        else if (ent_names_add(&writer->numbering->labels, record->labels[i], &id))
            ent_buffer_format(&writer->text, "%u", id + 1);
        else
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

/* ---- libsvm ---- */

static ent_status count_words(struct ent_numbering *numbering, ent_string text,
                              ent_error *err)
{
    ent_token tokens[256];
    size_t count;
    for (size_t at = 0;
         (count = ent_tokenize(tokens, 256, numbering->lexicon, text, &at)) > 0;)
        for (size_t i = 0; i < count; i++) {
            uint32_t id;
            ent_string form = ent_lexicon_folded(numbering->lexicon, tokens[i].form);
            if (!ent_names_add(&numbering->terms, form, &id) ||
                (id == numbering->counts.count && !ent_array_push(&numbering->counts, 0)))
                return ent_fail_memory(err);
            if (numbering->counts.items[id]++ == 0 &&
                !ent_array_push(&numbering->seen, id))
                return ent_fail_memory(err);
        }
    return ENT_OK;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static ent_status write_counts(ent_dataset_writer *writer, const ent_record *record,
                               ent_error *err)
{
    struct ent_numbering *numbering = writer->numbering;
    numbering->seen.count = 0;
    ENT_TRY(count_words(numbering, record->article.title, err));
    ENT_TRY(count_words(numbering, record->article.text, err));
    if (numbering->seen.count)
        qsort(numbering->seen.items, numbering->seen.count, sizeof(uint32_t), by_number);
    for (size_t i = 0; i < numbering->seen.count; i++) {
        uint32_t id = numbering->seen.items[i];
        ent_buffer_format(&writer->text, " %u:%u", id + 1, numbering->counts.items[id]);
        numbering->counts.items[id] = 0;
    }
    return ENT_OK;
}

static ent_status libsvm_write(ent_dataset_writer *writer, const ent_record *record,
                               ent_error *err)
{
    size_t before = writer->text.size;
    bool rows = ent__is_libsvm_features(record->article.text);
    for (size_t i = 0; i < record->label_count; i++)
        rows = rows && ent__is_libsvm_label(record->labels[i]);
    ENT_TRY(write_labels(writer, record, rows, err));
    if (rows) {
        ent_buffer_byte(&writer->text, ' ');
        ent_buffer_string(&writer->text, record->article.text);
    } else {
        ENT_TRY(write_counts(writer, record, err));
    }
    if (writer->text.size == before) /* neither labels nor words, but a row */
        ent_buffer_byte(&writer->text, ' ');
    ent_buffer_byte(&writer->text, '\n');
    return ENT_OK;
}

/* ---- Vowpal Wabbit ---- */

/* Words as they are; a colon and a bar have meanings of their own there. */
static void write_words(ent_buffer *out, ent_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool special = c == ':' || c == '|' || (c >= '\t' && c <= '\r');
        ent_buffer_byte(out, special ? ' ' : c);
    }
}

static ent_status vw_write(ent_dataset_writer *writer, const ent_record *record,
                           ent_error *err)
{
    ent_buffer *out = &writer->text;
    char number[ENT_NUMBER_ROOM];
    ent_string weight = ent__extra(record, ENT_EXTRA_WEIGHT, number);
    ENT_TRY(write_labels(writer, record, false, err));
    if (weight.size)
        ent_buffer_format(out, " %.*s", (int)weight.size, weight.data);
    ent_buffer_text(out, " '");
    for (size_t i = 0; i < record->article.id.size; i++) {
        char c = record->article.id.data[i];
        ent_buffer_byte(out, c == ' ' || c == '|' || (c >= '\t' && c <= '\r') ? '_' : c);
    }
    if (record->article.title.size) {
        ent_buffer_text(out, " |title ");
        write_words(out, record->article.title);
    }
    ent_buffer_text(out, " |text ");
    write_words(out, record->article.text);
    ent_buffer_byte(out, '\n');
    return ENT_OK;
}

/* ---- what the numbers mean ---- */

static ent_status write_names(const char *path, const char *ending,
                              const ent_names *names, ent_error *err)
{
    if (names->count == 0)
        return ENT_OK;
    ent_buffer text = {0}, name = {0};
    ent_buffer_format(&name, "%s%s", path, ending);
    for (uint32_t id = 0; id < names->count; id++) {
        ent_buffer_string(&text, ent_names_get(names, id));
        ent_buffer_byte(&text, '\n');
    }
    ent_status status = text.failed || name.failed
                            ? ent_fail_memory(err)
                            : ent_file_write(name.data, ent_buffer_view(&text), err);
    ent_buffer_dispose(&text);
    ent_buffer_dispose(&name);
    return status;
}

static ent_status finish(ent_dataset_writer *writer, ent_error *err)
{
    ENT_TRY(write_names(writer->path, ".labels", &writer->numbering->labels, err));
    return write_names(writer->path, ".terms", &writer->numbering->terms, err);
}

const ent_format_writer ent__libsvm_writer = {1u << ENT_EXTRA_TITLE, libsvm_write,
                                              finish};
const ent_format_writer ent__vw_writer = {1u << ENT_EXTRA_ID | 1u << ENT_EXTRA_TITLE |
                                              1u << ENT_EXTRA_WEIGHT,
                                          vw_write, finish};
