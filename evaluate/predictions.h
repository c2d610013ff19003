/* SPDX-License-Identifier: MIT */
/* Inside the room: the record of a system's output that is being read. */
#ifndef ENT_EVALUATE_PREDICTIONS_H
#define ENT_EVALUATE_PREDICTIONS_H

#include "evaluate.h"

struct json_object;

struct prediction_reader {
    const char *path;
    uint64_t line; /* from 1 */
    enum layout { UNKNOWN, JSON_LINES, FASTTEXT, TSV } layout;
    ent_json_parser *parser;
    ent_task task;
    ent_names *names;
    bool plain_scores; /* some score was not a probability */
    /* the record that is being read */
    bool open;
    ent_buffer id, summary;
    ENT_ARRAY(uint32_t) chosen;
    ENT_ARRAY(ent_ranked) ranked;
    /* finished records */
    ENT_ARRAY(ent_prediction) items;
    ent_map by_id;
    ent_arena arena;
    ent_map seen; /* scratch: labels of one record */
};

/** "path:line: what"; @return ENT_EDATA */
ent_status ent__prediction_fault(const struct prediction_reader *reader, const char *what,
                                 ent_error *err);
/** Does a status of `entente classify` stand for an answer? Records of others have none, and did answer. */
bool ent__prediction_has_answered(ent_string status);
/** Add a label to the answer, or a score to the ranking. */
ent_status ent__prediction_choose(struct prediction_reader *reader, ent_string label,
                                  ent_error *err);
ent_status ent__prediction_rank(struct prediction_reader *reader, ent_string label,
                                double score, bool probability, ent_error *err);
/** Fill the open record from a JSON object. */
ent_status ent__prediction_from_json(struct prediction_reader *reader,
                                     struct json_object *object, ent_error *err);

#endif
