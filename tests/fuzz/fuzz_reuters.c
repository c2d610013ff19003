/* SPDX-License-Identifier: MIT */
/* Any bytes as Reuters SGML: records are sound, and read back the same from JSON Lines. */
#include "records.h"

FUZZ_READER(.format = ENT_FORMAT_REUTERS)
