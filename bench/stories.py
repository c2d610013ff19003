#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Stories, ours in one online pass against batch average-link clustering of scikit-learn TF-IDF, two-fold by story.

Usage: bench/stories.py FILE.jsonl.gz [build/entente [ORDERS]]

The stories are halved (every second one, by name). The least similarity is chosen on one half and measured on the other,
both ways; the mean of the two is printed, in file order and in shuffled orders. Before it: how the first few articles
fare with the defaults. The texts alone are read."""
import collections
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile

GRID = [0.14, 0.16, 0.18, 0.20, 0.22, 0.24, 0.26, 0.28, 0.30]


def bcubed(truth, found):
    """Precision, recall and F1 (Amigó et al. 2009)."""
    true_size, found_size = collections.Counter(truth), collections.Counter(found)
    both = collections.Counter(zip(truth, found))
    precision = sum(n * n / found_size[f] for (_, f), n in both.items()) / len(truth)
    recall = sum(n * n / true_size[t] for (t, _), n in both.items()) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def ours(entente, articles, least):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "articles.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            for i, article in enumerate(articles):
                row = {"id": str(i), "text": article["text"], "lang": article["lang"]}
                file.write(json.dumps(row) + "\n")
        command = [entente, "stories", "--output=tsv", path]
        if least is not None:
            command.insert(2, f"--min-similarity={least}")
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.split("\t")[1] for line in lines]


class Batch:
    """Average-link clustering of all articles at once."""

    def __init__(self, articles):
        from sklearn.feature_extraction.text import TfidfVectorizer
        vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", max_df=0.5)
        matrix = vectorizer.fit_transform([article["text"] for article in articles])
        self.distances = 1 - (matrix @ matrix.T).toarray()

    def cluster(self, least):
        from sklearn.cluster import AgglomerativeClustering
        model = AgglomerativeClustering(None, metric="precomputed", linkage="average", distance_threshold=1 - least)
        return model.fit(self.distances).labels_


def f1(articles, found):
    return bcubed([article["story"] for article in articles], found)[2]


def two_fold(scores):
    """scores[half][threshold]: chosen on one, measured on the other."""
    best = [max(range(len(GRID)), key=lambda i: half[i]) for half in scores]
    return (scores[0][best[1]] + scores[1][best[0]]) / 2, [GRID[i] for i in best]


def first_few(articles, count, seed, most):
    """`count` articles at random; with `most`, of stories at random so many of each at most: then most have a companion."""
    shuffled = list(articles)
    random.Random(1000 + seed).shuffle(shuffled)
    if not most:
        return shuffled[:count]
    by_story = collections.defaultdict(list)
    for article in shuffled:
        by_story[article["story"]].append(article)
    few = [article for story in by_story.values() for article in story[:most]][:count]
    random.Random(seed).shuffle(few)
    return few


def cold_start(articles, entente, draws=10):
    for most in (0, 4):
        for count in (10, 20, 50, 100):
            few = [first_few(articles, count, seed, most) for seed in range(draws)]
            mean = statistics.mean(f1(part, ours(entente, part, None)) for part in few)
            print(f"the first {count} articles{f', {most} of a story at most' if most else ''}: {mean:.4f}", flush=True)


def main():
    path, entente = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "build/entente"
    orders = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with gzip.open(path, "rt", encoding="utf-8") as file:
        articles = [json.loads(line) for line in file]
    names = sorted({article["story"] for article in articles})
    side = {name: i % 2 for i, name in enumerate(names)}
    halves = [[a for a in articles if side[a["story"]] == half] for half in (0, 1)]
    print(f"{len(articles)} articles, {len(names)} stories; halves of {len(halves[0])} and {len(halves[1])} articles")

    cold_start(articles, entente)
    means, fixed = [], []
    for order in range(orders):
        stream = [list(half) for half in halves]
        for half in stream:
            if order:
                random.Random(order).shuffle(half)
        scores = [[f1(half, ours(entente, half, least)) for least in GRID] for half in stream]
        mean, chosen = two_fold(scores)
        whole = list(articles)
        if order:
            random.Random(order).shuffle(whole)
        default = bcubed([a["story"] for a in whole], ours(entente, whole, None))
        means.append(mean)
        fixed.append(default[2])
        print(f"entente, {'shuffled ' + str(order) if order else 'file order'}: two-fold {mean:.4f} (chosen {chosen}); "
              f"all articles, defaults: P {default[0]:.4f} R {default[1]:.4f} F1 {default[2]:.4f}", flush=True)
    print(f"entente, mean of {orders} orders: two-fold {statistics.mean(means):.4f} "
          f"(least {min(means):.4f}, most {max(means):.4f}); all articles {statistics.mean(fixed):.4f}")

    batches = [Batch(half) for half in halves]
    mean, chosen = two_fold([[f1(half, batch.cluster(least)) for least in GRID] for half, batch in zip(halves, batches)])
    whole = Batch(articles)
    best = max(f1(articles, whole.cluster(least)) for least in GRID)
    print(f"scikit-learn, batch average link: two-fold {mean:.4f} (chosen {chosen}); all articles, best of the grid {best:.4f}")


if __name__ == "__main__":
    main()
