# Sourced by the browser tests, with $web their folder: without node, chromium or the npm packages the test is skipped (77), or
# fails where P8_REQUIRE_WEB=1.
missing=
command -v node >/dev/null || missing="node is not installed"
[ -x "${P8_CHROMIUM:-/usr/bin/chromium}" ] || missing="chromium is not installed"
for package in playwright-core axe-core eslint stylelint; do
  [ -d "$web/node_modules/$package" ] || missing="run: (cd tests/web && npm ci --ignore-scripts)"
done
if [ -n "$missing" ]; then
  if [ "${P8_REQUIRE_WEB:-}" = 1 ]; then
    echo "FAILED: P8_REQUIRE_WEB=1 but $missing" >&2
    exit 1
  fi
  echo "SKIPPED: $missing"
  exit 77
fi
