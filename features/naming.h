/* SPDX-License-Identifier: MIT */
/* Inside the room: giving the terms of a new vocabulary their texts, in passing, while a corpus is made into vectors. */
#ifndef ENT_FEATURES_NAMING_H
#define ENT_FEATURES_NAMING_H

#include <stdatomic.h>

#include "features.h"

/** Texts that one worker has given to terms. */
struct ent__claims {
    ent_buffer texts;
    ENT_ARRAY(struct ent__claim) items;
};

/** Who has named which term; shared by the workers. */
struct ent__naming {
    atomic_uchar *taken;        /* [V] */
    struct ent__claims *claims; /* [workers] */
    int workers;
};

ent_status ent__naming_open(struct ent__naming *naming, const ent_vocabulary *vocabulary,
                            int workers, ent_error *err);
void ent__naming_close(struct ent__naming *naming);

/** Name those of the last piece's terms (ids [count], ENT_NO_TERM among them) that nobody has named. @return false: no memory */
bool ent__naming_see(struct ent__naming *naming, struct ent__claims *claims,
                     const ent_extractor *extractor, const uint32_t *ids, size_t count);

/** Hand the texts to the vocabulary, in the order of its ids. */
ent_status ent__naming_finish(ent_vocabulary *vocabulary,
                              const struct ent__naming *naming, ent_error *err);

/** Let a vectorizer name what it sees. */
void ent__vectorizer_name(ent_vectorizer *vectorizer, struct ent__naming *naming,
                          struct ent__claims *claims);

#endif
