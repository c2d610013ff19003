/* SPDX-License-Identifier: MIT */
/* Inside the room: parsed JSON objects become records. */
#ifndef ENT_DATASETS_JSON_RECORD_H
#define ENT_DATASETS_JSON_RECORD_H

#include "reader.h"

struct json_object;

/** An object in our shape, in Annif's, or in IPTC's ninjs; what it lends must live until the next record. */
ent_status ent__json_record(ent_dataset *dataset, struct json_object *object,
                            ent_error *err);

/** Does the object look like ninjs (any of 1.x to 3.x)? */
bool ent__is_ninjs(struct json_object *object);
ent_status ent__ninjs_record(ent_dataset *dataset, struct json_object *object,
                             ent_error *err);

#endif
