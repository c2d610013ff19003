#!/bin/sh
# `entente summarize`: budgets, methods, cleaning, output, and the exit codes for what is wrong.
set -u
fault=0
entente=$BUILD/entente
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

verdict() { # name condition...
    name=$1
    shift
    if "$@"; then echo "ok $name"; else echo "not ok $name" && fault=1; fi
}
run() { # code, then the command line: keeps stdout and stderr
    wanted=$1
    shift
    "$entente" summarize "$@" >"$scratch/out" 2>"$scratch/err"
    [ $? -eq "$wanted" ]
}
out_is() { printf '%s\n' "$1" | cmp -s - "$scratch/out"; }
out_has() { grep -qF -- "$1" "$scratch/out"; }
words_of_out() { wc -w <"$scratch/out"; }

cat >"$scratch/bridge.txt" <<'TEXT'
ALDERTON (Reuters) - The town council voted on Monday to charge lorries that cross the old bridge over the Alder.

By Ann Marsh

The toll will pay for new cables on the bridge, which engineers closed to lorries twice last winter. "The cables are the weak part, said engineer Ruth Hale after the vote of the council.

Read more: five bridges that fell

He added that the money would be enough for the cables by spring. Hauliers said the toll on the bridge would cost a lorry that crosses daily 900 crowns a year.
TEXT
printf '{"id":"a","title":"Toll","text":"The council set a toll for lorries on the bridge. It rained."}\n' >"$scratch/two.jsonl"
printf '{"id":"b","text":"The toll for lorries was set by the council. Hauliers will pay 900 crowns a year for the bridge."}\n' >>"$scratch/two.jsonl"
: >"$scratch/empty"

a_dateline_is_left_out() { run 0 --sentences=1 --output=table "$scratch/bridge.txt" && out_is 'The town council voted on Monday to charge lorries that cross the old bridge over the Alder.'; }
words_are_not_overrun() {
    for budget in 1 5 20 40 60; do
        run 0 --words=$budget --output=table "$scratch/bridge.txt" && [ "$(words_of_out)" -le $budget ] && [ "$(words_of_out)" -ge 1 ] || return 1
    done
}
sentences_are_not_overrun() { run 0 --sentences=2 --json "$scratch/bridge.txt" && [ "$(grep -o '"rank":' "$scratch/out" | wc -l)" -eq 2 ]; }
characters_are_not_overrun() { run 0 --chars=100 --output=table "$scratch/bridge.txt" && [ "$(wc -m <"$scratch/out")" -le 101 ]; }
a_ratio_is_not_overrun() { run 0 --ratio=0.3 --output=table "$scratch/bridge.txt" && [ "$(words_of_out)" -le 28 ]; }
a_cut_is_told() { run 0 --words=3 --json "$scratch/bridge.txt" && out_has '"cut":true' && out_has '…"'; }
bylines_and_links_never_print() { run 0 --words=1000 --output=table "$scratch/bridge.txt" && ! out_has 'Ann Marsh' && ! out_has 'Read more'; }
lone_quotation_marks_go() { run 0 --words=1000 --output=table "$scratch/bridge.txt" && out_has 'The cables are the weak part, said' && ! out_has '"'; }
a_reference_comes_with_its_antecedent() { run 0 --words=1000 --all --lang=en --json "$scratch/bridge.txt" && out_has '"reference"'; }
every_method_answers() {
    for method in centrality lexrank textrank lead; do
        run 0 --method=$method --sentences=2 --output=table "$scratch/bridge.txt" && [ "$(words_of_out)" -gt 8 ] || return 1
    done
    run 0 --method=lexrank --threshold=0.1 --output=table "$scratch/bridge.txt"
}
methods_are_listed() { run 0 --method=list && grep -qx textrank "$scratch/out"; }
together_is_one_digest() { run 0 --together --sentences=1 --json "$scratch/two.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 1 ] && out_has '"documents":["a","b"]'; }
together_names_each_document() { run 0 --together --json "$scratch/two.jsonl" && out_has '"document":"a"' && out_has '"document":"b"'; }
printf '{"id":"e1","lang":"en","text":"The council set a toll for lorries on the bridge."}\n{"id":"f1","lang":"fr","text":"Le conseil a mis un péage pour les camions sur le vieux pont."}\n{"id":"e2","lang":"en-GB","text":"Hauliers object to the toll for lorries on the bridge."}\n' >"$scratch/mixed.jsonl"
together_has_one_language() { run 0 --together --json "$scratch/mixed.jsonl" && out_has '"documents":["e1","e2"],"left_out":[{"id":"f1","lang":"fr"}]' && ! out_has péage && grep -q "'f1' is left out" "$scratch/err"; }
printf '{"id":"s","lang":"en","text":"Spinners took nine wickets before tea. Rain washed out play in Galle."}\n' | cat "$scratch/two.jsonl" - >"$scratch/apart.jsonl"
together_tells_another_story() { run 0 --together --lang=en --json "$scratch/apart.jsonl" && out_has '"apart":["s"]' && grep -q "'s' seems to tell another story" "$scratch/err"; }
printf '{"id":"n","lang":"en","text":" "}\n' | cat "$scratch/two.jsonl" - >"$scratch/blank.jsonl"
together_an_empty_article_tells_no_story() { run 0 --together --lang=en --json "$scratch/blank.jsonl" && out_has '"documents":["a","b","n"],"summary"' && [ ! -s "$scratch/err" ]; }
a_long_list_is_streamed_whole() {
    # 8 MB: more than is held before it is written
    awk 'BEGIN { for (i = 0; i < 30000; i++) print "The council set toll number " i " for lorries on the old bridge." }' >"$scratch/long.txt"
    run 0 --all --lang=en --json "$scratch/long.txt" && [ "$(wc -l <"$scratch/out")" -eq 1 ] && [ "$(grep -o '"rank":' "$scratch/out" | wc -l)" -eq 30000 ] && tail -c 5 "$scratch/out" | grep -q '}]}'
}
a_query_leans() { run 0 --query='How much will hauliers pay a year?' --sentences=1 --output=table "$scratch/bridge.txt" && out_has 'Hauliers'; }
# A mark of two bytes, then two a character: the sentences have 25 and 23 characters, with one of two bytes in UTF-8 each.
another_charset_leads_back_to_its_file() {
    { printf '\377\376' && printf 'Ein Sturm zog übers Land. Die Straßen waren leer.\n' | iconv -f UTF-8 -t UTF-16LE; } >"$scratch/wide.txt"
    for threads in 1 3; do
        run 0 --threads=$threads --json "$scratch/wide.txt" && out_has '"start":0,"end":26,"source_start":2,"source_end":52,' &&
            out_has '"start":27,"end":51,"source_start":54,"source_end":100,' || return 1
    done
    run 0 --json "$scratch/bridge.txt" && ! out_has source_start
}
all_lists_what_is_unfit() { run 0 --all --json "$scratch/bridge.txt" && out_has '"rank":0' && out_has 'By Ann Marsh'; }
# Nothing of it is printed, so that nothing is cleaned: the bullet stays, 25 bytes from 4 on.
an_unfit_sentence_stands_as_it_is() {
    printf 'Hi.\n* Read more: five bridges\nThe council of the town set a toll for lorries.\n' >"$scratch/unfit.txt"
    run 0 --all --json "$scratch/unfit.txt" && out_has '{"text":"* Read more: five bridges","document":"'"$scratch"'/unfit.txt","start":4,"end":29,"rank":0'
}
options_without_effect_are_misuse() {
    run 2 --threshold=0.1 "$scratch/bridge.txt" && run 2 --method=lead --query=toll "$scratch/bridge.txt" &&
        run 2 --all --output=table "$scratch/bridge.txt" && run 2 --highlight=- "$scratch/bridge.txt"
}
a_line_an_article() { run 0 --json "$scratch/two.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 2 ] && grep -q '^{"id":"b"' "$scratch/out"; }
threads_change_nothing() {
    for i in 1 2 3 4 5 6 7 8; do cat "$scratch/two.jsonl"; done >"$scratch/many.jsonl"
    run 0 --threads=1 --json "$scratch/many.jsonl" && mv "$scratch/out" "$scratch/one" && run 0 --threads=3 --json "$scratch/many.jsonl" && cmp -s "$scratch/one" "$scratch/out"
}
the_locale_changes_nothing() { run 0 --json "$scratch/bridge.txt" && mv "$scratch/out" "$scratch/one" && LC_ALL=tr_TR.UTF-8 run 0 --json "$scratch/bridge.txt" && cmp -s "$scratch/one" "$scratch/out"; }
highlight_is_one_page() { run 0 --highlight="$scratch/page.html" "$scratch/bridge.txt" && grep -q '<mark' "$scratch/page.html" && grep -q 'prefers-color-scheme: dark' "$scratch/page.html" && grep -q 'unicode-bidi: plaintext' "$scratch/page.html" && ! grep -qi 'src=\|<script\|@import' "$scratch/page.html"; }
a_page_that_cannot_be_written_fails() { # before anything is read and printed
    run 1 --highlight="$scratch/none/page.html" "$scratch/bridge.txt" && [ ! -s "$scratch/out" ]
}
standard_input_is_read() { "$entente" summarize --sentences=1 --json <"$scratch/bridge.txt" | grep -q '"summary":"The town council'; }
a_budget_of_zero_is_misuse() { run 2 --words=0 "$scratch/bridge.txt" && run 2 --sentences=0 "$scratch/bridge.txt" && run 2 --ratio=0 "$scratch/bridge.txt"; }
a_negative_budget_is_misuse() { run 2 --words=-5 "$scratch/bridge.txt" && run 2 --ratio=1.5 "$scratch/bridge.txt"; }
a_huge_budget_takes_all() { run 0 --words=9000000000000000000 --output=table "$scratch/bridge.txt" && out_has 'Hauliers'; }
two_budgets_are_misuse() { run 2 --words=5 --chars=5 "$scratch/bridge.txt"; }
a_missing_file_fails() { run 1 "$scratch/none" && grep -q "$scratch/none" "$scratch/err"; }
an_empty_file_is_told() { run 3 "$scratch/empty"; }
a_full_disk_fails() { [ ! -c /dev/full ] || { "$entente" summarize --json "$scratch/bridge.txt" >/dev/full 2>"$scratch/err"; [ $? -eq 1 ]; }; }

for test in a_dateline_is_left_out words_are_not_overrun sentences_are_not_overrun characters_are_not_overrun \
    a_ratio_is_not_overrun a_cut_is_told bylines_and_links_never_print lone_quotation_marks_go \
    a_reference_comes_with_its_antecedent every_method_answers methods_are_listed together_is_one_digest \
    together_names_each_document together_has_one_language together_tells_another_story \
    together_an_empty_article_tells_no_story \
    a_long_list_is_streamed_whole a_query_leans another_charset_leads_back_to_its_file all_lists_what_is_unfit an_unfit_sentence_stands_as_it_is \
    options_without_effect_are_misuse a_line_an_article threads_change_nothing \
    the_locale_changes_nothing highlight_is_one_page a_page_that_cannot_be_written_fails standard_input_is_read \
    a_budget_of_zero_is_misuse a_negative_budget_is_misuse a_huge_budget_takes_all two_budgets_are_misuse \
    a_missing_file_fails an_empty_file_is_told a_full_disk_fails; do
    verdict "summarize_$test" "$test"
done
exit $fault
