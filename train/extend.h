/* SPDX-License-Identifier: MIT */
/* A vocabulary that grows: frequencies of new documents are added, and terms that only they have. */
#ifndef ENT_TRAIN_EXTEND_H
#define ENT_TRAIN_EXTEND_H

#include "features/features.h"

/**
 * Add documents to a vocabulary without those it was counted on. Frequencies and numbers of documents add up; terms that
 * `old` lacks come in where settings->min_df of the new documents hold them, most frequent first, as long as there
 * are fewer than settings->max_features. The texts of terms come too, where `old` has texts.
 * @param out       locked, most frequent first; release with ent__vocabulary_dispose()
 * @param settings  in, out: mean_length becomes that of all documents
 * @param added     out: terms that `old` lacks
 * @cost as ent__vocabulary_build() and ent__matrix_build() over the new documents, and O(V log V)
 */
ent_status ent__vocabulary_extend(ent_vocabulary *out, size_t *added,
                                  ent_feature_settings *settings,
                                  const ent_vocabulary *old, const ent_article *articles,
                                  size_t count, const ent_language *language, int threads,
                                  ent_error *err);

#endif
