#!/usr/bin/env bash
# Trains the two small models that p8 carries (configs/models/), as their cards describe it:
#
#   scripts/train_mini.sh [--epochs N] [--device auto|cpu|cuda] [DIR]
#
# From ../shared/data/pairs (or $P8_SHARED/data/pairs) into DIR/clip/model and DIR/vgg16/model (default DIR: build/mini). A run that
# was stopped goes on where its last epoch ended when it is called again. With a CUDA machine minutes; with two cores some
# two minutes an epoch for CLIP, so that --epochs 60 is a matter of hours.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
p8=${P8:-$root/build/release/apps/p8}
data=${P8_SHARED:-$root/../shared}/data/pairs
clip_epochs=156
vgg16_epochs=194
device=auto
out=$root/build/mini

while [ $# -gt 0 ]; do
  case $1 in
    --epochs) clip_epochs=$2 vgg16_epochs=$2; shift 2 ;;
    --device) device=$2; shift 2 ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "train_mini.sh: unknown option $1" >&2; exit 2 ;;
    *) out=$1; shift ;;
  esac
done
[ -f "$data/pairs.csv" ] || { echo "train_mini.sh: there is no $data/pairs.csv" >&2; exit 3; }
[ -x "$p8" ] || { echo "train_mini.sh: $p8 is not built: cmake --preset release && cmake --build --preset release" >&2; exit 3; }

mkdir -p "$out/photos"
[ -f "$out/photos/.complete" ] || { tar -xf "$data/images.tar" -C "$out/photos" && touch "$out/photos/.complete"; }
export OMP_WAIT_POLICY=passive # threads that wait for others do not take the processor from those that prepare photos

# train NAME KIND EPOCHS OPTION…
train() {
  local name=$1 kind=$2 epochs=$3
  shift 3
  [ -f "$out/$name/report.html" ] && { echo "$out/$name is there already"; return; }
  "$p8" finetune --backbone "$kind:$root/configs/models/training/p8-mini-$name.json" --data "$data/pairs.csv" \
    --images "$out/photos/images" --image-col image --label-col label --balance source --split 0.95,0.05 --group-duplicates \
    --optimizer adamw --schedule cosine --epochs "$epochs" --warmup $((epochs / 20 > 0 ? epochs / 20 : 1)) --patience 0 \
    --weight-average 0.998 --keep 112 --colour 0.4 --device "$device" --seed 42 \
    --checkpoint "$out/$name.state" --resume --out "$out/$name" --verbose "$@"
}

train clip clip "$clip_epochs" --text-col text --templates products --label-texts 0.7 --batch-train 512 --micro-batch 512 \
  --lr 1e-3 --weight-decay 0.2 --crop-area 0.2 --erasing 0.4 --grey 0.2
train vgg16 vgg16 "$vgg16_epochs" --batch-train 256 --lr 5e-4 --weight-decay 0.05 --crop-area 0.3 --erasing 0.25
