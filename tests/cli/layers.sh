#!/bin/sh
# Includes point one way: base < text < features < datasets, models < classify, summarize < evaluate < train
# < articles < serve < cli, and within articles/ open < tags, stories < desk < archive < tagpage. Rooms between commas do
# not include each other, and a room is entered by its door only.
set -u

rank() {
    case $1 in
    base) echo 0 ;; text) echo 1 ;; features) echo 2 ;; datasets | models) echo 3 ;;
    classify | summarize) echo 4 ;; evaluate) echo 5 ;; train) echo 6 ;;
    articles/open) echo 7 ;; articles/tags | articles/stories) echo 8 ;; articles/desk) echo 9 ;;
    articles/archive) echo 10 ;; articles/tagpage) echo 11 ;; serve) echo 12 ;; cli) echo 13 ;;
    *) echo none ;;
    esac
}

# check FILE TEXT: the rules for one file; prints what breaks them.
check() {
    room=${1%/*}
    here=$(rank "$room")
    sed -n 's/^#include *[<"]\([^">]*\)[">].*/\1/p' "$1" | while read -r header; do
        case $header in
        entente/*) other=$(basename "$header" .h) door=yes ;;
        */*) other=${header%/*} door=no
            [ "$header" = "$other/${other##*/}.h" ] && door=yes ;;
        *) continue ;;
        esac
        there=$(rank "$other")
        [ "$there" != none ] || continue
        [ "$other" != "$room" ] || continue
        [ "$there" -lt "$here" ] || echo "$1: $room may not include $header"
        # base/ is the ground: its headers are all doors. train/solve.h and the like stay inside.
        [ "$door" = yes ] || [ "$other" = base ] || echo "$1: $header is not a door"
    done
}

# The check itself must be able to fail.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/text"
printf '#include "features/features.h"\n' >"$scratch/text/wrong.c"
if [ -n "$(cd "$scratch" && check text/wrong.c)" ]; then
    echo 'ok layers_sees_an_upward_include'
else
    echo 'not ok layers_sees_an_upward_include'
fi

faults=$(for file in */*.c */*.h articles/*/*.c articles/*/*.h; do
    [ "$(rank "${file%/*}")" = none ] || check "$file"
done)
if [ -z "$faults" ]; then
    echo 'ok layers_point_one_way'
else
    echo "$faults"
    echo 'not ok layers_point_one_way'
    exit 1
fi
