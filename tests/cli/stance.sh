#!/bin/sh
# Stance: training on targets and on claims, answers as designed, and bad input.
. tests/cli/common.sh
samples=datasets/samples
model=$scratch/stance.ent
line='{"id":"a","text":"They want to close the car-free city centre again. I love the car-free city centre, it is the best idea. Bring cars back? Never!","lang":"en"}'
echo "$line" >"$scratch/a.jsonl"

stance_trains_on_targets() { run 0 train --stance "$samples/stance.jsonl" -o "$model" && said 'targets never seen' && said 'wrote'; }
stance_same_bytes_for_any_threads() {
    run 0 train --stance --threads 1 "$samples/stance.jsonl" -o "$scratch/one.ent" && cmp "$model" "$scratch/one.ent"
}
stance_answers_with_evidence() {
    run 0 classify --stance 'car-free city centre' -m "$model" --json "$scratch/a.jsonl" && printed '"id":"a","lang":"en","status":"ok"' &&
        printed '"stance":{"target":"car-free city centre","status":"ok","label":"[a-z]*","probability":0' &&
        printed '"evidence":\[{"field":"text","start":0,"end":50},{"field":"text","start":51,"end":104}\]'
}
stance_not_mentioned_is_not_neutral() {
    run 0 classify --stance 'Bank of England' -m "$model" --json "$scratch/a.jsonl" && printed '"status":"not-mentioned","label":null,"probability":null,"evidence":\[\]'
}
stance_finds_abbreviations() {
    echo '{"id":"b","text":"The UN has failed again.","lang":"en"}' >"$scratch/b.jsonl"
    run 0 classify --stance 'United Nations' -m "$model" --json "$scratch/b.jsonl" && printed '"target":"United Nations","status":"ok"' || return 1
    echo '{"id":"b","text":"Nobody believes the United Nations.","lang":"en"}' >"$scratch/b.jsonl"
    run 0 classify --stance UN -m "$model" --json "$scratch/b.jsonl" && printed '"target":"UN","status":"ok"'
}
stance_of_an_empty_text() {
    echo '{"id":"e","text":" ... ","lang":"en"}' >"$scratch/e.jsonl"
    run 0 classify --stance cars -m "$model" --json "$scratch/e.jsonl" && printed '"status":"empty","label":null'
}
stance_evaluates() { run 0 evaluate --task stance -m "$model" --json "$samples/stance.jsonl" && printed '"favor_against_f1":'; }
stance_refuses_a_target_of_no_length() { run 2 classify --stance '' -m "$model" "$scratch/a.jsonl" && said 'the target has no word' && one_line; }
stance_refuses_a_target_of_ten_thousand_characters() {
    run 2 classify --stance "$(printf '%010001d' 7)" -m "$model" "$scratch/a.jsonl" && said 'longer than 10000 bytes' && one_line
}
stance_refuses_a_topic_model() { run 4 classify --stance cars -m models/topics-en.ent "$scratch/a.jsonl" && said 'no stance model' && one_line; }
topics_refuse_a_stance_model() { run 4 classify -m "$model" "$scratch/a.jsonl" && said 'stance model' && one_line; }
stance_refuses_a_damaged_model() {
    head -c 3000 "$model" >"$scratch/short.ent"
    run 4 classify --stance cars -m "$scratch/short.ent" "$scratch/a.jsonl" && one_line
}
stance_wants_records_with_targets() { run 1 train --stance "$samples/topics.jsonl" -o "$scratch/no.ent" && said "no members 'target' and 'stance'" && one_line; }
stance_options_that_exclude_each_other() {
    run 2 classify --stance a --claim b "$scratch/a.jsonl" && run 2 classify --stance a --top 2 "$scratch/a.jsonl"
}
stance_model_is_shown_and_verified() {
    run 0 model show "$model" && printed '"kind":"stance","claims":false,"targets":\[' && run 0 model verify "$model" models/stance-en.ent &&
        head -c 3000 "$model" >"$scratch/short.ent" && run 4 model verify "$scratch/short.ent" && said 'cut short'
}
stance_shipped_model_knows_both() {
    run 0 classify --stance 'Hillary Clinton' --json "$scratch/a.jsonl" && printed '"name":"stance-en"' && printed '"status":"not-mentioned","label":"' &&
        run 0 classify --claim 'Cars are banned' --json "$scratch/a.jsonl" && [ "$(wc -c <models/stance-en.ent)" -le 6000000 ]
}
claims_train() { run 0 train --pair "$samples/pairs.jsonl" -o "$scratch/pairs.ent" && said 'claims: accuracy'; }
claims_answer() {
    head -n 1 "$samples/pairs.jsonl" >"$scratch/p.jsonl"
    run 0 classify --claim 'Giant catfish pulled from Lake Ansgar by anglers' -m "$scratch/pairs.ent" --json "$scratch/p.jsonl" &&
        printed '"stance":{"claim":"Giant catfish' && printed '"label":"[a-z]*","probability":[01]'
}
claims_refuse_targets() {
    run 2 classify --stance fish -m "$scratch/pairs.ent" "$scratch/a.jsonl" && said 'knows claims only' &&
        run 2 classify --claim 'Fish fly' -m "$model" "$scratch/a.jsonl" && said 'knows targets only'
}
claims_and_targets_in_one_model() {
    run 0 train --stance "$samples/stance.jsonl" "$samples/pairs.jsonl" -o "$scratch/both.ent" &&
        run 0 classify --stance 'car-free city centre' -m "$scratch/both.ent" "$scratch/a.jsonl" &&
        run 0 classify --claim 'Cars are back' -m "$scratch/both.ent" "$scratch/a.jsonl"
}
stance_of_a_language_that_was_not_taught() { # told once, and said in each answer; the label is given all the same
    printf '{"id":"d","lang":"de","text":"China ist ein wichtiger Partner."}\n{"id":"s","lang":"es","text":"China es un socio importante."}\n{"id":"e","lang":"en","text":"China is a partner."}\n' >"$scratch/foreign.jsonl"
    run 0 classify --stance China --json "$scratch/foreign.jsonl" && one_line && said "article 'd' is in 'de', a language that model 'stance-en' was not taught" &&
        [ "$(grep -c '"status":"unsupported-language".*"label":"' "$scratch/out")" -eq 2 ] && printed '"id":"e","lang":"en","status":"ok"' &&
        run 0 classify --claim "China lost" --output=tsv "$scratch/foreign.jsonl" && [ "$(grep -c unsupported-language "$scratch/out")" -eq 2 ]
}
train_stance_refuses_options_of_topics() {
    for option in --char-ngrams=3-5 --kernel=rbf --novelty --fast --thorough --loss=logistic --weight-bits=8 --no-calibration --report=x --from=x.ent --dry-run; do
        run 2 train --stance $option "$samples/stance.jsonl" -o "$scratch/no.ent" && said 'does not go with --stance' || return 1
    done
    run 2 train --languages --pair "$samples/pairs.jsonl" -o "$scratch/no.ent" && said 'do not go together' && [ ! -e "$scratch/no.ent" ]
}

for test in stance_of_a_language_that_was_not_taught train_stance_refuses_options_of_topics stance_trains_on_targets stance_same_bytes_for_any_threads stance_answers_with_evidence \
    stance_not_mentioned_is_not_neutral stance_finds_abbreviations stance_of_an_empty_text stance_evaluates \
    stance_refuses_a_target_of_no_length stance_refuses_a_target_of_ten_thousand_characters stance_refuses_a_topic_model \
    topics_refuse_a_stance_model stance_refuses_a_damaged_model stance_wants_records_with_targets \
    stance_options_that_exclude_each_other stance_model_is_shown_and_verified stance_shipped_model_knows_both claims_train claims_answer claims_refuse_targets \
    claims_and_targets_in_one_model; do
    verdict "$test" "$test"
done
exit $fault
