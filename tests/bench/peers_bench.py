"""Images a second of p8's engine, ONNX Runtime and PyTorch on the same model, in turn on one machine. Prints JSON.

peers_bench.py BUILD_DIR NODE_MODULES [--models …] [--batches …] [--runs 5] [--threads 2]: BUILD_DIR is where the target
p8_bench was built, NODE_MODULES where onnxruntime-node is installed (scripts/bench_peers.sh does both). Every program is
started once and asked for one batch after the other: p8, a peer, p8, a peer. A ratio is p8's images a second over the
peer's, pair by pair; those of processor time tell the same on a machine that others use too.
"""
import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("node_modules")
parser.add_argument("--models", nargs="+", default=["ViT-B/32", "VGG16"])
parser.add_argument("--batches", nargs="+", type=int, default=[1, 8, 32])
parser.add_argument("--precisions", nargs="+", default=["fp32", "bf16", "int8"])
parser.add_argument("--runs", type=int, default=5)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--no-torch", action="store_true")
options = parser.parse_args()
here = os.path.dirname(os.path.abspath(__file__))
# A core type of OpenBLAS that is set slows PyTorch down; threads are set one way for all.
environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
environment["OMP_NUM_THREADS"] = environment["OPENBLAS_NUM_THREADS"] = str(options.threads)


class Program:
    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def encode(self, images):
        self.process.stdin.write(f"{images}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"failed: {' '.join(self.process.args)}")
        return json.loads(line)

    def turn(self, images):
        """The mean of some calls. Threads of the program before spin for a while when they have nothing left to do, and
        the first call finds its weights in no cache: it is not counted."""
        time.sleep(0.3)
        self.encode(images)
        calls = []
        while not calls or sum(call["ms"] for call in calls) < 700:
            calls.append(self.encode(images))
        return {"ms": statistics.mean(call["ms"] for call in calls),
                "cpu_ms": statistics.mean(call["cpu_ms"] for call in calls), "embedding": calls[0]["embedding"]}

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b)) / math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))


def compared(ours, peer, images):
    """Both in turn."""
    pairs = [(ours.turn(images), peer.turn(images)) for _ in range(options.runs)]
    median = statistics.median
    return {"batch": images,
            "images_per_second": round(images * 1e3 / median(own["ms"] for own, _ in pairs), 2),
            "peer_images_per_second": round(images * 1e3 / median(other["ms"] for _, other in pairs), 2),
            "ratio": round(median(other["ms"] / own["ms"] for own, other in pairs), 2),
            "cpu_ms_per_image": round(median(own["cpu_ms"] for own, _ in pairs) / images, 2),
            "peer_cpu_ms_per_image": round(median(other["cpu_ms"] for _, other in pairs) / images, 2),
            "cpu_ratio": round(median(other["cpu_ms"] / own["cpu_ms"] for own, other in pairs), 2),
            "one_minus_cosine": float(f"{1 - cosine(pairs[0][0]['embedding'], pairs[0][1]['embedding']):.3g}")}


def version(package):
    with open(os.path.join(options.node_modules, package, "package.json")) as file:
        return json.load(file)["version"]


results = []
with tempfile.TemporaryDirectory() as directory:
    for model in options.models:
        weights, onnx = (os.path.join(directory, "model" + suffix) for suffix in (".safetensors", ".onnx"))
        subprocess.run([os.path.join(options.build, "tests/p8_make_model"), model, weights], check=True)
        networks = ["/usr/bin/python3", os.path.join(here, "peer_networks.py")]
        subprocess.run([*networks, "export", model, weights, onnx], check=True, stderr=subprocess.DEVNULL)
        peers = {f"onnxruntime {version('onnxruntime-node')} fp32": [
            "node", os.path.join(here, "peer_encoders.js"), os.path.join(options.node_modules, "onnxruntime-node"), onnx,
            str(options.threads)]}
        if not options.no_torch:
            peers["pytorch fp32"] = [*networks, "encode", model, weights, "fp32", str(options.threads)]
        for peer_name, command in peers.items():
            peer = Program(*command)
            for precision in options.precisions:
                if model == "VGG16" and precision == "int8":
                    continue
                ours = Program(os.path.join(options.build, "tests/p8_encode_in_turn"), model, weights, precision,
                               str(options.threads))
                for batch in options.batches:
                    result = {"model": model, "precision": precision, "peer": peer_name, **compared(ours, peer, batch)}
                    print(json.dumps(result), file=sys.stderr, flush=True)
                    results.append(result)
                ours.end()
            peer.end()
        os.remove(onnx)
        os.remove(weights)
print(json.dumps({"threads": options.threads, "runs": options.runs, "results": results}, indent=2))
