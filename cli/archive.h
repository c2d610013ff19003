/* SPDX-License-Identifier: MIT */
/* What the actions of the verb `archive` share: the request, and how they end. */
#ifndef ENT_CLI_ARCHIVE_H
#define ENT_CLI_ARCHIVE_H

#include "articles/archive/archive.h"
#include "cli.h"
#include "desk_options.h"
#include "inputs.h"

struct archive_request {
    const struct cli_verb *verb;
    const char *db;
    double wait; /* seconds */
    struct cli_inputs inputs;
    struct cli_desk desk;
    ent_archive_query query;
    enum cli_output output;
    bool dry_run;
    size_t batch;
    const char *const *operands; /* [operand_count] */
    size_t operand_count;
};

/* The actions; each returns an exit code, the person having been told of any fault. */
int archive_add(struct archive_request *request);
int archive_list(struct archive_request *request);
int archive_search(struct archive_request *request);
int archive_export(struct archive_request *request);
int archive_show(struct archive_request *request);
int archive_retag(struct archive_request *request);
int archive_remove(struct archive_request *request);

/** Open request->db. */
ent_status archive_open(ent_archive **out, const struct archive_request *request,
                        ent_archive_mode mode, ent_error *err);

/** A line of an entry: its digest's beginning, age or time, source, title. */
void archive_print_row(ent_buffer *out, const ent_entry *entry, char between);

#endif
