#!/bin/sh
# train --report: the files, their well-formedness, and that they say what is wrong with a corpus.
. tests/cli/common.sh
samples=datasets/samples/topics.jsonl
report=$scratch/report

report_has_all_its_files() {
    run 0 train --fast "$samples" -o "$scratch/m.ent" --report "$report" && said 'card.md' &&
        for file in card.md card.json evaluation.html calibration.svg learning-curve.svg; do [ -s "$report/$file" ] || return 1; done &&
        grep -q '^| sport | 21 | ' "$report/card.md" && grep -q 'learning-curve.svg' "$report/card.md" &&
        ! grep -qi '<script' "$report/evaluation.html" "$report"/*.svg
}
report_is_valid_json_and_xml() {
    command -v python3 >/dev/null || { echo 'skipped report_is_valid_json_and_xml (no python3)'; return 0; }
    python3 - "$report" <<'PY'
import json, sys, xml.dom.minidom
card = json.load(open(sys.argv[1] + '/card.json'))
assert card['held_out']['documents'] == 168 and len(card['terms']) == 8, card.keys()
assert card['learning_curve'] and all(0 <= p['score'] <= 1 for p in card['learning_curve'])
for name in ('calibration.svg', 'learning-curve.svg'):
    xml.dom.minidom.parse(sys.argv[1] + '/' + name)
PY
}
# Of a small corpus both tell the mean of five divisions: the one with two digits, the other with four.
report_has_the_curve_that_is_told() {
    run 0 train "$samples" -o "$scratch/c.ent" --report "$scratch/curve" &&
        sed -n 's/^ *from *\([0-9]*\) documents*: \([0-9.]*\) right$/\1 \2/p' "$scratch/err" >"$scratch/told" && [ "$(wc -l <"$scratch/told")" -ge 3 ] &&
        sed -n '/^## Learning curve/,/^## Corpus/s/^| \([0-9]*\) | \([0-9.]*\) |$/\1 \2/p' "$scratch/curve/card.md" | paste -d ' ' - "$scratch/told" |
        awk '$1 != $3 || $2 - $4 > 0.0051 || $4 - $2 > 0.0051 { bad = 1 } END { exit bad }'
}
report_same_bytes_for_any_threads() {
    run 0 train --fast --threads 1 "$samples" -o "$scratch/m.ent" --report "$scratch/r1" &&
        run 0 train --fast --threads 3 "$samples" -o "$scratch/m.ent" --report "$scratch/r3" && diff -r "$scratch/r1" "$scratch/r3"
}
report_names_leakage_and_twins() {
    { cat "$samples"; sed 's/"labels":\["sport"/"labels":["Sport "/' "$samples" | grep '"Sport "' | head -n 3 | sed 's/"id":"/&x-/'; } >"$scratch/dirty.jsonl"
    head -n 10 "$samples" >"$scratch/held.jsonl"
    run 0 train --fast "$scratch/dirty.jsonl" --validate "$scratch/held.jsonl" -o "$scratch/d.ent" --report "$scratch/dirty" &&
        grep -q '10 of 10 documents to validate on nearly repeat' "$scratch/dirty/card.md" &&
        grep -q '^\* 3 documents nearly repeat' "$scratch/dirty/card.md"
}
report_without_held_out_documents() {
    run 0 train --fast --no-calibration "$samples" -o "$scratch/n.ent" --report "$scratch/none" &&
        grep -q 'Nothing was held out' "$scratch/none/card.md" && grep -q '"held_out":null' "$scratch/none/card.json"
}
report_of_retraining() {
    head -n 30 "$samples" | sed 's/"id":"/&y-/; s/"text":"/&Again: /' >"$scratch/more.jsonl"
    run 0 train --from "$scratch/m.ent" "$scratch/more.jsonl" -o "$scratch/o.ent" --report "$scratch/re" && [ -s "$scratch/re/card.md" ] &&
        run 0 train --from "$scratch/m.ent" --with "$samples" "$scratch/more.jsonl" -o "$scratch/o.ent" --report "$scratch/re2" &&
        [ -s "$scratch/re2/evaluation.html" ]
}
bad_report_folder() {
    : >"$scratch/file"
    run 1 train "$samples" -o "$scratch/z.ent" --report "$scratch/file" && one_line && run 1 train "$samples" -o "$scratch/z.ent" --report "$scratch/no/such" &&
        [ ! -e "$scratch/z.ent" ]
}

for test in report_has_all_its_files report_is_valid_json_and_xml report_has_the_curve_that_is_told report_same_bytes_for_any_threads report_names_leakage_and_twins \
    report_without_held_out_documents report_of_retraining bad_report_folder; do
    verdict "$test" "$test"
done
exit $fault
