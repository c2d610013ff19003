/* SPDX-License-Identifier: MIT */
/* Any bytes as tab-separated values: records are sound, and read back the same from JSON Lines. */
#include "records.h"

FUZZ_READER(.format = ENT_FORMAT_TSV, .no_header = true, .text = "2,1", .label = "3",
            .label_separator = " ")
