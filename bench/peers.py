#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a user would run instead, one system a process, so that its time and memory can be taken from outside.
Prints one JSON object of its stages' seconds. Predictions are TSV lines (id, label) for `entente evaluate`.

  peers.py sklearn TRAIN TEST MODEL PREDICTIONS     TF-IDF (sublinear, words 1-2, min_df 2) + LinearSVC
  peers.py fasttext-input CORPUS OUT [shuffle]      a corpus as fastText wants it
  peers.py fasttext-answers TEST ANSWERS PREDICTIONS
  peers.py matrix TRAIN DUMP SVMLIGHT               the same TF-IDF, for bench/solver and for liblinear and libsvm
"""
import gzip
import json
import pickle
import random
import re
import sys
import time

import numpy as np


def load(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    texts = [((r.get("title") or "") + "\n" + r["text"]).strip() for r in records]
    return [r["id"] for r in records], texts, [r["labels"] for r in records]


def vectorizer():
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)


def run_sklearn(train, test, model, predictions):
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import MultiLabelBinarizer
    from sklearn.svm import LinearSVC

    started, started_cpu = time.perf_counter(), time.process_time()
    _, texts, labels = load(train)
    multi = any(len(l) != 1 for l in labels)
    read = time.perf_counter()
    vectors = vectorizer()
    X = vectors.fit_transform(texts)
    vectorized = time.perf_counter()
    binarizer = MultiLabelBinarizer().fit(labels) if multi else None
    classifier = OneVsRestClassifier(LinearSVC()) if multi else LinearSVC()
    classifier.fit(X, binarizer.transform(labels) if multi else [l[0] for l in labels])
    fitted = time.perf_counter()
    with open(model, "wb") as out:
        pickle.dump((vectors, classifier, binarizer), out)
    written, written_cpu = time.perf_counter(), time.process_time()
    ids, texts, _ = load(test)
    begin, begin_cpu = time.perf_counter(), time.process_time()
    said = classifier.predict(vectors.transform(texts))
    end, end_cpu = time.perf_counter(), time.process_time()
    said = binarizer.inverse_transform(said) if multi else [(s,) for s in said]
    with open(predictions, "w", encoding="utf-8") as out:
        for name, chosen in zip(ids, said):
            for label in chosen or [""]:
                out.write(f"{name}\t{label}\n")
    return {"read": read - started, "vectorize": vectorized - read, "fit": fitted - vectorized,
            "write": written - fitted, "train": written - started, "train_cpu": written_cpu - started_cpu,
            "predict": end - begin, "predict_cpu": end_cpu - begin_cpu}


def fasttext_input(corpus, path, *options):
    _, texts, labels = load(corpus)
    order = list(range(len(texts)))
    if options:  # fastText does not shuffle, and some corpora are sorted by label
        random.Random(1).shuffle(order)
    with open(path, "w", encoding="utf-8") as out:
        for i in order:
            text = re.sub(r"([.!?,'/()])", r" \1 ", texts[i].lower()).replace("\n", " ")
            out.write(" ".join("__label__" + re.sub(r"\s", "_", l) for l in labels[i]) + " " + text + "\n")
    return {}


def fasttext_answers(test, answers, predictions):
    ids = load(test)[0]
    with open(answers, encoding="utf-8") as lines, open(predictions, "w", encoding="utf-8") as out:
        for name, line in zip(ids, lines):
            for label in line.split() or [""]:
                out.write(f"{name}\t{label.removeprefix('__label__')}\n")
    return {}


def matrix(train, dump, svmlight):
    from sklearn.datasets import dump_svmlight_file

    _, texts, labels = load(train)
    X = vectorizer().fit_transform(texts).tocsr().astype(np.float32)
    frequency = np.bincount(X.indices, minlength=X.shape[1])
    rank = np.empty(X.shape[1], np.int64)
    rank[np.argsort(-frequency, kind="stable")] = np.arange(X.shape[1])
    X.indices = rank[X.indices].astype(X.indices.dtype)
    X.sort_indices()
    names = sorted({l[0] for l in labels})
    y = np.array([names.index(l[0]) for l in labels], np.uint32)
    pairs = np.empty(X.nnz, [("column", "<u4"), ("value", "<f4")])
    pairs["column"], pairs["value"] = X.indices, X.data
    with open(dump, "wb") as out:
        np.array([X.shape[0], X.shape[1], X.nnz, len(names)], "<u8").tofile(out)
        X.indptr.astype("<u8").tofile(out)
        pairs.tofile(out)
        y.astype("<u4").tofile(out)
    dump_svmlight_file(X, y, svmlight, zero_based=False)
    return {"rows": X.shape[0], "columns": X.shape[1], "non_zeros": int(X.nnz)}


if __name__ == "__main__":
    verbs = {"sklearn": run_sklearn, "fasttext-input": fasttext_input, "fasttext-answers": fasttext_answers, "matrix": matrix}
    print(json.dumps(verbs[sys.argv[1]](*sys.argv[2:])))
