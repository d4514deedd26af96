#!/usr/bin/env bash
# Two builds of p8 give the same results: compare_builds.sh OLD NEW [DIR]
# Runs every command with both programs on the demo's data and, where the shared folder is (P8_SHARED), on Home Credit's
# applications and Flipkart's photos; then compares all that they wrote, byte for byte but for times in CSV and JSON,
# digests of files that hold times, and versions. Whether pages differ is said and does not fail.
set -euo pipefail
old=$(realpath "$1") new=$(realpath "$2")
work=${3:-$(mktemp -d)}
root=$(cd "$(dirname "$0")/../.." && pwd)
shared=${P8_SHARED:-$root/../shared}
mkdir -p "$work"
work=$(cd "$work" && pwd)
cd "$work"

models=$root/configs/models
# run PROGRAM: all commands into the folder `now`, under the same names for both programs
run() {
  local p8=$1
  mkdir now
  "$p8" --help >now/help.txt
  P8_DEMO_PROGRAM=$p8 P8_DEMO_OUT=$PWD/now/demo "$root/scripts/demo.sh" en >/dev/null
  P8_DEMO_PROGRAM=$p8 P8_DEMO_OUT=$PWD/now/demo-fr "$root/scripts/demo.sh" fr >/dev/null
  # The demo's classifier names its backbone as seen from the project's root.
  local image=configs/demo/products/images/cameras-compact.jpg
  (cd "$root" && "$p8" predict --quiet --model "$work/now/demo/clip-head" --image $image --out "$work/now/predict")
  [ -d "$shared" ] || { echo "compare_builds.sh: no $shared, only the demo is compared" >&2; return; }

  local credit=$shared/data/home_credit/application_sample.csv
  "$p8" train --quiet --data "$credit" --label TARGET --id SK_ID_CURR --out now/home-model
  "$p8" score --quiet --data "$credit" --label TARGET --model now/home-model --out now/home-scores
  "$p8" explain --quiet --data "$credit" --model now/home-model --top 60 --counterfactual --lang fr --out now/home-clients

  local data=$shared/data/flipkart
  local photos=(--quiet --threads 2 --data "$data/products.csv" --images "$data/images" --image-col image
                --label-col category --cache now/cache)
  "$p8" zeroshot "${photos[@]}" --model "$models/p8-mini-clip" --text-col description \
    --class-names "$root/configs/class-names/flipkart.csv" --out now/zeroshot
  "$p8" finetune "${photos[@]}" --backbone "clip:$models/p8-mini-clip" --head mlp --out now/clip-head
  "$p8" finetune "${photos[@]}" --backbone "vgg16:$models/p8-mini-vgg16.safetensors" --head logistic \
    --split-file now/clip-head/split.csv --out now/vgg16-head
  "$p8" finetune "${photos[@]}" --backbone "clip:$models/p8-mini-clip" --unfreeze 1 --epochs 2 \
    --split-file now/clip-head/split.csv --out now/unfrozen
  "$p8" compare --quiet now/zeroshot now/clip-head now/vgg16-head --out now/comparison
  "$p8" lime "${photos[@]}" --model now/clip-head --per-class 1 --samples 300 --segments slic:40 --out now/lime
  "$p8" overview --quiet now/home-model now/home-scores now/zeroshot now/comparison --out now/overview
}
for build in old new; do
  if [ ! -e "$build" ]; then
    rm -rf now
    echo "running the $build program" >&2
    run "${!build}"
    mv now "$build"
  fi
done

python3 - <<'PYTHON'
import csv, json, pathlib, re, sys
old, new = pathlib.Path("old"), pathlib.Path("new")
names = sorted({p.relative_to(t) for t in (old, new) for p in t.rglob("*") if p.is_file()})
VOLATILE = re.compile(r"p8|libraries|start|sha256|bytes|.*seconds.*|.*per_second|.*megabytes.*")

def stable(value):
    """Without what differs between two runs of one program: times, and digests of files that hold times."""
    if isinstance(value, dict):
        return {k: stable(v) for k, v in value.items() if not VOLATILE.fullmatch(k)}
    return [stable(v) for v in value] if isinstance(value, list) else value

def content(path):
    if path.suffix == ".json": return stable(json.loads(path.read_text()))
    if path.suffix == ".csv":
        return [stable(row) for row in csv.DictReader(path.open(encoding="utf-8-sig", newline=""))]
    return path.read_bytes()

differ, pages, same = [], [], 0
for name in names:
    a, b = old / name, new / name
    if "cache" in name.parts or name.name == "log.jsonl":
        continue
    if not (a.exists() and b.exists()):
        differ.append(f"{name}: only in {'old' if a.exists() else 'new'}")
    elif a.read_bytes() == b.read_bytes() or (name.suffix != ".html" and content(a) == content(b)):
        same += 1
    else:
        (pages if name.suffix == ".html" else differ).append(str(name))
print(f"{same} files are the same, {len(differ)} differ; {len(pages)} pages differ")
for text in differ: print("  differs:", text)
sys.exit(1 if differ or not same else 0)
PYTHON
