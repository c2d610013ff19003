/* SPDX-License-Identifier: MIT */
/* Label tables. */
#include "label_map.h"

#include <string.h>

#include "base/base.h"

struct ent_label_map {
    ent_names old;
    ent_names new;
    ENT_ARRAY(uint32_t) to; /* [old.count] ids of `new`, ENT_MAP_NONE: dropped */
    uint32_t rest;          /* id in `new` of the "*" row */
    bool has_rest;
};

void ent__label_map_free(ent_label_map *map)
{
    if (!map)
        return;
    ent_names_dispose(&map->old);
    ent_names_dispose(&map->new);
    free(map->to.items);
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
    if (!ent_names_add(&map->old, old, &row) || !ent_array_push(&map->to, id))
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

ent_string ent__label_map_apply(const ent_label_map *map, ent_string label)
{
    uint32_t row = ent_names_find(&map->old, label);
    uint32_t id = row != ENT_MAP_NONE ? map->to.items[row] : map->rest;
    if (row == ENT_MAP_NONE && !map->has_rest)
        return label;
    return id == ENT_MAP_NONE ? (ent_string){NULL, 0} : ent_names_get(&map->new, id);
}
