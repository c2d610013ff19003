#!/bin/sh
# evaluate: predictions of every kind scored, systems compared, a report written, misuse refused.
set -u
fault=0
entente=$BUILD/entente
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

verdict() { # name condition...
    name=$1
    shift
    if "$@"; then echo "ok $name"; else echo "not ok $name" && cat "$scratch/err" && fault=1; fi
}
run() { # code, then the command line: keeps stdout and stderr
    wanted=$1
    shift
    "$entente" evaluate "$@" >"$scratch/out" 2>"$scratch/err"
    [ $? -eq "$wanted" ]
}
has() { # text in the output
    grep -qF -- "$1" "$scratch/out" || { echo "lacks: $1" && cat "$scratch/out" && return 1; }
}
complains() { grep -qF -- "$1" "$scratch/err"; }

# 4 documents: a a b b; ours says a b b (none), theirs a a a b. Accuracy 2/4 and 3/4.
cat >"$scratch/gold.jsonl" <<'END'
{"id":"1","text":"one","labels":["a"],"lang":"en"}
{"id":"2","text":"two","labels":["a"],"lang":"en"}
{"id":"3","text":"three","labels":["b"],"lang":"en"}
{"id":"4","text":"four","labels":["b"],"lang":"fr"}
END
cat >"$scratch/ours.jsonl" <<'END'
{"id":"3","label":"b"}
{"id":"1","topics":[{"label":"a","probability":0.9}]}
{"id":"2","labels":["b"]}
END
printf '__label__a 0.9\n__label__a 0.8\n__label__a 0.7\n__label__b 0.6\n' >"$scratch/theirs.ft"

json_is_as_fixed() {
    run 0 --predictions "$scratch/ours.jsonl" "$scratch/gold.jsonl" --json &&
        has '{"documents":4,"answered":3,"accuracy":0.5,"accuracy_answered":0.666667,"micro_f1":0.571429,' &&
        has '"labels":[{"label":"a","documents":2,"predicted":1,"hits":1,"precision":1,"recall":0.5,' &&
        complains '1 documents have no prediction'
}
fasttext_is_matched_by_order() {
    run 0 --predictions "$scratch/theirs.ft" "$scratch/gold.jsonl" --json && has '"accuracy":0.75,'
}
tables_are_for_people() {
    run 0 --predictions "$scratch/theirs.ft" "$scratch/gold.jsonl" --output=table &&
        has 'accuracy     0.7500' && has 'precision    recall'
}
labels_do_not_break_tables() { # a line feed, an escape sequence of ASCII and one of U+009B
    printf '{"id":"1","text":"one","labels":["new\\nline \\u001b[2J \\u009b2J é"]}\n' >"$scratch/odd.jsonl"
    printf '{"id":"1","label":"a"}\n' >"$scratch/plain"
    run 0 --predictions "$scratch/plain" "$scratch/odd.jsonl" --output=table && has 'new?line ?[2J ??2J é  '
}
systems_are_compared() {
    run 0 --predictions "$scratch/ours.jsonl" --against "$scratch/theirs.ft" "$scratch/gold.jsonl" --json &&
        has '"against":{"accuracy":{"ours":0.5,"theirs":0.75,"difference":-0.25,' &&
        has '"only_ours_right":1,"only_theirs_right":2,"mcnemar_p":1'
}
small_p_is_not_nought() { # 20 documents that only theirs has right: p = 2 / 2^20
    for i in $(seq 20); do
        echo "{\"id\":\"$i\",\"text\":\"t\",\"labels\":[\"a\"]}" >&3
        echo "{\"id\":\"$i\",\"label\":\"b\"}" >&4
        echo "{\"id\":\"$i\",\"label\":\"a\"}" >&5
    done 3>"$scratch/twenty" 4>"$scratch/wrong" 5>"$scratch/right"
    run 0 --predictions "$scratch/wrong" --against "$scratch/right" --report "$scratch/small" "$scratch/twenty" --output=table &&
        has "against      $scratch/right" && grep -q "<h2>Against $scratch/right</h2>" "$scratch/small/index.html" &&
        grep -q "\"other_system\":{\"name\":\"$scratch/right\"}" "$scratch/small/evaluation.json" &&
        has 'McNemar'"'"'s exact test: p < 0.0001)' && grep -q 'exact test: p &lt; 0.0001' "$scratch/small/index.html"
}
output_does_not_depend_on_threads_or_locale() {
    run 0 --predictions "$scratch/theirs.ft" "$scratch/gold.jsonl" --json --threads 1 || return 1
    cp "$scratch/out" "$scratch/first"
    LC_ALL=tr_TR.UTF-8 run 0 --predictions "$scratch/theirs.ft" "$scratch/gold.jsonl" --json --threads 3 &&
        cmp -s "$scratch/out" "$scratch/first"
}
report_is_one_page_without_scripts() {
    run 0 --predictions "$scratch/theirs.ft" "$scratch/gold.jsonl" --report "$scratch/report" --json &&
        cmp -s "$scratch/out" "$scratch/report/evaluation.json" &&
        grep -q '<svg' "$scratch/report/index.html" && ! grep -qE '<script|src=|https?:' "$scratch/report/index.html"
}
stance_has_its_score() { # favor F 1, against F 2/3: mean 0.833333
    printf '{"id":"1","target":"t","text":"x","stance":"favor"}\n{"id":"2","target":"t","text":"y","stance":"against"}\n{"id":"3","target":"t","text":"z","stance":"against"}\n' >"$scratch/stance.jsonl"
    printf '1\tfavor\n2\tagainst\n3\tnone\n' >"$scratch/stance.tsv"
    run 0 --predictions "$scratch/stance.tsv" "$scratch/stance.jsonl" --json && has '"favor_against_f1":0.833333'
}
languages_are_known_by_any_name() {
    printf '1\teng_Latn\n2\tEnglish\n3\ten\n4\tfra_Latn\n' >"$scratch/lang.tsv"
    run 0 --task languages --predictions "$scratch/lang.tsv" "$scratch/gold.jsonl" --json && has '"accuracy":1,'
}
tags_are_stemmed() {
    printf '{"id":"1","text":"x","lang":"en","keyphrases":["fiber networks","Xi Jinping"]}\n' >"$scratch/tags.jsonl"
    printf '{"id":"1","tags":["Fiber Network","budget"]}\n' >"$scratch/tags.out"
    run 0 --predictions "$scratch/tags.out" "$scratch/tags.jsonl" --json && has '"f1_at_5":0.5,' && has '"exact_f1_at_5":0,'
}
stories_have_bcubed() { # {0 1 2}{3 4} found as {0 1}{2 3 4}: 11/15
    for i in 0 1 2; do echo "{\"id\":\"$i\",\"text\":\"x\",\"story\":\"s\"}"; done >"$scratch/stories.jsonl"
    for i in 3 4; do echo "{\"id\":\"$i\",\"text\":\"x\",\"story\":\"t\"}"; done >>"$scratch/stories.jsonl"
    printf '{"id":"0","story":1}\n{"id":"1","story":1}\n{"id":"2","story":2}\n{"id":"3","story":2}\n{"id":"4","story":2}\n' >"$scratch/stories.out"
    run 0 --predictions "$scratch/stories.out" "$scratch/stories.jsonl" --json &&
        has '"bcubed_f1":0.733333,' && has '"pairwise_f1":0.5,'
}
summaries_are_cut_at_the_word() { # "a b c d" cut at 2 against "a b": R1 1
    printf '{"id":"1","text":"A b. C d.","lang":"xx","summaries":["a b"]}\n' >"$scratch/summ.jsonl"
    printf '{"id":"1","summary":"a b c d"}\n' >"$scratch/summ.out"
    run 0 --predictions "$scratch/summ.out" --words 2 --cut "$scratch/summ.jsonl" --json && has '"rouge_1":{"f1":1,' || return 1
    run 0 --predictions "$scratch/summ.out" "$scratch/summ.jsonl" --json && has '"rouge_1":{"f1":0.666667,'
}
summaries_of_ours_need_no_predictions() {
    run 0 --summaries --method lead --words 2 --cut "$scratch/summ.jsonl" --json && has '"rouge_1":{"f1":1,'
}
texts_have_intervals_and_are_compared() { # one document of one score: every replicate is the same
    run 0 --predictions "$scratch/tags.out" --against "$scratch/tags.out" "$scratch/tags.jsonl" --json --report "$scratch/page" &&
        has '"intervals":{"f1_at_5":[0.5,0.5],' && has '"against":{"f1_at_5":{"ours":0.5,"theirs":0.5,"difference":0,"interval":[0,0],"p":1}' &&
        grep -q '<svg' "$scratch/page/index.html" && grep -q "<h2>Against $scratch/tags.out</h2>" "$scratch/page/index.html" &&
        cmp -s "$scratch/out" "$scratch/page/evaluation.json" || return 1
    run 0 --predictions "$scratch/stories.out" "$scratch/stories.jsonl" --output=table && has 'bcubed_f1              0.7333  (95 %: ' || return 1
    run 0 --summaries --method lead --words 2 --cut --against-predictions "$scratch/summ.out" "$scratch/summ.jsonl" --json &&
        has '"rouge_1":{"f1":1,"error":null,"interval":[1,1]}' && has '"rouge_1":{"ours":1,"theirs":1,"difference":0,' || return 1
    run 0 --predictions "$scratch/stance.tsv" --against "$scratch/stance.tsv" "$scratch/stance.jsonl" --json &&
        has '"favor_against_f1":{"ours":0.833333,"theirs":0.833333,"difference":0,"interval":[0,0],"p":1}'
}
models_must_be_of_the_kind() {
    run 4 -m languages --task topics "$scratch/gold.jsonl" && complains 'a model of languages cannot be asked for topics' &&
        run 4 -m topics-en --task languages "$scratch/gold.jsonl" && run 4 -m topics-en --task stance "$scratch/stance.jsonl" &&
        run 0 -m languages "$scratch/gold.jsonl" --json && has '"label":"en","documents":3' && run 0 -m languages --task languages --label labels "$scratch/gold.jsonl" --json &&
        has '"label":"a","documents":2'
}
threads_share_the_documents() {
    run 0 -m topics-en "$scratch/gold.jsonl" --json --threads 1 && cp "$scratch/out" "$scratch/first" &&
        run 0 -m topics-en --against-predictions "$scratch/ours.jsonl" "$scratch/gold.jsonl" --json --threads 3 && has '"against":{"accuracy":{"ours":0,"theirs":0.5' &&
        run 0 -m topics-en "$scratch/gold.jsonl" --json --threads 3 && cmp -s "$scratch/out" "$scratch/first"
}
broken_predictions_are_named_by_line() {
    printf '{"id":"1","label":"a"}\n{"id":"2",\n' >"$scratch/broken"
    run 1 --predictions "$scratch/broken" "$scratch/gold.jsonl" && complains "$scratch/broken:2:" && [ ! -s "$scratch/out" ]
}
predictions_of_another_corpus_are_refused() {
    printf '{"id":"x","label":"a"}\n' >"$scratch/other"
    run 1 --predictions "$scratch/other" "$scratch/gold.jsonl" && complains 'no prediction belongs to'
}
unnumbered_predictions_must_be_as_many() {
    printf '__label__a\n' >"$scratch/few"
    run 1 --predictions "$scratch/few" "$scratch/gold.jsonl" && complains '1 predictions without ids'
}
missing_files_are_an_error() {
    run 1 --predictions "$scratch/nowhere" "$scratch/gold.jsonl" && run 1 --predictions "$scratch/ours.jsonl" "$scratch/nowhere"
}
empty_corpora_are_an_error() {
    : >"$scratch/empty"
    run 1 --predictions "$scratch/ours.jsonl" "$scratch/empty"
}
misuse_is_told() {
    run 2 && run 2 "$scratch/gold.jsonl" && run 2 -m x --predictions y "$scratch/gold.jsonl" &&
        run 2 --task nothing --predictions y z && run 2 --summaries --cut x &&
        run 2 --predictions "$scratch/ours.jsonl" --words 5 "$scratch/gold.jsonl" && complains 'are for summaries' &&
        run 2 --predictions "$scratch/tags.out" --format csv "$scratch/tags.jsonl" && complains 'read as JSON Lines' &&
        run 0 --format list && has 'fasttext' && run 1 --task tags --predictions "$scratch/tags.out" "$scratch/gold.jsonl" && complains "('keyphrases', 'tags' or 'keywords')"
}

for name in json_is_as_fixed fasttext_is_matched_by_order tables_are_for_people labels_do_not_break_tables systems_are_compared small_p_is_not_nought \
    output_does_not_depend_on_threads_or_locale report_is_one_page_without_scripts stance_has_its_score \
    languages_are_known_by_any_name tags_are_stemmed stories_have_bcubed summaries_are_cut_at_the_word \
    summaries_of_ours_need_no_predictions texts_have_intervals_and_are_compared models_must_be_of_the_kind \
    threads_share_the_documents broken_predictions_are_named_by_line \
    predictions_of_another_corpus_are_refused unnumbered_predictions_must_be_as_many missing_files_are_an_error \
    empty_corpora_are_an_error misuse_is_told; do
    verdict "evaluate_$name" $name
done
exit $fault
