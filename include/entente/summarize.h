/* SPDX-License-Identifier: MIT */
/* Summaries: sentences ranked by centrality, chosen within a budget, printed in source order. */
#ifndef ENTENTE_SUMMARIZE_H
#define ENTENTE_SUMMARIZE_H

#include <entente/text.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum ent_summary_method {
    ENT_SUMMARY_CENTRALITY, /* ours, the default */
    ENT_SUMMARY_LEXRANK,
    ENT_SUMMARY_TEXTRANK,
    ENT_SUMMARY_LEAD
} ent_summary_method;

#ifdef __cplusplus
}
#endif
#endif
