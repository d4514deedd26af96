#!/usr/bin/env bash
# check.sh DIRECTORY COMMAND…: COMMAND DIRECTORY writes report pages there; each is checked in the real browser.
set -euo pipefail
directory=$1
shift
web=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

source "$web/require.sh"
rm -rf "$directory"
mkdir -p "$directory"
"$@" "$directory"
exec node "$web/check_pages.mjs" "$directory"
