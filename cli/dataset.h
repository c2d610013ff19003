/* SPDX-License-Identifier: MIT */
/* Inside the verb `dataset`: what its actions share. */
#ifndef ENT_CLI_DATASET_H
#define ENT_CLI_DATASET_H

#include "cli.h"

#include <entente/datasets.h>

enum { DATASET_MOST_PARTS = 16 };

struct dataset_ids;

struct dataset_request {
    const struct cli_verb *verb;
    ent_dataset_options reading;
    bool on_error_given;
    const char *const *paths; /* [path_count] */
    size_t path_count;
    const char *output; /* NULL: standard output */
    ent_format to;
    double near; /* similarity of near-duplicates; 1: equal texts only */
    size_t share_count;
    double shares[DATASET_MOST_PARTS];
    char part_names[DATASET_MOST_PARTS][64];
    ent_split_by by;
    uint64_t seed;
    size_t wanted; /* sample */
    bool per_label;
    const char *fix;                     /* check */
    const char *name, *source, *licence; /* card */
    enum cli_output told;
    struct dataset_ids *ids; /* filled by the first reading; NULL: not wanted */
    uint64_t bad;            /* records that the reader complained of */
};

/** Says "entente: MESSAGE" and counts: the reader's callback, whose context is the request. */
void dataset_say_bad(void *context, const char *message);

/** Read everything into a survey, and fill the report, whose pointers are not valid afterwards. */
ent_status dataset_survey(ent_survey **out, ent_dataset_report *report,
                          struct dataset_request *request, unsigned what, ent_error *err);

/** The second reading of a corpus, which says nothing again but to `notice` (may be NULL). */
ent_status dataset_reopen(ent_dataset **out, const struct dataset_request *request,
                          void (*notice)(void *, const ent_notice *), void *context,
                          ent_error *err);

/** Ids of a corpus that is read twice, and new ones for those that come again; zero-initialise. */
struct dataset_ids {
    ent_map known;
    ent_buffer name; /* the id that was made last */
    uint64_t renamed;
};
/** The first reading: this id is taken. */
ent_status dataset_ids_note(struct dataset_ids *ids, const ent_record *record,
                            ent_error *err);
/**
 * The second one: the first record with an id keeps it, a later one becomes "7-2", or the next number that no record of
 * the corpus has. The name is lent until the next call. @cost O(1), whatever comes again how often
 */
ent_status dataset_ids_keep_apart(struct dataset_ids *ids, ent_record *record,
                                  ent_error *err);
void dataset_ids_dispose(struct dataset_ids *ids);

/** Open what the request asks to write. @param path  NULL: standard output */
ent_status dataset_create(ent_dataset_writer **out, const struct dataset_request *request,
                          const char *path, ent_error *err);

/** Say which fields the written format had no place for. */
void dataset_say_lost(ent_dataset_writer *writer, ent_format format);

/** Replace "-" by a copy that can be read twice; `path` must hold 64 bytes and live as long as the request. */
ent_status dataset_make_rereadable(struct dataset_request *request, const char **paths,
                                   char *path, ent_error *err);

/** Show now and then how many records there are by now, where somebody is watching. */
void dataset_tell_progress(const char *label, uint64_t records);

/** CLI_OK, or CLI_SOME_BAD when records were left out; the standard error says how many and why. */
int dataset_verdict(const ent_dataset_report *report);

/* The actions: exit codes. */
int dataset_convert(struct dataset_request *request);
int dataset_merge(struct dataset_request *request);
int dataset_dedupe(struct dataset_request *request);
int dataset_sample(struct dataset_request *request);
int dataset_split(struct dataset_request *request);
int dataset_stats(struct dataset_request *request);
int dataset_check(struct dataset_request *request);
int dataset_card(struct dataset_request *request);

#endif
