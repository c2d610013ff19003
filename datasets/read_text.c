/* SPDX-License-Identifier: MIT */
/* A text file is a record: its folder, or a .key or .tsv file beside it, gives the labels. */
#include <string.h>

#include "reader.h"
#include "strip.h"

enum { LOOKED_AT = 1 << 16 }; /* bytes that tell a binary file */

/* One label a line. In a .tsv file (Annif) a line is <URI><TAB>label: the label counts, the URI where there is none. */
static ent_status read_labels(ent_dataset *dataset, ent_input *input, bool tabs,
                              ent_error *err)
{
    for (;;) {
        ent_string line;
        bool end;
        ent_status status = ent_input_line(input, &line, &end, 1 << 16, err);
        if (status != ENT_OK)
            return ent__input_fault(dataset, status, err);
        if (end)
            return ENT_OK;
        const char *tab = tabs && line.size ? memchr(line.data, '\t', line.size) : NULL;
        size_t before = tab ? (size_t)(tab - line.data) + 1 : 0;
        ent_string name = {line.data + before, line.size - before};
        if (!name.size && tab)
            name = (ent_string){line.data, before - 1};
        if (name.size > 2 && name.data[0] == '<' && name.data[name.size - 1] == '>')
            name = (ent_string){name.data + 1, name.size - 2};
        if (!name.size)
            continue;
        ENT_TRY(ent__plain(dataset, &name, name, err));
        name = ent_string_copy(&dataset->scratch, name); /* the line goes away */
        if (!name.data)
            return ent_fail_memory(err);
        ENT_TRY(ent__add_label(dataset, name, err));
    }
}

static ent_status read_label_file(ent_dataset *dataset, const char *path, ent_error *err)
{
    size_t size = strlen(path);
    ent_input *input;
    ENT_TRY(ent_input_open(&input, path, err));
    ent_status status = read_labels(
        dataset, input, size > 4 && strcmp(path + size - 4, ".tsv") == 0, err);
    ent_input_close(input);
    return status;
}

static ent_string first_line(ent_string *text)
{
    const char *feed = text->size ? memchr(text->data, '\n', text->size) : NULL;
    ent_string line = {text->data, feed ? (size_t)(feed - text->data) : text->size};
    size_t taken = line.size + (feed != NULL);
    *text = (ent_string){text->data + taken, text->size - taken};
    if (line.size && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

static ent_status text_next(ent_dataset *dataset, bool *end, ent_error *err)
{
    *end = dataset->read > 0;
    if (*end)
        return ENT_OK;
    const ent_source *source = &dataset->sources.items[dataset->at];
    const ent_dataset_options *options = &dataset->options;
    ent_article *article = &dataset->record.article;
    ent_string text;
    ENT_TRY(ent__read_rest(dataset, &text, err));
    if (ent_is_binary(
            (ent_string){text.data, text.size < LOOKED_AT ? text.size : LOOKED_AT}))
        return ent__bad(dataset, err, ENT_SKIP_BINARY, text, 0, 0,
                        "not text: a binary file");
    ENT_TRY(ent__plain(dataset, &text, text, err));
    ENT_TRY(ent__strip_message(&text, &dataset->scratch, text, options->strip, err));
    if (options->title && strcmp(options->title, "first-line") == 0)
        article->title = first_line(&text);
    article->text = text;
    article->paragraphs = ENT_PARAGRAPHS_AUTO;
    /* Names of files and folders are bytes like any other. */
    if (source->id)
        ENT_TRY(ent__plain(dataset, &article->id, ent_string_of(source->id), err));
    if (source->label) {
        ent_string label;
        ENT_TRY(ent__plain(dataset, &label, ent_string_of(source->label), err));
        ENT_TRY(ent__add_label(dataset, label, err));
    }
    return source->labels ? read_label_file(dataset, source->labels, err) : ENT_OK;
}

const ent_format_reader ent__text_reader = {NULL, text_next, NULL, NULL};
