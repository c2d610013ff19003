/* SPDX-License-Identifier: MIT */
/* Reading a system's output, ours or a peer's: JSON Lines, fastText's lines, or TSV. */
#include "predictions.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

ent_status ent__prediction_fault(const struct prediction_reader *reader, const char *what,
                                 ent_error *err)
{
    return ent_fail(err, ENT_EDATA, "%s:%llu: %s", reader->path,
                    (unsigned long long)reader->line, what);
}

bool ent__prediction_has_answered(ent_string status)
{
    return !ent_string_is(status, "unsure") && !ent_string_is(status, "empty") &&
           !ent_string_is(status, "unsupported-language");
}

/* ---- filling a record ---- */

ent_status ent__prediction_choose(struct prediction_reader *reader, ent_string label,
                                  ent_error *err)
{
    uint32_t number;
    if (!ent_names_add(reader->names, label, &number) ||
        !ent_array_push(&reader->chosen, number))
        return ent_fail_memory(err);
    return ENT_OK;
}

ent_status ent__prediction_rank(struct prediction_reader *reader, ent_string label,
                                double score, bool probability, ent_error *err)
{
    /* fastText prints 1.00001. */
    if (!isfinite((float)score) || (probability && (score < -0.001 || score > 1.001)))
        return ent__prediction_fault(reader, "a score is out of range", err);
    if (probability)
        score = score < 0 ? 0 : score > 1 ? 1 : score;
    reader->plain_scores = reader->plain_scores || !probability;
    ent_ranked ranked = {0, (float)score};
    if (!ent_names_add(reader->names, label, &ranked.label) ||
        !ent_array_push(&reader->ranked, ranked))
        return ent_fail_memory(err);
    return ENT_OK;
}

/* ---- finishing a record ---- */

static int by_score(const void *a, const void *b)
{
    const ent_ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->label > y->label) - (x->label < y->label);
}

/* Is the label new in this list? Repeats are dropped. */
static bool is_new(ent_map *seen, uint32_t label, bool *failed)
{
    uint32_t *place = ent_map_put(seen, label);
    *failed = *failed || !place;
    if (!place || *place != ENT_MAP_NONE)
        return false;
    *place = 0;
    return true;
}

static bool drop_repeats(struct prediction_reader *reader)
{
    bool failed = false;
    size_t kept = 0;
    if (reader->chosen.count > 1) {
        ent_map_dispose(&reader->seen);
        for (size_t i = 0; i < reader->chosen.count; i++)
            if (is_new(&reader->seen, reader->chosen.items[i], &failed))
                reader->chosen.items[kept++] = reader->chosen.items[i];
        reader->chosen.count = kept;
    }
    if (reader->ranked.count > 1) {
        ent_map_dispose(&reader->seen);
        qsort(reader->ranked.items, reader->ranked.count, sizeof *reader->ranked.items,
              by_score);
        kept = 0;
        for (size_t i = 0; i < reader->ranked.count; i++)
            if (is_new(&reader->seen, reader->ranked.items[i].label, &failed))
                reader->ranked.items[kept++] = reader->ranked.items[i];
        reader->ranked.count = kept;
    }
    return !failed;
}

static void *copy(ent_arena *arena, const void *items, size_t count, size_t size)
{
    void *result = ent_arena_alloc(arena, count, size);
    return result && count ? memcpy(result, items, count * size) : result;
}

static ent_status note_id(struct prediction_reader *reader, ent_string id, ent_error *err)
{
    if (id.size == 0)
        return ENT_OK;
    uint32_t *place = ent_map_put(&reader->by_id, ent_hash(id.data, id.size));
    if (!place)
        return ent_fail_memory(err);
    if (*place != ENT_MAP_NONE)
        return ent_fail(err, ENT_EDATA, "%s:%llu: the id '%.*s' is given twice",
                        reader->path, (unsigned long long)reader->line,
                        (int)(id.size < 100 ? id.size : 100), id.data);
    *place = (uint32_t)reader->items.count;
    return ENT_OK;
}

static ent_status finish_record(struct prediction_reader *reader, ent_error *err)
{
    if (!reader->open)
        return ENT_OK;
    reader->open = false;
    ent_arena *arena = &reader->arena;
    if (!drop_repeats(reader) || reader->id.failed || reader->summary.failed)
        return ent_fail_memory(err);
    ent_prediction done = {
        .id = ent_string_copy(arena, ent_buffer_view(&reader->id)),
        .summary = ent_string_copy(arena, ent_buffer_view(&reader->summary)),
        .chosen =
            copy(arena, reader->chosen.items, reader->chosen.count, sizeof(uint32_t)),
        .chosen_count = reader->chosen.count,
        .ranked =
            copy(arena, reader->ranked.items, reader->ranked.count, sizeof(ent_ranked)),
        .ranked_count = reader->ranked.count,
    };
    if (!done.id.data || !done.summary.data || !done.chosen || !done.ranked)
        return ent_fail_memory(err);
    ENT_TRY(note_id(reader, done.id, err));
    return ent_array_push(&reader->items, done) ? ENT_OK : ent_fail_memory(err);
}

static void begin_record(struct prediction_reader *reader)
{
    reader->open = true;
    ent_buffer_clear(&reader->id);
    ent_buffer_clear(&reader->summary);
    reader->chosen.count = reader->ranked.count = 0;
}

/* ---- the formats ---- */

static ent_status read_json_line(struct prediction_reader *reader, ent_string line,
                                 ent_error *err)
{
    struct json_object *object;
    size_t column = 0;
    ent_error fault = {0};
    ent_status status = ent_json_parse(&object, reader->parser, line, &column, &fault);
    if (status != ENT_OK)
        return ent_fail(err, status, "%s:%llu:%zu: %s", reader->path,
                        (unsigned long long)reader->line, column, fault.msg);
    begin_record(reader);
    status = ent__prediction_from_json(reader, object, err);
    json_object_put(object);
    return status == ENT_OK ? finish_record(reader, err) : status;
}

/* The next word of a line between separators; false at its end. */
static bool next_word(ent_string *word, ent_string *rest, const char *separators)
{
    while (rest->size && strchr(separators, rest->data[0]))
        rest->data++, rest->size--;
    size_t size = 0;
    while (size < rest->size &&
           !(rest->data[size] && strchr(separators, rest->data[size])))
        size++;
    *word = (ent_string){rest->data, size};
    rest->data += size, rest->size -= size;
    return size > 0;
}

/* JSON's way of writing numbers is everybody's, and its reader does not ask the locale. */
static bool read_number(const struct prediction_reader *reader, double *number,
                        ent_string word)
{
    struct json_object *value;
    if (ent_json_parse(&value, reader->parser, word, NULL, NULL) != ENT_OK)
        return false;
    bool is_number = json_object_is_type(value, json_type_double) ||
                     json_object_is_type(value, json_type_int);
    *number = is_number ? json_object_get_double(value) : 0;
    json_object_put(value);
    return is_number;
}

static const char label_mark[] = "__label__";
enum { LABEL_MARK = sizeof label_mark - 1 };

/* "__label__a __label__b", or with numbers between: "__label__a 0.9 __label__b 0.1". */
static ent_status read_fasttext_line(struct prediction_reader *reader, ent_string line,
                                     ent_error *err)
{
    begin_record(reader);
    ent_string word, label = {0};
    while (next_word(&word, &line, " \t\r")) {
        double number;
        if (word.size > LABEL_MARK && memcmp(word.data, label_mark, LABEL_MARK) == 0) {
            label = (ent_string){word.data + LABEL_MARK, word.size - LABEL_MARK};
            ENT_TRY(ent__prediction_choose(reader, label, err));
        } else if (label.size && read_number(reader, &number, word)) {
            ENT_TRY(ent__prediction_rank(reader, label, number, true, err));
        } else {
            return ent__prediction_fault(reader, "neither a label nor its probability",
                                         err);
        }
    }
    return finish_record(reader, err);
}

/* The tab-separated fields of a line, empty ones too. @return how many, at most `most` */
static size_t split_fields(ent_string *fields, size_t most, ent_string line)
{
    size_t count = 0;
    while (count < most) {
        const char *tab = line.size ? memchr(line.data, '\t', line.size) : NULL;
        size_t size = tab ? (size_t)(tab - line.data) : line.size;
        fields[count++] = (ent_string){line.data, size};
        if (!tab)
            break;
        line.data += size + 1, line.size -= size + 1;
    }
    return count;
}

/* id, label, probability; or as classify prints: id, language, status, label, code, probability, margin. An empty label is
 * none; lines of one id that follow each other are one record. */
static ent_status read_tsv_line(struct prediction_reader *reader, ent_string line,
                                ent_error *err)
{
    enum { FIELDS = 7 };
    ent_string fields[FIELDS] = {0};
    size_t count = split_fields(fields, FIELDS, line);
    bool ours = count == FIELDS;
    if ((count != 2 && count != 3 && !ours) || !fields[0].size)
        return ent__prediction_fault(reader, "not 'id<TAB>label<TAB>probability'", err);
    if (!reader->open || !ent_string_equal(ent_buffer_view(&reader->id), fields[0])) {
        ENT_TRY(finish_record(reader, err));
        begin_record(reader);
        ent_buffer_string(&reader->id, fields[0]);
    }
    ent_string label = fields[ours ? 3 : 1], probability = fields[ours ? 5 : 2];
    bool is_probability = probability.size > 0;
    ent_string score = is_probability ? probability : fields[6];
    if (!label.size)
        return ENT_OK;
    if (!ours || ent__prediction_has_answered(fields[2]))
        ENT_TRY(ent__prediction_choose(reader, label, err));
    double number;
    if (!score.size)
        return ENT_OK;
    if (!read_number(reader, &number, score))
        return ent__prediction_fault(reader, "a score that is not a number", err);
    return ent__prediction_rank(reader, label, number, is_probability, err);
}

static enum layout recognise(ent_string line)
{
    if (line.data[0] == '{')
        return JSON_LINES;
    return line.size > LABEL_MARK && memcmp(line.data, label_mark, LABEL_MARK) == 0
               ? FASTTEXT
               : TSV;
}

static ent_status read_line(struct prediction_reader *reader, ent_string line,
                            ent_error *err)
{
    reader->line++;
    if (line.size && line.data[line.size - 1] == '\r')
        line.size--;
    /* fastText answers an empty line where it knows no word of the document. */
    if (line.size == 0 && reader->layout != FASTTEXT)
        return ENT_OK;
    if (reader->layout == UNKNOWN)
        reader->layout = recognise(line);
    if (reader->layout == JSON_LINES)
        return read_json_line(reader, line, err);
    return reader->layout == FASTTEXT ? read_fasttext_line(reader, line, err)
                                      : read_tsv_line(reader, line, err);
}

/* ---- the whole ---- */

static ent_status open_reader(struct prediction_reader *reader, ent_names *names,
                              const char *path, ent_task task, ent_error *err)
{
    *reader = (struct prediction_reader){.path = path, .task = task, .names = names};
    reader->parser = ent_json_parser_new();
    if (!reader->parser)
        return ent_fail_memory(err);
    /* An upper bound on what predictions may take; address space alone costs nothing. */
    return ent_arena_open(&reader->arena, (size_t)8 << 30, err);
}

static void close_reader(struct prediction_reader *reader)
{
    ent_json_parser_free(reader->parser);
    ent_buffer_dispose(&reader->id);
    ent_buffer_dispose(&reader->summary);
    free(reader->chosen.items);
    free(reader->ranked.items);
    free(reader->items.items);
    ent_map_dispose(&reader->seen);
    ent_map_dispose(&reader->by_id);
    ent_arena_close(&reader->arena);
}

/* Hands the finished records over and leaves the reader to be closed. */
static ent_status finish_reading(ent_predictions *out, struct prediction_reader *reader,
                                 ent_error *err)
{
    ENT_TRY(finish_record(reader, err));
    size_t count = reader->items.count;
    if (reader->by_id.count && reader->by_id.count != count)
        return ent_fail(err, ENT_EDATA, "%s: some records have an id and some have none",
                        reader->path);
    ent_prediction *items =
        copy(&reader->arena, reader->items.items, count, sizeof *items);
    if (!items)
        return ent_fail_memory(err);
    *out = (ent_predictions){
        .items = items,
        .count = count,
        .probabilities = !reader->plain_scores,
        .underscored = reader->layout == FASTTEXT,
        .by_id = reader->by_id,
        .arena = reader->arena,
    };
    reader->by_id = (ent_map){0};
    reader->arena = (ent_arena){0};
    return ENT_OK;
}

ent_status ent__predictions_parse(ent_predictions *out, ent_names *names, ent_string text,
                                  const char *path, ent_task task, ent_error *err)
{
    struct prediction_reader reader;
    ent_status status;
    ENT_TRY_OUT(open_reader(&reader, names, path, task, err));
    while (text.size) {
        const char *feed = memchr(text.data, '\n', text.size);
        size_t size = feed ? (size_t)(feed - text.data) : text.size;
        ENT_TRY_OUT(read_line(&reader, (ent_string){text.data, size}, err));
        size += feed != NULL;
        text.data += size, text.size -= size;
    }
    status = finish_reading(out, &reader, err);
out:
    close_reader(&reader);
    return status;
}

ent_status ent__predictions_read(ent_predictions *out, ent_names *names, const char *path,
                                 ent_task task, ent_error *err)
{
    struct prediction_reader reader;
    ent_input *input = NULL;
    ent_status status;
    ENT_TRY_OUT(open_reader(&reader, names, path, task, err));
    ENT_TRY_OUT(ent_input_open(&input, path, err));
    for (;;) {
        ent_string line;
        bool end;
        ENT_TRY_OUT(ent_input_line(input, &line, &end, 0, err));
        if (end)
            break;
        ENT_TRY_OUT(read_line(&reader, line, err));
    }
    status = finish_reading(out, &reader, err);
out:
    ent_input_close(input);
    close_reader(&reader);
    return status;
}

void ent__predictions_dispose(ent_predictions *predictions)
{
    ent_map_dispose(&predictions->by_id);
    ent_arena_close(&predictions->arena);
}

const ent_prediction *ent__predictions_find(const ent_predictions *predictions,
                                            ent_string id, size_t place)
{
    if (!predictions->by_id.count)
        return place < predictions->count ? &predictions->items[place] : NULL;
    uint32_t number = ent_map_get(&predictions->by_id, ent_hash(id.data, id.size));
    return number == ENT_MAP_NONE ? NULL : &predictions->items[number];
}
