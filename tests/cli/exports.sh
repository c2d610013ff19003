#!/bin/sh
# The shared library exports what the public headers declare with ENT_API, and nothing else; it has a SONAME.
set -u
fault=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

nm -D --defined-only "$BUILD/libentente.so" | awk '$2 ~ /[TDBRVW]/ {print $3}' | sort -u >"$scratch/exported"
# What is behind ENT_API up to the parameter list, bound or semicolon ends with the name.
for header in include/entente/*.h; do printf '#include "%s"\n' "$header"; done |
    ${CC:-cc} -Iinclude -E -P -xc - 2>/dev/null | tr '\n' ' ' |
    grep -o '__attribute__((visibility("default")))[^;]*' |
    sed 's/^__attribute__((visibility("default")))//; s/[[(].*//; s/.*[ *]//' | sort -u >"$scratch/declared"
if [ -s "$scratch/exported" ] && ! grep -qv '^ent_[a-z]' "$scratch/exported"; then
    echo 'ok exports_only_ent_symbols'
else
    grep -v '^ent_[a-z]' "$scratch/exported"
    echo 'not ok exports_only_ent_symbols' && fault=1
fi
if diff "$scratch/declared" "$scratch/exported"; then
    echo 'ok exports_what_the_headers_declare'
else
    echo 'not ok exports_what_the_headers_declare' && fault=1
fi
if readelf -d "$BUILD/libentente.so" | grep -q 'SONAME.*libentente\.so\.[0-9]'; then
    echo 'ok exports_has_a_soname'
else
    echo 'not ok exports_has_a_soname' && fault=1
fi
exit $fault
