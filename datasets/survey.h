/* SPDX-License-Identifier: MIT */
/* Inside the room: what a survey remembers. */
#ifndef ENT_DATASETS_SURVEY_H
#define ENT_DATASETS_SURVEY_H

#include <entente/datasets.h>

#include "base/base.h"
#include "neardup.h"

typedef ENT_ARRAY(ent_label_count) ent_label_table;

struct ent_survey {
    unsigned what;
    size_t count;                  /* n */
    ENT_ARRAY(uint64_t) contents;  /* [n] hash of title, text and target */
    ENT_ARRAY(uint32_t) first_ids; /* [n] the first record with the same id */
    ENT_ARRAY(uint32_t) words;     /* [n] */
    ENT_ARRAY(uint32_t) langs;     /* [n] ids in lang_names; likewise below */
    ENT_ARRAY(uint32_t) parts;
    ENT_ARRAY(uint32_t) stances;
    ENT_ARRAY(uint64_t) groups;       /* [n] hash of the group's name, 0: none */
    ENT_ARRAY(size_t) label_starts;   /* [n + 1] */
    ENT_ARRAY(uint32_t) labels;       /* ids in label_names */
    ENT_ARRAY(ent_sketch) sketches;   /* [n] ENT_SURVEY_SKETCHES */
    ENT_ARRAY(int64_t) times;         /* [n] microseconds, INT64_MIN: none */
    ENT_ARRAY(uint32_t) files;        /* [n] ids in file_names */
    ENT_ARRAY(uint64_t) lines;        /* [n] */
    ENT_ARRAY(uint32_t) label_firsts; /* [label_names] the first record that carries it */
    ent_names label_names, lang_names, part_names, stance_names, file_names;
    ent_map ids;    /* hash of an id to the first record that has it */
    uint64_t bytes; /* of all texts and titles */
    ent_sketcher sketcher;
    /* what ent_survey_describe() and _twins() lend */
    ent_label_table label_table, lang_table, part_table, stance_table;
    ENT_ARRAY(ent_label_twins) twins;
};

#endif
