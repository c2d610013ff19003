#!/bin/sh
# How many articles a second go into an empty archive, everything included, and whether searches go on meanwhile:
# bench/archive.sh [BUILD]. Ten thousand articles from the corpora of $ENTENTE_DATA, each once: BBC, FNC-1's stories, AG News.
set -eu
cd "$(dirname "$0")/.."
build=${1:-${BUILD:-build}}
data=${ENTENTE_DATA:-../shared/data}
[ -d "$data/topic/bbc" ] || { echo "skipped archive (no $data)"; exit 0; }
[ -x /usr/bin/time ] || { echo 'skipped archive (/usr/bin/time is not there)'; exit 0; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

zcat "$data/topic/bbc/train.jsonl.gz" "$data/topic/bbc/test.jsonl.gz" "$data/stories/fnc1-stories/train.jsonl.gz" \
    "$data/topic/agnews/test.jsonl.gz" 2>/dev/null | head -n 10000 >"$scratch/heap.jsonl"

/usr/bin/time -f '%e %U %S %M' -o "$scratch/time" \
    "$build/entente" archive add --db "$scratch/news.db" --json "$scratch/heap.jsonl" >"$scratch/told" 2>"$scratch/err" &
writer=$!
searches=0 failed=0
while kill -0 $writer 2>/dev/null; do
    if [ -s "$scratch/told" ]; then
        "$build/entente" archive search --db "$scratch/news.db" --wait 1 --json election >/dev/null 2>>"$scratch/reads" || failed=$((failed + 1))
        searches=$((searches + 1))
    fi
    sleep 0.1
done
wait $writer

added=$(grep -c '"status":"added"' "$scratch/told")
bytes=$(wc -c <"$scratch/heap.jsonl")
read -r elapsed user system peak <"$scratch/time"
awk -v added="$added" -v elapsed="$elapsed" -v cpu="$(echo "$user $system" | awk '{print $1 + $2}')" -v bytes="$bytes" -v peak="$peak" \
    -v size="$(stat -c %s "$scratch/news.db")" -v searches=$searches -v failed=$failed 'BEGIN {
        printf "archive add: %d articles (%.1f MB) in %.1f s, %.1f s of processor: %.0f a second by the clock, %.0f by the processor\n",
            added, bytes / 1e6, elapsed, cpu, added / elapsed, added / cpu
        printf "peak memory %.0f MB, archive %.1f MB; %d searches meanwhile, %d failed\n", peak / 1024, size / 1e6, searches, failed
    }'
