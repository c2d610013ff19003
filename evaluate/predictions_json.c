/* SPDX-License-Identifier: MIT */
/* One JSON record of a system's output: which member holds the answer of which task, in the shapes that are about. */
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "predictions.h"

/* The members that may hold the answer, first found first taken. */
static const char *const answer_keys[][4] = {
    [ENT_TASK_TOPICS] = {"topics", "labels", "label"},
    [ENT_TASK_STANCE] = {"stance", "label", "labels"},
    [ENT_TASK_LANGUAGES] = {"lang", "language", "label"},
    [ENT_TASK_TAGS] = {"tags", "keyphrases", "labels"},
    [ENT_TASK_STORIES] = {"story", "cluster", "label"},
    [ENT_TASK_SUMMARIES] = {"sentences", "summary", "text"},
};

static ent_string string_of(struct json_object *value)
{
    if (!json_object_is_type(value, json_type_string))
        return (ent_string){0};
    return (ent_string){json_object_get_string(value),
                        (size_t)json_object_get_string_len(value)};
}

static bool number_of(struct json_object *object, const char *key, double *number)
{
    struct json_object *value;
    if (!json_object_object_get_ex(object, key, &value) ||
        !(json_object_is_type(value, json_type_double) ||
          json_object_is_type(value, json_type_int)))
        return false;
    *number = json_object_get_double(value);
    return true;
}

/* {"label": "politics", "probability": 0.9, "margin": 1.2}; a tag may call its label "text", before "tag", its spelling as a hashtag. */
static ent_status take_scored(struct prediction_reader *reader,
                              struct json_object *object, bool chosen, ent_error *err)
{
    static const char *const label_keys[] = {"label", "phrase", "text",
                                             "tag",   "id",     NULL};
    ent_string label = {0};
    for (size_t i = 0; label_keys[i] && !label.data; i++)
        label = ent_json_string(object, label_keys[i], NULL);
    if (!label.data)
        return ent__prediction_fault(reader, "an answer without a label", err);
    if (chosen)
        ENT_TRY(ent__prediction_choose(reader, label, err));
    double number;
    if (number_of(object, "probability", &number))
        return ent__prediction_rank(reader, label, number, true, err);
    if (number_of(object, "margin", &number) || number_of(object, "score", &number))
        return ent__prediction_rank(reader, label, number, false, err);
    return ENT_OK;
}

/* A label as a string, a number (of a story) or an object. */
static ent_status take_label(struct prediction_reader *reader, struct json_object *value,
                             bool chosen, ent_error *err)
{
    if (json_object_is_type(value, json_type_object))
        return take_scored(reader, value, chosen, err);
    ent_string label = string_of(value);
    if (json_object_is_type(value, json_type_int))
        label = ent_string_of(json_object_get_string(value));
    if (!label.data)
        return ent__prediction_fault(reader, "a label that is not a string", err);
    return chosen ? ent__prediction_choose(reader, label, err) : ENT_OK;
}

static ent_status take_labels(struct prediction_reader *reader, struct json_object *value,
                              bool chosen, ent_error *err)
{
    if (!value)
        return ENT_OK;
    if (!json_object_is_type(value, json_type_array))
        return take_label(reader, value, chosen, err);
    size_t count = json_object_array_length(value);
    for (size_t i = 0; i < count; i++)
        ENT_TRY(take_label(reader, json_object_array_get_idx(value, i), chosen, err));
    return ENT_OK;
}

/* {"politics": 0.9, "sport": 0.1} */
static ent_status take_distribution(struct prediction_reader *reader,
                                    struct json_object *object, bool probabilities,
                                    ent_error *err)
{
    if (!json_object_is_type(object, json_type_object))
        return ent__prediction_fault(reader, "scores that are not an object", err);
    json_object_object_foreach(object, name, value)
    {
        if (!json_object_is_type(value, json_type_double) &&
            !json_object_is_type(value, json_type_int))
            return ent__prediction_fault(reader, "a score that is not a number", err);
        ENT_TRY(ent__prediction_rank(reader, ent_string_of(name),
                                     json_object_get_double(value), probabilities, err));
    }
    return ENT_OK;
}

/* A line feed inside a sentence would make it two. */
static void append_line(ent_buffer *out, ent_string text)
{
    if (out->size)
        ent_buffer_byte(out, '\n');
    for (size_t i = 0; i < text.size; i++)
        ent_buffer_byte(out, text.data[i] == '\n' ? ' ' : text.data[i]);
}

static ent_status take_summary(struct prediction_reader *reader,
                               struct json_object *value, ent_error *err)
{
    if (json_object_is_type(value, json_type_string)) {
        ent_buffer_string(&reader->summary, string_of(value));
        return ENT_OK;
    }
    if (!json_object_is_type(value, json_type_array))
        return ent__prediction_fault(reader,
                                     "a summary that is neither text nor sentences", err);
    size_t count = json_object_array_length(value);
    for (size_t i = 0; i < count; i++) {
        struct json_object *item = json_object_array_get_idx(value, i);
        ent_string text = json_object_is_type(item, json_type_object)
                              ? ent_json_string(item, "text", NULL)
                              : string_of(item);
        if (!text.data)
            return ent__prediction_fault(reader, "a sentence without text", err);
        append_line(&reader->summary, text);
    }
    return ENT_OK;
}

/* Is there a member for the answer? It may be null. */
static bool answer_of(struct json_object **answer, const struct prediction_reader *reader,
                      struct json_object *object)
{
    const char *const *keys = answer_keys[reader->task];
    *answer = NULL;
    for (size_t i = 0; i < 4 && keys[i]; i++)
        if (json_object_object_get_ex(object, keys[i], answer))
            return true;
    return false;
}

/* A record that says nothing of an answer is of another shape than ours: read as no answer it would score 0 unnoticed. */
static ent_status fault_of_no_answer(const struct prediction_reader *reader,
                                     ent_error *err)
{
    const char *const *keys = answer_keys[reader->task];
    char what[80];
    snprintf(what, sizeof what, "a record without '%s', '%s' or '%s'", keys[0], keys[1],
             keys[2]);
    return ent__prediction_fault(reader, what, err);
}

/* A distribution alone stands for its best label, the first of equals. */
static ent_status choose_best(struct prediction_reader *reader, ent_error *err)
{
    const ent_ranked *best = reader->ranked.items;
    for (size_t i = 1; i < reader->ranked.count; i++)
        if (reader->ranked.items[i].score > best->score)
            best = &reader->ranked.items[i];
    return !reader->ranked.count || ent_array_push(&reader->chosen, best->label)
               ? ENT_OK
               : ent_fail_memory(err);
}

ent_status ent__prediction_from_json(struct prediction_reader *reader,
                                     struct json_object *object, ent_error *err)
{
    if (!json_object_is_type(object, json_type_object))
        return ent__prediction_fault(reader, "not a JSON object", err);
    ent_buffer_string(&reader->id, ent_json_string(object, "id", NULL));
    struct json_object *answer, *scores = NULL;
    bool answers = answer_of(&answer, reader, object);
    if (reader->task == ENT_TASK_SUMMARIES)
        return answer ? take_summary(reader, answer, err)
                      : ent__prediction_fault(reader, "a record without a summary", err);
    ent_string status = ent_json_string(object, "status", NULL);
    ENT_TRY(take_labels(reader, answer, ent__prediction_has_answered(status), err));
    bool probabilities = json_object_object_get_ex(object, "probabilities", &scores);
    if (!probabilities)
        json_object_object_get_ex(object, "scores", &scores);
    if (scores)
        ENT_TRY(take_distribution(reader, scores, probabilities, err));
    if (answers || status.data)
        return ENT_OK;
    return scores ? choose_best(reader, err) : fault_of_no_answer(reader, err);
}
