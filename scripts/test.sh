#!/usr/bin/env bash
# Installs what is missing, builds with warnings as errors, and runs every test.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh build test
cmake --preset ci >/dev/null
cmake --build --preset ci
(cd tests/web && npm ci --ignore-scripts --no-audit --no-fund --silent)
P8_REQUIRE_WEB=1 ctest --preset ci
if [ ! -e "${P8_SHARED:-../shared}" ]; then
  echo "SKIPPED: the tests on shared data; there is no folder ${P8_SHARED:-../shared}" >&2
fi
