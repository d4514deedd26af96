"""Speed and memory of `p8 zeroshot` against Pillow + PyTorch, in turn on one machine. Prints JSON.

zeroshot_bench.py BUILD_DIR --images DIR --bpe FILE [--count 256] [--runs 3] [--threads 2]: BUILD_DIR is where the target
p8_bench was built; DIR holds photos, of which the first COUNT are used; FILE is bpe_simple_vocab_16e6.txt.gz. The model
is a ViT-B/32 with random weights. Needs python3-torch, python3-pil, python3-numpy (scripts/setup.sh bench).
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

import numpy as np

from timing import speedup, summary, timed

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("--images", required=True)
parser.add_argument("--bpe", required=True)
parser.add_argument("--count", type=int, default=256)
parser.add_argument("--runs", type=int, default=3)
parser.add_argument("--threads", type=int, default=2)
options = parser.parse_args()
here = os.path.dirname(os.path.abspath(__file__))
p8 = os.path.join(options.build, "apps/p8")


def figure(out, name):
    with open(os.path.join(out, "metrics.json")) as file:
        return json.load(file)[name]


with tempfile.TemporaryDirectory() as directory:
    model, images, out, peer_out = (os.path.join(directory, name) for name in ("vit.safetensors", "images", "out", "peer.npy"))
    subprocess.run([os.path.join(options.build, "tests/p8_make_model"), "ViT-B/32", model], check=True)
    os.mkdir(images)
    for name in sorted(os.listdir(options.images))[:options.count]:
        shutil.copy(os.path.join(options.images, name), images)

    zeroshot = [p8, "zeroshot", "--model", model, "--bpe", options.bpe, "--images", images, "--class", "a", "b", "--threads",
                str(options.threads), "--quiet", "--force", "--save-embeddings", "--out", out]
    peer = [sys.executable, os.path.join(here, "peer_zeroshot.py"), model, images, peer_out, str(options.threads)]
    runs, peer_runs, per_second = [], [], []
    for _ in range(options.runs):
        runs.append(timed(zeroshot))
        per_second.append(figure(out, "images_per_second"))
        peer_runs.append(timed(peer))
    ours, theirs = np.load(os.path.join(out, "embeddings.npy")), np.load(peer_out)
    cosine = (ours * theirs).sum(1) / np.linalg.norm(ours, axis=1) / np.linalg.norm(theirs, axis=1)
    print(json.dumps({"images": len(ours), "threads": options.threads, "model": "ViT-B/32, random, fp32",
                      "blas": os.environ.get("OPENBLAS_CORETYPE", "as detected"), "p8": summary(runs),
                      "p8_images_per_second": round(statistics.median(per_second), 1), "pytorch": summary(peer_runs),
                      "speedup": speedup(runs, peer_runs), "least_cosine": float(cosine.min())}, indent=2))
