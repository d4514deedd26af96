#!/usr/bin/env bash
# lint.sh: stylelint and eslint over the style and scripts of the pages and over these tests.
set -euo pipefail
web=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$web/require.sh"
cd "$web/../.."
"$web/node_modules/.bin/stylelint" --config "$web/stylelint.config.mjs" --max-warnings 0 'lib/p8/report/assets/*.css'
"$web/node_modules/.bin/eslint" --config "$web/eslint.config.mjs" --max-warnings 0 lib/p8/report/assets tests/web
