#!/usr/bin/env bash
# ctest web_gallery: writes the gallery of report pages and checks it in the real browser.
# Without node, chromium or the npm packages it is skipped (77), or fails where P8_REQUIRE_WEB=1.
set -euo pipefail
gallery=$1
directory=$2
web=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

missing=
command -v node >/dev/null || missing="node is not installed"
[ -x "${P8_CHROMIUM:-/usr/bin/chromium}" ] || missing="chromium is not installed"
[ -d "$web/node_modules/playwright-core" ] && [ -d "$web/node_modules/axe-core" ] ||
  missing="run: (cd tests/web && npm ci --ignore-scripts)"
if [ -n "$missing" ]; then
  if [ "${P8_REQUIRE_WEB:-}" = 1 ]; then
    echo "web_gallery: FAILED, P8_REQUIRE_WEB=1 but $missing" >&2
    exit 1
  fi
  echo "web_gallery: SKIPPED, $missing"
  exit 77
fi

"$gallery" "$directory"
exec node "$web/check_pages.mjs" "$directory"
