#!/bin/sh
# entente model: what it shows, and that no damaged file passes.
. tests/cli/common.sh
model=tests/fuzz/corpus/model/terms8.ent

# byte FILE OFFSET VALUE: a copy with one byte changed.
changed() { cp "$model" "$1" && printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null; }

model_show_is_json() {
    run 0 model show "$model" && printed '^{"name":"terms8","digest":"[0-9a-f]\{32\}","kind":"topics"' &&
        printed '"labels":\[{"label":"crime","code":"medtop:02","documents":1}' && printed '"training":{"train.C":1,"train.seed":7}}$'
}
model_show_is_a_table() {
    run 0 model show --output=table "$model" && printed '^kind  *topics$' && printed '^training.train.seed  *7$' &&
        printed '^  sport  *3 documents$'
}
model_is_found_by_name() { ENTENTE_MODELS=tests/fuzz/corpus/model run 0 model show terms8 && printed '"name":"terms8"'; }
model_verify_prints_digests() { run 0 model verify tests/fuzz/corpus/model/*.ent && [ "$(grep -c '^[0-9a-f]\{32\}  tests' "$scratch/out")" -eq "$(ls tests/fuzz/corpus/model/*.ent | wc -l)" ]; }
model_truncated() {
    head -c 400 "$model" >"$scratch/cut.ent"
    run 4 model verify "$scratch/cut.ent" && one_line && said "cut.ent': cut short: 400 of 683 bytes"
}
model_flipped() { changed "$scratch/flipped.ent" 500 '\377' && run 4 model verify "$scratch/flipped.ent" && one_line && said 'fails its checksum'; }
model_future() { changed "$scratch/future.ent" 8 '\2' && run 4 model show "$scratch/future.ent" && one_line && said 'format 2.0 is newer'; }
model_empty_file() { : >"$scratch/empty.ent" && run 4 model verify "$scratch/empty.ent" && one_line && said 'the file is empty'; }
model_not_a_model() { run 4 model verify ./Makefile && one_line && said 'not a model file'; }
model_directory() { run 1 model verify ./models && one_line && said 'is a directory'; }
model_missing() { run 1 model show ./nowhere.ent && one_line && said 'No such file'; }
model_unknown_name() { run 1 model show no-such-model && one_line && said "no model 'no-such-model' in "; }
model_verify_looks_at_all() {
    changed "$scratch/bad.ent" 500 '\377'
    run 4 model verify "$scratch/bad.ent" "$model" && printed 'terms8.ent$'
}
# Files of 1.0 become files of today, which stay as they are; what they say of themselves does not change.
model_rewrite() {
    for old in tests/fuzz/corpus/model/*.ent tests/fuzz/corpus/stance/*.ent; do
        name=${old##*/}
        "$entente" model verify "$old" >"$scratch/out" 2>&1 || continue
        mkdir -p "$scratch/a" "$scratch/b"
        run 0 model rewrite "$old" "$scratch/a/$name" && run 0 model rewrite "$scratch/a/$name" "$scratch/b/$name" &&
            cmp "$scratch/a/$name" "$scratch/b/$name" || return 1
        for file in "$old" "$scratch/a/$name"; do
            "$entente" model show --json "$file" | sed 's/"digest":"[^"]*"//' >"$scratch/show.${file##*.}" || return 1
            [ -e "$scratch/first" ] && { cmp "$scratch/first" "$scratch/show.ent" || return 1; }
            mv "$scratch/show.ent" "$scratch/first"
        done
        rm "$scratch/first"
    done
    run 4 model rewrite ./Makefile "$scratch/no.ent" && [ ! -e "$scratch/no.ent" ]
}
model_misuse() {
    run 2 model && run 2 model paint "$model" && run 2 model show && run 2 model show "$model" "$model" &&
        run 2 model verify && run 2 model show --output=tsv "$model" && run 2 model rewrite "$model"
}

for name in model_show_is_json model_show_is_a_table model_is_found_by_name model_verify_prints_digests model_truncated \
    model_flipped model_future model_empty_file model_not_a_model model_directory model_missing model_unknown_name \
    model_verify_looks_at_all model_rewrite model_misuse; do
    verdict $name $name
done
exit $fault
