# Sourced by the scripts of this folder: a scratch folder, verdicts, and runs whose exit code and output are kept.
set -u
BUILD=${BUILD:-build}
entente=$BUILD/entente
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fault=0

# verdict NAME COMMAND...: one line for the runner.
verdict() {
    name=$1
    shift
    if "$@"; then
        echo "ok $name"
    else
        echo "not ok $name"
        fault=1
        [ ! -e "$scratch/err" ] || sed 's/^/    stderr: /' "$scratch/err" | tail -n 5
    fi
}

# run CODE VERB...: stdout and stderr go to files; true when the exit code is CODE.
run() {
    wanted=$1
    shift
    "$entente" "$@" >"$scratch/out" 2>"$scratch/err"
    got=$?
    [ "$got" -eq "$wanted" ] || { echo "exit $got instead of $wanted: $*"; return 1; }
}

said() { grep -q -- "$1" "$scratch/err" || { echo "stderr lacks: $1"; return 1; }; }
printed() { grep -q -- "$1" "$scratch/out" || { echo "stdout lacks: $1"; return 1; }; }
# One line of complaint, not a page.
one_line() { [ "$(grep -c '^entente: ' "$scratch/err")" -eq 1 ]; }
