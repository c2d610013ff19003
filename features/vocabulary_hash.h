/* SPDX-License-Identifier: MIT */
/* Inside the room: a vocabulary of hash buckets. */
#ifndef ENT_FEATURES_VOCABULARY_HASH_H
#define ENT_FEATURES_VOCABULARY_HASH_H

#include "features.h"

/**
 * ent__vocabulary_build() where settings->hash_bits is not 0: every bucket is a feature, whatever its frequency.
 * @cost O(bytes); memory 12 bytes a bucket and 4 more a bucket and thread
 * @source Weinberger et al. 2009, ICML (without the sign: weights are learned a bucket)
 */
ent_status ent__vocabulary_hash(ent_vocabulary *vocabulary,
                                ent_feature_settings *settings,
                                const ent_article *articles, size_t count,
                                const ent_language *language, int threads,
                                ent_error *err);

#endif
