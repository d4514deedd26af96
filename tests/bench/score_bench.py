"""Speed and memory of `p8 score` against pandas + XGBoost, in turn on one machine. Prints JSON.

score_bench.py BUILD_DIR [--rows 307511] [--runs 5] [--threads 2]: BUILD_DIR is where the target p8_bench was built.
Inputs are made from a seed: the clients, and a model of 300 trees of depth 6 trained on 20,000 of their kind.
Needs Debian's python3-pandas and python3-xgboost (scripts/setup.sh bench).
"""
import csv
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


def largest_difference(scores, peer):
    """Between the probabilities of both: XGBoost adds leaves in float32, p8 in double."""
    with open(scores, newline="") as a, open(peer, newline="") as b:
        pairs = zip(csv.DictReader(a), csv.DictReader(b))
        return max(abs(float(x["probability_default"]) - float(y["probability_default"])) for x, y in pairs)


with tempfile.TemporaryDirectory() as directory:
    clients, sample, one, model = (os.path.join(directory, name) for name in ("clients.csv", "sample.csv", "one.csv", "model"))
    subprocess.run([make_applications, str(options.rows), "1", clients], check=True)
    subprocess.run([make_applications, "20000", "2", sample], check=True)
    subprocess.run([make_applications, "1", "3", one], check=True)
    subprocess.run([p8, "train", "--data", sample, "--label", "TARGET", "--id", "SK_ID_CURR", "--trees", "300", "--depth",
                    "6", "--learning-rate", "0.02", "--encoding", "ordinal", "--out", model, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(model, "metrics.json")) as file:
        trees = json.load(file)["trees"]

    out, peer_out, threads = os.path.join(directory, "out"), os.path.join(directory, "peer.csv"), str(options.threads)
    score = [p8, "score", "--model", model, "--data", clients, "--threads", threads, "--quiet", "--force", "--out"]
    peer = [sys.executable, os.path.join(here, "peer_score.py"), model, clients, "SK_ID_CURR", peer_out, threads]
    plain_runs, peer_runs = [], []
    for _ in range(options.runs):
        plain_runs.append(timed(score + [out, "--reasons", "0"]))
        peer_runs.append(timed(peer))
    difference = largest_difference(os.path.join(out, "scores.csv"), peer_out)
    reason_runs = [timed(score + [out]) for _ in range(options.runs)]
    start = [timed([p8, "score", "--model", model, "--data", one, "--quiet", "--force", "--out", out]) for _ in range(21)]
    help_start = [timed([p8, "--help"]) for _ in range(21)]

    shap = [json.loads(subprocess.run([os.path.join(options.build, "tests/p8_shap_bench"), model, clients, str(rows), str(t),
                                       "3"], check=True, capture_output=True, text=True).stdout)
            for rows, t in ((2000, 1), (4000, options.threads))]

    print(json.dumps({
        "rows": options.rows, "csv_mb": round(os.path.getsize(clients) / 1e6, 1), "trees": trees, "threads": options.threads,
        "p8_score_without_reasons": summary(plain_runs), "pandas_xgboost": summary(peer_runs),
        "speedup": speedup(plain_runs, peer_runs),
        "largest_probability_difference": difference,
        "shap": shap,
        "p8_score_with_4_reasons": summary(reason_runs),
        "p8_score_one_client": summary(start), "p8_help": summary(help_start)}, indent=2))
