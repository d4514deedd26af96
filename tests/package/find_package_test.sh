#!/usr/bin/env bash
# find_package_test.sh BUILD: installs a complete build folder into a throw-away prefix, builds this folder's program on
# find_package(p8) there, and compares its scores with those of the installed p8.
set -euo pipefail
build=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
clients=$here/../../configs/demo/german_credit.csv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# quietly COMMAND…: what it says is shown where it fails.
quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }
quietly cmake --install "$build" --prefix "$work/prefix"
quietly cmake -S "$here" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/prefix"
quietly cmake --build "$work/build"

p8=$work/prefix/bin/p8
"$p8" train --data "$clients" --label default --id client_id --trees 60 --quiet --out "$work/model"
"$p8" score --model "$work/model" --data "$clients" --reasons 0 --quiet --out - >"$work/expected"
"$work/build/score" "$work/model" "$clients" >"$work/scores"
# The columns of p8 score: id, probability_default, …
awk -F, 'NR == FNR { if (FNR > 1) expected[$1] = $2; next }
         { rows++; off = $2 - expected[$1] }
         !($1 in expected) || off > 1e-5 || off < -1e-5 { print "FAILED: " $0 ", expected " expected[$1]; failed = 1 }
         END { print rows " clients"; exit failed || rows != length(expected) || rows == 0 }' \
  "$work/expected" "$work/scores"

code=0
"$work/build/score" "$work/none" "$clients" 2>"$work/log" || code=$?
[ $code = 4 ] || { echo "FAILED: exit code $code without a model, expected 4: $(cat "$work/log")"; exit 1; }
