"""Speed and memory of `p8 lime` on one photo against a loop like lime_image's, in turn on one machine. Prints JSON.

lime_bench.py BUILD_DIR --photo FILE --bpe FILE [--samples 1000] [--runs 3] [--threads 2] [--precision fp32]: BUILD_DIR is
where the target p8_bench was built; the bpe FILE is bpe_simple_vocab_16e6.txt.gz. The model is a ViT-B/32 with random
weights, the segments a grid of 100. The peer (peer_lime.py) is a stand-in for lime_image: it makes and encodes the
samples alone, in batches of 10, while p8's time holds everything: deletion and insertion curves (one random ranking),
pictures and the report. Needs python3-torch, python3-pil, python3-numpy (scripts/setup.sh bench).
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

from timing import speedup, summary, timed

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("--photo", required=True)
parser.add_argument("--bpe", required=True)
parser.add_argument("--samples", type=int, default=1000)
parser.add_argument("--runs", type=int, default=3)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--precision", default="fp32")
options = parser.parse_args()
here = os.path.dirname(os.path.abspath(__file__))

with tempfile.TemporaryDirectory() as directory:
    model, out, peer_out = (os.path.join(directory, name) for name in ("vit.safetensors", "out", "peer.npy"))
    subprocess.run([os.path.join(options.build, "tests/p8_make_model"), "ViT-B/32", model], check=True)
    lime = [os.path.join(options.build, "apps/p8"), "lime", "--model", model, "--bpe", options.bpe, "--class", "a", "--class",
            "b", "--image", options.photo, "--segments", "grid:100", "--samples", str(options.samples), "--rankings", "1",
            "--precision", options.precision, "--threads", str(options.threads), "--quiet", "--force", "--out", out]
    peer = [sys.executable, os.path.join(here, "peer_lime.py"), model, options.photo, peer_out, str(options.threads),
            str(options.samples), "100"]
    runs, peer_runs = [], []
    for _ in range(options.runs):
        runs.append(timed(lime))
        peer_runs.append(timed(peer))
    print(json.dumps({"samples": options.samples, "threads": options.threads, "model": "ViT-B/32, random",
                      "precision": options.precision, "blas": os.environ.get("OPENBLAS_CORETYPE", "as detected"),
                      "p8": summary(runs), "peer": "a loop like lime_image's, PyTorch fp32, batches of 10",
                      "pytorch": summary(peer_runs), "speedup": speedup(runs, peer_runs)}, indent=2))
