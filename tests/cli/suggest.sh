#!/bin/sh
# What to label next: the form of the output, what is passed over, and a loop of suggesting, labelling, training.
. tests/cli/common.sh
samples=datasets/samples/topics.jsonl
old=$scratch/old.jsonl
pool=$scratch/pool.jsonl
awk 'NR % 4 == 1' "$samples" >"$old"
awk 'NR % 4 != 1' "$samples" | sed 's/"labels":\[[^]]*\],*//; s/,}$/}/' >"$pool"
model=$scratch/old.ent
"$entente" train "$old" -o "$model" 2>/dev/null

suggest_prints_records_for_labelling_tools() {
    run 0 suggest -m "$model" "$pool" -n 5 --json && [ "$(wc -l <"$scratch/out")" -eq 5 ] &&
        [ "$(grep -c '"text":".*"meta":{"suggestion":".*"uncertainty":' "$scratch/out")" -eq 5 ] &&
        ! grep -q '"labels"' "$scratch/out" && run 0 suggest -m "$model" "$pool" -n 2 --output=tsv && [ "$(wc -l <"$scratch/out")" -eq 2 ]
}
suggest_same_for_any_threads() {
    run 0 suggest --threads 1 -m "$model" "$pool" && cp "$scratch/out" "$scratch/one" &&
        run 0 suggest --threads 4 -m "$model" "$pool" && cmp "$scratch/one" "$scratch/out"
}
suggest_passes_over_what_was_learned() {
    run 0 suggest -m "$model" "$samples" -n 1000 --output=tsv && cut -f 1 "$scratch/out" >"$scratch/ids" &&
        sed 's/.*"id":"\([^"]*\)".*/\1/' "$old" | grep -qxF -f - "$scratch/ids" && return 1
    said 'were learned'
}
suggest_names_a_text_once() {
    head -n 1 "$pool" >"$scratch/same.jsonl"
    head -n 1 "$pool" | sed 's/"id":"/&again-/' >>"$scratch/same.jsonl"
    run 0 suggest -m "$model" "$scratch/same.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 1 ]
}
# Rounds of suggesting, labelling and training: never the same article twice.
a_loop_of_labelling_meets_each_article_once() {
    cp "$old" "$scratch/active.jsonl"
    for round in 1 2 3; do
        "$entente" train "$scratch/active.jsonl" -o "$scratch/active.ent" 2>/dev/null
        "$entente" suggest -m "$scratch/active.ent" "$pool" -n 8 --json >"$scratch/picked"
        sed 's/.*"id":"\([^"]*\)".*/"id":"\1"/' "$scratch/picked" >"$scratch/ids"
        grep -F -f "$scratch/ids" "$samples" >>"$scratch/active.jsonl"
    done
    [ "$(wc -l <"$scratch/active.jsonl")" -eq 66 ] && [ "$(sort -u "$scratch/active.jsonl" | wc -l)" -eq 66 ]
}
bad_suggest() {
    run 2 suggest "$pool" && run 2 suggest -m "$model" && run 2 suggest -m "$model" "$pool" -n 0 && run 1 suggest -m "$model" "$scratch/none" &&
        echo x >"$scratch/no.ent" && run 4 suggest -m "$scratch/no.ent" "$pool" &&
        { head -n 2 "$pool"; echo '{"text":'; } >"$scratch/bad.jsonl" && run 3 suggest -m "$model" "$scratch/bad.jsonl" &&
        run 1 suggest --on-error=fail -m "$model" "$scratch/bad.jsonl"
}

for test in suggest_prints_records_for_labelling_tools suggest_same_for_any_threads suggest_passes_over_what_was_learned \
    suggest_names_a_text_once a_loop_of_labelling_meets_each_article_once bad_suggest; do
    verdict "$test" "$test"
done
exit $fault
