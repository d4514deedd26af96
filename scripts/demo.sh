#!/usr/bin/env bash
# Installs what is missing, builds p8, and does its main job on the data that the project carries: demo.sh [en|fr]
set -euo pipefail
cd "$(dirname "$0")/.."
language=${1:-en}

scripts/setup.sh build
cmake --preset release >/dev/null
cmake --build --preset release --target p8
p8=build/release/apps/p8

# The model learns from the first 800 clients and scores the other 200, whom it has never seen. A bad loan costs five
# times what a good client turned away costs: the cost matrix that comes with this data.
clients=configs/demo/german_credit.csv
mkdir -p out
head -n 801 "$clients" > out/known_clients.csv
{ head -n 1 "$clients"; tail -n +802 "$clients"; } > out/new_clients.csv

"$p8" train --data out/known_clients.csv --label default --id client_id --cost-fn 5 --cost-fp 1 \
  --lang "$language" --force --out out/model
"$p8" score --data out/new_clients.csv --label default --model out/model --lang "$language" --force --out out/scores

"$p8" explain --data out/new_clients.csv --model out/model --top 3 --counterfactual --lang "$language" --force \
  --out out/explanations

echo
echo "The first clients of out/scores/scores.csv:"
head -n 6 out/scores/scores.csv
echo
echo "Open these reports in a browser:"
echo "  $PWD/out/model/report.html"
echo "  $PWD/out/scores/report.html"
echo "  $PWD/out/explanations/report.html"
