/* SPDX-License-Identifier: MIT */
/* Breaks that come from layout instead of marks: credits under pictures, mail headers, ruled lines, emoticons. */
#ifndef ENT_TEXT_SENTENCE_LAYOUT_H
#define ENT_TEXT_SENTENCE_LAYOUT_H

#include "sentence_rules.h"

/** A colon at text[at]: start of the credit whose label it ends ("Belle Image: Nick Moreau"), or 0. */
size_t ent__credit_start(const passage *p, size_t at);

/**
 * A colon at text[at]: is it in the date and time of a mail's head ("Kay Mann 04/26/2001 07:17 AM Will you")?
 * @param start   out: of the date, or 0 where the date belongs to what is before it ("on 08/16/2000 03:14 PM")
 * @param behind  out: behind the time
 */
bool ent__mail_time(const passage *p, size_t at, size_t *start, size_t *behind);

/** A colon at text[at]: the place behind the address that it belongs to ("https://…", without a last stop), or 0. */
size_t ent__link_end(const passage *p, size_t at);

/** A > at text[at]: does it close an address in the head of a message, with a capital behind ("<a@b.org> The")? */
bool ent__address_ends(const passage *p, size_t at);

/** A ) at text[at]: does it close a note that is all of the sentence, with a starter behind ("(BBC) The")? */
bool ent__note_ends(const passage *p, size_t at);

/** The place behind a ruled line ("=====", "***", "_____") that begins at text[at], or `at`. */
size_t ent__ruled_line(const passage *p, size_t at);

/** The place behind an emoticon that begins at text[at], or `at`. */
size_t ent__emoticon(const passage *p, size_t at);

#endif
