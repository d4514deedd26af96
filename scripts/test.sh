#!/usr/bin/env bash
# Installs what is missing, builds p8 and its tests, and runs every test. CI sets P8_WERROR=ON
# (warnings are errors) and P8_ODR=ON (objects that scripts/check.sh can compare).
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh build test
# The same build as the demo's: the program is compiled once.
cmake --preset release ${P8_WERROR:+"-DP8_WERROR=$P8_WERROR"} ${P8_ODR:+"-DP8_ODR=$P8_ODR"} >/dev/null
cmake --build --preset release
(cd tests/web && npm ci --ignore-scripts --no-audit --no-fund --silent)
P8_REQUIRE_WEB=1 ctest --preset release -j"$(nproc)"
if [ ! -e "${P8_SHARED:-../shared}" ]; then
  echo "SKIPPED: the tests on shared data; there is no folder ${P8_SHARED:-../shared}" >&2
fi
