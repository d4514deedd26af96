"""Speed and memory of `p8 explain`, beside pandas + XGBoost that only read and score the same file. Prints JSON.

explain_bench.py BUILD_DIR [--rows 307511] [--runs 5] [--threads 2]: BUILD_DIR is where the target p8_bench was built.
One client against all rows; then the pages of 1,000 clients against 5,000. Inputs are made from a seed, as in
score_bench.py; 300 trees of depth 3. Needs Debian's python3-pandas and python3-xgboost (scripts/setup.sh bench).
"""
import json
import os
import subprocess
import sys
import tempfile

from timing import bench_options, speedup, summary, timed

options = bench_options()
here = os.path.dirname(os.path.abspath(__file__))
p8 = os.path.join(options.build, "apps/p8")
make_applications = os.path.join(options.build, "tests/p8_make_applications")

with tempfile.TemporaryDirectory() as directory:
    clients, sample, few, model, out, peer_out = (
        os.path.join(directory, name) for name in ("clients.csv", "sample.csv", "few.csv", "model", "out", "peer.csv"))
    for rows, seed, path in ((options.rows, "1", clients), (20000, "2", sample), (5000, "3", few)):
        subprocess.run([make_applications, str(rows), seed, path], check=True)
    subprocess.run([p8, "train", "--data", sample, "--label", "TARGET", "--id", "SK_ID_CURR", "--trees", "300", "--quiet",
                    "--encoding", "ordinal", "--out", model], check=True, stdout=subprocess.DEVNULL)

    explain = [p8, "explain", "--model", model, "--threads", str(options.threads), "--quiet", "--force", "--out", out]
    one = explain + ["--data", clients, "--client", "100002", "--counterfactual"]
    many = explain + ["--data", few, "--top", "1000", "--counterfactual"]
    peer = [sys.executable, os.path.join(here, "peer_score.py"), model, clients, "SK_ID_CURR", peer_out, str(options.threads)]
    one_runs, peer_runs, many_runs = [], [], []
    for _ in range(options.runs):
        one_runs.append(timed(one))
        peer_runs.append(timed(peer))
        many_runs.append(timed(many))
    pages = os.path.join(out, "clients")
    sizes = [os.path.getsize(os.path.join(pages, name)) for name in os.listdir(pages)]
    print(json.dumps({
        "rows": options.rows, "threads": options.threads,
        "one_client_against_all": summary(one_runs), "pandas_xgboost_read_and_score": summary(peer_runs),
        "speedup": speedup(one_runs, peer_runs),
        "1000_pages_against_5000": summary(many_runs), "largest_page_kb": round(max(sizes) / 1e3, 1)}, indent=2))
