/* SPDX-License-Identifier: MIT */
/* How digests are shown: JSON Lines, plain paragraphs, a page with the chosen sentences marked. */
#ifndef ENT_CLI_SUMMARY_PRINT_H
#define ENT_CLI_SUMMARY_PRINT_H

#include "base/base.h"

#include <entente/summarize.h>

/** What was summarized, and the digest. `all`: every sentence is listed. */
struct summary_print {
    const ent_article *articles;
    size_t count;
    const ent_summary *summary;
    bool together; /* one digest of several articles, also when there is only one */
    bool all;
    bool
        stream; /* what was written goes to standard output as it grows: nothing else is written meanwhile */
    const ent_article
        *left_out; /* [left_out_count] articles in other languages than the digest's */
    size_t left_out_count;
};

/** Does article `index` tell another story than the rest? A hint: docs/summaries.md says how often it errs. */
bool cli_summary_is_apart(const struct summary_print *print, size_t index);

/** One line of JSON. */
void cli_print_summary_json(ent_buffer *out, const struct summary_print *print);
/** The paragraph, and under it nothing; `heading` puts the title or id above. */
void cli_print_summary_text(ent_buffer *out, const struct summary_print *print,
                            bool heading);
/** A section of the page: every article with its sentences shaded by their centrality and the chosen ones marked. The
 *  summary must list every sentence. */
void cli_print_summary_html(ent_buffer *out, const struct summary_print *print);
/** The style sheet of the sections. */
void cli_print_summary_style(ent_buffer *out);

#endif
