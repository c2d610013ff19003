#!/bin/sh
# Stories: the verb's outputs and options, its goal on FNC-1's stories, the picture, bad input.
. tests/cli/common.sh
samples=datasets/samples/story.jsonl
data=${ENTENTE_DATA:-../shared/data}

# Written for this test: a storm told three times, once word for word, and a vote.
cat >"$scratch/storm.jsonl" <<'END'
{"id":"a","title":"Hurricane Orvil hits Port Lenz","text":"Hurricane Orvil tears roofs from houses in Port Lenz, thousands without power","time":"2026-03-01T12:00:00Z","lang":"en","source":"Wire"}
{"id":"b","title":"Pension law passed","text":"Parliament votes for the law after a night of debate about the budget","time":"2026-03-01T13:00:00Z","lang":"en"}
{"id":"c","title":"Port Lenz in the dark","text":"Thousands are without power in Port Lenz as hurricane Orvil tears off roofs","time":"2026-03-01T14:00:00Z","lang":"en"}
{"id":"d","title":"Hurricane Orvil hits Port Lenz","text":"Hurricane Orvil tears roofs from houses in Port Lenz, thousands without power","time":"2026-03-01T15:00:00Z","lang":"en"}
{"id":"e","text":"","lang":"en"}
END
storm="$scratch/storm.jsonl"

stories_are_grouped() {
    run 0 stories --json "$storm" && sed 's/,"similarity.*//' "$scratch/out" >"$scratch/got" &&
        printf '{"id":"a","story":1\n{"id":"b","story":2\n{"id":"c","story":1\n{"id":"d","story":1,"copy_of":"a"\n{"id":"e","story":5\n' | diff - "$scratch/got"
}
stories_outputs() {
    run 0 stories --output=tsv "$storm" && printed '^b	2	0\.' &&
        run 0 stories --output=table "$storm" && [ "$(head -n 1 "$scratch/out")" = 'story 1: 3 articles' ] &&
        printed '^  first  Hurricane Orvil hits Port Lenz, Wire, 2026-03-01T12:00:00Z$' && printed '^  copy   Hurricane' &&
        printed '^  0\.[0-9][0-9]   Port Lenz in the dark' && printed '^story 2: 1 article$'
}
stories_of_standard_input() { "$entente" stories --flush <"$storm" >"$scratch/piped" && run 0 stories "$storm" && cmp "$scratch/out" "$scratch/piped"; }
stories_similarity_can_be_chosen() {
    run 0 stories --min-similarity 1 --half-life 0 "$storm" && printed '"id":"c","story":3' && printed '"id":"d","story":1,"copy_of":"a"' &&
        run 0 stories --min-similarity 0.001 "$samples" && [ "$(grep -c '"story":1,' "$scratch/out")" -gt 8 ]
}
stories_age() {
    sed 's/2026-03-01T14/2026-06-01T14/' "$storm" >"$scratch/late.jsonl" &&
        run 0 stories "$scratch/late.jsonl" && printed '"id":"c","story":3' &&
        run 0 stories --half-life 100 "$scratch/late.jsonl" && printed '"id":"c","story":1' &&
        run 0 stories --half-life 0 "$scratch/late.jsonl" && printed '"id":"c","story":1' &&
        run 0 stories --now 2026-03-02T00:00:00Z "$scratch/late.jsonl" && printed '"id":"c","story":1'
}
stories_can_be_forgotten() { run 0 stories --remember 1 "$storm" && printed '"id":"c","story":3'; }
stories_wire_copy_of_the_samples() { run 0 stories --json "$samples" && printed '"id":"sample-story-02","story":1,"copy_of":"sample-story-01"'; }
# Which of the samples share a story: the two on the glass works, told in other words, and no others.
a_few_articles_are_enough() {
    run 0 stories --json datasets/samples/articles/*.txt &&
        grep '"id":"[^"]*1[01]-solar' "$scratch/out" | grep -o '"story":[0-9]*' | sort -u >"$scratch/plant" &&
        [ "$(wc -l <"$scratch/plant")" -eq 1 ] &&
        [ "$(grep -o '"story":[0-9]*' "$scratch/out" | sort -u | wc -l)" -eq $(($(wc -l <"$scratch/out") - 1)) ]
}
the_heist_and_the_crash_are_apart() { # of each at least two articles are found; nothing else joins them
    run 0 stories --output=tsv "$samples" && cut -f 1,2 "$scratch/out" | sed 's/^sample-story-//' >"$scratch/got" &&
        awk '$1 <= 3 && $2 != 1 { exit 1 } $1 >= 7 && $1 <= 9 && ($2 < 7 || $2 > 9) { exit 1 }
             $1 == 8 && $2 != 7 { exit 1 } ($1 == 4 || $1 >= 10) && $2 != $1 + 0 { exit 1 }' "$scratch/got"
}
stories_can_be_evaluated() { # a story of two articles found, two of one: all are right
    sed 's/"title"/"story":"x","title"/;/"id":"[be]"/s/"story":"x"/"story":"y"/' "$storm" | sed '/"id":"e"/d' >"$scratch/gold.jsonl" &&
        run 0 stories --json "$scratch/gold.jsonl" && cp "$scratch/out" "$scratch/found.jsonl" &&
        run 0 evaluate --predictions "$scratch/found.jsonl" --task stories --json "$scratch/gold.jsonl" && printed '"bcubed_f1":1,'
}
the_picture_is_one_story() {
    run 0 stories --json "$data/page/entente-4.txt" && [ "$(grep -c '"story":1,' "$scratch/out")" -eq 2 ] &&
        ! grep -q copy_of "$scratch/out"
}
stories_goal() {
    run 0 stories --json "$data/stories/fnc1-stories/train.jsonl.gz" && cp "$scratch/out" "$scratch/found.jsonl" &&
        run 0 evaluate --predictions "$scratch/found.jsonl" --task stories --json "$data/stories/fnc1-stories/train.jsonl.gz" &&
        grep -o '"bcubed_f1":[0-9.]*' "$scratch/out" | awk -F: '{exit !($2 >= 0.93)}'
}
bad_options() {
    run 2 stories --min-similarity 0 "$storm" && run 2 stories --min-similarity nan "$storm" && run 2 stories --half-life -1 "$storm" &&
        run 2 stories --remember 0 "$storm" && run 2 stories --now tomorrow "$storm" && said 'is not a time' &&
        run 2 stories --output fasttext "$storm" && run 1 stories "$scratch/nothing"
}
bad_records_are_told() {
    { head -n 1 "$storm"; echo '{"id":'; tail -n 4 "$storm"; } >"$scratch/bad.jsonl" &&
        run 3 stories "$scratch/bad.jsonl" && said 'bad.jsonl:2' && [ "$(wc -l <"$scratch/out")" -eq 5 ] &&
        run 1 stories --on-error fail "$scratch/bad.jsonl" && [ "$(wc -l <"$scratch/out")" -eq 1 ]
}
a_full_disk_is_told() { [ ! -e /dev/full ] || { "$entente" stories "$storm" >/dev/full 2>"$scratch/err"; [ $? -eq 1 ] && one_line; }; }

for test in stories_are_grouped stories_outputs stories_of_standard_input stories_similarity_can_be_chosen stories_age stories_can_be_forgotten \
    stories_wire_copy_of_the_samples a_few_articles_are_enough the_heist_and_the_crash_are_apart stories_can_be_evaluated bad_options bad_records_are_told a_full_disk_is_told; do
    verdict "$test" "$test"
done
for test in the_picture_is_one_story stories_goal; do
    if [ -d "$data/stories" ]; then
        verdict "$test" "$test"
    else
        echo "skipped $test (the data are not there)"
    fi
done
exit $fault
