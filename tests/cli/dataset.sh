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
fasttext_words_do_not_become_labels() {
    printf '{"text":"__label__x\\n__label__y z__label__","labels":["a __label__b"]}\n' >"$scratch/words.jsonl"
    run 0 dataset convert "$scratch/words.jsonl" --to fasttext -o "$scratch/words.ft" &&
        [ "$(cat "$scratch/words.ft")" = '__label__a___label__b _label__x _label__y z__label__' ] &&
        run 0 dataset convert "$scratch/words.ft" && printed '"text":"_label__x _label__y z__label__","labels":\["a___label__b"\]'
}
vowpal_wabbit_is_not_taken_for_a_text() {
    run 0 dataset convert "$scratch/a.jsonl" -o "$scratch/a.vw" && run 1 dataset convert "$scratch/a.vw" && one_line && said "a.vw: format 'vw' cannot be read" &&
        run 3 dataset convert --on-error=skip "$scratch/a.vw" "$scratch/a.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 4 ]
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
        printed "a.jsonl:3:108: field 'mood' has no meaning here" &&
        printed "a.jsonl:3: label 'Animals' (1 documents): did you mean 'animals' (2)?" &&
        printed 'a.jsonl:3: the id is that of .*a.jsonl:2' &&
        printed "a.jsonl:4: label 'weather' has one document only" &&
        run 3 dataset check --json --on-error=skip "$scratch/bad.jsonl" && printed '"documents":2,.*"faults":1'
}
check_lists_problems_as_json() {
    run 3 dataset check --json --near 0.9 "$scratch/a.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 7 ] &&
        printed '{"kind":"unknown-field","file":".*a.jsonl","line":3,"column":108,"what":"field .mood. has no meaning here"}' &&
        printed '{"kind":"repeated-id","file":".*a.jsonl","line":3,"what":"the id is that of","first":{"file":".*a.jsonl","line":2}}' &&
        tail -n 1 "$scratch/out" | grep -q '^{"documents":4,"unlabelled":0,"faults":0,"unknown_fields":1,'
}
# fault LINE:COLUMN WHAT: the file "$scratch/x" has that fault there.
fault_is() { run 3 dataset check "$scratch/$1" && printed "/$1:$2: $3"; }
faults_have_columns() {
    printf '%s\n' '{"id":"a"}' '{"text":"x", "labels":5.5,"text2":1,"label":"y"}' '{"id":"a","text":5}' '{"text":"x","a":1,"a":2}' \
        '{"text":"x","labels":["a",""]}' '{"id":"q","text": " "}' '{"text":"x","labels":[{}]}' '{"text":"x","labels":["a"," \u00a0\t"]}' >"$scratch/x.jsonl"
    fault_is x.jsonl 1:1 'record has no text' && fault_is x.jsonl 2:45 "labels stand in 'labels' and 'label'" &&
        fault_is x.jsonl 3:18 "field 'text' is not a string" && fault_is x.jsonl 4:19 'invalid JSON: a key stands twice' &&
        fault_is x.jsonl 5:22 'label is empty' && fault_is x.jsonl 8:22 'label is blank' && fault_is x.jsonl 6:19 'text is empty' &&
        fault_is x.jsonl 7:22 "field 'labels' is not a list of strings" || return 1
    printf 'text,label\na,b,c\nd\n"e\nf","g\n\351"\n ,h\n"i"j,k\n' >"$scratch/x.csv"
    fault_is x.csv 2:5 'row has 3 fields, not 2' && fault_is x.csv 3:2 'row has 1 fields, not 2' &&
        fault_is x.csv 6:1 'invalid UTF-8' && fault_is x.csv 7:1 'text is empty' && fault_is x.csv 8:4 'text behind a closing quote' || return 1
    printf '[{"text":"a"},\n {"text":"b"}, {"text":7}]' >"$scratch/x.json"
    fault_is x.json 2:24 "field 'text' is not a string" || return 1
    printf '  __label__ x\n __label__a\n__label__a \351\n' >"$scratch/x.ft"
    fault_is x.ft 1:3 'label is empty' && fault_is x.ft 2:12 'text is empty' && fault_is x.ft 3:12 'invalid UTF-8'
}
named_charsets_are_read() {
    printf 'text,label\ncaf\351,b\n' >"$scratch/l.csv"
    run 0 dataset convert --charset latin1 "$scratch/l.csv" && printed "$(printf 'caf\303\251')" && run 3 dataset convert --on-error=skip "$scratch/l.csv" &&
        run 2 dataset convert --charset nonsense "$scratch/l.csv" && said "'nonsense' is not a charset" && [ ! -s "$scratch/out" ]
}
folders_tell_of_binary_files_and_charsets() {
    mkdir -p "$scratch/tree/a" && printf 'Un caf\351 et une cr\350me br\373l\351e\n' >"$scratch/tree/a/1.txt" && head -c 3000 "$entente" >"$scratch/tree/a/2" &&
        run 3 dataset check "$scratch/tree" && printed '/a/2: not text: a binary file' && printed '/a/1.txt: read as WINDOWS-1252'
}
times_are_read() { # as text "2020-01-01" would sort behind "2019-12-31T23:30:00-05:00", which is later
    printf '{"id":"%s","text":"article of day %s","time":"%s"}\n' a one 2020-01-01 b two 2019-12-31T23:30:00-05:00 c three 2021-05-05T10:00:00Z \
        d four 2022-01-01T00:00:00Z >"$scratch/t.jsonl"
    run 0 dataset split --by time --parts=old=1,new=3 -o "$scratch/by-time" "$scratch/t.jsonl" &&
        grep -q '"id":"a"' "$scratch/by-time/old.jsonl" && [ "$(wc -l <"$scratch/by-time/old.jsonl")" -eq 1 ] || return 1
    printf '{"text":"no time"}\n{"text":"bad","time":"26-FEB-1987"}\n' >>"$scratch/t.jsonl"
    run 1 dataset split --by time -o "$scratch/by-time" "$scratch/t.jsonl" && said 't.jsonl:5:1: record has no time' &&
        run 3 dataset split --by time --on-error=skip -o "$scratch/by-time" "$scratch/t.jsonl" && said "t.jsonl:6:22: time '26-FEB-1987'" &&
        run 1 dataset split --by group -o "$scratch/by-group" "$scratch/t.jsonl" && said 't.jsonl:1:1: record has no group' &&
        run 3 dataset check "$scratch/t.jsonl" && printed "t.jsonl:6:22: time '26-FEB-1987' is neither RFC 3339 nor a date"
}
check_is_quiet_about_good_corpora() {
    printf '{"id":"%s","text":"text number %s here","labels":["a"]}\n' 1 one 2 two >"$scratch/good.jsonl"
    run 0 dataset check --json "$scratch/good.jsonl"
}
check_fixes() {
    sed '1s/,"title":"T"//' "$scratch/a.jsonl" >"$scratch/twice.jsonl"
    run 3 dataset check "$scratch/twice.jsonl" --fix "$scratch/fixed.jsonl" &&
        said 'fixed.jsonl: 3 records, 2 changes' && printed "fixed: field 'mood' left out\|fixed: left out: field 'mood'" &&
        printed 'twice.jsonl:3: fixed: left out: near-duplicate of .*twice.jsonl:1' &&
        ! grep -q Animals "$scratch/fixed.jsonl" && ! grep -q '"id":"2","text":"The quick' "$scratch/fixed.jsonl"
}
every_fix_is_told() { # and a fixed copy is good
    printf '%s\n' '{"id":"1","text":"alpha beta gamma delta","labels":["a"]}' '{"id":"1","text":"one two three four five","labels":["b","A"]}' \
        '{"id":"3"}' '{"id":"4","text":"six seven eight nine","labels":["a"]}' '{"id":"5","text":"north south east west","labels":["b"]}' >"$scratch/f.jsonl"
    run 3 dataset check "$scratch/f.jsonl" --fix "$scratch/g.jsonl" && said 'g.jsonl: 4 records, 3 changes' &&
        printed 'f.jsonl:3:1: fixed: left out: record has no text' && printed "f.jsonl:2: fixed: label 'A' became 'a'" &&
        printed "f.jsonl:2: fixed: id '1' became '1-2'" && run 0 dataset check "$scratch/g.jsonl"
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
new_ids_spare_later_ones() { # "1-2" stands further down: the second "1" becomes "1-3", the third "1-4"
    printf '{"id":"%s","text":"about %s"}\n' 1 apples 1 pears 1-2 plums 1 figs >"$scratch/ids.jsonl"
    printf '1\n1-3\n1-2\n1-4\n' >"$scratch/wanted"
    run 0 dataset merge "$scratch/ids.jsonl" && said '4 records, 2 of them renamed' &&
        sed 's/.*"id":"\([^"]*\)".*/\1/' "$scratch/out" | cmp -s - "$scratch/wanted" &&
        run 0 dataset merge - <"$scratch/ids.jsonl" && sed 's/.*"id":"\([^"]*\)".*/\1/' "$scratch/out" | cmp -s - "$scratch/wanted" &&
        run 3 dataset check "$scratch/ids.jsonl" --fix "$scratch/ids-fixed.jsonl" &&
        sed 's/.*"id":"\([^"]*\)".*/\1/' "$scratch/ids-fixed.jsonl" | cmp -s - "$scratch/wanted"
}
wordless_texts_survive_libsvm() {
    printf '{"text":"%s","labels":[%s]}\n' 'one two' '"a"' '!!!' '"a","b"' '...' '' three '' >"$scratch/wordless.jsonl"
    run 0 dataset convert "$scratch/wordless.jsonl" -o "$scratch/wordless.libsvm" &&
        printf '1 1:1 2:1\n1,2\n \n 3:1\n' | cmp -s - "$scratch/wordless.libsvm" &&
        run 0 dataset convert "$scratch/wordless.libsvm" -o "$scratch/again.libsvm" && said '4 records' &&
        [ "$(tr -d ' ' <"$scratch/again.libsvm")" = "$(tr -d ' ' <"$scratch/wordless.libsvm")" ]
}
label_separators_are_written() {
    printf '{"text":"t","labels":["a;b","c"]}\n' >"$scratch/semicolon.jsonl"
    run 1 dataset convert "$scratch/semicolon.jsonl" --to csv && said "label 'a;b' holds ';', which joins labels in csv: choose another with --label-separator" &&
        run 0 dataset convert "$scratch/semicolon.jsonl" '--label-separator=|' -o "$scratch/bar.csv" && grep -q '^t,a;b|c,' "$scratch/bar.csv" &&
        run 0 dataset convert "$scratch/bar.csv" '--label-separator=|' && printed '"labels":\["a;b","c"\]' &&
        run 1 dataset convert "$scratch/semicolon.jsonl" --label-separator= --to tsv && said 'has several labels, and nothing to join them'
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
inputs_are_spared() {
    cp "$scratch/good.jsonl" "$scratch/in.jsonl" && mkdir -p "$scratch/box" && cp "$scratch/good.jsonl" "$scratch/box/train.jsonl" &&
        run 2 dataset convert "$scratch/in.jsonl" -o "$scratch/in.jsonl" && said 'is an input and cannot be written to' &&
        run 2 dataset check "$scratch/in.jsonl" --fix "$scratch/in.jsonl" && run 2 dataset split "$scratch/box/train.jsonl" -o "$scratch/box" &&
        cmp -s "$scratch/in.jsonl" "$scratch/good.jsonl" && cmp -s "$scratch/box/train.jsonl" "$scratch/good.jsonl"
}
stray_options_are_told() {
    run 2 dataset convert -n 5 "$scratch/good.jsonl" && said "option '--count' is not for convert" && run 2 dataset stats --to csv "$scratch/good.jsonl" &&
        run 2 dataset card --fix x "$scratch/good.jsonl" && run 0 dataset convert --label nosuch "$scratch/good.jsonl" && said 'none of them has a label'
}
missing_corpus_is_told() { run 1 dataset stats "$scratch/none" && one_line && said "cannot open '.*none': No such file"; }
long_line_is_bounded() {
    # A line beyond the limit of a record (256 MiB) is passed over.
    { printf '{"text":"'; head -c 300000000 /dev/zero | tr '\0' a; printf '"}\n{"text":"short"}\n'; } |
        run 3 dataset convert --format jsonl --on-error=skip - && said 'line is longer than' && printed '"text":"short"' || return 1
    # So is a row; reading on must not begin anew with each piece.
    { printf 'text,label\n"'; head -c 300000000 /dev/zero | tr '\0' a; } |
        run 3 dataset convert --format csv --on-error=skip - && said ':2: row with a quote that is not closed is longer than'
}
odd_files_are_told() {
    printf 'text,label\na,b\n' | iconv -t UTF-16 >"$scratch/u.csv" && run 3 dataset check "$scratch/u.csv" && printed 'u.csv: file is UTF-16' &&
        printf 'text,label\ra,b\r' >"$scratch/mac.csv" && run 1 dataset convert "$scratch/mac.csv" && said 'mac.csv:1: lines end with bare carriage returns' &&
        { seq 100000 | tr '\n' ','; echo text; seq 100000 | tr '\n' ','; echo here; } >"$scratch/wide.csv" &&
        run 3 dataset check "$scratch/wide.csv" && printed 'wide.csv:1:293: further fields without a meaning are not listed' && [ "$(wc -l <"$scratch/out")" -lt 120 ]
}

for test in convert_round_trip convert_reads_standard_input convert_says_what_is_lost \
    fasttext_words_do_not_become_labels vowpal_wabbit_is_not_taken_for_a_text formats_are_listed bad_record_stops \
    bad_record_is_skipped bad_record_is_put_aside check_names_every_problem check_lists_problems_as_json faults_have_columns named_charsets_are_read \
    folders_tell_of_binary_files_and_charsets times_are_read check_is_quiet_about_good_corpora check_fixes every_fix_is_told \
    split_keeps_everything_once split_of_standard_input merge_keeps_ids_apart new_ids_spare_later_ones wordless_texts_survive_libsvm label_separators_are_written dedupe_keeps_the_first sample_draws \
    card_describes misuse_is_told inputs_are_spared stray_options_are_told missing_corpus_is_told odd_files_are_told long_line_is_bounded; do
    verdict "dataset_$test" "$test"
done
exit $fault
