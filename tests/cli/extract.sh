#!/bin/sh
# `entente extract`: what comes out, and the exit codes for what cannot be read.
set -u
fault=0
entente=$BUILD/entente
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

verdict() { # name condition...
    name=$1
    shift
    if "$@"; then echo "ok $name"; else echo "not ok $name" && fault=1; fi
}
run() { # code, then the command line: keeps stdout and stderr
    wanted=$1
    shift
    "$entente" extract "$@" >"$scratch/out" 2>"$scratch/err"
    [ $? -eq "$wanted" ]
}

printf 'Mayor resigns\n\nThe mayor resigned.\n' >"$scratch/a.txt"
printf '{"id":"1","text":"one","labels":["x"]}\n{"id":"2"}\n' >"$scratch/b.jsonl"
: >"$scratch/empty"

text_becomes_json() {
    run 0 --lang=none "$scratch/a.txt" && printf '{"id":"%s","title":"Mayor resigns","text":"The mayor resigned."}\n' "$scratch/a.txt" | cmp -s - "$scratch/out"
}
standard_input_is_read() {
    "$entente" extract --lang=en <"$scratch/a.txt" >"$scratch/out" 2>"$scratch/err" &&
        grep -q '"lang":"en","title":"Mayor resigns"' "$scratch/out"
}
records_may_come_through_a_pipe() {
    cat "$scratch/b.jsonl" | "$entente" extract --lang=none - >"$scratch/out" 2>"$scratch/err"
    [ $? -eq 3 ] && printf '{"id":"1","labels":["x"],"text":"one"}\n' | cmp -s - "$scratch/out"
}
a_bad_record_is_named() { run 3 "$scratch/b.jsonl" && grep -q 'b.jsonl:2:1: record has no text' "$scratch/err"; }
a_bad_record_can_fail() { run 1 --on-error=fail "$scratch/b.jsonl"; }
quarantine_keeps_bad_records() {
    run 3 --on-error=quarantine --quarantine="$scratch/bad" "$scratch/b.jsonl" && printf '{"id":"2"}\n' | cmp -s - "$scratch/bad"
}
an_empty_file_is_told() { run 3 "$scratch/empty" && grep -q 'file is empty' "$scratch/err" && [ ! -s "$scratch/out" ]; }
a_missing_file_fails() { run 1 "$scratch/none" && grep -q "cannot open '$scratch/none'" "$scratch/err"; }
an_unknown_charset_is_misuse() { run 2 --charset=nonsense "$scratch/a.txt" && grep -q "'nonsense' is not a charset" "$scratch/err"; }
an_unknown_format_is_misuse() { run 2 --format=abacus "$scratch/a.txt"; }
an_unknown_paragraph_mode_is_misuse() { run 2 --paragraphs=abacus "$scratch/a.txt"; }
formats_are_listed() { run 0 --format=list && grep -qx html "$scratch/out" && grep -qx warc "$scratch/out"; }

# What the corpora say themselves: two articles on the aggregator's page; in the feeds of real sites that are well-formed
# as many articles as the manifest counts items.
data=${ENTENTE_DATA:-../shared/data}
the_aggregator_page_gives_two_articles() {
    run 0 --lang=none --now=2025-06-08T12:00:00Z "$data/page/entente-4.txt" && [ "$(wc -l <"$scratch/out")" -eq 2 ] &&
        sed -n 1p "$scratch/out" | grep -q '"source":"Mint","time":"2025-06-08T05:00:00Z","labels":\["Politics"\],"title":"Russian' &&
        sed -n 2p "$scratch/out" | grep -q '"source":"First Post","time":"2025-06-08T01:00:00Z","labels":\["Politics"\],"title":"Behind' &&
        ! grep -qi 'story continues\|read more\|&w=' "$scratch/out"
}
real_feeds_give_every_item() {
    grep '"file": "real/' "$data/feeds/manifest.jsonl" | grep '"well_formed": true' >"$scratch/list"
    items=$(sed 's/.*"items": \([0-9]*\).*/\1/' "$scratch/list" | awk '{ sum += $1 } END { print sum }')
    sed "s|.*\"file\": \"\([^\"]*\)\".*|$data/feeds/\1|" "$scratch/list" | tr '\n' '\0' |
        xargs -0 "$entente" extract >"$scratch/out" 2>"$scratch/err"
    [ "$(wc -l <"$scratch/out")" -eq "$items" ]
}
broken_feeds_are_told_and_harmless() {
    run 3 "$data/feeds/cases" && [ "$(wc -l <"$scratch/out")" -gt 100 ] &&
        grep -q 'illformed__rss_incomplete_cdata.xml:13:19: not well-formed' "$scratch/err"
}

for test in text_becomes_json standard_input_is_read records_may_come_through_a_pipe a_bad_record_is_named \
    a_bad_record_can_fail quarantine_keeps_bad_records an_empty_file_is_told a_missing_file_fails \
    an_unknown_charset_is_misuse an_unknown_format_is_misuse an_unknown_paragraph_mode_is_misuse formats_are_listed; do
    verdict "extract_$test" "$test"
done
for test in the_aggregator_page_gives_two_articles real_feeds_give_every_item broken_feeds_are_told_and_harmless; do
    if [ -d "$data/page" ] && [ -d "$data/feeds" ]; then
        verdict "extract_$test" "$test"
    else
        echo "skipped extract_$test (no $data)"
    fi
done
exit $fault
