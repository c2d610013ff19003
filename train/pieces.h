/* SPDX-License-Identifier: MIT */
/* Inside the room: what a model of languages is trained on, with short pieces of documents as further documents. */
#ifndef ENT_TRAIN_PIECES_H
#define ENT_TRAIN_PIECES_H

#include <entente/datasets.h>

/**
 * A corpus of the documents as the letters in them (ent__letters(), the first 2 KB), and of short pieces of those that have six
 * words or more: pairs of neighbouring words and single words in turn. Of each at least `pieces` are drawn, and of labels that have
 * fewer short documents than others up to twice as many, so that short texts say nothing of how common a label is.
 * Articles name no language; a document, its pieces and what the corpus puts into its group are a group.
 * @param out   borrows labels and groups from `corpus`, which must outlive it; ent_corpus_dispose() releases the rest
 * @param seed  chooses the words
 * @return ENT_OK; ENT_EDATA where a document has not exactly one label, or a label has no letters; ENT_ENOMEM
 */
ent_status ent__corpus_with_pieces(ent_corpus *out, const ent_corpus *corpus,
                                   unsigned pieces, uint64_t seed, ent_error *err);

#endif
