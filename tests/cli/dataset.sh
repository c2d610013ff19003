#!/bin/sh
# The verb dataset: formats in and out, problems named, splits that keep together what belongs together, exit codes.
. tests/cli/common.sh

cat >"$scratch/a.jsonl" <<'END'
{"id":"1","title":"T","text":"The quick brown fox jumps over the lazy dog","labels":["animals"],"lang":"en"}
{"id":"2","text":"Parliament passed the budget on Tuesday","labels":["politics"],"lang":"en"}
{"id":"2","text":"The quick, brown fox jumps over the lazy dog!","labels":["Animals"],"part":"test","mood":"good"}
{"id":"4","text":"Rain is expected in the north","labels":["weather","animals"],"lang":"en"}
END

convert_round_trip() {
    run 0 dataset convert "$scratch/a.jsonl" -o "$scratch/a.csv" && said '4 records' &&
        run 0 dataset convert "$scratch/a.csv" --to jsonl && cp "$scratch/out" "$scratch/b.jsonl" &&
        run 0 dataset stats --json "$scratch/a.jsonl" && cp "$scratch/out" "$scratch/one" &&
        run 0 dataset stats --json "$scratch/b.jsonl" && cmp -s "$scratch/one" "$scratch/out"
}
convert_reads_standard_input() {
    gzip -c "$scratch/a.jsonl" | run 0 dataset convert - --to csv && head -1 "$scratch/out" | grep -q '^text,labels,id,title'
}
convert_says_what_is_lost() {
    run 0 dataset convert "$scratch/a.jsonl" --to fasttext -o "$scratch/a.ft" && said 'not kept in fasttext: id, lang, part' &&
        grep -q '^__label__weather __label__animals Rain' "$scratch/a.ft"
}
formats_are_listed() { run 0 dataset convert --format list && printed '^reuters  *Reuters-21578' && printed '^csv '; }
bad_record_stops() {
    printf '{"text":"a"}\n{"text":}\n{"text":"c"}\n' >"$scratch/bad.jsonl"
    run 1 dataset convert "$scratch/bad.jsonl" -o "$scratch/none.jsonl" && one_line && said 'bad.jsonl:2:' &&
        [ ! -e "$scratch/none.jsonl" ]
}
bad_record_is_skipped() {
    run 3 dataset convert --on-error=skip "$scratch/bad.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 2 ] && said 'left out: 1 (broken syntax)'
}
bad_record_is_put_aside() {
    run 3 dataset convert --on-error=quarantine --quarantine="$scratch/aside" "$scratch/bad.jsonl" &&
        [ "$(cat "$scratch/aside")" = '{"text":}' ]
}
check_names_every_problem() {
    run 3 dataset check --near 0.9 "$scratch/a.jsonl" &&
        printed "a.jsonl:3: field 'mood' has no meaning here" &&
        printed "label 'Animals' (1 documents): did you mean 'animals' (2)?" &&
        printed 'a.jsonl:3: the id is that of .*a.jsonl:2' &&
        printed "label 'weather' has one document only" &&
        run 3 dataset check --json --on-error=skip "$scratch/bad.jsonl" && printed '"documents":2,.*"faults":1'
}
check_is_quiet_about_good_corpora() {
    printf '{"id":"%s","text":"text number %s here","labels":["a"]}\n' 1 one 2 two >"$scratch/good.jsonl"
    run 0 dataset check --json "$scratch/good.jsonl"
}
check_fixes() {
    sed '1s/,"title":"T"//' "$scratch/a.jsonl" >"$scratch/twice.jsonl"
    run 3 dataset check "$scratch/twice.jsonl" --fix "$scratch/fixed.jsonl" &&
        said 'fixed.jsonl: 3 records; left out 0 bad ones and 1 near-duplicates' &&
        ! grep -q Animals "$scratch/fixed.jsonl" && ! grep -q '"id":"2","text":"The quick' "$scratch/fixed.jsonl"
}
split_keeps_everything_once() {
    seq 200 | awk '{print "{\"id\":\"" $1 "\",\"text\":\"words of text number " $1 * 7919 " end\",\"labels\":[\"l" $1 % 2 "\"]}"}' >"$scratch/many.jsonl"
    run 0 dataset split "$scratch/many.jsonl" --stratify --parts=train=3,test=1 -o "$scratch/parts" &&
        said 'train: 150 records' && said 'test: 50 records' &&
        [ "$(grep -c '"l1"' "$scratch/parts/test.jsonl")" -eq 25 ] &&
        cat "$scratch"/parts/*.jsonl | sed 's/.*"id":"\([0-9]*\)".*/\1/' | sort -n | cmp -s - "$scratch/ids"
}
seq 200 >"$scratch/ids"
split_of_standard_input() {
    run 0 dataset split - -o "$scratch/parts2" <"$scratch/many.jsonl" && [ "$(cat "$scratch"/parts2/*.jsonl | wc -l)" -eq 200 ]
}
merge_keeps_ids_apart() {
    run 0 dataset merge "$scratch/good.jsonl" "$scratch/good.jsonl" && said '4 records, 2 of them renamed' && printed '"id":"1-2"'
}
dedupe_keeps_the_first() {
    run 0 dataset dedupe "$scratch/twice.jsonl" && said '4 records, 3 written, 1 repeat an earlier one' && printed '"id":"1"'
}
sample_draws() {
    run 0 dataset sample -n 10 "$scratch/many.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 10 ] && cp "$scratch/out" "$scratch/ten" &&
        sort -r "$scratch/many.jsonl" >"$scratch/turned.jsonl" && run 0 dataset sample -n 10 "$scratch/turned.jsonl" &&
        sort "$scratch/out" >"$scratch/b" && sort "$scratch/ten" | cmp -s - "$scratch/b"
}
card_describes() {
    run 0 dataset card "$scratch/a.jsonl" --name 'Four texts' --licence MIT -o "$scratch/card" &&
        grep -q '^# Four texts' "$scratch/card.md" && grep -q '| animals | 2 |' "$scratch/card.md" &&
        grep -q '"licence":"MIT"' "$scratch/card.json" && grep -q '"documents":4' "$scratch/card.json"
}
misuse_is_told() {
    run 2 dataset && run 2 dataset frobnicate x && run 2 dataset convert --format=wrong x && run 2 dataset split "$scratch/a.jsonl" &&
        run 2 dataset sample "$scratch/a.jsonl" && run 2 dataset split --parts=train -o x y && run 2 dataset convert --strip=hats x
}
missing_corpus_is_told() { run 1 dataset stats "$scratch/none" && one_line && said "cannot open '.*none': No such file"; }
long_line_is_bounded() {
    # A line beyond the limit of a record (256 MiB) is passed over.
    { printf '{"text":"'; head -c 300000000 /dev/zero | tr '\0' a; printf '"}\n{"text":"short"}\n'; } |
        run 3 dataset convert --format jsonl --on-error=skip - && said 'line is longer than' && printed '"text":"short"'
}

for test in convert_round_trip convert_reads_standard_input convert_says_what_is_lost formats_are_listed bad_record_stops \
    bad_record_is_skipped bad_record_is_put_aside check_names_every_problem check_is_quiet_about_good_corpora check_fixes \
    split_keeps_everything_once split_of_standard_input merge_keeps_ids_apart dedupe_keeps_the_first sample_draws \
    card_describes misuse_is_told missing_corpus_is_told long_line_is_bounded; do
    verdict "dataset_$test" "$test"
done
exit $fault
