/* SPDX-License-Identifier: MIT */
/* Inside the room: short pieces of documents as further documents, so that a model is good on short texts too. */
#ifndef ENT_TRAIN_PIECES_H
#define ENT_TRAIN_PIECES_H

#include <entente/datasets.h>

/**
 * A corpus of the documents and, behind each, `pieces` short ones with its labels: pairs of neighbouring words and single
 * words in turn, or a few characters where a script has no spaces. Articles name no language in it.
 * @param out   texts lie in `corpus`, which must outlive it; ent_corpus_dispose() releases it
 * @param seed  chooses the words
 * @return ENT_OK or ENT_ENOMEM
 */
ent_status ent__corpus_with_pieces(ent_corpus *out, const ent_corpus *corpus,
                                   unsigned pieces, uint64_t seed, ent_error *err);

#endif
