/* SPDX-License-Identifier: MIT */
/* Any bytes as a newsgroup message: records are sound, and read back the same from JSON Lines. */
#include "records.h"

FUZZ_READER(.format = ENT_FORMAT_NEWSGROUPS, .title = "first-line",
            .strip = ENT_STRIP_HEADERS | ENT_STRIP_QUOTES | ENT_STRIP_FOOTERS)
