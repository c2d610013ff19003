#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How `entente stories` grows: made-up streams of articles, CPU time and peak memory of the whole run.

Usage: bench/stories_growth.py [build/entente [MOST]]

An article has 250 words: 220 drawn by Zipf's law from 60,000, and 30 of the 50 that its story alone has. One in three
begins a story, the others belong to one of the last 500; one arrives every 20 seconds. BCubed F1 is of all articles."""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

from stories import bcubed

WORDS, STORY_WORDS, OWN, LENGTH = 60000, 50, 30, 250


def syllables(numbers, count):
    parts = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
    return ["".join(parts[n // len(parts)**k % len(parts)] for k in range(count)) for n in numbers]


def write_stream(path, articles, seed=7):
    random = np.random.default_rng(seed)
    common = syllables(range(WORDS), 3)
    ranks = np.cumsum(1 / (np.arange(WORDS) + 2.7))
    truth, stories = [], 0
    with open(path, "w", encoding="utf-8") as file:
        for i in range(articles):
            if not stories or random.random() < 1 / 3:
                story = stories
                stories += 1
            else:
                story = stories - 1 - int(random.integers(min(stories, 500)))
            drawn = np.searchsorted(ranks, random.random(LENGTH - OWN) * ranks[-1])
            own = random.choice(STORY_WORDS, OWN, replace=False) + story * STORY_WORDS
            words = [common[k] for k in drawn] + syllables([int(k) for k in own], 5)
            random.shuffle(words)
            seconds = i * 20
            time = f"2026-{1 + seconds // 2419200 % 12:02}-{1 + seconds // 86400 % 28:02}T" \
                   f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"
            file.write(json.dumps({"id": str(i), "time": time, "lang": "en", "text": " ".join(words)}) + "\n")
            truth.append(story)
    return truth


def main():
    entente = sys.argv[1] if len(sys.argv) > 1 else "build/entente"
    most = int(sys.argv[2]) if len(sys.argv) > 2 else 200000
    print("| articles | CPU s | articles a second | peak MB | BCubed F1 |\n|---|---|---|---|---|")
    for articles in (1000, 3000, 10000, 30000, 100000):
        if articles > most:
            break
        with tempfile.TemporaryDirectory() as folder:
            path, found = os.path.join(folder, "stream.jsonl"), os.path.join(folder, "found.tsv")
            truth = write_stream(path, articles)
            with open(found, "w", encoding="utf-8") as file:
                child = subprocess.Popen([entente, "stories", "--output=tsv", path], stdout=file)
                _, status, usage = os.wait4(child.pid, 0)
            if status:
                sys.exit("entente failed")
            with open(found, encoding="utf-8") as file:
                score = bcubed(truth, [line.split("\t")[1] for line in file])[2]
        cpu = usage.ru_utime + usage.ru_stime
        print(f"| {articles} | {cpu:.2f} | {articles / cpu:.0f} | {usage.ru_maxrss / 1024:.0f} | {score:.4f} |", flush=True)


if __name__ == "__main__":
    main()
