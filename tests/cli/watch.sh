#!/bin/sh
# `entente watch`: what lies in the folder and what comes in, and where files go afterwards.
. tests/cli/common.sh
# shellcheck disable=SC2154 # entente, scratch and fault come from common.sh
inbox=$scratch/inbox
db=$scratch/news.db
mkdir "$inbox"

article() { # id
    printf '{"id":"%s","lang":"en","title":"Report %s","text":"The mayor of town %s opened a bridge on a rainy day, and three hundred people came to see it."}\n' "$1" "$1" "$1"
}
count() { "$entente" archive list -n 0 --json --db "$db" 2>/dev/null | wc -l; }
wait_for() { # command: true within ten seconds
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || { echo "waited in vain: $*"; return 1; }
        sleep 0.05
    done
}
start() {
    "$entente" watch --db "$db" --json "$inbox" >"$scratch/out" 2>"$scratch/err" &
    watcher=$!
}
stop() { # signal: true when the process ends with 0
    kill "-$1" $watcher
    wait $watcher
}

once_takes_what_lies_there() {
    article a >"$inbox/a.jsonl"
    article b >"$inbox/b.jsonl"
    run 0 watch --once --json --db "$db" "$inbox" && [ "$(count)" -eq 2 ] && [ -e "$inbox/done/a.jsonl" ] && [ -e "$inbox/done/b.jsonl" ] &&
        [ ! -e "$inbox/a.jsonl" ] && printed '{"file":"a.jsonl","status":"done","added":1,"known":0,"bad":0}'
}
unfinished_and_hidden_files_are_left_alone() {
    article c | tee "$inbox/.c.jsonl" "$inbox/c.tmp" >"$inbox/c.part"
    mkdir "$inbox/folder.jsonl"
    ln -s "$scratch/elsewhere" "$inbox/link.jsonl"
    run 0 watch --once --json --db "$db" "$inbox" && [ ! -s "$scratch/out" ] && [ -e "$inbox/.c.jsonl" ] && [ -e "$inbox/c.tmp" ] && [ -e "$inbox/c.part" ]
}
a_bad_file_goes_to_failed_with_the_reason() {
    : >"$inbox/empty.jsonl"
    { article d; echo '{"id":"no text"}'; } >"$inbox/half.jsonl"
    run 3 watch --once --json --db "$db" "$inbox" && [ -e "$inbox/failed/empty.jsonl" ] && grep -q 'file is empty' "$inbox/failed/empty.jsonl.reason" &&
        grep -q "half.jsonl:2:1: record has no text" "$inbox/failed/half.jsonl.reason" && grep -q 'added 1,' "$inbox/failed/half.jsonl.reason" && [ "$(count)" -eq 3 ]
}
no_file_is_written_over() {
    article a2 >"$inbox/a.jsonl"
    : >"$inbox/empty.jsonl"
    run 3 watch --once --json --db "$db" "$inbox" && grep -q '"a"' "$inbox/done/a.jsonl" && grep -q '"a2"' "$inbox/done/a.jsonl.1" &&
        [ -e "$inbox/failed/empty.jsonl" ] && [ -e "$inbox/failed/empty.jsonl.1" ] && [ -e "$inbox/failed/empty.jsonl.1.reason" ]
}
what_comes_in_is_taken() {
    article e >"$inbox/e.jsonl"
    start
    wait_for test -e "$inbox/done/e.jsonl" || return 1
    article f >"$inbox/f.jsonl"
    article g >"$inbox/g.part"
    mv "$inbox/g.part" "$inbox/g.jsonl"
    article h >"$scratch/h.jsonl"
    mv "$scratch/h.jsonl" "$inbox/h.jsonl"
    wait_for test -e "$inbox/done/f.jsonl" && wait_for test -e "$inbox/done/g.jsonl" && wait_for test -e "$inbox/done/h.jsonl" &&
        [ "$(count)" -eq 8 ] && stop TERM
}
an_interrupt_ends_it_too() { start && sleep 0.5 && stop INT; }
a_known_article_is_done_and_not_added() {
    article a >"$inbox/again.jsonl"
    run 0 watch --once --json --db "$db" "$inbox" && printed '"added":0,"known":1' && [ -e "$inbox/done/again.jsonl" ]
}
a_vanished_folder_is_told() {
    start
    wait_for test -d "$inbox/done" && sleep 0.5
    mv "$inbox" "$scratch/moved"
    wait $watcher
    [ $? -eq 1 ] && said "the folder '$inbox' has vanished" && one_line && mv "$scratch/moved" "$inbox"
}
a_missing_folder_is_told() { run 1 watch --once --db "$db" "$scratch/none" && said "cannot watch '$scratch/none': No such file" && one_line; }
a_file_stays_when_the_archive_cannot_be_written() {
    article i >"$inbox/i.jsonl"
    cp "$inbox/i.jsonl" "$scratch/broken.db"
    run 1 watch --once --db "$scratch/broken.db" "$inbox" && said 'is not a database' && [ -e "$inbox/i.jsonl" ]
}
misuse_is_told() {
    run 2 watch "$inbox" && said 'which archive' && run 2 watch --db "$db" && run 2 watch --db "$db" "$inbox" "$inbox" &&
        run 2 watch --db "$db" --on-error=fail "$inbox"
}

for test in once_takes_what_lies_there unfinished_and_hidden_files_are_left_alone a_bad_file_goes_to_failed_with_the_reason \
    no_file_is_written_over what_comes_in_is_taken an_interrupt_ends_it_too a_known_article_is_done_and_not_added \
    a_vanished_folder_is_told a_missing_folder_is_told a_file_stays_when_the_archive_cannot_be_written misuse_is_told; do
    verdict "watch_$test" "$test"
done
exit $fault
