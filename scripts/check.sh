#!/usr/bin/env bash
# What the tests of the release build do not show. check.sh [--all] [BASE]: of the sources, those changed since BASE
# (default: the last release tag; without one, all) and not committed yet. Says how long each part took.
#
# CI runs scripts/test.sh first and has 50 minutes on two cores, from nothing, of which building and testing take most.
# So it gets, of each part, what includes no LibTorch (up to a minute a file), and `--all`, once for each issue, the
# rest:
#   format       every changed source
#   lint         clang-tidy: the 10 that changed last; all
#   types        one-definition rule, over all objects of the program and its modules at once; no second build
#   debug        unit tests of everything below credit; all, the program, and training with it
#   sanitizers   the parsers' kept hostile inputs; all unit tests
#   docs         the headers' comments
set -euo pipefail
cd "$(dirname "$0")/.."
all=
if [ "${1:-}" = --all ]; then all=1; shift; fi
base=${1:-$(git describe --tags --abbrev=0 2>/dev/null || true)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jobs=$(nproc)

# part NAME: a function below.
part() {
  local begin=$SECONDS
  echo "== $1"
  "$1"
  echo "== $1: $((SECONDS - begin)) s"
}

# The sources that changed and are still there, the last first.
changed() {
  { git diff --name-only HEAD
    git ls-files --others --exclude-standard
    git log --name-only --format= "${base:+$base..}HEAD"
  } | awk '/^(apps|lib|tests)\/.*\.(cpp|h)$/ && !seen[$0]++' | while read -r file; do
    [ ! -e "$file" ] || echo "$file"
  done
}

format() { xargs -r clang-format-14 --dry-run --Werror <"$work/changed"; }

lint() {
  local sources
  sources=$(grep '\.cpp$' "$work/changed" | grep -v '^tests/package/' || true) # built on its own
  [ -n "$all" ] || sources=$(grep -v /libtorch/ <<<"$sources" | head -n 10 || true)
  # clang knows no -ffat-lto-objects.
  xargs -r -n 1 -P "$jobs" clang-tidy-14 --quiet -p build/release \
    --extra-arg=-Wno-ignored-optimization-argument <<<"$sources"
}

# The first half of a link with -flto, which compares the types and functions of all objects.
types() {
  cmake --build --preset release --target p8_program
  ninja -C build/release -t inputs p8_program | grep '\.o$' >"$work/objects"
  (cd build/release && "$(g++ -print-prog-name=lto1)" -quiet -O0 -fwpa -fltrans-output-list="$work/parts" \
    -o "$work/part" -Werror=odr -Werror=lto-type-mismatch "@$work/objects")
}

# tests PRESET PATTERN NAME…: builds p8_NAME and runs the fast tests that match.
tests() {
  local preset=$1 pattern=$2
  shift 2
  cmake --preset "$preset" -DP8_WERROR=ON >/dev/null
  cmake --build --preset "$preset" --target "${@/#/p8_}"
  ctest --preset "$preset" -j"$jobs" --no-tests=error -R "$pattern"
}
light=(base_test report_test credit_test vision_test views_test serve_test onednn_test)
readers=(bundle clients lightgbm_model xgboost_model safetensors torch_file tokenizer image model_config)
replays=("${readers[@]}" predict_request api_response page_request classifier run_directory checkpoint toml)

debug() {
  if [ -z "$all" ]; then
    tests debug '^(base|credit)(_baseline|_avx2)?$' base_test credit_test
  else
    tests debug '^(base|report|credit|vision|views|serve|onednn|networks|training|cli_train|cli_finetune)$' \
      "${light[@]}" networks_test training_test program cli_test
  fi
}

sanitizers() {
  local wanted=("${readers[@]}") units=()
  [ -z "$all" ] || wanted=("${replays[@]}") units=("${light[@]}")
  local pattern
  pattern=$(IFS='|'; echo "${wanted[*]/#/replay_}|${units[*]/%_test/}")
  tests asan "^(${pattern%|})\$" "${wanted[@]/%/_replay}" "${units[@]}"
}

docs() { cmake --build --preset release --target docs; }

scripts/setup.sh build lint
cmake --preset release -DP8_WERROR=ON -DP8_ODR=ON >/dev/null
changed >"$work/changed"
for name in format lint types debug sanitizers docs; do part $name; done
