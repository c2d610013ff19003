#!/bin/sh
# Classification: outputs, order, statuses, and bad input.
. tests/cli/common.sh
samples=datasets/samples/topics.jsonl
model=$scratch/topics.ent
"$entente" train "$samples" -o "$model" 2>"$scratch/err" || exit 1

classify_jsonl() {
    run 0 classify -m "$model" "$samples" && [ "$(wc -l <"$scratch/out")" -eq 168 ] &&
        head -n 1 "$scratch/out" | grep -Eq '^\{"id":"[^"]+","lang":"[a-z]+","status":"ok","model":\{"name":"topics","digest":"[0-9a-f]{32}"\},"topics":\[\{"label":"[^"]+","probability":0\.[0-9]+,"margin":-?[0-9.]+\}\]\}$'
}
classify_keeps_input_order_for_any_threads() {
    run 0 classify -m "$model" --threads 1 "$samples" && cp "$scratch/out" "$scratch/one" &&
        run 0 classify -m "$model" --threads 4 "$samples" && cmp "$scratch/one" "$scratch/out" &&
        sed 's/^{"id": *"\([^"]*\)".*/\1/' "$samples" >"$scratch/ids" &&
        sed 's/^{"id":"\([^"]*\)".*/\1/' "$scratch/one" | cmp - "$scratch/ids"
}
classify_the_same_without_avx2() {
    ENTENTE_SIMD=plain run 0 classify -m "$model" --threads 1 "$samples" && cmp "$scratch/one" "$scratch/out"
}
classify_top_and_probabilities() { # all eight add up to one
    run 0 classify -m "$model" --top 8 --output=tsv "$samples" &&
        awk -F '\t' '{sum[$1] += $6; n[$1]++} END {for (id in sum) if (n[id] != 8 || sum[id] < 0.999 || sum[id] > 1.001) exit 1}' "$scratch/out"
}
classify_min_probability_abstains() {
    run 0 classify -m "$model" --min-probability 1 --json "$samples" && printed '"status":"unsure"' && printed '"topics":\[\]' && ! grep -q '"ok"' "$scratch/out"
}
classify_fasttext_output() { run 0 classify -m "$model" --output=fasttext "$samples" && ! grep -Evq '^__label__[^ ]+ [01]\.[0-9]+$' "$scratch/out"; }
classify_plain_text_and_stdin() {
    article=$(echo datasets/samples/articles/04-*.txt)
    run 0 classify -m "$model" --json "$article" && printed '"id":"datasets/samples/articles/04-' &&
        "$entente" classify -m "$model" --json - <"$article" >"$scratch/in" &&
        [ "$(sed 's/.*"topics"//' "$scratch/in")" = "$(sed 's/.*"topics"//' "$scratch/out")" ]
}
classify_folder() { run 0 classify -m "$model" --json datasets/samples/articles && [ "$(wc -l <"$scratch/out")" -eq 14 ]; }
classify_finds_models_by_name() { ENTENTE_MODELS=$scratch run 0 classify -m topics --json "$samples" && printed '"name":"topics"'; }
classify_short_article() { echo '{"id":"s","text":"Rain."}' >"$scratch/s.jsonl" && run 0 classify -m "$model" --json "$scratch/s.jsonl" && printed '"status":"short"'; }
answers_while_input_waits() { # input rest options…: is the first article answered before the pipe gives the rest?
    rm -f "$scratch/pipe" "$scratch/live" && mkfifo "$scratch/pipe" && printf "$1" >"$scratch/slow" && rest=$2 && shift 2
    "$entente" classify "$@" --json - <"$scratch/pipe" >"$scratch/live" 2>"$scratch/err" &
    job=$!
    exec 9>"$scratch/pipe"
    cat "$scratch/slow" >&9
    tries=0
    while [ ! -s "$scratch/live" ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
    grep -q '"first"' "$scratch/live"
    seen=$?
    printf "$rest" >&9
    exec 9>&-
    wait $job && [ $seen -eq 0 ]
}
classify_line_buffered() { answers_while_input_waits '{"id":"first","text":"a goal in the match"}\n' '' -m "$model" --line-buffered; }
classify_answers_archives_that_come_bit_by_bit() { # mail is whole where the next one begins
    mail='From a@b.c Mon Nov 23 06:00:00 2026\nFrom: a@b.c\nDate: Mon, 23 Nov 2026 06:00:00 +0000\nMessage-ID: <%s>\n\nA goal in the last minute decided the match.\n\n'
    first=$(printf "$mail" first | sed 's/$/\\n/' | tr -d '\n')
    second=$(printf "$mail" second | sed 's/$/\\n/' | tr -d '\n')
    answers_while_input_waits "$first"'\n'"$second" "$second" -m "$model" && [ "$(wc -l <"$scratch/live")" -eq 3 ] &&
        answers_while_input_waits "$first"'\n'"$second" '' --stance match && [ "$(wc -l <"$scratch/live")" -eq 2 ] &&
        page='WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: first\r\nContent-Type: text/plain\r\nContent-Length: 45\r\n\r\nA goal in the last minute decided the match.\n\r\n\r\n' &&
        answers_while_input_waits "$page" "$page" -m "$model" && [ "$(wc -l <"$scratch/live")" -eq 2 ]
}
classify_answers_when_the_input_pauses() { # behind a whole record, and in the middle of the next one
    one='{"id":"first","text":"a goal in the match"}\n'
    answers_while_input_waits "$one" "$one" -m "$model" --threads 2 && answers_while_input_waits "$one" '' -m "$model" --threads 1 &&
        answers_while_input_waits "$one$one"'{"id":"third",' '"text":"a goal"}' -m "$model" && [ "$(wc -l <"$scratch/live")" -eq 3 ] &&
        answers_while_input_waits "$one" "$one" --stance match && [ "$(wc -l <"$scratch/live")" -eq 2 ] &&
        answers_while_input_waits 'id,text\n"first",a goal in the match\n' 'second,a match\n' -m "$model" --format csv &&
        [ "$(wc -l <"$scratch/live")" -eq 2 ]
}
classify_answers_what_stood_before_a_failure() {
    printf '{"id":"first","text":"a goal in the match"}\nnot JSON\n{"id":"third","text":"a goal"}\n' >"$scratch/fails.jsonl"
    run 1 classify -m "$model" --json --on-error fail "$scratch/fails.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 1 ] && printed '"first"' &&
        said 'fails.jsonl:2:' && run 1 classify --stance match --json --on-error fail "$scratch/fails.jsonl" && printed '"first"' && said 'fails.jsonl:2:'
}
classify_reads_other_charsets() { # 0xFC is u with two dots in Latin-1
    printf 'id,text\n1,ein fr\374hes Tor im Spiel der Mannschaft\n' >"$scratch/latin1.csv"
    run 3 classify -m "$model" --json "$scratch/latin1.csv" && run 0 classify -m "$model" --charset latin1 --json "$scratch/latin1.csv" && printed '"id":"1"' &&
        run 0 summarize --charset latin1 --output=jsonl "$scratch/latin1.csv" && printed 'ein frühes Tor' &&
        run 0 extract --charset latin1 "$scratch/latin1.csv" && printed 'ein frühes Tor' &&
        run 2 tags --charset klingon "$scratch/latin1.csv" && said "'klingon' is not a charset"
}

classify_explanations_add_up() { # bias + contributions + others = margin, and spans lead to the words
    run 0 classify -m "$model" --explain 4 --top 2 --json "$samples" && python3 - "$samples" "$scratch/out" <<'PYTHON'
import json, sys
articles = {r["id"]: r for r in map(json.loads, open(sys.argv[1], encoding="utf-8"))}
for line in open(sys.argv[2], encoding="utf-8"):
    answer = json.loads(line)
    article = articles[answer["id"]]
    for topic in answer["topics"]:
        total = topic["bias"] + topic["others"] + sum(t["contribution"] for t in topic["terms"])
        assert abs(total - topic["margin"]) < 2e-5, (answer["id"], total, topic["margin"])
        for term in topic["terms"]:
            assert abs(term["tfidf"] * term["weight"] - term["contribution"]) < 2e-5
            span = term["spans"][0]
            assert article[span["field"]].encode()[span["start"]:span["end"]].decode() == term["text"]
PYTHON
}
classify_explains_kernel_models_by_their_linear_model() { # whose margin the parts add up to; docs/retraining.md
    run 0 train --fast --kernel rbf "$samples" -o "$scratch/rbf.ent" && run 0 classify -m "$scratch/rbf.ent" --explain 3 --json "$samples" && python3 - "$scratch/out" <<'PYTHON'
import json, sys
other = 0
for line in open(sys.argv[1], encoding="utf-8"):
    for topic in json.loads(line)["topics"]:
        total = topic["bias"] + topic["others"] + sum(t["contribution"] for t in topic["terms"])
        assert abs(total - topic["linear_margin"]) < 2e-5, (total, topic)
        other += topic["margin"] != topic["linear_margin"]
assert other
PYTHON
}
classify_explains_without_terms() { # by the words as they stand in the article
    run 0 train --fast --hash-bits 14 "$samples" -o "$scratch/hashed.ent" &&
        echo '{"id":"g","lang":"en","text":"A goal, a goal, a late goal in the match"}' >"$scratch/goal.jsonl" &&
        run 0 classify -m "$scratch/hashed.ent" --explain 3 --output=table "$scratch/goal.jsonl" && printed 'goal [+-]0' && ! grep -Eq '(^|,) +[+-][0-9]' "$scratch/out"
}
bad_explanations_that_nobody_would_see() {
    run 2 classify -m "$model" --explain 2 --output=tsv "$samples" && said 'no place in tsv' && run 2 classify -m "$model" --explain 2 --output=fasttext "$samples"
}
bad_quarantine_without_use() {
    run 2 classify -m "$model" --quarantine "$scratch/q" "$samples" && said 'on-error=quarantine' && [ ! -e "$scratch/q" ] &&
        run 2 classify -m "$model" --on-error=quarantine "$samples" && said 'wants a file'
}
classify_page_of_explanations() {
    run 0 classify -m "$model" --html "$scratch/why.html" "$samples" && grep -q '</html>' "$scratch/why.html" &&
        [ "$(grep -c '<section>' "$scratch/why.html")" -eq 168 ] && grep -q '<mark style="--part: 1' "$scratch/why.html" &&
        ! grep -qi '<script\|http' "$scratch/why.html"
}
classify_shades_title_and_text_alike() { # an article's darkest word is dark by 1, each other one in proportion
    run 0 classify -m "$model" --html "$scratch/why.html" "$samples" && python3 - "$scratch/why.html" <<'PYTHON'
import re, sys
shaded = 0
for section in open(sys.argv[1], encoding="utf-8").read().split("<section>")[1:]:
    marks = [(float(part), abs(float(value))) for part, value in re.findall('--part: ([0-9.]+)" title="([-0-9.]+)"', section)]
    most = max(value for part, value in marks)
    assert all(abs(part - value / most) < 0.005 + 2e-4 / most for part, value in marks), section
    shaded += len(marks)
assert shaded > 1000
PYTHON
}
# Models that read alike and models that do not, on articles of more languages than an extractor remembers: each answers as it
# does alone, in any order and with any number of threads.
classify_together_as_alone() {
    for way in 'words --no-stem' 'stems --stem' 'letters --stem --char-ngrams=2-4' 'content --stem --stop-words=drop --word-ngrams=3'; do
        kind=${way%% *}
        "$entente" train "$samples" --lang en --fast --no-calibration ${way#* } -o "$scratch/t-$kind.ent" 2>"$scratch/err" || return 1
    done
    awk 'BEGIN { count = split("af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is " \
            "it ja ka kk km kn ko ku ky lo lt lv mk ml mn mr ms mt my ne nl no or pa pl ps pt ro ru sd si sk sl so sq sr sv sw ta " \
            "te th tr uk ur uz vi zu", lang, " ") }
        { sub(/"lang":"[^"]*"/, "\"lang\":\"" lang[NR % count + 1] "\""); print }' "$samples" "$samples" >"$scratch/tongues.jsonl"
    for kind in words stems letters content; do
        "$entente" classify -m "$scratch/t-$kind.ent" --json --top 2 --threads 1 "$scratch/tongues.jsonl" >"$scratch/t-$kind" || return 1
    done
    [ "$(grep -c '"lang":"zu"' "$scratch/t-words")" -ge 4 ] || return 1
    for order in 'stems letters' 'letters words stems content' 'content letters letters words'; do
        models= alone=
        for kind in $order; do models="$models -m $scratch/t-$kind.ent" alone="$alone $scratch/t-$kind"; done
        paste -d '\n' $alone >"$scratch/alone"
        for threads in 1 3; do
            "$entente" classify $models --json --top 2 --threads $threads "$scratch/tongues.jsonl" | cmp - "$scratch/alone" || return 1
        done
    done
}
classify_several_models() { # a line a model and article
    cp "$model" "$scratch/again.ent" && run 0 classify -m "$model" -m "$scratch/again.ent" --json "$samples" &&
        [ "$(grep -c '"name":"topics"' "$scratch/out")" -eq 168 ] && [ "$(grep -c '"name":"again"' "$scratch/out")" -eq 168 ]
}

classify_answers_every_record() { # empty, title only, useless labels: a line each
    printf '{"id":"e","text":""}\n{"id":"t","title":"Goal in the cup final"}\n{"id":"l","text":"goal in the match","labels":["",7]}\n' >"$scratch/odd.jsonl"
    run 0 classify -m "$model" --lang none --json "$scratch/odd.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 3 ] &&
        printed '"id":"e","lang":"","status":"empty"' && printed '"id":"t","lang":"","status":"ok"' && printed '"id":"l","lang":"","status":"ok"'
}
classify_knows_its_languages() { # the samples teach de, en, es and fr
    printf '{"id":"fr","text":"Le match de la coupe et un but superbe"}\n{"id":"ru","text":"Матч за кубок и красивый гол в ворота"}\n' >"$scratch/two.jsonl"
    run 0 classify -m "$model" --json "$scratch/two.jsonl" && printed '"id":"fr","lang":"fr","status":"ok"' &&
        printed '"id":"ru","lang":"ru","status":"unsupported-language"' && run 0 classify -m "$model" --lang none --json "$scratch/two.jsonl" &&
        printed '"id":"ru","lang":"","status":"unsure"'
}
classify_unsure_has_reasons() { # words of no language, and a probability that nothing reaches
    echo '{"id":"x","text":"Zyx wvut srqp onml kjih gfed cbaz yxwv utsr qpon mlkj ihgf"}' >"$scratch/x.jsonl"
    run 0 classify -m "$model" --lang none --min-probability 0.99 --json "$scratch/x.jsonl" &&
        printed '"status":"unsure","reasons":\[{"name":"unknown-terms","value":[01.0-9]*,"limit":0.9},{"name":"probability","value":0.[0-9]*,"limit":0.99}\]' &&
        run 0 classify -m "$model" --lang none --output=table "$scratch/x.jsonl" && printed 'unsure: unknown-terms 0.9'
}
classify_takes_the_model_of_the_language() { # by what a record says, and by what its text tells
    printf '{"id":"a","lang":"en-GB","text":"The minister spoke in parliament about the election"}\n{"id":"b","lang":"sw","text":"Waziri alizungumza bungeni kuhusu uchaguzi wa rais"}\n{"id":"c","text":"Der Minister sprach im Parlament über die Wahl des Präsidenten"}\n' >"$scratch/langs.jsonl"
    run 0 classify --json "$scratch/langs.jsonl" && [ ! -s "$scratch/err" ] &&
        printed '"id":"a","lang":"en","status":"ok","model":{"name":"topics-en"' && printed '"id":"b","lang":"sw","status":"ok","model":{"name":"topics-world"' &&
        printed '"id":"c","lang":"de","status":"ok","model":{"name":"topics-world"' && [ "$(grep -c '"label":"politics"' "$scratch/out")" -eq 3 ] &&
        run 0 classify --threads 1 --line-buffered --json "$scratch/langs.jsonl" && [ "$(grep -c topics-world "$scratch/out")" -eq 2 ]
}
classify_warns_once_of_a_language_nobody_taught() { # Latin
    printf '{"id":"a","lang":"la","text":"Milites pontem novum heri viderunt"}\n{"id":"b","lang":"la","text":"Consul in foro de pace dixit"}\n' >"$scratch/latin.jsonl"
    run 0 classify --json "$scratch/latin.jsonl" && one_line && said "warning: article 'a' is in 'la'" && [ "$(grep -c '"status":"unsupported-language"' "$scratch/out")" -eq 2 ]
}
classify_tells_of_repairs() {
    printf 'caf\351 au lait, a goal in the match\n\000 and a NUL' >"$scratch/nul.txt" && run 0 classify -m "$model" --json "$scratch/nul.txt" && said 'repaired 1 byte'
}

bad_output_is_an_input() {
    cp "$samples" "$scratch/mine.jsonl"
    run 2 classify -m "$model" --html "$scratch/mine.jsonl" "$scratch/mine.jsonl" && said 'is an input' && cmp "$samples" "$scratch/mine.jsonl" &&
        run 2 summarize --highlight "$scratch/mine.jsonl" "$scratch/mine.jsonl" && cmp "$samples" "$scratch/mine.jsonl" &&
        run 2 extract --on-error quarantine --quarantine "$scratch/mine.jsonl" "$scratch/mine.jsonl" && cmp "$samples" "$scratch/mine.jsonl"
}
bad_model_of_another_kind() {
    run 4 classify -m languages "$samples" && one_line && said 'tells languages' && run 4 classify -m stance-en "$samples" && one_line && said 'stance model'
}
bad_no_model() { run 1 classify -m "$scratch/none.ent" "$samples" && one_line && said 'none.ent'; }
bad_model_is_text() { cp "$scratch/ids" "$scratch/ids.ent"; run 4 classify -m "$scratch/ids.ent" "$samples" && one_line && said 'ids.ent'; }
bad_model_truncated() { head -c 3000 "$model" >"$scratch/cut.ent" && run 4 classify -m "$scratch/cut.ent" "$samples" && one_line && said 'cut.ent'; }
bad_model_bit_flipped() {
    cp "$model" "$scratch/flip.ent" && printf 'X' | dd of="$scratch/flip.ent" bs=1 seek=5000 conv=notrunc 2>/dev/null &&
        run 4 classify -m "$scratch/flip.ent" "$samples" && one_line && said 'flip.ent'
}
bad_model_from_the_future() { # the major version stands behind the magic
    cp "$model" "$scratch/new.ent" && printf '\377' | dd of="$scratch/new.ent" bs=1 seek=8 conv=notrunc 2>/dev/null &&
        run 4 model verify "$scratch/new.ent" && one_line && said 'newer'
}
bad_records_are_counted() {
    { head -n 2 "$samples"; echo '{"id":"broken"'; tail -n 2 "$samples"; } >"$scratch/mixed.jsonl"
    run 3 classify -m "$model" --json "$scratch/mixed.jsonl" && said 'mixed.jsonl:3:' && [ "$(wc -l <"$scratch/out")" -eq 4 ] &&
        run 1 classify -m "$model" --on-error=fail --json "$scratch/mixed.jsonl" && said 'mixed.jsonl:3:'
}
bad_no_file() { run 1 classify -m "$model" "$scratch/nowhere.txt" && said 'nowhere.txt'; }
bad_empty_file() { : >"$scratch/empty.txt" && run 3 classify -m "$model" "$scratch/empty.txt" && said 'empty.txt'; }
bad_reader_goes_away() {
    i=0
    while [ $i -lt 60 ]; do cat "$samples"; i=$((i + 1)); done >"$scratch/many.jsonl"
    { "$entente" classify -m "$model" --json "$scratch/many.jsonl" 2>"$scratch/err"; echo $? >"$scratch/code"; } | head -n 1 >/dev/null
    [ "$(cat "$scratch/code")" -eq 1 ] && said 'standard output'
}

bad_closed_files() { # nothing else may take their places
    "$entente" classify -m "$model" --json --html "$scratch/closed.html" "$samples" 2>"$scratch/err" >&-
    [ $? -eq 1 ] && said 'cannot write standard output' && ! grep -qs '^{"id"' "$scratch/closed.html" || return 1
    "$entente" classify -m "$model" --json - 2>"$scratch/err" >"$scratch/out" <&-
    [ $? -eq 3 ] && said "cannot read 'standard input'" && [ ! -s "$scratch/out" ] || return 1
    "$entente" classify -m "$model" --json --html "$scratch/closed.html" "$samples" 2>&- >"$scratch/out" && [ "$(wc -l <"$scratch/out")" -eq 168 ]
}

for test in classify_jsonl classify_keeps_input_order_for_any_threads classify_the_same_without_avx2 classify_top_and_probabilities \
    classify_min_probability_abstains classify_fasttext_output classify_plain_text_and_stdin classify_folder classify_finds_models_by_name \
    classify_short_article classify_explanations_add_up classify_explains_kernel_models_by_their_linear_model classify_explains_without_terms classify_page_of_explanations classify_shades_title_and_text_alike classify_several_models classify_together_as_alone classify_answers_every_record classify_knows_its_languages classify_unsure_has_reasons classify_takes_the_model_of_the_language \
    classify_warns_once_of_a_language_nobody_taught classify_tells_of_repairs classify_line_buffered classify_answers_when_the_input_pauses classify_answers_archives_that_come_bit_by_bit \
    classify_answers_what_stood_before_a_failure classify_reads_other_charsets bad_output_is_an_input bad_no_model bad_model_of_another_kind bad_model_is_text bad_model_truncated bad_model_bit_flipped \
    bad_model_from_the_future bad_records_are_counted bad_no_file bad_empty_file bad_reader_goes_away bad_closed_files \
    bad_explanations_that_nobody_would_see bad_quarantine_without_use; do
    verdict "$test" "$test"
done
exit $fault
