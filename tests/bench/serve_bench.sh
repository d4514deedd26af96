#!/usr/bin/env bash
# serve_bench.sh P8 MODEL CLIENTS.csv ID_COLUMN [SECONDS]: requests a second and latencies of `p8 serve` on this machine, by
# wrk on loopback, as JSON. With many connections for throughput, with two for the latency below full load. Pages are those
# of all clients in turn. wrk and whatever else runs take their part of the machine: per_core_second, requests for each
# second of processor time that the server itself used, does not depend on that.
set -euo pipefail
p8=$1 model=$2 clients=$3 id=$4 seconds=${5:-10}
work=$(mktemp -d)
"$p8" serve --model "$model" --data "$clients" --id "$id" --port 0 --quiet >"$work/out" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 300); do grep -q http "$work/out" && break; sleep 0.1; done
address=$(grep -o 'http:[^ ]*' "$work/out")

python3 - "$clients" "$id" "$work" <<'PYTHON'
import csv, json, sys
clients, id_column, work = sys.argv[1:]
rows = list(csv.DictReader(open(clients)))
ids = ", ".join(f'"{row[id_column]}"' for row in rows[:5000])
open(work + "/page.lua", "w").write(f"""local ids, i = {{{ids}}}, 0
request = function()
  i = i % #ids + 1
  return wrk.format("GET", "/client?id=" .. ids[i])
end
""")
row = rows[0]
del row[id_column]
def value(text):
    try: return float(text)
    except ValueError: return text
body = json.dumps({"features": {name: value(text) for name, text in row.items() if text != ""}})
open(work + "/post.lua", "w").write(f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = [==[{body}]==]\n')
PYTHON

ticks() { awk '{print $14 + $15}' "/proc/$server/stat"; }  # of the server's processor time
memory() { awk '/VmRSS/ {print $2}' "/proc/$server/status"; }
measure() {  # NAME CONNECTIONS WRK_ARGUMENTS…
  local name=$1 connections=$2
  shift 2
  local start
  start=$(ticks)
  wrk -t1 -c"$connections" -d"${seconds}s" --latency "$@" >"$work/wrk"
  awk -v name="$name" -v connections="$connections" -v used="$(($(ticks) - start))" -v tick="$(getconf CLK_TCK)" '
    function milliseconds(text) { return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 : text * 1000 }
    $1 == "50%" { p50 = milliseconds($2) } $1 == "99%" { p99 = milliseconds($2) }
    /requests in/ { requests = $1 } /Requests\/sec/ { rate = $2 } /Non-2xx/ { bad = $NF }
    END { printf "\"%s\": {\"connections\": %d, \"per_second\": %.0f, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"failed\": %d, \"per_core_second\": %.0f}", name, connections, rate, p50, p99, bad, requests * tick / (used > 0 ? used : 1) }' "$work/wrk"
}

before=$(memory)
{
  echo "{"
  echo "\"load_average\": $(cut -d' ' -f1 /proc/loadavg), \"processors\": $(nproc), \"seconds\": $seconds,"
  measure predict 16 -s "$work/post.lua" "${address}predict?shap=0"; echo ","
  measure predict_few 2 -s "$work/post.lua" "${address}predict?shap=0"; echo ","
  measure predict_shap 16 -s "$work/post.lua" "${address}predict"; echo ","
  measure predict_shap_few 2 -s "$work/post.lua" "${address}predict"; echo ","
  measure client_page 4 -s "$work/page.lua" "$address"; echo ","
  measure client_page_few 1 -s "$work/page.lua" "$address"; echo ","
  measure clients 4 "${address}clients"; echo ","
  echo "\"memory_kb\": {\"before\": $before, \"after\": $(memory)}"
  echo "}"
}
