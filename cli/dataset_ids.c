/* SPDX-License-Identifier: MIT */
/* The verb `dataset`: ids that come again get a name which no other record of the corpus has. */
#include "dataset.h"

/* What the map says of an id: it stands somewhere in the corpus, or it was written and has got names up to this number. */
enum { STANDS = 0, WRITTEN = 1 };

ent_status dataset_ids_note(struct dataset_ids *ids, const ent_record *record,
                            ent_error *err)
{
    ent_string id = record->article.id;
    uint32_t *place = ent_map_put(&ids->known, ent_hash(id.data, id.size));
    if (!place)
        return ent_fail_memory(err);
    *place = STANDS;
    return ENT_OK;
}

/* The first of "7-2", "7-3"... from `turn` on that no record has; *turn becomes its number. */
static ent_status make_name(struct dataset_ids *ids, ent_string id, uint32_t *turn,
                            ent_error *err)
{
    for (;; ++*turn) {
        ent_buffer_clear(&ids->name);
        ent_buffer_string(&ids->name, id);
        ent_buffer_format(&ids->name, "-%u", *turn);
        uint32_t *place =
            ent_map_put(&ids->known, ent_hash(ids->name.data, ids->name.size));
        if (!place || ids->name.failed)
            return ent_fail_memory(err);
        if (*place == ENT_MAP_NONE) {
            *place = WRITTEN;
            return ENT_OK;
        }
    }
}

ent_status dataset_ids_keep_apart(struct dataset_ids *ids, ent_record *record,
                                  ent_error *err)
{
    ent_string id = record->article.id;
    uint64_t key = ent_hash(id.data, id.size);
    uint32_t *place = ent_map_put(&ids->known, key);
    if (!place)
        return ent_fail_memory(err);
    if (*place == STANDS || *place == ENT_MAP_NONE) {
        *place = WRITTEN;
        return ENT_OK;
    }
    uint32_t turn = *place + 1;
    ENT_TRY(make_name(ids, id, &turn, err));
    *ent_map_put(&ids->known, key) =
        turn; /* the map may have moved, but it has the key */
    record->article.id = ent_buffer_view(&ids->name);
    ids->renamed++;
    return ENT_OK;
}

void dataset_ids_dispose(struct dataset_ids *ids)
{
    ent_map_dispose(&ids->known);
    ent_buffer_dispose(&ids->name);
}
