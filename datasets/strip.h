/* SPDX-License-Identifier: MIT */
/* Inside the room: headers, quotations and signatures of newsgroup messages. */
#ifndef ENT_DATASETS_STRIP_H
#define ENT_DATASETS_STRIP_H

#include <entente/datasets.h>

/**
 * A message without what `strip` (ENT_STRIP_*) names, in the order headers, footers, quotes.
 * @param out  a part of `text`, or in the arena
 * @source scikit-learn, fetch_20newsgroups(remove=...): the rules, not the code
 */
ent_status ent__strip_message(ent_string *out, ent_arena *arena, ent_string text,
                              unsigned strip, ent_error *err);

#endif
