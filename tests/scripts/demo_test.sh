#!/usr/bin/env bash
# demo_test.sh P8: scripts/demo.sh from the first command to the page that leads to all reports, with the carried models or,
# where there are none yet, small random ones of the shared folder. Without either it is skipped (77).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
shared=${P8_SHARED:-$root/../shared}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export P8_DEMO_PROGRAM=$1 P8_DEMO_OUT="$work/the results"

if [ ! -e "$root/configs/models/p8-mini-clip" ] || [ ! -e "$root/configs/models/p8-mini-vgg16.safetensors" ]; then
  if [ ! -e "$shared/golden/vision/weights.tar.xz" ]; then
    echo "SKIPPED: there are no models in configs/models, nor is there $shared/golden/vision/weights.tar.xz"
    exit 77
  fi
  tar -xf "$shared/golden/vision/weights.tar.xz" -C "$work" weights/clip/hf_fp16 weights/vgg/vgg_fp32.safetensors
  export P8_DEMO_CLIP=$work/weights/clip/hf_fp16 P8_DEMO_VGG16=$work/weights/vgg/vgg_fp32.safetensors
fi

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
[[ $said == *"The photos are left out: there is no $work/none"* && -s $work/credit/overview/report.html ]] ||
  fail "without models: $said"
echo "demo.sh: 8 reports reached in both languages"
