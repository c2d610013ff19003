/* SPDX-License-Identifier: MIT */
/* Putting fields into the record that is being built. */
#include <string.h>

#include "reader.h"

/* What is wrong with a label; NULL: nothing. */
static const char *fault_of(ent_string label)
{
    return !label.size                            ? "is empty"
           : label.size > 4096                    ? "is longer than 4096 bytes"
           : memchr(label.data, '\0', label.size) ? "holds a NUL"
           : ent_count_words(label) == 0          ? "is blank"
                                                  : NULL;
}

ent_status ent__add_label(ent_dataset *dataset, ent_string label, ent_error *err)
{
    const char *fault = fault_of(label);
    dataset->told_labels = true;
    if (dataset->options.articles_only && fault)
        return ENT_OK;
    if (fault)
        return ent__bad_field(dataset, err, ENT_SKIP_LABEL, &dataset->field, "label %s",
                              fault);
    dataset->had_labels = true;
    if (dataset->map)
        label = ent__label_map_apply(dataset->map, label);
    if (label.size == 0)
        return ENT_OK; /* dropped by the map */
    uint32_t id;
    bool repeated;
    ENT_TRY(
        ent__tally_label(&dataset->tally, &id, &repeated, label, dataset->number, err));
    if (repeated)
        return ENT_OK;
    if (!ent_array_push(&dataset->labels, label) ||
        !ent_array_push(&dataset->label_ids, id))
        return ent_fail_memory(err);
    return ENT_OK;
}

static ent_string trimmed(ent_string text)
{
    while (text.size && (text.data[0] == ' ' || text.data[0] == '\t'))
        text = (ent_string){text.data + 1, text.size - 1};
    while (text.size &&
           (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
        text.size--;
    return text;
}

/* Split at the separator; what stands between two of them and is blank is no label. */
ent_status ent__add_labels(ent_dataset *dataset, ent_string cell, ent_error *err)
{
    const char *separator = dataset->options.label_separator;
    size_t size = separator ? strlen(separator) : 0;
    if (size == 0)
        return cell.size ? ent__add_label(dataset, cell, err) : ENT_OK;
    while (cell.size) {
        const char *found = memmem(cell.data, cell.size, separator, size);
        ent_string piece = {cell.data, found ? (size_t)(found - cell.data) : cell.size};
        size_t taken = piece.size + (found ? size : 0);
        cell = (ent_string){cell.data + taken, cell.size - taken};
        piece = trimmed(piece);
        if (piece.size)
            ENT_TRY(ent__add_label(dataset, piece, err));
    }
    return ENT_OK;
}

/* Several fields make one text, in the order in which the caller named them. */
static ent_status add_text(ent_dataset *dataset, uint32_t order, ent_string value,
                           ent_error *err)
{
    if (dataset->fields.text_count == 1) {
        dataset->record.article.text = value.data ? value : (ent_string){"", 0};
        return ENT_OK;
    }
    struct ent_piece piece = {order, value};
    if (!ent_array_push(&dataset->pieces, piece))
        return ent_fail_memory(err);
    return ENT_OK;
}

/* A decimal number in any locale; exponents are of no use in a weight. */
static ent_status set_weight(ent_dataset *dataset, ent_string text, ent_error *err)
{
    static const double least = 1e-6, most = 1e6;
    double weight = 0, unit = 0; /* of the next decimal; 0: before the point */
    bool good = text.size > 0 && text.size < 20;
    for (size_t i = 0; good && i < text.size; i++) {
        char c = text.data[i];
        good = (c >= '0' && c <= '9') || (c == '.' && unit == 0);
        if (c == '.')
            unit = 0.1;
        else if (unit > 0)
            weight += unit * (c - '0'), unit /= 10;
        else
            weight = 10 * weight + (c - '0');
    }
    if (!good || weight < least || weight > most)
        return ent__bad_field(dataset, err, ENT_SKIP_FIELD, &dataset->field,
                              "weight '%.*s' is not a number from 0.000001 to 1000000",
                              (int)(text.size < 40 ? text.size : 40), text.data);
    dataset->record.weight = weight;
    return ENT_OK;
}

ent_status ent__set_field(ent_dataset *dataset, const ent_field_rule *rule,
                          ent_string value, ent_error *err)
{
    ent_record *record = &dataset->record;
    ent_article *article = &record->article;
    ent_string *const places[ENT_ROLE_COUNT] = {
        [ENT_ROLE_ID] = &article->id,         [ENT_ROLE_URL] = &article->url,
        [ENT_ROLE_SOURCE] = &article->source, [ENT_ROLE_TIME] = &article->time,
        [ENT_ROLE_LANG] = &article->lang,     [ENT_ROLE_TITLE] = &article->title,
        [ENT_ROLE_TARGET] = &record->target,  [ENT_ROLE_STANCE] = &record->stance,
        [ENT_ROLE_PART] = &record->part,      [ENT_ROLE_GROUP] = &record->group,
        [ENT_ROLE_AUTHOR] = &record->author,  [ENT_ROLE_TEASER] = &record->teaser,
    };
    if (rule->role == ENT_ROLE_TEXT)
        dataset->text_field = dataset->field;
    if (rule->role == ENT_ROLE_TIME)
        dataset->time_field = dataset->field;
    if (rule->role == ENT_ROLE_TEXT)
        return add_text(dataset, rule->order, value, err);
    if (rule->role == ENT_ROLE_LABEL)
        return ent__add_labels(dataset, value, err);
    if (rule->role == ENT_ROLE_WEIGHT)
        return value.size ? set_weight(dataset, value, err) : ENT_OK;
    if (rule->role == ENT_ROLE_REFERENCE)
        return !value.size || ent_array_push(&dataset->references, value)
                   ? ENT_OK
                   : ent_fail_memory(err);
    if (places[rule->role])
        *places[rule->role] = value;
    return ENT_OK;
}

ent_status ent__join_text(ent_dataset *dataset, ent_error *err)
{
    if (!dataset->pieces.count)
        return ENT_OK;
    ent_buffer *joined = &dataset->joined;
    ent_buffer_clear(joined);
    ent_buffer_append(joined, "", 0);
    for (uint32_t order = 0; order < dataset->fields.text_count; order++)
        for (size_t i = 0; i < dataset->pieces.count; i++) {
            const struct ent_piece *piece = &dataset->pieces.items[i];
            if (piece->order != order || !piece->text.size)
                continue;
            if (joined->size)
                ent_buffer_byte(joined, '\n');
            ent_buffer_string(joined, piece->text);
        }
    if (joined->failed)
        return ent_fail_memory(err);
    dataset->record.article.text = ent_buffer_view(joined);
    return ENT_OK;
}
