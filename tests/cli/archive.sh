#!/bin/sh
# `entente archive`: what goes in comes out, is found in any form of its words, survives a kill; and every way in which a
# database can refuse.
. tests/cli/common.sh
# shellcheck disable=SC2154 # entente, scratch and fault come from common.sh
db=$scratch/news.db
now=2026-03-02T12:00:00Z
export SQLITE_HISTORY=/dev/null

# Written for this test: two reports and a wire copy on a dam, a German one on an election, one on football.
cat >"$scratch/news.jsonl" <<'END'
{"id":"dam-1","source":"Valley Post","time":"2026-03-02T08:00:00Z","lang":"en","title":"Engineers close the Karuna Dam after cracks are found","text":"Engineers closed the Karuna Dam on Monday after inspectors found cracks in its northern wall.\nThe Water Authority told families in three villages below the dam to leave their homes. Minister Ada Lindqvist said that the reservoir would be lowered by four metres within two days.\nThe cracks were discovered during an inspection that had been delayed twice."}
{"id":"dam-2","source":"Harbour Times","time":"2026-03-02T10:00:00Z","lang":"en","title":"Villages below cracked Karuna Dam are evacuated","text":"Families in three villages below the Karuna Dam were told to leave on Monday after cracks appeared in its northern wall.\nMinister Ada Lindqvist said the reservoir would be lowered by four metres. The Water Authority had twice delayed the inspection of the dam, papers seen by this newspaper show."}
{"id":"dam-3","source":"Coast Wire","time":"2026-03-02T11:00:00Z","lang":"en","title":"Engineers close the Karuna Dam after cracks are found","text":"Engineers closed the Karuna Dam on Monday after inspectors found cracks in its northern wall.\nThe Water Authority told families in three villages below the dam to leave their homes. Minister Ada Lindqvist said that the reservoir would be lowered by four metres within two days.\nThe cracks were discovered during an inspection that had been delayed twice."}
{"id":"wahl","source":"Talbote","time":"2026-03-01T09:00:00Z","lang":"de","title":"Die Regierung verliert ihre Mehrheit","text":"Die Regierung hat bei der Wahl am Sonntag ihre Mehrheit verloren. Zwei kleine Parteien verhandeln nun mit der Opposition, die Gespräche dauern bis Freitag. Beobachter sprechen von einem historischen Ergebnis."}
{"id":"cup","source":"Valley Post","time":"2026-02-20T20:00:00Z","lang":"en","title":"Riverside win the cup on penalties","text":"Riverside won the cup on Saturday after the striker Tomas Vega scored the last of eleven penalties. It is the first title of the club since the league was founded, and thousands of supporters celebrated in the old town."}
END

archive() { # code action options...
    wanted=$1 action=$2
    shift 2
    run "$wanted" archive "$action" --db "$db" --json "$@"
}
ids() { sed 's/.*"id":"\([^"]*\)".*/\1/' "$scratch/out" | tr '\n' ' '; }
found() { # ids, then words and options
    wanted_ids=$1
    shift
    archive 0 search "$@" && [ "$(ids)" = "$wanted_ids" ] || { echo "found $(ids)instead of $wanted_ids"; return 1; }
}
sql() { sqlite3 -batch "$db" "$1"; }

articles_are_added_and_told() {
    archive 0 add --now $now "$scratch/news.jsonl" && [ "$(grep -c '"status":"added"' "$scratch/out")" -eq 5 ] &&
        said 'added 5, known before 0'
}
the_same_again_changes_nothing() {
    sql 'SELECT * FROM article' >"$scratch/before"
    archive 0 add --now $now "$scratch/news.jsonl" && [ "$(grep -c '"status":"known"' "$scratch/out")" -eq 5 ] &&
        sql 'SELECT * FROM article' | cmp -s - "$scratch/before"
}
one_event_is_one_story() {
    [ "$(sql 'SELECT count(DISTINCT story) FROM article')" -eq 3 ] &&
        [ "$(sql "SELECT group_concat(name, ' ') FROM article WHERE story = 1")" = 'dam-1 dam-2 dam-3' ]
}
a_copy_is_known_as_one() { [ "$(sql "SELECT copy_of FROM article WHERE name = 'dam-3'")" = 1 ]; }
the_list_is_newest_first() { archive 0 list && [ "$(ids)" = 'dam-3 dam-2 dam-1 wahl cup ' ]; }
a_list_can_be_short() { archive 0 list -n 2 && [ "$(ids)" = 'dam-3 dam-2 ' ]; }
words_are_found_in_other_forms() { found 'cup ' penalty supporter && found 'cup ' celebrating; }
words_are_stemmed_in_the_language_of_each_article() { found 'wahl ' Regierungen && found 'wahl ' verlorenen; }
a_phrase_is_found_in_its_order() { found 'cup ' '"old town"' && found '' '"town old"'; }
words_can_be_left_out() { found 'dam-2 ' 'karuna -engineers'; }
words_can_be_alternatives() { found 'wahl cup ' opposition OR striker --newest; }
the_beginning_of_a_word_is_found() { found 'cup ' 'penal*'; }
titles_can_be_searched_alone() { found 'dam-2 ' title:village; }
a_title_counts_more() { archive 0 search evacuated OR told -n 1 && [ "$(ids)" = 'dam-2 ' ]; }
nothing_found_is_no_fault() { found '' zeppelin; }
a_search_without_words_is_misuse() { archive 2 search '"!?"' && said 'no word to search for' && archive 2 search; }
articles_are_chosen_by_language() { found 'wahl ' --language=German Regierung && archive 0 list --language=de && [ "$(ids)" = 'wahl ' ]; }
articles_are_chosen_by_source() { archive 0 list --source='Valley Post' && [ "$(ids)" = 'dam-1 cup ' ]; }
articles_are_chosen_by_time() { archive 0 list --since=2026-02-25 --until=2026-03-02 && [ "$(ids)" = 'wahl ' ]; }
articles_are_chosen_by_tag() { archive 0 list --tag='karuna dam' && [ "$(ids | wc -w)" -ge 2 ] && archive 0 list --tag='#KarunaDam' -n 1 && [ "$(ids)" = 'dam-3 ' ]; }
articles_are_chosen_by_story() { archive 0 list --story=1 && [ "$(ids | wc -w)" -eq 3 ]; }
an_article_is_shown_by_id_and_digest() {
    archive 0 show wahl && printed '"lang":"de"' && printed '"text":"Die Regierung' &&
        digest=$(sed 's/^{"id":"[^"]*","digest":"\([0-9a-f]\{8\}\).*/\1/;q' "$scratch/out") && archive 0 show "$digest" && [ "$(ids)" = 'wahl ' ]
}
an_unknown_article_is_told() { archive 1 show nobody && said "no article 'nobody'" && one_line; }
# What a model said is stored with the model's digest, the tags with that of their settings.
answers_keep_their_model() {
    sql "SELECT DISTINCT model.name || ' ' || length(model.digest) FROM topic JOIN model ON model.id = model UNION
         SELECT DISTINCT model.name || ' ' || length(model.digest) FROM tag JOIN model ON model.id = model" >"$scratch/named"
    printf 'tags 32\ntopics-en 32\n' | cmp -s - "$scratch/named" || printf 'tags 32\ntopics-en 32\ntopics-world 32\n' | cmp -s - "$scratch/named"
}
# The plain shell of SQLite: the terms are stems, the index is whole.
the_plain_shell_can_search() {
    [ "$(sql "SELECT group_concat(name, ' ') FROM search JOIN article ON article.id = search.rowid WHERE search MATCH 'penalti'")" = cup ] &&
        sql "INSERT INTO search (search) VALUES ('integrity-check')" && [ "$(sql 'PRAGMA integrity_check')" = ok ]
}
an_export_can_be_added_again() {
    archive 0 export --now $now && cp "$scratch/out" "$scratch/export.jsonl" && [ "$(wc -l <"$scratch/export.jsonl")" -eq 5 ] &&
        run 0 archive add --db "$scratch/again.db" --now $now "$scratch/export.jsonl" &&
        run 0 archive export --db "$scratch/again.db" && cmp -s "$scratch/out" "$scratch/export.jsonl"
}
# The author and the teaser come back, and a list of stances is no reason to refuse an article.
an_export_keeps_all_of_an_article() {
    printf '%s\n' '{"id":"a","source":"Post","author":"Jo Berg, A. Lind","title":"Dam closed","teaser":"The dam is shut.","time":1700000000,"text":"The Water Authority closed the Karuna Dam on Monday because of cracks."}' |
        run 0 archive add --db "$scratch/whole.db" --stance 'Water Authority' --now $now - && run 0 archive export --db "$scratch/whole.db" &&
        printed '"author":"Jo Berg, A. Lind"' && printed '"teaser":"The dam is shut."' && printed '"time":"1700000000"' && printed '"stance":\[{' &&
        cp "$scratch/out" "$scratch/whole.jsonl" && run 0 archive add --db "$scratch/whole2.db" --stance 'Water Authority' --now $now "$scratch/whole.jsonl" &&
        run 0 archive export --db "$scratch/whole2.db" && cmp -s "$scratch/out" "$scratch/whole.jsonl"
}
stories_go_on_in_another_process() {
    for line in 1 2 3; do
        sed -n ${line}p "$scratch/news.jsonl" | "$entente" archive add --db "$scratch/slow.db" --now $now - >"$scratch/out" 2>"$scratch/err" || return 1
    done
    sqlite3 "$scratch/slow.db" 'SELECT id, story, copy_of FROM article' >"$scratch/slow"
    printf '1|1|\n2|1|\n3|1|1\n' | cmp -s - "$scratch/slow"
}

two_processes_can_add_at_once() {
    i=0
    while [ $i -lt 60 ]; do
        printf '{"id":"p%d","lang":"en","title":"Notice %d","text":"Notice number %d of the harbour office tells of the ship %d."}\n' $i $i $i $i
        i=$((i + 1))
    done >"$scratch/notices.jsonl"
    head -n 40 "$scratch/notices.jsonl" | "$entente" archive add --db "$scratch/both.db" --batch 3 - >/dev/null 2>"$scratch/err" &
    other=$!
    tail -n 40 "$scratch/notices.jsonl" | run 0 archive add --db "$scratch/both.db" --batch 3 - || return 1
    wait $other && [ "$(sqlite3 "$scratch/both.db" 'SELECT count(*), count(DISTINCT digest), max(id) FROM article')" = '60|60|60' ] &&
        [ "$(sqlite3 "$scratch/both.db" 'PRAGMA foreign_key_check; PRAGMA integrity_check')" = ok ]
}
a_stance_that_is_asked_for_is_kept() {
    head -n 1 "$scratch/news.jsonl" | "$entente" archive add --db "$scratch/stance.db" --stance 'Water Authority' --stance zeppelins --now $now - >"$scratch/out" 2>"$scratch/err" &&
        run 0 archive export --db "$scratch/stance.db" && printed '"target":"Water Authority","status":"ok","label":"[a-z]*","probability":0' &&
        printed '"target":"zeppelins","status":"not-mentioned","model":{"name":"stance-en"' && run 2 archive add --db "$scratch/stance.db" --stance '!' "$scratch/news.jsonl"
}
tags_can_come_from_a_vocabulary() {
    printf 'Karuna\tKaruna Dam\nWater\tWater Authority|reservoir\n' >"$scratch/tags.tsv"
    run 0 archive add --db "$scratch/fixed.db" --vocabulary "$scratch/tags.tsv" --now $now "$scratch/news.jsonl" &&
        [ "$(sqlite3 "$scratch/fixed.db" "SELECT group_concat(DISTINCT tag) FROM (SELECT tag FROM tag ORDER BY tag)")" = '#Karuna,#Water' ] &&
        run 1 archive add --db "$scratch/fixed.db" --vocabulary "$scratch/none.tsv" "$scratch/news.jsonl"
}
a_time_that_has_not_come_is_now() {
    echo '{"id":"future","lang":"en","time":"2031-01-01T00:00:00Z","text":"A report that was dated by somebody in a hurry."}' |
        "$entente" archive add --db "$scratch/future.db" --now $now - >"$scratch/out" 2>"$scratch/err" &&
        [ "$(sqlite3 "$scratch/future.db" "SELECT at = strftime('%s', '$now'), time FROM article")" = '1|2031-01-01T00:00:00Z' ]
}

# ---- change ----

cat >"$scratch/labels.jsonl" <<'END'
{"id":"1","lang":"en","labels":["water"],"text":"The dam, the reservoir, the river and the cracks in the northern wall of the dam."}
{"id":"2","lang":"en","labels":["water"],"text":"Engineers lowered the reservoir below the dam and the water authority inspected the wall."}
{"id":"3","lang":"en","labels":["ball"],"text":"The striker scored the last of the penalties and won the cup for the club."}
{"id":"4","lang":"en","labels":["ball"],"text":"Supporters celebrated the first title of the league after the penalties of the striker."}
END
retag_shows_what_changes() {
    "$entente" train -o "$scratch/small.ent" "$scratch/labels.jsonl" >/dev/null 2>"$scratch/err" || return 1
    archive 0 retag -m "$scratch/small.ent" --dry-run --tag 'karuna dam' && printed '"id":"dam-1".*"changed":"topics","old":\[.*\],"new":\["water"\]' &&
        said 'would change' && [ "$(sql "SELECT count(*) FROM topic WHERE label = 'water'")" -eq 0 ]
}
retag_changes_what_it_showed() {
    archive 0 retag -m "$scratch/small.ent" && [ "$(sql "SELECT count(*) FROM topic WHERE label = 'water'")" -ge 3 ] &&
        [ "$(sql "SELECT count(*) FROM topic JOIN model ON model.id = model WHERE model.name = 'topics-en'")" -eq 0 ] &&
        archive 0 retag -m "$scratch/small.ent" && [ ! -s "$scratch/out" ] && said '^0 of 5'
}
what_is_removed_is_not_found() {
    archive 0 remove cup && found '' penalty && [ "$(sql 'SELECT count(*) FROM term')" -eq 4 ] &&
        sql "INSERT INTO search (search) VALUES ('integrity-check')"
}
what_is_removed_can_be_added_again() { archive 0 add --now $now "$scratch/news.jsonl" && [ "$(grep -c '"status":"added"' "$scratch/out")" -eq 1 ] && found 'cup ' penalty; }

# ---- kill -9 ----

# Articles are told a batch at a time; the process is killed after the first ones. Each that was told must be there.
a_killed_process_loses_nothing_it_told() {
    i=0
    while [ $i -lt 3000 ]; do
        printf '{"id":"k%d","lang":"en","title":"Report %d","text":"Report number %d says that the bridge %d was opened by the mayor of town %d on a rainy day."}\n' $i $i $i $i $i
        i=$((i + 1))
    done >"$scratch/many.jsonl"
    : >"$scratch/told"
    "$entente" archive add --db "$scratch/kill.db" --batch 16 --json "$scratch/many.jsonl" >"$scratch/told" 2>/dev/null &
    pid=$!
    tries=0
    while [ "$(wc -l <"$scratch/told")" -lt 16 ] && [ $tries -lt 200 ]; do sleep 0.05; tries=$((tries + 1)); done
    kill -9 $pid
    wait $pid 2>/dev/null
    told=$(grep -c '"status":"added".*}$' "$scratch/told")
    [ "$told" -ge 16 ] || return 1
    sed -n 's/.*"digest":"\([0-9a-f]*\)".*}$/\1/p' "$scratch/told" | sort >"$scratch/told.digests"
    sqlite3 "$scratch/kill.db" 'SELECT digest FROM article' | sort >"$scratch/kept.digests"
    [ -z "$(comm -23 "$scratch/told.digests" "$scratch/kept.digests")" ] &&
        [ "$(sqlite3 "$scratch/kill.db" 'PRAGMA integrity_check')" = ok ]
}

# ---- others use it, or it cannot be used ----

# Another program holds the lock until its standard input ends.
with_lock() { # command...
    mkfifo "$scratch/lock"
    sqlite3 "$db" <"$scratch/lock" >/dev/null &
    locker=$!
    exec 9>"$scratch/lock"
    echo 'BEGIN IMMEDIATE; CREATE TABLE held (x);' >&9
    sleep 0.5
    "$@"
    result=$?
    echo 'ROLLBACK;' >&9
    exec 9>&-
    wait $locker
    rm "$scratch/lock"
    return $result
}
locked_add() { archive 1 add --wait 0.1 --now $now "$scratch/more.jsonl" && said "cannot write '$db': it is locked by another program (waited 0.1 s)" && one_line; }
a_locked_archive_is_told() {
    echo '{"id":"new","lang":"en","text":"One more article about the harbour and its cranes."}' >"$scratch/more.jsonl"
    with_lock locked_add
}
reads_go_on_while_another_program_writes() { with_lock found 'cup ' --wait 0.1 penalty; }
newer_schema() {
    cp "$db" "$scratch/newer.db" && sqlite3 "$scratch/newer.db" 'PRAGMA user_version = 99' &&
        run 1 archive list --db "$scratch/newer.db" && said 'was made by a newer version (schema 99, known is 1)' && one_line &&
        run 1 archive add --db "$scratch/newer.db" "$scratch/news.jsonl" && said 'newer version'
}
not_a_database() { run 1 archive list --db "$scratch/news.jsonl" && said 'is not a database' && one_line; }
another_database() {
    sqlite3 "$scratch/other.db" 'CREATE TABLE x (y)' && run 1 archive add --db "$scratch/other.db" "$scratch/news.jsonl" &&
        said 'is a database, but not an archive of articles' && one_line
}
an_empty_file() { : >"$scratch/empty.db" && run 1 archive list --db "$scratch/empty.db" && said 'is empty' && one_line; }
a_missing_archive() { run 1 archive list --db "$scratch/none.db" && said "cannot open '$scratch/none.db': No such file" && one_line && [ ! -e "$scratch/none.db" ]; }
a_missing_folder() { run 1 archive add --db "$scratch/none/news.db" "$scratch/news.jsonl" && said "cannot open '$scratch/none/news.db': No such file" && one_line; }
a_folder() { run 1 archive add --db "$scratch" "$scratch/news.jsonl" && said 'Is a directory' && one_line; }
a_damaged_archive() {
    sqlite3 "$db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null && cp "$db" "$scratch/damaged.db" &&
        dd if=/dev/zero of="$scratch/damaged.db" bs=4096 seek=1 count=20 conv=notrunc 2>/dev/null &&
        run 1 archive list --db "$scratch/damaged.db" && said 'is damaged' && one_line
}
# As root nothing is read-only: then as nobody.
as_nobody() {
    if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}
read_only() {
    chmod 755 "$scratch" && mkdir "$scratch/fixed" "$scratch/shelf" && cp "$db" "$scratch/fixed/news.db" && cp models/*.ent "$scratch/shelf" &&
        cp "$entente" "$scratch/program" && chmod -R a+rX "$scratch" && chmod 444 "$scratch/fixed/news.db" && chmod 555 "$scratch/fixed" || return 1
    export ENTENTE_MODELS="$scratch/shelf"
    as_nobody "$scratch/program" archive add --db "$scratch/fixed/news.db" "$scratch/news.jsonl" >"$scratch/out" 2>"$scratch/err"
    code=$?
    unset ENTENTE_MODELS
    [ $code -eq 1 ] && said "'$scratch/fixed/news.db': it is read-only" && one_line &&
        as_nobody "$scratch/program" archive list --db "$scratch/fixed/news.db" --json >"$scratch/out" 2>"$scratch/err" &&
        [ "$(ids | wc -w)" -eq 5 ]
}
# What was told before the disk was full is kept.
add_until_full() { # command before entente...
    "$@" "$entente" archive add --db "$full" --batch 16 --json "$scratch/many.jsonl" >"$scratch/out" 2>"$scratch/err"
    [ $? -eq 1 ] && said "cannot write '$full': " && one_line || return 1
    told=$(grep -c '"status":"added"' "$scratch/out")
    [ "$told" -gt 0 ] && [ "$(sqlite3 "$full" 'SELECT count(*) FROM article')" -eq "$told" ]
}
a_file_that_may_not_grow() {
    full=$scratch/full.db
    (
        trap '' XFSZ
        ulimit -f 400
        add_until_full env
    )
}
# A file system of one megabyte, for this process alone. The shell sees the same one.
full_disk() {
    mkdir "$scratch/disk"
    export entente scratch
    unshare -rm sh -c '
        mount -t tmpfs -o size=1m none "$scratch/disk" || exit 1
        "$entente" archive add --db "$scratch/disk/full.db" --batch 16 --json "$scratch/many.jsonl" >"$scratch/out" 2>"$scratch/err"
        [ $? -eq 1 ] && [ "$(sqlite3 "$scratch/disk/full.db" "SELECT count(*) FROM article")" -eq "$(grep -c added "$scratch/out")" ]' &&
        said "cannot write '$scratch/disk/full.db': No space left on device" && one_line && printed '"status":"added"'
}
misuse_is_told() {
    run 2 archive && run 2 archive list && said 'which archive' && run 2 archive paint --db "$db" && said "'paint' is not" &&
        run 2 archive add --db "$db" --now yesterday "$scratch/news.jsonl" && run 2 archive list --db "$db" --since=soon &&
        run 4 archive add --db "$db" -m "$scratch/news.jsonl" "$scratch/news.jsonl"
}
an_option_without_meaning_is_misuse() {
    run 2 archive list --db "$db" --dry-run && said 'means nothing to list' && run 2 archive add --db "$db" --tag x "$scratch/news.jsonl" &&
        run 2 archive show --db "$db" -n 3 wahl && run 2 archive export --db "$db" --newest && run 2 archive list --db "$db" --output=fasttext
}
an_archive_is_no_input() { run 2 archive add --db "$scratch/news.jsonl" "$scratch/news.jsonl" && said 'is an input'; }

for test in articles_are_added_and_told the_same_again_changes_nothing one_event_is_one_story a_copy_is_known_as_one \
    the_list_is_newest_first a_list_can_be_short words_are_found_in_other_forms \
    words_are_stemmed_in_the_language_of_each_article a_phrase_is_found_in_its_order words_can_be_left_out \
    words_can_be_alternatives the_beginning_of_a_word_is_found titles_can_be_searched_alone a_title_counts_more \
    nothing_found_is_no_fault a_search_without_words_is_misuse articles_are_chosen_by_language \
    articles_are_chosen_by_source articles_are_chosen_by_time articles_are_chosen_by_tag articles_are_chosen_by_story \
    an_article_is_shown_by_id_and_digest an_unknown_article_is_told answers_keep_their_model the_plain_shell_can_search \
    an_export_can_be_added_again an_export_keeps_all_of_an_article stories_go_on_in_another_process \
    two_processes_can_add_at_once a_stance_that_is_asked_for_is_kept tags_can_come_from_a_vocabulary a_time_that_has_not_come_is_now retag_shows_what_changes retag_changes_what_it_showed \
    what_is_removed_is_not_found what_is_removed_can_be_added_again a_killed_process_loses_nothing_it_told \
    a_locked_archive_is_told reads_go_on_while_another_program_writes newer_schema not_a_database another_database \
    an_empty_file a_missing_archive a_missing_folder a_folder a_damaged_archive read_only a_file_that_may_not_grow misuse_is_told \
    an_option_without_meaning_is_misuse an_archive_is_no_input; do
    if ! command -v sqlite3 >/dev/null; then
        echo "skipped archive_$test (no sqlite3)"
    else
        verdict "archive_$test" "$test"
    fi
done
if unshare -rm mount -t tmpfs none "$scratch" 2>/dev/null; then
    verdict archive_full_disk full_disk
else
    echo 'skipped archive_full_disk (no file system can be mounted here)'
fi
exit $fault
