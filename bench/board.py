#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The board of `make bench`: ours and the peers side by side on the same work in the same run. Prints Markdown, and
writes it between the markers of docs/benchmarks.md. What is absent (data, a peer) is said to be skipped."""
import collections
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

BUILD = os.environ.get("BUILD") or "build"
DATA = os.environ.get("ENTENTE_DATA") or "../shared/data"
QUICK = bool(os.environ.get("QUICK"))
ENTENTE = os.path.join(BUILD, "entente")
PAGE = "docs/benchmarks.md"
PEERS = ["/usr/bin/python3", "bench/peers.py"]
WORK = tempfile.mkdtemp(prefix="entente-bench-")
out, skipped = [], []


def say(line=""):
    print(line, flush=True)
    out.append(line)


def skip(what, why):
    skipped.append(f"{what}: {why}")


def data(path):
    full = os.path.join(DATA, path)
    return full if os.path.exists(full) else None


def work(name):
    return os.path.join(WORK, name)


Run = collections.namedtuple("Run", "seconds cpu peak text")


def run(command, stdin=None, stdout=None):
    """Run it; seconds on the clock and of the processors, peak MB, standard output."""
    report = work("time")
    with open(stdout or work("stdout"), "wb") as to, open(stdin or os.devnull, "rb") as source:
        begin = time.perf_counter()
        done = subprocess.run(["/usr/bin/time", "-v", "-o", report, *map(str, command)], stdin=source, stdout=to, stderr=subprocess.PIPE)
        seconds = time.perf_counter() - begin
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr.decode(errors='replace')[-400:]}")
    told = open(report).read()
    number = lambda name: float(re.search(name + r": ([0-9.]+)", told).group(1))
    cpu = number(r"User time \(seconds\)") + number(r"System time \(seconds\)")
    return Run(seconds, cpu, number(r"Maximum resident set size \(kbytes\)") / 1000, "" if stdout else open(work("stdout"), encoding="utf-8").read())


def best(times, command, **options):
    """The fastest clock and the least processor time of several runs."""
    runs = [run(command, **options) for _ in range(times)]
    return runs[-1]._replace(seconds=min(r.seconds for r in runs), cpu=min(r.cpu for r in runs))


def table(heads, rows):
    say("| " + " | ".join(heads) + " |")
    say("|" + "---|" * len(heads))
    for row in rows:
        say("| " + " | ".join("" if x is None else x if isinstance(x, str) else f"{x:.3g}" if x < 100 else f"{x:.0f}" for x in row) + " |")
    say()


def scores(predictions, test):
    result = json.loads(run([ENTENTE, "evaluate", "--json", "--replicates", 0, "--task", "topics", "--predictions", predictions, test]).text)
    return [f"{result[k]:.4f}" for k in ("accuracy", "micro_f1", "macro_f1")]


def megabytes(path):
    return os.path.getsize(path) / 1e6


def plain(path):
    """The corpus uncompressed: reading gzip is not what is compared. Also the bytes of its title and text."""
    name = work(hashlib.sha1(path.encode()).hexdigest()[:8] + ".jsonl")
    size = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines, open(name, "w", encoding="utf-8") as to:
        for line in lines:
            record = json.loads(line)
            size += len(((record.get("title") or "") + record["text"]).encode())
            to.write(line)
    return name, size / 1e6


# ---- topics ----
def timed(load, answer, size):
    """MB of text a second, by the clock and by the processors, what it takes to load the model left out; None where that is
    all that was measured, as on a busy machine."""
    rate = lambda whole, part: size / (whole - part) if whole > 1.2 * part else None
    return {"rate": rate(answer.seconds, load.seconds), "cpu_rate": rate(answer.cpu, load.cpu), "answer_peak": answer.peak}


def ours(train, test, size, *options):
    model, said, tiny = work("ours.ent"), work("ours.said"), work("tiny.jsonl")
    trained = run([ENTENTE, "train", *options, train, "-o", model])
    with open(tiny, "w") as one:
        one.write('{"id":"1","text":"one small document","lang":"en"}\n')
    command = [ENTENTE, "classify", "-m", model, "--json", "--threads"]
    two = timed(best(3, [*command, 2, tiny]), best(3, [*command, 2, test], stdout=said), size)
    one = timed(best(3, [*command, 1, tiny]), best(3, [*command, 1, test], stdout=said), size)
    return {"name": " ".join(["entente train", *options]), "scores": scores(said, test), "train": trained,
            "model": megabytes(model), "rate_2": two["rate"], **one}


def sklearn(train, test, size):
    model, said = work("sk.pickle"), work("sk.said")
    whole = run([*PEERS, "sklearn", train, test, model, said])
    stages = json.loads(whole.text)
    return {"name": "scikit-learn, words 1-2, LinearSVC", "scores": scores(said, test), "model": megabytes(model), "rate_2": None,
            "train": whole._replace(seconds=stages["train"], cpu=stages["train_cpu"]), "rate": size / stages["predict"],
            "cpu_rate": size / stages["predict_cpu"], "answer_peak": whole.peak}


def fasttext(train, test, size, multi):
    if not shutil.which("fasttext"):
        return skip("fastText", "not installed")
    model, said = work("ft"), work("ft.said")
    run([*PEERS, "fasttext-input", train, work("ft.train"), "shuffle"])
    run([*PEERS, "fasttext-input", test, work("ft.test")])
    loss = ["-loss", "ova"] if multi else []
    trained = run(["fasttext", "supervised", "-input", work("ft.train"), "-output", model, "-lr", 0.5, "-epoch", 25,
                   "-wordNgrams", 2, "-dim", 50, "-thread", 2, *loss])
    with open(work("ft.tiny"), "w") as one:
        one.write("one small document\n")
    few = ["-1", "0.5"] if multi else []
    load = run(["fasttext", "predict", model + ".bin", work("ft.tiny"), *few])
    answer = run(["fasttext", "predict", model + ".bin", work("ft.test"), *few], stdout=work("ft.answers"))
    run([*PEERS, "fasttext-answers", test, work("ft.answers"), said])
    return {"name": "fastText, words 1-2, 25 epochs", "scores": scores(said, test), "train": trained, "model": megabytes(model + ".bin"),
            "rate_2": None, **timed(load, answer, size)}


def topics(corpus):
    train, test = data(f"topic/{corpus}/train.jsonl.gz"), data(f"topic/{corpus}/test.jsonl.gz")
    if not train or not test:
        return skip(corpus, "no data")
    test, size = plain(test)
    # The first does what scikit-learn does; the second calibrates as well; the third also looks for the best features and C.
    fast, full, peer = ours(train, test, size, "--fast", "--no-calibration"), ours(train, test, size, "--fast"), sklearn(train, test, size)
    systems = [fast, full, peer]
    if not QUICK:
        systems = [s for s in (fast, full, ours(train, test, size), peer, fasttext(train, test, size, corpus == "reuters90")) if s]
    say(f"### {corpus}, test part ({size:.1f} MB of text)")
    say()
    table(["system", "accuracy", "micro F1", "macro F1", "train s", "CPU s", "peak MB", "model MB", "answer MB/s", "by CPU s", "2 threads", "peak MB"],
          [[s["name"], *s["scores"], s["train"].seconds, s["train"].cpu, s["train"].peak, s["model"], s["rate"], s["cpu_rate"], s["rate_2"], s["answer_peak"]]
           for s in systems])
    ratio = lambda s: f"{peer['train'].seconds / s['train'].seconds:.1f} times as fast by the clock, {peer['train'].cpu / s['train'].cpu:.1f} by CPU time"
    answering = [f"{fast[k] / peer[k]:.1f} times as fast by {name}" for k, name in (("rate", "the clock"), ("cpu_rate", "CPU time")) if fast[k]]
    say(f"Against scikit-learn: training is {ratio(fast)} (calibrated: {ratio(full)}), with {fast['train'].peak / peer['train'].peak:.2f} of its peak "
        f"memory; answering on one thread is {', '.join(answering) or 'not measurable on so busy a machine'}.")
    say()


# ---- the solver ----
def solver(corpus):
    train, program = data(f"topic/{corpus}/train.jsonl.gz"), os.path.join(BUILD, "bench", "solver")
    if not train or not os.path.exists(program):
        return skip("the solver", "no data" if not train else f"no {program}")
    if QUICK and corpus != "reuters-r8":
        return skip(f"the solver on {corpus}", "left out of QUICK")
    shape = json.loads(run([*PEERS, "matrix", train, work("matrix"), work("svmlight")]).text)
    say(f"### The linear solver on scikit-learn's matrix of {corpus}")
    say()
    say(f"{shape['rows']} rows, {shape['columns']} columns, {shape['non_zeros']} non-zeros, C = 1.")
    say()
    say("```")
    for line in run([program, work("matrix")]).text.rstrip().split("\n"):
        say(line)
    say("```")
    say()
    rows = []
    for name, command in (("liblinear-train -s 1 -e 0.1 (reading its file included)", ["liblinear-train", "-q", "-s", 1, "-e", 0.1]),
                          ("svm-train -t 0 (kernel machine, linear)", ["svm-train", "-q", "-t", 0])):
        if not shutil.which(command[0]):
            skip(command[0], "not installed")
        elif command[0] == "svm-train" and (QUICK or corpus != "reuters-r8"):
            skip(f"svm-train on {corpus}", "takes too long")
        else:
            fitted = run([*command, work("svmlight"), work("linear.model")])
            rows.append([name, fitted.seconds, fitted.cpu, fitted.peak, megabytes(work("linear.model"))])
    table(["program", "s", "CPU s", "peak MB", "model MB"], rows)


# ---- summaries ----
def smallest(path, count):
    """The documents with the smallest sha1 of the id."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return sorted(records, key=lambda r: hashlib.sha1(r["id"].encode()).hexdigest())[:count]


def ots(records, said):
    begin = time.perf_counter()
    with open(said, "w", encoding="utf-8") as to:
        for record in records:
            with open(work("article"), "w", encoding="utf-8") as article:
                article.write(record["text"])
            done = subprocess.run(["ots", "--ratio=30", work("article")], capture_output=True)
            to.write(json.dumps({"id": record["id"], "summary": " ".join(done.stdout.decode(errors="replace").split())}) + "\n")
    return time.perf_counter() - begin


def summaries():
    path = data("summ/bbc/dev.jsonl.gz")
    if not path:
        return skip("summaries", "no data")
    records = smallest(path, 100 if QUICK else 500)
    corpus, size = work("summ.jsonl"), sum(len(r["text"].encode()) for r in records) / 1e6
    with open(corpus, "w", encoding="utf-8") as to:
        to.writelines(json.dumps(r) + "\n" for r in records)
    rows = []

    def score(name, seconds, peak, options):
        result = json.loads(run([ENTENTE, "evaluate", "--summaries", "--json", "--words", 100, "--cut", *options, corpus]).text)
        rows.append([name, *(f"{100 * result[k]['f1']:.2f}" for k in ("rouge_1", "rouge_2", "rouge_lsum")), len(records) / seconds, size / seconds, peak])

    for method in ("centrality", "lexrank", "textrank", "lead"):
        made = best(3, [ENTENTE, "summarize", "--method", method, "--words", 100, "--json", corpus])
        score(f"entente, {method}", made.seconds, made.peak, ["--method", method])
    if shutil.which("ots"):
        score("ots (one process a document)", ots(records, work("ots.said")), None, ["--predictions", work("ots.said")])
    else:
        skip("ots", "not installed")
    say(f"### Summaries, bbc dev ({len(records)} articles, {size:.1f} MB), 100 words")
    say()
    say("The references of this corpus are machine-made: it is here for the speed. Quality on the other corpora: `docs/summaries.md`.")
    say()
    table(["system", "R1", "R2", "Lsum", "articles/s", "MB/s", "peak MB"], rows)


# ---- growth ----
def growth():
    path, plot = data("topic/reddit-titles/train.jsonl.gz"), os.path.join(BUILD, "bench", "plot")
    if QUICK or not path:
        return skip("growth curves", "left out of QUICK" if path else "no data")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        titles = lines.readlines()
    rows = []
    for count in (1000, 3000, 10000, 30000, 100000, len(titles)):
        with open(work("titles.jsonl"), "w", encoding="utf-8") as to:
            to.writelines(titles[:count])
        fitted = run([ENTENTE, "train", "--fast", "--no-calibration", work("titles.jsonl"), "-o", work("titles.ent")])
        answer = run([ENTENTE, "classify", "-m", work("titles.ent"), "--json", work("titles.jsonl")], stdout=work("titles.said"))
        rows.append([str(count), fitted.cpu, fitted.peak, megabytes(work("titles.ent")), answer.cpu])
    say("### Growth: titles of 544 subreddits, `train --fast --no-calibration` and `classify` on the same titles")
    say()
    table(["documents", "train CPU s", "peak MB", "model MB", "classify CPU s"], rows)
    for column, name, title in ((1, "growth-train-seconds", "CPU seconds"), (2, "growth-train-memory", "peak MB"), (4, "growth-classify-seconds", "CPU seconds")):
        points = "".join(f"{r[0]}\t{r[column]}\n" for r in rows)
        drawn = subprocess.run([plot, "documents", title], input=points.encode(), capture_output=True, check=True).stdout
        open(f"docs/{name}.svg", "wb").write(drawn)
        say(f"![{title} against documents]({name}.svg)")
    say()


# ---- the page ----
def versions():
    def first(command, pattern):
        try:
            done = subprocess.run(command, capture_output=True, text=True)
            found = re.search(pattern, done.stdout + done.stderr)
            return found.group(1) if found else "?"
        except OSError:
            return "absent"

    debian = lambda package: first(["dpkg-query", "-W", "-f", "${Version}", package], r"(\S+)")
    processor = first(["sh", "-c", "grep -m1 'model name' /proc/cpuinfo"], r": (.*)")
    return (f"entente {first([ENTENTE, '--version'], r'entente (.*)')}; scikit-learn {debian('python3-sklearn')}; fastText {debian('fasttext')}; "
            f"liblinear {debian('liblinear-tools')}; libsvm {debian('libsvm-tools')}; ots {debian('ots')}; {os.cpu_count()} processors ({processor}).")


def write_page():
    begin, end = "<!-- begin make bench -->\n", "<!-- end make bench -->"
    page = open(PAGE, encoding="utf-8").read()
    before, rest = page.split(begin)
    with open(PAGE + ".new", "w", encoding="utf-8") as to:
        to.write(before + begin + "\n".join(out) + "\n" + end + rest.split(end)[1])
    os.replace(PAGE + ".new", PAGE)


def main():
    started = time.perf_counter()
    say(f"{time.strftime('%Y-%m-%d')}, {'QUICK=1' if QUICK else 'full'} run. {versions()} Load when it began: {os.getloadavg()[0]:.1f}; on a busy machine "
        "read the ratios, not the seconds.")
    say()
    parts = [lambda: topics("20newsgroups"), lambda: topics("reuters-r8")]
    parts += [] if QUICK else [lambda: topics("reuters90")]
    for part in parts + [lambda: solver("reuters-r8"), lambda: solver("20newsgroups"), summaries, growth]:
        try:
            part()
        except (RuntimeError, OSError, KeyError, ValueError) as fault:
            skip("a part of the board", str(fault).replace("\n", " "))
    for what in skipped:
        say(f"- skipped {what}")
    say(f"\nThe board took {time.perf_counter() - started:.0f} s.")
    if not QUICK or "--write" in sys.argv:
        write_page()
    shutil.rmtree(WORK)


if __name__ == "__main__":
    main()
