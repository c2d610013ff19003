#!/bin/sh
# Help, version, usage errors: what is printed where, and with which exit code.
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
    "$entente" "$@" >"$scratch/out" 2>"$scratch/err"
    [ $? -eq "$wanted" ]
}

version_is_printed() {
    run 0 --version && grep -qx "entente $(sed -n 's/^#define ENT_VERSION_[A-Z]* *//p' include/entente/base.h | paste -sd.)" "$scratch/out"
}
help_is_on_stdout() { run 0 --help && grep -q '^verbs:' "$scratch/out" && [ ! -s "$scratch/err" ]; }
no_verb_is_misuse() { run 2 && [ ! -s "$scratch/out" ] && [ -s "$scratch/err" ]; }
unknown_verb_is_misuse() { run 2 frobnicate && grep -q "'frobnicate' is not a verb" "$scratch/err"; }
unknown_option_is_misuse() { run 2 help --frobnicate && grep -q "unknown option '--frobnicate'" "$scratch/err"; }
full_disk_is_an_error() {
    [ -e /dev/full ] || return 0
    "$entente" --help >/dev/full 2>"$scratch/err"
    [ $? -eq 1 ] && grep -q 'cannot write standard output' "$scratch/err"
}
every_verb_has_help() {
    for verb in $("$entente" --help | sed -n '/^verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
        run 0 "$verb" --help && grep -q "^usage: entente $verb" "$scratch/out" || return 1
    done
}
manual_page_is_well_formed() {
    command -v mandoc >/dev/null || return 0
    "$entente" help --man >"$scratch/entente.1" && mandoc -T lint -W error "$scratch/entente.1" >"$scratch/out" 2>&1
}
# The README's tables are the program's own.
readme_tables_are_current() {
    "$entente" help --markdown >"$scratch/tables"
    while IFS= read -r line; do
        grep -qxF -- "$line" README.md || { echo "README.md lacks: $line"; return 1; }
    done <"$scratch/tables"
}

for test in version_is_printed help_is_on_stdout no_verb_is_misuse unknown_verb_is_misuse unknown_option_is_misuse \
    full_disk_is_an_error every_verb_has_help manual_page_is_well_formed readme_tables_are_current; do
    verdict "help_$test" "$test"
done
exit $fault
