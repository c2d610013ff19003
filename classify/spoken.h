/* SPDX-License-Identifier: MIT */
/* The languages that a model was trained on. */
#ifndef ENT_CLASSIFY_SPOKEN_H
#define ENT_CLASSIFY_SPOKEN_H

#include <entente/text.h>

typedef struct ent__spoken {
    const ent_language **languages; /* [count]; none: any will do */
    size_t count;
} ent__spoken;

/** Fill a zeroed one from the metadata of a model. @return false when memory is out; dispose in any case */
bool ent__spoken_open(ent__spoken *spoken, ent_string metadata);
void ent__spoken_dispose(ent__spoken *spoken);
/** Is this language one of them? True where that is not known. */
bool ent__speaks(const ent__spoken *spoken, ent_string lang);

#endif
