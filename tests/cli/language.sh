#!/bin/sh
# Languages: the shipped identifier, what other verbs make of it, training one, bad input.
. tests/cli/common.sh
samples=datasets/samples/topics.jsonl

# Our own samples are in four languages; their "lang" is taken out and must come back.
sed 's/,"lang":"[a-z]*"//' "$samples" >"$scratch/nolang.jsonl"
language_of_the_samples() {
    run 0 language --json "$scratch/nolang.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 168 ] &&
        sed 's/.*"lang":"\([a-z]*\)".*/\1/' "$samples" >"$scratch/true" &&
        sed 's/^{"id":"[^"]*","lang":"*\([a-z]*\)"*,.*/\1/' "$scratch/out" | diff - "$scratch/true" >"$scratch/differ"
}
language_of_scripts() { # one greeting each, written for this test
    printf '{"id":"ru","text":"Добрый вечер, дорогие друзья"}\n{"id":"el","text":"Καλησπέρα, αγαπητοί φίλοι"}\n{"id":"ja","text":"みなさん、こんばんは"}\n{"id":"ar","text":"مساء الخير أيها الأصدقاء"}\n{"id":"hi","text":"प्रिय मित्रों, शुभ संध्या"}\n{"id":"ko","text":"친애하는 여러분 안녕하세요"}\n{"id":"he","text":"ערב טוב חברים יקרים"}\n{"id":"th","text":"สวัสดีตอนเย็นเพื่อนรัก"}\n' >"$scratch/scripts.jsonl"
    run 0 language --json "$scratch/scripts.jsonl" && sed -n 's/^{"id":"\([a-z]*\)","lang":"\([a-z]*\)".*/\1 \2/p' "$scratch/out" >"$scratch/pairs" &&
        [ "$(wc -l <"$scratch/pairs")" -eq 8 ] && awk '$1 != $2 {exit 1}' "$scratch/pairs"
}
language_unknown() {
    printf '{"id":"a","text":"7f 12 + 9 = 42 %%%% ###"}\n{"id":"b","text":"..."}\n{"id":"c","text":"ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ"}\n{"id":"d","text":""}\n' >"$scratch/none.jsonl"
    run 0 language --json "$scratch/none.jsonl" && [ "$(grep -c '"lang":null,"status":"unknown"' "$scratch/out")" -eq 3 ] &&
        printed '"id":"d","lang":null,"status":"empty"'
}
language_behind_pages_of_blanks() {
    printf '%100000s\n%s\n' '' 'Die Brücke über den Fluss wird im Sommer für drei Wochen gesperrt, weil das Geländer erneuert werden muss.' >"$scratch/blanks.txt"
    run 0 language --json "$scratch/blanks.txt" && printed '"lang":"de","status":"ok"'
}
language_offers_no_language() { run 2 language --lang de "$samples"; }
language_top() { run 0 language --json --top 3 "$samples" && [ "$(head -n 1 "$scratch/out" | grep -o '"name"' | wc -l)" -eq 3 ]; }
language_outputs() {
    run 0 language --output=tsv datasets/samples/articles/03*.txt && printed 'strassenbahn.txt	de	[01]\.' &&
        run 0 language --output=table datasets/samples/articles/03*.txt && printed '^de .*German'
}
language_is_found_by_other_verbs() {
    run 0 classify --json datasets/samples/articles/03*.txt && printed '"lang":"de"' &&
        run 0 extract datasets/samples/articles/03*.txt && printed '"lang":"de"' &&
        run 0 extract --lang none datasets/samples/articles/03*.txt && ! grep -q '"lang"' "$scratch/out" &&
        run 0 extract --lang French datasets/samples/articles/03*.txt && printed '"lang":"fr"'
}
language_names_are_accepted_in_any_case() {
    for language in de DE deu German german de-AT; do
        run 0 extract --lang "$language" datasets/samples/articles/01*.txt && printed '"lang":"de"' || return 1
    done
    for language in 'NORWEGIAN BOKMÅL' 'norwegian bokmål'; do
        run 0 extract --lang "$language" datasets/samples/articles/01*.txt && printed '"lang":"nb"' || return 1
    done
}
train_languages() {
    run 0 train --languages --label lang --folds 2 "$samples" -o "$scratch/four.ent" &&
        run 0 model show "$scratch/four.ent" && printed '"kind":"languages"' &&
        run 0 language -m "$scratch/four.ent" --json "$scratch/nolang.jsonl" && printed '"lang":"fr","status":"ok"' &&
        run 0 train --languages --label lang --folds 2 --threads 1 "$samples" -o "$scratch/again.ent" && cmp "$scratch/four.ent" "$scratch/again.ent"
}
bad_labels_that_are_no_languages() { run 1 train --languages "$samples" -o "$scratch/x.ent" && said "cannot train: label .* is not a language"; }
bad_model_of_another_kind() { run 4 language -m models/topics-en.ent "$samples" && one_line && said 'not languages'; }
bad_language() { run 2 extract --lang klingonish datasets/samples/articles/01*.txt && said "'klingonish' is not a language"; }
bad_pieces_without_languages() { run 2 train "$samples" --pieces 3 -o "$scratch/x.ent" && said 'pieces'; }

for test in language_of_the_samples language_of_scripts language_unknown language_behind_pages_of_blanks language_offers_no_language language_top language_outputs language_is_found_by_other_verbs \
    language_names_are_accepted_in_any_case train_languages bad_labels_that_are_no_languages bad_model_of_another_kind bad_language bad_pieces_without_languages; do
    verdict "$test" "$test"
done
exit $fault
