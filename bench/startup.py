#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Time from the start of a process to its first answer, with each shipped model.

    bench/startup.py [ENTENTE] [N]

The best of N starts (40), clock and processor time, answering one short article of our own. The starts of all cases take turns,
so that whatever else the machine does hits them alike.
"""
import os
import subprocess
import sys
import tempfile
import time

ENGLISH = (
    '{"id":"1","title":"Council backs the new tram line","text":"The city council voted on Tuesday to build the '
    "tram line that residents of the northern districts have asked for since the bridge was closed. Work begins in "
    'spring, the mayor said, and the first cars should run within four years."}\n'
)
FRENCH = (
    '{"id":"1","title":"Le conseil vote la ligne de tram","text":"Le conseil municipal a voté mardi la construction '
    "de la ligne de tram que les habitants des quartiers nord demandent depuis la fermeture du pont. Les travaux "
    'commencent au printemps, a dit la maire."}\n'
)
DECLARED = ENGLISH.replace('{"id"', '{"lang":"en","id"')
CASES = [
    ("no model: --version", ["--version"], ENGLISH),
    ("language", ["language"], ENGLISH),
    ("classify -m topics-en, language declared", ["classify", "-m", "topics-en"], DECLARED),
    ("classify -m topics-en", ["classify", "-m", "topics-en"], ENGLISH),
    ("classify -m topics-world, language declared", ["classify", "-m", "topics-world"], DECLARED),
    ("classify -m topics-world", ["classify", "-m", "topics-world"], ENGLISH),
    ("classify, English", ["classify"], ENGLISH),
    ("classify, French", ["classify"], FRENCH),
    ("classify --stance, stance-en", ["classify", "--stance", "the tram"], ENGLISH),
    ("classify --claim, stance-en", ["classify", "--claim", "The tram is late"], ENGLISH),
]


def start(command, path):
    """Clock and processor seconds of one run."""
    with open(path, "rb") as stdin:
        begin = time.perf_counter()
        child = subprocess.Popen(command, stdin=stdin, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        clock = time.perf_counter() - begin
    child.returncode = status
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return clock, usage.ru_utime + usage.ru_stime, usage.ru_minflt


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "build/entente"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    best = [(1e9, 1e9, 1e9)] * len(CASES)
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "article.jsonl")
        for _ in range(rounds):
            for i, (_, arguments, article) in enumerate(CASES):
                with open(path, "w", encoding="utf-8") as out:
                    out.write(article)
                best[i] = tuple(map(min, best[i], start([program, *arguments], path)))
    print("| start to first answer, ms | clock | processors | page faults |\n|---|---|---|---|")
    for (name, _, _), (clock, cpu, faults) in zip(CASES, best):
        print(f"| {name} | {clock * 1e3:.1f} | {cpu * 1e3:.0f} | {faults} |")


main()
