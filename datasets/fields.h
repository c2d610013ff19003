/* SPDX-License-Identifier: MIT */
/* Inside the room: which field or column of a source becomes which part of a record. */
#ifndef ENT_DATASETS_FIELDS_H
#define ENT_DATASETS_FIELDS_H

#include <entente/datasets.h>

#include "base/base.h"

typedef enum ent_role {
    ENT_ROLE_ID,
    ENT_ROLE_URL,
    ENT_ROLE_SOURCE,
    ENT_ROLE_TIME,
    ENT_ROLE_LANG,
    ENT_ROLE_TITLE,
    ENT_ROLE_TEXT,
    ENT_ROLE_LABEL,
    ENT_ROLE_TARGET,
    ENT_ROLE_STANCE,
    ENT_ROLE_REFERENCE,
    ENT_ROLE_PART,
    ENT_ROLE_GROUP,
    ENT_ROLE_WEIGHT,
    ENT_ROLE_AUTHOR,
    ENT_ROLE_TEASER,
    ENT_ROLE_SUBJECTS, /* Annif: [{"uri", "label"}] */
    ENT_ROLE_METADATA, /* Annif: an object of further fields */
    ENT_ROLE_COUNT
} ent_role;

typedef struct ent_field_rule {
    ent_string name;
    ent_role role;
    uint32_t
        order; /* among the rules of its role: the order in which several make the text */
} ent_field_rule;

enum { ENT_FIELDS_MOST = 64 };

typedef struct ent_fields {
    ent_field_rule rules[ENT_FIELDS_MOST];
    size_t count;
    size_t text_count;  /* fields that make the text */
    bool labels_mapped; /* the caller named the label fields */
} ent_fields;

/** The rules of the options: what the caller named, and our own names for the rest. @return ENT_EARG: too many names */
ent_status ent__fields_open(ent_fields *fields, const ent_dataset_options *options,
                            ent_error *err);
/** NULL when the name means nothing. */
const ent_field_rule *ent__fields_find(const ent_fields *fields, ent_string name);

#endif
