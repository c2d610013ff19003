/* SPDX-License-Identifier: MIT */
/* One pass over a corpus that remembers a few numbers of each record. */
#include "survey.h"

#include <stdlib.h>

ent_status ent_survey_new(ent_survey **out, unsigned what, ent_error *err)
{
    ent_survey *survey = ent_new_zeroed(1, sizeof *survey);
    if (!survey)
        return ent_fail_memory(err);
    survey->what = what;
    ent_status status = ENT_OK;
    if (!ent_array_push(&survey->label_starts, 0))
        status = ent_fail_memory(err);
    if (status == ENT_OK && (what & ENT_SURVEY_SKETCHES))
        status = ent__sketcher_open(&survey->sketcher, err);
    if (status != ENT_OK) {
        ent_survey_free(survey);
        return status;
    }
    *out = survey;
    return ENT_OK;
}

void ent_survey_free(ent_survey *survey)
{
    if (!survey)
        return;
    void *arrays[] = {
        survey->contents.items,   survey->first_ids.items,    survey->words.items,
        survey->langs.items,      survey->parts.items,        survey->stances.items,
        survey->groups.items,     survey->label_starts.items, survey->labels.items,
        survey->sketches.items,   survey->times.items,        survey->files.items,
        survey->lines.items,      survey->label_firsts.items, survey->label_table.items,
        survey->lang_table.items, survey->part_table.items,   survey->stance_table.items,
        survey->twins.items};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    ent_names *names[] = {&survey->label_names, &survey->lang_names, &survey->part_names,
                          &survey->stance_names, &survey->file_names};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ent_names_dispose(names[i]);
    ent_map_dispose(&survey->ids);
    ent__sketcher_close(&survey->sketcher);
    free(survey);
}

size_t ent_survey_count(const ent_survey *survey)
{
    return survey->count;
}

/* ---- adding ---- */

static bool add_labels(ent_survey *survey, const ent_record *record)
{
    for (size_t i = 0; i < record->label_count; i++) {
        uint32_t id;
        if (!ent_names_add(&survey->label_names, record->labels[i], &id) ||
            !ent_array_push(&survey->labels, id))
            return false;
        if (id == survey->label_firsts.count &&
            !ent_array_push(&survey->label_firsts, (uint32_t)survey->count))
            return false;
    }
    return ent_array_push(&survey->label_starts, survey->labels.count);
}

static bool add_id(ent_survey *survey, const ent_record *record)
{
    ent_string id = record->article.id;
    uint32_t *first = ent_map_put(&survey->ids, ent_hash(id.data, id.size));
    if (!first)
        return false;
    if (*first == ENT_MAP_NONE)
        *first = (uint32_t)survey->count;
    return ent_array_push(&survey->first_ids, *first);
}

static bool add_names(ent_survey *survey, const ent_record *record)
{
    uint32_t lang, part, stance;
    return ent_names_add(&survey->lang_names, record->article.lang, &lang) &&
           ent_names_add(&survey->part_names, record->part, &part) &&
           ent_names_add(&survey->stance_names, record->stance, &stance) &&
           ent_array_push(&survey->langs, lang) && ent_array_push(&survey->parts, part) &&
           ent_array_push(&survey->stances, stance);
}

static bool add_wanted(ent_survey *survey, const ent_record *record, uint64_t content)
{
    const ent_article *article = &record->article;
    uint32_t id;
    if (survey->what & ENT_SURVEY_SKETCHES) {
        if (!ent_array_reserve(&survey->sketches, 1))
            return false;
        ent__sketch(&survey->sketches.items[survey->sketches.count++], &survey->sketcher,
                    article->title, article->text, content);
    }
    int64_t time = INT64_MIN;
    if (survey->what & ENT_SURVEY_TIMES) {
        ent_rfc3339_read(&time, article->time);
        if (!ent_array_push(&survey->times, time))
            return false;
    }
    if (survey->what & ENT_SURVEY_PLACES)
        return ent_names_add(&survey->file_names, ent_string_of(record->file), &id) &&
               ent_array_push(&survey->files, id) &&
               ent_array_push(&survey->lines, record->line);
    return true;
}

ent_status ent_survey_add(ent_survey *survey, const ent_record *record, ent_error *err)
{
    if (survey->count == UINT32_MAX - 1)
        return ent_fail(err, ENT_ELIMIT, "more than %u records", UINT32_MAX - 1);
    uint64_t content = ent_record_hash(record);
    uint64_t group =
        record->group.size ? ent_hash(record->group.data, record->group.size) | 1 : 0;
    size_t words =
        ent_count_words(record->article.title) + ent_count_words(record->article.text);
    if (!add_id(survey, record) || !add_labels(survey, record) ||
        !add_names(survey, record) || !add_wanted(survey, record, content) ||
        !ent_array_push(&survey->contents, content) ||
        !ent_array_push(&survey->groups, group) ||
        !ent_array_push(&survey->words,
                        words < UINT32_MAX ? (uint32_t)words : UINT32_MAX))
        return ent_fail_memory(err);
    survey->bytes += record->article.title.size + record->article.text.size;
    survey->count++;
    return ENT_OK;
}

const char *ent_survey_place(uint64_t *line, const ent_survey *survey, size_t i)
{
    *line = survey->lines.items[i];
    return ent_names_get(&survey->file_names, survey->files.items[i]).data;
}

size_t ent_survey_first_with_id(const ent_survey *survey, size_t i)
{
    return survey->first_ids.items[i];
}

size_t ent_survey_first_with_label(const ent_survey *survey, ent_string label)
{
    uint32_t id = ent_names_find(&survey->label_names, label);
    return id == ENT_MAP_NONE ? survey->count : survey->label_firsts.items[id];
}

bool ent_survey_parts_differ(const ent_survey *survey, size_t a, size_t b)
{
    uint32_t part = survey->parts.items[a];
    if (part != survey->parts.items[b])
        return true;
    bool said = ent_names_get(&survey->part_names, part).size > 0;
    bool texts = !survey->lines.items[a] && !survey->lines.items[b];
    return !said && !texts && survey->files.items[a] != survey->files.items[b];
}

/* ---- groups ---- */

ent_status ent_survey_groups(uint32_t *groups, const ent_survey *survey, double threshold,
                             ent_error *err)
{
    bool near = threshold < 1;
    if (!(threshold > 0) || threshold > 1 ||
        (near && survey->sketches.count != survey->count))
        return ent_fail(err, ENT_EARG, "cannot group at similarity %g", threshold);
    ent_map first = {0};
    ent__sets_open(groups, survey->count);
    for (size_t i = 0; i < survey->count; i++) {
        uint32_t *place = ent_map_put(&first, survey->contents.items[i]);
        if (!place) {
            ent_map_dispose(&first);
            return ent_fail_memory(err);
        }
        if (*place == ENT_MAP_NONE)
            *place = (uint32_t)i;
        ent__sets_join(groups, *place, (uint32_t)i);
    }
    ent_map_dispose(&first);
    if (near)
        ENT_TRY(ent__neardup_join(groups, survey->sketches.items, survey->count,
                                  threshold, err));
    for (size_t i = 0; i < survey->count; i++)
        groups[i] = ent__sets_find(groups, (uint32_t)i);
    return ENT_OK;
}
