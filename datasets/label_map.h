/* SPDX-License-Identifier: MIT */
/* Inside the room: the table that renames and drops labels. */
#ifndef ENT_DATASETS_LABEL_MAP_H
#define ENT_DATASETS_LABEL_MAP_H

#include <entente/base.h>

/**
 * Lines of old<TAB>new. An empty new drops the label; the old "*" stands for every label that is not listed, which
 * without it stays as it is. Blank lines and lines that begin with "# " are comments; further columns are notes.
 */
typedef struct ent_label_map ent_label_map;
ent_status ent__label_map_open(ent_label_map **out, const char *path, ent_error *err);
void ent__label_map_free(ent_label_map *map);
/** The new label, {NULL, 0} when it is dropped; lives as long as the map, or is the old one. */
ent_string ent__label_map_apply(ent_label_map *map, ent_string label);
/** Labels of the table that have not been met yet, in its order; they live until the next call. @return ENT_OK or ENT_ENOMEM */
ent_status ent__label_map_unmet(const ent_string **labels, size_t *count,
                                ent_label_map *map, ent_error *err);

#endif
