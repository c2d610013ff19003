#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Write charsets.inc, how frequent the characters of each language are, for ent__charset_detect():
`text/charsets.py sib200/train48.jsonl.gz sib200/dev.jsonl.gz > text/charsets.inc`; a file counts for the languages that
those before it do not have (Thai).

A character's cost is -log2 of its share among the letters and the characters beyond ASCII of the language's texts, in
half bits; capitals count as small letters. Characters seen once are left out. No text is kept, only these figures.
"""
import collections
import gzip
import json
import math
import sys
import unicodedata

LANGUAGES = """eng_Latn fra_Latn deu_Latn spa_Latn por_Latn ita_Latn nld_Latn swe_Latn dan_Latn nob_Latn fin_Latn isl_Latn
cat_Latn pol_Latn ces_Latn slk_Latn slv_Latn hrv_Latn hun_Latn ron_Latn lit_Latn lvs_Latn est_Latn tur_Latn rus_Cyrl
ukr_Cyrl bul_Cyrl srp_Cyrl mkd_Cyrl ell_Grek heb_Hebr arb_Arab pes_Arab zho_Hans zho_Hant jpn_Jpan kor_Hang tha_Thai""".split()
LINE = 100


def beyond(c):
    return ord(c) >= 0x80 and not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc", "Co")


def costs(texts):
    counts = collections.Counter()
    for text in texts:
        # Before Unicode 3 Romanian was written with cedillas, which are what the old charsets have.
        text = unicodedata.normalize("NFC", text).lower().translate({0x219: 0x15F, 0x21B: 0x163})
        counts.update(c for c in text if "a" <= c <= "z" or beyond(c))
    total = sum(counts.values())
    levels = collections.defaultdict(list)
    for c, n in counts.items():
        if n > 1 and ord(c) < 0x10000:
            levels[round(-2 * math.log2(n / total))].append(c)
    return [(cost, "".join(sorted(levels[cost], key=lambda c: (-counts[c], c)))) for cost in sorted(levels)]


def main():
    texts = collections.defaultdict(list)
    for path in sys.argv[1:]:
        known = set(texts)
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                if record["lang"] not in known:
                    texts[record["lang"]].append(record["text"])
    print("/* SPDX-License-Identifier: MIT */")
    print("/* How frequent characters are, made by charsets.py: cost in half bits, the characters that have it. */")
    print("/* clang-format off */")
    for language in LANGUAGES:
        print(f"static const struct level {language[:3] + ('_hant' if language.endswith('Hant') else '')}[] = {{")
        for cost, characters in costs(texts[language]):
            pieces = [characters[i:i + LINE] for i in range(0, len(characters), LINE)]
            print(f"    {{{cost}, " + "\n        ".join(f'"{p}"' for p in pieces) + "},")
        print("    {0, NULL}};")
    print("/* clang-format on */")


main()
