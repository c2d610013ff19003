#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The peer for tags: YAKE, written from its paper (Campos et al., "YAKE! Keyword extraction from single documents using
multiple local features", Information Sciences 509, 2020): n-grams of up to 3 words, window 1, near-duplicates left out at
a similarity of 0.9. Function words are ours (text/stop_words.inc).

    bench/yake.py CORPUS.jsonl.gz >said.jsonl; entente evaluate --predictions said.jsonl CORPUS.jsonl.gz
"""
import difflib
import gzip
import json
import math
import os
import re
import statistics
import sys
from collections import Counter, defaultdict

MOST_WORDS = 3
SAME = 0.9
WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*|[^\w\s]")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


def stop_words(lang):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "text", "stop_words.inc")
    entry = re.search(r'\{"%s", ((?:"[^"]*"\s*)+)\}' % re.escape(lang), open(path, encoding="utf-8").read())
    return set("".join(re.findall(r'"([^"]*)"', entry.group(1))).split()) if entry else set()


def read(text, stop):
    """Sentences of chunks of (word, key, tag): tag d for numbers, u for what cannot be a word, n for a name, a for an acronym."""
    for sentence in SENTENCE_END.split(text):
        chunks, first = [[]], True
        for word in WORD.findall(sentence):
            if not re.search(r"\w", word):
                chunks.append([])
                continue
            if re.fullmatch(r"[\d.,\-]+", word):
                tag = "d"
            elif sum(c.isdigit() for c in word) and sum(c.isalpha() for c in word):
                tag = "u"
            elif word.isupper() and len(word) > 1:
                tag = "a"
            else:
                tag = "n" if word[0].isupper() and not first else "p"
            chunks[-1].append((word, word.lower(), tag))
            first = False
        if any(chunks):
            yield [chunk for chunk in chunks if chunk]


class Terms:
    """Counts of one text and the score S(t) of each of its words."""

    def __init__(self, sentences, stop):
        self.count, self.upper, self.acronym = Counter(), Counter(), Counter()
        self.sentences, self.left, self.right = defaultdict(list), defaultdict(Counter), defaultdict(Counter)
        for number, sentence in enumerate(sentences):
            for chunk in sentence:
                for at, (_, key, tag) in enumerate(chunk):
                    self.count[key] += 1
                    self.upper[key] += tag == "n"
                    self.acronym[key] += tag == "a"
                    self.sentences[key].append(number)
                    if at:
                        before = chunk[at - 1][1]
                        self.left[key][before] += 1
                        self.right[before][key] += 1
        self.score = self.scores(len(sentences), stop)

    def scores(self, sentences, stop):
        valid = [count for key, count in self.count.items() if key not in stop]
        if not valid:
            return {}
        usual = statistics.fmean(valid) + statistics.pstdev(valid)
        most = max(self.count.values())
        scores = {}
        for key, count in self.count.items():
            case = max(self.upper[key], self.acronym[key]) / (1 + math.log(count))
            position = math.log(math.log(3 + statistics.median(self.sentences[key])))
            spread = sum(len(side[key]) / sum(side[key].values()) for side in (self.left, self.right) if side[key])
            relation = 1 + spread * count / most
            different = len(set(self.sentences[key])) / sentences
            scores[key] = relation * position / (case + count / usual / relation + different / relation)
        return scores

    def joined(self, before, key, behind):
        """How likely a function word is to stand between its neighbours."""
        return (self.right[before][key] / self.count[before]) * (self.right[key][behind] / self.count[behind])


def phrase_score(keys, count, terms, stop):
    product, total = 1.0, 0.0
    for at, key in enumerate(keys):
        if key in stop:
            joint = terms.joined(keys[at - 1], key, keys[at + 1])
            product *= 1 + (1 - joint)
            total -= 1 - joint
        else:
            product *= terms.score[key]
            total += terms.score[key]
    return product / (count * (1 + total)) if 1 + total else product / count


def phrases(text, lang, most):
    stop = stop_words(lang)
    sentences = list(read(text, stop))
    terms = Terms(sentences, stop)
    counts, shown = Counter(), {}
    for sentence in sentences:
        for chunk in sentence:
            for start in range(len(chunk)):
                for end in range(start + 1, min(len(chunk), start + MOST_WORDS) + 1):
                    row = chunk[start:end]
                    if row[0][1] in stop or row[-1][1] in stop or any(tag in "du" for _, _, tag in row):
                        continue
                    if len(row) == 1 and len(row[0][0]) < 3:
                        continue
                    keys = tuple(key for _, key, _ in row)
                    counts[keys] += 1
                    shown.setdefault(keys, " ".join(word for word, _, _ in row))
    ranked = sorted((phrase_score(keys, count, terms, stop), at, keys)
                    for at, (keys, count) in enumerate(counts.items()))
    chosen = []
    for score, _, keys in ranked:
        name = " ".join(keys)
        if all(difflib.SequenceMatcher(None, name, other).ratio() <= SAME for other, _, _ in chosen):
            chosen.append((name, shown[keys], score))
        if len(chosen) == most:
            break
    return [(text, score) for _, text, score in chosen]


def main():
    for path in sys.argv[1:]:
        with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as corpus:
            for line in corpus:
                article = json.loads(line)
                text = (article.get("title") or "") + "\n" + article["text"]
                found = phrases(text, article.get("lang") or "en", 15)
                tags = [{"text": text, "score": round(1 / (1 + score), 6)} for text, score in found]
                print(json.dumps({"id": article["id"], "tags": tags}, ensure_ascii=False))


if __name__ == "__main__":
    main()
