#!/usr/bin/env python3
"""Kills p8 at random moments: --out holds the old results or the new ones, whole, and nothing is left after the next run.

    kills.py P8 [--kills 50] [--seed 1] [--commands train,score,explain,zeroshot,finetune,lime]

Each command is killed --kills times, half of them over old results with --force, with the data and models that p8 carries."""
import argparse
import hashlib
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
VOLATILE = {"run.json", "metrics.json", "history.csv", "checkpoint.json"}  # they hold times, as pages do


def digests(folder):
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(folder.rglob("*")) if p.is_file()}


def is_same(found, expected):
    """The same files, and the same bytes in those that hold no times."""
    return found.keys() == expected.keys() and all(
        found[name] == expected[name] for name in found
        if pathlib.Path(name).name not in VOLATILE and pathlib.Path(name).suffix != ".html")


def commands(p8, work):
    credit = ROOT / "configs/demo/german_credit.csv"
    model = work / "model"
    subprocess.run([p8, "train", "--data", credit, "--label", "default", "--trees", "20", "--quiet", "--out", model],
                   check=True, stdout=subprocess.DEVNULL)
    clip = ROOT / "configs/models/p8-mini-clip"
    products = ROOT / "configs/demo/products"
    photos = ["--data", products / "products.csv", "--images", products / "images", "--image-col", "image",
              "--label-col", "category"]
    return {
        "train": ["train", "--data", credit, "--label", "default", "--trees", "20"],
        "score": ["score", "--model", model, "--data", credit],
        "explain": ["explain", "--model", model, "--data", credit, "--top", "30"],
        "zeroshot": ["zeroshot", "--model", clip, *photos],
        "finetune": ["finetune", "--backbone", f"clip:{clip}", *photos, "--epochs", "20", "--checkpoint", work / "state"],
        "lime": ["lime", "--model", clip, "--class", "watch", "--class", "bottle", "--samples", "100", "--image",
                 *sorted((products / "images").iterdir())[:2]],
    }


def run(words, **options):
    return subprocess.run([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          **options)


def kill(p8, words, folder, rng, number, seconds, old, new):
    """One kill at a moment between start and a little after the usual end. What is wrong, or nothing."""
    out = folder / "out"
    is_forced = number % 2 == 1
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if is_forced:
        shutil.copytree(old, out)
    expected_old = digests(old) if is_forced else None
    process = subprocess.Popen([str(w) for w in [p8, *words, "--quiet", "--force", "--out", out]],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(rng.uniform(0.0, 1.05 * seconds))
    process.send_signal(signal.SIGKILL)
    process.wait()
    found = digests(out) if out.exists() else None
    if found != expected_old and not (found and is_same(found, new)):
        return f"--out is neither old nor new: {sorted(found or [])}"
    after = run([p8, *words, "--quiet", "--force", "--out", out])
    if after.returncode != 0:
        return f"the next run: exit code {after.returncode}: {after.stderr.strip()}"
    if not is_same(digests(out), new):
        return "the next run's results are others"
    left = sorted(p.name for p in folder.iterdir() if p != out)
    return f"left: {left}" if left else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("p8")
    parser.add_argument("--kills", type=int, default=50, help="of each command")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--commands")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    failures = 0
    with tempfile.TemporaryDirectory(prefix="p8-kills-") as name:
        work = pathlib.Path(name)
        all_words = commands(options.p8, work)
        for command in options.commands.split(",") if options.commands else all_words:
            words, old = all_words[command], work / f"{command}-old"
            begun = time.monotonic()
            first = run([options.p8, *words, "--quiet", "--out", old])
            seconds = time.monotonic() - begun
            if first.returncode != 0:
                sys.exit(f"{command}: {first.stderr.strip()}")
            new = digests(old)
            record = json.loads((old / "run.json").read_text())
            record["start"] = "2001-01-01T00:00:00Z"  # tells the old results from the new
            (old / "run.json").write_text(json.dumps(record))
            wrong = 0
            for number in range(options.kills):
                fault = kill(options.p8, words, work / "place", rng, number, seconds, old, new)
                if fault:
                    wrong += 1
                    print(f"{command}, kill {number}: {fault}")
            failures += wrong
            print(f"{command}: {options.kills} kills within {seconds:.2f} s, {wrong} wrong")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
