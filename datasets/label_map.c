/* SPDX-License-Identifier: MIT */
/* Label tables. */
#include "label_map.h"

#include <string.h>

#include <entente/text.h>

#include "base/base.h"

struct row {
    uint32_t to; /* id in `new`, ENT_MAP_NONE: dropped */
    bool met;    /* some record had the old label */
};

struct ent_label_map {
    ent_names old;
    ent_names new;
    ENT_ARRAY(struct row) rows;  /* [old.count] */
    ENT_ARRAY(ent_string) unmet; /* what was asked for last */
    uint32_t rest;               /* id in `new` of the "*" row */
    bool has_rest;
};

void ent__label_map_free(ent_label_map *map)
{
    if (!map)
        return;
    ent_names_dispose(&map->old);
    ent_names_dispose(&map->new);
    free(map->rows.items);
    free(map->unmet.items);
    free(map);
}

static ent_status add_row(ent_label_map *map, ent_string line, const char *path,
                          uint64_t number, ent_error *err)
{
    unsigned long long at = number;
    const char *tab = memchr(line.data, '\t', line.size);
    if (!tab)
        return ent_fail(err, ENT_EDATA, "%s:%llu: no tab between old and new label", path,
                        at);
    ent_string old = {line.data, (size_t)(tab - line.data)};
    ent_string new = {tab + 1, line.size - old.size - 1};
    const char *note = memchr(new.data, '\t', new.size);
    if (note)
        new.size = (size_t)(note - new.data);
    if (new.size && ent_count_words(new) == 0)
        return ent_fail(err, ENT_EDATA,
                        "%s:%llu: the new label is blank (an empty one drops the old)",
                        path, at);
    uint32_t id = ENT_MAP_NONE, row;
    if (new.size && !ent_names_add(&map->new, new, &id))
        return ent_fail_memory(err);
    bool is_rest = ent_string_is(old, "*");
    if (is_rest ? map->has_rest : ent_names_find(&map->old, old) != ENT_MAP_NONE)
        return ent_fail(err, ENT_EDATA, "%s:%llu: label '%.*s' stands twice", path, at,
                        (int)(old.size < 100 ? old.size : 100), old.data);
    if (is_rest) {
        map->has_rest = true;
        map->rest = id;
        return ENT_OK;
    }
    struct row entry = {id, false};
    if (!ent_names_add(&map->old, old, &row) || !ent_array_push(&map->rows, entry))
        return ent_fail_memory(err);
    return ENT_OK;
}

ent_status ent__label_map_open(ent_label_map **out, const char *path, ent_error *err)
{
    ent_input *input = NULL;
    ent_label_map *map = ent_new_zeroed(1, sizeof *map);
    if (!map)
        return ent_fail_memory(err);
    ent_status status = ent_input_open(&input, path, err);
    while (status == ENT_OK) {
        ent_string line;
        bool end;
        status = ent_input_line(input, &line, &end, 1 << 20, err);
        if (status != ENT_OK || end)
            break;
        uint64_t number = ent_input_line_number(input);
        if (number == 1 && line.size >= 3 && memcmp(line.data, "\xEF\xBB\xBF", 3) == 0)
            line = (ent_string){line.data + 3, line.size - 3};
        bool comment = line.size >= 2 && line.data[0] == '#' && line.data[1] == ' ';
        if (line.size && !comment)
            status = add_row(map, line, path, number, err);
    }
    ent_input_close(input);
    if (status == ENT_OK && map->old.count == 0 && !map->has_rest)
        status = ent_fail(err, ENT_EDATA, "label table '%s' has no rows", path);
    if (status != ENT_OK) {
        ent__label_map_free(map);
        return status;
    }
    *out = map;
    return ENT_OK;
}

ent_string ent__label_map_apply(ent_label_map *map, ent_string label)
{
    uint32_t row = ent_names_find(&map->old, label), id = map->rest;
    if (row != ENT_MAP_NONE) {
        id = map->rows.items[row].to;
        map->rows.items[row].met = true;
    } else if (!map->has_rest) {
        return label;
    }
    return id == ENT_MAP_NONE ? (ent_string){NULL, 0} : ent_names_get(&map->new, id);
}

ent_status ent__label_map_unmet(const ent_string **labels, size_t *count,
                                ent_label_map *map, ent_error *err)
{
    map->unmet.count = 0;
    for (uint32_t row = 0; row < map->rows.count; row++)
        if (!map->rows.items[row].met &&
            !ent_array_push(&map->unmet, ent_names_get(&map->old, row)))
            return ent_fail_memory(err);
    *labels = map->unmet.items;
    *count = map->unmet.count;
    return ENT_OK;
}
