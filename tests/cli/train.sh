#!/bin/sh
# Training: what it prints and writes, the same bytes whatever the circumstances, and every kind of bad input.
. tests/cli/common.sh
samples=datasets/samples/topics.jsonl
model=$scratch/topics.ent

train_from_samples() { run 0 train "$samples" -o "$model" && said '168 documents, 8 labels' && said 'held out' && said 'wrote'; }
train_same_bytes_for_any_threads() {
    for threads in 1 2 4; do
        run 0 train --threads $threads "$samples" -o "$scratch/t$threads.ent" && cmp "$model" "$scratch/t$threads.ent" || return 1
    done
}
train_same_bytes_in_any_locale() {
    LC_ALL=tr_TR.UTF-8 run 0 train "$samples" -o "$scratch/tr.ent" && cmp "$model" "$scratch/tr.ent"
}
train_same_bytes_without_avx2() {
    ENTENTE_SIMD=plain run 0 train "$samples" -o "$scratch/plain.ent" && cmp "$model" "$scratch/plain.ent"
}
train_same_bytes_through_gzip_and_stdin() {
    head -n 80 "$samples" | gzip >"$scratch/two.gz" && tail -n +81 "$samples" | gzip >>"$scratch/two.gz"
    run 0 train "$scratch/two.gz" -o "$scratch/gz.ent" && cmp "$model" "$scratch/gz.ent" &&
        "$entente" train - -o "$scratch/in.ent" <"$samples" 2>"$scratch/err" && cmp "$model" "$scratch/in.ent"
}
train_without_calibration() {
    run 0 train --no-calibration "$samples" -o "$scratch/nc.ent" &&
        run 2 classify -m "$scratch/nc.ent" --min-probability 0.5 "$samples" && one_line && said 'has no probabilities' &&
        run 0 classify -m "$scratch/nc.ent" --output=fasttext "$samples" && ! grep -Evq '^__label__[^ ]+$' "$scratch/out" && run 0 classify -m "$scratch/nc.ent" --json "$samples" &&
        printed '"probability":null'
}
train_folder_a_class() {
    mkdir -p "$scratch/tree/rain" "$scratch/tree/sun"
    for i in 1 2 3 4; do
        echo "heavy rain fell on the valley, umbrella number $i" >"$scratch/tree/rain/$i.txt"
        echo "bright sun dried the valley, hat number $i" >"$scratch/tree/sun/$i.txt"
    done
    run 0 train "$scratch/tree" -o "$scratch/tree.ent" && said '8 documents, 2 labels' &&
        echo 'rain and an umbrella' >"$scratch/a.txt" && run 0 classify -m "$scratch/tree.ent" --json "$scratch/a.txt" &&
        printed '"label":"rain"'
}
train_map_renames_and_drops() {
    printf 'sport\tgames\nhealth\t\n' >"$scratch/map.tsv"
    run 0 train --map "$scratch/map.tsv" "$samples" -o "$scratch/map.ent" && said ' games$' && ! grep -q ' health$' "$scratch/err" &&
        said '147 documents, 7 labels'
}
train_several_labels() {
    for i in 1 2 3 4 5 6; do
        echo '{"id":"a'$i'","text":"goal match league number '$i'","labels":["sport"]}'
        echo '{"id":"b'$i'","text":"bank loan interest number '$i'","labels":["money"]}'
        echo '{"id":"c'$i'","text":"bank buys league goal loan match number '$i'","labels":["money","sport"]}'
        echo '{"id":"d'$i'","text":"rain and wind in the hills number '$i'","labels":[]}'
    done >"$scratch/multi.jsonl"
    run 0 train "$scratch/multi.jsonl" -o "$scratch/multi.ent" && said '6 without a label' &&
        echo '{"id":"x","text":"league bank buys a goal, match loan"}' >"$scratch/x.jsonl" &&
        run 0 classify -m "$scratch/multi.ent" --json "$scratch/x.jsonl" && printed '"money"' && printed '"sport"' &&
        echo '{"id":"y","text":"wind in the hills and rain"}' >"$scratch/y.jsonl" &&
        run 0 classify -m "$scratch/multi.ent" --json "$scratch/y.jsonl" && printed '"topics":\[\]'
}
# One document says a, two of the same text say b: the majority has it, unless the one weighs nine times as much.
train_weighs_documents() {
    for weight in 1 9; do
        for i in 1 2 3 4; do
            echo '{"id":"a'$i'","text":"alpha beta","labels":["a"],"weight":'$weight'}'
            echo '{"id":"b'$i'","text":"alpha beta","labels":["b"]}'
            echo '{"id":"c'$i'","text":"alpha beta","labels":["b"],"weight":1.0}'
        done >"$scratch/weighed.jsonl"
        run 0 train --fast --no-calibration "$scratch/weighed.jsonl" -o "$scratch/weighed.ent" || return 1
        echo 'alpha beta' >"$scratch/x.txt"
        run 0 classify -m "$scratch/weighed.ent" --output=tsv "$scratch/x.txt" || return 1
        if [ $weight = 1 ]; then printed '	b	'; else printed '	a	'; fi || return 1
    done
}
bad_weight() { bad_record weight '{"id":"q","text":"a b c","labels":["sport"],"weight":0}' "weight '0' is not a number"; }
train_account_as_json() { run 0 train --json "$samples" -o "$scratch/j.ent" && printed '"documents":168' && printed '"accuracy":0\.' && printed '"macro_f1":0\.' && printed '"brier":0\.'; }

# ---- selection ----

train_tries_recipes() { said 'tried .* words 1-2, stems' && said 'chosen    ' && said 'small: what it says about itself' && said 'right$'; }
train_stores_what_was_tried() { run 0 model show --json "$model" && printed '"selection":\[{"recipe":"words' && printed '"scores.ece"'; }
train_fast_tries_nothing() {
    run 0 train --fast "$samples" -o "$scratch/fast.ent" && ! grep -q '^tried' "$scratch/err" && said 'chosen    words 1-2, stems, title 0.50, C = 1'
}
train_pinned_options_stay() {
    run 0 train -C 3 --no-stem --char-ngrams 0 --word-ngrams 1 --naive-bayes off --stop-words keep --title-weight 0 "$samples" \
        -o "$scratch/pinned.ent" && said 'chosen    words 1-1, forms, min df 1, C = 3'
}
train_weighs_characters() {
    run 0 train --fast --char-ngrams 3-4 --char-weight 0.25 "$samples" -o "$scratch/light.ent" && said 'characters 3-4 x 0.25' &&
        run 0 train --fast --char-ngrams 3-4 "$samples" -o "$scratch/even.ent" && ! said ' x ' && ! cmp -s "$scratch/light.ent" "$scratch/even.ent"
}
train_hashes_features() {
    run 0 train --fast --hash-bits 10 "$samples" -o "$scratch/hash.ent" && said 'hashed    [0-9]* of 1024 features' &&
        run 0 train --fast --hash-bits 10 --threads 4 "$samples" -o "$scratch/hash4.ent" && cmp "$scratch/hash.ent" "$scratch/hash4.ent" &&
        run 0 evaluate "$samples" -m "$scratch/hash.ent" --json && printed '"accuracy":1,'
}
train_keeps_telling_terms() {
    run 0 train --fast --max-features 300 --rank-features chi2 "$samples" -o "$scratch/chi.ent" && said 'fitted    300 of 300 terms' &&
        run 0 evaluate "$samples" -m "$scratch/chi.ent" --json && printed '"accuracy":0\.'
}
train_weighs_classes() {
    run 0 train --fast --class-weight balanced --class-weight sport=5 "$samples" -o "$scratch/cw.ent" && ! cmp -s "$scratch/fast.ent" "$scratch/cw.ent" &&
        run 0 train --fast --loss logistic "$samples" -o "$scratch/lr.ent" && run 0 model show --json "$scratch/lr.ent" && printed '"train.loss":"logistic"'
}
train_tells_memory() { run 0 train --fast --verbose "$samples" -o "$scratch/v.ent" && said 'memory    [0-9.]* MB of scratch'; }
a_class_weight_finds_its_label_by_code_or_name() {
    sed 's/"labels":\["sport"/"labels":["medtop:15000000 sport"/' "$samples" >"$scratch/coded.jsonl"
    for label in sport medtop:15000000 'medtop:15000000 sport'; do
        run 0 train --fast --class-weight "$label=3" "$scratch/coded.jsonl" -o "$scratch/${label%% *}.ent" || return 1
    done
    run 0 train --fast "$scratch/coded.jsonl" -o "$scratch/even.ent" && ! cmp -s "$scratch/even.ent" "$scratch/sport.ent" &&
        cmp "$scratch/sport.ent" "$scratch/medtop:15000000.ent"
}
bad_class_weights() {
    run 2 train --class-weight nosuch=2 "$samples" -o "$scratch/x.ent" && one_line && said "no document has label 'nosuch'" || return 1
    run 2 train --class-weight sport "$samples" -o "$scratch/x.ent" && said "'sport' is neither 'balanced' nor LABEL=WEIGHT" || return 1
    for weight in =2 sport= sport=0 sport=nan sport=-1; do
        run 2 train --class-weight $weight "$samples" -o "$scratch/x.ent" || return 1
    done
}
labels_that_differ_by_case_are_told() {
    sed '1,9s/"labels":\["politics"/"labels":["Politics "/' "$samples" >"$scratch/case.jsonl"
    run 0 train --fast "$scratch/case.jsonl" -o "$scratch/x.ent" && said "labels 'politics' and 'Politics ' differ by case" &&
        run 0 train --fast "$samples" -o "$scratch/x.ent" && ! grep -q differ "$scratch/err"
}
bad_labels_are_told_before_the_work() {
    sed '1,9s/"labels":\["politics"/"labels":["poli\\ntics"/' "$samples" >"$scratch/control.jsonl"
    sed '1,9s/"labels":\["politics"/"labels":["medtop:11000000 "/' "$samples" >"$scratch/nameless.jsonl"
    sed '1,9s/"labels":\["politics"/"labels":["medtop:11000000 politics"/' "$samples" >"$scratch/coded.jsonl"
    run 1 train "$scratch/control.jsonl" -o "$scratch/x.ent" && one_line && said 'has control characters' &&
        run 1 train "$scratch/nameless.jsonl" -o "$scratch/x.ent" && one_line && said 'has no name after its code' &&
        run 1 train "$scratch/coded.jsonl" -o "$scratch/x.ent" && one_line &&
        said "labels 'medtop:11000000 politics' and 'politics' have one name" &&
        run 1 train --from "$model" "$scratch/control.jsonl" -o "$scratch/x.ent" && said 'has control characters' && ! grep -q tried "$scratch/err"
}
bad_too_many_labels() {
    awk 'BEGIN { for (i = 0; i < 70000; i++) printf "{\"text\":\"word%d thing\",\"labels\":[\"l%d\"]}\n", i % 500, i }' >"$scratch/many.jsonl"
    run 1 train "$scratch/many.jsonl" -o "$scratch/x.ent" && one_line && said '70000 labels are more than a model can have'
}
bad_hashed_and_chosen() {
    for option in '--max-features 10' '--keep-features 10' '--rank-features chi2' '--min-df 3' '--max-df 0.5'; do
        run 2 train --hash-bits 12 $option "$samples" -o "$scratch/x.ent" && one_line && said 'one by one' || return 1
    done
}
bad_ranked_without_a_number() { run 2 train --rank-features chi2 "$samples" -o "$scratch/x.ent" && one_line && said '--max-features'; }

# ---- what held-out scores cannot tell is told ----

train_warns_of_one_group() {
    sed 's/^{/{"group":"g",/' "$samples" >"$scratch/group.jsonl"
    run 0 train --fast "$scratch/group.jsonl" -o "$scratch/x.ent" && said 'warning   all documents are of one group' &&
        run 0 train --fast "$samples" -o "$scratch/x.ent" && ! grep -q 'group' "$scratch/err"
}
train_warns_of_labels_in_one_fold() {
    { cat "$samples"; echo '{"text":"a sonnet rhymes in fourteen lines","labels":["verse"]}'; } >"$scratch/lone.jsonl"
    run 0 train --fast "$scratch/lone.jsonl" -o "$scratch/x.ent" && said 'warning   1 label has no documents in more than one fold'
}
# Words drawn at random tell nothing of labels given in turn: terms chosen with the held-out labels in view would seem to.
train_chooses_terms_without_the_held_out_labels() {
    awk 'BEGIN { srand(1); for (i = 0; i < 300; i++) {
        text = ""; for (w = 0; w < 12; w++) text = text " w" int(rand() * 3000)
        printf "{\"text\":\"%s\",\"labels\":[\"%s\"]}\n", text, i % 2 ? "odd" : "even" } }' >"$scratch/noise.jsonl"
    for choice in '--max-features 100 --rank-features chi2' '--keep-features 100'; do
        run 0 train --fast --json --word-ngrams 1 $choice "$scratch/noise.jsonl" -o "$scratch/noise.ent" &&
            said 'fitted    100 of 100 terms' && printed '"accuracy":0\.[45]' || return 1
    done
}
train_says_how_many() {
    { head -n 60 "$samples"; echo '{"text":"nothing of the kind","labels":[]}'; } >"$scratch/counts.jsonl"
    run 0 train --fast "$scratch/counts.jsonl" -o "$scratch/x.ent" && said '1 without a label, an example of none'
}
train_tells_what_the_map_misses() {
    printf 'sport\tgames\nSport\tgames\n*\trest\n' >"$scratch/missed.tsv"
    run 0 train --fast --map "$scratch/missed.tsv" "$samples" -o "$scratch/x.ent" &&
        said "warning   the map names label 'Sport', which no document has" && [ "$(grep -c 'the map names' "$scratch/err")" -eq 1 ]
}
bad_blank_label() { bad_record blank '{"id":"q","text":"a b c","labels":["sport","  "]}' 'label is blank'; }
bad_options_together() {
    for pair in '--fast --thorough' '--thorough --fast' '--stem --no-stem' '--no-calibration --folds 4' '--languages --thorough' \
        '--kernel rbf --nu 0.1 --kernel-cost 2'; do
        run 2 train $pair "$samples" -o "$scratch/x.ent" && one_line && said 'do not go together' || return 1
    done
    said -- '--nu and --kernel-cost'
}

# ---- bad input: one line that names the place, the exit code of the table ----

bad_no_file() { run 1 train "$scratch/nowhere.jsonl" -o "$scratch/x.ent" && one_line && said "nowhere.jsonl': No such file"; }
bad_no_corpus() { run 2 train -o "$scratch/x.ent" && said 'no corpus is named'; }
bad_no_output() { run 2 train "$samples" && run 2 train "$samples" -o '' && one_line && said 'is empty'; }
bad_weight_of_no_characters() {
    run 2 train --fast --char-weight 2 "$samples" -o "$scratch/x.ent" && one_line && said 'none of them' &&
        run 2 train --char-ngrams 0 --char-weight 2 "$samples" -o "$scratch/x.ent" && one_line
}
bad_no_term_left() {
    run 1 train --fast --min-df 1 --max-df 0.001 "$samples" -o "$scratch/x.ent" && one_line && said 'in 1 document (--min-df) and in a share of 0.001'
}
bad_output_is_a_directory() { run 1 train "$samples" -o "$scratch" && one_line && said 'is a directory'; }
bad_output_is_the_corpus() {
    cp "$samples" "$scratch/mine.jsonl" && ln -s mine.jsonl "$scratch/also.jsonl"
    run 2 train "$scratch/mine.jsonl" -o "$scratch/also.jsonl" && one_line && said 'is an input' && cmp "$samples" "$scratch/mine.jsonl" &&
        run 2 train "$scratch/mine.jsonl" --on-error=quarantine --quarantine="$scratch/mine.jsonl" -o "$scratch/x.ent" && one_line &&
        cmp "$samples" "$scratch/mine.jsonl"
}
bad_empty_folder() { mkdir -p "$scratch/void" && run 1 train "$scratch/void" -o "$scratch/x.ent" && one_line && said void; }
bad_empty_file() { : >"$scratch/empty.jsonl" && run 1 train "$scratch/empty.jsonl" -o "$scratch/x.ent" && one_line && said empty.jsonl; }
bad_one_label() {
    printf '{"text":"some words here","labels":["only"]}\n{"text":"other words here","labels":["only"]}\n' >"$scratch/one.jsonl"
    run 1 train "$scratch/one.jsonl" -o "$scratch/x.ent" && one_line && said "'only'"
}
bad_no_label_at_all() {
    printf '{"text":"some words here","labels":[]}\n{"text":"other words here","labels":[]}\n' >"$scratch/none.jsonl"
    run 1 train "$scratch/none.jsonl" -o "$scratch/x.ent" && one_line && said 'no document has a label'
}
bad_label_without_documents() { # every document of a class is dropped by the map: its label is simply not there
    printf 'weather\t\nsport\t\npolitics\t\nhealth\t\n*\trest\n' >"$scratch/rest.tsv"
    run 1 train --map "$scratch/rest.tsv" "$samples" -o "$scratch/x.ent" && one_line && said "'rest'"
}
bad_record() { # NAME LINE PATTERN: the second line of three is bad
    head -n 1 "$samples" >"$scratch/$1.jsonl"
    printf "$2\n" >>"$scratch/$1.jsonl"
    tail -n +2 "$samples" >>"$scratch/$1.jsonl"
    run 1 train "$scratch/$1.jsonl" -o "$scratch/x.ent" && one_line && said "$1.jsonl:2" && said "$3" &&
        run 3 train --on-error skip "$scratch/$1.jsonl" -o "$scratch/skip.ent" && said 'skipped   1' && cmp "$model" "$scratch/skip.ent"
}
bad_record_without_text() { bad_record notext '{"id":"q","labels":["sport"]}' 'text'; }
bad_record_of_broken_json() { bad_record broken '{"id":"q","text":"x",' 'JSON'; }
bad_record_of_invalid_utf8() { bad_record utf8 '{"id":"q","text":"a\377b c","labels":["sport"]}' 'utf-8'; }
bad_record_with_a_nul() { bad_record nul '{"id":"q","text":"a\000b c","labels":["sport"]}' 'nul.jsonl:2'; }
bad_record_that_says_nothing_of_labels() { bad_record nolabel '{"id":"q","text":"a b c"}' 'has no labels'; }
bad_language() { run 2 train --lang xx "$samples" -o "$scratch/x.ent" && one_line && said "'xx' is not a language"; }
a_link_a_mode_and_a_device_stay() {
    mkdir -p "$scratch/links" && cp "$model" "$scratch/links/real.ent" && chmod 640 "$scratch/links/real.ent" &&
        ln -s real.ent "$scratch/links/now.ent" && run 0 train --no-calibration "$samples" -o "$scratch/links/now.ent" &&
        [ -L "$scratch/links/now.ent" ] && [ "$(stat -c %a "$scratch/links/real.ent")" = 640 ] &&
        ! cmp -s "$model" "$scratch/links/real.ent" && mkfifo "$scratch/links/pipe" || return 1
    cat "$scratch/links/pipe" >"$scratch/links/through" &
    run 0 train "$samples" -o "$scratch/links/pipe" && wait && [ -p "$scratch/links/pipe" ] && cmp "$model" "$scratch/links/through"
}
bad_truncated_gzip() {
    gzip -c "$samples" | head -c 9000 >"$scratch/cut.jsonl.gz"
    run 1 train "$scratch/cut.jsonl.gz" -o "$scratch/x.ent" && one_line && said 'cut.jsonl.gz'
}
bad_options() {
    for option in '-C 0' '-C nan' '-C 1x' '--word-ngrams 4' '--folds 1' '--min-df 0' '--char-ngrams 5-3' '--weight-bits 3' '--seed -1' '--threads 0' '--hash-bits 7' '--max-df 0' '--title-weight -1' '--char-weight 0' '--loss cubic' '--stop-words some'; do
        run 2 train $option "$samples" -o "$scratch/x.ent" || return 1
    done
}
# The model outgrows the limit on file sizes, as it would a full disk: the old one must survive, and nothing else be left.
full_disk_keeps_the_old_model() {
    mkdir -p "$scratch/disk" && cp "$model" "$scratch/disk/topics.ent"
    (ulimit -f 8 && exec "$entente" train "$samples" -o "$scratch/disk/topics.ent" 2>"$scratch/err" >"$scratch/out")
    [ $? -eq 1 ] && one_line && said "cannot write '.*topics.ent'" && cmp "$model" "$scratch/disk/topics.ent" &&
        [ "$(ls "$scratch/disk")" = topics.ent ]
}

for test in train_from_samples train_tries_recipes train_stores_what_was_tried train_fast_tries_nothing \
    train_pinned_options_stay train_weighs_characters train_hashes_features train_keeps_telling_terms train_weighs_classes train_weighs_documents \
    bad_weight train_tells_memory a_class_weight_finds_its_label_by_code_or_name bad_class_weights labels_that_differ_by_case_are_told bad_too_many_labels bad_hashed_and_chosen bad_ranked_without_a_number \
    train_same_bytes_for_any_threads train_same_bytes_in_any_locale train_same_bytes_without_avx2 \
    train_same_bytes_through_gzip_and_stdin train_without_calibration bad_labels_are_told_before_the_work train_folder_a_class train_map_renames_and_drops \
    train_several_labels train_account_as_json bad_no_file bad_no_corpus bad_no_output bad_weight_of_no_characters bad_no_term_left bad_output_is_a_directory bad_output_is_the_corpus bad_empty_folder \
    bad_empty_file bad_one_label bad_no_label_at_all bad_label_without_documents bad_record_without_text bad_record_of_broken_json \
    bad_record_of_invalid_utf8 bad_record_with_a_nul bad_record_that_says_nothing_of_labels \
    train_warns_of_one_group train_warns_of_labels_in_one_fold train_chooses_terms_without_the_held_out_labels train_says_how_many \
    train_tells_what_the_map_misses bad_blank_label bad_options_together bad_language a_link_a_mode_and_a_device_stay bad_truncated_gzip bad_options full_disk_keeps_the_old_model; do
    verdict "$test" "$test"
done
exit $fault
