#!/usr/bin/env bash
# notebook_test.sh P8: scripts/notebooks/benchmark.ipynb on forty photos and small models, without Jupyter. Without python3
# or the folder of shared data it is skipped (77).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
shared=${P8_SHARED:-$here/../../../shared}

skip() {
  echo "SKIPPED: $1"
  exit 77
}
command -v python3 >/dev/null || skip "python3 is not installed"
[ -e "$shared/golden/vision/weights.tar.xz" ] || skip "there is no $shared/golden/vision/weights.tar.xz"
[ -e "$shared/data/flipkart/products.csv" ] || skip "there is no $shared/data/flipkart/products.csv"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/models"
tar -xf "$shared/golden/vision/weights.tar.xz" -C "$work/models"
clip=$(find "$work/models" -type d -name hf_fp32)
head -n 41 "$shared/data/flipkart/products.csv" >"$work/products.csv"
cat >"$work/study.toml" <<END
data = "$work/products.csv"
images = "$shared/data/flipkart/images"
label-col = "category"
[[run]]
name = "names"
command = "zeroshot"
model = "{clip}"
[[run]]
name = "descriptions"
command = "zeroshot"
model = "{clip}"
strategy = "descriptions"
text-col = "description"
END

export P8=$1 P8_STUDY=$work/study.toml P8_OPTIONS="--clip $clip" P8_OUT=$work/out LC_ALL=C.UTF-8
said=$(cd "$here/../.." && python3 "$here/run_notebook.py" scripts/notebooks/benchmark.ipynb)
for part in "2 runs on 40 photos" "names  " "names - descriptions: " "# How these classifiers were compared"; do
  [[ $said == *"$part"* ]] || {
    echo "FAILED: the notebook did not say \"$part\" but: $said" >&2
    exit 1
  }
done
echo "$said" | head -n 12
