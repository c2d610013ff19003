/* SPDX-License-Identifier: MIT */
/* Any bytes as fastText lines: records are sound, and read back the same from JSON Lines. */
#include "records.h"

FUZZ_READER(.format = ENT_FORMAT_FASTTEXT)
