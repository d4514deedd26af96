#!/usr/bin/env bash
# check.sh DIRECTORY COMMAND…: COMMAND DIRECTORY writes report pages there; each is checked in the real browser.
# Without node, chromium or the npm packages it is skipped (77), or fails where P8_REQUIRE_WEB=1.
set -euo pipefail
directory=$1
shift
web=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

missing=
command -v node >/dev/null || missing="node is not installed"
[ -x "${P8_CHROMIUM:-/usr/bin/chromium}" ] || missing="chromium is not installed"
[ -d "$web/node_modules/playwright-core" ] && [ -d "$web/node_modules/axe-core" ] ||
  missing="run: (cd tests/web && npm ci --ignore-scripts)"
if [ -n "$missing" ]; then
  if [ "${P8_REQUIRE_WEB:-}" = 1 ]; then
    echo "FAILED: P8_REQUIRE_WEB=1 but $missing" >&2
    exit 1
  fi
  echo "SKIPPED: $missing"
  exit 77
fi

rm -rf "$directory"
mkdir -p "$directory"
"$@" "$directory"
exec node "$web/check_pages.mjs" "$directory"
