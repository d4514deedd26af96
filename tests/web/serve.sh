#!/usr/bin/env bash
# serve.sh P8: the pages of `p8 serve` in the real browser.
set -euo pipefail
web=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$web/require.sh"
exec node "$web/serve.mjs" "$1"
