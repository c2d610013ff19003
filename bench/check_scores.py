#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Compare every figure of `entente evaluate` with scikit-learn's, scipy's or a plain re-implementation on the same
predictions. Reads train and dev parts only. Usage: bench/check_scores.py [--write docs/evaluation.md]
Exit 1 when a figure differs by more than 2e-6 (six decimals are printed)."""
import collections
import gzip
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest
from sklearn import metrics
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics.cluster import pair_confusion_matrix
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer

try:  # Debian's python3-snowballstemmer: the original Porter algorithm, in Python
    import snowballstemmer

    PORTER = snowballstemmer.stemmer("porter")
except ImportError:
    PORTER = None

warnings.filterwarnings("ignore")
DATA = os.environ.get("ENTENTE_DATA", "../shared/data")
ENTENTE = os.path.join(os.environ.get("BUILD", "build"), "entente")
WORK = tempfile.mkdtemp()
TOLERANCE = 2e-6
rows, skipped, failed = [], [], 0


def load(path):
    with gzip.open(os.path.join(DATA, path), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def have(*paths):
    missing = [p for p in paths if not os.path.exists(os.path.join(DATA, p))]
    if missing:
        skipped.append(f"{missing[0]} is not there")
    return not missing


def write(name, records):
    path = os.path.join(WORK, name)
    with open(path, "w", encoding="utf-8") as out:
        for record in records:
            out.write(json.dumps(record) + "\n")
    return path


def evaluate(gold, said, *options):
    command = [ENTENTE, "evaluate", "--json", "--predictions", said, gold, *options]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def check(case, figure, ours, theirs, tolerance=TOLERANCE):
    global failed
    both_undefined = ours is None and (theirs is None or math.isnan(theirs))
    good = both_undefined or (ours is not None and abs(ours - theirs) <= tolerance)
    failed += not good
    rows.append((case, figure, ours, theirs, good))


def check_averages(case, result, truth, said, labels):
    for average in ("micro", "macro", "weighted"):
        expected = metrics.precision_recall_fscore_support(truth, said, average=average, labels=labels, zero_division=0)
        for name, value in zip(("precision", "recall", "f1"), expected):
            check(case, f"{average} {name}", result[average][name], value)
    expected = metrics.precision_recall_fscore_support(truth, said, average=None, labels=labels, zero_division=0)
    for name, column in zip(("precision", "recall", "f1"), expected):
        worst = max(range(len(labels)), key=lambda k: abs((result["labels"][k][name] or 0) - column[k]))
        check(case, f"{name} of each label (worst of {len(labels)})", result["labels"][worst][name] or 0, column[worst])


def interval_of(values):
    return np.percentile(values, [2.5, 97.5])


def ece_of(confidence, right):
    bins = np.clip(np.ceil(confidence * 15).astype(int) - 1, 0, 14)
    return sum(abs(confidence[bins == b].sum() - right[bins == b].sum()) for b in range(15)) / len(confidence)


def check_interval(case, figure, ours, score, units, replicates=4000):
    """`score` of resampled units; another random stream, so only near."""
    rng = np.random.default_rng(7)
    low, high = interval_of([score(units[rng.integers(0, len(units), len(units))]) for _ in range(replicates)])
    check(case, f"95 % interval of {figure}, low", ours[0], low, 0.006)
    check(case, f"95 % interval of {figure}, high", ours[1], high, 0.006)


def single_label():
    if not have("topic/bbc/train.jsonl.gz"):
        return
    case, records = "one label (bbc, a third of train)", load("topic/bbc/train.jsonl.gz")
    random.Random(1).shuffle(records)
    cut = 2 * len(records) // 3
    vectorizer = TfidfVectorizer(max_features=300)  # few, so that there are errors to count
    X = vectorizer.fit_transform([r["text"] for r in records[:cut]])
    Z = vectorizer.transform([r["text"] for r in records[cut:]])
    truth = [r["labels"][0] for r in records[cut:]]
    systems = []
    for C in (1.0, 0.02):
        model = LogisticRegression(C=C, max_iter=500).fit(X, [r["labels"][0] for r in records[:cut]])
        systems.append((model.predict_proba(Z).astype(np.float32), list(model.predict(Z)), list(model.classes_)))
    P, said, labels = systems[1]
    gold = write("gold", ({"id": str(i), "text": "x", "labels": [t]} for i, t in enumerate(truth)))
    files = [write(f"said{s}", ({"id": str(i), "label": q, "probabilities": {l: float(x) for l, x in zip(names, p)}}
                                for i, (p, q) in enumerate(zip(probabilities, chosen))))
             for s, (probabilities, chosen, names) in enumerate(systems)]
    result = evaluate(gold, files[1], "--against", files[0])
    check(case, "accuracy", result["accuracy"], metrics.accuracy_score(truth, said))
    check_averages(case, result, truth, said, labels)
    P = P.astype(np.float64)
    Y = np.array([[t == l for l in labels] for t in truth], float)
    check(case, "log loss", result["log_loss"], metrics.log_loss(truth, P / P.sum(1, keepdims=True), labels=labels))
    check(case, "Brier score", result["brier"], ((P - Y) ** 2).sum(1).mean())
    right = np.array([t == labels[k] for t, k in zip(truth, P.argmax(1))], float)
    check(case, "ECE, 15 bins", result["ece"], ece_of(P.max(1), right))
    check(case, "P@1", result["precision_at"]["1"], metrics.top_k_accuracy_score(truth, P, k=1, labels=labels))
    check(case, "P@3", 3 * result["precision_at"]["3"], metrics.top_k_accuracy_score(truth, P, k=3, labels=labels))
    check(case, "NDCG", result["ndcg"], metrics.ndcg_score(Y, P))
    check(case, "NDCG@3", result["ndcg_at"]["3"], metrics.ndcg_score(Y, P, k=3))
    matrix = metrics.confusion_matrix(truth, said, labels=labels)
    cells = {(c["truth"], c["predicted"]): c["documents"] for c in result["confusion"]}
    wrong = sum(abs(cells.get((a, b), 0) - matrix[i][j]) for i, a in enumerate(labels) for j, b in enumerate(labels))
    check(case, "cells of the confusion matrix that differ", wrong, 0)
    order = np.argsort(-P.max(1), kind="stable")
    point = min(result["coverage"], key=lambda p: abs(p["coverage"] - 0.5))
    check(case, "accuracy at half coverage", point["accuracy"], right[order[: round(point["coverage"] * len(truth))]].mean())
    # intervals: another random stream, so only near
    rng = np.random.default_rng(7)
    hits = np.array([t == s for t, s in zip(truth, said)], float)
    low, high = interval_of([hits[rng.integers(0, len(hits), len(hits))].mean() for _ in range(4000)])
    check(case, "95 % interval of accuracy, low", result["intervals"]["accuracy"][0], low, 0.006)
    check(case, "95 % interval of accuracy, high", result["intervals"]["accuracy"][1], high, 0.006)
    ranks = np.argsort(np.argsort(-P, axis=1, kind="stable"), axis=1)
    own = ranks[np.arange(len(truth)), [labels.index(t) for t in truth]]
    mean = lambda u: u.mean()
    check_interval(case, "NDCG", result["intervals"]["ndcg"], mean, 1 / np.log2(own + 2))
    check_interval(case, "P@3", result["intervals"]["precision_at"]["3"], mean, (own < 3) / 3)
    check_interval(case, "the Brier score", result["intervals"]["brier"], mean, ((P - Y) ** 2).sum(1))
    check_interval(case, "the log loss", result["intervals"]["log_loss"], mean, -np.log((P * Y).sum(1) / P.sum(1)))
    pairs = np.array([[labels.index(t), labels.index(s)] for t, s in zip(truth, said)])
    weighted = lambda u: metrics.f1_score(u[:, 0], u[:, 1], average="weighted", zero_division=0)
    check_interval(case, "weighted F1", result["intervals"]["weighted_f1"], weighted, pairs, replicates=1000)
    other = np.array([t == s for t, s in zip(truth, systems[0][1])], float)
    b, c = int((hits > other).sum()), int((other > hits).sum())
    check(case, "McNemar's p", result["against"]["mcnemar_p"], binomtest(min(b, c), b + c).pvalue)
    difference = hits - other
    low, high = interval_of([difference[rng.integers(0, len(hits), len(hits))].mean() for _ in range(4000)])
    check(case, "95 % interval of the difference, low", result["against"]["accuracy"]["interval"][0], low, 0.006)
    check(case, "95 % interval of the difference, high", result["against"]["accuracy"]["interval"][1], high, 0.006)


def multi_label():
    if not have("topic/reuters90/train.jsonl.gz"):
        return
    case, records = "several labels (reuters90, a quarter of train)", load("topic/reuters90/train.jsonl.gz")
    random.Random(1).shuffle(records)
    records = records[:3000]
    cut = 2000
    vectorizer = TfidfVectorizer(max_features=2000)
    X = vectorizer.fit_transform([r["text"] for r in records[:cut]])
    Z = vectorizer.transform([r["text"] for r in records[cut:]])
    binarizer = MultiLabelBinarizer().fit([r["labels"] for r in records])
    labels = list(binarizer.classes_)
    Y = binarizer.transform([r["labels"] for r in records[cut:]])
    model = OneVsRestClassifier(LogisticRegression(C=10, max_iter=300)).fit(X, binarizer.transform([r["labels"] for r in records[:cut]]))
    P = model.predict_proba(Z).astype(np.float32).astype(np.float64)
    S = (P >= 0.5).astype(int)
    gold = write("gold", ({"id": str(i), "text": "x", "labels": r["labels"]} for i, r in enumerate(records[cut:])))
    said = write("said", ({"id": str(i), "labels": [labels[k] for k in np.flatnonzero(s)], "probabilities": dict(zip(labels, map(float, p)))}
                          for i, (s, p) in enumerate(zip(S, P))))
    result = evaluate(gold, said)
    check(case, "accuracy (exact set)", result["accuracy"], metrics.accuracy_score(Y, S))
    used = [k for k in range(len(labels)) if Y[:, k].any() or S[:, k].any()]  # scikit-learn would count the others as 0
    for average in ("micro", "macro", "weighted", "samples"):
        expected = metrics.precision_recall_fscore_support(Y[:, used], S[:, used], average=average, zero_division=0)
        ours = result["sample" if average == "samples" else average]
        for name, value in zip(("precision", "recall", "f1"), expected):
            check(case, f"{average} {name}", ours[name], value)
    check(case, "log loss, mean over labels", result["log_loss"],
          -np.mean(Y * np.log(np.clip(P, 2.220446049250313e-16, 1)) + (1 - Y) * np.log(np.clip(1 - P, 2.220446049250313e-16, 1))))
    check(case, "Brier score, mean over labels", result["brier"], np.mean([metrics.brier_score_loss(Y[:, k], P[:, k]) for k in range(len(labels))]))
    check(case, "ECE over all (document, label) pairs", result["ece"], ece_of(P.ravel(), Y.ravel()))
    check(case, "NDCG", result["ndcg"], metrics.ndcg_score(Y, P))
    check(case, "NDCG@5", result["ndcg_at"]["5"], metrics.ndcg_score(Y, P, k=5))
    order = np.argsort(-P, axis=1, kind="stable")[:, :5]
    check(case, "P@5", result["precision_at"]["5"], np.take_along_axis(Y, order, 1).mean())
    hits, sizes = (Y * S).sum(1), Y.sum(1) + S.sum(1)
    own = np.where(sizes > 0, 2 * hits / np.maximum(sizes, 1), 1.0)
    check_interval(case, "samples F1", result["intervals"]["sample_f1"], lambda u: u.mean(), own)


def stance():
    rng = random.Random(3)
    if have("stance/cic-es/dev.jsonl.gz"):
        case = "stance (cic-es dev, labels changed at random)"
        truth = [r["stance"] for r in load("stance/cic-es/dev.jsonl.gz")]
        said = [t if rng.random() < 0.7 else rng.choice(("favor", "against", "none")) for t in truth]
        gold = write("gold", ({"id": str(i), "text": "x", "target": "t", "stance": t} for i, t in enumerate(truth)))
        result = evaluate(gold, write("said", ({"id": str(i), "stance": s} for i, s in enumerate(said))))
        check(case, "mean of F(favor), F(against)", result["favor_against_f1"], metrics.f1_score(truth, said, labels=["favor", "against"], average="macro"))
    if have("stance/fnc1/dev.jsonl.gz"):
        case, names = "FNC-1 (dev, labels changed at random)", ("unrelated", "discuss", "agree", "disagree")
        truth = [r["stance"] for r in load("stance/fnc1/dev.jsonl.gz")]
        said = [t if rng.random() < 0.6 else rng.choice(names) for t in truth]
        score = best = 0.0
        for t, s in zip(truth, said):  # the rules of the challenge's own scorer
            best += 0.25 if t == "unrelated" else 1.0
            if t == s:
                score += 0.25 + (0.5 if t != "unrelated" else 0)
            if t != "unrelated" and s != "unrelated":
                score += 0.25
        gold = write("gold", ({"id": str(i), "text": "x", "target": "t", "stance": t} for i, t in enumerate(truth)))
        result = evaluate(gold, write("said", ({"id": str(i), "stance": s} for i, s in enumerate(said))))
        check(case, "FNC score", result["fnc_score"], score / best)
        own = np.array([[1.0 if t == s != "unrelated" else 0.25 if (t == "unrelated") == (s == "unrelated") else 0.0, 0.25 if t == "unrelated" else 1.0]
                        for t, s in zip(truth, said)])
        check_interval(case, "the FNC score", result["intervals"]["fnc_score"], lambda u: u[:, 0].sum() / u[:, 1].sum(), own)
        check(case, "macro F1", result["macro_f1"], metrics.f1_score(truth, said, average="macro"))


def stories():
    if not have("stories/fnc1-headlines/train.jsonl.gz"):
        return
    case, rng = "stories (fnc1-headlines, moved at random)", random.Random(5)
    truth = [r["story"] for r in load("stories/fnc1-headlines/train.jsonl.gz")]
    names = sorted(set(truth))
    said = [t if rng.random() < 0.8 else rng.choice(names) for t in truth]
    members, found = collections.defaultdict(set), collections.defaultdict(set)
    for i, (t, s) in enumerate(zip(truth, said)):
        members[t].add(i)
        found[s].add(i)
    precision = np.mean([len(members[t] & found[s]) / len(found[s]) for t, s in zip(truth, said)])
    recall = np.mean([len(members[t] & found[s]) / len(members[t]) for t, s in zip(truth, said)])
    gold = write("gold", ({"id": str(i), "text": "x", "story": t} for i, t in enumerate(truth)))
    result = evaluate(gold, write("said", ({"id": str(i), "story": s} for i, s in enumerate(said))))
    check(case, "BCubed F1", result["bcubed_f1"], 2 * precision * recall / (precision + recall))
    own = np.array([[len(m), sum(len(m & found[said[i]]) / len(found[said[i]]) for i in m), sum(len(m & found[said[i]]) / len(m) for i in m)]
                    for m in members.values()])  # a unit a true story
    bcubed = lambda u: 2 / (u[:, 0].sum() / u[:, 1].sum() + u[:, 0].sum() / u[:, 2].sum())
    check_interval(case, "BCubed F1", result["intervals"]["bcubed_f1"], bcubed, own)
    (_, false_positive), (false_negative, true_positive) = pair_confusion_matrix(truth, said)
    check(case, "pairwise precision", result["pairwise_precision"], true_positive / (true_positive + false_positive))
    check(case, "pairwise recall", result["pairwise_recall"], true_positive / (true_positive + false_negative))


# ---- words, as rouge_score makes them, and plain Python for the rest ----
import unicodedata


def words(text, lang):
    if lang == "en":
        tokens = re.findall("[a-z0-9]+", text.lower())
        return [PORTER.stemWord(t) if len(t) > 3 else t for t in tokens]
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text.lower())
    return kept.split()


def f1(hits, found, wanted):
    return 2 * hits / (found + wanted) if hits else 0.0


def rouge_n(summary, reference, n):
    a, b = (collections.Counter(zip(*(t[i:] for i in range(n)))) for t in (summary, reference))
    return f1(sum((a & b).values()), sum(a.values()), sum(b.values()))


def lcs_table(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
    return table


def lcs_places(a, b):
    table, places, i, j = lcs_table(a, b), set(), len(a), len(b)
    while i and j:
        if a[i - 1] == b[j - 1]:
            places.add(i - 1)
            i, j = i - 1, j - 1
        elif table[i][j - 1] > table[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return places


def rouge_lsum(summary, reference):
    left_s, left_r = (collections.Counter(w for line in t for w in line) for t in (summary, reference))
    hits = 0
    for line in reference:
        places = set().union(*(lcs_places(line, s) for s in summary)) if summary else set()
        for i in sorted(places):
            if left_s[line[i]] > 0 and left_r[line[i]] > 0:
                hits += 1
                left_s[line[i]] -= 1
                left_r[line[i]] -= 1
    return f1(hits, sum(map(len, summary)), sum(map(len, reference)))


def rouge(summary, reference, lang):
    s, r = ([w for w in (words(line, lang) for line in text.split("\n")) if w] for text in (summary, reference))
    flat_s, flat_r = ([w for line in t for w in line] for t in (s, r))
    lcs = lcs_table(flat_s, flat_r)[-1][-1]
    return (rouge_n(flat_s, flat_r, 1), rouge_n(flat_s, flat_r, 2), f1(lcs, len(flat_s), len(flat_r)), rouge_lsum(s, r))


def summaries():
    for corpus in ("cnndm", "orangesum", "bnlpc", "vietmds"):
        path = f"summ/{corpus}/dev.jsonl.gz"
        if not have(path):
            continue
        records = load(path)[:60]
        lang = records[0]["lang"]
        if lang == "en" and not PORTER:
            skipped.append("English ROUGE (python3-snowballstemmer is not there)")
            continue
        texts = ["\n".join((d["title"] + "\n" if d["title"] else "") + d["text"] for d in r["documents"]) if "documents" in r else r["text"] for r in records]
        # six lines of twelve words from the front, each with a full stop: what is a sentence must not be in question
        summary = ["\n".join(" ".join(t.split()[12 * i: 12 * i + 12]) for i in range(6)) for t in texts]
        references = [[" \n".join(" ".join(w[i: i + 15]) for i in range(0, len(w), 15)) for w in (x.replace(".", " ").replace("।", " ").replace("!", " ").replace("?", " ").replace("…", " ").split() for x in r["summaries"])] for r in records]
        gold = write("gold", ({"id": str(i), "text": "x", "lang": lang, "summaries": ref} for i, ref in enumerate(references)))
        result = evaluate(gold, write("said", ({"id": str(i), "summary": s} for i, s in enumerate(summary))))
        scores = np.array([np.mean([rouge(s, r, lang) for r in ref], axis=0) for s, ref in zip(summary, references)])
        case = f"summaries ({corpus} dev, {len(records)}, {lang})"
        for k, name in enumerate(("rouge_1", "rouge_2", "rouge_l", "rouge_lsum")):
            check(case, name, result[name]["f1"], scores[:, k].mean())
        check_interval(case, "rouge_1", result["rouge_1"]["interval"], lambda u: u.mean(), scores[:, 0])
        check(case, "standard error of rouge_1", result["rouge_1"]["error"], scores[:, 0].std(ddof=1) / math.sqrt(len(scores)))


def tags():
    if not have("tags/kdd/test.jsonl.gz"):
        return
    if not PORTER:
        skipped.append("tags (python3-snowballstemmer is not there)")
        return
    case, records = "tags (kdd, first words as phrases)", load("tags/kdd/test.jsonl.gz")[:300]

    def key(phrase, stem):
        tokens = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in phrase.lower()).split()
        return tuple(PORTER.stemWord(t) if stem else t for t in tokens)

    found = [[" ".join(w[i: i + 1 + i % 2]) for i in range(min(12, len(w)))] for w in ((r["title"] + " " + r["text"]).split() for r in records)]
    gold = write("gold", ({"id": str(i), "text": "x", "lang": "en", "keyphrases": r["keyphrases"]} for i, r in enumerate(records)))
    result = evaluate(gold, write("said", ({"id": str(i), "tags": f} for i, f in enumerate(found))))
    for stem in (True, False):
        for k in (5, 10):
            hits = all_found = all_truth = 0
            own, counts = [], []
            for r, f in zip(records, found):
                truth = {key(p, stem) for p in r["keyphrases"]} - {()}
                said = list(dict.fromkeys(x for x in (key(p, stem) for p in f) if x))[:k]
                if not truth:
                    continue
                h = len(truth & set(said))
                hits, all_found, all_truth = hits + h, all_found + len(said), all_truth + len(truth)
                own.append(f1(h, len(said), len(truth)))
                counts.append((h, len(said) + len(truth)))
            prefix = "" if stem else "exact_"
            check(case, f"{prefix}f1_at_{k}", result[f"{prefix}f1_at_{k}"], f1(hits, all_found, all_truth))
            check(case, f"{prefix}mean_f1_at_{k}", result[f"{prefix}mean_f1_at_{k}"], np.mean(own))
            check_interval(case, f"{prefix}f1_at_{k}", result["intervals"][f"{prefix}f1_at_{k}"], lambda u: 2 * u[:, 0].sum() / u[:, 1].sum(), np.array(counts, float))


def table():
    lines = ["| predictions | figure | entente | reference | equal |", "|---|---|---|---|---|"]
    for case, figure, ours, theirs, good in rows:
        lines.append(f"| {case} | {figure} | {'null' if ours is None else format(ours, '.6g')} | {theirs:.6g} | {'yes' if good else '**NO**'} |")
    return "\n".join(lines)


def main():
    for part in (single_label, multi_label, stance, stories, summaries, tags):
        part()
    text = (f"{len(rows)} figures, {failed} differ; scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, "
            f"numpy {np.__version__}. Intervals come from other random numbers and are compared to 0.006.\n\n" + table() + "\n")
    print(text)
    for why in skipped:
        print("skipped", why)
    if len(sys.argv) == 3 and sys.argv[1] == "--write":
        begin, end = "<!-- begin check_scores -->\n", "<!-- end check_scores -->"
        page = open(sys.argv[2], encoding="utf-8").read()
        before, rest = page.split(begin)
        open(sys.argv[2], "w", encoding="utf-8").write(before + begin + text + end + rest.split(end)[1])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
