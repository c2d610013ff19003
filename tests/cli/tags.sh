#!/bin/sh
# `entente tags`: what is printed, in every form, and the exit codes for what is wrong.
. tests/cli/common.sh

printf '%s\n' '{"id":"a","lang":"en","title":"Alderton bridge","text":"The bridge at Alderton was closed. The council of Alderton will pay for the bridge."}' \
    '{"id":"b","lang":"en","text":"."}' >"$scratch/two.jsonl"
: >"$scratch/empty"

a_line_an_article() {
    run 0 tags --json "$scratch/two.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 2 ] &&
        printed '^{"id":"a","tags":\[{"tag":"#[A-Za-z]*","text":"[A-Za-z ]*","score":1,"count":[0-9]*,"spans":\[{"field":"' &&
        printed '^{"id":"b","tags":\[\]}$'
}
count_bounds_the_tags() { run 0 tags --json -n 1 "$scratch/two.jsonl" && [ "$(grep -o '"tag":' "$scratch/out" | wc -l)" -eq 1 ]; }
tsv_has_five_columns() { run 0 tags --output=tsv -n 1 "$scratch/two.jsonl" && printed '^a	1.0000	#'; }
evaluate_reads_it() {
    printf '%s\n' '{"id":"a","title":"Bell tower","text":"x","keyphrases":["bell tower"],"lang":"en"}' >"$scratch/gold.jsonl"
    printf '%s\n' '{"id":"a","tags":[{"tag":"#BellTower","text":"Bell tower","score":1}]}' >"$scratch/said.jsonl"
    run 0 evaluate --json --predictions "$scratch/said.jsonl" "$scratch/gold.jsonl" && printed '"f1_at_5":1[,}]'
}
a_vocabulary_gives_its_tags_only() {
    printf 'road transport\tbridge|toll\nsport\n' >"$scratch/tags.tsv"
    run 0 tags --output=tsv --vocabulary="$scratch/tags.tsv" "$scratch/two.jsonl" &&
        [ "$(cut -f 3 "$scratch/out")" = '#RoadTransport' ]
}
a_bad_vocabulary_is_told() {
    printf 'a\n--\tb\n' >"$scratch/bad.tsv"
    run 1 tags --vocabulary="$scratch/bad.tsv" "$scratch/two.jsonl" && one_line && said 'bad.tsv:2: '
}
no_background_will_do() { run 0 tags --model=none --output=tsv -n 1 "$scratch/two.jsonl" && printed '^a	1.0000	#'; }
a_missing_model_is_told() { run 1 tags --model="$scratch/none.ent" "$scratch/two.jsonl" && one_line; }
the_page_is_tagged() {
    page=${ENTENTE_DATA:-../shared/data}/page/entente-4.txt
    [ -e "$page" ] || { echo "skipped tags_the_page_is_tagged (no data)"; return 0; }
    run 0 tags --json "$page" && [ "$(grep -c '"#Entente-4"' "$scratch/out")" -eq 2 ] &&
        [ "$(grep -c '"#FSB"' "$scratch/out")" -eq 2 ] && [ "$(grep -c '"#China"' "$scratch/out")" -eq 2 ]
}
a_score_is_a_number() { run 2 tags --min-score=high "$scratch/two.jsonl"; }
a_missing_file_is_told() { run 1 tags "$scratch/none" && one_line; }
an_empty_file_is_bad() { run 3 tags "$scratch/empty"; }

for case in a_line_an_article count_bounds_the_tags tsv_has_five_columns evaluate_reads_it \
    a_vocabulary_gives_its_tags_only a_bad_vocabulary_is_told no_background_will_do a_missing_model_is_told \
    the_page_is_tagged a_score_is_a_number a_missing_file_is_told an_empty_file_is_bad; do
    verdict "tags_$case" "$case"
done
exit $fault
