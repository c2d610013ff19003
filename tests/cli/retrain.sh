#!/bin/sh
# Retraining: with the old corpus and without, corrections, champion and challenger, and what can go wrong on the way.
. tests/cli/common.sh
samples=datasets/samples/topics.jsonl
old=$scratch/old.jsonl
new=$scratch/new.jsonl
awk 'NR % 4' "$samples" >"$old"
awk 'NR % 4 == 0' "$samples" >"$new"
model=$scratch/old.ent
"$entente" train --fast "$old" -o "$model" 2>/dev/null

objective() { "$entente" model show --json "$1" | sed 's/.*"train.objective":\([0-9.]*\).*/\1/'; }
# within A B: they differ by a thousandth at most.
within() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a > 0 && (a - b) / a < 1e-3 && (b - a) / a < 1e-3) }'; }

with_the_old_corpus_is_training_on_all_of_it() {
    cat "$old" "$new" >"$scratch/all.jsonl"
    run 0 train --from "$model" --with "$old" "$new" -o "$scratch/warm.ent" && said 'learned   42 new documents' &&
        run 0 train --fast "$scratch/all.jsonl" -o "$scratch/cold.ent" &&
        within "$(objective "$scratch/warm.ent")" "$(objective "$scratch/cold.ent")"
}
corrections_are_exact() {
    sed 's/"labels":\["[^"]*"/"labels":["corrected"/' "$old" | head -n 9 >"$scratch/fixes.jsonl"
    { cat "$scratch/fixes.jsonl"; tail -n +10 "$old"; } >"$scratch/fixed.jsonl"
    run 0 train --from "$model" --with "$old" "$scratch/fixes.jsonl" -o "$scratch/warm.ent" && said '0 new documents, 9 corrections' &&
        run 0 train --fast "$scratch/fixed.jsonl" -o "$scratch/cold.ent" &&
        within "$(objective "$scratch/warm.ent")" "$(objective "$scratch/cold.ent")" &&
        run 0 model show --json "$scratch/warm.ent" && printed '"label":"corrected","documents":9'
}
without_the_old_corpus_the_new_documents_are_learned() {
    run 0 train --from "$model" "$new" -o "$scratch/more.ent" && said '42 new documents' && said 'without the old corpus' &&
        run 0 evaluate "$new" -m "$scratch/more.ent" --json && printed '"accuracy":1' &&
        run 0 model show --json "$scratch/more.ent" && printed '"documents":168,'
}
new_labels_come_in() {
    for i in 1 2 3 4; do echo '{"text":"chess players moved rook and bishop in round '$i' of the tournament","labels":["chess"]}'; done >"$scratch/chess.jsonl"
    echo '{"id":"x","text":"the bishop took the rook, said chess players"}' >"$scratch/x.jsonl"
    run 0 train --from "$model" "$scratch/chess.jsonl" -o "$scratch/chess.ent" && said '1 new label, ' &&
        run 0 classify -m "$scratch/chess.ent" --json "$scratch/x.jsonl" && printed '"label":"chess"' &&
        run 0 model show --json "$scratch/chess.ent" && printed '"label":"chess","documents":4'
}
a_correction_alone_is_one_more_document() {
    head -n 1 "$scratch/fixes.jsonl" >"$scratch/one.jsonl"
    run 0 train --from "$model" "$scratch/one.jsonl" -o "$scratch/one.ent" && said '0 new documents, 1 correction;' &&
        said 'a correction is one more document'
}
learning_twice_changes_nothing() {
    run 0 train --from "$scratch/more.ent" "$new" -o "$scratch/twice.ent" && said 'nothing is new' &&
        cmp "$scratch/more.ent" "$scratch/twice.ent" &&
        run 0 train --from "$model" --with "$old" "$new" -o "$scratch/warm.ent" &&
        run 0 train --from "$scratch/warm.ent" --with "$scratch/all.jsonl" "$new" -o "$scratch/again.ent" &&
        cmp "$scratch/warm.ent" "$scratch/again.ent" &&
        run 0 train --from "$scratch/warm.ent" --with "$old" "$new" -o "$scratch/again.ent" && said '0 new documents, 0 corrections; 42 were known' &&
        said 'nothing is new' && cmp "$scratch/warm.ent" "$scratch/again.ent" &&
        run 0 train --from "$model" "$old" -o "$scratch/same.ent" && cmp "$model" "$scratch/same.ent"
}
same_bytes_for_any_threads() {
    for threads in 1 3; do
        run 0 train --threads $threads --from "$model" "$new" -o "$scratch/t$threads.ent" || return 1
    done
    cmp "$scratch/t1.ent" "$scratch/t3.ent"
}
# 40 texts in two languages, which only the program tells: their stems must be those of the same texts in one corpus.
languages_of_the_old_corpus_are_told_too() {
    for i in 1 2 3 4 5 6 7 8 9 10; do
        echo '{"id":"e'$i'","text":"The players were running and winning matches in every league of the country, fans said on day '$i'","labels":["sport"]}'
        echo '{"id":"f'$i'","text":"Les joueuses gagnaient des rencontres importantes dans les championnats nationaux, disaient les journalistes du jour '$i'","labels":["sport"]}'
        echo '{"id":"m'$i'","text":"The banks were raising interest rates and lending money to companies of the country, brokers said on day '$i'","labels":["money"]}'
        echo '{"id":"n'$i'","text":"Les banques augmentaient les taux et accordaient des emprunts aux entreprises nationales, disaient les courtiers du jour '$i'","labels":["money"]}'
    done >"$scratch/tongues.jsonl"
    head -n 20 "$scratch/tongues.jsonl" >"$scratch/half1.jsonl"
    tail -n +21 "$scratch/tongues.jsonl" >"$scratch/half2.jsonl"
    run 0 train --fast "$scratch/tongues.jsonl" -o "$scratch/one.ent" && fitted=$(grep '^fitted' "$scratch/err") &&
        run 0 train --fast "$scratch/half1.jsonl" -o "$scratch/half.ent" &&
        run 0 train --from "$scratch/half.ent" --with "$scratch/half1.jsonl" "$scratch/half2.jsonl" -o "$scratch/both.ent" &&
        said "$fitted"
}
margins_alone_can_be_learned() {
    run 0 train --no-calibration --from "$model" "$new" -o "$scratch/margins.ent" &&
        run 0 classify -m "$scratch/margins.ent" --json "$new" && printed '"probability":null'
}
class_weights_count_in_a_lesson() {
    sed 's/"labels":\["[^"]*"/"labels":["weather"/' "$new" | head -n 9 >"$scratch/wrong2.jsonl"
    run 0 train --from "$model" "$scratch/wrong2.jsonl" -o "$scratch/w1.ent" &&
        run 0 train --class-weight=weather=1000 --from "$model" "$scratch/wrong2.jsonl" -o "$scratch/w2.ent" &&
        ! cmp -s "$scratch/w1.ent" "$scratch/w2.ent" &&
        run 0 train --class-weight=balanced --from "$model" "$scratch/wrong2.jsonl" -o "$scratch/w3.ent"
}
without_fingerprints_nothing_is_known() {
    run 0 train --fast --no-fingerprints "$old" -o "$scratch/nf.ent" && run 0 train --from "$scratch/nf.ent" "$old" -o "$scratch/nf2.ent" &&
        said '126 new documents, 0 corrections; 0 were known' && [ "$(wc -c <"$scratch/nf.ent")" -lt "$(wc -c <"$model")" ]
}
multi_label_models_learn_too() {
    for i in 1 2 3 4 5 6; do
        echo '{"id":"a'$i'","text":"goal match league number '$i'","labels":["sport"]}'
        echo '{"id":"c'$i'","text":"bank buys league goal loan match number '$i'","labels":["money","sport"]}'
        echo '{"id":"d'$i'","text":"rain and wind in the hills number '$i'","labels":[]}'
    done >"$scratch/multi.jsonl"
    echo '{"id":"e","text":"wind and rain, goal","labels":["sport","weather"]}' >"$scratch/multi2.jsonl"
    run 0 train "$scratch/multi.jsonl" -o "$scratch/multi.ent" &&
        run 0 train --from "$scratch/multi.ent" "$scratch/multi2.jsonl" -o "$scratch/multi2.ent" && said '1 new label, '
}

# ---- champion and challenger ----

a_worse_challenger_is_refused() {
    cp "$model" "$scratch/champion.ent"
    sed 's/"labels":\["[^"]*"/"labels":["weather"/' "$new" >"$scratch/wrong.jsonl"
    run 1 train --from "$scratch/champion.ent" "$scratch/wrong.jsonl" --validate "$old" -o "$scratch/champion.ent" &&
        said 'worse' && said 'interval' && cmp "$model" "$scratch/champion.ent"
}
force_overrules() {
    run 0 train --force --from "$model" "$scratch/wrong.jsonl" --validate "$old" -o "$scratch/forced.ent" && said 'interval' &&
        [ -s "$scratch/forced.ent" ]
}
a_better_challenger_wins() {
    run 0 train --from "$model" --with "$old" "$new" --validate "$new" --json -o "$scratch/better.ent" && said 'interval' &&
        printed '"validation":{' && printed '"complete":true' && [ -s "$scratch/better.ent" ]
}
the_model_that_would_be_replaced_is_the_champion() {
    cp "$model" "$scratch/champion.ent"
    run 1 train "$scratch/wrong.jsonl" "$new" --on-error=skip --validate "$old" -o "$scratch/champion.ent" &&
        cmp "$model" "$scratch/champion.ent"
}
a_dry_run_writes_nothing() {
    run 0 train --dry-run --from "$model" "$new" -o "$scratch/dry.ent" && said 'dry run' && [ ! -e "$scratch/dry.ent" ] &&
        run 0 train --dry-run "$new"
}

# ---- bad input ----

bad_old_model() {
    echo no model >"$scratch/no.ent"
    run 4 train --from "$scratch/no.ent" "$new" -o "$scratch/z.ent" && one_line && [ ! -e "$scratch/z.ent" ] &&
        run 1 train --from "$scratch/absent.ent" "$new" -o "$scratch/z.ent"
}
bad_several_labels_for_a_single_label_model() {
    run 1 train --from "$model" "$scratch/multi2.jsonl" -o "$scratch/z.ent" && said 'several or none' && [ ! -e "$scratch/z.ent" ]
}
bad_options() {
    run 2 train --with "$old" "$new" -o "$scratch/z.ent" && run 2 train --force "$new" -o "$scratch/z.ent"
}
what_the_older_model_gives_is_not_asked_for() {
    for option in --char-ngrams=3-5 --hash-bits=12 --max-features=9 --naive-bayes=on --min-df=2 --thorough --languages --stance; do
        run 2 train --from "$model" --with "$old" "$new" $option -o "$scratch/z.ent" && [ ! -e "$scratch/z.ent" ] || return 1
    done
    for option in --novelty --kernel=rbf; do
        run 2 train --from "$model" "$new" $option -o "$scratch/z.ent" && said 'whole corpus' || return 1
    done
    run 0 train --fast --folds=5 --from "$model" "$new" -o "$scratch/fast.ent"
}
bad_files_are_told_before_the_work() {
    echo '{"id":"q",' >"$scratch/broken.jsonl" # which the work would stumble over
    run 1 train --from "$model" "$scratch/broken.jsonl" --validate "$scratch/absent" -o "$scratch/z.ent" && one_line && said absent &&
        run 1 train --from "$model" "$scratch/broken.jsonl" --with "$scratch/absent" -o "$scratch/z.ent" && one_line && said absent &&
        run 1 train --from "$scratch/absent" "$scratch/broken.jsonl" -o "$scratch/z.ent" && one_line && said absent
}
the_old_corpus_and_the_held_documents_stay() {
    cp "$old" "$scratch/keep.jsonl"
    run 2 train --from "$model" --with "$scratch/keep.jsonl" "$new" -o "$scratch/keep.jsonl" && one_line &&
        run 2 train "$new" --validate "$scratch/keep.jsonl" -o "$scratch/keep.jsonl" && cmp "$old" "$scratch/keep.jsonl" &&
        cp "$model" "$scratch/itself.ent" && run 0 train --from "$scratch/itself.ent" "$new" -o "$scratch/itself.ent"
}
bad_corpus_ends_in_mid_gzip() {
    gzip -c "$new" | head -c 3000 >"$scratch/cut.gz"
    cp "$model" "$scratch/kept.ent"
    run 1 train --from "$model" "$scratch/cut.gz" -o "$scratch/kept.ent" && cmp "$model" "$scratch/kept.ent" &&
        run 1 train --from "$model" --with "$scratch/cut.gz" "$new" -o "$scratch/kept.ent" && cmp "$model" "$scratch/kept.ent" &&
        run 1 train --from "$model" "$new" --validate "$scratch/cut.gz" -o "$scratch/kept.ent" && cmp "$model" "$scratch/kept.ent"
}
# The file of bad records is the corpora's: one of --validate that is bad is told, and takes nothing out of it.
bad_records_to_validate_on_are_told() {
    { head -n 3 "$new"; echo '{"corpus'; tail -n +4 "$new"; } >"$scratch/bad1.jsonl"
    { head -n 3 "$new"; echo '{"held'; tail -n +4 "$new"; } >"$scratch/bad2.jsonl"
    run 3 train --fast "$scratch/bad1.jsonl" --validate "$scratch/bad2.jsonl" --on-error quarantine --quarantine "$scratch/bad" -o "$scratch/b.ent" &&
        said "skipped   1 of '.*bad2.jsonl'" && [ "$(cat "$scratch/bad")" = '{"corpus' ]
}
bad_no_document_at_all() {
    : >"$scratch/empty.jsonl"
    run 1 train --from "$model" "$scratch/empty.jsonl" -o "$scratch/z.ent" && [ ! -e "$scratch/z.ent" ]
}
two_runs_on_one_output_leave_a_whole_model() {
    mkdir "$scratch/both"
    "$entente" train "$old" -o "$scratch/both/m.ent" 2>/dev/null &
    "$entente" train "$new" -o "$scratch/both/m.ent" 2>/dev/null
    wait
    run 0 model verify "$scratch/both/m.ent" && [ "$(ls "$scratch/both")" = m.ent ]
}
a_killed_run_leaves_the_old_model() {
    mkdir "$scratch/killed"
    cp "$model" "$scratch/killed/m.ent"
    for pause in 0.005 0.02 0.05 0.1; do
        "$entente" train --threads 1 --from "$model" --with "$old" "$new" -o "$scratch/killed/m.ent" 2>/dev/null &
        sleep $pause
        kill -9 $! 2>/dev/null
        wait $! 2>/dev/null
        run 0 model verify "$scratch/killed/m.ent" || return 1
    done
}

for test in with_the_old_corpus_is_training_on_all_of_it corrections_are_exact without_the_old_corpus_the_new_documents_are_learned \
    new_labels_come_in a_correction_alone_is_one_more_document learning_twice_changes_nothing same_bytes_for_any_threads \
    languages_of_the_old_corpus_are_told_too margins_alone_can_be_learned class_weights_count_in_a_lesson \
    what_the_older_model_gives_is_not_asked_for bad_files_are_told_before_the_work the_old_corpus_and_the_held_documents_stay \
    without_fingerprints_nothing_is_known multi_label_models_learn_too a_worse_challenger_is_refused force_overrules \
    a_better_challenger_wins the_model_that_would_be_replaced_is_the_champion a_dry_run_writes_nothing bad_old_model \
    bad_several_labels_for_a_single_label_model bad_options bad_corpus_ends_in_mid_gzip bad_records_to_validate_on_are_told bad_no_document_at_all \
    two_runs_on_one_output_leave_a_whole_model a_killed_run_leaves_the_old_model; do
    verdict "$test" "$test"
done
exit $fault
