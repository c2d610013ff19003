/* SPDX-License-Identifier: MIT */
/* What of a sentence is printed. Cleaning only removes. Private to summarize/. */
#ifndef ENT_SUMMARIZE_CLEAN_H
#define ENT_SUMMARIZE_CLEAN_H

#include "source.h"

/**
 * Fill kept ranges, words, characters and flags of every sentence. Where nothing would be left of a text that has
 * words, or where source->raw is set, every sentence is kept as it stands.
 */
ent_status ent__clean(struct source *source, ent_arena *arena, ent_error *err);

/**
 * Give a quotation over several sentences its two marks back where all of them are chosen, as far as the budget has room
 * (in `unit`). chosen: [source->count].
 */
void ent__restore_quotations(struct source *source, const bool *chosen,
                             ent_summary_unit unit, size_t room);

/** Walks over what of a sentence is printed, piece by piece. */
struct printer {
    const char *text; /* the article's */
    const ent_range *kept;
    size_t kept_count;
    size_t next;      /* kept range to be entered next */
    uint32_t at, end; /* inside the current one */
};

struct printer ent__printer(const struct source *source, size_t sentence);
/** The next piece (a run of white space with a line break in it is one space); false at the end. */
bool ent__print_next(struct printer *printer, ent_string *piece);
/** Bytes that the whole sentence prints. */
size_t ent__printed_size(const struct source *source, size_t sentence);
/** Print at most `limit` bytes of it. @return bytes written */
size_t ent__print_sentence(char *out, size_t limit, const struct source *source,
                           size_t sentence);

#endif
