/* SPDX-License-Identifier: MIT */
/* An old corpus and a new one as one: corrections replace what they correct, and nothing stands twice. */
#ifndef ENT_TRAIN_MERGE_H
#define ENT_TRAIN_MERGE_H

#include <entente/datasets.h>
#include <entente/models.h>

/** A document of a merged corpus. */
struct ent__merged {
    const ent_corpus *corpus; /* NULL: left out */
    size_t index;
};

struct ent__merge {
    ent_corpus corpus; /* texts are borrowed from the two corpora, the rest is its own */
    size_t added;      /* new documents that the model has not learned */
    size_t
        corrected; /* documents of the old corpus, or of the new one further up, that were replaced */
    size_t
        known; /* new documents that stand there already, or were learned, with the same labels */
};

/**
 * The documents of `old` in order, each replaced where `fresh` has one with the same id and other labels or text; then
 * the documents of `fresh` that are new, in order. Of one text with one set of labels the first stays. Labels are the
 * same where their names are: "medtop:11000000 politics" and "politics".
 * @param from  a model that may have learned some of the new documents, as the counts say; NULL: none
 * @cost O(documents + labels log labels)
 */
ent_status ent__merge(struct ent__merge *out, const ent_corpus *old,
                      const ent_corpus *fresh, const ent_model *from, ent_error *err);

/**
 * A corpus of some documents: `rows` [count], those with a corpus. `labels` [label_count] are labels that it has
 * whether a document carries them or not. The rows come from two corpora at most.
 */
ent_status ent__corpus_of(ent_corpus *out, const struct ent__merged *rows, size_t count,
                          const ent_string *labels, size_t label_count, ent_error *err);

#endif
