#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Article extraction, scored as the benchmark of the scrapinghub pages does it: 4-grams of words, means over pages.

usage: extraction.py DATA ENTENTE [dev|test|all] [--worst N] [--peers]
DATA holds ground-truth.json, html/ and output/. Dev is the pages whose SHA-1 of the id, as a number, ends in 0 to 3
modulo 10; rules may be tuned on dev only.
"""
import collections, glob, gzip, hashlib, json, os, re, resource, subprocess, sys


def grams(text):
    words = re.findall(r'\w+', text or '')
    if not words:
        return collections.Counter()
    size = min(4, len(words))
    return collections.Counter(tuple(words[i:i + size]) for i in range(len(words) - size + 1))


def counts(true, predicted):
    hit = sum(min(count, predicted[gram]) for gram, count in true.items())
    return hit, sum(predicted.values()) - hit, sum(true.values()) - hit


def ratio(hit, miss, other):
    return 1.0 if miss == 0 and other == 0 else 0.0 if hit == 0 else hit / (hit + miss)


def score(truth, output, ids):
    precision, recall = [], []
    for page in ids:
        hit, wrong, missed = counts(grams(truth[page]['articleBody']), grams(output.get(page)))
        if hit + wrong > 0:
            precision.append(ratio(hit, wrong, missed))
        if hit + missed > 0:
            recall.append(ratio(hit, missed, wrong))
    p = sum(precision) / max(1, len(precision))
    r = sum(recall) / max(1, len(recall))
    same = sum(re.findall(r'\w+', truth[i]['articleBody']) == re.findall(r'\w+', output.get(i) or '') for i in ids)
    return 2 * p * r / (p + r) if p + r else 0.0, p, r, same / len(ids)


def main():
    data, program = sys.argv[1], sys.argv[2]
    part = sys.argv[3] if len(sys.argv) > 3 else 'dev'
    truth = json.load(open(os.path.join(data, 'ground-truth.json')))
    dev = {i for i in truth if int(hashlib.sha1(i.encode()).hexdigest(), 16) % 10 < 4}
    ids = sorted(i for i in truth if part == 'all' or (i in dev) == (part == 'dev'))
    paths = [os.path.join(data, 'html', i + '.html.gz') for i in ids]
    run = subprocess.run([program, 'extract', '--format=html', *paths], stdout=subprocess.PIPE, text=True)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = spent.ru_utime + spent.ru_stime  # one thread; not the wall clock, which others share
    output = {}
    for line in run.stdout.splitlines():
        article = json.loads(line)
        output[os.path.basename(article['id']).removesuffix('.html.gz')] = article['text']
    rows = [('entente', output)]
    if '--peers' in sys.argv:
        for path in sorted(glob.glob(os.path.join(data, 'output', '*.json.gz'))):
            peer = json.load(gzip.open(path))
            peer = peer.get('output', peer)
            rows.append((os.path.basename(path)[:-8], {i: a.get('articleBody') for i, a in peer.items()}))
    print(f'{part}: {len(ids)} pages, {len(ids) / seconds:.0f} a second of one processor')
    print(f'{"extractor":18} F1     precision recall accuracy')
    for name, got in rows:
        f, p, r, same = score(truth, got, ids)
        print(f'{name:18} {f:.4f} {p:.4f}    {r:.4f} {same:.3f}')
    if '--worst' in sys.argv:
        def page_f1(page):
            hit, wrong, missed = counts(grams(truth[page]['articleBody']), grams(output.get(page)))
            return 2 * hit / max(1, 2 * hit + wrong + missed), wrong, missed
        for page in sorted(ids, key=page_f1)[:int(sys.argv[sys.argv.index('--worst') + 1])]:
            print(page[:12], '%.3f wrong %d missed %d' % page_f1(page), truth[page]['url'])


if __name__ == '__main__':
    main()
