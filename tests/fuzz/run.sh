#!/bin/bash
# Fuzzes the parsers, one after the other: tests/fuzz/run.sh SECONDS [PARSER…]; without names all of them.
# Needs: cmake --preset fuzz && cmake --build --preset fuzz. What is found lands in build/fuzz/found/.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:?seconds for each parser}
shift
[ $# -gt 0 ] || set -- $(cd tests/fuzz && ls -- *_fuzz.cpp | sed 's/_fuzz.cpp$//')
mkdir -p build/fuzz/found
status=0
for parser; do
  corpus=build/fuzz/corpus/$parser
  mkdir -p "$corpus"
  # Inputs long enough to nest until a stack ends.
  build/fuzz/tests/p8_"$parser"_fuzz -max_len=300000 -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1000 \
    -print_final_stats=1 -artifact_prefix=build/fuzz/found/"$parser"- "$corpus" tests/fuzz/"$parser" \
    2>build/fuzz/found/"$parser".log || status=1
  echo "$parser: $(grep -h -E 'number_of_executed_units|ERROR|SUMMARY|cov:' build/fuzz/found/"$parser".log | tail -3 | tr '\n' ' ')"
done
exit $status
