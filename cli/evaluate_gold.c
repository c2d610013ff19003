/* SPDX-License-Identifier: MIT */
/* Corpora whose truth is text: key phrases, stories, reference summaries, one JSON object a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "evaluate.h"

/* The members that hold the truth, first found first taken. */
static const char *const truth_keys[][4] = {
    [ENT_TASK_TAGS] = {"keyphrases", "tags", "keywords"},
    [ENT_TASK_STORIES] = {"story", "cluster", "group"},
    [ENT_TASK_SUMMARIES] = {"summaries", "summary", "references"},
};

struct place {
    const char *path;
    uint64_t line;
};

static ent_status fault_at(const struct place *place, const char *what, ent_error *err)
{
    return ent_fail(err, ENT_EDATA, "%s:%llu: %s", place->path,
                    (unsigned long long)place->line, what);
}

static bool keep(ent_string *out, ent_arena *arena, ent_string value)
{
    *out = ent_string_copy(arena, value);
    return out->data != NULL;
}

static bool take_article(ent_article *article, ent_arena *arena,
                         struct json_object *object, ent_string lang)
{
    article->lang = lang;
    article->paragraphs = ENT_PARAGRAPHS_LINE;
    return keep(&article->id, arena, ent_json_string(object, "id", NULL)) &&
           keep(&article->title, arena, ent_json_string(object, "title", NULL)) &&
           keep(&article->text, arena, ent_json_string(object, "text", NULL));
}

static ent_status take_articles(struct gold *gold, ent_arena *arena,
                                struct json_object *object, const struct place *place,
                                ent_error *err)
{
    struct json_object *documents = NULL;
    bool several = json_object_object_get_ex(object, "documents", &documents);
    if (several && !json_object_is_type(documents, json_type_array))
        return fault_at(place, "documents that are not a list", err);
    gold->article_count = several ? json_object_array_length(documents) : 1;
    gold->articles = ent_arena_alloc(arena, gold->article_count, sizeof *gold->articles);
    if (!gold->articles)
        return ent_fail_memory(err);
    for (size_t i = 0; i < gold->article_count; i++) {
        struct json_object *one =
            several ? json_object_array_get_idx(documents, i) : object;
        if (!json_object_is_type(one, json_type_object))
            return fault_at(place, "a document that is not an object", err);
        if (!take_article(&gold->articles[i], arena, one, gold->lang))
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

static ent_status no_truth(const struct place *place, ent_task task, ent_error *err)
{
    char what[120];
    const char *const *keys = truth_keys[task];
    snprintf(what, sizeof what,
             "the record has no truth for this task ('%s', '%s' or '%s')", keys[0],
             keys[1], keys[2]);
    return fault_at(place, what, err);
}

static ent_status take_truth(struct gold *gold, ent_arena *arena,
                             struct json_object *object, ent_task task,
                             const struct place *place, ent_error *err)
{
    struct json_object *value = NULL;
    for (size_t i = 0; i < 4 && truth_keys[task][i] && !value; i++)
        json_object_object_get_ex(object, truth_keys[task][i], &value);
    if (!value)
        return no_truth(place, task, err);
    bool list = json_object_is_type(value, json_type_array);
    gold->truth_count = list ? json_object_array_length(value) : 1;
    if (!gold->truth_count && task != ENT_TASK_TAGS)
        return no_truth(place, task, err);
    gold->truth = ent_arena_alloc(arena, gold->truth_count, sizeof *gold->truth);
    if (!gold->truth)
        return ent_fail_memory(err);
    for (size_t i = 0; i < gold->truth_count; i++) {
        struct json_object *one = list ? json_object_array_get_idx(value, i) : value;
        if (!json_object_is_type(one, json_type_string) &&
            !json_object_is_type(one, json_type_int))
            return fault_at(place, "a truth that is not a string", err);
        if (!keep(&gold->truth[i], arena, ent_string_of(json_object_get_string(one))))
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

static ent_status take_record(struct gold_corpus *corpus, struct json_object *object,
                              ent_task task, const struct place *place, ent_error *err)
{
    struct gold gold = {0};
    ent_arena *arena = &corpus->arena;
    if (!json_object_is_type(object, json_type_object))
        return fault_at(place, "not a JSON object", err);
    if (!keep(&gold.id, arena, ent_json_string(object, "id", NULL)) ||
        !keep(&gold.lang, arena, ent_json_string(object, "lang", NULL)))
        return ent_fail_memory(err);
    ENT_TRY(take_articles(&gold, arena, object, place, err));
    ENT_TRY(take_truth(&gold, arena, object, task, place, err));
    return ent_array_push(&corpus->items, gold) ? ENT_OK : ent_fail_memory(err);
}

static ent_status read_file(struct gold_corpus *corpus, ent_json_parser *parser,
                            const char *path, ent_task task, ent_error *err)
{
    ent_input *input = NULL;
    ent_status status;
    ENT_TRY(ent_input_open(&input, path, err));
    for (;;) {
        ent_string line;
        bool end;
        struct json_object *object;
        ent_error fault = {0};
        size_t column = 0;
        ENT_TRY_OUT(ent_input_line(input, &line, &end, 0, err));
        if (end)
            break;
        if (line.size == 0)
            continue;
        struct place place = {path, ent_input_line_number(input)};
        status = ent_json_parse(&object, parser, line, &column, &fault);
        if (status != ENT_OK) {
            ent_fail(err, status, "%s:%llu:%zu: %s", path, (unsigned long long)place.line,
                     column, fault.msg);
            goto out;
        }
        status = take_record(corpus, object, task, &place, err);
        json_object_put(object);
        if (status != ENT_OK)
            goto out;
    }
out:
    ent_input_close(input);
    return status;
}

ent_status gold_read(struct gold_corpus *out, const struct evaluate_job *job,
                     ent_error *err)
{
    *out = (struct gold_corpus){0};
    ENT_TRY(ent_arena_open(&out->arena, (size_t)8 << 30, err));
    ent_json_parser *parser = ent_json_parser_new();
    ent_status status = parser ? ENT_OK : ent_fail_memory(err);
    for (size_t i = 0; i < job->path_count && status == ENT_OK; i++)
        status = read_file(out, parser, job->paths[i], job->task, err);
    ent_json_parser_free(parser);
    if (status == ENT_OK && !out->items.count)
        status = ent_fail(err, ENT_EDATA, "'%s' holds no records", job->paths[0]);
    if (status != ENT_OK)
        gold_dispose(out);
    return status;
}

void gold_dispose(struct gold_corpus *corpus)
{
    free(corpus->items.items);
    ent_arena_close(&corpus->arena);
    *corpus = (struct gold_corpus){0};
}

/* ---- guessing ---- */

static ent_task task_of(struct json_object *object)
{
    static const struct {
        const char *key;
        ent_task task;
    } signs[] = {{"topics", ENT_TASK_TOPICS},
                 {"labels", ENT_TASK_TOPICS},
                 {"label", ENT_TASK_TOPICS},
                 {"keyphrases", ENT_TASK_TAGS},
                 {"summaries", ENT_TASK_SUMMARIES},
                 {"story", ENT_TASK_STORIES},
                 {"stance", ENT_TASK_STANCE},
                 {"summary", ENT_TASK_SUMMARIES},
                 {"tags", ENT_TASK_TAGS},
                 {"keywords", ENT_TASK_TAGS},
                 {"references", ENT_TASK_SUMMARIES},
                 {"cluster", ENT_TASK_STORIES},
                 {"lang", ENT_TASK_LANGUAGES}};
    if (json_object_is_type(object, json_type_object))
        for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
            if (json_object_object_get_ex(object, signs[i].key, NULL))
                return signs[i].task;
    return ENT_TASK_TOPICS;
}

/* Whatever cannot be read here is reported when the corpus is. */
ent_task guess_task(const char *path)
{
    ent_task task = ENT_TASK_TOPICS;
    ent_input *input;
    ent_string line;
    bool end;
    if (!ent_is_regular(path) || /* a pipe can be read once only */
        ent_input_open(&input, path, NULL) != ENT_OK)
        return task;
    ent_json_parser *parser = ent_json_parser_new();
    struct json_object *object;
    if (parser && ent_input_line(input, &line, &end, 0, NULL) == ENT_OK && !end &&
        ent_json_parse(&object, parser, line, NULL, NULL) == ENT_OK) {
        task = task_of(object);
        json_object_put(object);
    }
    ent_json_parser_free(parser);
    ent_input_close(input);
    return task;
}
