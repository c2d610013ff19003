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
    run 0 "$scratch/a.txt" && printf '{"id":"%s","title":"Mayor resigns","text":"The mayor resigned."}\n' "$scratch/a.txt" | cmp -s - "$scratch/out"
}
standard_input_is_read() {
    "$entente" extract --lang=en <"$scratch/a.txt" >"$scratch/out" 2>"$scratch/err" &&
        grep -q '"lang":"en","title":"Mayor resigns"' "$scratch/out"
}
records_may_come_through_a_pipe() {
    cat "$scratch/b.jsonl" | "$entente" extract - >"$scratch/out" 2>"$scratch/err"
    [ $? -eq 3 ] && printf '{"id":"1","labels":["x"],"text":"one"}\n' | cmp -s - "$scratch/out"
}
a_bad_record_is_named() { run 3 "$scratch/b.jsonl" && grep -q 'b.jsonl:2: record has no text' "$scratch/err"; }
a_bad_record_can_fail() { run 1 --on-error=fail "$scratch/b.jsonl"; }
quarantine_keeps_bad_records() {
    run 3 --on-error=quarantine --quarantine="$scratch/bad" "$scratch/b.jsonl" && printf '{"id":"2"}\n' | cmp -s - "$scratch/bad"
}
an_empty_file_is_told() { run 3 "$scratch/empty" && grep -q 'file is empty' "$scratch/err" && [ ! -s "$scratch/out" ]; }
a_missing_file_fails() { run 1 "$scratch/none" && grep -q "cannot open '$scratch/none'" "$scratch/err"; }
an_unknown_format_is_misuse() { run 2 --format=abacus "$scratch/a.txt"; }
an_unknown_paragraph_mode_is_misuse() { run 2 --paragraphs=abacus "$scratch/a.txt"; }
formats_are_listed() { run 0 --format=list && grep -qx html "$scratch/out" && grep -qx warc "$scratch/out"; }

for test in text_becomes_json standard_input_is_read records_may_come_through_a_pipe a_bad_record_is_named \
    a_bad_record_can_fail quarantine_keeps_bad_records an_empty_file_is_told a_missing_file_fails \
    an_unknown_format_is_misuse an_unknown_paragraph_mode_is_misuse formats_are_listed; do
    verdict "extract_$test" "$test"
done
exit $fault
