/* SPDX-License-Identifier: MIT */
/* The sentence that is cut because not one fits. Private to summarize/. */
#ifndef ENT_SUMMARIZE_CUT_H
#define ENT_SUMMARIZE_CUT_H

#include "quotes.h"
#include "source.h"

/* Each round of cutting may leave quotation marks without their partner; taking these away makes room for more. */
enum { CUT_ROUNDS = 4, CUT_RANGES = CUT_ROUNDS * QUOTES_MAX + 1 };

/**
 * Cut what is printed of a sentence to a budget, behind a word where there is one.
 * @param out      what is left, printed; as large as the sentence
 * @param kept     [*count + CUT_RANGES] what is printed; shortened
 * @param balance  take away quotation marks that the cut parted from their partner
 * @return bytes in `out`
 */
size_t ent__cut(char *out, ent_range *kept, size_t *count, const char *text,
                ent_summary_unit unit, size_t limit, bool balance);

#endif
