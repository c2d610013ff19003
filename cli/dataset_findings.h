/* SPDX-License-Identifier: MIT */
/* Inside `dataset check`: the list of problems and changes, as lines for a person or as JSON Lines, and its end. */
#ifndef ENT_CLI_DATASET_FINDINGS_H
#define ENT_CLI_DATASET_FINDINGS_H

#include "dataset.h"

/** Kinds of problems: name in JSON, name of their count, what the count says to a person. */
#define FINDING_LIST(X)                                                                  \
    X(FINDING_FAULT, "fault", "faults", "bad records")                                   \
    X(FINDING_FIELD, "unknown-field", "unknown_fields", "unknown fields")                \
    X(FINDING_CHARSET, "charset", "other_charsets", "texts in another charset")          \
    X(FINDING_REPAIR, "repair", "repaired", "texts with bytes that are not UTF-8")       \
    X(FINDING_TIME, "time", "bad_times", "times that cannot be read")                    \
    X(FINDING_TWIN, "label-twin", "label_twins", "labels that look like another one")    \
    X(FINDING_LONELY, "lonely-label", "lonely_labels", "labels with one document")       \
    X(FINDING_ID, "repeated-id", "repeated_ids", "repeated ids")                         \
    X(FINDING_REPEAT, "near-duplicate", "near_duplicates",                               \
      "near-duplicates of an earlier record")
#define FINDING_AS_ENUM(name, kind, key, text) name,
enum finding {
    FINDING_LIST(FINDING_AS_ENUM) FINDING_COUNT,
    FINDING_CHANGE = FINDING_COUNT /* what --fix did */
};

struct place {
    const char *file;
    uint64_t line; /* 0: the file as a whole */
    size_t column; /* 0: not known */
};

struct findings {
    struct dataset_request *request;
    uint64_t counts[FINDING_COUNT + 1];
    uint64_t documents, unlabelled, across; /* near-duplicates in another part */
    bool json;
    ent_buffer out;
};

/** List and count. @param first  the record that came before, for repeats; NULL elsewhere */
void finding_add(struct findings *findings, enum finding kind, const struct place *place,
                 const struct place *first, const char *format, ...) ENT_PRINTF(5, 6);
/** The last lines, or the last object: how many of each kind. */
void findings_end(struct findings *findings);
uint64_t findings_problems(const struct findings *findings);
void findings_dispose(struct findings *findings);

/** Where record i of a survey stood. */
struct place finding_place(const ent_survey *survey, size_t i);

/** Write the cleaned copy to request->fix and list each change. */
ent_status dataset_fix(struct findings *findings, ent_survey *survey, ent_error *err);

#endif
