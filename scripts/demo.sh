#!/usr/bin/env bash
# Installs what is missing, builds p8, and does all of its work on the data and models that the project carries, with one
# page at the end that leads to every report: demo.sh [en|fr]
#   P8_DEMO_PROGRAM=p8            this program, nothing is built      P8_DEMO_OUT=DIR     results (default: out)
#   P8_DEMO_CLIP=, P8_DEMO_VGG16= other models than those of configs/models
# Once p8 is installed, this script runs the p8 of its prefix, and writes to p8-demo where it is called.
set -euo pipefail
called_from=$PWD
cd "$(dirname "$0")/.."
language=${1:-en}
case $language in
  en | fr) ;;
  *)
    echo "demo.sh: unknown language '$language'; expected en or fr" >&2
    exit 2
    ;;
esac

p8=build/release/apps/p8 out=out
if [ ! -e CMakeLists.txt ]; then
  P8_DEMO_PROGRAM=${P8_DEMO_PROGRAM:-$PWD/../../bin/p8} out=$called_from/p8-demo
fi
p8=${P8_DEMO_PROGRAM:-$p8}
out=${P8_DEMO_OUT:-$out}
clip=${P8_DEMO_CLIP:-configs/models/p8-mini-clip}
vgg16=${P8_DEMO_VGG16:-configs/models/p8-mini-vgg16.safetensors}
if [ -z "${P8_DEMO_PROGRAM:-}" ]; then
  scripts/setup.sh build
  cmake --preset release >/dev/null
  echo "Building p8; the first time takes some ten minutes on two processors" >&2
  cmake --build --preset release --target p8_program
fi
mkdir -p "$out"

# say ENGLISH FRENCH
say() { if [ "$language" = fr ]; then echo "$2"; else echo "$1"; fi; }

steps=9
done=0
# step ENGLISH FRENCH COMMAND NAME OPTION…: runs p8 COMMAND into the folder NAME of the results.
step() {
  done=$((done + 1))
  echo
  say "[$done/$steps] $1" "[$done/$steps] $2"
  local command=$3 name=$4
  shift 4
  "$p8" "$command" "$@" --lang "$language" --force --out "$out/$name"
}

# The model learns from the first 800 clients and scores the other 200, whom it has never seen. A bad loan costs five
# times what a good client turned away costs: the cost matrix that comes with this data.
clients=configs/demo/german_credit.csv
head -n 801 "$clients" >"$out/known_clients.csv"
{ head -n 1 "$clients"; tail -n +802 "$clients"; } >"$out/new_clients.csv"

step "A credit model learns from 800 clients" "Un modèle de crédit apprend de 800 clients" \
  train model --data "$out/known_clients.csv" --label default --id client_id --cost-fn 5 --cost-fp 1
step "It scores 200 clients it has never seen" "Il note 200 clients qu'il n'a jamais vus" \
  score scores --data "$out/new_clients.csv" --label default --model "$out/model"
step "Why the three riskiest were refused, and what would change that" \
  "Pourquoi les trois plus risqués sont refusés, et ce qui changerait la décision" \
  explain explanations --data "$out/new_clients.csv" --model "$out/model" --top 3 --counterfactual

if [ ! -e "$clip" ] || [ ! -e "$vgg16" ]; then
  echo
  say "The photo steps are skipped: there is no $clip or no $vgg16 (P8_DEMO_CLIP and P8_DEMO_VGG16 name others)." \
    "Les étapes sur les photos sont omises : $clip ou $vgg16 manque (P8_DEMO_CLIP et P8_DEMO_VGG16 en désignent d'autres)."
  steps=4
else
  photos=(--data configs/demo/products/products.csv --images configs/demo/products/images --image-col image
          --label-col category --cache "$out/cache")
  # Half of the photos teach, a third tests: with at most ten a category, fewer test photos would tell nothing.
  split=0.5,0.15,0.35
  head=logistic # needs the fewest examples
  step "CLIP sorts 59 product photos without training" "CLIP classe 59 photos de produits sans entraînement" \
    zeroshot zeroshot --model "$clip" "${photos[@]}" --text-col description --templates products \
    --class-names configs/class-names/demo.csv
  step "A classifier is trained on what CLIP sees" "Un classifieur est entraîné sur ce que voit CLIP" \
    finetune clip-head --backbone "clip:$clip" "${photos[@]}" --head $head --split $split
  step "Another one on what VGG16 sees, with the same photos" "Un autre sur ce que voit VGG16, avec les mêmes photos" \
    finetune vgg16-head --backbone "vgg16:$vgg16" "${photos[@]}" --head $head --split-file "$out/clip-head/split.csv"
  step "The three are compared on the photos that none has seen" \
    "Les trois sont comparés sur les photos qu'aucun n'a vues" \
    compare comparison "$out/zeroshot" "$out/clip-head" "$out/vgg16-head"
  step "Which part of a photo decided" "Quelle partie d'une photo a décidé" \
    lime lime --model "$out/clip-head" "${photos[@]}" --per-class 2 --samples 500 --segments slic:40
fi

runs=(model scores explanations)
[ $steps -lt 9 ] || runs+=(zeroshot clip-head vgg16-head comparison lime)
step "One page that leads to all reports" "Une page qui mène à tous les rapports" overview overview "${runs[@]/#/$out/}"

echo
say "Open this page in a browser:" "Ouvrez cette page dans un navigateur :"
echo "  $(cd "$out" && pwd)/overview/report.html"
