#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Write the word 1-2 TF-IDF matrix of a corpus for bench/solver: matrix.py CORPUS.jsonl.gz MATRIX [LABELS]

LABELS keeps the documents of that many most frequent labels. The format is described in bench/solver.c.
"""
import collections
import gzip
import json
import sys

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer


def read(path):
    with gzip.open(path, 'rt', encoding='utf-8') as lines:
        for line in lines:
            document = json.loads(line)
            yield (document.get('title', '') + '\n' + document['text']).strip(), document['labels'][0]


def main():
    documents = list(read(sys.argv[1]))
    counts = collections.Counter(label for _, label in documents)
    kept = sorted(counts, key=lambda label: (-counts[label], label))
    kept = sorted(kept[:int(sys.argv[3])] if len(sys.argv) > 3 else kept)
    numbers = {label: number for number, label in enumerate(kept)}
    documents = [document for document in documents if document[1] in numbers]

    vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2, dtype=np.float32)
    matrix = vectorizer.fit_transform(text for text, _ in documents).tocsr()
    frequencies = np.bincount(matrix.indices, minlength=matrix.shape[1])
    order = np.argsort(-frequencies, kind='stable')
    renumbered = np.empty_like(order)
    renumbered[order] = np.arange(len(order))
    matrix.indices = renumbered[matrix.indices].astype(np.int32)
    matrix.has_sorted_indices = False
    matrix.sort_indices()

    items = np.empty(matrix.nnz, dtype=[('id', '<u4'), ('value', '<f4')])
    items['id'] = matrix.indices
    items['value'] = matrix.data
    with open(sys.argv[2], 'wb') as out:
        np.array([*matrix.shape, matrix.nnz, len(kept)], '<u8').tofile(out)
        matrix.indptr.astype('<u8').tofile(out)
        items.tofile(out)
        np.array([numbers[label] for _, label in documents], '<u4').tofile(out)


main()
