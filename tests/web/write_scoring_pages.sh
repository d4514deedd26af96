#!/usr/bin/env bash
# write_scoring_pages.sh P8 DIRECTORY: one page of each kind that `p8 train`, `p8 score` and `p8 explain` write, in both
# languages.
set -euo pipefail
p8=$1
directory=$2
clients=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../configs/demo" && pwd)/german_credit.csv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# page NAME COMMAND…: runs the command and keeps its report.
page() {
  local name=$1
  shift
  "$@" --quiet --force --out "$work/$name" >/dev/null
  cp "$work/$name/report.html" "$directory/$name.html"
}

head -n 151 "$clients" > "$work/some.csv"
sed 's/Radio television/=1+1<script>alert("x")<\/script>/; s/Under 100/Moonbase/' "$work/some.csv" > "$work/<b>hostile.csv"
# Ids that would be markup, a path, or turn the text around.
sed '2s/^1,/<script>alert(1)<\/script>,/; 3s/^2,/..\/..\/x,/; 4s/^3,/\xE2\x80\xAE\xD7\x90\xD7\x91,/; 41q' "$clients" > "$work/ids.csv"
# The booster without its bundle knows numbers only, and nothing of its training data.
cut -d, -f1-9 "$work/some.csv" > "$work/numbers.csv"
for language in en fr; do
  page "train.$language" "$p8" train --data "$clients" --label default --id client_id --lang "$language"
  page "score-labelled.$language" "$p8" score --model "$work/train.$language" --data "$clients" --label default \
    --lang "$language"
  page "score-hostile.$language" "$p8" score --model "$work/train.$language" --data "$work/<b>hostile.csv" --reasons 0 \
    --threshold 0.5 --lang "$language"
  page "score-plain-model.$language" "$p8" score --model "$work/train.$language/model.ubj" --data "$work/numbers.csv" \
    --lang "$language" --allow-missing

  explain() { "$p8" explain --model "$work/train.$language" --lang "$language" --quiet --force "$@" >/dev/null; }
  page "explain-client.$language" "$p8" explain --model "$work/train.$language" --data "$clients" --client 4 --lang \
    "$language" --counterfactual --set duration_months=600 --set telephone=yes --refer 0.5 --pair age,credit_amount
  page "explain-audit.$language" "$p8" explain --model "$work/train.$language" --data "$clients" --client 1 --lang \
    "$language" --label default --protected age --protected personal_status
  page "explain-several.$language" "$p8" explain --model "$work/train.$language" --data "$work/ids.csv" --lang "$language" \
    --client '<script>alert(1)</script>' 5 $'\xE2\x80\xAE\xD7\x90\xD7\x91' --counterfactual
  explain --data "$work/ids.csv" --all --out "$directory/explain-many.$language"
done
