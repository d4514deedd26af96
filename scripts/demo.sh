#!/usr/bin/env bash
# Installs what is missing, builds p8, and does its main job on the data that the project carries: demo.sh [en|fr]
set -euo pipefail
cd "$(dirname "$0")/.."
language=${1:-en}

scripts/setup.sh build
cmake --preset release -DP8_TESTS=OFF >/dev/null
cmake --build --preset release --target p8
p8=build/release/apps/p8

clients=configs/demo/german_credit.csv
set -x
"$p8" train --data "$clients" --label default --id client_id --lang "$language" --force --out out/demo/model
"$p8" score --data "$clients" --label default --model out/demo/model --lang "$language" --force --out out/demo/scores
{ set +x; } 2>/dev/null

echo
echo "The first clients of out/demo/scores/scores.csv:"
head -n 6 out/demo/scores/scores.csv
echo
echo "Open these reports in a browser:"
echo "  $PWD/out/demo/model/report.html"
echo "  $PWD/out/demo/scores/report.html"
