/* SPDX-License-Identifier: MIT */
/* Points in time as text: RFC 3339, which is how articles and records carry them. */
#ifndef ENT_BASE_TIME_H
#define ENT_BASE_TIME_H

#include <stdbool.h>

#include <entente/base.h>

/**
 * Read "2019-11-19T13:16:49.25+01:00" (RFC 3339; a space may stand for the T, letters may be small) or a date alone, which
 * is its midnight in UTC.
 * @param micros  out: microseconds since 1970-01-01T00:00:00Z; further digits are dropped; a leap second is the next second
 * @return false for anything else, and for days, hours and zones that do not exist (*micros untouched)
 */
bool ent_rfc3339_read(int64_t *micros, ent_string text);

#endif
