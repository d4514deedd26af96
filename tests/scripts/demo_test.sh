#!/usr/bin/env bash
# demo_test.sh P8: scripts/demo.sh from the first command to the page that leads to all reports.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export P8_DEMO_PROGRAM=$1 P8_DEMO_OUT="$work/the results"

fail() {
  echo "FAILED: $1" >&2
  exit 1
}
for language in en fr; do
  said=$("$root/scripts/demo.sh" "$language" 2>"$work/progress") || fail "demo.sh $language: $said $(cat "$work/progress")"
  page="$P8_DEMO_OUT/overview/report.html"
  [ "$(tail -n 1 <<<"$said")" = "  $page" ] || fail "the last line is not the page's path but: $said"
  grep -q "<html lang=\"$language\">" "$page" || fail "the page is not in $language"
  mapfile -t links < <(grep -o '<h3><a href="[^"]*"' "$page" | cut -d '"' -f 2)
  [ ${#links[@]} -eq 8 ] || fail "expected links to 8 reports, found ${#links[@]}"
  for link in "${links[@]}"; do
    [ -s "$P8_DEMO_OUT/overview/$(printf '%b' "${link//%/\\x}")" ] || fail "$link leads nowhere"
  done
done
[ "$("$root/scripts/demo.sh" de 2>&1)" = "demo.sh: unknown language 'de'; expected en or fr" ] || fail "de is no language"

# Without models the credit half runs all the same, and says what is left out.
said=$(P8_DEMO_CLIP=$work/none P8_DEMO_OUT=$work/credit "$root/scripts/demo.sh" 2>/dev/null)
[[ $said == *"The photo steps are skipped: there is no $work/none"* && -s $work/credit/overview/report.html ]] ||
  fail "without models: $said"

# The story that the demo tells: CLIP without training beats chance, and training helps.
python3 - "$P8_DEMO_OUT" <<'END' || fail "what the photos show"
import json, sys
zeroshot, head = (json.load(open(f"{sys.argv[1]}/{run}/metrics.json")) for run in ("zeroshot", "clip-head"))
assert zeroshot["accuracy_interval"][0] > 1 / 7, zeroshot["accuracy_interval"]
assert head["accuracy"] > zeroshot["accuracy"], (head["accuracy"], zeroshot["accuracy"])
END
echo "demo.sh: 8 reports reached in both languages"
