/* SPDX-License-Identifier: MIT */
/* The features that are used when nobody asks for others. */
#include "features.h"

ent_feature_settings ent__feature_defaults(void)
{
    return (ent_feature_settings){
        .word_min = 1,
        .word_max = 2,
        .word_weight = 1,
        .char_weight = 1,
        .stem = true,
        .weighting = ENT_WEIGHT_TFIDF,
        .min_df = 2,
        .max_df = 1,
    };
}
