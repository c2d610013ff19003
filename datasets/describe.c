/* SPDX-License-Identifier: MIT */
/* Figures of a surveyed corpus: counts, lengths, and labels that are probably one. */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "survey.h"

static int by_name(const void *a, const void *b)
{
    const ent_label_count *x = a, *y = b;
    return ent_string_compare(x->name, y->name);
}

/* How many of `ids` are each name, in byte order of the names; the empty name is left out. */
static ent_status count_names(ent_label_table *out, const ent_names *names,
                              const uint32_t *ids, size_t count, ent_error *err)
{
    out->count = 0;
    if (!ent_array_reserve(out, names->count))
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < names->count; i++)
        out->items[i] = (ent_label_count){ent_names_get(names, i), 0};
    for (size_t i = 0; i < count; i++)
        out->items[ids[i]].documents++;
    for (size_t i = 0; i < names->count; i++)
        if (out->items[i].name.size)
            out->items[out->count++] = out->items[i];
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_name);
    return ENT_OK;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static ent_status measure_lengths(ent_survey_figures *figures, const ent_survey *survey,
                                  ent_error *err)
{
    uint32_t *sorted = ent_new(survey->count, sizeof *sorted);
    if (!sorted)
        return ent_fail_memory(err);
    for (size_t i = 0; i < survey->count; i++) {
        sorted[i] = survey->words.items[i];
        figures->words += sorted[i];
    }
    if (survey->count) {
        qsort(sorted, survey->count, sizeof *sorted, by_number);
        figures->words_least = sorted[0];
        figures->words_median = sorted[(survey->count - 1) / 2];
        figures->words_most = sorted[survey->count - 1];
    }
    free(sorted);
    return ENT_OK;
}

static ent_status count_repeats(ent_survey_figures *figures, const ent_survey *survey,
                                ent_error *err)
{
    ent_map contents = {0};
    for (size_t i = 0; i < survey->count; i++) {
        figures->repeated_ids += survey->first_ids.items[i] != i;
        uint32_t *place = ent_map_put(&contents, survey->contents.items[i]);
        if (!place) {
            ent_map_dispose(&contents);
            return ent_fail_memory(err);
        }
        figures->equal_texts += *place != ENT_MAP_NONE;
        *place = 1;
    }
    ent_map_dispose(&contents);
    return ENT_OK;
}

ent_status ent_survey_describe(ent_survey_figures *figures, ent_survey *survey,
                               ent_error *err)
{
    ent_survey_figures found = {.documents = survey->count, .bytes = survey->bytes};
    ENT_TRY(measure_lengths(&found, survey, err));
    ENT_TRY(count_repeats(&found, survey, err));
    struct {
        ent_label_table *to;
        const ent_names *names;
        const uint32_t *ids;
        size_t count;
        const ent_label_count **items;
        size_t *items_count;
    } tables[] = {
        {&survey->label_table, &survey->label_names, survey->labels.items,
         survey->labels.count, &found.labels, &found.label_count},
        {&survey->lang_table, &survey->lang_names, survey->langs.items, survey->count,
         &found.langs, &found.lang_count},
        {&survey->part_table, &survey->part_names, survey->parts.items, survey->count,
         &found.parts, &found.part_count},
        {&survey->stance_table, &survey->stance_names, survey->stances.items,
         survey->count, &found.stances, &found.stance_count},
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        ENT_TRY(count_names(tables[i].to, tables[i].names, tables[i].ids, tables[i].count,
                            err));
        *tables[i].items = tables[i].to->items;
        *tables[i].items_count = tables[i].to->count;
    }
    *figures = found;
    return ENT_OK;
}

/* ---- labels that are probably one ---- */

/* Case folded, composed, spaces and punctuation gone: what two spellings of a label have in common. */
static bool skeleton(ent_buffer *out, ent_string label)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t size = utf8proc_map(
        (const utf8proc_uint8_t *)label.data, (utf8proc_ssize_t)label.size, &folded,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_COMPAT);
    ent_buffer_clear(out);
    if (size < 0)
        ent_buffer_string(out, label);
    for (utf8proc_ssize_t i = 0; i < size; i++) {
        char c = (char)folded[i];
        if (c != ' ' && c != '-' && c != '_' && c != '.' && c != ',' &&
            !(c >= '\t' && c <= '\r'))
            ent_buffer_byte(out, c);
    }
    free(folded);
    return !out->failed;
}

static bool more_frequent(const ent_label_count *a, const ent_label_count *b)
{
    if (a->documents != b->documents)
        return a->documents > b->documents;
    return ent_string_compare(a->name, b->name) < 0;
}

/* `best[skeleton]` is the most frequent label of each skeleton; every other one is its twin. */
static bool find_twins(ent_survey *survey, ent_names *skeletons, ent_buffer *bytes)
{
    ENT_ARRAY(uint32_t) best = {0};
    uint32_t *of = ent_new(survey->label_table.count, sizeof *of);
    bool good = of != NULL;
    const ent_label_count *labels = survey->label_table.items;
    for (uint32_t i = 0; good && i < survey->label_table.count; i++) {
        good = skeleton(bytes, labels[i].name) &&
               ent_names_add(skeletons, ent_buffer_view(bytes), &of[i]);
        if (good && of[i] == best.count)
            good = ent_array_push(&best, i);
        else if (good && more_frequent(&labels[i], &labels[best.items[of[i]]]))
            best.items[of[i]] = i;
    }
    for (uint32_t i = 0; good && i < survey->label_table.count; i++) {
        const ent_label_count *frequent = &labels[best.items[of[i]]];
        ent_label_twins twins = {labels[i].name, frequent->name, labels[i].documents,
                                 frequent->documents};
        if (frequent != &labels[i])
            good = ent_array_push(&survey->twins, twins);
    }
    free(best.items);
    free(of);
    return good;
}

ent_status ent_survey_twins(const ent_label_twins **twins, size_t *count,
                            ent_survey *survey, ent_error *err)
{
    ENT_TRY(count_names(&survey->label_table, &survey->label_names, survey->labels.items,
                        survey->labels.count, err));
    survey->twins.count = 0;
    ent_names skeletons = {0};
    ent_buffer bytes = {0};
    bool good = find_twins(survey, &skeletons, &bytes);
    ent_names_dispose(&skeletons);
    ent_buffer_dispose(&bytes);
    *twins = survey->twins.items;
    *count = survey->twins.count;
    return good ? ENT_OK : ent_fail_memory(err);
}
