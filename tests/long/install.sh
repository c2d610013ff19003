#!/bin/sh
# Install into an empty root, build and run a program against what was installed, uninstall: nothing is left.
set -u
fault=0
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
verdict() {
    name=$1
    shift
    if "$@"; then echo "ok $name"; else echo "not ok $name" && fault=1; fi
}

prefix=$root/usr
make -s install prefix="$prefix" BUILD="$root/build" >"$root/log" 2>&1 || { cat "$root/log"; echo 'not ok install'; exit 1; }
program_runs() { "$prefix/bin/entente" --version | grep -q '^entente '; }
library_links() {
    printf '#include <stdio.h>\n#include <entente/base.h>\nint main(void) { puts(ent_version()); return 0; }\n' >"$root/use.c"
    # shellcheck disable=SC2046
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig ${CC:-cc} -o "$root/use" "$root/use.c" \
        $(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --cflags --libs entente) &&
        [ "$(LD_LIBRARY_PATH=$prefix/lib "$root/use")" = "$("$prefix/bin/entente" --version | cut -d' ' -f2)" ]
}
example_runs() { # docs/example.c, strictly, against what was installed; an English shipped model
    # shellcheck disable=SC2046
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig ${CC:-cc} -std=c11 -Wall -Wextra -Werror -o "$root/example" docs/example.c \
        $(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --cflags --libs entente) &&
        LD_LIBRARY_PATH=$prefix/lib "$root/example" "$prefix/share/entente/models/topics-en.ent" 'Striker scores twice' \
            'The striker scored two goals in the cup final. The coach praised the team.' >"$root/out" &&
        grep -q '^topic: sport (' "$root/out" && grep -q '^summary: The striker' "$root/out"
}
static_library_links() {
    # shellcheck disable=SC2046
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig ${CC:-cc} -o "$root/static" docs/example.c -I"$prefix/include" \
        "$prefix/lib/libentente.a" $(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --static --libs-only-l entente | sed 's/-lentente//') &&
        "$root/static" 2>&1 | grep -q '^usage: example'
}
nothing_is_left() {
    make -s uninstall prefix="$prefix" BUILD="$root/build" >/dev/null 2>&1
    [ -z "$(find "$prefix" -type f -o -type l)" ]
}
verdict install_program_runs program_runs
verdict install_library_links library_links
verdict install_example_runs example_runs
verdict install_static_library_links static_library_links
verdict install_nothing_is_left nothing_is_left
exit $fault
