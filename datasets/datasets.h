/* SPDX-License-Identifier: MIT */
/* The room's inner door: reading records from a stream that somebody else has opened and looked into. */
#ifndef ENT_DATASETS_DATASETS_H
#define ENT_DATASETS_DATASETS_H

#include <entente/datasets.h>

#include "base/base.h"
#include "neardup.h" /* sketches, one at a time: for whoever meets texts as they arrive */

/**
 * ent_dataset_open() for one open stream: standard input and pipes cannot be opened twice, and whoever tells articles
 * from pages and feeds has opened them already.
 * @param input       borrowed, must outlive the reader
 * @param name        what messages call it; borrowed
 * @param quarantine  where bad records go under ENT_ON_ERROR_QUARANTINE, instead of options->quarantine; may be NULL
 */
ent_status ent_dataset_open_stream(ent_dataset **out, ent_input *input, const char *name,
                                   const ent_dataset_options *options,
                                   ent_output *quarantine, ent_error *err);

/** Do the options of any reader fit together: a file for bad records where they are put aside, a charset that is one? */
ent_status ent__reading_check(ent_on_error on_error, const char *quarantine,
                              const char *charset, ent_error *err);

/** Will the next record, or the end, be there soon? false: who has answers had better give them before reading on. */
bool ent__dataset_is_near(ent_dataset *dataset, int milliseconds);

/**
 * Number articles so that those which belong on one side of every division have one number: near-duplicates (Jaccard
 * similarity of word triples 0.8 or more), and those of one name; what hangs together is one group.
 * @param groups  [count] out: the smallest index of the group
 * @param names   [count] the records' own `group`, empty: none; NULL: no record has one
 * @param alike   look for near-duplicates
 * @cost O(bytes) and 120 bytes an article with `alike`, else O(count)
 */
ent_status ent__groups(uint32_t *groups, const ent_article *articles,
                       const ent_string *names, size_t count, bool alike, int threads,
                       ent_error *err);

#endif
