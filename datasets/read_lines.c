/* SPDX-License-Identifier: MIT */
/* Formats of one line a record with the labels in front: fastText and libsvm. */
#include <stdlib.h>
#include <string.h>

#include "reader.h"
#include "writer.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The word at the front of *rest, which moves behind it and the blanks that follow; empty at the end. */
static ent_string next_word(ent_string *rest)
{
    size_t size = 0;
    while (size < rest->size && !is_blank(rest->data[size]))
        size++;
    ent_string word = {rest->data, size};
    while (size < rest->size && is_blank(rest->data[size]))
        size++;
    *rest = (ent_string){rest->data + size, rest->size - size};
    return word;
}

/* The next line, its leading blanks removed; *blanks tells how many. */
static ent_status trimmed_line(ent_dataset *dataset, ent_string *line, size_t *blanks,
                               bool *end, ent_error *err)
{
    ENT_TRY(ent__next_line(dataset, line, end, err));
    *blanks = 0;
    if (*end)
        return ENT_OK;
    while (*blanks < line->size && is_blank(line->data[*blanks]))
        ++*blanks;
    *line = (ent_string){line->data + *blanks, line->size - *blanks};
    dataset->raw_column = 1 + *blanks;
    dataset->record.line = ent_input_line_number(dataset->input);
    dataset->fault.raw = *line;
    return ENT_OK;
}

/* ---- fastText: __label__a __label__b the text ---- */

static const char label_prefix[] = "__label__";
enum { PREFIX_SIZE = sizeof label_prefix - 1 };

static ent_status fasttext_next(ent_dataset *dataset, bool *end, ent_error *err)
{
    ent_string rest;
    size_t blanks;
    do
        ENT_TRY(trimmed_line(dataset, &rest, &blanks, end, err));
    while (!*end && rest.size == 0);
    if (*end)
        return ENT_OK;
    ENT_TRY(ent__field_text(dataset, &rest, rest, err));
    const char *start = rest.data;
    while (rest.size >= PREFIX_SIZE &&
           memcmp(rest.data, label_prefix, PREFIX_SIZE) == 0) {
        dataset->field.at = (size_t)(rest.data - start);
        ent_string word = next_word(&rest);
        ENT_TRY(ent__add_label(
            dataset, (ent_string){word.data + PREFIX_SIZE, word.size - PREFIX_SIZE},
            err));
    }
    dataset->text_field.at = (size_t)(rest.data - start);
    dataset->record.article.text = rest;
    dataset->record.article.paragraphs = ENT_PARAGRAPHS_LINE;
    return ENT_OK;
}

const ent_format_reader ent__fasttext_reader = {NULL, fasttext_next, NULL, NULL};

/* ---- libsvm: 1,3 5:0.5 17:1 # comment ---- */

/* A whole number without a sign; false when it is none or too large. */
static bool whole(ent_string word, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] < '0' || word.data[i] > '9' || *number > UINT32_MAX)
            return false;
        *number = *number * 10 + (uint64_t)(word.data[i] - '0');
    }
    return word.size > 0 && *number <= UINT32_MAX;
}

/* A finite decimal number; what it is worth does not matter here, so no locale does either. */
static bool decimal(ent_string word)
{
    size_t at = word.size && (word.data[0] == '-' || word.data[0] == '+');
    size_t digits = 0, points = 0;
    for (; at < word.size && word.data[at] != 'e' && word.data[at] != 'E'; at++) {
        digits += word.data[at] >= '0' && word.data[at] <= '9';
        points += word.data[at] == '.';
        if (word.data[at] != '.' && (word.data[at] < '0' || word.data[at] > '9'))
            return false;
    }
    if (digits == 0 || points > 1)
        return false;
    if (at == word.size)
        return true;
    at++;
    at += at < word.size && (word.data[at] == '-' || word.data[at] == '+');
    uint64_t exponent;
    return whole((ent_string){word.data + at, word.size - at}, &exponent) &&
           exponent < 300;
}

/* What is wrong with the pairs, and where; NULL: nothing. */
static const char *features_fault(ent_string rest, const char **where)
{
    uint64_t last = 0;
    while (rest.size) {
        ent_string word = next_word(&rest);
        const char *colon = word.size ? memchr(word.data, ':', word.size) : NULL;
        ent_string index = {word.data, colon ? (size_t)(colon - word.data) : 0};
        uint64_t number;
        *where = word.data;
        if (!colon || !whole(index, &number) ||
            !decimal((ent_string){colon + 1, word.size - index.size - 1}))
            return "not a pair INDEX:VALUE";
        if (number <= last)
            return number ? "indices are not ascending" : "index is not 1 or more";
        last = number;
    }
    return NULL;
}

bool ent__is_libsvm_features(ent_string text)
{
    const char *where;
    return !features_fault(text, &where);
}

bool ent__is_libsvm_label(ent_string label)
{
    return decimal(label);
}

static ent_status check_features(ent_dataset *dataset, ent_string line, ent_string rest,
                                 ent_error *err)
{
    const char *where;
    const char *fault = features_fault(rest, &where);
    if (!fault)
        return ENT_OK;
    return ent__bad(dataset, err, ENT_SKIP_SYNTAX, line, dataset->record.line,
                    dataset->raw_column + (size_t)(where - line.data), "%s", fault);
}

/*
 * The features stay what they are, as the record's text. A line of blanks is a row with neither labels nor features, as
 * we and scikit-learn write it; one of nothing, or of a comment, is no row.
 */
static ent_status libsvm_next(ent_dataset *dataset, bool *end, ent_error *err)
{
    ent_string line;
    size_t blanks;
    do
        ENT_TRY(trimmed_line(dataset, &line, &blanks, end, err));
    while (!*end && (line.size ? line.data[0] == '#' : blanks == 0));
    if (*end)
        return ENT_OK;
    const char *comment = memchr(line.data, '#', line.size);
    ent_string rest = {line.data, comment ? (size_t)(comment - line.data) : line.size};
    while (rest.size && is_blank(rest.data[rest.size - 1]))
        rest.size--;
    const char *space = rest.size ? memchr(rest.data, ' ', rest.size) : NULL;
    size_t first = space ? (size_t)(space - rest.data) : rest.size;
    ent_string labels = {rest.data, 0};
    if (!memchr(rest.data, ':', first)) /* a multi-label row may have no label at all */
        labels = next_word(&rest);
    while (labels.size) {
        const char *comma = memchr(labels.data, ',', labels.size);
        ent_string label = {labels.data,
                            comma ? (size_t)(comma - labels.data) : labels.size};
        if (!decimal(label))
            return ent__bad(dataset, err, ENT_SKIP_LABEL, line, dataset->record.line,
                            dataset->raw_column + (size_t)(label.data - line.data),
                            "label is not a number");
        ENT_TRY(ent__add_label(dataset, label, err));
        size_t taken = label.size + (comma != NULL);
        labels = (ent_string){labels.data + taken, labels.size - taken};
    }
    ENT_TRY(check_features(dataset, line, rest, err));
    dataset->record.article.text = rest;
    dataset->record.article.paragraphs = ENT_PARAGRAPHS_LINE;
    return ENT_OK;
}

const ent_format_reader ent__libsvm_reader = {NULL, libsvm_next, NULL, NULL};
