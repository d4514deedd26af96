"""The engine's encoders at every precision and batch size. Prints JSON: a list of what p8_encoders_bench says of each.

encoders_bench.py BUILD_DIR [--models ViT-B/32 VGG16 …] [--precisions fp32 bf16 int8] [--threads 2]: BUILD_DIR is where the
target p8_bench was built; the weights are random ones of p8_make_model. scripts/bench_peers.sh compares with others.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("--models", nargs="+", default=["ViT-B/32", "VGG16"])
parser.add_argument("--precisions", nargs="+", default=["fp32", "bf16", "int8"])
parser.add_argument("--threads", type=int, default=2)
options = parser.parse_args()

results = []
with tempfile.TemporaryDirectory() as directory:
    for model in options.models:
        weights = os.path.join(directory, "model.safetensors")
        subprocess.run([os.path.join(options.build, "tests/p8_make_model"), model, weights], check=True)
        for precision in options.precisions:
            if model == "VGG16" and precision == "int8":  # the engine has none
                continue
            command = [os.path.join(options.build, "tests/p8_encoders_bench"), model, weights, precision, str(options.threads)]
            results.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
            print(f"{model} {precision} done", file=sys.stderr, flush=True)
print(json.dumps(results, indent=2))
