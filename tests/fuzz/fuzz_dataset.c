/* SPDX-License-Identifier: MIT */
/* Any bytes as whatever they look like: records are sound, and read back the same from JSON Lines. */
#include "records.h"

FUZZ_READER(.label_separator = NULL)
